"""What is said of a trend over snapshots: its headline, what it counts, and what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from finops.columns import column_of
from finops.figures import day_of, plain
from finops.history.steps import DAY, Looks, Step, grain_of, is_used, looked
from finops.plan import Plan
from finops.rows import Cells, amount
from finops.warehouse.snapshots import Snapshots
from intents.period import moved
from intents.query import Measure
from providers.model import Account, Gap

_TAKE = "finops sync takes one a day: run it daily"


_AGGS = {"avg": "average", "sum": "total", "min": "least", "max": "most"}


def said(plan: Plan) -> Iterator[str]:
    """How the question was understood beyond what is said of any."""
    grain = grain_of(plan)
    if is_used(plan):
        yield "the mean of each day's means"
        return
    yield f"over {plan.period}"
    if grain != "day":
        yield f"as of the last day of each {grain} that has a snapshot"


def headline(plan: Plan, rows: Sequence[Cells], measure: Measure, *, whole: bool) -> str:
    """The last step's figure beside the first one's, groups added up where they can be.

    `whole` is False where some place is in none of the numbers: then they are the least there was.
    """
    grain, figures = grain_of(plan), dict[date, Decimal]()
    if len(plan.groups) > 1 and measure.agg not in ("count", "sum"):
        return f"{_title(plan, measure)} by {', '.join(plan.groups)}"
    for row in rows:
        if (value := amount(row, measure.name)) is not None:
            step = date.fromisoformat(str(row[grain]))
            figures[step] = figures.get(step, Decimal(0)) + value
    if not figures:
        return f"{_title(plan, measure)}: not known over {plan.period}"
    counted = measure.agg == "count"
    shown = column_of(plan, measure.name, None)

    def told(step: date, *, noun: bool) -> str:
        unit = f" {shown.unit}" if shown.unit not in (None, "percent", "count") else ""
        what = f" {plan.subject.plural}" if counted and noun else ""
        return f"{plain(figures[step], shown)}{unit}{what} {_in(grain, step)}"

    least = "At least " if not whole and measure.agg in ("count", "sum") else ""
    text = least + told(max(figures), noun=True)
    lead = "" if counted else f"{_title(plan, measure)}: "
    before = f", {told(min(figures), noun=False)}" if len(figures) > 1 else ""
    return f"{lead}{text}{before}"


def _title(plan: Plan, measure: Measure) -> str:
    """What is measured, as a heading: `Average CPU`, `VMs`."""
    field = plan.subject.field(measure.field or "")
    if field is None:
        return plan.subject.plural
    words = f"{_AGGS.get(measure.agg or '', measure.agg)} {field.title}"
    return f"{words[:1].upper()}{words[1:]}"


def _in(grain: str, start: date) -> str:
    match grain:
        case "day":
            return f"on {day_of(start)}"
        case "week":
            return f"in the week of {day_of(start)}"
        case "year":
            return f"in {start:%Y}"
        case "quarter":
            return f"in Q{(start.month + 2) // 3} {start:%Y}"
        case _:
            return f"in {start:%b %Y}"


def not_kept(plan: Plan) -> Gap | None:
    """What snapshots cannot tell, said."""
    where, plural = f"{plan.query.subject} history", plan.subject.plural
    if any(field.kind == "cost" for field, _ in plan.query.fields()):
        fix = f"ask for the cost itself, as “cost by service by month”, or for {plural} of today"
        return Gap(where, f"snapshots of {plural} hold no cost", fix)
    used = [one for one in plan.query.measures if one.field and _metric(plan, one.field)]
    if any(test and field.kind == "metric" for field, test in plan.query.fields()):
        why = "which were used so much is known of single days alone"
        return Gap(where, why, f"ask for their average, or which {plural} it is true of now")
    if any(one.agg != "avg" for one in used):
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
    return Gap(where, f"snapshots begin on {day_of(first)}; asked was {plan.period}", _TAKE)


def gaps(
    plan: Plan, kept: Snapshots, looks: Looks, steps: Sequence[Step], never: frozenset[str]
) -> Iterator[Gap]:
    """Days without a snapshot, and places that were not read on some day or on any."""
    where = f"{plan.query.subject} history"
    first = kept.first_day(plan.query.subject)
    span = looked(plan)
    if first and first > span.start:
        why = f"snapshots begin on {day_of(first)}; asked was from {day_of(plan.period.start)}"
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
        steps_ = ", ".join(_in(grain_of(plan), one) for one in starts)
        why = f"it could not be read {steps_}: the number there is unknown"
        yield Gap(place, why, "finops permissions")
    yield from _late_accounts(looks)


def thin_steps(plan: Plan, thin: Sequence[date]) -> Iterator[Gap]:
    """Steps of whose days fewer than half have any data."""
    if thin:
        steps = ", ".join(_in(grain_of(plan), one) for one in thin)
        why = f"fewer than half of the days {steps} have data: it is unknown there"
        yield Gap(f"{plan.query.subject} history", why, _TAKE)


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
            why = f"its snapshots begin on {day_of(day)}: it is not in the numbers before"
            yield Gap(f"{account.cloud} {account.name}", why, "compare from that day on")
