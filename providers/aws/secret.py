"""Secrets of Secrets Manager: what they are called and when they were used. Never their values."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.place import Place
from providers.aws.tags import tags
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager.type_defs import SecretListEntryTypeDef

NEEDS = ("secretsmanager:ListSecrets",)
SOURCE = "SecretsManager ListSecrets"
# Secrets Manager's most.
PAGE = 100


def rows(asker: Asker) -> Iterator[Row]:
    """The secrets of one place. Raises CloudError."""
    for page in asker.pages(SOURCE, page_size=PAGE):
        for secret in page["SecretList"]:
            yield row(secret, asker.place)


def row(secret: "SecretListEntryTypeDef", place: Place) -> Row:
    """One secret as a row."""
    return place.row(
        id=secret.get("ARN"),
        name=secret.get("Name"),
        # The list leaves out those that wait for their deletion; others cannot be disabled.
        state="enabled",
        description=secret.get("Description") or None,
        owned_by=secret.get("OwningService"),
        # It says so only of those that are renewed.
        rotation=bool(secret.get("RotationEnabled")),
        last_rotated_at=secret.get("LastRotatedDate"),
        last_changed_at=secret.get("LastChangedDate"),
        last_used_at=secret.get("LastAccessedDate"),
        created_at=secret.get("CreatedDate"),
        tags=tags(secret.get("Tags", [])),
    )
