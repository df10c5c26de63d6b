"""Log groups: those that the charges know, and ones that are kept for ever or take in nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from demo.accounts import place
from demo.shape import Estate, Place
from demo.stock.course import course, total
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import told

SERVICES = ("logs",)
KIND = "Microsoft.OperationalInsights/workspaces"
GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Logs:
    """One log group; `daily_gib` comes in each day. `days` is None where it is kept for ever."""

    account: str
    region: str
    name: str
    days: int | None
    stored_gib: float
    daily_gib: float | None
    team: str | None
    age: int
    kind: str = "STANDARD"


GROUPS = (
    Logs("shop-prod", "us-east-1", "/shop/app", 30, 610, 24, "platform", 700),
    Logs("shop-prod", "us-east-1", "/aws/lambda/checkout-hook", None, 88, 0.9, "payments", 640),
    Logs("shop-prod", "us-east-1", "/aws/lambda/old-import", None, 212, None, None, 980),
    Logs("shop-prod", "us-east-1", "/audit/cloudtrail", 365, 940, 3.1, "platform", 900,
         "INFREQUENT_ACCESS"),
    Logs("shop-prod", "eu-west-1", "/shop/app-eu", 30, 230, 9, "platform", 600),
    Logs("shop-staging", "us-east-1", "/staging", None, 1900, 4, None, 500),
    Logs("data-platform", "us-east-1", "/spark", 90, 2600, 28, "data", 650),
    Logs("data-platform", "us-east-1", "/spark/history-2024", None, 4200, None, "data", 1000),
    Logs("data-platform", "ap-southeast-1", "/spark-ap", 90, 90, 1, "data", 200),
    Logs("retail-prod", "westeurope", "law-retail", 90, 0, None, "platform", 700, "PerGB2018"),
    Logs("retail-dev", "eastus", "law-dev", 730, 0, None, None, 500, "PerGB2018"),
    Logs("legacy-erp", "westeurope", "law-erp", 30, 0, None, None, 900, "PerGB2018"),
)  # fmt: skip
# The one that takes in no more than so much a day.
CAPS = {"law-dev": 2}


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    return (thing(estate, one) for one in GROUPS)


def thing(estate: Estate, one: Logs) -> Thing:
    """One of them."""
    where = place(one.account, one.region)
    return (_of_aws if where.account.cloud == "aws" else _of_azure)(one, where, estate)


def _facts(one: Logs, estate: Estate) -> dict[str, object]:
    return {
        "name": one.name,
        "created_at": estate.now.replace(hour=7) - timedelta(days=one.age),
        "retention_days": one.days,
        "never_expires": one.days is None,
        "kept": f"{one.days} days" if one.days else "for ever",
        "log_class": one.kind,
        "tags": {"team": one.team} if one.team else {},
    }


def _of_aws(one: Logs, where: Place, estate: Estate) -> Thing:
    arn = f"arn:aws:logs:{one.region}:{where.account.id}:log-group:{one.name}"
    # A quarter of it in each step of six hours.
    points = course(one.daily_gib * GIB / 4, estate.now, one.name) if one.daily_gib else ()
    named = (("LogGroupName", one.name),)
    lines = (Line("IncomingBytes", points, "AWS/Logs", named, counted=True),)
    metrics = {"ingestion_gib": total(points, estate.now, 1 / GIB)}
    facts = {**_facts(one, estate), "stored_gib": one.stored_gib}
    return Thing("log_group", where, arn, facts, {}, lines, "", metrics)


def _of_azure(one: Logs, where: Place, estate: Estate) -> Thing:
    written = where.arm_id(KIND, one.name)
    facts = {**_facts(one, estate), "daily_cap_gib": CAPS.get(one.name)}
    return Thing("log_group", where, written.lower(), facts, {}, (), written)


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As CloudWatch Logs writes them."""
    if request.action != "DescribeLogGroups":
        return None
    return told("logs", request.action, {"logGroups": [_group(one) for one in things]})


def _group(thing: Thing) -> Mapping[str, object]:
    facts, stored, made = thing.facts, thing.facts["stored_gib"], thing.facts["created_at"]
    days = {} if facts["never_expires"] else {"retentionInDays": facts["retention_days"]}
    assert isinstance(stored, int | float)  # noqa: S101 - for the type alone
    return {
        "logGroupName": facts["name"],
        "arn": f"{thing.id}:*",
        "logGroupArn": thing.id,
        "storedBytes": int(stored * GIB),
        "creationTime": int(made.timestamp() * 1000) if hasattr(made, "timestamp") else 0,
        "logGroupClass": facts["log_class"],
        **days,
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Azure Monitor writes them."""
    return {KIND: tuple(_workspace(thing) for thing in things)}


def _workspace(thing: Thing) -> Item:
    facts = thing.facts
    return {
        **thing.as_arm(KIND),
        "tags": facts["tags"],
        "properties": {
            "sku": {"name": facts["log_class"]},
            "retentionInDays": facts["retention_days"],
            "workspaceCapping": {"dailyQuotaGb": facts["daily_cap_gib"] or -1},
            "createdDate": f"{facts['created_at']:%Y-%m-%dT%H:%M:%S}.0000000Z",
            "provisioningState": "Succeeded",
        },
    }
