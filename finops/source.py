"""Which table a question over charges is answered from: the smallest that has all it names.

Roll-ups hold sums by month, so they serve sums over whole months alone; what counts, averages or
lists charges, or names a column that no roll-up keeps apart, needs the charges themselves. The
largest roll-up knows resources by numbers: it can group by them, and tell those that are there.
"""

from collections.abc import Collection, Iterator

from finops.plan import Plan
from finops.warehouse.rollups import TAG_SET, smallest
from intents.catalog import Field
from intents.query import GRAINS, Condition

_ACCOUNT = ("sub_account_id", "sub_account_name")
_SUMS = ("sum", "share")
_BY_DAY = {"day", "week"}
# What can be asked of a number as of the text for which it stands.
IS_THERE = ("exists", "missing")


def source(plan: Plan, rollups: Collection[str]) -> str:
    """The table's name; `rollups` are those that there are."""
    query = plan.query
    if not rollups or query.analysis == "list" or query.period_on != "charge":
        return "charges"
    if any(measure.agg not in _SUMS for measure in query.measures):
        return "charges"
    if any(test.field == "count" for test in query.having):
        return "charges"
    return smallest(rollups, frozenset(_named(plan)), by_day=not _whole_months(plan))


def _named(plan: Plan) -> Iterator[str]:
    """The columns that the statement reads."""
    query = plan.query
    yield from ("cloud", "billing_currency", "charge_category")
    yield from (_held(name) for name in plan.groups if name not in GRAINS)
    yield from (_tested(*used) for used in query.fields() if used[0].kind != "cost")
    if query.accounts:
        yield from _ACCOUNT
    if query.regions:
        yield "region_id"
    for part in (part for way in plan.limits or () for part in way):
        yield from _ACCOUNT
        if part.tags:
            yield TAG_SET


def _held(name: str) -> str:
    """The column of a roll-up that a field is read from."""
    return TAG_SET if name.startswith("tags.") else name


def _tested(field: Field, condition: Condition | None) -> str:
    if field.name == "resource_id" and condition and condition.op not in IS_THERE:
        return "the text of resource_id"
    return _held(field.name)


def _whole_months(plan: Plan) -> bool:
    spans = [span for span in (plan.period, plan.compare) if span]
    whole = all(day.day == 1 for span in spans for day in (span.start, span.end))
    return whole and not _BY_DAY & set(plan.groups)
