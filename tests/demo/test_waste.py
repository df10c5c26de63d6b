"""What is planted for the rules of waste: all of it is found, nothing that comes near it is.

A rule is held to its plant by its name: `demo/lab/<rule>.py`. Nothing here names a rule.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.ask import Bot
from finops.answer import Answer
from finops.waste.rule import Rule, own_rules
from intents.query import parse

LEAST = 2
RULES = own_rules()
CASES = [(rule, cloud) for rule in RULES for cloud in rule.of_clouds]


def called(value: object) -> str:
    return value.name if isinstance(value, Rule) else str(value)


@pytest.fixture(scope="module")
def findings(bot: Bot) -> Answer:
    every = ["id", "rule", "resource_id", "monthly_saving", "counted_saving", "resource_cost",
             "why", "act", "confidence", "account"]  # fmt: skip
    return bot.query(parse({"subject": "finding", "select": every}))


@pytest.fixture(scope="module")
def found(findings: Answer) -> Mapping[tuple[str, str], Mapping[str, Any]]:
    return {(str(row["rule"]), str(row["resource_id"]).lower()): row for row in findings.rows}


def planted(truth: Mapping[str, Any], rule: Rule, cloud: str) -> list[dict[str, Any]]:
    return [one for one in truth["waste"].get(rule.name, ()) if one["cloud"] == cloud]


@pytest.mark.parametrize(("rule", "cloud"), CASES, ids=called)
def test_each_rule_has_true_and_near_cases_on_each_of_its_clouds(
    rule: Rule, cloud: str, truth: Mapping[str, Any]
) -> None:
    cases = planted(truth, rule, cloud)
    assert sum(one["flagged"] for one in cases) >= LEAST
    assert sum(not one["flagged"] for one in cases) >= LEAST


@pytest.mark.parametrize(("rule", "cloud"), CASES, ids=called)
def test_what_is_planted_is_found_and_what_comes_near_is_not(
    rule: Rule, cloud: str, truth: Mapping[str, Any], found: Mapping[tuple[str, str], Any]
) -> None:
    cases = planted(truth, rule, cloud)
    flagged = {one["case"] for one in cases if (rule.name, one["id"].lower()) in found}
    assert flagged == {one["case"] for one in cases if one["flagged"]}


@pytest.mark.parametrize(("rule", "cloud"), CASES, ids=called)
def test_each_planted_finding_saves_what_is_true(
    rule: Rule, cloud: str, truth: Mapping[str, Any], found: Mapping[tuple[str, str], Any]
) -> None:
    for one in planted(truth, rule, cloud):
        row = found.get((rule.name, one["id"].lower()))
        if row and one["monthly_saving"] is not None:
            true = Decimal(one["monthly_saving"])
            assert Decimal(str(row["monthly_saving"])) == pytest.approx(true, abs=Decimal("1e-6"))


def test_nothing_without_metrics_is_flagged_for_them(
    truth: Mapping[str, Any], found: Mapping[tuple[str, str], Any]
) -> None:
    mute = {vm["id"].lower() for vm in truth["vms"] if not vm["cpu"]["known"]}
    measured = {rule.name for rule in RULES if rule.window_days}
    assert mute
    assert not [pair for pair in found if pair[0] in measured and pair[1] in mute]


def test_the_sum_of_savings_never_exceeds_what_the_resources_cost(findings: Answer) -> None:
    cost: dict[str, Decimal] = {}
    saved: dict[str, Decimal] = {}
    for row in findings.rows:
        one = str(row["resource_id"])
        if row["resource_cost"] is not None:
            cost[one] = Decimal(str(row["resource_cost"]))
            saved[one] = saved.get(one, Decimal(0)) + Decimal(str(row["counted_saving"] or 0))
    assert cost
    assert {one for one, amount in saved.items() if amount > cost[one]} == set()


def test_every_finding_has_an_id_of_its_own_and_says_why(findings: Answer) -> None:
    assert len({row["id"] for row in findings.rows}) == findings.row_count
    assert all(row["why"] for row in findings.rows)
    assert not [row["why"] for row in findings.rows if "{" in str(row["why"])]


# In a process of its own: moto keeps one estate in each.
OTHER = """
import json, os, sys
from pathlib import Path
from bot.ask import Bot
from bot.settings import read
from demo.run import running
from intents.query import parse
home = Path(sys.argv[1])
with running(home, seed=7) as served:
    os.environ.update(served.env)
    bot = Bot(read({**served.settings, "home": str(home / "bot")}, home), lambda: served.estate.now)
    asked = parse({"subject": "finding", "select": ["rule", "resource_id"]})
    rows = [[row["rule"], row["resource_id"].lower()] for row in bot.query(asked).rows]
    waste = json.loads(served.truth.read_text("utf-8"))["waste"]
    print(json.dumps({"found": rows, "truth": waste}))
"""


def test_an_estate_with_another_seed_is_judged_as_right(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OTHER, str(tmp_path)],
        check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    found = {(rule, one) for rule, one in told["found"]}
    wrong = [
        (rule, case["case"], case["cloud"])
        for rule, cases in told["truth"].items()
        for case in cases
        if ((rule, case["id"].lower()) in found) is not case["flagged"]
    ]
    assert told["truth"]
    assert wrong == []
