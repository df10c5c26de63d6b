"""The sums that every figure of commitments is made of, by one statement over the charges.

Only usage counts: purchases, taxes and credits are no use, and corrections amend other months. A
charge is covered or unused where its CommitmentDiscountStatus says so; it is open where no
commitment is on it, a commitment could be (`eligible`), and it is not sold at a changing price
(spot). A list cost of zero on usage that was paid for is no price.

Conditions on a `commitment_…` field narrow what is covered and unused, and never what is open: the
coverage by reservations is of all that reservations could cover.
"""

from collections.abc import Iterator

from finops.answer import Cell
from finops.commitment.figures import Sums, of
from finops.daily import NO_CORRECTION, Key, with_currency
from finops.ground import Ground
from finops.plan import Plan
from finops.regrouped import regrouped
from finops.result import run
from finops.rows import amount
from finops.statement import Statement
from intents.query import AnyOf, Condition, Measure, Where

CATEGORY = "commitment_discount_category"
STATUS = "commitment_discount_status"
_OF_COMMITMENTS = "commitment_discount_"
# What FOCUS calls the two kinds: a quantity of usage, or money.
_BY = {"usage": ("reservation", "both"), "spend": ("savings plan", "both")}
_USAGE: tuple[Where, ...] = (
    Condition(field="charge_category", op="eq", value="Usage"),
    NO_CORRECTION,
)
_USED: tuple[Where, ...] = (*_USAGE, Condition(field=STATUS, op="eq", value="Used"))
_UNUSED: tuple[Where, ...] = (*_USAGE, Condition(field=STATUS, op="eq", value="Unused"))
_UNPRICED: tuple[Where, ...] = (
    Condition(field="effective_cost", op="gt", value=0),
    Condition(field=STATUS, op="ne", value="Unused"),
    AnyOf(
        any=(
            Condition(field="list_cost", op="missing"),
            Condition(field="list_cost", op="eq", value=0),
        )
    ),
)


def read(
    plan: Plan, ground: Ground, groups: tuple[str, ...], only: tuple[Where, ...] = ()
) -> tuple[tuple[str, ...], dict[Key, Sums]]:
    """The sums of each group, apart by currency where there are several; and the groups' names.

    `only`: no other charges are looked at, those that are open included.
    """
    groups = with_currency(groups, ground)
    own = tuple(part for part in plan.query.where if _is_of_commitments(part))
    rest = (*(part for part in plan.query.where if part not in own), *only)
    measures = tuple(_measures(own))
    asked = regrouped(plan, *groups, where=rest, measures=measures)
    statement = Statement(asked, ground.tables)
    cells = {measure.name: statement.measure(measure) for measure in measures}
    _, rows = run(ground.connection, statement.grouped(groups, cells))
    sums = {
        tuple(_text(row[name]) for name in groups): of({name: amount(row, name) for name in cells})
        for row in rows
    }
    return groups, sums


def _text(cell: Cell) -> str | None:
    return None if cell is None else str(cell)


def is_of_commitments(name: str) -> bool:
    """Whether a field is one of the commitment's, which open usage has none of."""
    return name.startswith(_OF_COMMITMENTS)


def _is_of_commitments(part: Where) -> bool:
    ones = part.any if isinstance(part, AnyOf) else (part,)
    return all(is_of_commitments(one.field) for one in ones)


def _measures(own: tuple[Where, ...]) -> Iterator[Measure]:
    used, unused = (*_USED, *own), (*_UNUSED, *own)
    opened = (
        *_USAGE,
        Condition(field=STATUS, op="missing"),
        Condition(field="commitment_discount_id", op="missing"),
        Condition(field="pricing_category", op="ne", value="Dynamic"),
        _eligible(own),
    )
    usage = (*_USAGE, *own)
    paid = (*usage, Condition(field=STATUS, op="ne", value="Unused"))
    yield _sum("covered_list", "list_cost", used)
    yield _sum("covered_cost", "effective_cost", used)
    yield _sum("covered_unpriced", "effective_cost", (*used, *_UNPRICED))
    yield _sum("open_list", "list_cost", opened)
    yield _sum("open_cost", "effective_cost", opened)
    yield _sum("open_unpriced", "effective_cost", (*opened, *_UNPRICED))
    yield _sum("unused", "effective_cost", unused)
    yield _sum("usage_list", "list_cost", paid)
    yield _sum("usage_cost", "effective_cost", usage)
    yield _sum("usage_unpriced", "effective_cost", (*usage, *_UNPRICED))


def _eligible(own: tuple[Where, ...]) -> Condition:
    """What is open to the kind of commitment that is asked about."""
    for test in own:
        if isinstance(test, Condition) and (test.field, test.op) == (CATEGORY, "eq"):
            if by := _BY.get(str(test.value).lower()):
                return Condition(field="eligible_for", op="in", value=by)
    return Condition(field="eligible_for", op="exists")


def _sum(name: str, field: str, where: tuple[Where, ...]) -> Measure:
    return Measure(name=name, agg="sum", field=field, where=where)
