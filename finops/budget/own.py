"""Budgets of our own: what was spent is in our charges, what is to come in our forecast.

The period follows the company's calendar, fiscal years included. Charges in another currency than
the budget's are never added to it: they are said. A budget is shown to who may see all that it is
for, and to nobody else: a part of its spend would be a wrong number.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from finops.daily import Key
from finops.forecast import TESTS_OF_A_GROUP
from finops.forecast.ahead import Ahead, Amount
from finops.forecast.known import Known, read, together
from finops.forecast.projection import LEAST_DAYS, outlook
from finops.ground import Ground
from finops.plan import Plan, make
from intents.period import Span, Unit, moved, unit_start
from intents.query import Condition, Query
from providers.context import Allowed, Limits
from providers.model import Gap
from providers.own_budget import OwnBudget

_UNITS: dict[str, Unit] = {"monthly": "month", "quarterly": "quarter", "yearly": "year"}


@dataclass(frozen=True, slots=True)
class Spend:
    """A budget's period, with what was spent on each day, and what is to come.

    `known` are the days of the period on which anything at all was charged; `origin` is the first
    that is still to come, or not wholly delivered; `ahead` is None where the past is too short to
    forecast from.
    """

    budget: OwnBudget
    span: Span
    days: dict[date, Decimal]
    known: frozenset[date]
    origin: date
    ahead: Ahead | None

    @property
    def spent(self) -> Decimal | None:
        """So far; unknown where no day of the period is known."""
        return sum(self.days.values(), Decimal(0)) if self.known else None

    @property
    def forecast(self) -> Decimal | None:
        """What the period will come to."""
        if self.ahead is None or self.spent is None:
            return None
        return max(self.ahead.over(self.span).cost, self.spent)

    @property
    def breach(self) -> date | None:
        """The first day at whose end more than the amount is, or will be, spent."""
        for day in self.each_day():
            until = self.until(day)
            if until is not None and until.cost > self.budget.amount:
                return day
        return None

    def each_day(self) -> Iterator[date]:
        """The days of the period."""
        return (self.span.start + timedelta(days=n) for n in range(self.span.days))

    def until(self, day: date) -> Amount | None:
        """What is or will be spent at the end of a day; unknown where neither can be told."""
        end = day + timedelta(days=1)
        if self.ahead is not None:
            return self.ahead.over(Span(self.span.start, end)) if self.known else None
        if day >= self.origin or not self.known:
            return None
        spent = sum((cost for at, cost in self.days.items() if at <= day), Decimal(0))
        return Amount(spent, Decimal(0), Decimal(0))


def period(budget: OwnBudget, plan: Plan) -> Span:
    """The period that runs today."""
    unit = _UNITS[budget.recurs]
    start = unit_start(plan.today, unit, plan.calendar)
    return Span(start, moved(start, unit, 1))


def spend(budget: OwnBudget, plan: Plan, ground: Ground) -> Spend | None:
    """What is known of a budget; None, and a gap, where which cost it is for could not be read."""
    if budget.cost is None:
        fix = "say it as a question, as “cost of team payments in aws”, under [[budgets]]"
        ground.facts.gaps.append(Gap(_where(budget), budget.why, fix))
        return None
    span = period(budget, plan)
    asked = budget.cost.model_copy(update={"analysis": "forecast", "period": span.text})
    # Who may see a budget may see all of its charges: they are not narrowed again.
    known = read(replace(make(asked, ground.context), limits=None), ground)
    group = together(known.parts[key] for key in _own(known, budget, ground))
    history = known.history(group)
    days = {day: cost for day, cost in group.total.items() if span.start <= day < span.end}
    ahead = None
    if history.known_days >= LEAST_DAYS:
        past = {day: cost for day, cost in group.total.items() if day < known.origin}
        left = max((span.end - known.origin).days, 0)
        made = outlook(history, left, TESTS_OF_A_GROUP)
        ahead = Ahead(past, history.start, known.origin, made)
    inside = frozenset(day for day in known.days if span.start <= day < span.end)
    found = Spend(budget, span, days, inside if days or group.total else frozenset(),
                  known.origin, ahead)  # fmt: skip
    _note(found, ground)
    return found


def _own(known: Known, budget: OwnBudget, ground: Ground) -> Iterator[Key]:
    """The groups in the budget's currency; that there are others is a gap."""
    only = ground.warehouse.manifest().currencies
    alone = only[0] if len(only) == 1 else None
    others = set()
    for key in known.parts:
        currency = known.currency(key) or alone
        if currency == budget.currency:
            yield key
        else:
            others.add(str(currency))
    if others:
        why = f"charges in {', '.join(sorted(others))} are not counted: it is in {budget.currency}"
        fix = "make a budget for each currency"
        ground.facts.gaps.append(Gap(_where(budget), why, fix))


def _note(found: Spend, ground: Ground) -> None:
    """Say what makes a figure unknown or too low."""
    if not found.known:
        why = "no charges are known of what it is for in the period that runs"
        fix = "check what it is for, and that its charges are in: finops sync"
        ground.facts.gaps.append(Gap(_where(found.budget), why, fix))
        return
    missing = sum(day not in found.known for day in found.each_day() if day < found.origin)
    if missing:
        why = f"{missing} days of its period so far have no charges, and are not in what was spent"
        fix = "complete the exports, then: finops sync"
        ground.facts.gaps.append(Gap(_where(found.budget), why, fix))
    if found.ahead is None:
        why = f"charges are known of fewer than {LEAST_DAYS} days: there is no forecast"
        ground.facts.gaps.append(Gap(_where(found.budget), why, "add older exports"))


def _where(budget: OwnBudget) -> str:
    return f"budget {budget.name}"


# -- who may see it -------------------------------------------------------------------------------


def may_see(budget: OwnBudget, limits: Limits) -> bool:
    """Whether all of the cost that a budget is for is among what the asker may see."""
    if limits is None:
        return True
    asked = budget.cost
    return asked is not None and any(all(_holds(part, asked) for part in way) for way in limits)


def _holds(part: Allowed, asked: Query) -> bool:
    """Whether every charge that the Query is about lies in that part of the estate."""
    clouds = not part.clouds or (asked.clouds and set(asked.clouds) <= set(part.clouds))
    named, own = {one.lower() for one in asked.accounts}, {one.lower() for one in part.accounts}
    accounts = not own or (named and named <= own)
    tagged = {
        (test.field.lower(), str(test.value).lower())
        for test in asked.where
        if isinstance(test, Condition) and test.op == "eq"
    }
    tags = all((f"tags.{key.lower()}", value.lower()) in tagged for key, value in part.tags)
    return bool(clouds and accounts and tags)
