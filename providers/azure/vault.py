"""What the keys and secrets of Azure Key Vaults share: their vaults, and their attributes.

Azure Resource Manager lists their names and attributes. It never tells a value, and nobody here
asks a vault itself.
"""

from datetime import UTC, datetime

from providers.azure.graph import Table
from providers.azure.payload import Item, flag, number, region, segment, text
from providers.azure.resource import row
from providers.model import Account, Row

VAULTS = Table("Microsoft.KeyVault/vaults", version="2023-07-01")
VERSION = "2023-07-01"


def part(item: Item, vault: Item, account: Account) -> Row:
    """A key or secret, from Azure's JSON."""
    enabled = flag(item, "properties.attributes.enabled")
    return {
        **row(item, account),
        "region": region(vault) or region(item),
        "vault": segment(text(item, "id"), "vaults"),
        "state": None if enabled is None else ("enabled" if enabled else "disabled"),
        "created_at": moment_of(item, "created"),
        "expires_at": moment_of(item, "exp"),
    }


def moment_of(item: Item, name: str) -> datetime | None:
    """A time among the attributes, which are seconds since 1970."""
    at = number(item, f"properties.attributes.{name}")
    return None if at is None else datetime.fromtimestamp(at, UTC)
