"""Content delivery: a shop's distributions, one switched off, Front Doors and an empty profile."""

from collections.abc import Iterator, Mapping, Sequence

from demo.accounts import Ids, place
from demo.shape import Estate
from demo.stock.course import course, total
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import told

SERVICES, GLOBAL = ("cloudfront",), True
PROFILE, DOOR = "Microsoft.Cdn/profiles", "Microsoft.Cdn/profiles/afdEndpoints"
GIB, WORLD = 1024**3, "global"
# (account, alias, origin, switched on, price class, requests and GiB of six hours, team).
PLANS = (
    ("shop-prod", "www.shop.example", "shop-web-1.us-east-1.elb.amazonaws.com", True,
     "PriceClass_All", 900_000, 120, "web"),
    ("shop-prod", "img.shop.example", "shop-assets.s3.amazonaws.com", True, "PriceClass_100",
     2_000_000, 700, "web"),
    ("shop-staging", "", "staging.shop.example", True, "PriceClass_100", 0, 0, None),
    ("data-platform", "docs.data.example", "lake-raw.s3.amazonaws.com", False, "PriceClass_All",
     0, 0, "data"),
)  # fmt: skip
# (account, name, SKU, endpoints, requests and GiB of six hours).
PROFILES = (
    ("retail-prod", "afd-retail", "Standard_AzureFrontDoor", 2, 500_000, 90),
    ("retail-dev", "afd-empty", "Premium_AzureFrontDoor", 0, 0, 0),
    ("legacy-erp", "afd-erp", "Standard_AzureFrontDoor", 1, 900, 1),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids = Ids(estate.seed)
    for account, alias, origin, enabled, price, requests, gib, team in PLANS:
        where = place(account, WORLD)
        own = f"E{ids.hex('cdn', account, origin)[:13].upper()}"
        facts: dict[str, object] = {
            "name": alias or own,
            "domain": f"d{own[1:].lower()}.cloudfront.net",
            "aliases": [alias] if alias else [],
            "origins": [origin],
            "enabled": enabled,
            "state": "deployed",
            "sku": price,
            "tags": {"team": team} if team else {},
        }
        identity = f"arn:aws:cloudfront::{where.account.id}:distribution/{own}"
        named = (("DistributionId", own), ("Region", "Global"))
        told = (("Requests", requests), ("BytesDownloaded", gib * GIB))
        lines = tuple(
            Line(metric, course(level, estate.now, own), "AWS/CloudFront", named, counted=True)
            for metric, level in told
        )
        yield _measured(estate, Thing("cdn", where, identity, facts, {"own": own}, lines))
    yield from _profiles(estate, ids)


def _profiles(estate: Estate, ids: Ids) -> Iterator[Thing]:
    for account, name, sku, endpoints, requests, gib in PROFILES:
        where = place(account, WORLD)
        written = ids.of("", PROFILE, where, name)
        facts: dict[str, object] = {
            "name": name,
            "domain": f"{name}-0.azurefd.net" if endpoints else None,
            "origins": [],
            "enabled": endpoints > 0,
            "state": "active",
            "sku": sku,
            "endpoint_count": endpoints,
            "tags": {},
        }
        lines = (
            Line("RequestCount", course(requests, estate.now, name), counted=True),
            Line("ResponseSize", course(gib * GIB, estate.now, name), counted=True),
        )
        made = Thing("cdn", where, written.lower(), facts, {}, lines, written)
        yield _measured(estate, made)


def _measured(estate: Estate, thing: Thing) -> Thing:
    requests, size = (tuple(line.points) for line in thing.lines)
    metrics = {
        "requests": total(requests, estate.now),
        "traffic_out_gib": total(size, estate.now, 1 / GIB),
    }
    parts = (thing.subject, thing.place, thing.id, thing.facts, thing.more, thing.lines)
    return Thing(*parts, thing.written_id, metrics)


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """What CloudFront says of them."""
    if not request.action.endswith("/distribution"):
        return None
    whole: Item = {
        "Marker": "",
        "MaxItems": 100,
        "IsTruncated": False,
        "Quantity": len(things),
        "Items": [_distribution(one) for one in things],
    }
    return told("cloudfront", "ListDistributions", {"DistributionList": whole})


def _distribution(thing: Thing) -> Item:
    facts = thing.facts
    aliases, origins = facts["aliases"], facts["origins"]
    assert isinstance(aliases, list)  # noqa: S101 - for the type alone
    assert isinstance(origins, list)  # noqa: S101 - for the type alone
    return {
        "Id": thing.more["own"],
        "ARN": thing.id,
        "Status": "Deployed",
        "DomainName": facts["domain"],
        "Aliases": {"Quantity": len(aliases), "Items": aliases},
        "Origins": {
            "Quantity": len(origins),
            "Items": [{"Id": one, "DomainName": one} for one in origins],
        },
        "PriceClass": facts["sku"],
        "Enabled": facts["enabled"],
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Microsoft.Cdn writes them."""
    return {
        PROFILE: tuple(_profile(one) for one in things),
        DOOR: tuple(door for one in things for door in _doors(one)),
    }


def _profile(thing: Thing) -> Item:
    return {
        "id": thing.written_id,
        "name": thing.facts["name"],
        "type": PROFILE,
        "location": "Global",
        "kind": "frontdoor",
        "sku": {"name": thing.facts["sku"]},
        "properties": {"resourceState": "Active", "provisioningState": "Succeeded"},
    }


def _doors(thing: Thing) -> Iterator[Item]:
    many = thing.facts["endpoint_count"]
    assert isinstance(many, int)  # noqa: S101 - for the type alone
    for number in range(many):
        name = f"{thing.facts['name']}-{number}"
        yield {
            "id": f"{thing.written_id}/afdEndpoints/{name}",
            "name": name,
            "type": DOOR,
            "location": "Global",
            "properties": {"hostName": f"{name}.azurefd.net", "enabledState": "Enabled"},
        }
