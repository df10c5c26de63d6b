from datetime import UTC, datetime
from typing import Any

from providers.aws import nat_gateway
from providers.aws.place import Place
from providers.base import Scope
from providers.context import Context
from providers.model import Account
from providers.schema import table

from .recorded import documented, needs_recordings, recorded

PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")


@needs_recordings
def test_recorded_gateways_become_rows() -> None:
    name = "test_cross_az_nat_gateway_route_filter__ec2.DescribeNatGateways_1.json"
    told = recorded(name)["NatGateways"]
    times: list[Any] = [{"CreateTime": datetime.fromisoformat(one["CreateTime"])} for one in told]
    found = [nat_gateway.row(one | at, PLACE) for one, at in zip(told, times, strict=True)]
    table("nat_gateway", found).validate(full=True)
    assert found
    for row in found:
        assert str(row["id"]).startswith("nat-")
        assert str(row["network"]).startswith("vpc-")
        assert row["state"] == "available"
        assert isinstance(row["created_at"], datetime)


def test_what_is_not_told_is_unknown() -> None:
    given: Any = {"NatGatewayId": "nat-1", "NatGatewayAddresses": [{"PrivateIp": "10.0.0.1"}]}
    row = nat_gateway.row(given, PLACE)
    assert (row["public_ip"], row["state"], row["created_at"], row["tags"]) == (
        None,
        None,
        None,
        {},
    )


def test_a_deleted_one_is_no_more(client: Any, provider: Any) -> None:
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    kept, gone = (
        ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType="private")["NatGateway"]
        for _ in range(2)
    )
    ec2.delete_nat_gateway(NatGatewayId=gone["NatGatewayId"])
    context = Context(now=datetime(2026, 11, 18, 12, tzinfo=UTC))
    got = provider(regions=("us-east-1",)).inventory("nat_gateway", Scope(), context)
    (row,) = (row for one in got.items for row in one.to_pylist())
    assert (row["id"], row["scheme"]) == (kept["NatGatewayId"], "private")
    assert not got.gaps


def test_awss_own_example_becomes_rows() -> None:
    found = documented("ec2", "DescribeNatGateways")["NatGateways"]
    (row,) = (nat_gateway.row(one, PLACE) for one in found)
    assert (row["public_ip"], row["state"]) == ("198.11.222.333", "available")
    assert row["subnet"] == "subnet-847e4dc2"
