"""Databases: those that the charges know, and idle, stopped, old, pooled and copied ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.accounts import place
from demo.shape import Estate, Place
from demo.stock.course import course, mean
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import told

SERVICES = ("rds",)
SQL, SERVER = "Microsoft.Sql/servers/databases", "Microsoft.Sql/servers"
POSTGRES = "Microsoft.DBforPostgreSQL/flexibleServers"
MYSQL = "Microsoft.DBforMySQL/flexibleServers"
GIB = 1024**3
LICENCES = {"sqlserver": "license-included", "postgresql": "postgresql-license"}
OF_SQL = {"included": "LicenseIncluded", "own": "BasePrice"}


@dataclass(frozen=True, slots=True)
class Db:
    """One database. `busy` is its CPU in percent, None where it does not run and tells nothing."""

    account: str
    region: str
    name: str
    engine: str
    version: str | None
    size: str
    vcpus: int | None
    gib: int | None
    busy: float | None
    connections: float
    team: str | None
    age: int
    multi_az: bool = False
    public: bool = False
    state: str = "running"
    of: str | None = None
    storage: str | None = "gp3"
    replica: bool = False
    backup: int | None = 7
    edition: str | None = None
    serverless: bool = False
    pool: str | None = None
    # As the catalog says it: of Azure SQL.
    licence: str = "included"


DATABASES = (
    Db("shop-prod", "us-east-1", "orders", "postgresql", "16.4", "db.r6g.xlarge", 4, 500,
       38, 120, "payments", 700, multi_az=True, backup=14),
    Db("shop-prod", "us-east-1", "orders-replica", "postgresql", "16.4", "db.r6g.xlarge", 4, 500,
       9, 14, "payments", 300, replica=True, backup=0),
    Db("shop-prod", "us-east-1", "search-1", "aurora-postgresql", "15.8", "db.r6g.large", 2, None,
       27, 45, "web", 410, multi_az=True, of="search", storage="aurora"),
    Db("shop-prod", "us-east-1", "search-2", "aurora-postgresql", "15.8", "db.r6g.large", 2, None,
       11, 20, "web", 410, multi_az=True, of="search", storage="aurora", replica=True),
    Db("shop-prod", "us-east-1", "reporting", "mysql", "5.7.44", "db.m4.2xlarge", 8, 1000,
       1.5, 0, None, 1400, public=True, storage="gp2", backup=35),
    Db("shop-prod", "eu-west-1", "orders-eu", "postgresql", "16.4", "db.r6g.large", 2, 250,
       31, 60, "payments", 500),
    Db("shop-staging", "us-east-1", "orders-staging", "postgresql", "16.4", "db.t4g.medium", 2,
       100, 6, 3, "payments", 350, backup=1),
    Db("shop-staging", "us-east-1", "old-crm", "sqlserver", "15.00.4335.1.v1", "db.m5.xlarge", 4,
       200, None, 0, None, 900, state="stopped", edition="se", storage="gp2"),
    Db("data-platform", "us-east-1", "metastore", "mysql", "8.0.39", "db.m6g.large", 2, 200,
       22, 35, "data", 640),
    Db("data-platform", "ap-southeast-1", "metastore-ap", "mysql", "8.0.39", "db.m6g.large", 2,
       100, 5, 2, "data", 200),
    Db("retail-prod", "westeurope", "crm-sql", "sqlserver", None, "GP_Gen5_4", 4, 250,
       44, 80, "sales", 800, multi_az=True, of="crm-sql", edition="GeneralPurpose", storage=None,
       backup=None),
    Db("retail-prod", "northeurope", "web-sql", "sqlserver", None, "S3", None, 250,
       12, 16, "web", 600, public=True, of="web-sql", edition="Standard", storage=None,
       backup=None),
    Db("retail-prod", "northeurope", "campaigns", "sqlserver", None, "ElasticPool", None, 50,
       3, 2, None, 200, public=True, of="web-sql", edition="GeneralPurpose", storage=None,
       backup=None, pool="pool-web"),
    Db("retail-prod", "westeurope", "pg-loyalty", "postgresql", "16", "Standard_D4ds_v5", 4, 512,
       29, 55, "sales", 400, multi_az=True, storage="Premium_LRS", edition="GeneralPurpose",
       backup=14),
    Db("retail-dev", "eastus", "test-sql", "sqlserver", None, "GP_S_Gen5_2", 2, 32, None, 0,
       None, 500, of="dev-sql", edition="GeneralPurpose", storage=None, backup=None,
       serverless=True, state="paused"),
    Db("retail-dev", "eastus", "mysql-wiki", "mysql", "8.0.21", "Standard_B1ms", 1, 64, 2, 0,
       None, 620, public=True, storage="Premium_LRS", edition="Burstable"),
    Db("legacy-erp", "westeurope", "erp-sql", "sqlserver", None, "BC_Gen5_4", 4, 500, 35, 60,
       "finance", 1500, of="erp-sql", edition="BusinessCritical", storage=None, backup=None),
)  # fmt: skip


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    return (thing(estate, one) for one in DATABASES)


def thing(estate: Estate, one: Db) -> Thing:
    """One of them."""
    where = place(one.account, one.region)
    made = estate.now.replace(hour=9) - timedelta(days=one.age)
    aws = where.account.cloud == "aws"
    lines, metrics = (_of_aws if aws else _of_azure)(one, estate)
    written = _arn(one, where) if aws else _resource(one, where)
    facts, more = _facts(one, where, made), {"db": one, "made": made}
    return Thing("database", where, _id(written, where), facts, more, lines, written, metrics)


def _id(written: str, where: Place) -> str:
    return written if where.account.cloud == "aws" else written.lower()


def _arn(one: Db, where: Place) -> str:
    return f"arn:aws:rds:{one.region}:{where.account.id}:db:{one.name}"


def _resource(one: Db, where: Place) -> str:
    if one.engine == "sqlserver":
        return where.arm_id("Microsoft.Sql/servers", f"{one.of}/databases/{one.name}")
    return where.arm_id(POSTGRES if one.engine == "postgresql" else MYSQL, one.name)


def _facts(one: Db, where: Place, made: datetime) -> Mapping[str, object]:
    aws, sql = where.account.cloud == "aws", one.engine == "sqlserver"
    known = {
        "name": one.name, "state": one.state, "engine": one.engine, "engine_version": one.version,
        "edition": one.edition, "size": one.size, "vcpus": one.vcpus,
        "serverless": one.serverless, "multi_az": one.multi_az, "storage_gib": one.gib,
        "storage_type": one.storage, "cluster": one.of, "pool": one.pool, "replica": one.replica,
        "public": one.public, "backup_days": one.backup, "created_at": made,
        "tags": {"team": one.team, "env": "prod"} if one.team else {},
        "encrypted": True if aws or not sql else None,
        "deletion_protected": one.multi_az if aws else None,
        "licence": (one.licence if not aws else "included") if sql else "none",
    }  # fmt: skip
    return known if aws or sql else {**known, "created_at": None}


def _of_aws(one: Db, estate: Estate) -> tuple[tuple[Line, ...], Mapping[str, float | None]]:
    names = ("CPUUtilization", "DatabaseConnections", "FreeStorageSpace")
    levels = (one.busy or 0, one.connections, (one.gib or 0) * 0.4 * GIB)
    scales = {"cpu": 1.0, "connections": 1.0, "free_storage_gib": 1 / GIB}
    dimensions = (("DBInstanceIdentifier", one.name),)
    lines, metrics = [], {}
    for metric, level, (field, scale) in zip(names, levels, scales.items(), strict=True):
        none = one.busy is None or (metric == "FreeStorageSpace" and one.gib is None)
        points = () if none else course(level, estate.now, (one.name, metric))
        lines.append(Line(metric, points, "AWS/RDS", dimensions))
        metrics[field] = mean(points, estate.now, scale)
    return tuple(lines), metrics


def _of_azure(one: Db, estate: Estate) -> tuple[tuple[Line, ...], Mapping[str, float | None]]:
    sessions = "sessions_count" if one.engine == "sqlserver" else "active_connections"
    told = [("cpu", "cpu_percent", one.busy or 0, 1.0),
            ("connections", sessions, one.connections, 1.0),
            ("storage_used", "storage_percent", 60.0, 1.0)]  # fmt: skip
    if one.engine == "postgresql":
        told.append(("free_storage_gib", "storage_free", (one.gib or 0) * 0.4 * GIB, 1 / GIB))
    if one.edition == "Standard":
        told.append(("dtu", "dtu_consumption_percent", one.busy or 0, 1.0))
    lines, metrics = [], {}
    for field, metric, level, scale in told:
        points = () if one.busy is None else course(level, estate.now, (one.name, metric))
        lines.append(Line(metric, points))
        metrics[field] = mean(points, estate.now, scale)
    return tuple(lines), metrics


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As RDS writes them; reservations are not its."""
    if request.action == "DescribeDBInstances":
        return told("rds", request.action, {"DBInstances": [_instance(one) for one in things]})
    if request.action == "DescribeDBClusters":
        clusters = {one.facts["cluster"] for one in things if one.facts["cluster"]}
        found = [_cluster(str(name), things) for name in sorted(clusters, key=str)]
        return told("rds", request.action, {"DBClusters": found})
    return None


