"""Findings beside the clouds' own recommendations: matched by resource, and counted once."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from bot.ask import Bot
from finops.answer import Answer
from finops.waste.advised import RULE
from intents.query import parse

PURCHASES = ("buy reservation", "buy savings plan")
SHOWN = ["resource", "resource_id", "rule", "recommended", "monthly_saving", "counted_saving",
         "cloud_advice", "cloud_saving", "disagreement"]  # fmt: skip


@pytest.fixture(scope="module")
def advised(bot: Bot) -> Answer:
    return bot.query(parse({"subject": "finding", "select": SHOWN}))


@pytest.fixture(scope="module")
def recommended(bot: Bot) -> Sequence[Mapping[str, Any]]:
    fields = ["resource", "action", "category", "monthly_saving"]
    rows = rows_of(bot.query(parse({"subject": "recommendation", "select": fields})))
    return [
        row for row in rows
        if row["category"] == "cost" and row["resource"] and row["action"] not in PURCHASES
    ]  # fmt: skip


def rows_of(answer: Answer) -> Sequence[Mapping[str, Any]]:
    return answer.rows


def one(answer: Answer, resource: str, rule: str) -> Mapping[str, Any]:
    (row,) = (r for r in rows_of(answer) if (r["resource"], r["rule"]) == (resource, rule))
    return row


def test_a_finding_tells_where_its_cloud_recommends_the_same(advised: Answer) -> None:
    row = one(advised, "old-data", "unattached_disk")
    assert row["cloud_advice"] == "delete (Cost Optimization Hub)"
    assert row["cloud_saving"] == Decimal(110)
    assert row["disagreement"] is None


def test_another_size_and_another_saving_are_said(advised: Answer) -> None:
    row = one(advised, "report-1", "underused_vm")
    assert row["cloud_saving"] == Decimal("210.24")
    assert "says m5.large, the rule m5.xlarge" in row["disagreement"]
    assert "$210.24 by the cloud" in row["disagreement"]


def test_another_thing_to_do_is_said(advised: Answer) -> None:
    row = one(advised, "etl-legacy-1", "underused_vm")
    assert "says migrate to graviton, the rule oversized" in row["disagreement"]


def test_a_resource_that_no_cloud_recommends_tells_nothing(
    advised: Answer, recommended: Sequence[Mapping[str, Any]]
) -> None:
    known = {str(row["resource"]).lower() for row in recommended}
    for row in rows_of(advised):
        assert (row["cloud_advice"] is not None) == (str(row["resource_id"]).lower() in known)


def test_what_can_be_saved_in_all_counts_each_resource_once(
    bot: Bot, advised: Answer, recommended: Sequence[Mapping[str, Any]]
) -> None:
    own = sum((row["counted_saving"] or Decimal(0) for row in rows_of(advised)), Decimal(0))
    found = {
        str(r["resource_id"]).lower() for r in rows_of(advised) if r["monthly_saving"] is not None
    }
    alone: dict[str, Decimal] = {}
    for row in recommended:
        name = str(row["resource"]).lower()
        if name not in found and row["monthly_saving"] is not None:
            alone[name] = max(alone.get(name, Decimal(0)), row["monthly_saving"])
    asked = bot.ask("how much could we save in all")
    assert rows_of(asked)[0]["all_saving"] == pytest.approx(
        own + sum(alone.values()), abs=Decimal("0.01")
    )
    assert alone
    assert f"by {len(advised.rows):,} findings" in (asked.headline or "")


def test_what_only_the_clouds_recommend_is_listed_where_all_of_it_is_asked_for(bot: Bot) -> None:
    fields = ["resource", "rule", "all_saving"]
    rows = bot.query(parse({"subject": "finding", "select": fields})).rows
    assert {row["resource"] for row in rows if row["rule"] == RULE} >= {"gpu-dev-1", "jump-1"}


def test_without_such_a_field_no_recommendation_is_read(bot: Bot) -> None:
    def calls(select: list[str]) -> str:
        answer = bot.query(parse({"subject": "finding", "select": select}))
        return " ".join(source.name for source in answer.sources)

    assert "Cost-Optimization-Hub" in calls(["cloud_advice"])
    assert "Cost-Optimization-Hub" not in calls(["resource"])
