"""What web apps run on: busy, idle and empty plans, environments of Elastic Beanstalk."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from demo.accounts import Ids, place
from demo.shape import Estate
from demo.stock.course import course, mean
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import asked, told

SERVICES = ("elasticbeanstalk",)
KIND = "Microsoft.Web/serverfarms"
STACK = "64bit Amazon Linux 2023 v4.3.0 running Python 3.12"
# Account, region, name, tier, size, workers, apps; CPU and memory in percent; team.
Plan = tuple[str, str, str, str, str | None, int, int, float | None, float | None, str | None]
PLANS: tuple[Plan, ...] = (
    ("shop-prod", "us-east-1", "returns-portal", "webserver", None, 2, 1, None, None, "web"),
    ("shop-prod", "us-east-1", "old-mailer", "worker", None, 1, 1, None, None, None),
    ("shop-staging", "us-east-1", "portal-staging", "webserver", None, 0, 1, None, None, "web"),
    ("data-platform", "ap-southeast-1", "apac-portal", "webserver", None, 1, 1, None, None, None),
    ("retail-prod", "westeurope", "asp-web", "premiumv3", "P1v3", 3, 4, 47, 62, "web"),
    ("retail-prod", "westeurope", "asp-func-crm-sync", "dynamic", "Y1", 0, 1, None, None, "sales"),
    ("retail-prod", "northeurope", "asp-empty", "premiumv3", "P2v3", 1, 0, 2, 21, None),
    ("retail-dev", "eastus", "asp-lab", "basic", "B1", 1, 2, 3, 44, None),
    ("legacy-erp", "westeurope", "asp-erp", "standard", "S1", 2, 1, 20, 50, None),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids = Ids(estate.seed)
    return (thing(estate, ids, plan) for plan in PLANS)


def thing(estate: Estate, ids: Ids, plan: Plan) -> Thing:
    """One of them."""
    account, region, name, tier, size, workers, apps, cpu, memory, team = plan
    where = place(account, region)
    aws = where.account.cloud == "aws"
    home = f"arn:aws:elasticbeanstalk:{region}:{where.account.id}:environment/shop"
    written = f"{home}/{name}" if aws else ids.of("", KIND, where, name)
    facts: dict[str, object] = {
        "name": name,
        "state": "ready",
        "tier": tier,
        "size": size,
        "workers": workers,
        "apps": apps,
        "platform": STACK if aws else "linux",
        "tags": {"team": team} if team else {},
    }
    identity = written if aws else written.lower()
    if aws:
        facts |= {"health": "ok", "application": "shop"}
        facts["created_at"] = estate.now.replace(hour=3) - timedelta(days=250)
        return Thing("app_plan", where, identity, facts, {}, (), written)
    told_of = {"cpu": ("CpuPercentage", cpu), "memory": ("MemoryPercentage", memory)}
    lines, metrics = [], {}
    for field, (metric, level) in told_of.items():
        points = course(level, estate.now, (name, field)) if level is not None else ()
        lines.append(Line(metric, points))
        metrics[field] = mean(points, estate.now)
    return Thing("app_plan", where, identity, facts, {}, tuple(lines), written, metrics)


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As Elastic Beanstalk describes them."""
    match request.action:
        case "DescribeEnvironments":
            found: dict[str, object] = {"Environments": [_environment(one) for one in things]}
        case "DescribeEnvironmentResources":
            name = asked(request)["EnvironmentId"].removeprefix("e-")
            one = next(one for one in things if one.facts["name"] == name)
            workers = one.facts["workers"]
            assert isinstance(workers, int)  # noqa: S101 - for the type alone
            held = [{"Id": f"i-{n:017x}"} for n in range(workers)]
            found = {"EnvironmentResources": {"EnvironmentName": name, "Instances": held}}
        case _:
            return None
    return told("elasticbeanstalk", request.action, found)


def _environment(thing: Thing) -> Mapping[str, object]:
    facts = thing.facts
    tiers = {"webserver": "WebServer", "worker": "Worker"}
    return {
        "EnvironmentName": facts["name"],
        "EnvironmentId": f"e-{facts['name']}",
        "EnvironmentArn": thing.id,
        "ApplicationName": facts["application"],
        "SolutionStackName": facts["platform"],
        "DateCreated": facts["created_at"],
        "Status": "Ready",
        "Health": "Green",
        "HealthStatus": "Ok",
        "Tier": {"Name": tiers[str(facts["tier"])], "Type": "Standard", "Version": "1.0"},
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As App Service writes them."""
    return {KIND: tuple(_plan(thing) for thing in things)}


def _plan(thing: Thing) -> Item:
    facts = thing.facts
    return {
        **thing.as_arm(KIND),
        "kind": "linux",
        "tags": facts["tags"],
        "sku": {"name": facts["size"], "tier": str(facts["tier"]), "capacity": facts["workers"]},
        "properties": {
            "status": "Ready",
            "reserved": True,
            "numberOfWorkers": facts["workers"],
            "numberOfSites": facts["apps"],
        },
    }
