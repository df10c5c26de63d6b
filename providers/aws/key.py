"""Customer keys of KMS: how they are called and set up. Nothing is encrypted, decrypted or read.

Keys that AWS made for its services are not among them: their aliases begin with `aws/`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.each import each
from providers.aws.place import Place
from providers.aws.tagged import fetch_tags
from providers.errors import CloudError
from providers.model import Row
from providers.word import word

if TYPE_CHECKING:
    from mypy_boto3_kms.type_defs import KeyListEntryTypeDef, KeyMetadataTypeDef

NEEDS = (
    "kms:DescribeKey",
    "kms:GetKeyRotationStatus",
    "kms:ListAliases",
    "kms:ListKeys",
    "tag:GetResources",
)
KEYS, ALIASES = "KMS ListKeys", "KMS ListAliases"
KEY, ROTATION = "KMS DescribeKey", "KMS GetKeyRotationStatus"
# The most of either.
KEYS_PAGE, ALIASES_PAGE = 1000, 100
OF_AWS = "aws/"

# By key id; None where they may not be read.
Aliases = Mapping[str, Sequence[str]] | None


def rows(asker: Asker) -> Iterator[Row]:
    """The customer keys of one place. Raises CloudError; what a key keeps to itself is unknown."""
    keys = [one for page in asker.pages(KEYS, page_size=KEYS_PAGE) for one in page["Keys"]]
    if not keys:
        return
    aliases = _aliases(asker)
    own = [one for one in keys if not _is_of_aws((aliases or {}).get(one.get("KeyId", ""), ()))]
    ids = [one.get("KeyId", "") for one in own]
    told = each(asker, "keys", ids, _fetch_key)
    ours = {known: one for known, one in told.items() if one.get("KeyManager") != "AWS"}
    turning = each(
        asker, "key rotation", [one for one in ours if _can_turn(ours[one])], _fetch_turn
    )
    tags = fetch_tags(asker, "kms")
    for one in own:
        known = one.get("KeyId", "")
        if known in told and known not in ours:
            continue
        found = row(one, told.get(known), aliases, asker.place)
        turns = turning.get(known) if known not in ours or _can_turn(ours[known]) else False
        yield {**found, "rotation": turns, "tags": tags.of(str(found["id"]))}


def _aliases(asker: Asker) -> Aliases:
    found: dict[str, list[str]] = {}
    try:
        for page in asker.pages(ALIASES, page_size=ALIASES_PAGE):
            for one in page["Aliases"]:
                name = one.get("AliasName", "").removeprefix("alias/")
                found.setdefault(one.get("TargetKeyId", ""), []).append(name)
    except CloudError as error:
        asker.missing(error)
        return None
    return found


def _is_of_aws(aliases: Sequence[str]) -> bool:
    return any(one.startswith(OF_AWS) for one in aliases)


def _fetch_key(asker: Asker, known: str) -> "KeyMetadataTypeDef":
    told: KeyMetadataTypeDef = next(asker.pages(KEY, KeyId=known))["KeyMetadata"]
    return told


def _fetch_turn(asker: Asker, known: str) -> bool:
    return bool(next(asker.pages(ROTATION, KeyId=known))["KeyRotationEnabled"])


def _can_turn(told: "KeyMetadataTypeDef") -> bool:
    """Whether KMS can renew it by itself: of others it refuses to tell."""
    spec, origin = _spec(told), told.get("Origin")
    waits = told.get("KeyState") in ("PendingDeletion", "PendingReplicaDeletion")
    return spec == "SYMMETRIC_DEFAULT" and origin == "AWS_KMS" and not waits


def _spec(told: "KeyMetadataTypeDef") -> str | None:
    # Its older name is all that older answers have.
    return told.get("KeySpec") or told.get("CustomerMasterKeySpec")


def row(
    key: "KeyListEntryTypeDef", told: "KeyMetadataTypeDef | None", aliases: Aliases, place: Place
) -> Row:
    """One key as a row, without rotation and tags; `told` is None where it may not be asked."""
    known = key.get("KeyId", "")
    named = None if aliases is None else sorted(aliases.get(known, ()))
    return place.row(
        id=key.get("KeyArn"),
        name=named[0] if named else known,
        state=word(told.get("KeyState") if told else None),
        key_type=_spec(told) if told else None,
        usage=told.get("KeyUsage") if told else None,
        description=(told.get("Description") or None) if told else None,
        aliases=named,
        multi_region=told.get("MultiRegion") if told else None,
        expires_at=told.get("ValidTo") if told else None,
        created_at=told.get("CreationDate") if told else None,
    )
