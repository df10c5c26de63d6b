"""What is read is allowed: the session policy of our roles denies whatever is missing here."""

import json

import pytest

from providers.aws.permissions import (
    LONGEST_POLICY,
    LONGEST_SESSION_POLICY,
    cloudformation,
    policy,
    session_policy,
    terraform,
)
from providers.aws.subjects import BESIDE, OF_ACCOUNTS, REGIONAL, needs, reader

FILES = sorted({*REGIONAL.values(), *OF_ACCOUNTS.values(), *BESIDE})


@pytest.mark.parametrize("file", FILES)
def test_what_a_file_needs_is_in_the_policy(file: str) -> None:
    assert reader(file).NEEDS
    assert set(reader(file).NEEDS) <= set(needs())


def test_the_printed_policy_names_each_action_by_itself() -> None:
    (statement,) = json.loads(policy())["Statement"]
    assert statement["Action"] == list(needs())
    assert not [action for action in needs() if "*" in action]


def test_the_session_policy_is_as_short_as_aws_takes_and_opens_no_get() -> None:
    (statement,) = json.loads(session_policy())["Statement"]
    assert len(session_policy()) <= LONGEST_SESSION_POLICY
    wide = [action for action in statement["Action"] if action.endswith("*")]
    assert all(action.partition(":")[2] in ("Describe*", "List*") for action in wide)


def test_the_policy_fits_into_one_managed_policy() -> None:
    assert len("".join(policy().split())) <= LONGEST_POLICY


def test_the_template_makes_a_role_that_must_be_told_an_external_id() -> None:
    template = json.loads(cloudformation())
    role = template["Resources"]["Role"]["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"] == {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}
    granted = template["Resources"]["Policy"]["Properties"]["PolicyDocument"]
    assert granted == json.loads(policy())


def test_terraform_makes_the_same() -> None:
    resources = json.loads(terraform())["resource"]
    assert json.loads(resources["aws_iam_policy"]["finops"]["policy"]) == json.loads(policy())
    (trust,) = json.loads(resources["aws_iam_role"]["finops"]["assume_role_policy"])["Statement"]
    assert trust["Condition"]["StringEquals"] == {"sts:ExternalId": "${var.finops_external_id}"}
