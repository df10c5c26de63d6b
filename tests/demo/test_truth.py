"""The truth: what was planted follows from the facts and the money that it holds."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from demo.estate import NOW
from demo.shape import Estate
from demo.truth import make_truth, windows

Truth = dict[str, Any]


def _vms(truth: Truth, fact: str) -> list[dict[str, Any]]:
    ids = truth["planted"][fact]
    found = [vm for vm in truth["vms"] if vm["id"] in ids]
    assert found
    assert len(found) == len(ids)
    return found


def _cost(vm: dict[str, Any], window: str) -> Decimal | None:
    costs = vm["costs"][window]
    return Decimal(costs["effective"]) if costs else None


def _low_and_expensive(truth: Truth, window: str, *, visible: bool = True) -> set[str]:
    return {
        vm["id"]
        for vm in truth["vms"]
        if vm["visible"] is visible
        and vm["deleted_at"] is None
        and vm["cpu"]["known"]
        and vm["cpu"]["avg"] < 20
        and (_cost(vm, window) or 0) > 100
    }


def test_windows_are_half_open_and_end_today() -> None:
    assert windows(NOW.date()) == {
        "metrics": (date(2026, 11, 4), date(2026, 11, 18)),
        "last_30_days": (date(2026, 10, 19), date(2026, 11, 18)),
        "last_month": (date(2026, 10, 1), date(2026, 11, 1)),
    }


def test_truth_is_the_same_for_the_same_seed(estate: Estate) -> None:
    from demo.charges import make_charges

    first, second = (make_truth(estate, make_charges(estate)) for _ in range(2))
    assert first == second


def test_the_low_and_expensive_vms_are_exactly_the_planted_ones(truth: Truth) -> None:
    planted = set(truth["planted"]["low_cpu_high_cost"])
    once = set(truth["planted"]["low_cpu_high_cost_last_30_days_only"])
    assert 6 <= len(planted) <= 12
    assert _low_and_expensive(truth, "last_month") == planted
    assert _low_and_expensive(truth, "last_30_days") == planted | once


def test_some_low_and_expensive_vms_are_behind_denied_places(truth: Truth) -> None:
    hidden = set(truth["planted"]["denied_low_cpu_high_cost"])
    assert _low_and_expensive(truth, "last_month", visible=False) == hidden
    places = {vm["cloud"] for vm in truth["vms"] if vm["id"] in hidden}
    assert places == {"aws", "azure"}


@pytest.mark.parametrize("window", ["last_30_days", "last_month"])
def test_one_vm_costs_exactly_a_hundred(truth: Truth, window: str) -> None:
    (vm,) = _vms(truth, f"cost_exactly_100_{window}")
    assert _cost(vm, window) == 100
    assert vm["cpu"]["avg"] < 20


def test_expensive_vms_without_metrics_are_unknown(truth: Truth) -> None:
    for vm in _vms(truth, "no_metrics_expensive"):
        assert vm["cpu"]["avg"] is None
        assert not vm["cpu"]["known"]
        assert (_cost(vm, "last_30_days") or 0) > 100


def test_too_few_days_are_unknown_and_half_of_them_are_enough(truth: Truth) -> None:
    for vm in _vms(truth, "sparse_metrics"):
        assert 0 < vm["cpu"]["days"] < 7
        assert not vm["cpu"]["known"]
    for vm in _vms(truth, "metrics_on_half_of_days"):
        assert vm["cpu"]["days"] == 7
        assert vm["cpu"]["known"]


def test_a_stopped_azure_vm_costs_and_a_deallocated_one_does_not(truth: Truth) -> None:
    for vm in _vms(truth, "stopped_still_billed"):
        assert (vm["cloud"], vm["state"]) == ("azure", "stopped")
        assert (_cost(vm, "last_30_days") or 0) > 100
    gone = [vm for vm in _vms(truth, "deallocated") if vm["stopped_at"] < "2026-10-19"]
    assert gone
    assert all(_cost(vm, "last_30_days") is None for vm in gone)


def test_a_stopped_aws_vm_costs_nothing_but_its_disks_do(truth: Truth) -> None:
    stopped = [
        vm for vm in _vms(truth, "stopped")
        if vm["cloud"] == "aws" and vm["stopped_at"] < "2026-10-19"
    ]  # fmt: skip
    assert stopped
    for vm in stopped:
        assert _cost(vm, "last_30_days") is None
        disks = [disk for disk in truth["disks"] if disk["attached_to"] == vm["id"]]
        assert all(Decimal(disk["costs"]["last_30_days"]["effective"]) > 0 for disk in disks)


def test_a_deleted_vm_still_has_charges(truth: Truth) -> None:
    (vm,) = _vms(truth, "deleted")
    assert not vm["visible"]
    assert _cost(vm, "last_30_days")


def test_a_covered_vm_is_effective_and_not_billed(truth: Truth) -> None:
    for vm in _vms(truth, "committed"):
        compute = [
            line for line in truth["charges"]
            if line["resource"] == vm["id"] and line["commitment_status"] == "Used"
        ]  # fmt: skip
        assert compute
        assert all(Decimal(run[3]) == 0 < Decimal(run[4]) for run in compute[0]["runs"])


def test_loose_disks_and_addresses_are_on_both_clouds(truth: Truth) -> None:
    for subject, fact in (
        ("disks", "unattached_disks"),
        ("public_ips", "unassociated_addresses"),
    ):
        planted = set(truth["planted"][fact])
        loose = {item["id"] for item in truth[subject] if item["visible"] and not item["attached"]}
        assert loose == planted
        assert {i.startswith("/subscriptions") for i in loose} == {True, False}
