"""Reading an estate on loopback through the real SDK."""

import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from intents.period import Span
from providers.aws import metric, permissions, subjects, vm
from providers.base import MetricNeed, Scope
from providers.context import Context
from providers.model import Call, Fetched
from providers.schema import METRIC_SCHEMA, schema

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
WINDOW = Span(date(2026, 11, 4), date(2026, 11, 18))
OWN, OTHER = "123456789012", "222222222222"
ROLE = {"id": OTHER, "name": "Prod", "role_arn": f"arn:aws:iam::{OTHER}:role/finops-read"}


@pytest.fixture
def context() -> Context:
    return Context(now=NOW)


def launch(ec2: Any, count: int = 1, name: str = "web") -> list[str]:
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": name}]}]
    given = ec2.run_instances(
        ImageId="ami-12345678", MinCount=count, MaxCount=count, TagSpecifications=tags
    )
    return [each["InstanceId"] for each in given["Instances"]]


def rows(fetched: Fetched[pa.Table]) -> list[dict[str, Any]]:
    return [row for table in fetched.items for row in table.to_pylist()]


def ids(fetched: Fetched[pa.Table]) -> list[tuple[str, str, str]]:
    return [(row["account_id"], row["region"], row["id"]) for row in rows(fetched)]


def test_every_region_is_read(client: Any, provider: Any, context: Context) -> None:
    there = {region: launch(client("ec2", region)) for region in ("us-east-1", "eu-west-1")}
    found = provider().inventory("vm", Scope(), context)
    assert {row["region"]: [row["id"]] for row in rows(found)} == there
    assert not found.gaps
    assert [(s.name, s.calls) for s in found.sources] == [
        ("STS GetCallerIdentity", 1),
        ("EC2 DescribeInstances", 2),
        ("EC2 DescribeInstanceTypes", 1),
    ]


def test_a_denied_region_is_a_gap_and_the_rest_is_answered(
    aws: Any, client: Any, provider: Any, context: Context
) -> None:
    launch(client("ec2", "us-east-1"))
    aws.refuse("DescribeInstances", "eu-west-1", "UnauthorizedOperation")
    found = provider().inventory("vm", Scope(), context)
    assert [row["region"] for row in rows(found)] == ["us-east-1"]
    (gap,) = found.gaps
    assert gap.where == f"aws {OWN} eu-west-1"
    assert gap.why == "UnauthorizedOperation: ec2:DescribeInstances"
    assert "finops permissions" in gap.fix
    assert len(found.items) == 1, "no table: an empty one would say that there is nothing"


def test_a_denied_region_is_asked_again_after_five_minutes(
    aws: Any, provider: Any, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = provider()
    aws.refuse("DescribeInstances", "eu-west-1", "UnauthorizedOperation")
    denied = reader.inventory("vm", Scope(), context).gaps
    aws.refusals.clear()
    aws.seen.clear()
    assert reader.inventory("vm", Scope(), context).gaps == denied
    assert aws.asked("DescribeInstances") == []
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 5 * 60)
    assert not reader.inventory("vm", Scope(regions=("eu-west-1",)), context).gaps
    assert [each.region for each in aws.asked("DescribeInstances")] == ["eu-west-1"]


@pytest.mark.parametrize(
    ("code", "status", "why"),
    [
        ("RequestLimitExceeded", 503, "RequestLimitExceeded: ec2:DescribeVolumes"),
        ("OptInRequired", 401, "OptInRequired: ec2:DescribeVolumes"),
        ("AuthFailure", 401, "AuthFailure: ec2:DescribeVolumes"),
        ("InternalError", 500, "InternalError: ec2:DescribeVolumes"),
    ],
)
def test_what_one_region_answers_is_a_gap_of_that_region(
    aws: Any, provider: Any, context: Context, code: str, status: int, why: str
) -> None:
    aws.refuse("DescribeVolumes", "eu-west-1", code, status)
    found = provider().inventory("disk", Scope(), context)
    assert [(gap.where, gap.why) for gap in found.gaps] == [(f"aws {OWN} eu-west-1", why)]
    assert len(found.items) == 1


