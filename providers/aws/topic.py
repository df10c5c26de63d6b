"""Topics of SNS. Nothing is published, and no subscriber's address is read."""

from collections.abc import Iterator, Mapping

from providers.aws.ask import Asker
from providers.aws.each import each
from providers.aws.metric import Series, last_part
from providers.aws.place import Place
from providers.aws.tagged import fetch_tags
from providers.model import Row

NEEDS = ("sns:GetTopicAttributes", "sns:ListTopics", "tag:GetResources")
LIST, ATTRIBUTES = "SNS ListTopics", "SNS GetTopicAttributes"
METRICS = {
    "published": Series("AWS/SNS", "NumberOfMessagesPublished", "TopicName", last_part, total=True),
}


def rows(asker: Asker) -> Iterator[Row]:
    """The topics of one place. Raises CloudError; of one that is refused, its name is known."""
    arns = [one["TopicArn"] for page in asker.pages(LIST) for one in page["Topics"]]
    if not arns:
        return
    told, tags = each(asker, "topics", arns, _fetch), fetch_tags(asker, "sns")
    for arn in arns:
        yield {**row(arn, told.get(arn), asker.place), "tags": tags.of(arn)}


def _fetch(asker: Asker, arn: str) -> Mapping[str, str]:
    attributes: Mapping[str, str] = next(asker.pages(ATTRIBUTES, TopicArn=arn))["Attributes"]
    return attributes


def row(arn: str, told: Mapping[str, str] | None, place: Place) -> Row:
    """One topic as a row, without its tags."""
    confirmed = (told or {}).get("SubscriptionsConfirmed", "")
    return place.row(
        id=arn,
        name=last_part(arn),
        kind="fifo" if arn.endswith(".fifo") else "standard",
        subscription_count=int(confirmed) if confirmed.isdecimal() else None,
        encrypted=None if told is None else bool(told.get("KmsMasterKeyId")),
    )
