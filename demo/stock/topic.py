"""Topics: some with subscribers, some that nobody listens to; on both clouds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from demo.accounts import place
from demo.shape import Estate, Place
from demo.stock.course import course, total
from demo.stock.queue import namespace_id, namespace_name
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import asked, told

SERVICES = ("sns",)
BUS, GRID = "Microsoft.ServiceBus/namespaces/topics", "Microsoft.EventGrid/topics"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic; `sent` in six hours, None where it reports nothing."""

    account: str
    region: str
    name: str
    subscribers: int | None
    sent: float | None
    team: str | None
    grid: bool = False
    encrypted: bool = True


TOPICS = (
    Topic("shop-prod", "us-east-1", "order-events.fifo", 4, 8800, "payments"),
    Topic("shop-prod", "us-east-1", "alarms", 3, 12, "platform", encrypted=False),
    Topic("shop-prod", "us-east-1", "old-newsletter", 0, None, None, encrypted=False),
    Topic("shop-prod", "eu-west-1", "alarms-eu", 2, 5, "platform"),
    Topic("data-platform", "us-east-1", "lake-changes", 6, 41_000, "data"),
    Topic("data-platform", "ap-southeast-1", "lake-changes-ap", 1, 10, "data"),
    Topic("retail-prod", "westeurope", "crm-changes", 5, None, "sales"),
    Topic("retail-dev", "eastus", "try-out", 0, None, None),
    Topic("retail-prod", "westeurope", "egt-orders", None, 640, "sales", grid=True),
    Topic("legacy-erp", "westeurope", "erp-changes", 1, None, "finance"),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for one in TOPICS:
        where = place(one.account, one.region)
        if where.account.cloud == "aws":
            yield _of_aws(one, where, estate)
        else:
            yield (_of_grid if one.grid else _of_bus)(one, where, estate)


def _of_aws(one: Topic, where: Place, estate: Estate) -> Thing:
    arn = f"arn:aws:sns:{one.region}:{where.account.id}:{one.name}"
    facts = {
        "name": one.name, "kind": "fifo" if one.name.endswith(".fifo") else "standard",
        "subscription_count": one.subscribers, "encrypted": one.encrypted,
        "tags": {"team": one.team} if one.team else {},
    }  # fmt: skip
    points = () if one.sent is None else course(one.sent, estate.now, one.name)
    named = (("TopicName", one.name),)
    lines = (Line("NumberOfMessagesPublished", points, "AWS/SNS", named, counted=True),)
    metrics = {"published": total(points, estate.now)}
    return Thing("topic", where, arn, facts, {}, lines, "", metrics)


def _of_bus(one: Topic, where: Place, estate: Estate) -> Thing:
    written = f"{namespace_id(where)}/topics/{one.name}"
    facts = {
        "name": one.name, "kind": "service bus", "state": "active", "encrypted": True,
        "namespace": namespace_name(where), "subscription_count": one.subscribers,
        "created_at": estate.now.replace(hour=4) - timedelta(days=300),
        "tags": {"team": "platform"},
    }  # fmt: skip
    return Thing("topic", where, written.lower(), facts, {"kind": BUS}, (), written)


def _of_grid(one: Topic, where: Place, estate: Estate) -> Thing:
    written = where.arm_id(GRID, one.name)
    facts = {
        "name": one.name, "kind": "event grid", "state": "succeeded", "encrypted": True,
        "tags": {"team": one.team},
    }  # fmt: skip
    points = course(one.sent or 0, estate.now, one.name)
    lines = (Line("PublishSuccessCount", points, counted=True),)
    metrics = {"published": total(points, estate.now)}
    return Thing("topic", where, written.lower(), facts, {"kind": GRID}, lines, written, metrics)


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As SNS writes them."""
    if request.action == "ListTopics":
        return told("sns", request.action, {"Topics": [{"TopicArn": one.id} for one in things]})
    if request.action == "GetTopicAttributes":
        arn = asked(request)["TopicArn"]
        found = next(one for one in things if one.id == arn)
        return told("sns", request.action, {"Attributes": _attributes(found)})
    return None


def _attributes(thing: Thing) -> Mapping[str, str]:
    key = {"KmsMasterKeyId": "alias/aws/sns"} if thing.facts["encrypted"] else {}
    confirmed = str(thing.facts["subscription_count"])
    return {"TopicArn": thing.id, "SubscriptionsConfirmed": confirmed, **key}


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Service Bus and Event Grid write them."""
    return {
        kind: tuple(_item(one, kind) for one in things if one.more["kind"] == kind)
        for kind in (BUS, GRID)
    }


def _item(thing: Thing, kind: str) -> Item:
    facts = thing.facts
    common = {
        **thing.as_arm(kind),
    }
    if kind == GRID:
        state = {"provisioningState": "Succeeded"}
        return {**common, "tags": facts["tags"], "properties": state}
    return {
        **common,
        "properties": {
            "status": "Active",
            "subscriptionCount": facts["subscription_count"],
            "createdAt": f"{facts['created_at']:%Y-%m-%dT%H:%M:%S}.0000000Z",
        },
    }
