"""Kinds of charges, parts of a whole and differences in words, against the estate's truth.

Every expectation is added up from `truth.json` line by line; what a kind is, is written here again.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.ask import Bot
from finops.answer import Answer

Ask = Callable[[str], Answer]

Line = dict[str, Any]
Kept = Callable[[Line, Decimal], bool]
EFFECTIVE, BILLED = 4, 3
CENT = Decimal("0.01")
EC2, S3 = "Amazon Elastic Compute Cloud", "Amazon Simple Storage Service"
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


def _spent(truth: dict[str, Any], kept: Kept) -> Decimal:
    """The effective cost of October's charges of a kind, told by the line and what it billed."""
    first, last = OCTOBER
    whole = Decimal(0)
    for line in truth["charges"]:
        for run in line["runs"]:
            begun = date.fromisoformat(run[0])
            until = begun + timedelta(days=run[1] - 1)
            days = (min(until, last) - max(begun, first)).days + 1
            if days > 0 and kept(line, Decimal(run[BILLED])):
                whole += Decimal(run[EFFECTIVE]) * days
    return whole


def _credit(line: Line, _: Decimal) -> bool:
    return bool(line["charge_category"] == "Credit")


def _tax(line: Line, _: Decimal) -> bool:
    return bool(line["charge_category"] == "Tax")


def _refund(line: Line, billed: Decimal) -> bool:
    return billed < 0 and not _credit(line, billed)


def _of(*services: str) -> Kept:
    return lambda line, _: line["service"] in services


def _cloud(name: str) -> Kept:
    return lambda line, _: line["cloud"] == name


def _any(*kinds: Kept) -> Kept:
    return lambda line, billed: any(kind(line, billed) for kind in kinds)


def _none(*kinds: Kept) -> Kept:
    return lambda line, billed: not any(kind(line, billed) for kind in kinds)


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("cost excluding credits and refunds in october", _none(_credit, _refund)),
        ("cost without tax, credits and refunds last month", _none(_tax, _credit, _refund)),
        ("cost before tax and refunds in october", _none(_tax, _refund)),
        ("gross cost before credits and refunds in october", _none(_credit, _refund)),
        ("cost excluding refunds, credits and tax in october", _none(_tax, _credit, _refund)),
        ("cost apart from refunds and EC2 last month", _none(_refund, _of(EC2))),
        ("cost excluding EC2 and tax last month", _none(_of(EC2), _tax)),
        ("credits and refunds last month", _any(_credit, _refund)),
        ("refunds or tax last month", _any(_refund, _tax)),
        ("cost of EC2, S3 and tax last month", _any(_of(EC2, S3), _tax)),
        ("cost net of credits and refunds last month", lambda *_: True),
    ],
)
def test_kinds_of_charges_are_added_up_or_left_out_together(
    asked: Ask, truth: dict[str, Any], question: str, kept: Kept
) -> None:
    answer = asked(question)
    assert abs(Decimal(str(answer.rows[0]["cost"])) - _spent(truth, kept)) < CENT


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("cost of aws minus azure last month", _cloud("aws"), _cloud("azure")),
        ("difference between aws and azure last month", _cloud("aws"), _cloud("azure")),
        ("cost of EC2 minus S3 last month", _of(EC2), _of(S3)),
        ("cost difference of EC2 vs S3 last month", _of(EC2), _of(S3)),
    ],
)
def test_one_cost_less_another_is_their_difference(
    asked: Ask, truth: dict[str, Any], question: str, one: Kept, other: Kept
) -> None:
    answer = asked(question)
    expected = _spent(truth, one) - _spent(truth, other)
    assert abs(Decimal(str(answer.rows[0]["difference"])) - expected) < CENT


def test_whether_credits_are_left_out_or_taken_off_is_asked(bot: Bot) -> None:
    answer = bot.ask("cost last month minus credits")
    assert answer.outcome == "clarify"
    assert answer.choices == (
        "cost last month excluding credits",
        "cost last month including credits",
    )


def test_the_cloud_that_is_more_expensive_is_the_one_that_costs_more(
    asked: Ask, truth: dict[str, Any]
) -> None:
    answer = asked("which cloud is more expensive in october")
    costs = {name: _spent(truth, _cloud(name)) for name in ("aws", "azure")}
    assert answer.rows[0]["cloud"] == max(costs, key=lambda name: costs[name])
    assert abs(Decimal(str(answer.rows[0]["cost"])) - max(costs.values())) < CENT


