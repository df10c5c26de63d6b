"""The same question again: its answer is kept as long as all that it rests on is as it was.

    again.reply(query, context)      as `finops.reply.reply`

An answer is kept in memory, and on the disk for other processes (`finops.shelf`), under the Query,
the day, and what the asker may see (`Limits`): two people share one only where they may see the
same. It is given again only while

- each value of the cache that its facts came from is still there, not replaced (by whatever
  process), and fresh: five minutes for inventory, as if it were read again;
- the charges are the same generation, and what is known to be missing of them is the same;
- the accounts, dimensions, budgets, rules and calendar of the settings mean the same, people
  decided on no finding, and none was kept anew.

What lacks something is not kept: a place that was throttled or late is asked again by whoever asks
again. A refusal is a fact like others, and is kept as long as the cache keeps it: the answer says
since when, and when it is asked for again. Nor is kept what was answered from older facts while
they are read anew, what no cache holds (forecasts of a cloud, an engine elsewhere), or what counts
by the clock's time of day.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from threading import Lock
from typing import TYPE_CHECKING

from finops.answer import Answer
from finops.plan import Plan, make
from finops.shelf import Kept, Shelf
from finops.warehouse import Warehouse
from intents.query import Query
from providers.base import Provider
from providers.context import Context, Limits
from providers.model import Account
from providers.own_budget import OwnBudget

if TYPE_CHECKING:
    from finops.reply import Replied

# Rows of all answers that are kept: a row takes about half a kilobyte.
MOST_ROWS = 100_000
# Answers of one row are many, and cost nothing to speak of.
MOST_ANSWERS = 1_000
# Their figures are of this very moment: days left, what is spent so far.
BY_THE_CLOCK = ("budget", "commitment")

_Key = tuple[str, date, Limits]


@dataclass(frozen=True, slots=True)
class _Setting:
    """What an answer depends on besides its key, and that seldom changes.

    `charges` is what the warehouse says of itself; None where no charge is in the answer. `waste`
    are the company's own rules, and what it decided on findings; None where none is in the answer.
    """

    plan: Plan
    budgets: tuple[OwnBudget, ...]
    accounts: tuple[Account, ...]
    charges: object
    waste: object


class Again:
    """Answers Queries, and keeps what it answered. Safe to use from several threads."""

    def __init__(
        self, providers: Sequence[Provider], warehouse: Warehouse, shelf: Shelf | None = None
    ) -> None:
        """Nothing is kept yet, but for what is on the `shelf`; without one, memory has to do."""
        self._providers, self._warehouse = providers, warehouse
        self._shelf = shelf
        self._lock = Lock()
        self._kept: OrderedDict[_Key, tuple[_Setting, Kept]] = OrderedDict()
        self._rows = 0

    def reply(self, query: Query, context: Context) -> Answer:
        """The Answer, computed or kept; who traces its statements has it computed."""
        plan = make(query, context)
        if context.trace or query.subject in BY_THE_CLOCK:
            return self._replied(plan, context).answer
        key = (query.model_dump_json(), context.today, context.limits)
        before = self._setting(plan, context)
        if kept := self._asked_before(key, before):
            return kept.answer
        found = self._replied(plan, context)
        setting = self._setting(plan, context)
        # Charges that came in while it was computed may be in it or not.
        whole = setting.charges == before.charges and (
            setting.charges is not None or not plan.uses_charges
        )
        if whole and found.rests_on is not None:
            kept = Kept(_as_kept(found), found.rests_on)
            self._keep(key, setting, kept)
            if self._shelf:
                self._shelf.put(key, setting, kept)
        return found.answer

    def _replied(self, plan: Plan, context: Context) -> "Replied":
        # What computes takes longer to import than a kept answer to be found.
        from finops.reply import replied

        return replied(plan, self._providers, self._warehouse, context)

    def _setting(self, plan: Plan, context: Context) -> _Setting:
        accounts = (known for one in self._providers for known in one.known_accounts())
        charges = self._warehouse.stamp() if plan.uses_charges else None
        is_waste = plan.query.subject == "finding" or plan.query.analysis == "waste"
        own = (context.rules, context.standings, context.owners)
        waste = (own, self._warehouse.lives.stamp()) if is_waste else None
        return _Setting(plan, context.budgets, tuple(accounts), charges, waste)

    def _asked_before(self, key: _Key, setting: _Setting) -> Kept | None:
        """What was answered before, here or by another process, if it is as it was."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            then, kept = self._kept.get(key, (None, None))
        if kept and then == setting and _is_current(kept):
            return kept
        kept = self._shelf.take(key, setting) if self._shelf else None
        if kept is None or not _is_current(kept):
            return None
        self._keep(key, setting, kept)
        return kept

    def _keep(self, key: _Key, setting: _Setting, kept: Kept) -> None:
        with self._lock:
            self._forget(key)
            self._kept[key] = (setting, kept)
            self._rows += len(kept.answer.rows)
            while self._rows > MOST_ROWS or len(self._kept) > MOST_ANSWERS:
                self._forget(next(iter(self._kept)))

    def _forget(self, key: _Key) -> None:
        if old := self._kept.pop(key, None):
            self._rows -= len(old[1].answer.rows)


def _is_current(kept: Kept) -> bool:
    return all(one.is_current() for one in kept.rests_on)


def _as_kept(found: "Replied") -> Answer:
    """As whoever asks again is told it: nothing was called for them."""
    told = {"cached": True, "calls": 0, "price": Decimal(0)}
    sources = tuple(source.model_copy(update=told) for source in found.answer.sources)
    return found.answer.model_copy(update={"sources": sources})
