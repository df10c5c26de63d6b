"""Accounts: those of the settings, or the caller's own. Their state is Organizations' to tell."""

from collections.abc import Iterable

from providers.aws.ask import Asker
from providers.model import Account, Row

NEEDS = ("sts:GetCallerIdentity",)
SOURCE = "STS GetCallerIdentity"


def caller(asker: Asker) -> str:
    """The id of the account that the credentials belong to. Raises CloudError."""
    return next(str(page["Account"]) for page in asker.pages(SOURCE))


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
