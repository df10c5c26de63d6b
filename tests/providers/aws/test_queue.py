"""Queues and topics of AWS: what is told and what is not."""

from typing import Any

import pytest

from providers.aws import queue, topic
from providers.aws.place import Place
from providers.model import Account
from providers.schema import table

PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")
URL = "https://sqs.us-east-1.amazonaws.com/111111111111/orders"


def test_a_queue_that_may_not_be_asked_has_a_name_and_no_numbers() -> None:
    found = queue.row(URL, {}, PLACE)
    table("queue", [found]).validate(full=True)
    assert (found["id"], found["name"]) == ("arn:aws:sqs:us-east-1:111111111111:orders", "orders")
    unknown = ("messages", "retention_days", "encrypted", "created_at")
    assert {found[name] for name in unknown} == {None}


@pytest.mark.parametrize("policy", ["", "no json", "[]", "{}", '{"maxReceiveCount": 5}'])
def test_a_policy_that_names_no_queue_is_none(policy: str) -> None:
    assert queue.dead_letter_arn({"RedrivePolicy": policy}) is None


def test_where_dead_letters_go_is_read_from_the_policy() -> None:
    policy = '{"deadLetterTargetArn": "arn:aws:sqs:us-east-1:1:dead", "maxReceiveCount": "5"}'
    assert queue.row(URL, {"RedrivePolicy": policy}, PLACE)["dead_letter_queue"] == "dead"


def test_seconds_become_days_that_need_not_be_whole() -> None:
    found = queue.row(URL, {"MessageRetentionPeriod": "43200"}, PLACE)
    assert found["retention_days"] == 0.5


@pytest.mark.parametrize(
    ("told", "count", "encrypted"),
    [
        (None, None, None),
        ({}, None, False),
        ({"SubscriptionsConfirmed": "0"}, 0, False),
        ({"SubscriptionsConfirmed": "2", "KmsMasterKeyId": "k"}, 2, True),
    ],
)
def test_a_topic_tells_its_subscribers_or_they_are_unknown(
    told: Any, count: int | None, encrypted: bool | None
) -> None:
    found = topic.row("arn:aws:sns:us-east-1:1:alarms", told, PLACE)
    assert (found["subscription_count"], found["encrypted"]) == (count, encrypted)