def _instance(thing: Thing) -> Mapping[str, object]:
    facts, one = thing.facts, thing.more["db"]
    assert isinstance(one, Db)  # noqa: S101 - for the type alone
    engine = {"postgresql": "postgres", "sqlserver": f"sqlserver-{one.edition}"}
    states = {"running": "available"}
    whole = {
        "DBInstanceIdentifier": one.name,
        "DBInstanceArn": thing.id,
        "DBInstanceClass": one.size,
        "Engine": engine.get(one.engine, one.engine),
        "EngineVersion": one.version,
        "DBInstanceStatus": states.get(one.state, one.state),
        # Aurora's storage is its cluster's: its instances say one.
        "AllocatedStorage": one.gib or 1,
        "StorageType": one.storage,
        "MultiAZ": one.multi_az and not one.of,
        "DBClusterIdentifier": one.of,
        "PubliclyAccessible": one.public,
        "StorageEncrypted": True,
        "LicenseModel": LICENCES.get(one.engine, "general-public-license"),
        "BackupRetentionPeriod": one.backup,
        "DeletionProtection": facts["deletion_protected"],
        "InstanceCreateTime": facts["created_at"],
        "AvailabilityZone": f"{one.region}a",
        "ReadReplicaSourceDBInstanceIdentifier": "orders" if one.replica and not one.of else None,
        "TagList": _tags(thing),
    }
    return {key: value for key, value in whole.items() if value is not None}


