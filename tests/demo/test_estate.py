"""The generator: the same seed gives the same estate, and every planted fact is there."""

from datetime import UTC, datetime, timedelta

import pytest

from demo.estate import NOW, make_estate
from demo.shape import Estate, Vm


def _named(estate: Estate, fact: str) -> list[Vm]:
    ids = set(estate.planted[fact])
    return [vm for vm in estate.vms if vm.id in ids]


def test_the_same_seed_gives_the_same_estate(estate: Estate) -> None:
    assert make_estate() == estate


def test_another_seed_gives_other_ids_and_other_metrics(estate: Estate) -> None:
    other = make_estate(seed=1)
    assert other.vms[0].id != estate.vms[0].id
    assert other.vms[0].cpu != estate.vms[0].cpu


@pytest.mark.parametrize(
    "now",
    [datetime(2026, 3, 1, 0, tzinfo=UTC), datetime(2028, 2, 29, 23, tzinfo=UTC), NOW],
)
def test_it_can_be_made_at_any_time(now: datetime) -> None:
    made = make_estate(now)
    assert all(point[0] < now for vm in made.vms for point in vm.cpu)
    assert all(vm.created_at <= now for vm in made.vms)


def test_ids_are_unique(estate: Estate) -> None:
    for found in (estate.vms, estate.disks, estate.addresses, estate.networks):
        ids = [item.id for item in found]
        assert len(ids) == len(set(ids))


def test_there_are_over_a_hundred_vms_in_four_accounts_of_each_cloud(estate: Estate) -> None:
    assert len(estate.vms) >= 110
    for cloud in ("aws", "azure"):
        part = estate.of(cloud)
        assert len(part.accounts) == 4
        assert len({vm.place.region for vm in part.vms}) == 3


def test_only_the_planted_names_are_shared(estate: Estate) -> None:
    names = [vm.name for vm in estate.vms if vm.name]
    assert {name for name in names if names.count(name) > 1} == {"bridge-1", "web-asg"}


def test_private_addresses_lie_in_their_subnets_and_are_unique(estate: Estate) -> None:
    subnets = {subnet.id: subnet for net in estate.networks for subnet in net.subnets}
    for vm in estate.vms:
        assert vm.private_ip.startswith(subnets[vm.subnet_id].cidr.removesuffix("0/24"))
    addresses = [(vm.network_id, vm.private_ip) for vm in estate.vms]
    assert len(addresses) == len(set(addresses))


def test_a_steady_vm_has_exactly_twenty_percent(estate: Estate) -> None:
    for vm in _named(estate, "cpu_exactly_20"):
        assert {average for _, average, _ in vm.cpu} == {20.0}


def test_a_stopped_vm_has_no_points_since(estate: Estate) -> None:
    for vm in _named(estate, "stopped"):
        assert vm.stopped_at is not None
        assert all(time < vm.stopped_at for time, _, _ in vm.cpu)


def test_recent_vms_are_three_days_old(estate: Estate) -> None:
    for vm in _named(estate, "recent"):
        assert timedelta(days=3) <= NOW - vm.created_at < timedelta(days=4)


def test_places_that_are_denied_hold_vms_disks_and_addresses(estate: Estate) -> None:
    for cloud in ("aws", "azure"):
        part = estate.of(cloud)
        for found in (part.vms, part.disks, part.addresses):
            assert any(not item.place.visible for item in found)


def test_tags_are_missing_empty_and_hostile_somewhere(estate: Estate) -> None:
    tags = [vm.tags for vm in estate.vms]
    assert any("team" not in each for each in tags)
    assert any(each.get("team") == "" for each in tags)
    assert any("<script>" in value for each in tags for value in each.values())
    assert any(value.startswith("=cmd|") for each in tags for value in each.values())
    assert any("Team" in each for each in tags)


def test_both_systems_and_both_lifecycles_are_on_both_clouds(estate: Estate) -> None:
    for cloud in ("aws", "azure"):
        vms = estate.of(cloud).vms
        assert {vm.os for vm in vms} == {"linux", "windows"}
        assert {vm.spot for vm in vms} == {True, False}
