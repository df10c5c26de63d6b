"""One finding as a row of its subject: who, why, since when, how much, how sure, what to do.

A command is never run here. What a resource is called may be anything, so every value in a command
is quoted for a shell.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cached_property
from hashlib import blake2b
from shlex import quote

from finops.waste.charged import AGO, AMOUNT, COMMITTED, IN
from finops.waste.judging import AGE, key
from finops.waste.link import link
from finops.waste.rule import OF_SIZE, OF_WINDOW, Rule, filled, slots
from finops.waste.saving import LIST_PRICE, Cost, Worth
from finops.waste.worded import figure, singular
from intents.catalog import Subject
from intents.period import Span

Row = Mapping[str, object]


@dataclass(frozen=True)
class Found:
    """A resource that a rule flags: `row` as it was judged, with what is known of its saving."""

    rule: Rule
    subject: Subject
    row: Row
    cost: Cost | None
    worth: Worth
    also: tuple[str, ...]
    window: Span | None
    current: str | None = None
    recommended: str | None = None
    # The first day of it that snapshots show.
    begun: date | None = None

    @cached_property
    def id(self) -> str:
        """The same for a rule and a resource on every day: the rule's name and twelve digits."""
        return identifier(self.rule.name, self.row["cloud"], self.row["id"])

    def told(self, wanted: Collection[str]) -> dict[str, object]:
        """The row of the finding: of its fields those that are `wanted`, and what counting needs.

        A field that depends on another (`tags.team`) is told by its first part.
        """
        told = _ALWAYS.union(wanted)
        return {name: say(self) for name, say in _FIELDS.items() if name in told}

    @property
    def link(self) -> str | None:
        """Where to look at it."""
        return link(str(self.row["cloud"]), self.subject.name, self.row)

    @property
    def why(self) -> str:
        """The figures, and what makes them less sure."""
        values = {name: self._said(name) for name in slots(self.rule.why)}
        said = filled(singular(self.rule.why, values), values)
        return "; ".join((said, *self.doubts))

    def _said(self, name: str) -> str:
        if name == OF_WINDOW:
            return str(self.window)
        if name in OF_SIZE:
            return str(getattr(self, name))
        field = self.subject.field(name)
        return figure(field, self.row.get(key(self.rule, name))) if field else ""

    @property
    def since(self) -> datetime | None:
        """What the rule's field says; else what snapshots show; else its window's first day."""
        first = self.begun or (self.window.start if self.window else None)
        return self.told_since or (_midnight(first) if first else None)

    @property
    def told_since(self) -> datetime | None:
        """What the rule's field says."""
        known = self.row.get(key(self.rule, self.rule.since)) if self.rule.since else None
        return known.replace(tzinfo=known.tzinfo or UTC) if isinstance(known, datetime) else None

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why the finding, or its saving, is less than sure."""
        found = []
        if self._is_committed:
            found.append("mostly paid by a commitment, which is paid anyway until another uses it")
        if self.rule.age_days and not self._age_is_known:
            found.append("its age is not known")
        return tuple(found)

    @property
    def confidence(self) -> str:
        """Low where a commitment pays anyway; medium where age or charges are not known."""
        if self._is_committed:
            return "low"
        unsure = self.rule.age_days and not self._age_is_known
        return "medium" if unsure or self.worth.basis == LIST_PRICE else "high"

    @property
    def _age_is_known(self) -> bool:
        return self.row.get(AGE) is not None or self.row.get(AGO) is not None

    @property
    def _is_committed(self) -> bool:
        cost, committed = self.row.get(AMOUNT), self.row.get(COMMITTED)
        known = isinstance(cost, Decimal) and isinstance(committed, Decimal)
        return known and committed * 2 > cost  # type: ignore[operator] # both are Decimals

    @property
    def act(self) -> str | None:
        """The command for its cloud."""
        template = self.rule.act.get(self.row["cloud"])  # type: ignore[call-overload]
        if template is None:
            return None
        known = {name: self.row.get(key(self.rule, name)) for name in slots(template)}
        return filled(template, {name: quote(str(value or "")) for name, value in known.items()})


def _of_row(name: str) -> Callable[[Found], object]:
    return lambda one: one.row.get(name)


# Each field of a finding but those that are worked out among many: a million cells are not said
# where nobody looks at them.
_FIELDS: Mapping[str, Callable[[Found], object]] = {
    "id": lambda one: one.id,
    **{name: _of_row(name) for name in ("cloud", "account", "account_id", "region", "tags")},
    "rule": lambda one: one.rule.name,
    "category": lambda one: one.rule.category,
    "resource": lambda one: one.row.get("name") or one.row["id"],
    "resource_id": lambda one: one.row["id"],
    "resource_type": lambda one: one.subject.name,
    "why": lambda one: one.why,
    "since": lambda one: one.since,
    "monthly_saving": lambda one: one.worth.amount,
    "saving_basis": lambda one: one.worth.basis,
    "currency": lambda one: one.worth.currency or (one.cost.currency if one.cost else None),
    "resource_cost": lambda one: one.cost.amount if one.cost else None,
    "current": lambda one: one.current,
    "recommended": lambda one: one.recommended,
    "confidence": lambda one: one.confidence,
    "effort": lambda one: one.rule.effort,
    "risk": lambda one: one.rule.risk,
    "act": lambda one: one.act,
    "link": lambda one: one.link,
    "source": lambda one: f"{one.rule.source.name}: {one.rule.source.says}",
    "also_flagged_by": lambda one: list(one.also),
}
# By these findings are told apart, narrowed to who asks, held against other advice, and counted.
_ALWAYS = frozenset({
    "id", "cloud", "account", "account_id", "region", "category", "resource_id", "monthly_saving",
    "currency", "recommended",
})  # fmt: skip


def identifier(rule: str, cloud: object, resource: object) -> str:
    """The finding's own name, from its rule and its resource."""
    told = f"{cloud}\0{str(resource).lower()}"
    return f"{rule}-{blake2b(told.encode(), digest_size=6).hexdigest()}"


def cost_of(row: Row) -> Cost | None:
    """What a judged resource was charged; None where that is not known."""
    amount, currency = row[AMOUNT], row[IN]
    return Cost(amount, str(currency)) if isinstance(amount, Decimal) and currency else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
