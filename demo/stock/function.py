"""Functions: those that the charges know, some that nobody calls, and one that fails often."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from demo.accounts import Ids, place
from demo.shape import Estate, Place
from demo.stock.course import course, mean, total
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import told

SERVICES = ("lambda",)
KIND, PLAN = "Microsoft.Web/sites", "Microsoft.Web/serverfarms"
MIB = 1024**2


@dataclass(frozen=True, slots=True)
class Plan:
    """`calls` and `errors` of six hours; `ms` is how long a call takes.

    `used` is the share of its memory that calls use: none where Lambda Insights is off.
    """

    account: str
    region: str
    name: str
    runtime: str | None
    memory: int | None
    timeout: int | None
    calls: float
    errors: float
    ms: float
    age_days: int
    team: str | None
    architecture: str | None = "x86_64"
    used: float | None = None


PLANS = (
    Plan("shop-prod", "us-east-1", "checkout-hook", "python3.12", 1024, 30, 210_000, 40, 120, 20,
         "payments", "arm64", 71),
    Plan("shop-prod", "us-east-1", "thumbnailer", "nodejs20.x", 2048, 60, 60_000, 900, 850, 90,
         "web"),
    Plan("shop-prod", "us-east-1", "old-report", "python3.8", 512, 900, 0, 0, 0, 1300, None),
    Plan("shop-prod", "eu-west-1", "label-printer", "java17", 3008, 120, 0, 0, 0, 400, None),
    Plan("shop-staging", "us-east-1", "checkout-hook", "python3.12", 1024, 30, 40, 0, 130, 25,
         "payments", "arm64"),
    Plan("data-platform", "us-east-1", "ingest", None, 4096, 300, 90_000, 12, 2400, 45, "data"),
    Plan("data-platform", "ap-southeast-1", "apac-ingest", "python3.11", 512, 60, 900, 0, 90, 70,
         "data"),
    Plan("retail-prod", "westeurope", "func-crm-sync", "Python|3.11", None, None, 30_000, 12, 0, 30,
         "sales", None),
    Plan("retail-prod", "westeurope", "func-invoices", "python|3.12", 2048, None, 8_000, 300, 0, 12,
         "finance", None),
    Plan("retail-dev", "eastus", "func-try", "Node|18", None, None, 0, 0, 0, 500, None, None),
    Plan("legacy-erp", "westeurope", "func-erp", "DOTNET|6.0", None, None, 100, 0, 0, 900, None,
         None),
)  # fmt: skip


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids = Ids(estate.seed)
    return (thing(estate, ids, plan) for plan in PLANS)


def thing(estate: Estate, ids: Ids, plan: Plan) -> Thing:
    """One of them."""
    where = place(plan.account, plan.region)
    aws = where.account.cloud == "aws"
    written = (
        f"arn:aws:lambda:{plan.region}:{where.account.id}:function:{plan.name}"
        if aws
        else ids.of("", KIND, where, plan.name)
    )
    lines, metrics = _measured(estate, plan, aws=aws)
    facts: dict[str, object] = {
        "name": plan.name,
        "runtime": plan.runtime,
        "memory_mib": plan.memory,
        "timeout_seconds": plan.timeout,
        "architecture": plan.architecture,
        "modified_at": estate.now.replace(hour=9) - timedelta(days=plan.age_days),
        "tags": {"team": plan.team} if plan.team else {},
    }
    if aws:
        facts["package"] = "zip" if plan.runtime else "image"
        facts["code_size_mib"] = 12.5 if plan.runtime else None
    else:
        facts |= {"state": "running", "plan": f"asp-{plan.name}"}
    identity = written if aws else written.lower()
    return Thing("function", where, identity, facts, {}, lines, written, metrics)


def _measured(
    estate: Estate, plan: Plan, *, aws: bool
) -> tuple[tuple[Line, ...], Mapping[str, float | None]]:
    now, named = estate.now, (("FunctionName", plan.name),)
    calls = course(plan.calls, now, f"{plan.name} {plan.account} calls")
    errors = course(plan.errors, now, f"{plan.name} {plan.account} errors")
    # CloudWatch has no point where there was no call.
    calls, errors = (points if plan.calls or not aws else () for points in (calls, errors))
    names = ("Invocations", "Errors") if aws else ("FunctionExecutionCount", "Http5xx")
    lines = [
        Line(name, points, "AWS/Lambda", named, counted=True)
        for name, points in zip(names, (calls, errors), strict=True)
    ]
    metrics: dict[str, float | None] = {
        "invocations": total(calls, now) if calls else 0,
        "errors": total(errors, now) if errors else 0,
    }
    if aws:
        took = course(plan.ms, now, f"{plan.name} ms") if plan.calls else ()
        lines.append(Line("Duration", took, "AWS/Lambda", named))
        metrics["duration_ms"] = mean(took, now)
    if plan.used is not None:
        used = course(plan.used, now, f"{plan.name} memory")
        by_name = (("function_name", plan.name),)
        lines.append(Line("memory_utilization", used, "LambdaInsights", by_name))
        metrics["memory_used"] = mean(used, now)
    return tuple(lines), metrics


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As Lambda lists them."""
    if not request.action.startswith("GET ") or not request.action.rstrip("/").endswith(
        "/functions"
    ):
        return None
    return told("lambda", "ListFunctions", {"Functions": [_function(one) for one in things]})


def _function(thing: Thing) -> Mapping[str, object]:
    facts = thing.facts
    whole = {
        "FunctionName": facts["name"],
        "FunctionArn": thing.id,
        "Runtime": facts["runtime"],
        "PackageType": str(facts["package"]).title(),
        "MemorySize": facts["memory_mib"],
        "Timeout": facts["timeout_seconds"],
        "Architectures": [facts["architecture"]],
        "CodeSize": int(12.5 * MIB) if facts["runtime"] else 0,
        "LastModified": f"{facts['modified_at']:%Y-%m-%dT%H:%M:%S}.000+0000",
        "Version": "$LATEST",
    }
    return {key: value for key, value in whole.items() if value is not None}


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As App Service writes them."""
    return {KIND: tuple(_app(thing) for thing in things)}


def _app(thing: Thing) -> Item:
    facts = thing.facts
    runtime = str(facts["runtime"])
    flex = {
        "functionAppConfig": {
            "runtime": dict(zip(("name", "version"), runtime.split("|"), strict=True)),
            "scaleAndConcurrency": {"instanceMemoryMB": facts["memory_mib"]},
        }
    }
    return {
        **thing.as_arm(KIND),
        "kind": "functionapp,linux",
        "tags": facts["tags"],
        "properties": {
            "state": "Running",
            "serverFarmId": _plan_id(thing.place, str(facts["plan"])),
            "lastModifiedTimeUtc": f"{facts['modified_at']:%Y-%m-%dT%H:%M:%S}.0000000",
            "siteConfig": {"linuxFxVersion": runtime if not facts["memory_mib"] else ""},
            **(flex if facts["memory_mib"] else {}),
        },
    }


def _plan_id(where: Place, name: str) -> str:
    return where.arm_id(PLAN, name)
