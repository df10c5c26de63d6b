"""The script route: from a question that no Query can express to what a jailed script computed.

    right → turn (limits by the hour) → jail → writer → check → run behind the broker → Answer

In this order, so that nothing is paid for a script that could not run. The jail's pool is made when
the first script is run, and never before: it takes two seconds, which `finops ask` must not pay. It
has nothing of ours in it: its processes start with an empty environment. A job's clouds, accounts
and rights are its asker's (`grant`); its queries are answered by whoever opened us, under the same
rights. What a script printed or left goes to the person alone, never back to the model.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Event, Lock
from time import monotonic
from typing import TYPE_CHECKING

import orjson

from bot.access import Rights
from bot.clock import Clock, utc_now
from bot.scripts.grant import denied, granted
from bot.scripts.kept import Kept
from bot.scripts.promoted import Promoted, Promotions
from bot.scripts.shown import digest
from bot.scripts.told import WHERE, Job, answered
from bot.settings import Settings
from finops.answer import Answer, Gap
from intents.model import Model
from intents.query import Hindrance, Query, Spent, parse
from intents.script import ScriptWriter
from providers.context import Context
from providers.lending import Lender, LentAws, LentAzure
from providers.model import Gap as CloudGap

if TYPE_CHECKING:
    from bot.audit import Audit
    from sandbox_runner import Pool
    from sandbox_runner.broker import Aws, Azure, Broker, Grant

PRELOAD = ("sandbox_runner.shims", "pandas")
# Of one answer that a script reads; the jail's channel takes 4 MB in all.
MOST_ROWS = 10_000
NO_SCRIPT = Hindrance("the language model wrote no script", "say it in other words")
Compute = Callable[[Query, Context], Answer]


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose question it is. `compute` answers a Query under their `rights`."""

    question: str
    rights: Rights | None
    context: Context
    compute: Compute


@dataclass(slots=True)
class _Queries:
    """One job's `query()`; `answers` are those that it was given, for what they could not read."""

    asking: Asking
    seconds: float
    answers: list[Answer] = field(default_factory=list)

    def __call__(self, told: Mapping[str, object]) -> object:
        """The answer as JSON. Raises PermissionError, and ValueError for what is no Query."""
        context = self.asking.context
        # From now: how long the job waited for a place in the jail is not counted against it.
        within = replace(context, deadline=_earlier(context.deadline, monotonic() + self.seconds))
        answer = self.asking.compute(parse(dict(told)), within)
        if answer.outcome == "refused":
            raise PermissionError(answer.headline)
        if answer.outcome not in ("answered", "partial"):
            raise ValueError(answer.headline)
        if len(answer.rows) > MOST_ROWS:
            raise ValueError(f"{len(answer.rows):,} rows: a query gives a script {MOST_ROWS:,}")
        self.answers.append(answer)
        parts = {"columns", "rows", "row_count", "totals", "understood", "gaps"}
        units = {column.unit for column in answer.columns if column.type == "money"}
        shown: dict[str, object] = orjson.loads(answer.model_dump_json(include=parts))
        return shown | {"currency": next(iter(units)) if len(units) == 1 else None}


