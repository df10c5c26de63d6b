"""Keys of Azure Key Vaults, as Resource Manager lists them: names and attributes, no material."""

from collections.abc import Iterator

from providers.azure.graph import Found
from providers.azure.payload import identity, text
from providers.azure.vault import VAULTS, VERSION, part
from providers.model import Row

KEYS = "Microsoft.KeyVault/vaults/keys"
NEEDS = ("Microsoft.KeyVault/vaults/keys/read", "Microsoft.KeyVault/vaults/read")
TABLES = (VAULTS,)


def rows(found: Found) -> Iterator[Row]:
    """All keys."""
    by_id = found.by_id(VAULTS)
    for item, account in found.fetch_parts(KEYS, "keys", VERSION, found.of(VAULTS)):
        vault = by_id.get(identity(item).partition("/keys/")[0], {})
        yield {**part(item, vault, account), "key_type": text(item, "properties.kty")}
