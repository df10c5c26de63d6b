"""When findings of today were first seen, by what was kept of them from day to day.

One that is not kept yet is new today where its rule has looked at its account before; else nobody
knows how old it is.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time

from finops.figures import day_of
from finops.warehouse.lives import Ledger
from finops.waste.finding import Found
from providers.model import Gap

FIRST, LAST = "first_seen", "last_seen"
SEEN = frozenset({FIRST, LAST})
KEEPS = "`finops sync`, or the server, keeps findings from day to day"


def seen(one: Found, ledger: Ledger, today: date) -> Mapping[str, object]:
    """The fields of SEEN."""
    first = first_day(one, ledger, today)
    return {FIRST: midnight(first) if first else None, LAST: midnight(today)}


def first_day(one: Found, ledger: Ledger, today: date) -> date | None:
    """The day on which it was first seen; None where nobody has looked for it before."""
    if kept := ledger.lives.get(one.id):
        return kept.first
    return today if _place(one) in ledger.looked else None


def untold(found: Collection[Found], ledger: Ledger, today: date) -> Iterator[Gap]:
    """What is not known of how old they are."""
    new = [one for one in found if first_day(one, ledger, today) is None]
    if new:
        noun = "finding was" if len(new) == 1 else "findings were"
        why = f"{len(new):,} {noun} not looked for before: nobody knows since when they are"
        yield Gap("findings", why, KEEPS)
    kept = [life for one in found if (life := ledger.lives.get(one.id))]
    days = sorted(one.first for one in kept if one.first == ledger.looked.get(one.place))
    if days:
        why = f"what was first seen on {day_of(days[0])}, when its rule began to look, may be older"
        yield Gap("findings", why, KEEPS, matters=False)


def _place(one: Found) -> tuple[str, str]:
    return one.rule.name, str(one.row["account_id"])


def midnight(day: date) -> datetime:
    """The moment at which a day begins."""
    return datetime.combine(day, time(), UTC)
