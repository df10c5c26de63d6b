"""The sentences of a forecast: what it comes to, and how far such forecasts were off."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from finops.bound import holds, limit_of
from finops.figures import day_of, money, percent
from finops.forecast.ahead import Ahead, Amount
from finops.plan import Plan
from intents.period import Span, shifted
from intents.query import Condition

# So many digits of an interval's width are meant, and of an estimate without one; the rest would
# only look exact.
DIGITS_OF_WIDTH, DIGITS = 2, 3
_WORDS = {"lt": "below", "le": "at most", "gt": "above", "ge": "at least"}


def about(value: Decimal, currency: str | None, half: Decimal | None = None) -> str:
    """An estimate, as exact as its interval: `$41,200`, ± 1,350."""
    if half == 0 or not value:
        return plainly(value, currency)
    digits, of = (DIGITS, value) if half is None else (DIGITS_OF_WIDTH, half)
    return plainly(round(value, min(2, digits - 1 - of.adjusted())), currency)


def plainly(value: Decimal, currency: str | None) -> str:
    """An amount without cents, where it has none."""
    text = money(value, currency)
    return text.replace(".00", "") if value == value.to_integral_value() else text


def headline(
    plan: Plan, whole: Amount | None, currency: str | None, origin: date, *, groups: int
) -> str:
    """What the period comes to. `groups` is how many are shown, where it is broken down."""
    if whole is None:
        none = f"No charges are known to forecast {plan.period} from"
        return "Forecasts in several currencies, which are not added up" if groups else none
    if plan.period.end <= origin:
        return f"{title(plan)} is over: {money(whole.cost, currency)}"
    text = (
        f"{title(plan)} will {_verb(plan, origin)} about {about(whole.cost, currency, whole.half)}"
    )
    if whole.low is not None and whole.high is not None:
        ends = (about(end, currency, whole.half) for end in (whole.low, whole.high))
        text += f" (80%: {' to '.join(ends)})"
    if plan.period.start < origin:
        last = origin - timedelta(days=1)
        text += f"; {money(whole.actual, currency)} so far until {last.day} {last:%b}"
    tests = plan.query.having
    if not tests:
        return text
    if plan.query.group_by:
        bounds = " and ".join(_bound(test, currency) for test in tests)
        return f"{groups} will be {bounds}; {text}"
    return f"{_verdict(tests[0], whole)} {_bound(tests[0], currency)}: {text}"


def _verb(plan: Plan, origin: date) -> str:
    return "end at" if plan.period.start < origin else "cost"


def _bound(test: Condition, currency: str | None) -> str:
    return f"{_WORDS.get(test.op, 'at')} {plainly(limit_of(test), currency)}"


def _verdict(test: Condition, whole: Amount) -> str:
    """Yes or no where the whole interval agrees, else probably; without one, probably too."""
    likely = holds(test, whole.cost)
    ends = {holds(test, end) for end in (whole.low, whole.high)}
    if whole.half is not None and ends == {likely}:
        return "Yes," if likely else "No, not"
    return "Probably" if likely else "Probably not"


def title(plan: Plan) -> str:
    """`November`, `Q1 2027`, `2026`, or the days."""
    start, end = plan.period.start, plan.period.end
    if start.day != 1 or end.day != 1:
        return str(plan.period)
    year = "" if start.year == plan.today.year else f" {start.year}"
    if end == shifted(start, 1):
        return f"{start:%B}{year}"
    if plan.calendar.fiscal_start == 1 and end == shifted(start, 3) and start.month % 3 == 1:
        return f"Q{start.month // 3 + 1} {start.year}"
    if end == shifted(start, 12) and start.month == 1:
        return str(start.year)
    last = end - timedelta(days=1)
    return f"{start:%b}{'' if start.year == last.year else f' {start.year}'} to {last:%b %Y}"


def of_all(shown: Decimal, count: int, whole: Decimal, currency: str | None) -> Iterator[str]:
    """That the rows are not all there is, and what the total below them is of."""
    if count:
        told = f"the {count} shown" if count > 1 else "the one shown"
        some, every = money(shown, currency), money(whole, currency)
        yield f"the total is of {told}: {some}; all together are {every}"


def insights(plan: Plan, one: Ahead, currency: str | None) -> Iterator[str]:
    """How good such forecasts were; and what the months before cost."""
    days = (plan.period.end - one.origin).days
    if days <= 0:
        return
    first = max((plan.period.start - one.origin).days, 0)
    yield from _backtest(one, first, days)
    before = _month_before(plan, one)
    whole = one.over(plan.period).cost
    if before is not None and before > 0:
        change = (whole - before) / before * 100
        way = "more" if change >= 0 else "less"
        month = shifted(plan.period.start, -1)
        yield f"{percent(abs(change))} {way} than {month:%B}, which cost {money(before, currency)}"


def _backtest(one: Ahead, first: int, days: int) -> Iterator[str]:
    made = one.outlook
    reach = min(days, made.tested_days)
    errors = [abs(error) for error in made.errors(min(first, max(reach - 1, 0)), reach)]
    if made.spread(first, days) is None:
        yield f"too little history to test a forecast of {days} days: it has no interval"
        return
    since, until = made.tests[-1].origin, made.tests[0].origin
    start = one.started
    told = " and ".join(day_of(day) for day in
                        (start + timedelta(days=since), start + timedelta(days=until)))  # fmt: skip
    off = percent(median(errors) * 100)
    yield (
        f"backtest: {len(errors)} such forecasts made between {told} would have been off by {off} "
        "at the median for the days to come"
    )
    if reach < days:
        yield (
            f"the past is long enough to test {reach} days ahead, not {days}: the interval is "
            "widened for the rest"
        )


def _month_before(plan: Plan, one: Ahead) -> Decimal | None:
    """What the month before a single month cost, where all of it is known."""
    start, end = plan.period.start, plan.period.end
    if start.day != 1 or end != shifted(start, 1) or start > one.origin:
        return None
    before = Span(shifted(start, -1), start)
    return one.over(before).cost if one.started <= before.start else None
