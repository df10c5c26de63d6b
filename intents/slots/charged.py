"""Services and publishers by the names that the company's own charges have: "Datadog", "Bandwidth".

`service` knows the clouds' services by heart; what else is paid for, the warehouse tells. A name is
read only whole, a publisher's also without its legal form, and the note says what it was taken for.
"""

import re
from functools import cache, lru_cache

from intents import catalog
from intents.query import Condition
from intents.slots.claim import Asked, Claim, Phrases, listed
from intents.slots.scope import is_cloud
from intents.slots.vocabulary import is_grammar

_LEGAL = re.compile(
    r",?\s+(?i:inc|llc|ltd|limited|gmbh|corp|corporation|co|company|s\.?a|b\.?v|ag|plc|pty)\.?$"
)
_Named = tuple[str, str]


def read(asked: Asked, at: int) -> Claim | None:
    """One or more services, or one or more publishers."""
    known = _known(asked)
    found = listed(asked, at, known.at) if known else None
    return _claim(at, *found) if found else None


def one(asked: Asked, at: int) -> Claim | None:
    """One service, or one publisher."""
    known = _known(asked)
    found = known.at(asked, at) if known else None
    return _claim(at, (found[0],), found[1]) if found else None


def _known(asked: Asked) -> Phrases[_Named] | None:
    context = asked.context
    if asked.subject.name != "cost" or not (context.services or context.publishers):
        return None
    return _names(context.services, context.publishers)


def _claim(at: int, named: tuple[_Named, ...], end: int) -> Claim | None:
    field = named[0][0]
    names = tuple(dict.fromkeys(name for _, name in named))
    if any(other != field for other, _ in named):
        # Of a service and a publisher in one list no one condition tells: see `kinds`.
        return None
    test = (
        Condition(field=field, op="eq", value=names[0])
        if len(names) == 1
        else Condition(field=field, op="in", value=names)
    )
    what, many = field.removesuffix("_name"), len(names) > 1
    taken = f"are read as the {what}s" if many else f"is read as the {what}"
    note = f"{' and '.join(names)} {taken} of charges"
    return Claim(at, end, "test", where=(test,), note=note)


@lru_cache(maxsize=8)
def _names(services: tuple[str, ...], publishers: tuple[str, ...]) -> Phrases[_Named]:
    """What is charged by its name, publishers first: what they sell may be called as they are."""
    sold = [(name, ("publisher_name", name)) for name in publishers]
    short = [(_LEGAL.sub("", name), value) for name, value in sold]
    own = [(name, ("service_name", name)) for name in services]
    return Phrases(entry for entry in (*sold, *short, *own) if _may_be_said(entry[0]))


def _may_be_said(name: str) -> bool:
    """Whether a name says more than the grammar does, and is not that of a cloud or category.

    Tax is a service's name in some exports; who says it means all of it.
    """
    said = name.casefold()
    return len(name) > 1 and not is_grammar(said) and not is_cloud(said) and said not in _kinds()


@cache
def _kinds() -> frozenset[str]:
    """The words for categories of charges."""
    field = catalog.subject("cost").field("charge_category")
    words = (field.values if field else {}).items()
    return frozenset(word.casefold() for value, own in words for word in (value, *own))
