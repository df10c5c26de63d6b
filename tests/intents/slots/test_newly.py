"""What is new of resources: by when it was made."""

from itertools import product

import pytest

from intents.query import Unread
from tests.intents.reading import reading, said

WORDS = ("new", "newly created", "recently launched", "brand new", "freshly deployed")
PERIODS = {
    "this month": [("ge", "2026-11-01")],
    "since last week": [("ge", "2026-11-09")],
    "last month": [("ge", "2026-10-01"), ("lt", "2026-11-01")],
    "in October": [("ge", "2026-10-01"), ("lt", "2026-11-01")],
    "this week": [("ge", "2026-11-16")],
}
THINGS = {"VMs": "vm", "disks": "disk", "unattached disks": "disk", "databases in AWS": "database"}


def made(question: str) -> list[tuple[str, str]]:
    tests = said(question)["where"]
    return [(one["op"], one["value"]) for one in tests if one["field"] == "created_at"]


@pytest.mark.parametrize("period", PERIODS)
def test_a_period_behind_what_is_new_is_that_of_its_making(period: str) -> None:
    for word, things in product(WORDS, THINGS):
        assert made(f"{word} {things} {period}") == PERIODS[period], (word, things)
        assert said(f"{word} {things} {period}").get("period") is None


def test_without_a_period_new_are_those_of_the_last_days() -> None:
    for word, things in product(WORDS, THINGS):
        assert made(f"{word} {things}") == [("ge", "2026-11-11")], (word, things)
        assert said(f"{word} {things}")["subject"] == THINGS[things]


@pytest.mark.parametrize("question", ["VMs not new", "VMs that are no longer new"])
def test_what_is_not_new_is_not_read(question: str) -> None:
    assert isinstance(reading(question), Unread)
