"""Fan-out: order, deadline, cancel, bugs."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from threading import Event

import pytest

from providers import gather as module
from providers.context import Context
from providers.errors import Denied
from providers.gather import Job, gather
from providers.model import Fetched

CONTEXT = Context(now=datetime(2026, 11, 18, tzinfo=UTC))


def gives(*items: int) -> Fetched[int]:
    return Fetched(items)


def test_results_come_in_the_order_of_the_jobs_whatever_ends_first() -> None:
    first = Event()

    def slow() -> Fetched[int]:
        assert first.wait(5)
        return gives(1)

    def quick() -> Fetched[int]:
        first.set()
        return gives(2, 3)

    assert gather("x", [Job("a", slow), Job("b", quick)], CONTEXT).items == (1, 2, 3)


def test_no_jobs_give_nothing_and_no_gap() -> None:
    assert gather("x", [], CONTEXT) == Fetched()


def test_what_a_cloud_refuses_is_a_gap_beside_the_rest() -> None:
    def denied() -> Fetched[int]:
        raise Denied("aws 1 eu-west-1", "UnauthorizedOperation: ec2:X", "grant ec2:X")

    found = gather("x", [Job("a", denied), Job("b", lambda: gives(2))], CONTEXT)
    assert found.items == (2,)
    assert [(gap.where, gap.why) for gap in found.gaps] == [
        ("aws 1 eu-west-1", "UnauthorizedOperation: ec2:X")
    ]


def test_a_bug_rises() -> None:
    def broken() -> Fetched[int]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        gather("x", [Job("a", lambda: gives(1)), Job("b", broken)], CONTEXT)


def test_what_is_not_read_by_the_deadline_is_a_gap_and_the_rest_is_answered() -> None:
    release = Event()

    def hung() -> Fetched[int]:
        release.wait(10)
        return gives(9)

    soon = replace(CONTEXT, deadline=time.monotonic() + 0.3)
    began = time.monotonic()
    found = gather("x", [Job("slow place", hung), Job("b", lambda: gives(2))], soon)
    release.set()
    assert time.monotonic() - began < 3
    assert found.items == (2,)
    assert [(gap.where, gap.why.partition(":")[0]) for gap in found.gaps] == [
        ("slow place", "TimedOut")
    ]


def test_nobody_waits_for_a_cancelled_question() -> None:
    release, cancel = Event(), Event()
    asking = replace(CONTEXT, cancel=cancel)

    def hung() -> Fetched[int]:
        cancel.set()
        release.wait(10)
        return gives(9)

    found = gather("x", [Job("a", hung)], asking)
    release.set()
    assert [gap.why.partition(":")[0] for gap in found.gaps] == ["Cancelled"]


def test_jobs_that_were_not_begun_by_the_deadline_never_are() -> None:
    begun, release = [], Event()

    def hung(n: int) -> Fetched[int]:
        begun.append(n)
        release.wait(10)
        return gives(n)

    jobs = [Job(str(n), partial(hung, n)) for n in range(module.MOST_AT_ONCE + 5)]
    found = gather("x", jobs, replace(CONTEXT, deadline=time.monotonic() + 0.2))
    release.set()
    time.sleep(0.05)
    assert len(begun) == module.MOST_AT_ONCE
    assert len(found.gaps) == len(jobs)


def test_a_warm_answer_is_had_in_the_callers_thread() -> None:
    def known() -> Fetched[int]:
        assert threading.current_thread() is threading.main_thread()
        return gives(1)

    def never() -> Fetched[int]:
        raise AssertionError

    assert gather("x", [Job("a", never, known)], CONTEXT).items == (1,)


def test_a_slow_read_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLOW", 0.05)
    told: list[object] = []
    release = Event()

    def slow() -> Fetched[int]:
        release.wait(10)
        return gives(1)

    def tell(line: object) -> None:
        told.append(line)
        release.set()

    gather("aws vm", [Job("a", slow), Job("b", lambda: gives(2))], replace(CONTEXT, tell=tell))
    assert told[0] == "aws vm: 1 of 2 places read"
