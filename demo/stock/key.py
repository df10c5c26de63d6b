"""Customer keys: renewed and never renewed, disabled, waiting for their end; on both clouds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.accounts import Ids, place
from demo.shape import Estate
from demo.stock.secret import vault_id, vault_name
from demo.stock.thing import Answer, Item, Request, Thing
from demo.stock.wire import asked, told

SERVICES = ("kms",)
KIND = "Microsoft.KeyVault/vaults/keys"
SYMMETRIC = "SYMMETRIC_DEFAULT"
# The key that AWS made for a service of its own: no customer's.
OF_AWS = "00000000-0000-4000-8000-00000000aaaa"
STATES = {"enabled": "Enabled", "disabled": "Disabled", "pendingdeletion": "PendingDeletion"}


@dataclass(frozen=True, slots=True)
class Key:
    """One key; `alias` is its name."""

    account: str
    region: str
    alias: str
    kind: str
    state: str
    age: int
    team: str | None
    rotates: bool | None = None


KEYS = (
    Key("shop-prod", "us-east-1", "orders", SYMMETRIC, "enabled", 800, "payments", rotates=True),
    Key("shop-prod", "us-east-1", "assets", SYMMETRIC, "enabled", 700, "web", rotates=False),
    Key("shop-prod", "us-east-1", "old-import", SYMMETRIC, "disabled", 1300, None, rotates=False),
    Key("shop-prod", "us-east-1", "signing", "RSA_2048", "enabled", 400, "platform", rotates=False),
    Key("shop-prod", "eu-west-1", "orders-eu", SYMMETRIC, "enabled", 500, "payments", rotates=True),
    Key("shop-staging", "us-east-1", "try", SYMMETRIC, "pendingdeletion", 90, None, rotates=False),
    Key("data-platform", "us-east-1", "lake", SYMMETRIC, "enabled", 650, "data", rotates=True),
    Key(
        "data-platform",
        "ap-southeast-1",
        "lake-ap",
        SYMMETRIC,
        "enabled",
        100,
        "data",
        rotates=True,
    ),
    Key("retail-prod", "westeurope", "crm-tde", "RSA", "enabled", 600, "sales"),
    Key("retail-dev", "eastus", "lab-key", "EC", "disabled", 250, None),
    Key("legacy-erp", "westeurope", "erp-tde", "RSA", "enabled", 900, "finance"),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    return (thing(estate, one) for one in KEYS)


def thing(estate: Estate, one: Key) -> Thing:
    """One of them."""
    where, made = place(one.account, one.region), estate.now - timedelta(days=one.age)
    facts: dict[str, object] = {
        "name": one.alias, "created_at": made, "state": one.state, "key_type": one.kind,
        "tags": {"team": one.team} if one.team else {}, "rotation": one.rotates,
    }  # fmt: skip
    if where.account.cloud == "aws":
        code = Ids(estate.seed).hex("key", where.account.id, one.alias)
        known = f"{code[:8]}-{code[8:12]}-4000-8000-{code[:12]}"
        arn = f"arn:aws:kms:{one.region}:{where.account.id}:key/{known}"
        facts |= {"aliases": [one.alias], "multi_region": False}
        return Thing("key", where, arn, facts, {"key": known})
    written = f"{vault_id(where)}/keys/{one.alias}"
    facts |= {"vault": vault_name(where)}
    return Thing("key", where, written.lower(), facts, {}, (), written)


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As KMS writes them, with one that is AWS's own."""
    found = _ANSWERS.get(request.action)
    if found is None:
        return None
    known = str(asked(request).get("KeyId", ""))
    own = [one for one in things if known in ("", one.more["key"])]
    return told("kms", request.action, found(own))


def _keys(things: Sequence[Thing]) -> Mapping[str, object]:
    own = [{"KeyId": one.more["key"], "KeyArn": one.id} for one in things]
    of_aws = {"KeyId": OF_AWS, "KeyArn": f"arn:aws:kms:us-east-1:111111111111:key/{OF_AWS}"}
    return {"Keys": [*own, of_aws]}


def _aliases(things: Sequence[Thing]) -> Mapping[str, object]:
    own = [
        {"AliasName": f"alias/{one.facts['name']}", "TargetKeyId": one.more["key"]}
        for one in things
    ]
    return {"Aliases": [*own, {"AliasName": "alias/aws/ebs", "TargetKeyId": OF_AWS}]}


def _key(things: Sequence[Thing]) -> Mapping[str, object]:
    if not things:
        return {"KeyMetadata": {"KeyId": OF_AWS, "KeyManager": "AWS", "KeyState": "Enabled"}}
    thing = things[0]
    facts = thing.facts
    return {
        "KeyMetadata": {
            "KeyId": thing.more["key"],
            "Arn": thing.id,
            "KeyManager": "CUSTOMER",
            "KeyState": STATES[str(facts["state"])],
            "KeySpec": facts["key_type"],
            "Origin": "AWS_KMS",
            "CreationDate": facts["created_at"],
            "MultiRegion": False,
        }
    }


def _rotation(things: Sequence[Thing]) -> Mapping[str, object]:
    return {"KeyRotationEnabled": things[0].facts["rotation"]}


_ANSWERS = {
    "DescribeKey": _key, "GetKeyRotationStatus": _rotation, "ListAliases": _aliases,
    "ListKeys": _keys,
}  # fmt: skip


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Key Vault writes them."""
    return {KIND: tuple(_item(one) for one in things)}


def _item(thing: Thing) -> Item:
    facts, made = thing.facts, thing.facts["created_at"]
    assert isinstance(made, datetime)  # noqa: S101 - for the type alone
    attributes = {"enabled": facts["state"] == "enabled", "created": int(made.timestamp())}
    return {
        **thing.as_arm(KIND),
        "tags": facts["tags"],
        "properties": {"kty": facts["key_type"], "attributes": attributes},
    }
