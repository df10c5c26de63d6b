"""Why cost changed: each effect alone, what cannot be known, and what happened."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finops.reply import reply
from intents.query import EFFECTS, InvalidQuery, parse
from providers.context import Allowed, Context

from .bill import BASE, NOW, OCTOBER, SEPTEMBER, WHY, Charged, bill, each, vm, why

# The base runs one day more in October.
A_DAY = Decimal(1)


def september(charge: Charged) -> list[Charged]:
    return each("2026-09-01", "2026-09-30", charge)


def october(charge: Charged) -> list[Charged]:
    return each("2026-10-01", "2026-10-31", charge)


def effects(answer: object) -> dict[str, Decimal]:
    totals = answer.totals  # type: ignore[attr-defined]
    return {name: totals[name] for name in EFFECTS if totals[name]}


def test_a_longer_month_is_more_use_and_is_told(tmp_path: Path) -> None:
    answer = why(bill(tmp_path))
    assert answer.rows == (
        {
            "cost": Decimal(31), "cost_before": Decimal(30), "change": Decimal(1),
            "change_percent": answer.rows[0]["change_percent"], "quantity_effect": Decimal(1),
        },
    )  # fmt: skip
    assert answer.insights[0] == (
        "31 days are compared with 30: 1 day more of the same use, at the price of then, is "
        "+$1.00 of the quantity effect"
    )


def test_a_higher_price_is_a_price_effect_on_the_quantity_of_now(tmp_path: Path) -> None:
    store = bill(
        tmp_path,
        september(vm("24")),
        each("2026-10-01", "2026-10-10", vm("24")),
        each("2026-10-11", "2026-10-31", vm("36")),
    )
    answer = why(store)
    assert effects(answer) == {"price_effect": 21 * 12, "quantity_effect": 24 + A_DAY}
    assert any("$1.00 → $1.50 per Hours since 11 Oct 2026" in one for one in answer.insights)
    assert answer.headline.startswith("Cost rose by $277.00 (37%): +$252.00 from a price change of")


def test_more_hours_at_the_same_price_are_a_quantity_effect_alone(tmp_path: Path) -> None:
    half = vm("7.77", pricing_quantity=Decimal(12))
    store = bill(tmp_path, september(half), october(vm("15.54")))
    assert effects(why(store)) == {
        "quantity_effect": 31 * Decimal("15.54") - 30 * Decimal("7.77") + A_DAY
    }


def test_new_and_gone_resources_are_named_with_their_days(tmp_path: Path) -> None:
    store = bill(
        tmp_path,
        september(vm("5", "i-old", resource_name="old-web")),
        each("2026-10-24", "2026-10-31", vm("10", "i-new", tags='{"Name": "web-7"}')),
    )
    answer = why(store, group_by=["service_name"])
    assert effects(answer) == {"new": 80, "gone": -150, "quantity_effect": A_DAY}
    assert "new: web-7 in EC2 (since 24 Oct 2026, $80.00)" in answer.insights
    assert "gone: old-web in EC2 (until 30 Sep 2026, -$150.00)" in answer.insights
    assert answer.headline == (
        "Cost fell by $69.00 (38%): -$150.00 from 1 resource gone from EC2, "
        "+$80.00 from 1 new resource in EC2"
    )


def test_a_resource_that_was_off_is_not_told_to_be_born(tmp_path: Path) -> None:
    store = bill(tmp_path, each("2026-08-01", "2026-08-20", vm("3")), october(vm("3")))
    answer = why(store)
    assert "not charged then, though since 1 Aug 2026" in " ".join(answer.insights)
    assert effects(answer)["new"] == 93


def test_without_a_resource_what_is_new_is_the_meter_of_a_service(tmp_path: Path) -> None:
    bare = vm("2", resource_id=None, sku_id="requests")
    store = bill(tmp_path, october(bare), september(replace(bare, region_id="eu-west-1")))
    answer = why(store)
    assert effects(answer) == {"new": 62, "gone": -60, "quantity_effect": A_DAY}
    assert "new use of EC2" in answer.headline


def test_a_resize_is_use_of_another_meter_and_is_named(tmp_path: Path) -> None:
    big = vm("8", "i-9", sku_id="m5.2xlarge")
    store = bill(
        tmp_path,
        september(big),
        each("2026-10-01", "2026-10-11", big),
        each(
            "2026-10-12", "2026-10-31", replace(big, sku_id="m5.large", effective_cost=Decimal(2))
        ),
    )
    answer = why(store)
    assert effects(answer) == {"quantity_effect": 11 * 8 + 20 * 2 - 30 * 8 + A_DAY}
    assert "resized: i-9 from m5.2xlarge to m5.large since 12 Oct 2026, -$112.00" in answer.insights


def test_a_savings_plan_that_begins_is_a_commitment_effect_not_a_price(tmp_path: Path) -> None:
    demand = vm("24", contracted_cost=Decimal(24), list_cost=Decimal(30))
    covered = replace(
        demand, effective_cost=Decimal(18), commitment_discount_id="sp-1",
        commitment_discount_status="Used",
    )  # fmt: skip
    unused = vm("1", resource_id=None, sku_id=None, commitment_discount_id="sp-1",
                commitment_discount_status="Unused")  # fmt: skip
    answer = why(bill(tmp_path, september(demand), october(covered), october(unused)))
    assert effects(answer) == {"commitment_effect": 31 * -6 + 31, "quantity_effect": 24 + A_DAY}
    assert "commitment sp-1 began on 1 Oct 2026" in answer.insights


def test_a_covered_price_on_demand_that_is_not_known_is_neither(tmp_path: Path) -> None:
    demand = vm("24")
    covered = replace(demand, effective_cost=Decimal(18), commitment_discount_id="ri-1",
                      contracted_cost=Decimal(0), list_cost=Decimal(0))  # fmt: skip
    answer = why(bill(tmp_path, september(demand), october(covered)))
    assert effects(answer) == {"other_effect": 31 * -6, "quantity_effect": 24 + A_DAY}


@pytest.mark.parametrize(
    "facts",
    [
        {"charge_category": "Tax"},
        {"charge_category": "Credit"},
        {"charge_category": "Adjustment"},
        {"charge_class": "Correction"},
        {"charge_category": "Purchase", "charge_frequency": "One-Time"},
        {"charge_category": None},
    ],
)
def test_what_no_quantity_explains_is_an_effect_of_its_own(
    tmp_path: Path, facts: dict[str, object]
) -> None:
    store = bill(tmp_path, [replace(vm("-40"), day=date(2026, 10, 3), **facts)])  # type: ignore[arg-type]
    answer = why(store)
    assert effects(answer) == {"other_effect": -40, "quantity_effect": A_DAY}


@pytest.mark.parametrize(
    "quantity", [None, Decimal(0), Decimal(-3)], ids=["unknown", "zero", "negative"]
)
def test_a_quantity_that_explains_nothing_leaves_the_rest_as_other(
    tmp_path: Path, quantity: Decimal | None
) -> None:
    store = bill(tmp_path, september(vm("5")), october(vm("9", pricing_quantity=quantity)))
    assert effects(why(store)) == {"other_effect": 31 * 9 - 150, "quantity_effect": A_DAY}


def test_a_moved_tag_is_neither_new_nor_gone(tmp_path: Path) -> None:
    store = bill(
        tmp_path,
        september(vm("2", tags='{"team": "web"}')),
        october(vm("2", tags='{"team": "data"}')),
    )
    answer = why(store, group_by=["tags.team"])
    moved = {row["tags.team"]: row.get("other_effect") for row in answer.rows}
    assert moved == {"data": 62, "web": -60, None: 0}
    assert "new" not in {column.name for column in answer.columns}


def test_a_missing_day_makes_the_change_unknown_not_wrong(tmp_path: Path) -> None:
    kept = [one for one in OCTOBER if one.day not in (date(2026, 10, 9), date(2026, 10, 10))]
    late = each("2026-11-01", "2026-11-17", BASE)
    azure = replace(BASE, provider_name="Microsoft", service_name="Virtual Machines")
    store = bill(
        tmp_path, SEPTEMBER, kept, late, each("2026-09-01", "2026-11-17", azure), daily=False
    )
    answer = why(store, group_by=["service_name"])
    found = {row["service_name"]: row for row in answer.rows}
    assert found["EC2"]["change"] is None
    assert found["EC2"]["cost"] == 29
    assert found["Virtual Machines"]["change"] == 1
    assert answer.totals["change"] is None
    assert answer.outcome == "partial"
    assert "no AWS charges of 9 Oct 2026, 10 Oct 2026" in answer.gaps[0].why


def test_an_export_that_ends_early_makes_the_change_unknown(tmp_path: Path) -> None:
    store = bill(tmp_path, SEPTEMBER, OCTOBER[:-3], daily=False)
    answer = why(store)
    assert answer.rows[0]["change"] is None
    assert answer.outcome == "partial"


def test_currencies_are_split_apart(tmp_path: Path) -> None:
    store = bill(tmp_path, september(vm("5", "i-e", billing_currency="EUR")))
    answer = why(store)
    found = {row["billing_currency"]: row for row in answer.rows}
    assert (found["EUR"]["gone"], found["USD"]["gone"]) == (-150, 0)
    assert answer.totals == {}


def test_the_rest_is_one_row_and_all_rows_add_up(tmp_path: Path) -> None:
    charges = [october(vm(str(n), f"i-{n}", service_name=f"s{n}")) for n in range(1, 6)]
    answer = why(bill(tmp_path, *charges), group_by=["service_name"], limit=2, others=True)
    assert [row["service_name"] for row in answer.rows] == ["s5", "s4", "4 others"]
    assert answer.totals["change"] == 31 * 15 + A_DAY
    assert sum(Decimal(str(row["new"])) for row in answer.rows) == 31 * 15


NEW: dict[str, Any] = {"group_by": ["resource_id"], "select": ["new"], "order_by": ["-new"],
       "having": [{"field": "new", "op": "gt", "value": 0}]}  # fmt: skip
GONE: dict[str, Any] = {"group_by": ["resource_id"], "select": ["gone"], "order_by": ["gone"],
        "having": [{"field": "gone", "op": "lt", "value": 0}]}  # fmt: skip
LATER = each("2026-11-01", "2026-11-17", BASE)


def test_new_resources_alone(tmp_path: Path) -> None:
    store = bill(tmp_path, october(vm("2", "i-a")), october(vm("3", "i-b")))
    answer = why(store, **NEW)
    assert [(row["resource_id"], row["first_charged"], row["cost"]) for row in answer.rows] == [
        ("i-b", "2026-10-01", 93), ("i-a", "2026-10-01", 62),
    ]  # fmt: skip
    assert answer.headline == "2 new resources cost $155.00 over 1–31 Oct 2026 (31 days)"
    assert "compared with" not in answer.understood
    assert "on no day before the period (charges are known since 1 Sep 2026)" in answer.understood


def test_a_resource_that_was_off_before_the_period_is_not_new(tmp_path: Path) -> None:
    early = each("2026-08-01", "2026-08-31", BASE)
    off = [*each("2026-08-05", "2026-08-07", vm("3", "i-off")), *october(vm("3", "i-off"))]
    answer = why(bill(tmp_path, early, off), **NEW)
    assert answer.rows == ()
    assert answer.headline == "No resource is new over 1–31 Oct 2026 (31 days)"


def test_what_began_before_all_that_is_known_is_not_told_to_be_new(tmp_path: Path) -> None:
    store = bill(tmp_path, september(vm("2")), each("2026-09-09", "2026-09-30", vm("3", "i-b")))
    answer = why(store, **NEW, period="2026-09")
    assert [row["resource_id"] for row in answer.rows] == ["i-b"]
    assert answer.outcome == "partial"
    assert answer.headline.startswith("As far as is known, 1 new resource")


def test_gone_is_what_was_charged_last_in_the_period(tmp_path: Path) -> None:
    store = bill(
        tmp_path,
        september(vm("5", "i-before")),
        each("2026-09-20", "2026-10-08", vm("5", "i-gone")),
        each("2026-10-02", "2026-10-03", vm("5", "i-back")),
        each("2026-11-05", "2026-11-06", vm("5", "i-back")),
        LATER,
    )
    answer = why(store, **GONE)
    assert [(row["resource_id"], row["last_charged"], row["cost"]) for row in answer.rows] == [
        ("i-gone", "2026-10-08", 40)
    ]
    assert answer.headline == "1 resource gone over 1–31 Oct 2026 (31 days): it cost $40.00 in it"


def test_what_is_charged_until_the_last_known_day_is_not_gone(tmp_path: Path) -> None:
    assert why(bill(tmp_path), **GONE).rows == ()


def test_a_refund_after_the_end_does_not_revive(tmp_path: Path) -> None:
    refund = replace(
        vm("-1", "i-gone"),
        day=date(2026, 11, 3),
        charge_class="Correction",
        charge_category="Usage",
    )
    store = bill(tmp_path, each("2026-10-01", "2026-10-08", vm("5", "i-gone")), [refund], LATER)
    assert [row["resource_id"] for row in why(store, **GONE).rows] == ["i-gone"]


def test_new_resources_are_counted_by_what_is_asked(tmp_path: Path) -> None:
    store = bill(tmp_path, october(vm("2", "i-a")), october(vm("3", "i-b")))
    answer = why(store, **{**NEW, "group_by": ["service_name"]})
    assert answer.rows == (
        {"service_name": "EC2", "resources": 2, "first_charged": "2026-10-01", "cost": 155},
    )


def test_the_same_price_never_wavers(tmp_path: Path) -> None:
    """A third of a cent a unit, at quantities that no binary fraction holds."""
    price = Decimal("0.0033333333")
    store = bill(
        tmp_path,
        *(
            [replace(vm(str(q * price), pricing_quantity=q), day=one.day)]
            for n, one in enumerate((*SEPTEMBER, *OCTOBER))
            for q in [Decimal("1234.567") + n]
        ),
    )
    assert set(effects(why(store))) == {"quantity_effect"}


def test_who_may_see_one_account_is_told_of_no_other(tmp_path: Path) -> None:
    store = bill(tmp_path, october(vm("9", "i-secret", sub_account_id="2")))
    answer = why(store, limits=((Allowed(accounts=("1",)),),))
    assert effects(answer) == {"quantity_effect": A_DAY}
    assert "i-secret" not in answer.to_json()


def test_a_comparison_without_effects_is_not_split(tmp_path: Path) -> None:
    answer = why(bill(tmp_path), select=[])
    assert [column.name for column in answer.columns] == [
        "cost", "cost_before", "change", "change_percent",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        {"subject": "cost", "select": ["new"]},
        {"subject": "vm", "analysis": "change", "select": ["new"]},
        {"subject": "cost", "analysis": "change", "having": [{"field": "new", "op": "gt",
                                                              "value": 0}]},
    ],
)  # fmt: skip
def test_effects_are_of_a_change_of_cost_that_asks_for_them(query: dict[str, object]) -> None:
    with pytest.raises(InvalidQuery):
        parse(query)


def test_to_date_stands_beside_as_many_days(tmp_path: Path) -> None:
    store = bill(tmp_path, each("2026-11-01", "2026-11-17", BASE))
    answer = why(store, period="this_month")
    assert (answer.rows[0]["cost"], answer.rows[0]["cost_before"]) == (17, 17)
    assert answer.headline == "Cost did not change: $17.00 → $17.00"
    assert NOW.day == 18


def test_a_top_n_is_told_nothing_of_the_rows_that_it_leaves_out(tmp_path: Path) -> None:
    charges = [october(vm(str(n), f"i-{n}", service_name=f"s{n}")) for n in range(1, 4)]
    answer = why(bill(tmp_path, *charges), group_by=["service_name"], limit=1, order_by=["-change"])
    assert [row["service_name"] for row in answer.rows] == ["s3"]
    assert not any("s1" in one or "s2" in one for one in answer.insights)


@pytest.mark.parametrize("select", [[], EFFECTS], ids=["compared", "why"])
@pytest.mark.parametrize("groups", [[], ["service_name"]], ids=["in all", "by service"])
def test_beside_a_mostly_unknown_period_a_change_is_unknown(
    tmp_path: Path, select: list[str], groups: list[str]
) -> None:
    store = bill(tmp_path, SEPTEMBER[10:], OCTOBER, daily=False)
    answer = why(store, select=select, group_by=groups)
    assert (answer.rows[0]["cost"], answer.rows[0]["cost_before"]) == (31, 20)
    assert answer.rows[0]["change"] is None
    assert answer.rows[0]["change_percent"] is None
    assert answer.headline == (
        "The change is unknown: $31.00 is known over 1–31 Oct 2026 (31 days); "
        "$20.00 is known over 1–30 Sep 2026 (30 days)"
    )
    assert answer.outcome == "partial"


def test_a_plain_comparison_bears_with_a_few_days_that_lack(tmp_path: Path) -> None:
    answer = why(bill(tmp_path, SEPTEMBER[2:], OCTOBER, daily=False), select=[])
    assert answer.rows[0]["change"] == 3
    assert "charges begin on 3 Sep 2026" in answer.gaps[0].why


def test_a_cloud_that_is_known_keeps_its_change(tmp_path: Path) -> None:
    azure = replace(BASE, provider_name="Microsoft", service_name="Virtual Machines")
    months = each("2026-09-01", "2026-10-31", azure)
    store = bill(tmp_path, SEPTEMBER[10:], OCTOBER, months, daily=False)
    answer = why(store, select=[], group_by=["cloud"])
    assert {row["cloud"]: row["change"] for row in answer.rows} == {"aws": None, "azure": 1}
    assert answer.headline.startswith("The change is unknown")


def test_a_monthly_fee_is_no_new_use_in_a_week_that_holds_its_day(tmp_path: Path) -> None:
    fee = vm("40", None, sku_id="fee", charge_category="Purchase", charge_frequency="Recurring",
             charge_description="support")  # fmt: skip
    days = (date(2026, 9, 1), date(2026, 10, 1))
    store = bill(tmp_path, [replace(fee, day=day) for day in days])
    answer = why(store, period="2026-10-01/2026-10-08")
    assert effects(answer) == {"other_effect": 40}
    assert "a fee of certain days, in the period alone: +$40.00" in " ".join(answer.insights)
    assert effects(why(store)) == {"quantity_effect": A_DAY}


def test_a_refund_of_the_period_before_is_told_to_be_of_it(tmp_path: Path) -> None:
    refund = replace(vm("-40"), day=date(2026, 9, 3), charge_class="Correction")
    answer = why(bill(tmp_path, [refund]))
    assert "in the period before alone" in answer.headline


def test_the_charges_are_split_once_for_the_table_and_all_that_is_told(tmp_path: Path) -> None:
    store = bill(tmp_path, october(vm("5")), september(vm("7", "i-2")))
    statements: list[str] = []
    asked = parse({**WHY, "group_by": ["service_name"]})
    answer = reply(asked, [], store, Context(now=NOW, trace=statements.append))
    assert any(one.startswith("new: ") for one in answer.insights)
    assert sum("used AS" in one for one in statements) == 1
    assert len(statements) == len(set(statements))


def test_a_table_that_is_cut_has_no_story_and_the_same_rows(tmp_path: Path) -> None:
    store = bill(tmp_path, october(vm("5")), september(vm("7", "i-2")))
    whole = why(store, group_by=["resource_id"])
    first = why(store, group_by=["resource_id"], limit=2)
    amounts = [name for name in first.rows[0] if name in whole.rows[0]]
    assert [{n: row[n] for n in amounts} for row in first.rows] == [
        {n: row[n] for n in amounts} for row in whole.rows[:2]
    ]
