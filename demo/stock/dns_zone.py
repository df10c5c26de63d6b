"""DNS zones: public and private ones, an empty one, one that no network is linked to."""

from collections.abc import Iterator, Mapping, Sequence

from demo.accounts import Ids, place
from demo.shape import Estate
from demo.stock.course import course, total
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import told

SERVICES, GLOBAL = ("route53",), True
PUBLIC, PRIVATE = "Microsoft.Network/dnsZones", "Microsoft.Network/privateDnsZones"
WORLD = "global"
# (account, domain, private, records, queries of six hours, networks that it is linked to, team).
PLANS = (
    ("shop-prod", "shop.example", False, 48, 300_000, None, "web"),
    ("shop-prod", "internal.shop.example", True, 31, 0, None, "platform"),
    ("shop-staging", "staging.shop.example", False, 9, 200, None, None),
    ("data-platform", "old-data.example", False, 2, 3, None, None),
    ("retail-prod", "retail.example", False, 22, 90_000, None, "web"),
    ("retail-prod", "privatelink.database.windows.net", True, 6, 0, 2, None),
    ("retail-dev", "privatelink.blob.core.windows.net", True, 1, 0, 0, None),
    ("legacy-erp", "erp.example", False, 4, 100, None, None),
)
Plan = tuple[str, str, bool, int, int, int | None, str | None]


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids = Ids(estate.seed)
    return (thing(estate, ids, plan) for plan in PLANS)


def thing(estate: Estate, ids: Ids, plan: Plan) -> Thing:
    """One of them."""
    account, domain, private, records, level, links, team = plan
    where = place(account, WORLD)
    aws = where.account.cloud == "aws"
    own = f"Z{ids.hex('zone', account, domain)[:13].upper()}"
    written = (
        f"arn:aws:route53:::hostedzone/{own}"
        if aws
        else ids.of("", PRIVATE if private else PUBLIC, where, domain)
    )
    facts: dict[str, object] = {
        "name": domain,
        "scheme": "private" if private else "public",
        "record_count": records,
        "link_count": links,
        "tags": {"team": team} if team else {},
    }
    points = course(level, estate.now, f"{estate.seed} {domain}")
    line = Line("QueryVolume", points, counted=True)
    if aws:
        line = Line("DNSQueries", points, "AWS/Route53", (("HostedZoneId", own),), counted=True)
    metrics = {"queries": None if private else total(points, estate.now)}
    lines, identity = (() if private else (line,)), (written if aws else written.lower())
    return Thing("dns_zone", where, identity, facts, {"own": own}, lines, written, metrics)


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """What Route 53 says of them."""
    if not request.action.endswith("/hostedzone"):
        return None
    zones = [_zone(one) for one in things]
    whole = {"HostedZones": zones, "Marker": "", "IsTruncated": False, "MaxItems": "100"}
    return told("route53", "ListHostedZones", whole)


def _zone(thing: Thing) -> Item:
    facts = thing.facts
    return {
        "Id": f"/hostedzone/{thing.more['own']}",
        "Name": f"{facts['name']}.",
        "CallerReference": "made",
        "Config": {"Comment": "", "PrivateZone": facts["scheme"] == "private"},
        "ResourceRecordSetCount": facts["record_count"],
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Network writes them."""
    hidden = [one for one in things if one.facts["scheme"] == "private"]
    shown = [one for one in things if one.facts["scheme"] == "public"]
    return {
        PUBLIC: tuple(_item(one, PUBLIC) for one in shown),
        PRIVATE: tuple(_item(one, PRIVATE) for one in hidden),
    }


def _item(thing: Thing, kind: str) -> Item:
    facts, links = thing.facts, thing.facts["link_count"]
    return {
        "id": thing.written_id,
        "name": facts["name"],
        "type": kind,
        "location": "global",
        "tags": facts["tags"],
        "properties": {
            "numberOfRecordSets": facts["record_count"],
            **({"numberOfVirtualNetworkLinks": links} if links is not None else {}),
        },
    }
