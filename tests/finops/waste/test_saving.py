"""What is saved, by each of the ways that a rule may name."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from finops.waste.resize import Price
from finops.waste.rule import InvalidRule, Rule, made
from finops.waste.saving import Cost, Sizes, worth

COST = Cost(Decimal(84), "USD")
IOPS = {"way": "list", "list_price": {"aws": Decimal("0.005"), "per": "iops", "above": 3000}}


def rule(saving: Mapping[str, Any]) -> Rule:
    told: dict[str, Any] = {
        "title": "disk", "subject": "disk", "category": "oversized", "effort": "low",
        "risk": "low", "where": [{"field": "attached", "op": "eq", "value": True}],
        "why": "{size_gib}", "saving": saving, "source": {"name": "us", "says": "so"},
    }  # fmt: skip
    return made("a_rule", told)


def row(**told: object) -> dict[str, object]:
    return {"id": "vol-1", "cloud": "aws", **told}


def test_a_part_is_what_a_field_is_of_the_whole() -> None:
    part = rule({"way": "part", "field": "iops", "whole": 168})
    assert worth(part, row(**{"@saved": 118.0}), COST).amount == Decimal(59)


def test_a_part_that_nobody_knows_is_unknown() -> None:
    part = rule({"way": "part", "field": "iops", "whole": 168})
    assert worth(part, row(**{"@saved": None}), COST).amount is None


def test_a_list_price_counts_what_is_above_what_costs_nothing() -> None:
    found = worth(rule(IOPS), row(**{"@per": 5000}), COST)
    assert (found.amount, found.basis) == (Decimal(10), "list price")


def test_a_list_price_is_never_more_than_was_charged() -> None:
    assert worth(rule(IOPS), row(**{"@per": 50_000}), COST).amount == COST.amount


def test_a_list_price_beside_charges_of_another_currency_is_unknown() -> None:
    euros = Cost(Decimal(84), "EUR")
    assert worth(rule(IOPS), row(**{"@per": 5000}), euros).amount is None


def test_without_a_licence_as_much_less_is_paid_as_its_price_is_less() -> None:
    free = rule({"way": "licence"})
    sizes = Sizes(Price(Decimal("0.4"), "USD"), Price(Decimal("0.1"), "USD"))
    assert worth(free, row(), COST, sizes=sizes).amount == Decimal(63)


def test_a_licence_whose_price_is_not_known_is_unknown() -> None:
    free = rule({"way": "licence"})
    sizes = Sizes(Price(Decimal("0.4"), "USD"), None)
    assert worth(free, row(), COST, sizes=sizes).amount is None


@pytest.mark.parametrize(
    "saving",
    [
        {"way": "part", "field": "iops"},
        {"way": "part", "whole": 168},
        {"way": "cost", "whole": 168},
        {"way": "list"},
        {"way": "field"},
    ],
)
def test_a_way_needs_its_parts_and_no_others(saving: dict[str, Any]) -> None:
    with pytest.raises(InvalidRule):
        rule(saving)
