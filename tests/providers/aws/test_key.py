"""Keys and secrets of AWS: what is told and what is not; nothing tells a value."""

import json
from typing import Any

import pytest

from intents.catalog import subject
from providers.aws import key, secret
from providers.aws.place import Place
from providers.model import Account
from providers.schema import table

PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")
LISTED: Any = {"KeyId": "1-2", "KeyArn": "arn:aws:kms:us-east-1:111111111111:key/1-2"}


def test_a_key_that_may_not_be_described_is_known_by_its_id() -> None:
    found = key.row(LISTED, None, None, PLACE)
    table("key", [found]).validate(full=True)
    assert (found["id"], found["name"]) == (LISTED["KeyArn"], "1-2")
    unknown = ("state", "key_type", "aliases", "multi_region", "created_at")
    assert {found[name] for name in unknown} == {None}


def test_a_key_is_called_by_its_first_alias() -> None:
    found = key.row(LISTED, {"KeyId": "1-2"}, {"1-2": ["orders", "billing"]}, PLACE)
    assert (found["name"], found["aliases"]) == ("billing", ["billing", "orders"])
    assert key.row(LISTED, {"KeyId": "1-2"}, {}, PLACE)["aliases"] == []


def test_a_secret_that_was_never_used_has_no_day_of_it() -> None:
    found = secret.row({"Name": "one", "ARN": "arn"}, PLACE)
    table("secret", [found]).validate(full=True)
    assert (found["last_used_at"], found["rotation"]) == (None, False)


@pytest.mark.parametrize("name", ["secret", "key"])
def test_no_field_holds_a_value(name: str) -> None:
    assert not {"value", "material", "secret_string"} & set(subject(name).fields)
    given: Any = {"Name": "one", "ARN": "arn", "SecretString": "hush"}
    assert "hush" not in json.dumps(secret.row(given, PLACE), default=str)
