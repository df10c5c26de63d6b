"""What acting on findings has saved, by the charges of the days since.

A day's saving is what the resource was charged a day before (the 30 complete days before the day
on which the finding was last seen) less what it is charged after, at effective cost. What a
commitment paid before is not saved: it is paid anyway, until something else uses it. So it is never
more than the former cost, and never less than nothing: what costs more than before saves nothing.

Charges come late, so days count up to the last on which the account has any. A resource that had no
charges before, or is billed in two currencies, has an unknown saving. Of findings that save from
one resource the greatest has its saving, the others nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlglot import exp

from finops.condition import literal
from finops.ground import Ground
from finops.relation import CURRENCY, DATE, cast, column, named, select, within
from finops.warehouse.lives import Life
from finops.waste.charged import DAYS
from intents.period import Span

_PLACES = Decimal("0.0000000001")
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Realised:
    """Saved in a period, in `currency`, by charges up to and with the day `until`.

    `amount` is None where it is not known; `until` where no charges have come yet.
    """

    amount: Decimal | None = None
    currency: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class _Day:
    """What a resource was charged on a day, and which part a commitment paid."""

    currency: str
    cost: Decimal
    committed: Decimal


# By resource, in lower case, and day.
_Charges = Mapping[str, Mapping[date, Sequence[_Day]]]


def realised(lives: Iterable[Life], period: Span, ground: Ground) -> dict[str, Realised]:
    """What each finding that is gone has saved on the days of the period, by its id."""
    gone = [(one, one.gone) for one in lives if one.gone is not None]
    if not gone:
        return {}
    known = _charges(gone, ground)
    until = _until(min(day for _, day in gone), ground)
    owner = _owners(one for one, _ in gone)
    found = {}
    for one, went in gone:
        last = until.get(str(one.told["account_id"]).lower())
        start, end = max(went, period.start), period.end
        end = min(end, last + timedelta(days=1)) if last else start
        days = Span(start, end) if start < end else None
        own = [name for name in one.saves_from if owner[name] == one.id]
        found[one.id] = _saved(one, own, days, known, last)
    return found


def _owners(lives: Iterable[Life]) -> dict[str, str]:
    """Resource → the finding whose saving it is: the one that was to save most."""
    owner: dict[str, str] = {}
    for one in sorted(lives, key=_worth):
        for name in one.saves_from:
            owner.setdefault(name, one.id)
    return owner


def _worth(one: Life) -> tuple[Decimal, str]:
    amount = one.told["monthly_saving"]
    return (-amount if isinstance(amount, Decimal) else Decimal(1), one.id)


def _saved(
    one: Life, own: Sequence[str], days: Span | None, known: _Charges, last: date | None
) -> Realised:
    if days is None:
        return Realised(until=last)
    if not own:
        return Realised(NOTHING, _text(one.told["currency"]), last)
    parts = [_of_resource(known.get(name, {}), one.last, days) for name in own]
    amounts = [part for part in parts if part is not None]
    currencies = {currency for _, currency in amounts}
    if not amounts or len(currencies) > 1:
        return Realised(until=last)
    whole = sum((amount for amount, _ in amounts), NOTHING)
    return Realised(whole.quantize(_PLACES), currencies.pop(), last)


def _of_resource(
    charges: Mapping[date, Sequence[_Day]], seen: date, days: Span
) -> tuple[Decimal, str] | None:
    """What one resource saved on the days; None where it had no charges before."""
    before = _within(charges, Span(seen - timedelta(days=DAYS), seen))
    after = _within(charges, days)
    currencies = {line.currency for line in (*before, *after)}
    if not before or len(currencies) != 1:
        return None
    cost = sum((line.cost for line in before), NOTHING)
    paid = cost - sum((line.committed for line in before), NOTHING)
    now = sum((line.cost for line in after), NOTHING)
    saved = min(cost * days.days / DAYS - now, paid * days.days / DAYS)
    return max(saved, NOTHING), currencies.pop()


def _within(charges: Mapping[date, Sequence[_Day]], days: Span) -> list[_Day]:
    return [line for day, lines in charges.items() if days.start <= day < days.end
            for line in lines]  # fmt: skip


def _charges(gone: Sequence[tuple[Life, date]], ground: Ground) -> _Charges:
    """All that was charged for the resources, from a month before the first was last seen."""
    names = sorted({name for one, _ in gone for name in one.saves_from})
    first = min(one.last for one, _ in gone) - timedelta(days=DAYS)
    is_committed = exp.Where(this=exp.not_(column("commitment_discount_id").is_(exp.null())))
    cost = exp.Sum(this=column("effective_cost"))
    keys = [column("resource_key"), column(CURRENCY), _day()]
    committed = exp.Filter(this=cost.copy(), expression=is_committed)
    cells = [*keys, named(cost, "cost"), named(committed, "committed")]
    body = select(cells, "charges").where(
        within(Span(first, ground.context.today), "charge_period_start"),
        column("resource_key").isin(*(literal(name) for name in names)),
        copy=False,
    )
    _, rows = ground.connection.run(body.group_by(*(key.copy() for key in keys), copy=False))
    found: dict[str, dict[date, list[_Day]]] = defaultdict(lambda: defaultdict(list))
    for name, currency, day, whole, part in rows:
        line = _Day(str(currency), _decimal(whole), _decimal(part))
        found[str(name)][_as_date(day)].append(line)
    return found


def _until(first: date, ground: Ground) -> dict[str, date]:
    """Account → the last day, since the first, of which it has any charge."""
    account = column("sub_account_id")
    last = cast(exp.Max(this=column("charge_period_start")), DATE)
    body = select([account, named(last, "last_day")], "charges").where(
        within(Span(first, ground.context.today), "charge_period_start"), copy=False
    )
    _, rows = ground.connection.run(body.group_by(account.copy(), copy=False))
    return {str(name).lower(): _as_date(day) for name, day in rows if name and day}


def _day() -> exp.Expr:
    return cast(column("charge_period_start"), DATE)


def _as_date(value: object) -> date:
    """Engines elsewhere give a day as text, or as a moment."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _decimal(value: object) -> Decimal:
    return NOTHING if value is None else Decimal(str(value))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