def test_the_top_service_of_each_account_is_one_each(asked: Ask, truth: dict[str, Any]) -> None:
    answer = asked("top service per account last month")
    sums: dict[str, dict[str, Decimal]] = {}
    for line in truth["charges"]:
        cost = _spent({"charges": [line]}, lambda *_: True)
        of_account = sums.setdefault(line["account"], {})
        of_account[line["service"]] = of_account.get(line["service"], Decimal(0)) + cost
    dearest = {account: max(costs, key=lambda one: costs[one]) for account, costs in sums.items()}
    assert {row["sub_account_name"]: row["service_name"] for row in answer.rows} == dearest


def _tag(line: Line, key: str) -> str | None:
    tags = {name.lower(): value for name, value in line["tags"].items()}
    return tags.get(key) or None


def _by(truth: dict[str, Any], key: Callable[[Line], str | None]) -> dict[str | None, Decimal]:
    sums: dict[str | None, Decimal] = {}
    for line in truth["charges"]:
        cost = _spent({"charges": [line]}, lambda *_: True)
        if cost:
            sums[key(line)] = sums.get(key(line), Decimal(0)) + cost
    return sums


def test_a_tag_that_is_called_one_is_not_the_companys_dimension(
    asked: Ask, truth: dict[str, Any]
) -> None:
    true = _by(truth, lambda line: _tag(line, "cost-center"))
    answer = asked("cost by cost-center tag last month")
    assert {row["tags.cost-center"] for row in answer.rows} == set(true)
    for row in answer.rows:
        assert abs(Decimal(str(row["cost"])) - true[row["tags.cost-center"]]) < CENT  # type: ignore[index]
    one = asked("cost where cost-center=CC-1005 last month").rows[0]["cost"]
    assert abs(Decimal(str(one)) - true["CC-1005"]) < CENT


@pytest.mark.parametrize("words", ["excluding untagged", "without untagged", "only tagged"])
def test_untagged_by_team_is_what_has_no_team(
    asked: Ask, truth: dict[str, Any], words: str
) -> None:
    true = _by(truth, lambda line: _tag(line, "team"))
    answer = asked(f"cost by team {words} last month")
    expected = sum(cost for team, cost in true.items() if team)
    assert abs(Decimal(str(answer.totals["cost"])) - expected) < CENT
    assert None not in {row["tags.team"] for row in answer.rows}


def test_accounts_without_credits_are_those_that_have_none(
    asked: Ask, truth: dict[str, Any]
) -> None:
    answer = asked("which accounts have no credits last month")
    every = _by(truth, lambda line: line["account"])
    credited = _by(truth, lambda line: line["account"] if _credit(line, Decimal(0)) else None)
    assert {row["sub_account_name"] for row in answer.rows} == set(every) - set(credited)
    for row in answer.rows:
        assert abs(Decimal(str(row["cost"])) - every[str(row["sub_account_name"])]) < CENT
    assert "only where there is no credits" in answer.understood


def test_the_spellings_that_a_condition_took_together_are_said_with_their_costs(
    asked: Ask, truth: dict[str, Any]
) -> None:
    true = _by(truth, lambda line: _tag(line, "team"))
    same = {team: cost for team, cost in true.items() if (team or "").lower() == "payments"}
    assert len(same) > 1
    for question in (
        "cost of team payments last month",
        "what share of cost is tagged team=payments",
    ):
        period = "" if "last month" in question else " last month"
        answer = asked(question + period)
        assert abs(Decimal(str(answer.rows[0]["cost"])) - sum(same.values())) < CENT
        (said,) = (one for one in answer.insights if "differ only in case" in one)
        assert all(f"{team} (${cost:,.2f})" in said for team, cost in same.items())
        assert said.endswith("are taken together")
    for question in (
        "why did cost of team payments go up last month",
        "anomalies of team payments last month",
        "forecast cost of team payments this month",
    ):
        assert any("differ only in case" in one for one in asked(question).insights)
    left = asked("cost not tagged team=payments last month").insights
    assert any(one.endswith("are left out together") for one in left)
    one_spelling = asked("cost of team data last month").insights
    assert not any("differ only in case" in one for one in one_spelling)
