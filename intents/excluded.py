"""What a question leaves out, its Query leaves out: a check of a model's reading.

Both what is excluded and how often: a "not" that excludes nothing turns an answer round.
"""

from collections.abc import Iterator
from decimal import Decimal

from intents.checked import EXCLUDING, ORDERED, Checked, positions, texts_of
from intents.query import Condition
from intents.shorter import RESTRICTORS
from intents.slots import number

# They narrow rather than turn round: any condition or scope will do.
NARROWING = frozenset({"only", "but", "minus", "outside", "other", "unless"})


def exclusions(one: Checked) -> Iterator[str]:
    """What the question leaves out, the Query leaves out."""
    out = [test for test in one.query.conditions() if _excludes(test)]
    values = {value.casefold() for test in out for value in texts_of(test)}
    fields = {test.field for test in out}
    for claim in one.claims():
        for test in claim.where if claim.excludes else ():
            named = {value.casefold() for value in texts_of(test)}
            if named and any(t.field == "state" and _among(t, named) for t in out):
                yield f"{one.cover.text(claim)!r} excludes; the query asks for it"
            elif not (named <= values or _is_rest(out, test) if named else test.field in fields):
                yield f"{one.cover.text(claim)!r} excludes; the query does not"


def _among(test: Condition, named: set[str]) -> bool:
    values = {value.casefold() for value in texts_of(test)}
    return test.op not in EXCLUDING and bool(named & values)


def _is_rest(out: list[Condition], excluded: Condition) -> bool:
    """Whether what is left is asked for instead: "not stopped" as running and so on."""
    return any(test.field == excluded.field == "state" for test in out)


def restrictors(one: Checked) -> Iterator[str]:
    """As many exclusions as there are words that exclude."""
    compared = {
        at
        for claim in one.claims()
        if any(test.op in ORDERED for test in claim.where)
        for at in positions(claim)
    }
    said = [
        at
        for at, word in enumerate(one.asked.words)
        if not word.quoted and word.text in RESTRICTORS and at not in compared
        and number.operator(one.asked, at) is None
    ]  # fmt: skip
    narrowing = [at for at in said if one.asked.text(at) in NARROWING]
    turning = len(said) - len(narrowing)
    query = one.query
    every = [*query.conditions(), *query.having]
    count = sum(max(len(list(texts_of(test))), 1) for test in every if _excludes(test))
    if turning > count:
        words = ", ".join(one.said(at) for at in said if at not in narrowing)
        yield f"{words!r}: nothing in the query excludes that"
    if narrowing and not (every or query.clouds or query.accounts or query.regions):
        yield f"{one.said(narrowing[0])!r}: nothing in the query narrows it"


def _excludes(test: Condition) -> bool:
    return (
        test.op in EXCLUDING
        or test.value is False
        or (test.op in ("eq", "le", "lt") and test.value in (0, Decimal(0)))
        # "Not running" is what is stopped.
        or test.field == "state"
    )
