"""What a company has of its own about waste: files of rules, and what people decided on findings.

Values alone, passed down in `Context`: rules are read from their text by `finops.waste.own`, and
what a company decided is kept by `bot.findings`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Status = Literal["open", "accepted", "snoozed", "not waste"]
# Tags that name who answers for a resource, where the settings name no others.
OWNER_TAGS = ("owner", "team")
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
    """What people last decided on the finding of that id; `until` is the first day it is open.

    `by` is who decided, as the audit names them, and `at` when, in UTC.
    """

    finding: str
    status: Status
    until: date | None = None
    reason: str = ""
    by: str = ""
    at: datetime | None = None

    def on(self, day: date) -> Status:
        """What it is on a day: one that was snoozed is open again when its time is over."""
        over = self.status == "snoozed" and self.until is not None and day >= self.until
        return "open" if over else self.status


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose all those resources are for which every part that is named holds.

    `account` is an id or a name, `resource` a pattern of a name or id (`web-*`), `tags` pairs of
    key and value; all ignore case. `people` are what the owner is known by on the surfaces, as the
    audit has it: `slack:U012AB3CD`.
    """

    owner: str
    account: str = ""
    resource: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Owners:
    """Who answers for what: the first entry that fits, else the first of `tags` that is there.

    `unread` says why a mapping file could not be read.
    """

    entries: tuple[Owner, ...] = ()
    tags: tuple[str, ...] = OWNER_TAGS
    unread: str = ""
