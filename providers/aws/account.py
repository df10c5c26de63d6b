"""Accounts: those of the settings, of the caller's organization, or the caller's own."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.cache import Record
from providers.model import Account, Row

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
    """Every account of the caller's organization: id, name, state. Raises CloudError.

    Only the organization's management account, and those that it delegates to, may ask.
    """
    return [
        {"id": found["Id"], "name": found.get("Name"), "state": _state(found)}
        for page in asker.pages(OF_ORGANIZATION)
        for found in page["Accounts"]
    ]


def _state(found: "AccountTypeDef") -> str | None:
    # `Status` is what `State` was called until 2026.
    state = found.get("State") or found.get("Status")
    return state.lower() if state else None


def rows(accounts: Iterable[Account]) -> list[Row]:
    """Accounts as rows of the catalog's subject."""
    return [
        {
            "id": account.id,
            "cloud": account.cloud,
            "account": account.name,
            "account_id": account.id,
            "state": account.state,
        }
        for account in accounts
    ]
