"""Values that people wrote, and that differ in nothing but their letters' case.

Tags, and the dimensions made of them: `Payments` and `payments` may be one team. In a table they
are rows of their own, as in the clouds' consoles; a condition takes them together, and so does a
history, since a spelling may change from day to day. Each says what it does.
"""

from collections.abc import Iterable, Iterator

from providers.dimension import PREFIX


def is_by_people(field: str) -> bool:
    """Whether people write the values of a field, one way today and another tomorrow."""
    return field.startswith(("tags.", PREFIX))


def alike(values: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The values that are spelt in several ways: the spellings of each, in the order given.

    >>> list(alike(["web", "data", "Web", "web"]))
    [('web', 'Web')]
    """
    found: dict[str, dict[str, None]] = {}
    for value in values:
        found.setdefault(value.casefold(), {})[value] = None
    return (tuple(spelt) for spelt in found.values() if len(spelt) > 1)
