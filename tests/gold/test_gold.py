"""The gold questions are well formed: each means a Query that exists, and none is there twice.

How well they are read is measured by `finops eval`, not here.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from intents import catalog
from intents.phrases import phrases
from intents.query import Query, parse

HERE = Path(__file__).parent
ASKED = HERE.parents[2] / "shared" / "data" / "questions-dev.tsv"
FILES = ("open.toml", "held_out.toml")
LEAST = 220
OUTCOMES = frozenset({"answered", "clarify", "refused", "howto", "unread", "off_topic"})
KINDS = frozenset({
    "cost-total", "breakdown", "top", "trend", "change", "anomaly", "forecast", "budget",
    "commitment", "tags", "inventory", "metric", "recommendation", "price", "discount/credits",
    "unit-cost", "account", "quota", "follow-up", "action", "off-topic", "how-to", "ambiguous",
    "not-expressible",
})  # fmt: skip
KEYS = frozenset({"ask", "thread", "outcome", "query", "or", "kind", "source"})


def gold(file: str) -> dict[str, Any]:
    return tomllib.loads((HERE / file).read_text("utf-8"))


def questions(file: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = gold(file)["question"]
    return found


def meanings(file: str) -> Iterator[tuple[str, Query]]:
    for one in questions(file):
        for said in (*([one["query"]] if "query" in one else []), *one.get("or", [])):
            yield one["ask"], parse(said)


def plain(question: str) -> str:
    return re.sub(r"[^a-z0-9<>=$%]+", " ", question.lower()).strip()


@pytest.mark.parametrize("file", FILES)
def test_a_question_says_what_it_is_and_means_something_exactly_if_it_is_answered(
    file: str,
) -> None:
    assert len(questions(file)) >= LEAST
    for one in questions(file):
        assert KEYS >= one.keys() >= {"ask", "kind", "source"}, one
        assert one["kind"] in KINDS, one
        assert one.get("outcome", "answered") in OUTCOMES, one
        assert (one.get("outcome", "answered") == "answered") == ("query" in one), one
        assert "or" not in one or "query" in one, one
        assert (one["kind"] == "follow-up") == bool(one.get("thread")), one
        assert re.fullmatch(r"questions-dev \d+|own", one["source"]), one


@pytest.mark.parametrize("file", FILES)
def test_each_meaning_is_a_query_with_days_and_no_two_of_a_question_are_the_same(
    file: str,
) -> None:
    today = datetime.fromisoformat(gold(file)["now"]).date()
    found = list(meanings(file))
    for ask, query in found:
        assert query.resolve(today), ask
    assert len(found) == len(set(found))


def test_no_question_is_there_twice_or_among_the_phrases() -> None:
    seen = Counter(
        (plain(one["ask"]), tuple(one.get("thread", ())))
        for file in FILES
        for one in questions(file)
    )
    assert [key for key, count in seen.items() if count > 1] == []
    known = {plain(phrase.ask) for phrase in phrases()}
    assert [ask for ask, thread in seen if ask in known and not thread] == []


def test_every_subject_is_asked_about_in_both_files() -> None:
    for file in FILES:
        asked = {query.subject for _, query in meanings(file)}
        assert {known.name for known in catalog.subjects()} - {"finding"} <= asked


@pytest.mark.parametrize("file", FILES)
def test_follow_ups_and_questions_without_an_answer_are_a_tenth_of_all_each(file: str) -> None:
    every = questions(file)
    assert sum("thread" in one for one in every) >= len(every) / 10
    assert sum("query" not in one for one in every) >= len(every) / 10


@pytest.mark.skipif(not ASKED.exists(), reason="the questions that people asked are not here")
def test_what_people_asked_is_paraphrased() -> None:
    lines = ASKED.read_text("utf-8").splitlines()
    theirs = {plain(line.split("\t")[0]) for line in lines}
    for file in FILES:
        for one in questions(file):
            assert one.get("thread") or plain(one["ask"]) not in theirs, one["ask"]
            if found := re.search(r"\d+", one["source"]):
                assert 1 < int(found[0]) <= len(lines)
