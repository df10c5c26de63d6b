"""Answers of AWS that nobody here wrote, through the adapters' rows."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from intents.catalog import subject as catalog_subject
from providers.aws import disk, network, public_ip, subnet
from providers.aws.place import Place
from providers.model import Account
from providers.schema import table

from .recorded import needs_recordings, recorded, vm_row

PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")


def rows(name: str, *path: str, row: Callable[..., Any]) -> list[dict[str, Any]]:
    found = [recorded(name)]
    for key in path:
        found = [item for each in found for item in each[key]]
    return [row(each, PLACE) for each in found]


INSTANCES = ("Reservations", "Instances")
CASES = [
    ("vm", "ec2_igw_subnet__ec2.DescribeInstances_1.json", INSTANCES, vm_row),
    ("vm", "ec2_image_metadata_filter__ec2.DescribeInstances_1.json", INSTANCES, vm_row),
    ("disk", "cost_opt_hub_ebs__ec2.DescribeVolumes_1.json", ("Volumes",), disk.row),
    (
        "public_ip",
        "test_address_disassociate__ec2.DescribeAddresses_1.json",
        ("Addresses",),
        public_ip.row,
    ),
]


@needs_recordings
@pytest.mark.parametrize(("subject", "name", "path", "row"), CASES)
def test_recorded_resources_become_rows_of_the_catalog(
    subject: str, name: str, path: tuple[str, ...], row: Callable[..., Any]
) -> None:
    found = rows(name, *path, row=row)
    assert found
    facts = {f.name for f in catalog_subject(subject).fields.values() if f.kind == "fact"}
    for each in found:
        assert set(each) <= facts
    whole = table(subject, found)
    whole.validate(full=True)
    assert whole["id"].null_count == 0


@needs_recordings
def test_a_recorded_instance_reads_as_it_was() -> None:
    (first, *_) = rows(CASES[0][1], *INSTANCES, row=vm_row)
    assert first["id"] == "i-07b1657fdb879c149"
    assert first["state"] == "running"
    assert first["size"] == "t2.micro"
    assert first["zone"] == "us-east-1a"
    assert first["private_ip"] == "10.0.1.152"
    assert first["created_at"] == datetime(2023, 4, 19, 8, 49, 30, tzinfo=UTC)


@needs_recordings
def test_a_recorded_volume_and_address_know_who_holds_them() -> None:
    (volume, *_) = rows(CASES[2][1], "Volumes", row=disk.row)
    assert (volume["attached"], volume["attached_to"]) == (True, "i-0cf932f619d74db7b")
    assert (volume["size_gib"], volume["iops"], volume["tags"]["App"]) == (12, 100, "AssetDB")
    (address,) = rows(CASES[3][1], "Addresses", row=public_ip.row)
    assert (address["attached"], address["attached_to"]) == (True, "i-05fccf7da99ad47f7")


@pytest.mark.parametrize(
    ("given", "os"),
    [
        ({}, "linux"),
        ({"PlatformDetails": "Red Hat Enterprise Linux"}, "linux"),
        ({"PlatformDetails": "Ubuntu Pro"}, "linux"),
        ({"PlatformDetails": "Windows with SQL Server Standard"}, "windows"),
        ({"Platform": "windows"}, "windows"),
    ],
)
def test_an_instance_is_windows_or_linux(given: Any, os: str) -> None:
    instance: Any = {"InstanceId": "i-1", **given}
    assert vm_row(instance, PLACE)["os"] == os


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("pending", "starting"),
        ("running", "running"),
        ("shutting-down", "stopping"),
        ("stopping", "stopping"),
        ("stopped", "stopped"),
        ("hibernating", None),
    ],
)
def test_states_are_the_catalogs(said: Any, state: str | None) -> None:
    found = vm_row({"InstanceId": "i-1", "State": {"Name": said}}, PLACE)["state"]
    assert found == state
    assert found is None or found in catalog_subject("vm").fields["state"].values


def test_a_spot_instance_is_told_from_an_on_demand_one() -> None:
    spot = vm_row({"InstanceId": "i-1", "InstanceLifecycle": "spot"}, PLACE)
    assert spot["lifecycle"] == "spot"
    assert vm_row({"InstanceId": "i-1"}, PLACE)["lifecycle"] == "on-demand"
    ahead = vm_row({"InstanceId": "i-1", "InstanceLifecycle": "capacity-block"}, PLACE)
    assert ahead["lifecycle"] is None


def test_what_aws_does_not_tell_is_unknown() -> None:
    assert disk.row({"VolumeId": "vol-1"}, PLACE)["attached"] is None
    assert disk.row({"VolumeId": "vol-1", "Attachments": []}, PLACE)["attached"] is False
    assert network.row({"VpcId": "vpc-1"}, PLACE, None)["subnet_count"] is None
    assert network.row({"VpcId": "vpc-1"}, PLACE, {})["subnet_count"] == 0
    assert subnet.row({"SubnetId": "s-1"}, PLACE)["cidr"] is None
    assert subnet.row({"SubnetId": "s-1", "CidrBlock": "10.0.0.0/24"}, PLACE)["in_use"] is None


def test_a_subnet_is_in_use_where_an_address_of_it_is_taken() -> None:
    told: Any = {"SubnetId": "s-1", "CidrBlock": "10.0.0.0/24", "AvailableIpAddressCount": 251}
    assert subnet.is_in_use(told) is False
    taken: Any = {**told, "AvailableIpAddressCount": 250}
    without: Any = {**told, "Ipv6Native": True}
    assert subnet.is_in_use(taken) is True
    assert subnet.is_in_use(without) is None


@pytest.mark.parametrize(
    ("subnets", "in_use"),
    [
        ([], False),
        ([False], False),
        ([False, True], True),
        ([None, False], None),
        ([None, True], True),
    ],
)
def test_a_network_is_in_use_where_a_subnet_is(subnets: Any, in_use: bool | None) -> None:
    assert network.row({"VpcId": "vpc-1"}, PLACE, {"vpc-1": subnets})["in_use"] is in_use


def test_an_address_range_that_was_taken_away_is_not_the_networks() -> None:
    blocks: Any = [
        {"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}},
        {"CidrBlock": "10.1.0.0/16", "CidrBlockState": {"State": "disassociated"}},
    ]
    row = network.row({"VpcId": "vpc-1", "CidrBlockAssociationSet": blocks}, PLACE, {})
    assert row["cidr"] == ["10.0.0.0/16"]


def test_a_detached_disk_is_nobodys() -> None:
    held: Any = [{"InstanceId": "i-1", "State": "detached"}]
    row = disk.row({"VolumeId": "vol-1", "Attachments": held}, PLACE)
    assert (row["attached"], row["attached_to"]) == (False, None)
