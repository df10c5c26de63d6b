"""Requests to AWS: what may be asked, of whom, for how much, and what comes back."""

import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from sandbox_runner.broker import Broker, Grant, Limits

A, B, STRANGER = "111111111111", "222222222222", "999999999999"
_BUCKETS = (
    b'<?xml version="1.0"?><ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    b"<Buckets><Bucket><Name>ours</Name></Bucket></Buckets></ListAllMyBucketsResult>"
)
_INSTANCES = (
    b'<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet>'
    b"<item><instancesSet><item><instanceId>i-1</instanceId><launchTime>2026-11-01T00:00:00Z"
    b"</launchTime></item></instancesSet></item></reservationSet></DescribeInstancesResponse>"
)

_REFUSED = (
    b"<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>No.</Message></Error>"
    b"</Errors><RequestID>r-1</RequestID></Response>"
)


def ask(broker: Broker, service: str, operation: str, /, **params: Any) -> Any:
    asked = {"service": service, "operation": operation, "region": "us-east-1", "params": params}
    return broker.answer({"kind": "aws", **asked})


def denied(reply: Any) -> str:
    assert reply["error"]["code"] == "AccessDenied", reply
    return str(reply["error"]["message"])


def test_a_read_is_made_with_the_parents_credentials(make: Any, upstream: Any) -> None:
    upstream.body = _INSTANCES
    reply = ask(make(), "ec2", "DescribeInstances")
    told = reply["ok"]["Reservations"][0]["Instances"][0]
    assert told["InstanceId"] == "i-1"
    assert told["LaunchTime"] == {"$datetime": "2026-11-01T00:00:00+00:00"}
    assert "AKIDREAL" in upstream.asked[0][2]["Authorization"]
    assert reply["ok"]["ResponseMetadata"]["HTTPHeaders"] == {}


def test_the_real_keys_are_in_no_reply_and_no_audit(make: Any, upstream: Any) -> None:
    upstream.status = 403
    upstream.body = _REFUSED
    broker = make()
    reply = ask(broker, "ec2", "DescribeInstances")
    assert reply["error"]["code"] == "UnauthorizedOperation"
    told = json.dumps(reply) + repr(broker.calls)
    assert "the-real-secret" not in told
    assert "AKIDREAL" not in told


HOSTILE: dict[str, dict[str, Any]] = {
    "a write": {"service": "ec2", "operation": "TerminateInstances"},
    "a secret": {"service": "secretsmanager", "operation": "GetSecretValue"},
    "a parameter store's secret": {"service": "ssm", "operation": "GetParameter"},
    "an object": {"service": "s3", "operation": "GetObject"},
    "a session token": {"service": "sts", "operation": "GetSessionToken"},
    "a role": {"service": "sts", "operation": "AssumeRole"},
    "another region": {"region": "ap-south-1"},
    "a region that is a host": {"region": "x.evil.example/#"},
    "a region that is a URL": {"region": "us-east-1@evil.example"},
    "a region that is a number": {"region": 7},
    "an operation in small letters": {"operation": "describe_instances"},
    "an operation in other case": {"operation": "describeInstances"},
    "a private method": {"operation": "_make_api_call"},
    "a service that is a path": {"service": "../../ec2"},
    "a service that is a list": {"service": ["ec2"]},
    "an operation that is an object": {"operation": {"$bytes": "AA=="}},
    "another account": {"account": STRANGER},
    "an account that is a list": {"account": [A]},
    "parameters that are a list": {"params": [1]},
    "no parameters": {"params": None},
    "a number that is none": {"params": {"MaxResults": float("nan")}},
    "a number too large": {"params": {"MaxResults": 10**40}},
    "half a character": {"params": {"NextToken": "\ud800"}},
    "a tag that is none": {"params": {"InstanceIds": {"$pickle": "gASV"}}},
    "too many values": {"params": {"InstanceIds": ["i"] * 60_000}},
    "a line break": {"params": {"InstanceIds": ["i-1\r\nX-Evil: 1"]}},
    "text too long": {"params": {"InstanceIds": ["i" * 3000]}},
    "text too long in all": {"params": {"InstanceIds": ["i" * 2000] * 400}},
    "an unknown kind": {"kind": "shell"},
    "no kind": {"kind": None},
    "a kind that is a list": {"kind": ["aws"]},
}  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_what_may_not_be_asked_is_denied_before_anything_is_sent(
    make: Any, upstream: Any, hostile: dict[str, Any]
) -> None:
    usual = {
        "kind": "aws", "service": "ec2", "operation": "DescribeInstances", "region": "us-east-1",
        "params": {},
    }  # fmt: skip
    broker = make()
    denied(broker.answer({**usual, **hostile}))
    assert upstream.asked == []
    assert broker.calls[0].decision == "denied"
    assert broker.calls[0].reason


