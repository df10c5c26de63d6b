"""Which accounts an asker may see anything of."""

from providers.context import Allowed, Limits
from providers.model import Account


def may_see(account: Account, limits: Limits) -> bool:
    """Whether anything in the account can be among what the asker may see."""
    if limits is None:
        return True
    return any(all(_reaches(part, account) for part in way) for way in limits)


def _reaches(part: Allowed, account: Account) -> bool:
    clouds = not part.clouds or account.cloud in part.clouds
    return clouds and (
        not part.accounts or bool({a.lower() for a in part.accounts} & names(account))
    )


def names(account: Account) -> set[str]:
    """What people may call it."""
    return {account.id.lower(), account.name.lower()}
