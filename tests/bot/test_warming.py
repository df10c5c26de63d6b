"""What is asked often is read ahead."""

from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from bot.ask import Person
from bot.warming import OFTEN, RECENT, Warming
from finops.answer import Answer
from providers.base import Scope


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def asked(warming: Warming, times: int = OFTEN, outcome: Any = "answered", **query: Any) -> None:
    for _ in range(times):
        answer = Answer(id="a", outcome=outcome, headline="", query=query)
        warming.answered(answer, Person())


def test_a_subject_that_is_asked_often_is_kept_warm_as_far_as_it_was_asked(clock: Clock) -> None:
    warming = Warming(lambda *_: None, clock)
    asked(warming, subject="vm", analysis="list", regions=["us-east-1"])
    asked(warming, times=OFTEN - 1, subject="disk", analysis="list")
    assert warming.often() == [("vm", Scope((), ("us-east-1",)))]


@pytest.mark.parametrize(
    ("outcome", "query"),
    [
        ("failed", {"subject": "vm", "analysis": "list"}),
        ("answered", {"subject": "cost", "analysis": "aggregate"}),
    ],
)
def test_what_has_no_inventory_is_not(clock: Clock, outcome: str, query: Any) -> None:
    warming = Warming(lambda *_: None, clock)
    asked(warming, outcome=outcome, **query)
    assert warming.often() == []


def test_it_is_forgotten_when_nobody_asks_any_more(clock: Clock) -> None:
    warming = Warming(lambda *_: None, clock)
    asked(warming, subject="vm", analysis="list")
    clock.now = RECENT + 1
    assert warming.often() == []


def test_it_is_read_and_one_failure_does_not_end_it() -> None:
    read, again = list[tuple[str, timedelta]](), Event()

    def reading(subject: str, _: Scope, within: timedelta) -> None:
        read.append((subject, within))
        if len(read) > 1:
            again.set()
        raise RuntimeError("the cloud fell")

    warming = Warming(reading, every=0.01)
    asked(warming, subject="vm", analysis="list")
    warming.start()
    assert again.wait(5)
    warming.stop()
    # Until the next time, what is read now must not become too old.
    assert set(read) == {("vm", timedelta(seconds=0.01))}