def test_parameters_that_are_too_deep_are_denied(make: Any, upstream: Any) -> None:
    deep: Any = "x"
    for _ in range(5000):
        deep = [deep]
    denied(ask(make(), "ec2", "DescribeInstances", Filters=deep))
    assert upstream.asked == []


def test_what_botocore_finds_wrong_is_told_as_botocore_tells_it(make: Any, upstream: Any) -> None:
    error = ask(make(), "ec2", "DescribeInstances", Nonsense=1)["error"]
    assert (error["kind"], "Nonsense" in error["message"]) == ("ParamValidationError", True)
    assert upstream.asked == []


@pytest.mark.parametrize("name", ["self", "operation_name", "api_params", "args", "", "a b"])
def test_a_parameters_name_reaches_nothing_of_ours(make: Any, upstream: Any, name: str) -> None:
    assert "error" in ask(make(), "ec2", "DescribeInstances", **{name: "x"})
    assert upstream.asked == []


@pytest.mark.parametrize(
    "bucket",
    [
        "theirs", "", "ours/../theirs", "arn:aws:s3:::theirs", "OURS", "ours?x", "evil.example/#",
        f"arn:aws:s3:us-east-1:{STRANGER}:accesspoint/x",
    ],
)  # fmt: skip
def test_a_bucket_of_others_is_not_asked(make: Any, upstream: Any, bucket: str) -> None:
    upstream.body = _BUCKETS
    denied(ask(make(), "s3", "ListObjectsV2", Bucket=bucket))
    assert {path for _, path, _, _ in upstream.asked} <= {"/?x-id=ListBuckets", "/"}


def test_a_bucket_of_ones_own_is_asked_and_the_list_is_kept(make: Any, upstream: Any) -> None:
    upstream.body = _BUCKETS
    broker = make()
    assert "ok" in ask(broker, "s3", "ListObjectsV2", Bucket="ours")
    assert "ok" in ask(broker, "s3", "ListObjectsV2", Bucket="ours", Prefix="a")
    assert [path.partition("?")[0] for _, path, _, _ in upstream.asked] == ["/", "/ours", "/ours"]


def test_a_bucket_that_could_not_be_looked_up_is_not_asked(make: Any, upstream: Any) -> None:
    upstream.status = 403
    assert "could not be seen" in denied(ask(make(), "s3", "ListObjectsV2", Bucket="ours"))


@pytest.mark.parametrize(
    ("service", "operation", "params"),
    [
        ("lambda", "ListTags", {"Resource": f"arn:aws:lambda:us-east-1:{STRANGER}:function:x"}),
        ("lambda", "ListTags", {"Resource": f"ARN:aws:lambda:us-east-1:{STRANGER}:function:x"}),
        ("kms", "DescribeKey", {"KeyId": f"arn:aws:kms:us-east-1:{STRANGER}:key/secret-in-here"}),
        ("ecs", "ListTasks", {"cluster": f"x arn:aws:ecs:us-east-1:{STRANGER}:cluster/x"}),
        ("sns", "ListTagsForResource", {"ResourceArn": f"arn:aws:sns:us-east-1:{STRANGER}:t"}),
        ("elbv2", "DescribeTags", {"ResourceArns": [f"arn:aws:elb:us-east-1:{STRANGER}:x"]}),
        ("kms", "DescribeKey", {"KeyId": "arn:aws:kms:us-east-1:evil:key/x"}),
        ("kms", "DescribeKey", {"KeyId": "arn:"}),
        ("sqs", "GetQueueAttributes", {"QueueUrl": f"https://sqs.us-east-1.amazonaws.com/{STRANGER}/q"}),
        ("sqs", "GetQueueAttributes", {"QueueUrl": f"https://evil.example/{A}/q"}),
        ("sqs", "GetQueueAttributes", {"QueueUrl": "https://[::1"}),
    ],
)  # fmt: skip
def test_what_belongs_to_others_is_not_asked(
    make: Any, upstream: Any, service: str, operation: str, params: dict[str, Any]
) -> None:
    upstream.body = _BUCKETS
    denied(ask(make(), service, operation, **params))
    assert upstream.asked == []


