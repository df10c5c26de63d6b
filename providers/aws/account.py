"""Accounts: those of the settings, of the caller's organization, or the caller's own."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.cache import Record
from providers.model import Account, Row
from providers.word import word

if TYPE_CHECKING:
    from mypy_boto3_organizations.type_defs import AccountTypeDef

NEEDS = ("organizations:ListAccounts", "sts:GetCallerIdentity")
SOURCE = "STS GetCallerIdentity"
OF_ORGANIZATION = "Organizations ListAccounts"


def caller(asker: Asker) -> Record:
    """The account that the credentials belong to, and its partition. Raises CloudError."""
    page = next(asker.pages(SOURCE))
    partition = str(page["Arn"]).split(":")[1]
    return {"id": str(page["Account"]), "partition": partition}


def of_organization(asker: Asker) -> list[Record]:
    """Every account of the caller's organization. Raises CloudError.

    Of each its id, name, state, and when and how it joined; not whom it belongs to.

    Only the organization's management account, and those that it delegates to, may ask.
    """
    return [
        {
            "id": found["Id"],
            "name": found.get("Name"),
            "state": _state(found),
            "joined_at": at.isoformat() if (at := found.get("JoinedTimestamp")) else None,
            "joined_by": how.lower() if (how := found.get("JoinedMethod")) else None,
        }
        for page in asker.pages(OF_ORGANIZATION)
        for found in page["Accounts"]
    ]


def _state(found: "AccountTypeDef") -> str | None:
    # `Status` is what `State` was called until 2026.
    return word(found.get("State") or found.get("Status"))


def rows(accounts: Iterable[Account], told: Iterable[Record]) -> list[Row]:
    """Accounts as rows of the catalog's subject, with what the organization `told` of them."""
    known: dict[str, Record] = {}
    for one in told:
        key = str(one["id"])
        known[key] = {**known.get(key, {}), **one}
    return [_row(account, known.get(account.id, {})) for account in accounts]


def _row(account: Account, told: Record) -> Row:
    joined = told.get("joined_at")
    return {
        "id": account.id,
        "cloud": account.cloud,
        "account": account.name,
        "account_id": account.id,
        "state": account.state,
        "organizational_unit": told.get("unit"),
        "joined_at": datetime.fromisoformat(joined) if joined else None,
        "joined_by": told.get("joined_by"),
    }
