"""Secrets: used and unused ones, renewed and never renewed; on both clouds. None has a value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.accounts import Ids, place
from demo.shape import Estate, Place
from demo.stock.thing import Answer, Item, Request, Thing
from demo.stock.wire import told

SERVICES = ("secretsmanager",)
VAULT = "Microsoft.KeyVault/vaults"
KIND = f"{VAULT}/secrets"


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret; days since it was used (AWS alone tells), None where it never was."""

    account: str
    region: str
    name: str
    used: int | None
    age: int
    team: str | None
    rotates: bool = False
    ends_in: int | None = None
    enabled: bool = True


SECRETS = (
    Secret("shop-prod", "us-east-1", "prod/orders/db", 1, 600, "payments", rotates=True),
    Secret("shop-prod", "us-east-1", "prod/mail/api-key", 140, 900, "web"),
    Secret("shop-prod", "us-east-1", "old-partner-token", None, 1200, None),
    Secret("shop-prod", "eu-west-1", "prod/orders-eu/db", 1, 480, "payments", rotates=True),
    Secret("shop-staging", "us-east-1", "staging/db", 12, 300, None),
    Secret("data-platform", "us-east-1", "spark/metastore", 2, 640, "data"),
    Secret("data-platform", "ap-southeast-1", "spark/metastore-ap", 3, 100, "data"),
    Secret("retail-prod", "westeurope", "crm-connection", None, 500, "sales", ends_in=40),
    Secret("retail-prod", "westeurope", "legacy-ftp", None, 1300, None, enabled=False),
    Secret("retail-dev", "eastus", "lab-token", None, 200, None, ends_in=-20),
    Secret("legacy-erp", "westeurope", "erp-db", None, 900, "finance"),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    return (thing(estate, one) for one in SECRETS)


def thing(estate: Estate, one: Secret) -> Thing:
    """One of them."""
    ids, today = Ids(estate.seed), estate.now.replace(hour=0)
    where = place(one.account, one.region)
    made = today - timedelta(days=one.age)
    if where.account.cloud == "aws":
        return _of_aws(one, where, made, ids, today)
    return _of_azure(one, where, made, today)


def _of_aws(one: Secret, where: Place, made: datetime, ids: Ids, today: datetime) -> Thing:
    root = f"arn:aws:secretsmanager:{one.region}:{where.account.id}:secret"
    arn = f"{root}:{one.name}-{ids.hex('secret', where.account.id, one.name)[:6]}"
    facts = {
        "name": one.name, "created_at": made, "state": "enabled", "rotation": one.rotates,
        "last_rotated_at": today - timedelta(days=9) if one.rotates else None,
        "last_changed_at": today - timedelta(days=9) if one.rotates else made,
        "last_used_at": today - timedelta(days=one.used) if one.used is not None else None,
        "tags": {"team": one.team} if one.team else {},
    }  # fmt: skip
    return Thing("secret", where, arn, facts)


def _of_azure(one: Secret, where: Place, made: datetime, today: datetime) -> Thing:
    written = f"{vault_id(where)}/secrets/{one.name}"
    facts = {
        "name": one.name, "created_at": made, "last_changed_at": made,
        "state": "enabled" if one.enabled else "disabled", "vault": vault_name(where),
        "expires_at": today + timedelta(days=one.ends_in) if one.ends_in is not None else None,
        "tags": {"team": one.team} if one.team else {},
    }  # fmt: skip
    return Thing("secret", where, written.lower(), facts, {}, (), written)


def vault_name(where: Place) -> str:
    """The one vault that an account has in a region."""
    return f"kv-{where.account.name}-{where.region}"


def vault_id(where: Place) -> str:
    """Its id, as Azure writes it."""
    return where.arm_id(VAULT, vault_name(where))


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As Secrets Manager writes them."""
    if request.action != "ListSecrets":
        return None
    return told("secretsmanager", request.action, {"SecretList": [_listed(one) for one in things]})


def _listed(thing: Thing) -> Mapping[str, object]:
    facts, tags = thing.facts, thing.facts["tags"]
    assert isinstance(tags, dict)  # noqa: S101 - for the type alone
    whole = {
        "ARN": thing.id,
        "Name": facts["name"],
        "CreatedDate": facts["created_at"],
        "LastChangedDate": facts["last_changed_at"],
        "LastAccessedDate": facts["last_used_at"],
        "LastRotatedDate": facts["last_rotated_at"],
        "RotationEnabled": True if facts["rotation"] else None,
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }
    return {key: value for key, value in whole.items() if value is not None}


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Key Vault writes them; the keys of the same vaults are their own file's."""
    places = {one.place: None for one in things}
    return {
        VAULT: tuple(_vault(where) for where in places),
        KIND: tuple(_item(one) for one in things),
    }


def _vault(where: Place) -> Item:
    return {
        "id": vault_id(where),
        "name": vault_name(where),
        "type": VAULT,
        "location": where.region,
        "tags": {},
        "properties": {"sku": {"family": "A", "name": "standard"}, "enableSoftDelete": True},
    }


def _item(thing: Thing) -> Item:
    facts = thing.facts
    times = {
        "created": facts["created_at"],
        "updated": facts["last_changed_at"],
        "exp": facts["expires_at"],
    }
    seconds = {name: int(at.timestamp()) for name, at in times.items() if isinstance(at, datetime)}
    attributes = {"enabled": facts["state"] == "enabled", **seconds}
    return {
        **thing.as_arm(KIND),
        "tags": facts["tags"],
        "properties": {"attributes": attributes},
    }
