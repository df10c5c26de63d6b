"""Whose licence a VM's system or a database's engine uses: `included` in the price, `own`, `none`.

In dev/test subscriptions nothing is paid for Windows, so there is none. Source:
https://azure.microsoft.com/pricing/offers/ms-azr-0148p
"""

from providers.azure.payload import Item, text
from providers.model import Account

# Parts of the offers that are for development and tests: pay-as-you-go, and Visual Studio's.
_DEV_TEST = ("devtest", "msdn")
# Who sells a Linux whose price includes a subscription.
_PAID_LINUX = ("redhat", "suse")
# Tiers that are sold by DTU: they have neither virtual cores nor a licence of one's own.
BY_DTU = ("basic", "standard", "premium")
_OF_SQL = {"licenseincluded": "included", "baseprice": "own"}


def of_vm(item: Item, account: Account) -> str | None:
    """A VM's, from Azure's JSON; None where it is not told."""
    system = (text(item, "properties.storageProfile.osDisk.osType") or "").lower()
    said = (text(item, "properties.licenseType") or "none").lower()
    if said != "none":
        # "RHEL_BASE" and the like name a subscription that Azure sells.
        return "own" if said.startswith("windows") or said.endswith("byos") else "included"
    if system == "windows":
        return "none" if is_for_tests(account) else "included"
    publisher = text(item, "properties.storageProfile.imageReference.publisher")
    if system != "linux" or publisher is None:
        return None
    return "included" if publisher.lower().startswith(_PAID_LINUX) else "none"


def of_sql(item: Item, tier: str | None) -> str | None:
    """A database's of Azure SQL; what is sold by DTU has it in the price, and does not say so."""
    if (tier or "").lower() in BY_DTU:
        return "included"
    return _OF_SQL.get((text(item, "properties.licenseType") or "").lower())


def is_for_tests(account: Account) -> bool:
    """Whether it is a dev/test subscription, as far as is known."""
    return any(part in (account.offer or "").lower() for part in _DEV_TEST)
