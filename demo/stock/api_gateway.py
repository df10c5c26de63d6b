"""API gateways: REST, HTTP and WebSocket APIs, two of one name, one that nobody calls."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from demo.accounts import Ids, place
from demo.shape import Estate
from demo.stock.course import course, total
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import told

SERVICES = ("apigateway",)
KIND = "Microsoft.ApiManagement/service"
# (account, region, name, kind, requests of six hours, age in days, team); Azure's have an SKU and
# units in place of an age.
PLANS = (
    ("shop-prod", "us-east-1", "checkout", "rest", 80_000, 900, "payments"),
    ("shop-prod", "us-east-1", "catalog", "http", 210_000, 300, "web"),
    ("shop-prod", "us-east-1", "live", "websocket", 0, 200, "web"),
    ("shop-prod", "eu-west-1", "checkout-eu", "rest", 30_000, 500, "payments"),
    ("shop-staging", "us-east-1", "test", "rest", 0, 700, None),
    ("shop-staging", "us-east-1", "test", "rest", 0, 60, None),
    ("data-platform", "us-east-1", "ingest-api", "http", 9_000, 120, "data"),
    ("data-platform", "ap-southeast-1", "apac", "http", 50, 10, None),
)
MANAGED = (
    ("retail-prod", "westeurope", "apim-retail", "Standard", 2, 60_000),
    ("retail-dev", "eastus", "apim-dev", "Developer", 1, 40),
    ("legacy-erp", "westeurope", "apim-erp", "Premium", 3, 900),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids = Ids(estate.seed)
    names = [(account, region, name) for account, region, name, *_ in PLANS]
    for number, (account, region, name, kind, level, age, team) in enumerate(PLANS):
        where, own = place(account, region), ids.hex("api", account, region, name, number)[:10]
        folder = "restapis" if kind == "rest" else "apis"
        made = estate.now.replace(hour=0) - timedelta(days=age)
        facts = {
            "name": name,
            "kind": kind,
            "endpoint": "regional",
            "url": f"https://{own}.execute-api.{region}.amazonaws.com",
            "created_at": made,
            "tags": {"team": team} if team else {},
        }
        line = ("ApiName", name) if kind == "rest" else ("ApiId", own)
        points = course(level, estate.now, f"{estate.seed} {own}")
        lines = (Line("Count", points, "AWS/ApiGateway", (line,), counted=True),) if level else ()
        unknown = not level or names.count((account, region, name)) > 1
        metrics = {"requests": None if unknown else total(points, estate.now)}
        identity = f"arn:aws:apigateway:{region}::/{folder}/{own}"
        yield Thing("api_gateway", where, identity, facts, {"own": own}, lines, "", metrics)
    yield from _managed(estate, ids)


def _managed(estate: Estate, ids: Ids) -> Iterator[Thing]:
    for account, region, name, sku, units, level in MANAGED:
        where = place(account, region)
        written = ids.of("", KIND, where, name)
        facts = {
            "name": name,
            "kind": "management",
            "sku": sku,
            "unit_count": units,
            "state": "succeeded",
            "url": f"https://{name}.azure-api.net",
            "created_at": estate.now.replace(hour=0) - timedelta(days=365),
            "tags": {},
        }
        points = course(level, estate.now, f"{estate.seed} {name}")
        lines = (Line("Requests", points, counted=True),)
        metrics = {"requests": total(points, estate.now)}
        yield Thing("api_gateway", where, written.lower(), facts, {}, lines, written, metrics)


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """What API Gateway's two APIs say of them."""
    match request.action:
        case "GET /restapis":
            own = [_rest(one) for one in things if one.facts["kind"] == "rest"]
            return told("apigateway", "GetRestApis", {"items": own})
        case "GET /v2/apis":
            newer = [_newer(one) for one in things if one.facts["kind"] != "rest"]
            return told("apigatewayv2", "GetApis", {"Items": newer})
    return None


def _rest(thing: Thing) -> Item:
    facts = thing.facts
    return {
        "id": thing.more["own"],
        "name": facts["name"],
        "createdDate": facts["created_at"],
        "endpointConfiguration": {"types": ["REGIONAL"]},
        "tags": facts["tags"],
    }


def _newer(thing: Thing) -> Item:
    facts = thing.facts
    return {
        "ApiId": thing.more["own"],
        "Name": facts["name"],
        "ProtocolType": str(facts["kind"]).upper(),
        "ApiEndpoint": facts["url"],
        "CreatedDate": facts["created_at"],
        "Tags": facts["tags"],
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As API Management writes them."""
    return {KIND: tuple(_item(one) for one in things)}


def _item(thing: Thing) -> Item:
    facts = thing.facts
    return {
        **thing.as_arm(KIND),
        "sku": {"name": facts["sku"], "capacity": facts["unit_count"]},
        "properties": {
            "provisioningState": "Succeeded",
            "gatewayUrl": facts["url"],
            "createdAtUtc": f"{facts['created_at']:%Y-%m-%dT%H:%M:%S}.0000000Z",
        },
    }
