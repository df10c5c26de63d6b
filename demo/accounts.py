"""The estate's accounts and subscriptions, places in them, and how things there get their ids."""

from dataclasses import dataclass
from hashlib import blake2b

from demo.shape import EVERYWHERE, Account, Place

ACCOUNTS = (
    Account("aws", "111111111111", "shop-prod"),
    Account("aws", "222222222222", "shop-staging"),
    Account("aws", "333333333333", "data-platform", frozenset({"ap-southeast-1"})),
    Account("aws", "444444444444", "shop-lab"),
    Account("azure", "a1111111-aaaa-4111-8111-000000000001", "retail-prod"),
    Account("azure", "b2222222-bbbb-4222-8222-000000000002", "retail-dev"),
    Account("azure", "c3333333-cccc-4333-8333-000000000003", "legacy-erp", frozenset({EVERYWHERE})),
    Account("azure", "e5555555-eeee-4555-8555-000000000005", "retail-lab"),
)
# Where what the rules of waste must and must not find is planted, apart from all else.
LAB = tuple(account for account in ACCOUNTS if account.name.endswith("-lab"))


@dataclass(frozen=True, slots=True)
class Ids:
    """Identifiers that depend only on the seed and on what they are for."""

    seed: int

    def hex(self, *what: object) -> str:
        """17 hexadecimal digits, as AWS uses."""
        text = "\0".join(map(str, (self.seed, *what)))
        return blake2b(text.encode(), digest_size=9).hexdigest()[:17]

    def of(self, prefix: str, kind: str, place: Place, name: str, *more: object) -> str:
        """The id as the cloud's inventory writes it: `i-…`, or an Azure resource id."""
        if place.account.cloud == "aws":
            return f"{prefix}-{self.hex(prefix, place.account.id, place.region, name, *more)}"
        # Compute writes resource groups in capitals, network as they were made.
        group = (place.group or "").upper() if "Compute" in kind else place.group
        return f"/subscriptions/{place.account.id}/resourceGroups/{group}/providers/{kind}/{name}"


def account_named(name: str) -> Account:
    """One of ACCOUNTS."""
    return next(account for account in ACCOUNTS if account.name == name)


def place(account: str, region: str) -> Place:
    """A region of an account; Azure's resource group is `RG-…`, in mixed case on purpose."""
    found = account_named(account)
    group = f"Rg-{account}-{region}" if found.cloud == "azure" else None
    return Place(found, region, group)
