"""Each rule of waste can be asked for in words, and its words ask for nothing else."""

import pytest

from finops.waste.rule import Rule, own_rules
from intents import catalog

from .reading import said

RULES = own_rules()
FINDING = catalog.subject("finding")
ASKED = FINDING.value_words["rule"]
# "Idle caches" are read by the words around a cache.
AROUND = frozenset(FINDING.kind_words["category"])


def test_words_are_of_rules_that_there_are() -> None:
    assert set(ASKED) <= {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_a_rule_finds_can_be_asked_for(rule: Rule) -> None:
    if rule.category in AROUND and rule.name not in ASKED:
        kind = catalog.subject(rule.subject).plural
        tests = said(f"{rule.category} {kind}")["where"]
        assert {test["field"]: test["value"] for test in tests} == {
            "category": rule.category, "resource_type": rule.subject,
        }  # fmt: skip
        return
    for word in ASKED[rule.name]:
        where = said(word)["where"]
        assert where == [{"field": "rule", "op": "eq", "value": rule.name}], word


@pytest.mark.parametrize("may", ["could", "can", "might"])
def test_what_could_run_on_arm_is_not_what_runs_on_it(may: str) -> None:
    assert said(f"VMs that {may} run on graviton")["subject"] == "finding"
    assert said("VMs that run on graviton")["subject"] == "vm"


def test_an_amount_of_a_finding_is_its_saving_and_said_to_be() -> None:
    assert said("idle VMs over $50")["where"][-1]["field"] == "monthly_saving"


@pytest.mark.parametrize("question", ["savings", "savings by service last month"])
def test_savings_that_charges_tell_stay_those_of_charges(question: str) -> None:
    assert said(question)["subject"] == "cost"