def test_expired_credentials_are_said_once_for_all_regions(
    aws: Any, provider: Any, context: Context
) -> None:
    aws.refuse("GetCallerIdentity", "*", "ExpiredToken", 400)
    found = provider().inventory("vm", Scope(), context)
    assert [(gap.where, gap.why) for gap in found.gaps] == [("aws", "ExpiredToken")]
    assert found.items == ()


def test_no_credentials_are_one_gap_that_says_how_to_give_some(
    provider: Any, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    for settings in ({}, {"accounts": (ROLE, {"id": OWN})}):
        found = provider(**settings).inventory("vm", Scope(), context)
        (gap,) = found.gaps
        assert gap.where == "aws"
        assert "AWS_PROFILE" in gap.fix
        assert found.items == ()


def test_an_unreachable_endpoint_is_a_gap(
    provider: Any, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    (gap,) = provider().accounts(context).gaps
    assert gap.why == "EndpointConnectionError: sts:GetCallerIdentity"


def test_a_signed_request_never_goes_to_a_strange_host(
    aws: Any, provider: Any, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://amazonaws.com.example.org")
    (gap,) = provider().accounts(context).gaps
    assert gap.why.startswith("EndpointRefused: https://amazonaws.com.example.org")
    assert aws.seen == []


def test_a_role_is_assumed_with_its_external_id_and_a_read_only_policy(
    aws: Any, client: Any, provider: Any, context: Context
) -> None:
    other = launch(client("ec2", "us-east-1", OTHER))
    own = launch(client("ec2", "us-east-1"))
    aws.seen.clear()
    accounts = ({**ROLE, "external_id": "x-1"}, {"id": OWN, "name": "own"})
    found = provider(accounts=accounts).inventory("vm", Scope(), context)
    assert [(r["account"], r["account_id"], r["id"]) for r in rows(found)] == [
        ("Prod", OTHER, other[0]),
        ("own", OWN, own[0]),
    ]
    (assumed,) = aws.asked("AssumeRole")
    assert assumed.given["ExternalId"] == ["x-1"]
    assert assumed.given["Policy"] == [permissions.session_policy()]


def test_a_role_that_may_not_be_assumed_is_one_gap_of_its_account(
    aws: Any, client: Any, provider: Any, context: Context
) -> None:
    launch(client("ec2", "us-east-1"))
    aws.refuse("AssumeRole", "*", "AccessDenied")
    found = provider(accounts=(ROLE, {"id": OWN})).inventory("vm", Scope(), context)
    (gap,) = found.gaps
    assert (gap.where, gap.why) == (f"aws {OTHER}", "AccessDenied: sts:AssumeRole")
    assert "finops-read" in gap.fix
    assert [row["account_id"] for row in rows(found)] == [OWN]


def test_an_account_is_never_read_with_anothers_credentials(
    provider: Any, context: Context
) -> None:
    wrong_role = {**ROLE, "id": "333333333333"}
    found = provider(accounts=({"id": OTHER}, wrong_role)).accounts(context)
    assert found.items == ()
    assert [gap.why for gap in found.gaps] == [
        f"NoRole: the credentials are those of account {OWN}",
        f"WrongRole: its role_arn is of account {OTHER}",
    ]


def test_the_scope_narrows_accounts_by_id_or_name_and_regions(
    aws: Any, client: Any, provider: Any, context: Context
) -> None:
    reader = provider(accounts=(ROLE, {"id": OWN, "name": "Own"}))
    scope = Scope(accounts=("prod",), regions=("EU-WEST-1",))
    found = reader.inventory("subnet", scope, context)
    assert {(row["account"], row["region"]) for row in rows(found)} == {("Prod", "eu-west-1")}
    assert {each.region for each in aws.asked("DescribeSubnets")} == {"eu-west-1"}


def test_what_is_asked_for_and_not_set_up_is_a_gap(provider: Any, context: Context) -> None:
    found = provider().inventory("vm", Scope(accounts=("staging",)), context)
    assert [gap.why.partition(" (")[0] for gap in found.gaps] == [
        "NotSetUp: there is no AWS account 'staging' among those read"
    ]
    found = provider().inventory("vm", Scope(regions=("ap-south-1", "us-east-1")), context)
    assert [(gap.where, gap.matters) for gap in found.gaps] == [(f"aws {OWN} ap-south-1", True)]
    assert len(found.items) == 1


def test_another_clouds_names_are_remarked_and_do_not_make_the_answer_partial(
    provider: Any, context: Context
) -> None:
    elsewhere = Scope(accounts=("0b1f6471-1bf0-4dda-aec3-111111111111",))
    assert [g.matters for g in provider().inventory("vm", elsewhere, context).gaps] == [False]
    elsewhere = Scope(regions=("westeurope",))
    assert [g.matters for g in provider().inventory("vm", elsewhere, context).gaps] == [False]


def test_regions_are_discovered_where_none_are_set(
    aws: Any, client: Any, provider: Any, context: Context
) -> None:
    launch(client("ec2", "sa-east-1"))
    found = provider(regions=()).inventory("vm", Scope(), context)
    assert [row["region"] for row in rows(found)] == ["sa-east-1"]
    assert len(aws.asked("DescribeRegions")) == 1
    assert len(aws.asked("DescribeInstances")) > 10


def test_where_regions_may_not_be_listed_a_named_one_is_still_read(
    aws: Any, client: Any, provider: Any, context: Context
) -> None:
    launch(client("ec2", "eu-west-1"))
    aws.refuse("DescribeRegions", "*", "UnauthorizedOperation")
    reader = provider(regions=())
    named = reader.inventory("vm", Scope(regions=("eu-west-1",)), context)
    assert len(rows(named)) == 1
    assert named.gaps == ()
    (gap,) = reader.inventory("vm", Scope(), context).gaps
    assert gap.why == "UnauthorizedOperation: ec2:DescribeRegions"


def test_every_page_is_read_and_counted(
    aws: Any, client: Any, provider: Any, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    ec2 = client("ec2", "us-east-1")
    for _ in range(25):  # moto's pages are of reservations
        launch(ec2)
    monkeypatch.setattr(vm, "PAGE", 10)
    calls: list[Call] = []
    asking = replace(context, record=calls.append)
    found = provider(regions=("us-east-1",)).inventory("vm", Scope(), asking)
    assert len({row["id"] for row in rows(found)}) == 25
    described = [call for call in calls if call.operation == "DescribeInstances"]
    assert len(described) == len(aws.asked("DescribeInstances")) == found.sources[1].calls == 3
    assert {(c.cloud, c.account, c.region, c.service, c.ended) for c in described} == {
        ("aws", OWN, "us-east-1", "ec2", "ok")
    }


def test_what_was_read_before_a_page_was_refused_stands_beside_the_gap(
    aws: Any, client: Any, provider: Any, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    ec2 = client("ec2", "us-east-1")
    for _ in range(12):
        launch(ec2)
    monkeypatch.setattr(vm, "PAGE", 10)

    def refuse_the_next(call: Call) -> None:
        if call.operation == "DescribeInstances":
            aws.refuse("DescribeInstances", "us-east-1", "RequestLimitExceeded", 503)

    asking = replace(context, record=refuse_the_next)
    found = provider(regions=("us-east-1",)).inventory("vm", Scope(), asking)
    assert len(rows(found)) == 10
    assert [gap.why for gap in found.gaps] == ["RequestLimitExceeded: ec2:DescribeInstances"]


def test_a_refused_call_is_recorded_with_the_clouds_code(
    aws: Any, provider: Any, context: Context
) -> None:
    aws.refuse("DescribeAddresses", "*", "UnauthorizedOperation")
    calls: list[Call] = []
    provider().inventory("public_ip", Scope(), replace(context, record=calls.append))
    ended = [call.ended for call in calls if call.operation == "DescribeAddresses"]
    assert ended == ["UnauthorizedOperation"] * 2


def test_terminated_instances_are_no_longer_there(
    client: Any, provider: Any, context: Context
) -> None:
    ec2 = client("ec2", "us-east-1")
    gone, stopped = launch(ec2, 2)
    ec2.terminate_instances(InstanceIds=[gone])
    ec2.stop_instances(InstanceIds=[stopped])
    found = provider().inventory("vm", Scope(), context)
    assert [(row["id"], row["state"]) for row in rows(found)] == [(stopped, "stopped")]


def test_a_network_without_readable_subnets_has_an_unknown_count(
    aws: Any, provider: Any, context: Context
) -> None:
    aws.refuse("DescribeSubnets", "us-east-1", "UnauthorizedOperation")
    found = provider().inventory("network", Scope(), context)
    assert [row["subnet_count"] for row in rows(found)] == [None, 3]
    assert [gap.why for gap in found.gaps] == ["UnauthorizedOperation: ec2:DescribeSubnets"]


@pytest.mark.parametrize(
    "subject", sorted(["vm", "disk", "public_ip", "network", "subnet", "account"])
)
def test_every_subject_comes_in_the_catalogs_columns(
    client: Any, provider: Any, context: Context, subject: str
) -> None:
    ec2 = client("ec2", "us-east-1")
    launch(ec2)
    ec2.allocate_address()
    reader = provider()
    found = reader.inventory(subject, Scope(), context)
    assert subject in reader.subjects
    assert rows(found)
    for table in found.items:
        assert table.schema == schema(subject)
    for row in rows(found):
        assert row["cloud"] == "aws"
        assert row["account_id"] == OWN
        assert row["id"]


def test_a_subject_that_aws_does_not_have_is_a_gap(provider: Any, context: Context) -> None:
    (gap,) = provider().inventory("resource_group", Scope(), context).gaps
    assert gap.why == "NotOffered: resource_group is not read from AWS"


def put_cpu(cloudwatch: Any, vm_id: str, value: float, days: int) -> None:
    for back in range(1, days + 1):
        cloudwatch.put_metric_data(
            Namespace="AWS/EC2",
            MetricData=[
                {
                    "MetricName": "CPUUtilization",
                    "Dimensions": [{"Name": "InstanceId", "Value": vm_id}],
                    "Value": value + back,
                    "Timestamp": NOW - timedelta(days=back),
                }
            ],
        )


def test_cpu_is_summed_up_per_vm_and_a_vm_without_data_has_no_row(
    aws: Any, client: Any, provider: Any, context: Context
) -> None:
    busy, _silent = launch(client("ec2", "us-east-1"), 2)
    put_cpu(client("cloudwatch", "us-east-1"), busy, 10, days=14)
    reader = provider()
    need = MetricNeed("vm", "cpu", WINDOW, ids(reader.inventory("vm", Scope(), context)))
    found = reader.metrics(need, context)
    assert rows(found) == [
        {
            "id": busy,
            "avg": 17.5,
            "max": 24.0,
            "min": 11.0,
            "p95": None,
            "sum": None,
            "days": 14,
            "idle_hours": None,
            "busy_hours": None,
        }
    ]
    assert [table.schema for table in found.items] == [METRIC_SCHEMA]
    (price,) = (s.price for s in found.sources if s.name == metric.SOURCE)
    assert price == metric.PRICE * 6, "two VMs, three statistics"


def test_the_window_is_half_open(client: Any, provider: Any, context: Context) -> None:
    (vm_id,) = launch(client("ec2", "us-east-1"))
    put_cpu(client("cloudwatch", "us-east-1"), vm_id, 0, days=16)
    two_days = Span(date(2026, 11, 14), date(2026, 11, 16))
    need = MetricNeed("vm", "cpu", two_days, [(OWN, "us-east-1", vm_id)])
    (row,) = rows(provider().metrics(need, context))
    assert (row["days"], row["min"], row["max"]) == (2, 3.0, 4.0)


def test_hourly_points_give_a_percentile(client: Any, provider: Any, context: Context) -> None:
    (vm_id,) = launch(client("ec2", "us-east-1"))
    put_cpu(client("cloudwatch", "us-east-1"), vm_id, 0, days=11)
    need = MetricNeed("vm", "cpu", WINDOW, [(OWN, "us-east-1", vm_id)], hourly=True)
    (row,) = rows(provider().metrics(need, context))
    assert row["p95"] == pytest.approx(10.5)


def test_metrics_are_asked_in_few_calls_and_never_twice(
    aws: Any, client: Any, provider: Any, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metric, "QUERIES", 10)
    vms = [(OWN, "us-east-1", each) for each in launch(client("ec2", "us-east-1"), 12)]
    reader = provider()
    only_mean = frozenset({"avg"})
    reader.metrics(MetricNeed("vm", "cpu", WINDOW, vms[:11], aggs=only_mean), context)
    assert len(aws.asked("GetMetricData")) == 2
    found = reader.metrics(MetricNeed("vm", "cpu", WINDOW, vms, aggs=only_mean), context)
    assert len(aws.asked("GetMetricData")) == 3, "only the twelfth is new"
    again = reader.metrics(MetricNeed("vm", "cpu", WINDOW, vms, aggs=only_mean), context)
    assert len(aws.asked("GetMetricData")) == 3
    assert not found.gaps
    assert {s.name: (s.calls, s.cached) for s in again.sources}[metric.SOURCE] == (0, True)


def test_denied_metrics_are_a_gap_and_not_zero(
    aws: Any, client: Any, provider: Any, context: Context
) -> None:
    vms = [(OWN, r, launch(client("ec2", r))[0]) for r in ("us-east-1", "eu-west-1")]
    put_cpu(client("cloudwatch", "us-east-1"), vms[0][2], 1, days=8)
    aws.answer(
        "GetMetricData",
        "eu-west-1",
        b'{"__type":"com.amazonaws.cloudwatch#AccessDenied","message":"no"}',
        "application/x-amz-json-1.0",
        403,
    )
    found = provider().metrics(MetricNeed("vm", "cpu", WINDOW, vms), context)
    assert [row["id"] for row in rows(found)] == [vms[0][2]]
    (gap,) = found.gaps
    assert gap.where == f"aws {OWN} eu-west-1"
    assert gap.why.endswith(": cloudwatch:GetMetricData")


def test_a_metric_of_an_account_that_is_not_read_is_a_gap(provider: Any, context: Context) -> None:
    need = MetricNeed("vm", "cpu", WINDOW, [("999999999999", "us-east-1", "i-1")])
    (gap,) = provider().metrics(need, context).gaps
    assert gap.where == "aws 999999999999"


def test_a_warm_answer_makes_no_call_and_imports_no_sdk(
    aws: Any, client: Any, provider: Any, context: Context, tmp_path: Path
) -> None:
    launch(client("ec2", "us-east-1"))
    provider().inventory("vm", Scope(), context)
    aws.seen.clear()
    script = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from providers.base import Scope
from providers.cache import Cache
from providers.clouds import open_providers
from providers.context import Context
from providers.settings import Aws, Azure
aws, = open_providers(Aws(regions=("us-east-1", "eu-west-1")), Azure(enabled=False),
                      Cache(Path({str(tmp_path / "cache")!r})))
found = aws.inventory("vm", Scope(), Context(now=datetime(2026, 11, 18, tzinfo=UTC)))
assert [t.num_rows for t in found.items] == [1, 0], found
assert all(s.cached and s.calls == 0 for s in found.sources), found.sources
assert not {{"boto3", "botocore", "azure"}} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
    assert aws.seen == []


def test_a_place_that_does_not_answer_in_time_is_a_gap(
    aws: Any, client: Any, provider: Any, context: Context
) -> None:
    reader = provider()
    reader.inventory("vm", Scope(regions=("us-east-1",)), context)
    late = replace(context, deadline=time.monotonic())
    found = reader.inventory("vm", Scope(), late)
    assert len(found.items) == 1
    assert [gap.why.partition(":")[0] for gap in found.gaps] == ["TimedOut"]


def test_permissions_are_all_reads() -> None:
    # Budgets alone are viewed, for AWS has no finer action; API Gateway's actions are HTTP's.
    verbs = {need.partition(":")[2] for need in subjects.needs()} - {"ViewBudget", "GET"}
    assert all(verb.startswith(("Describe", "Get", "List")) for verb in verbs)
    assert len(permissions.session_policy()) < 2048, "a session policy's most"
