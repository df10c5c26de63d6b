"""Weeks, months, quarters and years that the edge of the period cuts: a part beside whole ones.

A step is dated with the day on which it begins, though that may lie before the period.
"""

from collections.abc import Iterator
from datetime import timedelta

from finops.figures import day_of
from finops.plan import Plan
from finops.result import Result
from intents.period import UNITS, Span, Unit, moved, unit_start


def cut_steps(plan: Plan, result: Result) -> Iterator[str]:
    """A sentence for each step that is shown and not wholly in the period."""
    for unit in UNITS:
        if unit in plan.groups:
            shown = {str(row.get(unit)) for row in result.rows}
            for step in at_the_edges(plan, unit):
                if step.start.isoformat() in shown:
                    inside = Span(
                        max(step.start, plan.period.start), min(step.end, plan.period.end)
                    )
                    yield (
                        f"the {unit} of {_named(step, unit)} has {inside.days} of its {step.days} "
                        "days in the period"
                    )


def at_the_edges(plan: Plan, unit: Unit) -> Iterator[Span]:
    """The first and the last step of the period, where they reach beyond it."""
    days = (plan.period.start, plan.period.end - timedelta(days=1))
    for start in dict.fromkeys(unit_start(day, unit, plan.calendar) for day in days):
        step = Span(start, moved(start, unit, 1))
        if step.start < plan.period.start or step.end > plan.period.end:
            yield step


def _named(step: Span, unit: Unit) -> str:
    return f"{step.start:%b %Y}" if unit == "month" else day_of(step.start)