def test_ones_own_queue_is_asked(make: Any, upstream: Any) -> None:
    assert "ok" in ask(make(), "sqs", "GetQueueAttributes", QueueUrl=f"{upstream.base}/{A}/q")
    assert len(upstream.asked) == 1


def test_of_two_accounts_the_named_one_is_asked(make: Any) -> None:
    broker = make()
    broker.answer({"kind": "aws", "service": "ec2", "operation": "DescribeRegions",
                   "region": "us-east-1", "account": B, "params": {}})  # fmt: skip
    ask(broker, "ec2", "DescribeRegions")
    assert [call.account for call in broker.calls] == [B, A]


def test_a_service_for_all_regions_is_asked_at_home_whatever_region_is_named(make: Any) -> None:
    broker = make()
    asked = {"service": "organizations", "operation": "ListAccounts", "region": "aws-global"}
    broker.answer({"kind": "aws", "params": {}, **asked})
    assert (broker.calls[0].decision, broker.calls[0].region) == ("allowed", "us-east-1")


def test_cost_needs_the_right_to_it(make: Any, upstream: Any) -> None:
    grant = Grant((A,), ("us-east-1",), rights=frozenset({"inventory"}))
    assert "right to read cost" in denied(ask(make(grant), "ce", "GetCostAndUsage"))
    assert upstream.asked == []


def test_nobody_is_granted_anything_by_default(make: Any, upstream: Any) -> None:
    denied(ask(make(Grant()), "ec2", "DescribeInstances"))
    no_cloud = Broker(Grant((A,), ("us-east-1",), rights=frozenset({"inventory"})))
    denied(ask(no_cloud, "ec2", "DescribeInstances"))
    assert upstream.asked == []


_PERIOD: Any = {"Start": "2026-10-01", "End": "2026-11-01"}


def test_a_flood_of_paid_requests_ends_at_the_jobs_money(make: Any, upstream: Any) -> None:
    broker = make()
    asked: Any = {"TimePeriod": _PERIOD, "Granularity": "MONTHLY", "Metrics": ["UnblendedCost"]}
    replies = [ask(broker, "ce", "GetCostAndUsage", **asked) for _ in range(60)]
    assert len(upstream.asked) == 50
    assert sum("ok" in one for one in replies) == 50
    assert "0.50 USD are spent" in denied(replies[-1])


def test_a_search_for_metrics_counts_as_many_as_it_may_find(make: Any) -> None:
    broker = make(limits=Limits(money=Decimal("0.01")))
    found = {"Id": "a", "Expression": "SEARCH('{AWS/EC2,InstanceId} CPU', 'Average', 300)"}
    both: Any = {
        "StartTime": {"$datetime": "2026-11-01T00:00:00"},
        "EndTime": {"$datetime": "2026-11-02T00:00:00"},
    }
    ask(broker, "cloudwatch", "GetMetricData", MetricDataQueries=[found], **both)
    assert broker.calls[0].usd == "0.00500"
    insight = {"Id": "a", "Expression": "SELECT AVG(CPUUtilization) FROM SCHEMA"}
    denied(ask(broker, "cloudwatch", "GetMetricData", MetricDataQueries=[insight], **both))


def test_a_flood_of_calls_ends_at_the_limit_denied_ones_counted(make: Any, upstream: Any) -> None:
    broker = make(limits=Limits(calls=20))
    upstream.body = _INSTANCES

    def one(n: int) -> Any:
        return ask(broker, "ec2", "DescribeInstances" if n % 2 else "RunInstances")

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(one, range(60)))
    assert broker.budget.calls == 20
    assert len(upstream.asked) <= 20
    assert sum("at most 20" in one.get("error", {}).get("message", "") for one in replies) == 40


