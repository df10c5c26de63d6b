"""Log groups of CloudWatch. Log events are never read.

Their own list tells no tags; the ARN with `:*` at its end stands for all streams of a group.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.metric import Series
from providers.aws.place import Place
from providers.aws.tagged import fetch_tags
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_logs.type_defs import LogGroupTypeDef

NEEDS = ("logs:DescribeLogGroups", "tag:GetResources")
SOURCE = "Logs DescribeLogGroups"
# CloudWatch's most.
PAGE = 50
GIB = 2.0**30


def group_name(identity: str) -> str:
    """The name in an ARN, which may hold slashes and colons.

    >>> group_name("arn:aws:logs:us-east-1:111111111111:log-group:/shop/app")
    '/shop/app'
    """
    return identity.partition(":log-group:")[2]


METRICS = {
    "ingestion_gib": Series(
        "AWS/Logs", "IncomingBytes", "LogGroupName", group_name, scale=1 / GIB, total=True
    ),
}


def rows(asker: Asker) -> Iterator[Row]:
    """The log groups of one place. Raises CloudError; without their tags these are unknown."""
    groups = [one for page in asker.pages(SOURCE, page_size=PAGE) for one in page["logGroups"]]
    if not groups:
        return
    tags = fetch_tags(asker, "logs")
    for group in groups:
        found = row(group, asker.place)
        yield {**found, "tags": tags.of(str(found["id"]))}


def row(group: "LogGroupTypeDef", place: Place) -> Row:
    """One log group as a row, without its tags."""
    name, stored, days = (
        group["logGroupName"],
        group.get("storedBytes"),
        group.get("retentionInDays"),
    )
    arn = group.get("logGroupArn") or group.get("arn", "").removesuffix(":*")
    made = group.get("creationTime")
    return place.row(
        id=arn or f"arn:aws:logs:{place.region}:{place.account.id}:log-group:{name}",
        name=name,
        created_at=datetime.fromtimestamp(made / 1000, UTC) if made is not None else None,
        retention_days=days,
        kept=f"{days} days" if days is not None else "for ever",
        # CloudWatch leaves the days out of what it keeps for ever.
        never_expires=days is None,
        stored_gib=stored / GIB if stored is not None else None,
        log_class=group.get("logGroupClass"),
    )
