"""Many independent reads at once, added up: the one place where fetching fans out.

The threads are of this call alone and are daemons: a short question never waits behind a cold one,
and a hung connection does not keep the process from ending. A job that was begun goes on after the
deadline, so that what it reads is in the cache when the question is asked again.

Jobs come from one cloud's adapter. A CloudError that a job raises is a Gap; any other exception is
a bug and rises here, in the caller's thread.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Generic, TypeVar

from providers.context import Context
from providers.errors import CloudError, gap
from providers.model import Fetched, Gap

T = TypeVar("T")

# Each thread waits on the network most of its time; more of them only queue for the decoder.
MOST_AT_ONCE = 16
# A person hears of progress when a read takes longer than this, and then as often; seconds.
SLOW = 2.0
# How soon a cancelled question is let go; seconds.
GLANCE_EVERY = 0.05


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """One read of one place ("aws 222222222222 eu-west-1").

    `known` answers from what is at hand (a cache), without network, or gives None; it is called in
    the caller's thread, so that a warm answer starts no thread. `fetch` runs in a thread.
    """

    where: str
    fetch: Callable[[], Fetched[T]]
    known: Callable[[], Fetched[T] | None] = lambda: None


def gather(
    what: str, jobs: Sequence[Job[T]], context: Context, at_once: int = MOST_AT_ONCE
) -> Fetched[T]:
    """What all jobs gave, in the order of the jobs; what did not finish in time is a gap.

    `what` names the read for people, as "aws VMs": progress says "aws VMs: 3 of 12 places read".
    """
    results = {n: found for n, job in enumerate(jobs) if (found := job.known()) is not None}
    cold = [n for n in range(len(jobs)) if n not in results]
    if cold:
        _run(what, jobs, cold, results, context, at_once)
    late = _late(context)
    none: Fetched[T] = Fetched()
    return sum(
        (results.get(n) or Fetched(gaps=(late(job.where),)) for n, job in enumerate(jobs)), none
    )


def _run(
    what: str,
    jobs: Sequence[Job[T]],
    cold: Sequence[int],
    results: dict[int, Fetched[T]],
    context: Context,
    at_once: int,
) -> None:
    """Run the cold jobs, putting into `results` what they gave until nobody waits any more."""
    waiting: SimpleQueue[int] = SimpleQueue()
    done: SimpleQueue[tuple[int, Fetched[T] | BaseException]] = SimpleQueue()
    stop = Event()
    for n in cold:
        waiting.put(n)

    def work() -> None:
        while not stop.is_set():
            try:
                n = waiting.get_nowait()
            except Empty:
                return
            done.put((n, _outcome(jobs[n])))

    for _ in range(min(at_once, len(cold))):
        Thread(target=work, daemon=True, name="gather").start()
    try:
        _collect(what, done, len(jobs), results, context)
    finally:
        stop.set()


def _outcome(job: Job[T]) -> Fetched[T] | BaseException:
    try:
        return job.fetch()
    except CloudError as error:
        return Fetched(gaps=(gap(error),))
    except BaseException as bug:  # noqa: BLE001 - it is raised in the caller's thread, not dropped
        return bug


def _collect(
    what: str,
    done: "SimpleQueue[tuple[int, Fetched[T] | BaseException]]",
    total: int,
    results: dict[int, Fetched[T]],
    context: Context,
) -> None:
    told = time.monotonic()
    while len(results) < total and not _given_up(context):
        try:
            n, outcome = done.get(timeout=GLANCE_EVERY)
        except Empty:
            outcome = None
        if isinstance(outcome, BaseException):
            raise outcome
        if outcome is not None:
            results[n] = outcome
        if len(results) < total and time.monotonic() - told >= SLOW:
            told = time.monotonic()
            context.tell(f"{what}: {len(results)} of {total} places read")


def _given_up(context: Context) -> bool:
    if context.cancel.is_set():
        return True
    return context.deadline is not None and time.monotonic() >= context.deadline


def _late(context: Context) -> Callable[[str], Gap]:
    if context.cancel.is_set():
        return lambda where: Gap(where, "Cancelled: nobody waits any more", "ask again")
    return lambda where: Gap(
        where,
        "TimedOut: it was not read before the answer was due",
        "ask again in a minute (what was being read is kept), or name fewer accounts or regions",
    )
