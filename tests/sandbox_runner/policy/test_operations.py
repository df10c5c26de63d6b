"""The profile against the whole table of botocore: what is not listed is refused."""

import fnmatch
import json
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import Loader

from sandbox_runner import policy
from sandbox_runner.policy import BrokenPolicy

_FILES = Path(policy.__file__).parent
# Where IAM names a service or an operation otherwise than boto3.
_SERVICES = {"monitoring": "cloudwatch", "email": "ses"}
_ACTIONS = {
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:ListObjects": "s3:ListBucket",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:HeadBucket": "s3:ListBucket",
    "apigateway:GetRestApis": "apigateway:GET",
    "apigateway:GetStages": "apigateway:GET",
    "apigateway:GetTags": "apigateway:GET",
}


@cache
def _models() -> dict[str, Any]:
    loader = Loader()
    found = loader.list_available_services("service-2")
    return {name: loader.load_service_model(name, "service-2") for name in found}


def _table() -> Iterator[tuple[str, str]]:
    for name, model in _models().items():
        for operation in model["operations"]:
            yield name, operation


def _view_only() -> list[str]:
    from moto.iam import aws_managed_policies

    known = json.loads(aws_managed_policies.aws_managed_policies_data)
    statements = known["ViewOnlyAccess"]["Document"]["Statement"]
    return [action for one in statements for action in one["Action"]]


@pytest.fixture(scope="module")
def profile() -> dict[str, Any]:
    return tomllib.loads((_FILES / "aws_operations.toml").read_text(encoding="utf-8"))


def test_of_all_operations_of_aws_only_the_listed_are_allowed(profile: dict[str, Any]) -> None:
    listed = {
        (service, operation)
        for service, entry in profile.items()
        for operation in (*entry.get("operations", ()), *entry.get("beyond", ()))
    }
    table = set(_table())
    assert len(table) > 19_000
    assert {one for one in table if policy.allowed(*one)} == listed
    assert 200 <= len(listed) <= 300


def test_every_service_says_why_and_every_operation_beyond_view_only_does(
    profile: dict[str, Any],
) -> None:
    for name, entry in profile.items():
        assert entry["why"].endswith("."), name
        assert all(len(reason) > 8 for reason in entry.get("beyond", {}).values()), name
        assert entry.get("right", "inventory") in ("inventory", "cost"), name


def test_what_is_not_named_beyond_lies_inside_view_only_access(profile: dict[str, Any]) -> None:
    granted = _view_only()
    for service, entry in profile.items():
        metadata = _models()[service]["metadata"]
        prefix = metadata.get("signingName") or metadata["endpointPrefix"]
        for operation in entry.get("operations", ()):
            named = f"{_SERVICES.get(prefix, prefix)}:{operation}"
            action = _ACTIONS.get(named, named)
            assert any(fnmatch.fnmatchcase(action, one) for one in granted), action


def test_nothing_that_is_denied_for_good_is_allowed_and_all_of_it_exists() -> None:
    denied = {(service, one) for service, found in policy.denied().items() for one in found}
    assert len(denied) >= 107
    assert denied <= set(_table())
    assert not {one for one in denied if policy.allowed(*one)}


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("ssm", "GetParameter"), ("s3", "GetObject"), ("ec2", "GetPasswordData"),
        ("ec2", "GetConsoleOutput"), ("lambda", "GetFunction"), ("dynamodb", "Scan"),
        ("sqs", "ReceiveMessage"), ("athena", "GetQueryResults"), ("sts", "GetSessionToken"),
        ("sts", "AssumeRole"), ("ecr", "GetAuthorizationToken"), ("kinesis", "GetRecords"),
        ("codecommit", "GetFile"), ("secretsmanager", "GetSecretValue"), ("kms", "Decrypt"),
        ("glue", "GetConnection"), ("logs", "GetLogEvents"), ("apigateway", "GetApiKeys"),
        ("cognito-identity", "GetCredentialsForIdentity"), ("sso", "GetRoleCredentials"),
    ],
)  # fmt: skip
def test_what_gives_secrets_or_content_is_denied_for_good(service: str, operation: str) -> None:
    assert operation in policy.denied()[service]


def test_a_profile_that_names_what_is_denied_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = {"sts": {"why": "x", "operations": ["AssumeRole"]}}
    told = policy._read
    monkeypatch.setattr(policy, "_read", lambda name: wrong if "aws" in name else told(name))
    policy.aws.cache_clear()
    with pytest.raises(BrokenPolicy, match="AssumeRole"):
        policy.aws()
    policy.aws.cache_clear()


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("EC2", "DescribeInstances"), ("ec2", "describeinstances"), ("ec2", "describe_instances"),
        ("ec2", "DescribeInstances "), ("ec2/../iam", "DescribeInstances"), ("", ""),
        ("ec2", "Describe*"), ("ec2\n", "DescribeInstances"), ("microsoft.compute", ""),
        ("microsoft.compute", "virtualMachines/restart/action"),
        ("Microsoft.Storage", "storageAccounts/listKeys/action"),
    ],
)  # fmt: skip
def test_names_are_compared_whole(service: str, operation: str) -> None:
    assert not policy.allowed(service, operation)


def test_no_allowed_operation_lets_a_parameter_choose_the_host() -> None:
    for service, entry in policy.aws().items():
        operations = _models()[service]["operations"]
        for name in entry.operations:
            assert "{" not in operations[name].get("endpoint", {}).get("hostPrefix", ""), name


def test_no_allowed_operation_streams_or_changes_anything() -> None:
    for service, entry in policy.aws().items():
        model = _models()[service]
        for name in entry.operations:
            assert name.startswith(("Describe", "List", "Get", "Head")), name
            output = model["operations"][name].get("output", {}).get("shape")
            members = model["shapes"][output]["members"].values() if output else ()
            shapes = [model["shapes"][one["shape"]] for one in members]
            assert not any(one.get("streaming") or one.get("eventstream") for one in shapes), name


def test_azures_names_have_no_case_and_what_asks_is_no_read() -> None:
    assert policy.allowed("Microsoft.Compute", "virtualMachines/read")
    assert policy.allowed("MICROSOFT.COMPUTE", "VIRTUALMACHINES/READ")
    assert policy.allowed("Microsoft.CostManagement", "query/action")
    assert not policy.allowed("Microsoft.CostManagement", "exports/action")
    assert not policy.allowed("Microsoft.KeyVault", "vaults/secrets/read")
