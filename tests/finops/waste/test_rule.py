"""A rule is read whole, or refused with the reason."""

import pytest

from finops.waste.rule import InvalidRule, filled, own_rules, read, slots

GOOD = """
title = "old disk"
subject = "disk"
category = "old"
effort = "low"
risk = "low"
where = [{ field = "age_days", op = "gt", value = 90 }]
why = "{age_days} old"
[saving]
way = "cost"
[source]
name = "us"
says = "90 days"
"""


def test_a_rule_is_its_file() -> None:
    rule = read("old_disk", GOOD)
    assert (rule.name, rule.subject, rule.of_clouds) == ("old_disk", "disk", ("aws", "azure"))
    assert (rule.window, rule.age_days) == (None, 0)


@pytest.mark.parametrize(
    ("said", "instead", "why"),
    [
        ('subject = "disk"', 'subject = "disc"', "none of the catalog's"),
        ('"age_days"', '"age"', "no field 'age'"),
        ("{age_days}", "{aged}", "no field 'aged'"),
        ("value = 90", 'value = "ninety"', "is a number"),
        ('category = "old"', 'category = "ugly"', "category"),
        ('way = "cost"', 'way = "share"', "share"),
        ('way = "cost"', 'way = "cost"\nshare = 0.5', "share"),
        ('effort = "low"', 'effort = "low"\nsince = "detached"', "no field 'detached'"),
        ('effort = "low"', 'effort = "low"\nclouds = ["gcp"]', "clouds"),
        ('effort = "low"', 'effort = "low"\nextra = 1', "extra"),
        ("value = 90", "value = ", "Invalid"),
    ],
)
def test_a_mistake_is_told_with_the_files_name(said: str, instead: str, why: str) -> None:
    with pytest.raises(InvalidRule, match="old_disk") as told:
        read("old_disk", GOOD.replace(said, instead))
    assert why.lower() in str(told.value).lower()


def test_a_metric_needs_a_window() -> None:
    idle = GOOD.replace('"disk"', '"vm"').replace('"age_days", op = "gt"', '"cpu", op = "lt"')
    with pytest.raises(InvalidRule, match="window_days"):
        read("idle", idle)
    measured = read("idle", f"window_days = 7\n{idle}")
    assert [test.period for test in map(measured.placed, measured.where)] == ["last_7_days"]  # type: ignore[union-attr] # no `any`


def test_a_template_looks_nothing_up() -> None:
    assert slots("{a} and {b.max}, {a}") == ("a", "b.max")
    assert filled("{a} {b.max}", {"a": "{b.max}", "b.max": "2"}) == "{b.max} 2"


@pytest.mark.parametrize("rule", own_rules(), ids=lambda rule: rule.name)
def test_our_rules_name_a_source_and_a_command_for_their_own_clouds_alone(rule: object) -> None:
    from finops.waste.rule import Rule

    assert isinstance(rule, Rule)
    assert rule.source.name
    assert rule.source.says
    assert set(rule.act) <= set(rule.of_clouds)