def test_answers_are_counted_in_all(make: Any, upstream: Any) -> None:
    upstream.body = _INSTANCES
    broker = make(limits=Limits(all_bytes=2 * len(_INSTANCES)))
    replies = [ask(broker, "ec2", "DescribeInstances") for _ in range(3)]
    assert ["ok" in one for one in replies] == [True, True, False]
    assert replies[2]["error"]["code"] == "AnswerTooLarge"


@pytest.mark.parametrize(
    "body", [b"", b"<", b"<a>" * 50_000, b"\0" * 100, b"[" * 100_000, b'{"__type":1}', b"<a/>"]
)
@pytest.mark.parametrize("status", [200, 403, 418])
def test_a_hostile_answer_never_raises(make: Any, upstream: Any, body: bytes, status: int) -> None:
    upstream.body, upstream.status = body, status
    for service, operation in (
        ("ec2", "DescribeInstances"),
        ("ce", "GetTags"),
        ("s3", "ListBuckets"),
    ):
        reply = ask(
            make(), service, operation, **({"TimePeriod": _PERIOD} if service == "ce" else {})
        )
        assert set(reply) in ({"ok"}, {"error"})


def test_environments_of_functions_are_blanked(make: Any, upstream: Any) -> None:
    upstream.says({"Functions": [{"FunctionName": "f", "MemorySize": 128,
                                  "Environment": {"Variables": {"KEY": "s3cret"}}}]})  # fmt: skip
    told = ask(make(), "lambda", "ListFunctions")["ok"]["Functions"][0]
    assert told["Environment"]["Variables"] == {"KEY": "[redacted]"}
    assert (told["FunctionName"], told["MemorySize"]) == ("f", 128)


def test_an_accounts_name_is_shown_its_address_is_not(make: Any, upstream: Any) -> None:
    upstream.says({"Accounts": [{"Id": A, "Name": "prod", "Email": "root@shop.example"}]})
    told = ask(make(), "organizations", "ListAccounts")["ok"]["Accounts"][0]
    assert (told["Name"], told["Email"]) == ("prod", "[redacted]")


def test_stage_variables_are_blanked_though_no_model_marks_them(make: Any, upstream: Any) -> None:
    upstream.says({"item": [{"stageName": "live", "variables": {"key": "s3cret"}}]})
    assert "s3cret" not in json.dumps(ask(make(), "apigateway", "GetStages", restApiId="a"))


def test_commands_of_containers_are_blanked(make: Any, upstream: Any) -> None:
    container = {
        "name": "c",
        "command": ["--key", "s3cret"],
        "environment": [{"name": "K", "value": "s3cret"}],
    }
    upstream.says({"taskDefinition": {"family": "f", "containerDefinitions": [container]}})
    reply = ask(make(), "ecs", "DescribeTaskDefinition", taskDefinition="f")
    assert "s3cret" not in json.dumps(reply)
    assert reply["ok"]["taskDefinition"]["family"] == "f"


def test_a_query_is_answered_by_the_host_under_the_right_to_it(make: Any) -> None:
    broker = make(query=lambda told: {"rows": [told["subject"], Decimal("1.50")]})
    reply = broker.answer({"kind": "query", "query": {"subject": "cost"}})
    assert reply == {"ok": {"rows": ["cost", {"$decimal": "1.50"}]}}
    denied(make().answer({"kind": "query", "query": {}}))
    grant = Grant(rights=frozenset({"cost"}))
    denied(make(grant, query=dict).answer({"kind": "query", "query": {}}))


def test_what_the_host_refuses_of_a_query_is_told(make: Any) -> None:
    def no(_: object) -> object:
        raise PermissionError("account prod is not yours")

    def wrong(_: object) -> object:
        raise ValueError("no subject vmm")

    assert "not yours" in denied(make(query=no).answer({"kind": "query", "query": {}}))
    error = make(query=wrong).answer({"kind": "query", "query": {}})["error"]
    assert (error["kind"], error["message"]) == ("QueryError", "no subject vmm")


def test_the_audit_has_no_second_line_and_no_end(make: Any) -> None:
    broker = make()
    ask(broker, "ec2\nforged", "x" * 10_000)
    call = broker.calls[0]
    assert (call.service, len(call.operation)) == ("ec2?forged", 120)
    assert len(call.reason) < 500