def _tags(thing: Thing) -> list[Mapping[str, str]]:
    tags = thing.facts["tags"]
    assert isinstance(tags, dict)  # noqa: S101 - for the type alone
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _cluster(name: str, things: Sequence[Thing]) -> Mapping[str, object]:
    own = [one for one in things if one.facts["cluster"] == name]
    where = own[0].place
    return {
        "DBClusterIdentifier": name,
        "DBClusterArn": f"arn:aws:rds:{where.region}:{where.account.id}:cluster:{name}",
        "Engine": own[0].facts["engine"],
        "EngineMode": "provisioned",
        "Status": "available",
        "MultiAZ": any(one.facts["multi_az"] for one in own),
        "DBClusterMembers": [
            {
                "DBInstanceIdentifier": one.facts["name"],
                "IsClusterWriter": not one.facts["replica"],
            }
            for one in own
        ],
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Azure SQL and the flexible servers write them."""
    sql = [one for one in things if one.facts["engine"] == "sqlserver"]
    return {
        SQL: tuple(
            {
                str(item["id"]): item for one in sql for item in (_database(one), _master(one))
            }.values()
        ),
        SERVER: tuple({str(one.facts["cluster"]): _sql_server(one) for one in sql}.values()),
        POSTGRES: tuple(_flexible(one, POSTGRES) for one in things if _is(one, "postgresql")),
        MYSQL: tuple(_flexible(one, MYSQL) for one in things if _is(one, "mysql")),
    }


def _is(thing: Thing, engine: str) -> bool:
    return thing.facts["engine"] == engine


def _item(thing: Thing, kind: str) -> dict[str, object]:
    return {
        **thing.as_arm(kind),
        "tags": thing.facts["tags"],
    }


def _database(thing: Thing) -> Item:
    facts = thing.facts
    size, cores, gib = str(facts["size"]), facts["vcpus"], facts["storage_gib"]
    pool = f"{thing.written_id.partition('/databases/')[0]}/elasticPools/{facts['pool']}"
    states = {"running": "Online", "paused": "Paused"}
    licence = OF_SQL[str(facts["licence"])]
    return {
        **_item(thing, SQL),
        "kind": "v12.0,user" + (",vcore" if cores else "") + (
            ",serverless" if facts["serverless"] else ""
        ),
        "sku": {"name": size.rpartition("_")[0] or size, "tier": facts["edition"],
                **({"capacity": cores} if cores else {})},
        "properties": {
            "status": states[str(facts["state"])],
            "maxSizeBytes": gib * GIB if isinstance(gib, int) else None,
            "currentServiceObjectiveName": size,
            "zoneRedundant": facts["multi_az"],
            "creationDate": f"{facts['created_at']:%Y-%m-%dT%H:%M:%S}.0000000Z",
            **({"elasticPoolId": pool} if facts["pool"] else {}),
            **({} if facts["edition"] == "Standard" else {"licenseType": licence}),
        },
    }  # fmt: skip


def _master(thing: Thing) -> Item:
    """What every server has for itself."""
    root = thing.written_id.partition("/databases/")[0]
    whole = {**_item(thing, SQL), "id": f"{root}/databases/master", "name": "master", "tags": {}}
    return {**whole, "kind": "v12.0,system", "properties": {"status": "Online"}}


def _sql_server(thing: Thing) -> Item:
    known = {**_item(thing, SERVER), "id": thing.written_id.partition("/databases/")[0]}
    access = "Enabled" if thing.facts["public"] else "Disabled"
    properties = {"version": "12.0", "state": "Ready", "publicNetworkAccess": access}
    return {**known, "name": thing.facts["cluster"], "kind": "v12.0", "properties": properties}


def _flexible(thing: Thing, kind: str) -> Item:
    facts = thing.facts
    return {
        **_item(thing, kind),
        "sku": {"name": facts["size"], "tier": facts["edition"]},
        "properties": {
            "version": facts["engine_version"],
            "state": "Ready",
            "availabilityZone": "1",
            "storage": {"storageSizeGB": facts["storage_gib"], "type": facts["storage_type"]},
            "backup": {
                "backupRetentionDays": facts["backup_days"],
                "geoRedundantBackup": "Disabled",
            },
            "highAvailability": {"mode": "ZoneRedundant" if facts["multi_az"] else "Disabled"},
            "network": {"publicNetworkAccess": "Enabled" if facts["public"] else "Disabled"},
            "replicationRole": "Primary" if kind == POSTGRES else "None",
        },
    }
