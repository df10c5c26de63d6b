"""Any text has a reading, soon, and without an exception."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.phrases import phrases
from intents.query import Clarify, HowTo, Query, Refuse, Unread
from intents.router import read
from intents.words import MOST_CHARACTERS

from .reading import CONTEXT, WITH_ACCOUNTS, reading

MOST_SECONDS = 1.0
VOCABULARY = sorted({word for phrase in phrases() for word in phrase.ask.split()})
READINGS = Query | Clarify | Refuse | HowTo | Unread


@given(st.text(max_size=400))
def test_any_text_has_a_reading(question: str) -> None:
    assert isinstance(read(question, CONTEXT).reading, READINGS)


@given(st.lists(st.sampled_from(VOCABULARY), max_size=14))
def test_any_salad_of_known_words_has_a_reading(words: list[str]) -> None:
    assert isinstance(read(" ".join(words), WITH_ACCOUNTS).reading, READINGS)


@given(st.lists(st.sampled_from(VOCABULARY), max_size=10))
def test_a_reading_depends_on_the_question_alone(words: list[str]) -> None:
    question = " ".join(words)
    assert read(question, CONTEXT) == read(question, CONTEXT)


@pytest.mark.parametrize(
    "piece",
    ["a", "not ", "and ", "VMs and ", "tag ", '"', "'", "<", "=", "env=", "top ", "by ", "1", "$1,",
     "last ", "except in the ", "((((", "\u202e", "🦄 ", "é", "web-*",
     "or stopped ", "between 1 and "],
)  # fmt: skip
def test_the_longest_question_is_read_or_declined_in_time(piece: str) -> None:
    question = (piece * MOST_CHARACTERS)[:MOST_CHARACTERS]
    started = process_time()
    assert isinstance(read(question, CONTEXT).reading, READINGS)
    assert process_time() - started < MOST_SECONDS


def test_two_hundred_words_of_grammar_are_read_in_time() -> None:
    question = "VMs " + "not tagged env and by owner with cpu < 5 or " * 18
    started = process_time()
    read(question, WITH_ACCOUNTS)
    assert process_time() - started < MOST_SECONDS


def test_a_question_that_is_too_long_is_not_looked_at() -> None:
    found = reading("x" * (MOST_CHARACTERS + 1))
    assert isinstance(found, Refuse)
    assert "too long" in found.message


@pytest.mark.parametrize("question", ["", "   ", "???", "<@U123>", "\n\t"])
def test_silence_is_answered_with_help(question: str) -> None:
    assert isinstance(reading(question), HowTo)
