"""Findings from day to day: what is new, what stays, and what is gone for sure."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from finops.warehouse.lives import Ledger, Life
from finops.waste.life import Watch, clearing, folded, looked, terms
from finops.waste.rule import Rule, own_rules
from providers.model import Account, Gap

RULE = next(one for one in own_rules() if one.name == "idle_vm")
PROD = Account("aws", "111111111111", "prod")
FIRST, SECOND, THIRD = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)


def life(name: str, day: date = FIRST, region: str = "us-east-1") -> Life:
    told = {
        "id": f"idle_vm-{name}", "rule": "idle_vm", "cloud": "aws", "account": "prod",
        "account_id": PROD.id, "region": region, "resource_id": f"i-{name}",
        "resource_type": "vm",
    }  # fmt: skip
    return Life(told, day, day, None, terms(RULE), (f"i-{name}",))


def ledger(*lives: Life) -> Ledger:
    return Ledger({one.id: one for one in lives}, {("idle_vm", PROD.id): FIRST})


def after(before: Ledger, *found: Life, watch: Watch, rules: tuple[Rule, ...] = (RULE,)) -> Ledger:
    places = tuple(looked(rules, (PROD,), (), watch))
    cleared = clearing(rules, places, watch)
    return folded(before, {one.id: one for one in found}, places, SECOND, cleared)


def seen(*gaps: Gap, uncleared: tuple[str, ...] = ()) -> Watch:
    return Watch({("idle_vm", name) for name in uncleared}, {"vm": gaps})


def test_what_is_found_again_keeps_its_first_day_and_what_is_new_begins_today() -> None:
    made = after(ledger(life("a")), life("a", SECOND), life("b", SECOND), watch=seen())
    assert [(one.first, one.last, one.gone) for one in made.lives.values()] == [
        (FIRST, SECOND, None), (SECOND, SECOND, None),
    ]  # fmt: skip


def test_what_was_looked_for_and_not_found_is_gone_and_stays_so() -> None:
    made = after(ledger(life("a")), watch=seen())
    assert made.lives["idle_vm-a"].gone == SECOND
    again = folded(made, {}, (), THIRD, lambda _: True)
    assert again.lives["idle_vm-a"].gone == SECOND


def test_what_comes_back_is_open_again_under_its_first_day() -> None:
    gone = after(ledger(life("a")), watch=seen())
    back = after(gone, life("a", SECOND), watch=seen())
    assert (back.lives["idle_vm-a"].first, back.lives["idle_vm-a"].gone) == (FIRST, None)


def test_a_place_that_could_not_be_read_makes_nothing_go() -> None:
    for where in ("aws 111111111111", "aws", "aws 111111111111 us-east-1", "aws prod"):
        watch = seen(Gap(where, "AccessDenied", "grant it"))
        assert after(ledger(life("a")), watch=watch).lives["idle_vm-a"].gone is None, where


def test_a_region_that_could_not_be_read_says_nothing_of_others() -> None:
    watch = seen(Gap("aws 111111111111 eu-west-1", "AccessDenied", "grant it"))
    made = after(ledger(life("a"), life("b", region="eu-west-1")), watch=watch)
    assert [one.gone for one in made.lives.values()] == [SECOND, None]


def test_what_a_rule_could_not_judge_is_not_gone() -> None:
    made = after(ledger(life("a")), watch=seen(uncleared=("i-a",)))
    assert made.lives["idle_vm-a"].gone is None


def test_a_rule_that_is_off_or_has_changed_makes_nothing_go() -> None:
    changed = RULE.model_copy(update={"where": RULE.where[:1]})
    for rules in ((), (changed,)):
        made = after(ledger(life("a")), watch=seen(), rules=rules)
        assert made.lives["idle_vm-a"].gone is None


def test_an_account_that_is_not_set_up_any_more_makes_nothing_go() -> None:
    cleared = clearing((RULE,), (), seen())
    assert folded(ledger(life("a")), {}, (), SECOND, cleared).lives["idle_vm-a"].gone is None


def test_words_and_savings_of_a_rule_may_change_without_a_finding_losing_its_rule() -> None:
    assert terms(RULE.model_copy(update={"title": "other", "risk": "high"})) == terms(RULE)


@given(some.sets(some.sampled_from("abcd")), some.sets(some.sampled_from("abcd")))
def test_the_same_day_again_changes_nothing(was: set[str], now: set[str]) -> None:
    before = ledger(*map(life, sorted(was)))
    found = [replace(life(name), last=SECOND, first=SECOND) for name in sorted(now)]
    once = after(before, *found, watch=seen())
    assert after(once, *found, watch=seen()) == once
