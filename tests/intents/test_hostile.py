"""Any text has a reading in bounded time by every reader, the second one too."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.classifier.lexicon import concepts
from intents.query import Clarify, HowTo, Query, Refuse, Unread
from intents.router import read
from intents.words import MOST_CHARACTERS
from tests.intents.reading import CONTEXT

READINGS = Query | Clarify | Refuse | HowTo | Unread
MOST_SECONDS = 3.0
WORDINGS = sorted(wording for _, wordings in concepts() for wording in wordings)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*WORDINGS, "cost", "VMs", "last month", "by service"]), max_size=9)
)
def test_any_salad_of_other_wordings_has_a_reading(words: list[str]) -> None:
    assert isinstance(read(" ".join(words), CONTEXT).reading, READINGS)


@pytest.mark.parametrize(
    "piece",
    ["burning ", "how much ", "not counting ", "what is the damage ", "🔥💸", "\u202eتكلفة ",
     "\x00\x07",
     "*bold* _cost_ `x` ", "<https://a.b|cost> ", "<b>cost</b> ", "<!channel> ",
     "&lt;script&gt; ",
     "費用", "e\u0301", "sp ", "off ", "vs against "],
)  # fmt: skip
def test_ten_thousand_characters_are_read_soon(piece: str) -> None:
    question = (piece * MOST_CHARACTERS)[:MOST_CHARACTERS]
    started = process_time()
    assert isinstance(read(question, CONTEXT).reading, READINGS)
    assert process_time() - started < MOST_SECONDS


@pytest.mark.parametrize("piece", ["burning ", "damage and ", "not counting ", "boxes, ", "sp "])
def test_as_many_words_as_are_looked_at_are_read_soon(piece: str) -> None:
    question = " ".join((piece * 200).split()[:199])
    started = process_time()
    assert isinstance(read(question, CONTEXT).reading, READINGS)
    assert process_time() - started < MOST_SECONDS
