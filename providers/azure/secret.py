"""Secrets of Azure Key Vaults, as Resource Manager lists them: names and attributes, no values."""

from collections.abc import Iterator

from providers.azure.graph import Found
from providers.azure.payload import identity
from providers.azure.vault import VAULTS, VERSION, moment_of, part
from providers.model import Row

SECRETS = "Microsoft.KeyVault/vaults/secrets"
NEEDS = ("Microsoft.KeyVault/vaults/read", "Microsoft.KeyVault/vaults/secrets/read")
TABLES = (VAULTS,)


def rows(found: Found) -> Iterator[Row]:
    """All secrets."""
    by_id = found.by_id(VAULTS)
    for item, account in found.fetch_parts(SECRETS, "secrets", VERSION, found.of(VAULTS)):
        vault = by_id.get(identity(item).partition("/secrets/")[0], {})
        yield {**part(item, vault, account), "last_changed_at": moment_of(item, "updated")}
