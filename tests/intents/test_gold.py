"""A gold file is checked when it is read, and Queries are compared by what they ask for."""

from datetime import date
from pathlib import Path

import pytest

from intents.context import KnownAccount, ReadContext
from intents.gold import GoldError, canonical, is_right, read_gold
from intents.query import Clarify, Query, Unread, parse

CONTEXT = ReadContext(
    date(2026, 11, 18), accounts=(KnownAccount("aws", "111111111111", "shop-prod"),)
)
HEAD = 'now = "2026-11-18T12:00:00Z"\n[[question]]\nask = "cost"\n'


def same(one: dict[str, object], other: dict[str, object]) -> bool:
    return canonical(parse(one), CONTEXT) == canonical(parse(other), CONTEXT)


def cost(**parts: object) -> dict[str, object]:
    return {"subject": "cost", "analysis": "aggregate", **parts}


def test_order_and_case_and_periods_otherwise_put_mean_the_same() -> None:
    assert same(cost(period="last_month"), cost(period="2026-10"))
    assert same(cost(accounts=["111111111111"]), cost(accounts=["shop-prod"]))
    assert same(cost(clouds=["aws", "azure"]), cost(clouds=["azure", "aws"]))
    assert same(
        cost(where=[{"field": "service_name", "op": "eq", "value": "AmazonS3"}]),
        cost(where=[{"field": "service_name", "op": "in", "value": ["amazons3"]}]),
    )


def test_what_asks_for_something_else_is_not_the_same() -> None:
    assert not same(cost(), cost(period="last_month"))
    assert not same(cost(group_by=["region_id"]), cost(group_by=["service_name"]))
    assert not same(
        cost(where=[{"field": "service_name", "op": "eq", "value": "AmazonS3"}]),
        cost(where=[{"field": "service_name", "op": "ne", "value": "AmazonS3"}]),
    )


def test_any_of_several_right_queries_is_right(tmp_path: Path) -> None:
    file = tmp_path / "gold.toml"
    file.write_text(HEAD + 'query = { subject = "cost" }\n'
                    'or = [{ subject = "cost", analysis = "aggregate" }]\n')  # fmt: skip
    gold = read_gold(file)
    right = Query(subject="cost", analysis="aggregate")
    assert is_right(gold.questions[0], right, CONTEXT)
    assert not is_right(gold.questions[0], Unread(("cost",)), CONTEXT)


def test_what_nobody_can_read_may_be_asked_back_about(tmp_path: Path) -> None:
    file = tmp_path / "gold.toml"
    file.write_text(HEAD + 'outcome = "unread"\n')
    assert is_right(read_gold(file).questions[0], Clarify("?", ("cost",)), CONTEXT)


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", HEAD, HEAD + 'outcome = "maybe"', HEAD + 'query = { subject = "moon" }',
     HEAD + 'outcome = "unread"\nquery = { subject = "cost" }'],
)  # fmt: skip
def test_a_file_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "gold.toml"
    file.write_text(text)
    with pytest.raises(GoldError, match=r"gold\.toml"):
        read_gold(file)
