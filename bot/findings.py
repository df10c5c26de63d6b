"""What people decided on findings: accepted, snoozed until a day, not waste, or open again.

A table of `home/state.sqlite`, only ever appended: the last line of a finding holds. Each is kept
with its resource and what it was to save then. Nothing here changes a cloud.
Safe to use from several threads and processes. What cannot be written raises NotKept.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import assert_never

from bot.keeping import opened
from bot.redaction import redacted
from providers.own_waste import Standing, Status

ID = r"[a-z][a-z0-9_]+-[0-9a-f]{12}"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS finding_decisions (
    number INTEGER PRIMARY KEY AUTOINCREMENT, finding TEXT NOT NULL, status TEXT NOT NULL,
    until TEXT, reason TEXT NOT NULL, asker TEXT NOT NULL, decided_at TEXT NOT NULL,
    resource TEXT NOT NULL, saving TEXT, currency TEXT
);
"""
_COLUMNS = "finding, status, until, reason, asker, decided_at, resource, saving, currency"
_REASON = r"(?:\s*(?::|,|\bbecause\b|\bsince\b|\bas\b)\s*(?P<reason>\S.*))?"
_WORDS: tuple[tuple[Status, str], ...] = (
    ("accepted", rf"accept\s+(?:the\s+)?(?:finding\s+)?(?P<id>{ID})"),
    ("snoozed", rf"snooze\s+(?:the\s+)?(?:finding\s+)?(?P<id>{ID})\s+until\s+(?P<until>[\w -]+?)"),
    ("not waste", rf"(?:finding\s+)?(?P<id>{ID})\s+(?:is\s+not|isn['’]t|is\s+no)\s+waste"),
    ("open", rf"re-?open\s+(?:the\s+)?(?:finding\s+)?(?P<id>{ID})"),
)
_ORDERS = tuple(
    (status, re.compile(rf"(?:please\s+)?{words}{_REASON}[.!]?", re.IGNORECASE | re.DOTALL))
    for status, words in _WORDS
)
_DAYS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")


class Unclear(ValueError):
    """An order that cannot be carried out: the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants a finding to be."""

    finding: str
    status: Status
    until: date | None = None
    reason: str = ""

    @property
    def words(self) -> str:
        """The order as somebody would say it."""
        why = f": {self.reason}" if self.reason else ""
        match self.status:
            case "accepted":
                return f"accept {self.finding}{why}"
            case "snoozed":
                return f"snooze {self.finding} until {self.until}{why}"
            case "not waste":
                return f"{self.finding} is not waste{why}"
            case "open":
                return f"reopen {self.finding}{why}"
            case never:
                assert_never(never)


@dataclass(frozen=True, slots=True)
class Decided:
    """An order that was carried out: by whom, when, and what the finding said then.

    `saving` is what a month was to save, in `currency`; None where that was not known.
    """

    order: Order
    by: str
    at: datetime
    resource: str
    saving: Decimal | None
    currency: str | None


def ordered(words: str, today: date) -> Order | None:
    """The order in somebody's words, or None where there is none. Raises Unclear.

    Who snoozes says until when; who says that it is not waste says why.
    """
    for status, pattern in _ORDERS:
        if found := pattern.fullmatch(words.strip()):
            told = found.groupdict()
            until = _day(told["until"], today) if status == "snoozed" else None
            reason = (told["reason"] or "").strip()
            return checked(Order(told["id"].lower(), status, until, reason), today)
    return None


def checked(order: Order, today: date) -> Order:
    """The order, if it says all that it must. Raises Unclear."""
    if not re.fullmatch(ID, order.finding):
        raise Unclear("That is no finding's id")
    if order.status == "snoozed" and (order.until is None or order.until <= today):
        raise Unclear("Say until which day to come it is snoozed")
    if order.status == "not waste" and not order.reason:
        raise Unclear(f"Say why: “{order.finding} is not waste: …”")
    return order


def _day(words: str, today: date) -> date:
    """A day to come; one without a year is the next of that name."""
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", " ".join(words.split()))
    has_year = bool(re.search(r"\d{4}", text))
    years = ("",) if has_year else (f" {today.year}", f" {today.year + 1}")
    for year in years:
        for form in _DAYS:
            try:
                # Only the day is taken of it, so it has no zone.
                day = datetime.strptime(text + year, form).date()  # noqa: DTZ007
            except ValueError:
                continue
            if day > today:
                return day
    raise Unclear(f"“{words.strip()}” is no day to come; say it as 1 December, or 2026-12-01")


class Findings:
    """The decisions of one `home`."""

    def __init__(self, home: Path) -> None:
        """Make the table where there is none yet."""
        self._file = home / "state.sqlite"
        with opened(self._file) as connection:
            connection.executescript(_SCHEMA)

    def same(self, order: Order) -> Decided | None:
        """What stands already, where it is just that: who presses twice means it once."""
        last = next((one for one in self.decisions()[::-1] if one.order.finding == order.finding),
                    None)  # fmt: skip
        kept = replace(order, reason=redacted(order.reason))
        return last if last and last.order == kept else None

    def decide(self, one: Decided) -> None:
        """Keep it; secrets in a reason are blotted out."""
        order = one.order
        row = (
            order.finding, order.status, order.until.isoformat() if order.until else None,
            redacted(order.reason), one.by, one.at.isoformat(), one.resource,
            None if one.saving is None else str(one.saving), one.currency,
        )  # fmt: skip
        with opened(self._file) as connection:
            connection.execute(
                f"INSERT INTO finding_decisions ({_COLUMNS}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608 — constants
                row,
            )

    def decisions(self) -> tuple[Decided, ...]:
        """All of them, oldest first."""
        with opened(self._file) as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM finding_decisions ORDER BY number"  # noqa: S608 — constants
            ).fetchall()
        return tuple(map(_decided, rows))

    def standings(self) -> tuple[Standing, ...]:
        """The last decision on each finding, by its id."""
        last = {one.order.finding: one for one in self.decisions()}
        return tuple(_standing(one) for _, one in sorted(last.items()))


def _standing(one: Decided) -> Standing:
    order = one.order
    return Standing(order.finding, order.status, order.until, order.reason, one.by, one.at)


def _decided(
    row: tuple[str, Status, str | None, str, str, str, str, str | None, str | None],
) -> Decided:
    finding, status, until, reason, by, at, resource, saving, currency = row
    return Decided(
        order=Order(finding, status, date.fromisoformat(until) if until else None, reason),
        by=by,
        at=datetime.fromisoformat(at),
        resource=resource,
        saving=None if saving is None else Decimal(saving),
        currency=currency,
    )
