"""Queues of SQS. Messages are never received: how many wait, a queue's attributes tell."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from providers.aws.ask import Asker
from providers.aws.each import each
from providers.aws.metric import Series, last_part
from providers.aws.place import Place
from providers.aws.tagged import fetch_tags
from providers.model import Row

NEEDS = ("sqs:GetQueueAttributes", "sqs:ListQueues", "tag:GetResources")
LIST, ATTRIBUTES = "SQS ListQueues", "SQS GetQueueAttributes"
# SQS's most.
PAGE = 1000
DAY = timedelta(days=1).total_seconds()
METRICS = {
    "sent": Series("AWS/SQS", "NumberOfMessagesSent", "QueueName", last_part, total=True),
}

# A queue's attributes: all are text.
Attributes = Mapping[str, str]


def rows(asker: Asker) -> Iterator[Row]:
    """The queues of one place. Raises CloudError; of one that is refused, its name is known."""
    urls = [url for page in asker.pages(LIST, page_size=PAGE) for url in page.get("QueueUrls", [])]
    if not urls:
        return
    told = each(asker, "queues", urls, _fetch)
    tags = fetch_tags(asker, "sqs")
    # Who is refused may be the one that sends its dead letters here.
    whole = len(told) == len(urls)
    targets = {target for one in told.values() if (target := dead_letter_arn(one))}
    for url in urls:
        found = row(url, told.get(url, {}), asker.place)
        known = str(found["id"])
        dead = True if known in targets else (False if whole else None)
        letters = found["messages"] if dead else None
        yield {**found, "is_dead_letter_queue": dead, "dead_letters": letters,
               "tags": tags.of(known)}  # fmt: skip


def _fetch(asker: Asker, url: str) -> Attributes:
    page = next(asker.pages(ATTRIBUTES, QueueUrl=url, AttributeNames=["All"]))
    attributes: Attributes = page.get("Attributes", {})
    return attributes


def row(url: str, told: Attributes, place: Place) -> Row:
    """One queue as a row, without its tags."""
    name = url.rpartition("/")[2]
    seconds, target = _number(told, "MessageRetentionPeriod"), dead_letter_arn(told)
    made = _number(told, "CreatedTimestamp")
    return place.row(
        id=told.get("QueueArn") or f"arn:aws:sqs:{place.region}:{place.account.id}:{name}",
        name=name,
        # SQS says it of FIFO queues alone, whose names end so.
        kind="fifo" if name.endswith(".fifo") else "standard",
        messages=_number(told, "ApproximateNumberOfMessages"),
        dead_letter_queue=last_part(target) if target else None,
        retention_days=seconds / DAY if seconds is not None else None,
        encrypted=_is_encrypted(told) if told else None,
        created_at=datetime.fromtimestamp(made, UTC) if made is not None else None,
    )


def dead_letter_arn(told: Attributes) -> str | None:
    """Where what nobody could deal with goes; None where nowhere."""
    try:
        policy = json.loads(told.get("RedrivePolicy") or "{}")
    except ValueError:
        return None
    target = policy.get("deadLetterTargetArn") if isinstance(policy, dict) else None
    return str(target) if target else None


def _number(told: Attributes, name: str) -> int | None:
    said = told.get(name, "")
    return int(said) if said.isdecimal() else None


def _is_encrypted(told: Attributes) -> bool:
    return told.get("SqsManagedSseEnabled") == "true" or bool(told.get("KmsMasterKeyId"))
