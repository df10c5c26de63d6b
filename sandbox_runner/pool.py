"""Warm jails: a job is handed to a child that already waits behind its walls.

    with Pool(size=2) as pool:
        pool.run("result = 1 + 1").result      # 2

A pool never raises for what a script does, nor for a machine that cannot hold one: it refuses, and
says why. The zygote is replaced after a number of jobs or minutes, since all its children share one
layout of memory and one seed of hashes; and at once if it has died.
"""

import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from sandbox_runner.conversation import Conversation
from sandbox_runner.jail import Jail, Slot
from sandbox_runner.job import LONGEST_CODE, Answer, Limits, Outcome
from sandbox_runner.kernel import Unavailable
from sandbox_runner.tiers import tested
from sandbox_runner.walls import TIERS, UNASKED, Tier

# Children may have died while they waited, and the one after them.
_TRIES = 5


@dataclass(slots=True, eq=False)
class _Generation:
    """One zygote and the children that wait in it."""

    jail: Jail
    tier: Tier
    born: float = field(default_factory=time.monotonic)
    idle: deque[Slot] = field(default_factory=deque)
    jobs: int = 0
    running: int = 0
    retired: bool = False


class Pool:
    """Runs scripts. Safe to use from several threads.

    `size` children wait; beyond them, jobs are forked on demand, `at_once` at the same time.
    `tier`: this one or none; left out, the best of A and B that holds here. `preload`: modules that
    scripts find imported; one may have `prepare()`, called once, `connect(ask)` and `provided()`
    (names for scripts), called in each job. `answer` is what scripts may ask (see `job.Answer`).
    """

    def __init__(  # noqa: PLR0913 - all are settings by name
        self,
        *,
        size: int = 2,
        at_once: int = 4,
        tier: str | None = None,
        preload: Sequence[str] = (),
        limits: Limits | None = None,
        answer: Answer | None = None,
        recycle_jobs: int = 500,
        recycle_seconds: float = 3600.0,
    ) -> None:
        """Start it; takes as long as the imports. Whether it can run anything, `refusal` says."""
        self._tiers = UNASKED if tier is None else (TIERS[tier],)
        self._size, self._at_once, self._preload = size, at_once, tuple(preload)
        self._limits, self._answer = limits or Limits(), answer
        self._recycle_jobs, self._recycle_seconds = recycle_jobs, recycle_seconds
        self._places = threading.BoundedSemaphore(max(size, at_once))
        self._lock = threading.RLock()
        self._starting = threading.Lock()
        self._renewing = False
        self._closed = False
        self._all: set[_Generation] = set()
        self._now: _Generation | None = None
        self.refusal: str | None = None
        try:
            self._generation()
        except Unavailable as error:
            self.refusal = str(error)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def tier(self) -> str | None:
        """The tier that jobs run in; None if they are refused."""
        return self._now.tier.name if self._now else None

    def run(
        self, code: str, *, timeout: float | None = None, answer: Answer | None = None
    ) -> Outcome:
        """Run a script to its end. `timeout` in seconds; `answer` for this job alone.

        Raises ValueError for a timeout beyond what any job may have.
        """
        limits = self._limits if timeout is None else replace(self._limits, seconds=timeout)
        unfit = _unfit(code)
        if unfit:
            return Outcome("refused", reason=unfit)
        if not self._places.acquire(timeout=limits.seconds):
            return Outcome("refused", reason=f"no place became free within {limits.seconds:g} s")
        try:
            return self._run(code, limits, answer or self._answer)
        except Unavailable as error:
            return Outcome("refused", reason=str(error))
        finally:
            self._places.release()

    def close(self) -> None:
        """End every job and every process; later jobs are refused."""
        with self._starting, self._lock:
            self._closed = True
            for generation in tuple(self._all):
                self._end(generation)

    def _run(self, code: str, limits: Limits, answer: Answer | None) -> Outcome:
        for _ in range(_TRIES):
            generation, slot = self._take()
            talk = Conversation(slot, limits, answer)
            ends_itself = False
            try:
                outcome = talk.hold(code)
                ends_itself = outcome.ending in ("finished", "failed")
            finally:
                self._give_back(generation, slot, wait=not ends_itself)
            if talk.has_begun or outcome.ending not in ("killed", "failed"):
                break  # else it died while it waited, and the script has not been run
        return replace(outcome, tier=generation.tier.name)

    def _take(self) -> tuple[_Generation, Slot]:
        """A child that waits, or a new one. Raises Unavailable."""
        generation = self._generation()
        with self._lock:
            slot = self._waiting(generation) or generation.jail.slot()
            generation.jobs += 1
            generation.running += 1
        return generation, slot

    def _waiting(self, generation: _Generation) -> Slot | None:
        while generation.idle:
            slot = generation.idle.popleft()
            if not slot.gone.is_set():
                return slot
            slot.close()
        return None

    def _give_back(self, generation: _Generation, slot: Slot, *, wait: bool) -> None:
        generation.jail.end(slot, wait=wait)
        with self._lock:
            generation.running -= 1
            if generation.retired:
                self._end_if_unused(generation)
            elif self._is_worn(generation):
                self._renew()
            self._fill(generation)

    def _fill(self, generation: _Generation) -> None:
        """As many children waiting as the pool has slots."""
        while (
            generation.jail.alive and not generation.retired and len(generation.idle) < self._size
        ):
            try:
                generation.idle.append(generation.jail.slot())
            except Unavailable:
                return  # it has just died; the next job starts another

    def _generation(self) -> _Generation:
        """The zygote for the next job, started if there is none alive. Raises Unavailable."""
        with self._starting:
            if self._closed:
                raise Unavailable("the pool is closed")
            if self.refusal:
                raise Unavailable(self.refusal)
            if self._now is None or not self._now.jail.alive:
                self._now = self._replaced_by(self._started())
            return self._now

    def _started(self) -> _Generation:
        """The first tier that holds. Raises Unavailable with the reason of each that does not."""
        reasons = []
        for tier in self._tiers:
            try:
                jail = Jail(
                    tier.walls,
                    preload=self._preload,
                    memory_mb=self._limits.memory_mb,
                    jobs_at_once=max(self._size, self._at_once) + self._size,
                )
                return _Generation(tested(tier, jail), tier)
            except Unavailable as error:
                reasons.append(f"tier {tier.name}: {error}")
        raise Unavailable("no sandbox here: " + "; ".join(reasons))

    def _replaced_by(self, generation: _Generation) -> _Generation:
        with self._lock:
            self._all.add(generation)
            self._fill(generation)
            if self._now:
                self._now.retired = True
                self._end_if_unused(self._now)
        return generation

    def _end_if_unused(self, generation: _Generation) -> None:
        if generation.running == 0 and generation in self._all:
            self._end(generation)

    def _end(self, generation: _Generation) -> None:
        self._all.discard(generation)
        generation.retired = True
        generation.jail.close()
        while generation.idle:
            generation.idle.popleft().close()

    def _is_worn(self, generation: _Generation) -> bool:
        age = time.monotonic() - generation.born
        return generation.jobs >= self._recycle_jobs or age >= self._recycle_seconds

    def _renew(self) -> None:
        """Start the next zygote beside the old one, which serves until then."""
        if not self._renewing:
            self._renewing = True
            threading.Thread(target=self._start_next, name="sandbox-renewal", daemon=True).start()

    def _start_next(self) -> None:
        try:
            fresh = self._started()
        except Unavailable:
            return  # the old one serves on; the next job tries again
        finally:
            self._renewing = False
        with self._starting:
            if self._closed:
                fresh.jail.close()
            else:
                self._now = self._replaced_by(fresh)


def _unfit(code: object) -> str | None:
    """Why this cannot be a script."""
    if not isinstance(code, str):
        return "a script is text"
    if len(code) > LONGEST_CODE:
        return f"a script has at most {LONGEST_CODE} characters"
    if "\0" in code:
        return "a script has no NUL characters"
    try:
        code.encode()
    except UnicodeEncodeError:
        return "a script has no lone surrogates"
    return None
