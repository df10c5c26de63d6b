"""How far the charges reach that an answer rests on: the days of its period that have none.

A period until now ends with today, of which no export knows yet. That is no gap, and is said beside
the period all the same (`known_until`): 17 days of charges are not what 18 days cost.
"""

from collections.abc import Iterator
from datetime import timedelta

from finops.figures import day_of
from finops.plan import Plan
from finops.warehouse import Reach, Warehouse
from intents.catalog import CLOUD_TITLES
from intents.period import Span
from providers.model import Gap

_EXPORT = "add the export under [[charges]], then run: finops sync"
_SYNC = "wait for the export, then run: finops sync"


def not_reached(plan: Plan, warehouse: Warehouse) -> Iterator[Gap]:
    """Days of the period that no charges reach, cloud by cloud."""
    for cloud, reach in _by_cloud(plan, warehouse).items():
        title = CLOUD_TITLES.get(cloud, cloud)
        if reach is None:
            yield Gap(f"{cloud} charges", f"no {title} charges are in the exports", _EXPORT)
            continue
        for span in _spans(plan):
            yield from _outside(plan, cloud, reach, span)


def _outside(plan: Plan, cloud: str, reach: Reach, span: Span) -> Iterator[Gap]:
    last = min(span.end - timedelta(days=1), plan.today - timedelta(days=1))
    if reach.last_day < span.start:
        why = f"charges reach until {day_of(reach.last_day)}; asked was {span}"
        yield Gap(f"{cloud} charges", why, _SYNC)
    elif reach.last_day < last:
        why = f"charges reach until {day_of(reach.last_day)}; asked was until {day_of(last)}"
        yield Gap(f"{cloud} charges", why, _SYNC)
    if span.start < reach.first_day:
        why = f"charges begin on {day_of(reach.first_day)}; asked was {day_of(span.start)}"
        yield Gap(f"{cloud} charges", why, _EXPORT)


def known_until(plan: Plan, warehouse: Warehouse) -> str | None:
    """`charges until 17 Nov 2026`, where the period goes on; None where it does not, or has none.

    Clouds that reach differently far are named.
    """
    if plan.query.analysis == "forecast":
        return None  # it says itself from which charges it is made
    known = {cloud: reach for cloud, reach in _by_cloud(plan, warehouse).items() if reach}
    days = {
        cloud: reach.last_day
        for cloud, reach in known.items()
        if any(one.start <= reach.last_day < one.end - timedelta(days=1) for one in _spans(plan))
    }
    if not days:
        return None
    if len(days) == len(known) and len(set(days.values())) == 1:
        return f"charges until {day_of(next(iter(days.values())))}"
    each = (f"{CLOUD_TITLES.get(cloud, cloud)} until {day_of(day)}" for cloud, day in days.items())
    return f"charges of {', of '.join(each)}"


def _by_cloud(plan: Plan, warehouse: Warehouse) -> dict[str, Reach | None]:
    """What is known of each cloud that is asked about; None where nothing is."""
    known = {reach.cloud: reach for reach in warehouse.reach()}
    clouds: tuple[str, ...] = plan.query.clouds or tuple(known) or tuple(CLOUD_TITLES)
    return {cloud: known.get(cloud) for cloud in clouds}


def _spans(plan: Plan) -> list[Span]:
    """The days whose charges the answer rests on."""
    if plan.query.analysis == "forecast":
        # Days to come have no charges; of those before them, yesterday's must be there.
        yesterday = plan.today - timedelta(days=1)
        return [Span(min(plan.period.start, yesterday), min(plan.period.end, plan.today))]
    match plan.query.subject:
        case "cost":
            return [span for span in (plan.period, plan.compare) if span]
        case "commitment":
            return [plan.period]
        case _:
            return [need.span for need in plan.needs if need.is_cost]
