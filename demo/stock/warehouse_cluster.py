"""Data warehouses: busy, idle and paused ones, and one that is serverless; on both clouds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from demo.accounts import place
from demo.shape import Estate, Place
from demo.stock.course import course, mean
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import told

SERVICES = ("redshift", "redshift-serverless")
KIND = "Microsoft.Synapse/workspaces/sqlPools"


@dataclass(frozen=True, slots=True)
class Warehouse:
    """One warehouse; `cpu` in percent, None where it tells none."""

    account: str
    region: str
    name: str
    kind: str
    state: str
    size: str | None
    nodes: int | None
    cpu: float | None
    connections: float
    team: str | None
    public: bool = False
    encrypted: bool = True


WAREHOUSES = (
    Warehouse("data-platform", "us-east-1", "dwh", "redshift", "running", "ra3.4xlarge", 4, 38, 22,
              "data"),
    Warehouse("data-platform", "us-east-1", "dwh-old", "redshift", "running", "dc2.large", 2, 1.4,
              0, None, public=True, encrypted=False),
    Warehouse("shop-prod", "eu-west-1", "reports", "redshift", "paused", "ra3.xlplus", 2, None, 0,
              "web"),
    Warehouse("shop-staging", "us-east-1", "try", "redshift serverless", "running", None, None,
              None, 0, None),
    Warehouse("data-platform", "ap-southeast-1", "dwh-ap", "redshift", "running", "ra3.xlplus", 2,
              5, 1, "data"),
    Warehouse("retail-prod", "westeurope", "sales-dw", "synapse", "running", "DW300c", None, 26, 0,
              "sales"),
    Warehouse("retail-dev", "eastus", "lab-dw", "synapse", "paused", "DW100c", None, None, 0, None),
    Warehouse("legacy-erp", "westeurope", "erp-dw", "synapse", "running", "DW500c", None, 12, 0,
              "finance"),
)  # fmt: skip


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    return (thing(estate, one) for one in WAREHOUSES)


def thing(estate: Estate, one: Warehouse) -> Thing:
    """One of them."""
    where = place(one.account, one.region)
    facts: dict[str, object] = {
        "name": one.name, "kind": one.kind, "state": one.state, "size": one.size,
        "created_at": estate.now - timedelta(days=500),
        "tags": {"team": one.team} if one.team else {},
    }  # fmt: skip
    return (_of_aws if where.account.cloud == "aws" else _of_azure)(one, where, facts, estate)


def _of_aws(one: Warehouse, where: Place, facts: dict[str, object], estate: Estate) -> Thing:
    at = f"{one.region}:{where.account.id}"
    if one.kind == "redshift serverless":
        arn = f"arn:aws:redshift-serverless:{at}:workgroup/{one.name}"
        own: dict[str, object] = {"base_capacity": 32, "public": False, "encrypted": True}
        return Thing("warehouse_cluster", where, arn, {**facts, **own})
    arn = f"arn:aws:redshift:{at}:cluster:{one.name}"
    own = {"nodes": one.nodes, "public": one.public, "encrypted": one.encrypted, "backup_days": 7}
    named = (("ClusterIdentifier", one.name),)
    levels = {"cpu": one.cpu, "connections": one.connections}
    names = {"cpu": "CPUUtilization", "connections": "DatabaseConnections"}
    lines, metrics = [], {}
    for field, metric in names.items():
        level = levels[field] or 0
        points = () if one.cpu is None else course(level, estate.now, (one.name, metric))
        lines.append(Line(metric, points, "AWS/Redshift", named))
        metrics[field] = mean(points, estate.now)
    whole = {**facts, **own}
    return Thing("warehouse_cluster", where, arn, whole, {}, tuple(lines), "", metrics)


def _of_azure(one: Warehouse, where: Place, facts: dict[str, object], estate: Estate) -> Thing:
    written = where.arm_id(
        "Microsoft.Synapse/workspaces", f"syn-{where.account.name}/sqlPools/{one.name}"
    )
    points = () if one.cpu is None else course(one.cpu, estate.now, one.name)
    lines, metrics = (Line("CPUPercent", points),), {"cpu": mean(points, estate.now)}
    return Thing("warehouse_cluster", where, written.lower(), facts, {}, lines, written, metrics)


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As Redshift writes them; reservations are not its."""
    if request.action == "DescribeClusters":
        own = [_cluster(one) for one in things if one.facts["kind"] == "redshift"]
        return told("redshift", request.action, {"Clusters": own})
    if request.action == "ListWorkgroups":
        groups = [_group(one) for one in things if one.facts["kind"] == "redshift serverless"]
        return told("redshift-serverless", request.action, {"workgroups": groups})
    return None


def _cluster(thing: Thing) -> Mapping[str, object]:
    facts, tags = thing.facts, thing.facts["tags"]
    assert isinstance(tags, dict)  # noqa: S101 - for the type alone
    return {
        "ClusterIdentifier": facts["name"],
        "NodeType": facts["size"],
        "ClusterStatus": "available" if facts["state"] == "running" else facts["state"],
        "NumberOfNodes": facts["nodes"],
        "PubliclyAccessible": facts["public"],
        "Encrypted": facts["encrypted"],
        "AutomatedSnapshotRetentionPeriod": facts["backup_days"],
        "ClusterCreateTime": facts["created_at"],
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }


def _group(thing: Thing) -> Mapping[str, object]:
    facts = thing.facts
    return {
        "workgroupName": facts["name"],
        "workgroupArn": thing.id,
        "status": "AVAILABLE",
        "baseCapacity": facts["base_capacity"],
        "publiclyAccessible": facts["public"],
        "creationDate": facts["created_at"],
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Synapse writes them."""
    return {KIND: tuple(_item(one) for one in things)}


def _item(thing: Thing) -> Item:
    facts = thing.facts
    return {
        **thing.as_arm(KIND),
        "tags": facts["tags"],
        "sku": {"name": facts["size"]},
        "properties": {
            "status": "Online" if facts["state"] == "running" else "Paused",
            "creationDate": f"{facts['created_at']:%Y-%m-%dT%H:%M:%S}.0000000Z",
        },
    }
