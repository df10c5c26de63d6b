"""Queues: busy ones, one that nobody sends to, dead letters that pile up; on both clouds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.accounts import place
from demo.shape import Estate, Place
from demo.stock.course import course, total
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import asked, told

SERVICES = ("sqs",)
NAMESPACE = "Microsoft.ServiceBus/namespaces"
KIND = f"{NAMESPACE}/queues"
DAY = 86400
MIB = 1024**2


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue; `sent` in six hours, None where it reports nothing. `letters` go to `dead`."""

    account: str
    region: str
    name: str
    waiting: int
    sent: float | None
    days: int
    team: str | None
    age: int
    dead: str | None = None
    letters: int | None = None
    encrypted: bool = True


QUEUES = (
    Queue("shop-prod", "us-east-1", "orders.fifo", 12, 9000, 4, "payments", 700, "orders-dlq.fifo"),
    Queue("shop-prod", "us-east-1", "orders-dlq.fifo", 184, None, 14, "payments", 700,
          letters=184),
    Queue("shop-prod", "us-east-1", "thumbnails", 0, 22_000, 4, "web", 500),
    Queue("shop-prod", "us-east-1", "legacy-mail", 51_000, None, 14, None, 1300, encrypted=False),
    Queue("shop-prod", "eu-west-1", "orders-eu", 3, 2500, 4, "payments", 480),
    Queue("shop-staging", "us-east-1", "orders-test", 0, 20, 4, None, 300),
    Queue("data-platform", "us-east-1", "ingest-events", 420, 61_000, 1, "data", 640),
    Queue("data-platform", "ap-southeast-1", "ingest-ap", 0, 10, 1, "data", 100),
    Queue("retail-prod", "westeurope", "crm-sync", 40, None, 14, "sales", 620, letters=7),
    Queue("retail-prod", "westeurope", "invoices", 0, None, 14, "sales", 620, letters=0),
    Queue("retail-dev", "eastus", "scratch", 2300, None, 30, None, 410, letters=950),
    Queue("legacy-erp", "westeurope", "erp-out", 5, None, 14, "finance", 900, letters=0),
)  # fmt: skip


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for one in QUEUES:
        where = place(one.account, one.region)
        made = estate.now.replace(hour=5) - timedelta(days=one.age)
        yield (_of_aws if where.account.cloud == "aws" else _of_azure)(one, where, made, estate)


def _of_aws(one: Queue, where: Place, made: datetime, estate: Estate) -> Thing:
    arn = f"arn:aws:sqs:{one.region}:{where.account.id}:{one.name}"
    facts = {
        "name": one.name, "created_at": made, "messages": one.waiting,
        "kind": "fifo" if one.name.endswith(".fifo") else "standard",
        "dead_letters": one.letters, "dead_letter_queue": one.dead,
        "is_dead_letter_queue": one.letters is not None, "retention_days": one.days,
        "encrypted": one.encrypted, "tags": {"team": one.team} if one.team else {},
    }  # fmt: skip
    points = () if one.sent is None else course(one.sent, estate.now, one.name)
    named = (("QueueName", one.name),)
    lines = (Line("NumberOfMessagesSent", points, "AWS/SQS", named, counted=True),)
    return Thing("queue", where, arn, facts, {}, lines, "", {"sent": total(points, estate.now)})


def _of_azure(one: Queue, where: Place, made: datetime, _: Estate) -> Thing:
    written = f"{namespace_id(where)}/queues/{one.name}"
    facts = {
        "name": one.name, "created_at": made, "state": "active", "kind": "standard",
        "namespace": namespace_name(where), "messages": one.waiting,
        "dead_letters": one.letters, "retention_days": one.days,
        "size_gib": one.waiting * MIB / 1024**3, "encrypted": True, "tags": {"team": "platform"},
    }  # fmt: skip
    return Thing("queue", where, written.lower(), facts, {}, (), written)


def namespace_name(where: Place) -> str:
    """The one namespace that an account has in a region."""
    return f"sb-{where.account.name}-{where.region}"


def namespace_id(where: Place) -> str:
    """Its id, as Azure writes it."""
    return where.arm_id(NAMESPACE, namespace_name(where))


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As SQS writes them."""
    urls = {_url(one): one for one in things}
    if request.action == "ListQueues":
        return told("sqs", request.action, {"QueueUrls": list(urls)})
    if request.action == "GetQueueAttributes":
        attributes = _attributes(urls[asked(request)["QueueUrl"]])
        return told("sqs", request.action, {"Attributes": attributes})
    return None


def _url(thing: Thing) -> str:
    place = thing.place
    return f"https://sqs.{place.region}.amazonaws.com/{place.account.id}/{thing.facts['name']}"


def _attributes(thing: Thing) -> Mapping[str, str]:
    facts, made, days = thing.facts, thing.facts["created_at"], thing.facts["retention_days"]
    target = f"{thing.id.rpartition(':')[0]}:{facts['dead_letter_queue']}"
    policy = f'{{"deadLetterTargetArn":"{target}","maxReceiveCount":5}}'
    assert isinstance(made, datetime)  # noqa: S101 - for the type alone
    assert isinstance(days, int)  # noqa: S101 - for the type alone
    return {
        "QueueArn": thing.id,
        "ApproximateNumberOfMessages": str(facts["messages"]),
        "CreatedTimestamp": str(int(made.timestamp())),
        "MessageRetentionPeriod": str(days * DAY),
        "SqsManagedSseEnabled": str(facts["encrypted"]).lower(),
        **({"RedrivePolicy": policy} if facts["dead_letter_queue"] else {}),
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Service Bus writes them; the topics of the same namespaces are their own file's."""
    places = {one.place: None for one in things}
    return {
        NAMESPACE: tuple(_namespace(where) for where in places),
        KIND: tuple(_item(one) for one in things),
    }


def _namespace(where: Place) -> Item:
    return {
        "id": namespace_id(where),
        "name": namespace_name(where),
        "type": NAMESPACE,
        "location": where.region,
        "tags": {"team": "platform"},
        "sku": {"name": "Standard", "tier": "Standard"},
        "properties": {"status": "Active", "provisioningState": "Succeeded"},
    }


def _item(thing: Thing) -> Item:
    facts, waiting = thing.facts, thing.facts["messages"]
    counts = {"activeMessageCount": waiting, "deadLetterMessageCount": facts["dead_letters"]}
    return {
        **thing.as_arm(KIND),
        "properties": {
            "status": "Active",
            "countDetails": {**counts, "scheduledMessageCount": 0},
            "sizeInBytes": waiting * MIB if isinstance(waiting, int) else 0,
            "defaultMessageTimeToLive": f"P{facts['retention_days']}D",
            "createdAt": f"{facts['created_at']:%Y-%m-%dT%H:%M:%S}.0000000Z",
        },
    }
