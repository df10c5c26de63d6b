"""What a company has of its own about waste: files of rules, and what people decided on findings.

Values alone, passed down in `Context`: rules are read from their text by `finops.waste.own`, and
what a company decided is kept by `bot.findings`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Status = Literal["open", "accepted", "snoozed", "not waste"]
# Left out of an answer unless it is asked for them.
HIDDEN: tuple[Status, ...] = ("snoozed", "not waste")


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file of the company's rules: its name with the ending, and its text, or why it has none."""

    name: str
    text: str
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What people last decided on the finding of that id; `until` is the first day it is open."""

    finding: str
    status: Status
    until: date | None = None
    reason: str = ""

    def on(self, day: date) -> Status:
        """What it is on a day: one that was snoozed is open again when its time is over."""
        over = self.status == "snoozed" and self.until is not None and day >= self.until
        return "open" if over else self.status
