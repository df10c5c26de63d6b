"""A change in sentences: the headline names what drove it, the insights what happened.

Every amount is computed; an event is told only where charges show it: since when a resource is
charged, on which day a unit price moved, which commitments began or ended.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from finops.answer import Cell
from finops.change.drivers import DAYS, ZERO, Driver, Item, drivers, items
from finops.change.events import Days, Events
from finops.change.lines import Lines
from finops.columns import BEFORE, CHANGE
from finops.figures import SIGNS, money, percent
from finops.plan import Plan
from finops.warehouse.engine import Engine

# A headline names no more, and none that explains less of all that moved.
MOST_NAMED, LEAST_SHARE = 3, Decimal("0.05")
# What explains less than this of all that moved is not worth a sentence.
LEAST_TOLD = Decimal("0.02")
_NAMES = 3


@dataclass(frozen=True, slots=True)
class Story:
    """The headline and the insights; None and nothing where the change is not known."""

    headline: str | None = None
    insights: tuple[str, ...] = ()


def told(
    plan: Plan, engine: Engine, lines: Lines, totals: Mapping[str, Cell], currency: str
) -> Story:
    """The story of a change that is known, in one currency."""
    lines = lines.kept(engine)
    found = drivers(engine, lines)
    moved = sum((abs(one.amount) for one in _with_days_apart(found)), ZERO)
    teller = _Teller(plan, currency, moved, Events(plan, engine, lines))
    made = items(engine, lines) if moved else []
    found = [one for one in found if one.effect in plan.query.select or one.effect == DAYS]
    return Story(teller.headline(found, made, totals), tuple(teller.insights(found, made)))


@dataclass(frozen=True, slots=True)
class _Teller:
    plan: Plan
    currency: str
    moved: Decimal
    events: Events

    def headline(
        self, found: Sequence[Driver], made: Sequence[Item], totals: Mapping[str, Cell]
    ) -> str | None:
        """How much, and from what; None where nothing changed."""
        change, before = totals[CHANGE], totals[BEFORE]
        if not isinstance(change, Decimal) or not isinstance(before, Decimal) or not change:
            return None
        named = _with_days_apart(found)[:MOST_NAMED]
        named = [one for one in named if abs(one.amount) >= LEAST_SHARE * self.moved]
        named.sort(key=lambda one: (one.amount > 0) != (change > 0))
        share = f" ({percent(abs(change) / before * 100)})" if before > 0 else ""
        way = "rose" if change > 0 else "fell"
        text = f"Cost {way} by {self._money(abs(change))}{share}"
        parts = [f"{self._signed(one.amount)} from {self._cause(one, made)}" for one in named]
        return f"{text}: {', '.join(parts)}" if parts else text

    def insights(self, found: Sequence[Driver], made: Sequence[Item]) -> Iterator[str]:
        """What happened, by what it explains."""
        told = {one.effect for one in found}
        if "quantity_effect" in told:
            yield from self._longer(found)
        new = self._resources(made, "new") if "new" in told else []
        gone = self._resources(made, "gone") if "gone" in told else []
        days = self.events.days([one.resource for one in (*new, *gone) if one.resource])
        yield from self._began(new, found, days)
        yield from self._ended(gone, found, days)
        if "price_effect" in told:
            yield from self._dearer(self._large(made, "price_effect"))
        if "quantity_effect" in told:
            yield from self._resized()
            yield from self._used(made)
        if "commitment_effect" in told:
            yield from self.events.commitments()
        if "other_effect" in told:
            yield from self._others(made)

    def _resources(self, made: Sequence[Item], fate: str) -> list[Item]:
        """The resources that are new, or gone, where together they are worth a sentence."""
        those = [one for one in made if one.fate == fate and one.resource]
        together = abs(sum((one.of("change") for one in those), ZERO))
        return those[:_NAMES] if together >= LEAST_TOLD * self.moved else []

    def _large(self, made: Sequence[Item], effect: str) -> list[Item]:
        large = [one for one in made if abs(one.of(effect)) >= LEAST_TOLD * self.moved]
        return sorted(large, key=lambda one: -abs(one.of(effect)))[:_NAMES]

    def _longer(self, found: Sequence[Driver]) -> Iterator[str]:
        before = self.plan.compare
        days = sum((one.amount for one in found if one.effect == DAYS), ZERO)
        if before is None or not days:
            return
        yield (
            f"{self.plan.period.days} days are compared with {before.days}: {self._more_days} of "
            f"the same use, at the price of then, is {self._signed(days)} of the quantity effect"
        )

    @property
    def _more_days(self) -> str:
        more = self.plan.period.days - (self.plan.compare or self.plan.period).days
        return f"{_counted(abs(more), 'day')} {'more' if more > 0 else 'fewer'}"

    def _cause(self, one: Driver, made: Sequence[Item]) -> str:
        return self._more_days if one.effect == DAYS else _cause(one, made)

    def _began(
        self, new: Sequence[Item], found: Sequence[Driver], days: Mapping[str, Days]
    ) -> Iterator[str]:
        if not new:
            return
        parts = []
        for one in new:
            first = days[one.resource or ""].first
            since = f"since {_day(first)}"
            if self.plan.compare and first < self.plan.compare.end:
                # It was there, off or under another tag, when the question does not see it.
                since = f"not charged then, though {since}"
            parts.append(f"{_who(one)} ({since}, {self._money(one.cost)})")
        yield f"new: {', '.join(parts)}{_more(found, 'new', len(parts))}"

    def _ended(
        self, gone: Sequence[Item], found: Sequence[Driver], days: Mapping[str, Days]
    ) -> Iterator[str]:
        if not gone:
            return
        parts = [
            f"{_who(one)} (until {_day(days[one.resource or ''].last)}, "
            f"{self._signed(one.of('gone'))})"
            for one in gone
        ]
        yield f"gone: {', '.join(parts)}{_more(found, 'gone', len(parts))}"

    def _resized(self) -> Iterator[str]:
        for one in self.events.resized():
            if abs(one.change) >= LEAST_TOLD * self.moved:
                yield (
                    f"resized: {one.name} from {one.before} to {one.after} since "
                    f"{_day(one.since)}, {self._signed(one.change)}"
                )

    def _dearer(self, large: Sequence[Item]) -> Iterator[str]:
        moved = self.events.prices_moved(large)
        for one in large:
            effect = one.of("price_effect")
            was = (one.demand or one.cost) - effect
            text = f"price of {_what(one)}"
            if one.region:
                text += f" in {one.region}"
            if was > 0:
                text += f": {_signed_percent(effect / was * 100)}"
            if since := moved.get(one.meter):
                text += (
                    f" ({self._price(since.before)} → {self._price(since.after)}"
                    f"{f' per {one.unit}' if one.unit else ''} since {_day(since.day)})"
                )
            yield f"{text}, {self._signed(effect)}"

    def _used(self, made: Sequence[Item]) -> Iterator[str]:
        """Where more or less was used; of periods of unlike length, by the day."""
        days, then = self.plan.period.days, (self.plan.compare or self.plan.period).days
        per = " a day" if days != then else ""
        large = [one for one in made if abs(one.use) >= LEAST_TOLD * self.moved]
        for one in sorted(large, key=lambda one: -abs(one.use))[:_NAMES]:
            text = f"use of {_what(one)}{f' in {one.region}' if one.region else ''}"
            if one.quantity is not None and one.quantity_before is not None:
                before, after = one.quantity_before, one.quantity
                if per:
                    before, after = before / then, after / days
                unit = f" {one.unit}" if one.unit else ""
                text += f": {_count(before)} → {_count(after)}{unit}{per}"
            yield f"{text}, {self._signed(one.use)}"

    def _others(self, made: Sequence[Item]) -> Iterator[str]:
        for one in self._large([one for one in made if one.fate == "other"], "other_effect"):
            yield f"{_once(one)}: {self._signed(one.of('change'))}"

    def _money(self, value: Decimal) -> str:
        return money(value, self.currency)

    def _price(self, value: Decimal) -> str:
        """A unit price, to four figures that count."""
        digits = max(2, 3 - value.adjusted())
        text = f"{value:,.{digits}f}"
        whole, _, rest = text.partition(".")
        text = f"{whole}.{rest[:2]}{rest[2:].rstrip('0')}"
        sign = SIGNS.get(self.currency)
        return f"{sign}{text}" if sign else f"{text} {self.currency}"

    def _signed(self, value: Decimal) -> str:
        return f"{'+' if value > 0 else ''}{self._money(value)}"


def _with_days_apart(found: Sequence[Driver]) -> list[Driver]:
    """Drivers, largest first, with what a longer or shorter period makes as one of its own."""
    days = {one.service: one.amount for one in found if one.effect == DAYS}
    apart = [Driver(None, DAYS, sum(days.values(), ZERO), 0)]
    for one in found:
        if one.effect == "quantity_effect":
            apart.append(replace(one, amount=one.amount - days.get(one.service, ZERO)))
        elif one.effect != DAYS:
            apart.append(one)
    return sorted(apart, key=lambda one: -abs(one.amount))


def _cause(one: Driver, made: Sequence[Item]) -> str:
    service = one.service or "charges without a service"
    alone = [
        item for item in made if item.service == one.service and item.of(one.effect) == one.amount
    ]
    match one.effect:
        case "new" if one.resources:
            return f"{_counted(one.resources, 'new resource')} in {service}"
        case "new":
            return f"new use of {service}"
        case "gone" if one.resources:
            return f"{_counted(one.resources, 'resource')} gone from {service}"
        case "gone":
            return f"the end of a use of {service}"
        case "price_effect" if alone:
            return f"a price change of {_what(alone[0])}"
        case "price_effect":
            return f"price changes in {service}"
        case "quantity_effect":
            return f"{'more' if one.amount > 0 else 'less'} use of {service}"
        case "commitment_effect":
            return f"commitments in {service}"
        case _ if alone:
            return _once(alone[0])
        case _:
            return f"other charges of {service}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' if count != 1 else ''}"


def _who(one: Item) -> str:
    """A resource as people know it: by its name, else by the last part of its id."""
    known = one.name or (one.resource_id or one.resource or "").rsplit("/", 1)[-1]
    return f"{known} in {one.service}" if one.service else known


def _what(one: Item) -> str:
    """A meter, or the category of what is no use of any."""
    kind, title = (one.category or "").lower(), one.title or "what has no meter"
    said = kind in ("", "usage") or kind in title.lower()
    return f"{'' if said else f'{kind} '}{title} ({one.service or 'no service'})"


def _once(one: Item) -> str:
    """What is charged at times alone: in which of the periods it is."""
    text = _what(one)
    if one.fate != "other" or bool(one.cost) == bool(one.cost_before):
        return text
    if (one.category or "") == "Purchase":
        text += ", a fee of certain days"
    return f"{text}, in the {'period' if one.cost else 'period before'} alone"


def _more(found: Sequence[Driver], effect: str, named: int) -> str:
    count = sum(one.resources for one in found if one.effect == effect) - named
    return f" and {count:,} more" if count > 0 else ""


def _day(day: object) -> str:
    return f"{day:%-d %b %Y}"


def _count(value: Decimal) -> str:
    text = f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _signed_percent(value: Decimal) -> str:
    return f"{'+' if value > 0 else ''}{percent(value)}"
