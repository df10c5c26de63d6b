"""Accounts that come and go: those of the caller's organization, over real HTTP."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from providers.base import Scope
from providers.context import Context
from providers.settings import Aws

CONTEXT = Context(now=datetime(2026, 11, 18, 12, tzinfo=UTC))
OWN = "123456789012"
ROLE = {"role": "finops-read", "external_id": "x-1"}


@pytest.fixture
def members(client: Any) -> dict[str, str]:
    """Name → id of the accounts that the organization has besides the caller's."""
    organizations = client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    for name in ("shop", "lab"):
        organizations.create_account(AccountName=name, Email=f"{name}@example.com")
    found = organizations.list_accounts()["Accounts"]
    return {one["Name"]: one["Id"] for one in found if one["Id"] != OWN}


def names(found: Any) -> set[str]:
    return {account.name for account in found.items}


def test_each_account_is_read_through_its_role(
    aws: Any, client: Any, provider: Any, members: dict[str, str]
) -> None:
    client("ec2", account=members["shop"]).run_instances(
        ImageId="ami-12345678", MinCount=1, MaxCount=1
    )
    reader = provider(organization=ROLE)
    accounts = reader.accounts(CONTEXT)
    assert {account.id for account in accounts.items} == {OWN, *members.values()}
    assert accounts.gaps == ()
    aws.seen.clear()
    found = reader.inventory("vm", Scope(accounts=("shop",)), CONTEXT)
    rows = [row for table in found.items for row in table.to_pylist()]
    assert [(row["account"], row["account_id"]) for row in rows] == [("shop", members["shop"])]
    (assumed,) = aws.asked("AssumeRole")
    assert assumed.given["RoleArn"] == [f"arn:aws:iam::{members['shop']}:role/finops-read"]
    assert assumed.given["ExternalId"] == ["x-1"]
    assert "Policy" in assumed.given


@pytest.mark.parametrize(
    ("narrowed", "kept"),
    [
        ({"only": ["SHOP"]}, {"shop"}),
        ({"without": ["lab", OWN]}, {"shop"}),
        ({"only": ["shop", "lab"], "without": ["lab"]}, {"shop"}),
    ],
)
def test_the_settings_narrow_it(
    provider: Any, members: dict[str, str], narrowed: Any, kept: set[str]
) -> None:
    assert names(provider(organization={**ROLE, **narrowed}).accounts(CONTEXT)) == kept


def test_one_that_it_does_not_have_is_a_gap(provider: Any, members: dict[str, str]) -> None:
    found = provider(organization={**ROLE, "only": ["shop", "mars"]}).accounts(CONTEXT)
    assert names(found) == {"shop"}
    assert ["mars" in gap.why for gap in found.gaps] == [True]


def test_where_it_may_not_be_listed_the_callers_own_is_read_and_a_gap_says_so(
    aws: Any, provider: Any
) -> None:
    refusal = orjson.dumps({"__type": "AccessDeniedException", "Message": "no"})
    aws.answer("ListAccounts", "*", refusal, "application/x-amz-json-1.1", status=400)
    found = provider(organization=ROLE).accounts(CONTEXT)
    assert names(found) == {OWN}
    assert [gap.why for gap in found.gaps] == ["AccessDeniedException: organizations:ListAccounts"]


@pytest.mark.parametrize("called", ["State", "Status"])
def test_a_suspended_account_is_a_remark_and_is_not_read(
    aws: Any, provider: Any, called: str
) -> None:
    accounts = [
        {"Id": OWN, "Name": "main", called: "ACTIVE"},
        {"Id": "999999999999", "Name": "old", called: "SUSPENDED"},
    ]
    answer = orjson.dumps({"Accounts": accounts})
    aws.answer("ListAccounts", "*", answer, "application/x-amz-json-1.1")
    found = provider(organization=ROLE).accounts(CONTEXT)
    assert names(found) == {"main"}
    assert [(gap.where, gap.matters) for gap in found.gaps] == [("aws 999999999999", False)]


def test_accounts_are_named_in_one_way() -> None:
    with pytest.raises(ValidationError, match="not both"):
        Aws.model_validate({"organization": ROLE, "accounts": [{"id": OWN}]})


def test_what_was_found_can_be_named_without_asking_again(
    aws: Any, provider: Any, members: dict[str, str]
) -> None:
    reader = provider(organization=ROLE)
    assert reader.known_accounts() == ()
    reader.accounts(CONTEXT)
    aws.seen.clear()
    assert {one.name for one in reader.known_accounts()} >= {"shop", "lab"}
    assert aws.seen == []


def test_an_account_tells_where_it_stands_and_when_it_joined(
    client: Any, provider: Any, members: dict[str, str]
) -> None:
    organizations = client("organizations")
    root = organizations.list_roots()["Roots"][0]["Id"]
    parent = root
    for name in ("Workloads", "Web"):
        made = organizations.create_organizational_unit(ParentId=parent, Name=name)
        parent = made["OrganizationalUnit"]["Id"]
    organizations.move_account(
        AccountId=members["shop"], SourceParentId=root, DestinationParentId=parent
    )
    found = provider(organization=ROLE).inventory("account", Scope(), CONTEXT)
    rows = {row["account"]: row for table in found.items for row in table.to_pylist()}
    assert rows["shop"]["organizational_unit"] == "Root/Workloads/Web"
    assert rows["lab"]["organizational_unit"] == "Root"
    assert rows["shop"]["joined_by"] == "created"
    assert rows["shop"]["joined_at"].tzinfo is not None
    assert found.gaps == ()


def test_where_accounts_stand_may_be_kept_from_us_and_they_are_still_known(
    aws: Any, provider: Any, members: dict[str, str]
) -> None:
    body = b'{"__type": "AccessDeniedException", "message": "not authorized"}'
    aws.answer("ListRoots", "*", body, "application/x-amz-json-1.1", 400)
    found = provider(organization=ROLE).inventory("account", Scope(), CONTEXT)
    rows = [row for table in found.items for row in table.to_pylist()]
    assert {row["account"] for row in rows} >= {"shop", "lab"}
    assert {row["organizational_unit"] for row in rows} == {None}
    assert [(gap.matters, gap.why) for gap in found.gaps] == [
        (False, "AccessDeniedException: organizations:ListRoots")
    ]


def test_without_an_organization_in_the_settings_nobody_is_asked_about_one(
    aws: Any, provider: Any
) -> None:
    found = provider().inventory("account", Scope(), CONTEXT)
    (row,) = [row for table in found.items for row in table.to_pylist()]
    assert (row["account_id"], row["organizational_unit"], row["joined_at"]) == (OWN, None, None)
    assert not aws.asked("ListRoots")
    assert not aws.asked("ListAccounts")
