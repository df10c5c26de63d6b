"""Log Analytics workspaces: what Azure keeps logs in. What comes in, only their own logs tell."""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.payload import Item, moment, number, text, whole
from providers.azure.resource import row
from providers.model import Account, Row

NEEDS = ("Microsoft.OperationalInsights/workspaces/read",)
WORKSPACES = Table("Microsoft.OperationalInsights/workspaces", version="2023-09-01")
TABLES = (WORKSPACES,)
# How Azure writes that there is no cap.
UNCAPPED = -1


def rows(found: Found) -> Iterator[Row]:
    """All workspaces."""
    return (workspace(item, account) for item, account in found.of(WORKSPACES))


def workspace(item: Item, account: Account) -> Row:
    """One workspace, from Azure's JSON."""
    days = whole(item, "properties.retentionInDays")
    cap = number(item, "properties.workspaceCapping.dailyQuotaGb")
    return {
        **row(item, account),
        "retention_days": days,
        "kept": None if days is None else f"{days} days",
        # A workspace always says for how long.
        "never_expires": None if days is None else False,
        "log_class": text(item, "properties.sku.name"),
        "daily_cap_gib": None if cap == UNCAPPED else cap,
        "created_at": moment(item, "properties.createdDate"),
    }
