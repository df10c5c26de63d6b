"""Log groups of CloudWatch: what is told and what is not."""

from datetime import UTC, datetime
from typing import Any

from providers.aws.log_group import group_name, row
from providers.aws.place import Place
from providers.model import Account
from providers.schema import table

PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")
ARN = "arn:aws:logs:us-east-1:111111111111:log-group:/shop/app"


def test_a_group_without_days_is_kept_for_ever() -> None:
    found = row({"logGroupName": "/shop/app"}, PLACE)
    assert (found["retention_days"], found["never_expires"]) == (None, True)
    kept = row({"logGroupName": "/shop/app", "retentionInDays": 30}, PLACE)
    assert (kept["retention_days"], kept["never_expires"]) == (30, False)


def test_a_group_is_known_by_the_arn_that_charges_write() -> None:
    for told in ({"arn": f"{ARN}:*"}, {"logGroupArn": ARN, "arn": f"{ARN}:*"}, {}):
        given: Any = {"logGroupName": "/shop/app", **told}
        assert row(given, PLACE)["id"] == ARN
    assert group_name(ARN) == "/shop/app"


def test_times_and_sizes_have_the_catalogs_units() -> None:
    found = row(
        {"logGroupName": "a", "storedBytes": 2**29, "creationTime": 1_700_000_000_500}, PLACE
    )
    table("log_group", [found]).validate(full=True)
    assert found["stored_gib"] == 0.5
    assert found["created_at"] == datetime(2023, 11, 14, 22, 13, 20, 500000, tzinfo=UTC)
    assert row({"logGroupName": "a"}, PLACE)["stored_gib"] is None
