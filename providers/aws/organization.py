"""Where the accounts of an organization stand: the path of their organizational unit.

Read only where the settings name an organization, and from the root down: two lists a unit, which
are few. Who may not list them knows of no account where it stands.
"""

from collections.abc import Iterator

from providers.aws.ask import Asker
from providers.cache import Record

NEEDS = (
    "organizations:ListAccountsForParent",
    "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListRoots",
)
ROOTS = "Organizations ListRoots"
UNITS = "Organizations ListOrganizationalUnitsForParent"
ACCOUNTS = "Organizations ListAccountsForParent"


def units(asker: Asker) -> list[Record]:
    """Each account's `id` and `unit`: a path of names, "Root/Shop/Web". Raises CloudError."""
    roots = [root for page in asker.pages(ROOTS) for root in page["Roots"]]
    return [
        record
        for root in roots
        for record in _under(asker, str(root["Id"]), str(root.get("Name") or "Root"))
    ]


def _under(asker: Asker, parent: str, path: str) -> Iterator[Record]:
    for page in asker.pages(ACCOUNTS, ParentId=parent):
        yield from ({"id": str(found["Id"]), "unit": path} for found in page["Accounts"])
    below = [
        unit for page in asker.pages(UNITS, ParentId=parent) for unit in page["OrganizationalUnits"]
    ]
    for unit in below:
        yield from _under(asker, str(unit["Id"]), f"{path}/{unit.get('Name') or unit['Id']}")
