"""What is said of a trend over snapshots: its headline, what it counts, and what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from finops.columns import column_of
from finops.figures import plain
from finops.history.steps import DAY, Looks, Step, grain_of, is_used, looked
from finops.plan import Plan
from finops.rows import Cells, amount
from finops.warehouse.snapshots import Snapshots
from intents.period import moved
from intents.query import Measure
from providers.model import Account, Gap

_TAKE = "finops sync takes one a day: run it daily"


def said(plan: Plan) -> Iterator[str]:
    """How the question was understood beyond what is said of any."""
    grain = grain_of(plan)
    if is_used(plan):
        yield "the mean of each day's means"
        return
    yield f"over {plan.period}"
    if grain != "day":
        yield f"as of the last day of each {grain} that has a snapshot"


def headline(plan: Plan, rows: Sequence[Cells], measure: Measure) -> str | None:
    """The last step's figure beside the first one's; None where there are groups."""
    known = [(row, value) for row in rows if (value := amount(row, measure.name)) is not None]
    if len(plan.groups) > 1 or not known:
        return None
    shown = column_of(plan, measure.name, None)
    title = f"{plan.subject.plural} " if measure.agg == "count" else ""
    field = plan.subject.field(measure.field or "")
    lead = f"{measure.agg} {field.title}: ".capitalize() if field and not title else ""
    (first, before), (last, now) = known[0], known[-1]
    grain = grain_of(plan)
    text = f"{lead}{plain(now, shown)} {title}in {_step_name(grain, last)}"
    if len(known) == 1:
        return text
    return f"{text}, {plain(before, shown)} in {_step_name(grain, first)}"


def _step_name(grain: str, row: Cells) -> str:
    day = date.fromisoformat(str(row[grain]))
    match grain:
        case "day":
            return _day(day)
        case "week":
            return f"the week of {_day(day)}"
        case "year":
            return f"{day:%Y}"
        case "quarter":
            return f"Q{(day.month + 2) // 3} {day:%Y}"
        case _:
            return f"{day:%b %Y}"


def not_kept(plan: Plan) -> Gap | None:
    """What snapshots cannot tell, said."""
    where, plural = f"{plan.query.subject} history", plan.subject.plural
    if any(field.kind == "cost" for field, _ in plan.query.fields()):
        fix = f"ask for the cost itself, as “cost by service by month”, or for {plural} of today"
        return Gap(where, f"snapshots of {plural} hold no cost", fix)
    used = [one for one in plan.query.measures if one.field and _metric(plan, one.field)]
    asked = [test for field, test in plan.query.fields() if test and field.kind == "metric"]
    if any(one.agg != "avg" for one in used) or any(
        test.agg not in (None, "avg") for test in asked
    ):
        return Gap(where, "snapshots hold the mean of a day alone", "ask for the average")
    if used and len(used) < len(plan.query.measures):
        return Gap(where, "counts and means of use are of different days", "ask for one of them")
    return None


def _metric(plan: Plan, name: str) -> bool:
    field = plan.subject.field(name)
    return field is not None and field.kind == "metric"


def none_yet(plan: Plan, kept: Snapshots) -> Gap:
    """Why there is nothing to count."""
    where, first = f"{plan.query.subject} history", kept.first_day(plan.query.subject)
    if first is None:
        return Gap(where, f"no snapshot of {plan.subject.plural} was taken yet", _TAKE)
    return Gap(where, f"snapshots begin on {_day(first)}; asked was {plan.period}", _TAKE)


def gaps(
    plan: Plan, kept: Snapshots, looks: Looks, steps: Sequence[Step], never: frozenset[str]
) -> Iterator[Gap]:
    """Days without a snapshot, and places that were not read on some day or on any."""
    where = f"{plan.query.subject} history"
    first = kept.first_day(plan.query.subject)
    span = looked(plan)
    if first and first > span.start:
        why = f"snapshots begin on {_day(first)}; asked was from {_day(plan.period.start)}"
        yield Gap(where, why, "what was before is not known")
    last = min(span.end, plan.today + DAY)
    missing = (last - max(span.start, first or span.start)).days - len(looks)
    if missing > 0:
        days = f"{missing} day{'s' if missing != 1 else ''}"
        empty = _empty_steps(plan, steps)
        without = f"; {empty} of its {grain_of(plan)}s have none and are left out" if empty else ""
        why = f"{days} of the period have no snapshot{without}"
        yield Gap(where, why, _TAKE, matters=bool(empty))
    for place in sorted(never):
        yield Gap(
            place, "it could never be read: it is in none of the numbers", "finops permissions"
        )
    for place, starts in _sometimes(steps, never).items():
        named_ = ", ".join(
            _step_name(grain_of(plan), {grain_of(plan): one.isoformat()}) for one in starts
        )
        why = f"it could not be read in {named_}: the number there is unknown"
        yield Gap(place, why, "finops permissions")
    yield from _late_accounts(looks)


def _empty_steps(plan: Plan, steps: Sequence[Step]) -> int:
    """How many steps between the first and the last have no snapshot."""
    grain, have = grain_of(plan), {step.start for step in steps}
    start, count = min(have), 0
    while start < max(have):
        count += start not in have
        start = moved(start, grain, 1)
    return count


def _sometimes(steps: Sequence[Step], never: frozenset[str]) -> dict[str, list[date]]:
    found: dict[str, list[date]] = {}
    for step in steps:
        for place in sorted(step.unread - never):
            found.setdefault(place, []).append(step.start)
    return found


def _late_accounts(looks: Looks) -> Iterator[Gap]:
    """Accounts that joined later: what they had before is in no number."""
    began: dict[Account, date] = {}
    for day, found in looks.items():
        for look in found:
            began.setdefault(replace(look.account, state=None), day)
    first = min(looks)
    for account, day in began.items():
        if day > first:
            why = f"its snapshots begin on {_day(day)}: it is not in the numbers before"
            yield Gap(f"{account.cloud} {account.name}", why, "compare from that day on")


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
