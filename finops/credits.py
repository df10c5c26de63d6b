"""Credits that hide what something costs: usage of $100 with a credit of $100 is no $0 service.

A group whose credits eat up much of its cost is named, with what it costs without them; so is a
total. Nothing is left out of a sum because of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from sqlglot import exp

from finops.columns import COST
from finops.figures import money
from finops.insights import name_of
from finops.plan import Plan
from finops.result import Result
from finops.rows import amount
from finops.statement import Statement
from intents.query import Condition, Measure

# Credits that take this much of a cost are said beside it, in percent.
MUCH = 25
# So many groups are named; the rest is in the rows of "credits by …".
MOST_NAMED = 3
CREDIT = "Credit"
# The column of a group's credits, which no row of an answer has.
GIVEN = "@credits"


def after(result: Result) -> str:
    """`, after $150.00 of credits`, where they are much of the total."""
    credit = result.categories.get(CREDIT, Decimal(0))
    before = sum(result.categories.values(), Decimal(0)) - credit
    return f", after {money(-credit, result.currency)} of credits" if _hides(credit, before) else ""


def beside(
    plan: Plan, statement: Statement, groups: Sequence[str], categories: Mapping[str, Decimal]
) -> dict[str, exp.Expr]:
    """The measure `GIVEN` of each group, where credits may hide what one costs."""
    if not categories.get(CREDIT) or not groups or _asks_otherwise(plan):
        return {}
    credit = Condition(field="charge_category", op="eq", value=CREDIT)
    given = Measure(name=COST, agg="sum", field=COST, where=(credit,))
    return {GIVEN: statement.measure(given)}


def hidden(plan: Plan, result: Result, given: Sequence[Decimal | None]) -> Iterator[str]:
    """A sentence for each row whose cost its credits hide; `given` are the credits of each."""
    named = 0
    for row, credit in zip(result.rows, given, strict=True):
        cost = amount(row, COST)
        if credit is None or cost is None or not _hides(credit, cost - credit):
            continue
        if (named := named + 1) > MOST_NAMED:
            return
        before = money(cost - credit, result.currency)
        yield (
            f"credits of {money(-credit, result.currency)} hide what {name_of(row, plan)} costs: "
            f"{before} before them"
        )


def _hides(credit: Decimal, before: Decimal) -> bool:
    return credit < 0 < before and -credit * 100 >= MUCH * before


def _asks_otherwise(plan: Plan) -> bool:
    """Whether the rows are no plain sums, or the question already says which charges it means."""
    query = plan.query
    said = any(test.field == "charge_category" for test in query.conditions())
    return said or bool(query.measures) or plan.compare is not None or query.analysis != "aggregate"
