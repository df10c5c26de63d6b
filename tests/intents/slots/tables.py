"""What tables of slots share: a Query's conditions on one line, and every entry that differs."""

from collections.abc import Callable, Iterable

from intents.context import ReadContext
from intents.query import AnyOf, Query, Where
from tests.intents.reading import CONTEXT, reading


def differing(table: Iterable[tuple[str, str]], meaning: Callable[[str], str]) -> str:
    """A line for each entry `(words, what they mean)` that is read otherwise; empty where none."""
    found = ((words, expected, meaning(words)) for words, expected in table)
    return "\n".join(
        f"{words!r} is {told!r}, not {expected!r}"
        for words, expected, told in found if told != expected
    )  # fmt: skip


def query(question: str, context: ReadContext = CONTEXT) -> Query | str:
    """The Query, or what else it is: "Unread"."""
    found = reading(question, context)
    return found if isinstance(found, Query) else type(found).__name__


def told(test: Where) -> str:
    """`region ne us-east-1`, `vcpus ge 4`, `tags.env in prod,dev`, `public eq False`."""
    if isinstance(test, AnyOf):
        return " or ".join(told(one) for one in test.any)
    values = ",".join(str(value) for value in test.values)
    agg = f"{test.agg} " if test.agg else ""
    return f"{agg}{test.field} {test.op} {values}".strip()


def conditions(question: str, context: ReadContext = CONTEXT) -> str:
    """Every condition of the Query, `where` and `having`, apart by semicolons."""
    found = query(question, context)
    return found if isinstance(found, str) else "; ".join(map(told, (*found.where, *found.having)))
