"""Several kinds of charges told by different columns: "credits and refunds", "EC2, tax and S3".

A charge is of one kind or another, so that a list asks for any of them, and "excluding" leaves out
all of them. Kinds of one column ("tax and credits", "EC2 and S3") are that column's slot's.

Each kind is conditions that must all hold. The charges of any kind are told as clauses, of each of
which one condition must hold: one condition of every kind in each. Those of none are told by the
opposites of each kind's conditions.
"""

from collections.abc import Iterable
from itertools import product

from intents.query import Condition
from intents.slots import charged, charges, service, usage, value
from intents.slots.charges import Kind
from intents.slots.claim import MOST_ITEMS, SEPARATORS, Asked, Claim, Phrases
from intents.slots.subject import is_cost_word

Clause = tuple[Condition, ...]
_LEADS = Phrases(
    (phrase, None)
    for phrase in (
        "excluding", "exclude", "excludes", "without", "except", "except for", "ignoring", "ignore",
        "other than", "apart from", "aside from", "omitting", "omit", "leaving out", "leave out",
        "not including", "everything but", "all but", "but not", "no", "not", "before", "gross of",
        "ex", "excl", "excl.", "exc", "sans", "barring", "save for", "not counting",
        "with the exception of", "exclusive of", "minus",
    )
)  # fmt: skip
_ARTICLES = ("any", "all", "our", "the")
_AGAIN = ("no", "without", "excluding")


def read(asked: Asked, at: int) -> Claim | None:
    """Kinds that are left out, that are in anyway, or that alone are looked at."""
    if asked.subject.name != "cost" or asked.words[at].quoted:
        return None
    return _left_out(asked, at) or _included(asked, at) or _any(asked, at)


def _included(asked: Asked, at: int) -> Claim | None:
    """`including tax and refunds`: what is in a cost anyway."""
    lead = charges.IN.at(asked, at)
    found = _listed(asked, lead[1], _ARTICLES) if lead else None
    if lead is None or found is None or any(_is_service(kind) for kind in found[0]):
        return None
    if asked.text(at) in charges.NETTING and any(
        "Tax" in kind.tests[0].values for kind in found[0]
    ):
        # "Net of credits" is after them, "net of tax" without it: of both in one list, neither.
        return None
    said = " ".join(word.text for word in asked.words[lead[1] : found[1]])
    return Claim(at, found[1], "included", note=f"{said} included, as always unless left out")


def _left_out(asked: Asked, at: int) -> Claim | None:
    lead = _LEADS.at(asked, at)
    found = _listed(asked, lead[1], (*_ARTICLES, *_AGAIN)) if lead else None
    if found is None or (_of_one_column(found[0]) and len(found[0][0].tests) == 1):
        return None
    kinds, end = found
    if asked.text(end - 2) == "," and is_cost_word(asked, end):
        # "Excluding tax, S3 cost": the last is what is asked for, perhaps.
        return None
    clauses = tuple(kind.others for kind in kinds)
    return _claim(asked, at, end, kinds, clauses, excluded=True)


def _any(asked: Asked, at: int) -> Claim | None:
    found = _listed(asked, at, _ARTICLES)
    if found is None or asked.text(at) in _ARTICLES or _of_one_column(found[0]):
        return None
    return _claim(asked, at, found[1], found[0], _any_of(found[0]), excluded=False)


def _claim(
    asked: Asked,
    at: int,
    end: int,
    kinds: tuple[Kind, ...],
    clauses: tuple[Clause, ...],
    *,
    excluded: bool,
) -> Claim:
    # "Tax and EC2 usage" might be EC2's usage, or all usage.
    further = _kind(asked, end)
    return Claim(
        at, end, "test",
        where=tuple(dict.fromkeys(test for clause in clauses for test in clause)),
        clauses=clauses, excludes=excluded, turned=excluded,
        note="; ".join(dict.fromkeys(kind.note for kind in kinds if kind.note)) or None,
        unread=(end, further.end) if further else None,
    )  # fmt: skip


def _listed(asked: Asked, at: int, between: tuple[str, ...]) -> tuple[tuple[Kind, ...], int] | None:
    """Kinds, apart by commas or `and`, and the position after them; none: one slot knows all."""
    kinds: list[Kind] = []
    begin = end = at
    # "Excluding tax and without credits", but not "except without tax".
    while len(kinds) < MOST_ITEMS and (
        one := _kind(asked, asked.skip(begin, *(between if kinds else _ARTICLES)))
    ):
        kinds.append(one)
        end = one.end
        begin = asked.skip(end, *SEPARATORS)
        if begin == end or begin > end + 2:
            break
    return (tuple(kinds), end) if kinds else None


def _of_one_column(kinds: tuple[Kind, ...]) -> bool:
    return (
        len(
            {kind.tests[0].field for kind in kinds if len(kind.tests) == 1}
            | {kind.tests for kind in kinds if len(kind.tests) > 1}
        )
        < 2
    )


def _kind(asked: Asked, at: int) -> Kind | None:
    if at >= len(asked.words):
        return None
    if found := charges.kind(asked, at):
        return found
    for slot in (usage.one, service.one, charged.one, value.category):
        if claim := slot(asked, at):
            test = claim.where[0]
            return Kind((test,), (_opposite(test),), claim.note, claim.end)
    return None


def _is_service(kind: Kind) -> bool:
    return kind.tests[0].field.startswith("service_")


def _opposite(test: Condition) -> Condition:
    if test.op == "contains":
        return Condition(field=test.field, op="not_matches", value=f"*{test.value}*")
    op: dict[str, str] = {"eq": "ne", "in": "not_in"}
    return Condition.model_validate({"field": test.field, "op": op[test.op], "value": test.value})


def _any_of(kinds: Iterable[Kind]) -> tuple[Clause, ...]:
    """Clauses that hold of the charges of any of the kinds."""
    clauses = (tuple(dict.fromkeys(one)) for one in product(*(kind.tests for kind in kinds)))
    return tuple(dict.fromkeys(_shorter(one) for one in clauses if not _always(one)))


def _always(clause: Clause) -> bool:
    """Whether it says that a column is a value or that it is not."""
    told = {(test.field, test.op, str(test.value)) for test in clause}
    return any(op == "eq" and (field, "ne", value) in told for field, op, value in told)


def _shorter(clause: Clause) -> Clause:
    """Without "is Tax" beside "is not Credit", which holds of tax anyway."""
    denied = {test.field for test in clause if test.op == "ne" and isinstance(test.value, str)}
    return tuple(test for test in clause if not (test.op == "eq" and test.field in denied))
