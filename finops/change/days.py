"""Days of which a cloud's charges are not there: a change that includes them is unknown.

A day without charges may be a day without cost, or one that an export has not brought. It counts as
missing where the cloud is otherwise charged on most days of both periods, and always where it lies
outside the days that the warehouse knows of that cloud.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from finops.plan import Plan
from finops.relation import ROW, Rows, Tables, column, resting_on, select
from finops.result import run
from finops.warehouse import Reach
from finops.warehouse.engine import Engine
from finops.warehouse.manifest import NAMELESS
from intents.catalog import CLOUD_TITLES
from intents.period import Span
from providers.model import Gap

# A cloud that is charged on fewer of the days is not billed by the day.
DAYS_PER_CHARGED_DAY = 2
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Missing:
    """The days of a span that are not known of a cloud; `inside`: between days that are."""

    cloud: str
    span: Span
    days: tuple[date, ...]
    inside: bool

    @property
    def gap(self) -> Gap:
        """What to tell, and what to do about it."""
        named = ", ".join(f"{day.day} {day:%b %Y}" for day in self.days[:_NAMED])
        more = f" and {len(self.days) - _NAMED} more" if len(self.days) > _NAMED else ""
        title = CLOUD_TITLES.get(self.cloud, self.cloud)
        why = f"no {title} charges of {named}{more}: the change that they are part of is unknown"
        return Gap(f"{self.cloud} charges", why, "export these days again, then run: finops sync")


def missing(
    engine: Engine, plan: Plan, tables: Tables, reach: Iterable[Reach]
) -> tuple[Missing, ...]:
    """What is not known of the clouds that are asked about, in both periods."""
    if plan.query.period_on == "billing":
        # A billing period holds charges of other days, and not all that fall into it.
        return ()
    known = {one.cloud: (one.first_day, one.last_day) for one in reach}
    clouds: tuple[str, ...] = plan.query.clouds or tuple(known)
    spans = [span for span in (plan.period, plan.compare) if span]
    charged = _charged(engine, plan, tables)
    return tuple(
        found
        for cloud in clouds
        if cloud in known
        for found in _of_cloud(cloud, [_past(s, plan.today) for s in spans], known, charged)
    )


def _charged(engine: Engine, plan: Plan, tables: Tables) -> dict[str, set[date]]:
    """Every day on which each cloud charged anything: a question's conditions are no matter."""
    body = select([column("cloud"), column("day")], ROW).distinct(copy=False)
    body = resting_on(body, {ROW: Rows(plan, tables).body()})
    found: dict[str, set[date]] = {}
    for row in run(engine, body)[1]:
        cloud = str(row["cloud"] or NAMELESS)
        found.setdefault(cloud, set()).add(date.fromisoformat(str(row["day"])))
    return found


def _past(span: Span, today: date) -> tuple[Span, list[date]]:
    """The days of a span that are over."""
    days = [span.start + timedelta(days=n) for n in range(span.days)]
    return span, [day for day in days if day < today]


def _of_cloud(
    cloud: str,
    spans: list[tuple[Span, list[date]]],
    known: Mapping[str, tuple[date, date]],
    charged: Mapping[str, Collection[date]],
) -> Iterator[Missing]:
    first, last = known[cloud]
    have = charged.get(cloud, ())
    inside = [day for _, days in spans for day in days if first <= day <= last]
    daily = DAYS_PER_CHARGED_DAY * sum(day in have for day in inside) >= len(inside)
    for span, days in spans:
        lacking = [day for day in days if day not in have]
        outside = tuple(day for day in lacking if not first <= day <= last)
        if outside:
            yield Missing(cloud, span, outside, inside=False)
        within = tuple(day for day in lacking if first <= day <= last)
        if within and (daily or len(within) == len(days)):
            yield Missing(cloud, span, within, inside=True)