class Scripts:
    """Runs scripts for one bot. Safe to use from several threads; making one starts nothing."""

    def __init__(self, settings: Settings, audit: "Audit", lender: Lender) -> None:
        """`settings` say whether there are scripts at all, and how far each may go."""
        self._set = settings.scripts
        self._audit, self._lender = audit, lender
        self._kept = Kept(settings.home)
        self.promotions = Promotions(settings.home)
        self._lock = Lock()
        self._opened: Pool | None = None
        self._owner = 0
        self._aws: dict[frozenset[str], Aws] = {}
        self._azure: dict[str, Azure] = {}

    def code(self, answer: str) -> str | None:
        """The code that gave that answer, or was to; None where there was none."""
        return self._kept.code(answer)

    def answered(
        self, asking: Asking, unread: Answer, model: Model, now: Clock = utc_now
    ) -> tuple[Answer, Spent | None]:
        """The answer of a script that the model writes, and its price; else `unread` with why."""
        if hindered := self._hindrance(asking, now):
            return _hindered(unread, hindered), None
        write = _writer(model, asking.context, self._set.seconds)
        written = write(asking.question, asking.context.today)
        if written.code is None:
            return _hindered(unread, written.hindrance or NO_SCRIPT), written.spent
        return self._run(written.code, asking, unread), written.spent

    def again(
        self,
        code: str,
        asking: Asking,
        unread: Answer,
        now: Clock = utc_now,
        promoted: Promoted | None = None,
    ) -> Answer:
        """The answer of a script that there is, computed anew under the rights of who asks."""
        if hindered := self._hindrance(asking, now):
            return _hindered(unread, hindered)
        return self._run(code, asking, unread, promoted)

    def preload(self) -> None:
        """Start the jail before anybody asks."""
        self._pool()

    def close(self) -> None:
        """End the jail and every job in it."""
        with self._lock:
            if self._opened and self._owner == os.getpid():
                self._opened.close()
            self._opened = None

    def _hindrance(self, asking: Asking, now: Clock) -> Hindrance | None:
        """Why this person gets no script now; None, and a turn is taken, if they do."""
        if told := denied(asking.rights):
            return Hindrance(told.message, "ask one of the questions below")
        if refusal := self._pool().refusal:
            return Hindrance(refusal, "finops doctor says what this machine lacks")
        limits = self._set.per_person_hourly, self._set.hourly
        if limited := self._kept.take_turn(asking.context.asker, now(), *limits):
            return Hindrance(limited, "ask again later; the limits stand in [scripts]")
        return None

    def _run(
        self, code: str, asking: Asking, unread: Answer, promoted: Promoted | None = None
    ) -> Answer:
        context = asking.context
        self._kept.keep(context.question, code)
        context.tell("running the script")
        ending = Event()
        within = replace(context, cancel=ending)
        queries = _Queries(replace(asking, context=within), self._set.seconds)
        broker, gaps = self._broker(asking, queries)
        try:
            outcome = self._pool().run(code, answer=broker.answer)
        finally:
            ending.set()
            broker.close()
        calls, answers = tuple(broker.calls), tuple(queries.answers)
        job = Job(code, outcome, calls, answers, gaps, context.now, promoted)
        self._write_down(job, broker.grant, context)
        return answered(job, unread)

    def _broker(self, asking: Asking, query: _Queries) -> "tuple[Broker, tuple[CloudGap, ...]]":
        """One job's way out, within what its asker may see of what there is; and what lacks."""
        from sandbox_runner.broker import Broker, Limits

        aws, azure = self._lender.aws(asking.context), self._lender.azure(asking.context)
        grant = granted(asking.rights, (*aws.accounts, *azure.accounts), aws.regions)
        limits = Limits(
            calls=self._set.calls,
            all_bytes=self._set.megabytes * 2**20,
            money=self._set.money_usd,
            call_seconds=min(self._set.seconds, Limits().call_seconds),
        )
        broker = Broker(
            grant, limits, aws=self._aws_of(aws), azure=self._azure_of(azure), query=query
        )
        return broker, (*aws.gaps, *azure.gaps)

    def _aws_of(self, lent: LentAws) -> "Aws | None":
        """Its clients are kept from job to job: making one takes longer than most calls."""
        from sandbox_runner.broker import Aws

        key = frozenset(lent.sessions)
        with self._lock:
            if key and key not in self._aws:
                self._aws = {key: Aws(lent.sessions)}
            return self._aws.get(key)

    def _azure_of(self, lent: LentAzure) -> "Azure | None":
        from sandbox_runner.broker import Azure

        with self._lock:
            if lent.credential is not None and lent.endpoint not in self._azure:
                self._azure = {lent.endpoint: Azure(lent.credential, lent.endpoint)}
            return self._azure.get(lent.endpoint)

    def _write_down(self, job: Job, grant: "Grant", context: Context) -> None:
        for call in job.calls:
            self._audit.script_call(context.question, call.told())
        self._audit.script(
            context.question,
            asker=context.asker,
            sha256=digest(job.code),
            promoted=job.promoted.answer if job.promoted else None,
            tier=job.outcome.tier,
            limits=self._set.model_dump(exclude={"enabled"}, mode="json"),
            granted=_told(grant),
            ending=job.outcome.ending,
            reason=job.outcome.reason,
            wall_ms=job.outcome.wall_ms,
        )

    def _pool(self) -> "Pool":
        """The pool of this process: one that a fork took over has no processes here."""
        from sandbox_runner import Limits, Pool

        with self._lock:
            if self._opened is None or self._owner != os.getpid():
                limits = Limits(seconds=self._set.seconds, memory_mb=self._set.memory_mb)
                self._opened = Pool(
                    size=1, at_once=self._set.at_once, preload=PRELOAD, limits=limits
                )
                self._owner = os.getpid()
            return self._opened


def _writer(model: Model, context: Context, seconds: float) -> ScriptWriter:
    from sandbox_runner.checked import problems
    from sandbox_runner.policy.described import described

    return ScriptWriter(model, described(seconds), problems, context.tell)


def _earlier(one: float | None, other: float) -> float:
    return other if one is None else min(one, other)


def _hindered(unread: Answer, why: Hindrance) -> Answer:
    gap = Gap(where=WHERE, why=why.why, fix=why.fix)
    return unread.model_copy(update={"gaps": (*unread.gaps, gap)})


def _told(grant: "Grant") -> dict[str, list[str]]:
    """As the audit has it."""
    return {
        "accounts": list(grant.accounts),
        "regions": list(grant.regions),
        "subscriptions": list(grant.subscriptions),
        "rights": sorted(grant.rights),
    }
