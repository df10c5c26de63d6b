"""EC2's tags, as the catalog has them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import TagTypeDef


def tags(pairs: "Iterable[TagTypeDef]") -> dict[str, str]:
    """`[{"Key": …, "Value": …}]` as a dict. EC2 leaves the list out where there are none."""
    return {pair.get("Key", ""): pair.get("Value", "") for pair in pairs}


def name(pairs: "Iterable[TagTypeDef]") -> str | None:
    """The tag that EC2's console shows as the name; None where it is not set or empty."""
    named = [pair.get("Value", "") for pair in pairs if pair.get("Key") == "Name"]
    return named[-1] or None if named else None
