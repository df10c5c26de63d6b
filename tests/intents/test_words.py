"""Words keep their places, and no negation hides inside one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.words import split


def texts(question: str) -> list[str]:
    return [word.text for word in split(question)]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What's our AWS cost?", ["what", "is", "our", "aws", "cost"]),
        ("VMs that aren't stopped", ["vms", "that", "are", "not", "stopped"]),
        ("don't, can't, won't", ["do", "not", ",", "can", "not", ",", "will", "not"]),
        ("arent isnt cannot", ["are", "not", "is", "not", "can", "not"]),
        ("last month’s spend", ["last", "month", "spend"]),
        ("CPU<20% and cost>=$1,500.50", ["cpu", "<", "20%", "and", "cost", ">=", "$1,500.50"]),
        ("CPU &lt; 20 &amp; x", ["cpu", "<", "20", "and", "x"]),
        (
            "a ≤ 5 ≥ 6 ≠ 7 <> 8 == 9",
            ["a", "<=", "5", ">=", "6", "!=", "7", "!=", "8", "=", "9"],
        ),
        ("env=prod tag:team=web", ["env", "=", "prod", "tag:team", "=", "web"]),
        (
            "key=“Application”, value='web 1'",
            ["key", "=", "application", ",", "value", "=", "web 1"],
        ),
        ("named web-* in `Prod-US`…", ["named", "web-*", "in", "prod-us"]),
        ("<@U02ABC> hi", ["<@u02abc>", "hi"]),
        ("10.0.0.0/16 i-0abc us-east-1", ["10.0.0.0/16", "i-0abc", "us-east-1"]),
        ("AWS/Azure per-resource **bold**", ["aws", ",", "azure", "per", "resource", "bold"]),
        ("VPCs (Azure: VNets)!!!", ["vpcs", "azure", "vnets"]),
        ("…?!.", []),
    ],
)
def test_a_question_is_split_where_people_would(question: str, words: list[str]) -> None:
    assert texts(question) == words


def test_a_quoted_word_is_one_and_keeps_its_case() -> None:
    (word,) = split('"Web App 1"')
    assert (word.raw, word.quoted) == ("Web App 1", True)


@given(st.text(max_size=300))
def test_every_word_lies_inside_the_question_in_order(question: str) -> None:
    end = 0
    for word in split(question):
        assert 0 <= word.start <= word.end <= len(question)
        assert word.end >= end
        end = word.end
