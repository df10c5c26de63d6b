"""Findings over a small estate: what is known is judged, what is not is told, nobody sees more."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finops.answer import Answer
from finops.warehouse import Warehouse
from providers.context import Allowed
from providers.model import Gap, Row

from .estate import NOW, Cloud, ask, charge, column, vm, warehouse

OLD = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = [NOW.date() - timedelta(days=n) for n in range(1, 31)]


def disk(name: str, **facts: object) -> Row:
    row = {"id": f"vol-{name}", "name": name, "cloud": "aws", "account": "prod", "account_id": "1"}
    usual = {"region": "us-east-1", "state": "available", "attached": False, "size_gib": 100,
             "disk_type": "gp2", "created_at": OLD, "tags": {}}  # fmt: skip
    return {**row, **usual, **facts}  # type: ignore[dict-item]


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    lines = [charge(str(day), "1.00", "vol-loose") for day in DAYS]
    lines += [charge(str(day), "0.50", "vol-other") for day in DAYS]
    return warehouse(tmp_path, *lines)


def found(store: Warehouse, *rows: Row, **query: Any) -> Answer:
    limits = query.pop("limits", None)
    cloud = Cloud(rows=rows, subjects=frozenset({"disk"}), gaps=query.pop("gaps", ()))
    where = [{"field": "resource_type", "op": "eq", "value": "disk"}]
    asked = {"subject": "finding", "where": [*where, *query.pop("where", [])], **query}
    return ask(asked, store, cloud, limits=limits)


def by_rule(answer: Answer) -> Mapping[object, Mapping[str, Any]]:
    return {row["rule"]: row for row in answer.rows}


def test_two_findings_on_one_disk_are_counted_once(store: Warehouse) -> None:
    answer = found(store, disk("loose"))
    rows = by_rule(answer)
    assert rows["unattached_disk"]["monthly_saving"] == Decimal(30)
    assert rows["gp2_disk"]["monthly_saving"] == Decimal(6)
    assert (rows["unattached_disk"]["counted_saving"], rows["gp2_disk"]["counted_saving"]) == (
        30,
        0,
    )
    assert answer.totals == {"counted_saving": Decimal(30)}


def test_what_is_counted_is_counted_among_what_is_asked_for(store: Warehouse) -> None:
    answer = found(store, disk("loose"), where=[{"field": "rule", "op": "eq", "value": "gp2_disk"}])
    assert column(answer, "counted_saving") == [Decimal(6)]


def test_sums_by_a_field_count_once_too(store: Warehouse) -> None:
    measure = {"name": "counted_saving", "agg": "sum", "field": "counted_saving"}
    answer = found(
        store, disk("loose"), disk("other"),
        analysis="aggregate", measures=[measure], group_by=["category"],
    )  # fmt: skip
    assert {row["category"]: row["counted_saving"] for row in answer.rows} == {
        "unused": Decimal(45),
        "wrong tier": Decimal(0),
    }


def test_without_charges_a_saving_is_by_list_price_and_says_so(store: Warehouse) -> None:
    chosen = ["rule", "monthly_saving", "saving_basis", "confidence", "resource_cost"]
    row = by_rule(found(store, disk("unbilled"), select=chosen))["unattached_disk"]
    assert (row["monthly_saving"], row["saving_basis"]) == (Decimal(8), "list price")
    assert (row["confidence"], row["resource_cost"]) == ("medium", None)


def test_a_young_resource_is_spared_and_one_without_a_date_is_judged_by_its_charges(
    store: Warehouse,
) -> None:
    young = found(store, disk("young", created_at=NOW - timedelta(days=10)))
    assert "unattached_disk" not in by_rule(young)
    undated = by_rule(found(store, disk("loose", created_at=None)))["unattached_disk"]
    assert "age" not in undated["why"]
    unknown = by_rule(found(store, disk("unbilled", created_at=None)))["unattached_disk"]
    assert unknown["why"].endswith("its age is not known")


def test_what_is_not_known_is_not_flagged_and_is_told(store: Warehouse) -> None:
    answer = found(store, disk("odd", attached=None, disk_type="gp3"))
    assert answer.rows == ()
    assert ("rule unattached_disk", "1 disk was not judged") in {
        (gap.where, gap.why.partition(":")[0]) for gap in answer.gaps
    }


def test_vms_without_metrics_are_never_idle(store: Warehouse) -> None:
    rows = [vm("a", created_at=OLD, os="linux", size="m5.large", tags={})]
    query = {"subject": "finding", "where": [{"field": "rule", "op": "eq", "value": "idle_vm"}]}
    mute = ask(query, store, Cloud(rows=rows))
    assert mute.rows == ()
    assert [gap.where for gap in mute.gaps] == ["rule idle_vm"]


def test_only_what_a_question_can_be_about_is_read(store: Warehouse) -> None:
    cloud = Cloud(rows=[disk("loose")], subjects=frozenset({"disk", "vm"}))
    where = [{"field": "rule", "op": "in", "value": ["gp2_disk"]}]
    ask({"subject": "finding", "where": where}, store, cloud)
    assert cloud.asked == []


def test_nobody_sees_findings_about_what_they_may_not_see(store: Warehouse) -> None:
    rows = [disk("loose"), disk("other", tags={"team": "web"})]
    web = ((Allowed(tags=(("team", "web"),)),),)
    assert set(column(found(store, *rows, limits=web), "resource")) == {"other"}
    assert found(store, *rows, limits=()).rows == ()
    elsewhere = ((Allowed(accounts=("2",)),),)
    assert found(store, *rows, limits=elsewhere).rows == ()


def test_a_place_that_refuses_is_told_once(store: Warehouse) -> None:
    gaps = tuple(
        Gap("aws 1 us-east-1", f"Denied: ec2:{name}", f"grant {name}", denied=True)
        for name in ("A", "B")
    )
    answer = found(store, disk("loose"), gaps=gaps)
    assert answer.outcome == "partial"
    assert [gap.why for gap in answer.gaps] == ["Denied: ec2:A; Denied: ec2:B"]


def test_an_id_is_the_same_every_time_and_of_the_rule(store: Warehouse) -> None:
    once, again = (
        column(found(store, disk("loose"), select=["id", "rule"]), "id") for _ in range(2)
    )
    assert once == again
    assert all(str(one).startswith(("unattached_disk-", "gp2_disk-")) for one in once)


def test_a_command_quotes_what_a_resource_is_called(store: Warehouse) -> None:
    hostile = disk("x", id="vol-1; rm -rf /")
    acts = column(found(store, hostile, select=["act"]), "act")
    assert all("'vol-1; rm -rf /'" in str(act) for act in acts)


def test_waste_of_another_subject_is_about_the_resources_that_are_named(store: Warehouse) -> None:
    cloud = Cloud(rows=[disk("loose"), disk("other")], subjects=frozenset({"disk"}))
    where = [{"field": "name", "op": "eq", "value": "other"}]
    answer = ask({"subject": "disk", "analysis": "waste", "where": where}, store, cloud)
    assert set(column(answer, "resource")) == {"other"}
    assert answer.totals["counted_saving"] == Decimal(15)


def test_columns_of_another_subject_are_not_passed_over_in_silence(store: Warehouse) -> None:
    query = {"subject": "disk", "analysis": "waste", "select": ["name"]}
    assert ask(query, store, Cloud(rows=[disk("loose")])).outcome == "unread"
