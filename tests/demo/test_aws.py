"""AWS on loopback, through the real SDK: what the truth says is what boto3 sees."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from demo.run import Running

Truth = dict[str, Any]
DENIED = ("333333333333", "ap-southeast-1")
DAY = 86_400


@pytest.fixture(scope="module")
def sessions(served: Running) -> dict[str, boto3.Session]:
    """Account id → a session as its reader."""
    own = _session(served.env["AWS_ACCESS_KEY_ID"], served.env["AWS_SECRET_ACCESS_KEY"], None)
    sts = own.client("sts", endpoint_url=served.env["AWS_ENDPOINT_URL"])
    found = {}
    aws: Any = served.settings["aws"]
    for account in aws["accounts"]:
        if role := account.get("role_arn"):
            got = sts.assume_role(RoleArn=role, RoleSessionName="finops")["Credentials"]
            found[account["id"]] = _session(
                got["AccessKeyId"], got["SecretAccessKey"], got["SessionToken"]
            )
        else:
            found[account["id"]] = own
    return found


def _session(key: str, secret: str, token: str | None) -> boto3.Session:
    return boto3.Session(
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        region_name="us-east-1",
    )


@pytest.fixture(scope="module")
def clients(sessions: dict[str, boto3.Session], served: Running) -> dict[tuple[str, ...], Any]:
    """(service, account, region) → client."""
    aws: Any = served.settings["aws"]
    config = Config(retries={"total_max_attempts": 1})
    return {
        (service, account, region): session.client(
            service,
            region_name=region,
            endpoint_url=served.env["AWS_ENDPOINT_URL"],
            config=config,
        )
        for service in ("ec2", "cloudwatch")
        for account, session in sessions.items()
        for region in aws["regions"]
    }


def _ec2(clients: dict[tuple[str, ...], Any]) -> dict[tuple[str, str], Any]:
    """The clients of the places that may be read."""
    return {
        (account, region): client
        for (service, account, region), client in clients.items()
        if service == "ec2" and (account, region) != DENIED
    }


def _true(truth: Truth, subject: str, account: str, region: str) -> dict[str, dict[str, Any]]:
    return {
        item["id"]: item
        for item in truth[subject]
        if (item["account_id"], item["region"], item["visible"]) == (account, region, True)
    }


def _pages(client: Any, operation: str, key: str) -> list[dict[str, Any]]:
    return [item for page in client.get_paginator(operation).paginate() for item in page[key]]


def _tags(item: dict[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in item.get("Tags", [])}


def test_roles_lead_to_their_accounts(sessions: dict[str, boto3.Session], served: Running) -> None:
    for account, session in sessions.items():
        sts = session.client("sts", endpoint_url=served.env["AWS_ENDPOINT_URL"])
        assert sts.get_caller_identity()["Account"] == account


def test_instances_are_those_of_the_truth(clients: dict[Any, Any], truth: Truth) -> None:
    seen = 0
    for place, client in _ec2(clients).items():
        true = _true(truth, "vms", *place)
        reservations = _pages(client, "describe_instances", "Reservations")
        found = {i["InstanceId"]: i for r in reservations for i in r["Instances"]}
        assert found.keys() == true.keys()
        for identity, vm in true.items():
            _same_instance(found[identity], vm)
        seen += len(found)
    assert seen > 70


def _same_instance(instance: dict[str, Any], vm: dict[str, Any]) -> None:
    assert instance["State"]["Name"] == vm["state"]
    assert instance["InstanceType"] == vm["size"]
    assert instance["LaunchTime"] == datetime.fromisoformat(vm["created_at"])
    assert instance["Placement"]["AvailabilityZone"] == vm["zone"]
    assert (instance["VpcId"], instance["SubnetId"]) == (vm["network_id"], vm["subnet_id"])
    assert instance["PrivateIpAddress"] == vm["private_ip"]
    assert instance.get("PublicIpAddress") == vm["public_ip"]
    assert ("Windows" in instance["PlatformDetails"]) is (vm["os"] == "windows")
    assert instance.get("InstanceLifecycle", "on-demand") == vm["lifecycle"]
    assert _tags(instance) == vm["tags"]


def test_volumes_are_those_of_the_truth(clients: dict[Any, Any], truth: Truth) -> None:
    for place, client in _ec2(clients).items():
        true = _true(truth, "disks", *place)
        found = {v["VolumeId"]: v for v in _pages(client, "describe_volumes", "Volumes")}
        assert found.keys() == true.keys()
        for identity, disk in true.items():
            volume = found[identity]
            holders = [held["InstanceId"] for held in volume["Attachments"]]
            assert holders == ([disk["attached_to"]] if disk["attached"] else [])
            assert (volume["State"], volume["Size"]) == (disk["state"], disk["size_gib"])
            assert volume["CreateTime"] == datetime.fromisoformat(disk["created_at"])
            assert (volume["VolumeType"], volume.get("Iops")) == (disk["disk_type"], disk["iops"])
            assert volume["Encrypted"] is disk["encrypted"]
            assert _tags(volume) == disk["tags"]


def test_addresses_are_those_of_the_truth(clients: dict[Any, Any], truth: Truth) -> None:
    for place, client in _ec2(clients).items():
        true = _true(truth, "public_ips", *place)
        found = {a["AllocationId"]: a for a in client.describe_addresses()["Addresses"]}
        assert found.keys() == true.keys()
        for identity, address in true.items():
            assert found[identity]["PublicIp"] == address["address"]
            assert bool(found[identity].get("AssociationId")) is address["attached"]
            if address["holder_kind"] == "vm":
                assert found[identity]["InstanceId"] == address["holder"]


def test_networks_and_subnets_are_those_of_the_truth_and_no_default_ones(
    clients: dict[Any, Any], truth: Truth
) -> None:
    for place, client in _ec2(clients).items():
        vpcs = {v["VpcId"]: v for v in _pages(client, "describe_vpcs", "Vpcs")}
        networks = _true(truth, "networks", *place)
        assert vpcs.keys() == networks.keys()
        assert not any(vpc["IsDefault"] for vpc in vpcs.values())
        subnets = {s["SubnetId"]: s for s in _pages(client, "describe_subnets", "Subnets")}
        true = _true(truth, "subnets", *place)
        assert subnets.keys() == true.keys()
        for identity, subnet in true.items():
            assert [subnets[identity]["CidrBlock"]] == subnet["cidr"]
            assert subnets[identity]["AvailableIpAddressCount"] == subnet["free_addresses"]


def _queries(ids: list[str], stat: str, period: int) -> list[dict[str, Any]]:
    return [
        {
            "Id": f"m{n}",
            "MetricStat": {
                "Metric": {
                    "Namespace": "AWS/EC2",
                    "MetricName": "CPUUtilization",
                    "Dimensions": [{"Name": "InstanceId", "Value": identity}],
                },
                "Period": period,
                "Stat": stat,
            },
        }
        for n, identity in enumerate(ids)
    ]


@pytest.mark.parametrize(("stat", "kind"), [("Average", "avg"), ("Maximum", "max")])
def test_cpu_of_fourteen_days_is_that_of_the_truth(
    clients: dict[Any, Any], truth: Truth, stat: str, kind: str
) -> None:
    end = datetime(2026, 11, 18, tzinfo=UTC)
    for account, region in _ec2(clients):
        true = _true(truth, "vms", account, region)
        if not true:
            continue
        answer = clients["cloudwatch", account, region].get_metric_data(
            MetricDataQueries=_queries(list(true), stat, 14 * DAY),
            StartTime=end - timedelta(days=14),
            EndTime=end,
        )
        for vm, result in zip(true.values(), answer["MetricDataResults"], strict=True):
            expected = [] if vm["cpu"][kind] is None else [pytest.approx(vm["cpu"][kind])]
            assert result["Values"] == expected


def test_daily_points_are_there_only_for_days_with_data(
    clients: dict[Any, Any], truth: Truth
) -> None:
    end = datetime(2026, 11, 18, tzinfo=UTC)
    true = _true(truth, "vms", "111111111111", "us-east-1")
    answer = clients["cloudwatch", "111111111111", "us-east-1"].get_metric_data(
        MetricDataQueries=_queries(list(true), "Average", DAY),
        StartTime=end - timedelta(days=14),
        EndTime=end,
    )
    for vm, result in zip(true.values(), answer["MetricDataResults"], strict=True):
        assert len(result["Values"]) == vm["cpu"]["days"]


def test_all_metrics_and_instances_are_read_within_seconds(
    clients: dict[Any, Any], truth: Truth
) -> None:
    end = datetime(2026, 11, 18, tzinfo=UTC)
    started = time.monotonic()
    for (account, region), client in _ec2(clients).items():
        _pages(client, "describe_instances", "Reservations")
        if ids := list(_true(truth, "vms", account, region)):
            clients["cloudwatch", account, region].get_metric_data(
                MetricDataQueries=_queries(ids, "Average", 3600),
                StartTime=end - timedelta(days=14),
                EndTime=end,
            )
    assert time.monotonic() - started < 6  # about 1 s on a quiet machine


def test_an_expression_is_still_answered_by_moto(clients: dict[Any, Any], truth: Truth) -> None:
    end = datetime(2026, 11, 18, tzinfo=UTC)
    (vm,) = (v for v in truth["vms"] if v["name"] == "pivot-1")
    queries = _queries([vm["id"]], "Average", 14 * DAY)
    queries.append({"Id": "total", "Expression": "m0"})
    answer = clients["cloudwatch", "111111111111", "us-east-1"].get_metric_data(
        MetricDataQueries=queries, StartTime=end - timedelta(days=14), EndTime=end
    )
    assert all(result["Values"] == [20.0] for result in answer["MetricDataResults"])


def test_the_denied_region_is_refused_as_aws_refuses(clients: dict[Any, Any]) -> None:
    for service, operation, code in (
        ("ec2", "describe_instances", "UnauthorizedOperation"),
        ("ec2", "describe_volumes", "UnauthorizedOperation"),
        ("cloudwatch", "list_metrics", "AccessDenied"),
    ):
        with pytest.raises(ClientError) as refused:
            getattr(clients[service, *DENIED], operation)()
        assert refused.value.response["Error"]["Code"] == code
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_a_region_without_anything_is_empty_and_not_refused(clients: dict[Any, Any]) -> None:
    client = clients["ec2", "222222222222", "ap-southeast-1"]
    assert client.describe_instances()["Reservations"] == []
    assert client.describe_vpcs()["Vpcs"] == []
