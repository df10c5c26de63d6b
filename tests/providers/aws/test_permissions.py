"""What is read is allowed: the session policy of our roles denies whatever is missing here."""

import json

import pytest

from providers.aws.permissions import LONGEST_SESSION_POLICY, policy, session_policy
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
