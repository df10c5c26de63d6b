"""Which days stand for each step of a trend over snapshots, and what was not read on them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from finops import gathering
from finops.plan import Plan
from finops.warehouse.snapshots import Look
from intents.catalog import Field
from intents.period import Span, Unit, unit_start
from intents.query import GRAINS
from providers.model import Account

DAY = timedelta(days=1)
# A place is a cloud, an account and a region; or an account as a whole.
WITH_REGION = 3
Looks = Mapping[date, tuple[Look, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the trend: which day stands for each account, and what was not read on it."""

    start: date
    days: Mapping[str, date]
    unread: frozenset[str]


def grain_of(plan: Plan) -> Unit:
    """The length of a step."""
    return next(grain for grain in GRAINS if grain == plan.groups[0])


def is_used(plan: Plan) -> bool:
    """Whether it is about how things were used, which every day tells."""
    return any(field.kind == "metric" for field in measured(plan))


def measured(plan: Plan) -> list[Field]:
    """The fields of the measures."""
    found = (plan.subject.field(one.field) for one in plan.query.measures if one.field)
    return [field for field in found if field]


def looked(plan: Plan) -> Span:
    """The days whose snapshots tell about the period: of use, the day after does."""
    later = DAY if is_used(plan) else timedelta()
    return Span(plan.period.start + later, plan.period.end + later)


def in_scope(plan: Plan, looks: Looks) -> dict[date, tuple[Look, ...]]:
    """The looks at accounts that the question is about and the asker may see."""
    clouds = gathering.clouds(plan.query)

    def holds(account: Account) -> bool:
        return account.cloud in clouds and gathering.is_asked(account, plan)

    scoped = {day: tuple(one for one in all_ if holds(one.account)) for day, all_ in looks.items()}
    return {day: found for day, found in scoped.items() if found}


def steps_of(plan: Plan, looks: Looks) -> Iterator[Step]:
    """The steps that have a snapshot, with the day on which each account was read best."""
    later = DAY if is_used(plan) else timedelta()
    by_step: dict[date, dict[str, list[tuple[int, date, Look]]]] = {}
    for day, found in looks.items():
        start = unit_start(day - later, grain_of(plan), plan.calendar)
        for look in found:
            unread = len(_asked_of(plan, look.unread))
            by_step.setdefault(start, {}).setdefault(look.account.id, []).append(
                (-unread, day, look)
            )
    known: dict[str, Account] = {}
    for start, accounts in sorted(by_step.items()):
        best = {one: max(seen, key=lambda told: told[:2]) for one, seen in accounts.items()}
        lacking = {place for _, _, look in best.values() for place in _asked_of(plan, look.unread)}
        # An account that was looked at before, and not in this step.
        lacking |= {f"{one.cloud} {one.name}" for key, one in known.items() if key not in best}
        known |= {key: look.account for key, (_, _, look) in best.items()}
        yield Step(start, {key: day for key, (_, day, _) in best.items()}, frozenset(lacking))


def _asked_of(plan: Plan, places: frozenset[str]) -> frozenset[str]:
    """The places that the question is about: other regions than those it names are not."""
    regions = {code.lower() for code in plan.query.regions}
    return frozenset(
        place for place in places
        if not regions or len(place.split()) < WITH_REGION or place.split()[-1].lower() in regions
    )  # fmt: skip


def unread_in_all(steps: Sequence[Step]) -> frozenset[str]:
    """The places that no step has: they are left out of all numbers alike."""
    return frozenset.intersection(*(step.unread for step in steps))
