"""What becomes of an order about a finding, said in words or by a form: who may, what is told.

A form (Slack's modal, Teams' card) lists the findings of an answer; what it sends is an `Order`
like one in words, held to the same rights. Who decides holds the right `admin` and sees the
finding. Nothing here changes a cloud.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from bot.audit import Audit
from bot.findings import Decided, Findings, Order
from bot.learning import Decider
from finops.answer import Answer
from intents.query import Query, parse
from providers.own_waste import Status

# What a form offers, in its order.
CHOICES: Mapping[Status, str] = {
    "accepted": "Accept: we will act on it",
    "snoozed": "Snooze until a day",
    "not waste": "Not waste (say why)",
    "open": "Reopen",
}
SHOWN = ("id", "resource", "resource_id", "rule", "account", "status", "monthly_saving", "currency")
MOST_REASON = 1000
DONE = ("answered", "partial")


def is_decidable(answer: Answer) -> bool:
    """Whether the rows of an answer are findings, each of which may be decided on."""
    query = answer.query or {}
    is_list = query.get("subject") == "finding" and query.get("analysis", "list") == "list"
    return bool(answer.id and answer.rows and is_list and answer.outcome in DONE)


def of_form(query: Query | None) -> Query | None:
    """What a form asks about the findings of an answer; None where it has none."""
    if query is None or (query.subject, query.analysis) != ("finding", "list"):
        return None
    return query.model_copy(update={"select": SHOWN})


@dataclass(frozen=True, slots=True)
class Option:
    """One finding of a form: its id, and what tells it from the others."""

    id: str
    told: str


def options(found: Answer) -> tuple[Option, ...]:
    """The findings that may be decided on: one that is gone is past deciding."""
    return tuple(
        Option(str(row["id"]), _told(row)) for row in found.rows if row.get("status") != "gone"
    )


def _told(row: Mapping[str, object]) -> str:
    status = row.get("status")
    stands = "" if status in (None, "open") else f" [{status}]"
    return f"{row['resource']}: {row['rule']}{stands}, {row['account']}"


@dataclass(frozen=True, slots=True)
class Deciding:
    """Carries orders out; `look` answers a Query under somebody's rights."""

    findings: Findings
    audit: Audit
    look: Callable[[Query], Answer]
    by: Decider
    now: datetime

    def carried_out(self, order: Order) -> str:
        """Do it, for who may and sees the finding; what to say of it."""
        if denied := self.by.denied():
            return denied.message
        found = self.look(_about(order, ("id", *SHOWN[1:3], "monthly_saving", "currency")))
        if found.outcome not in DONE:
            return found.headline
        if not found.rows:
            return self._missed(order, found)
        name = f"{order.finding} ({found.rows[0]['resource']})"
        if known := self.findings.same(order):
            on = f"{known.at.astimezone(UTC):%-d %b %Y}"
            return f"{name} is {_standing(order)} already, since {on}: nothing was changed."
        one = self._decided(order, found.rows[0])
        self.audit.finding(one)
        self.findings.decide(one)
        why = f": {order.reason}" if order.reason else ""
        return f"{name} is {_standing(order)}{why}. Only our own notes changed, nothing in a cloud."

    def _decided(self, order: Order, row: Mapping[str, object]) -> Decided:
        saving, currency = row.get("monthly_saving"), row.get("currency")
        return Decided(
            order=order,
            by=self.by.name,
            at=self.now,
            resource=str(row["resource_id"]),
            saving=None if saving is None else Decimal(str(saving)),
            currency=str(currency) if currency else None,
        )

    def _missed(self, order: Order, found: Answer) -> str:
        """Why nobody finds it: gone, or not to be seen, or what could not be looked at."""
        went = self.look(_about(order, ("id", "resource", "gone_on"), gone=True))
        if went.rows:
            row = went.rows[0]
            day = str(row["gone_on"])[:10]
            return f"{order.finding} ({row['resource']}) is gone since {day}: nothing is to decide."
        blind = " (not everything could be looked at)" if found.gaps else ""
        return f"There is no finding {order.finding} that you may see{blind}."


def _standing(order: Order) -> str:
    return f"{order.status}{f' until {order.until:%-d %b %Y}' if order.until else ''}"


def _about(order: Order, select: tuple[str, ...], *, gone: bool = False) -> Query:
    where = [{"field": "id", "op": "eq", "value": order.finding}]
    if gone:
        where.append({"field": "status", "op": "eq", "value": "gone"})
    return parse({"subject": "finding", "select": select, "where": where})
