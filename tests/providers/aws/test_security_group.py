from typing import Any

import pytest

from providers.aws import nic, security_group
from providers.aws.place import Place
from providers.model import Account
from providers.schema import table

from .recorded import documented

PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")


def rule(**said: Any) -> Any:
    return {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [], **said}


def read(*rules: Any, uses: Any = None) -> Any:
    group: Any = {"GroupId": "sg-1", "GroupName": "web", "IpPermissions": list(rules)}
    return security_group.row(group, PLACE, uses)


WORLD = [{"CidrIp": "0.0.0.0/0"}]


@pytest.mark.parametrize(
    ("given", "ports"),
    [
        (rule(IpRanges=WORLD), ["22"]),
        (rule(Ipv6Ranges=[{"CidrIpv6": "::/0"}]), ["22"]),
        (rule(IpRanges=[{"CidrIp": "10.0.0.0/8"}]), []),
        (rule(UserIdGroupPairs=[{"GroupId": "sg-1"}], PrefixListIds=[{"PrefixListId": "pl"}]), []),
        (rule(IpProtocol="-1", FromPort=None, ToPort=None, IpRanges=WORLD), ["all"]),
        (rule(IpProtocol="6", IpRanges=WORLD), ["22"]),
        (rule(FromPort=20, ToPort=30, IpRanges=WORLD), ["20-30"]),
        (rule(IpProtocol="icmp", FromPort=-1, ToPort=-1, IpRanges=WORLD), ["other"]),
    ],
)
def test_what_is_open_to_the_world(given: Any, ports: list[str]) -> None:
    row = read(given)
    assert row["open_ports"] == ports
    assert row["open_to_world"] is bool(ports)
    assert row["open_ssh"] is (ports in (["22"], ["all"], ["20-30"]))


def test_rules_that_are_not_told_are_unknown_and_not_shut() -> None:
    row = security_group.row({"GroupId": "sg-1"}, PLACE, {})
    assert row.get("open_to_world") is None
    assert row["rule_count"] is None
    assert row["attached"] is False


def test_use_that_may_not_be_read_is_unknown() -> None:
    row = read(uses=None)
    assert (row["attached"], row["attached_count"]) == (None, None)


def test_awss_own_example_of_interfaces_becomes_rows() -> None:
    found = documented("ec2", "DescribeNetworkInterfaces")["NetworkInterfaces"]
    rows = [nic.row(one, PLACE) for one in found]
    table("nic", rows).validate(full=True)
    assert rows[0]["attached"] is True
    assert str(rows[0]["attached_to"]).startswith("i-")


def test_a_free_interface_is_attached_to_nothing_whoever_asked_for_it() -> None:
    given: Any = {"NetworkInterfaceId": "eni-1", "Status": "available", "RequesterId": "amazon-elb"}
    row = nic.row(given, PLACE)
    assert (row["attached"], row["attached_to"]) == (False, None)
    bare: Any = {"NetworkInterfaceId": "eni-1"}
    assert nic.row(bare, PLACE)["attached"] is None
