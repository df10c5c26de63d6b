"""Azure Resource Manager on loopback: a stand-in that the real Azure SDKs read an estate from.

No emulator of Azure answers the reads we need (VMs with power states, metrics), so this is ours. It
answers in Azure's own JSON: pages with `nextLink`, errors as `{"error": {"code", "message"}}`, a
401 without a bearer token, a 403 AuthorizationFailed for the subscriptions in `denied`.

What a reader must know: it only reads, any other method is a 405; paths are compared without case,
as Azure does; the token is not checked, only that there is one. `demo.arm_metrics` turns raw points
into metric answers, `demo.graph` answers Resource Graph.

    GET  /subscriptions[/{s}]
    GET  /providers/{namespace}/{type}
    GET  /subscriptions/{s}/providers/{namespace}/locations/{l}/usages
    GET  /subscriptions/{s}[/resourceGroups/{g}]/providers/{namespace}/{type}  statusOnly, $expand
    GET  …/providers/{namespace}/{type}/{name}[/instanceView]
    GET  …/providers/{namespace}/{type}/{name}/{part}/default
    GET  …/providers/{namespace}/{type}/{name}/{parts}
    GET  …/providers/{namespace}/{type}/{name}/providers/Microsoft.Insights/metrics
    GET, POST  /subscriptions/{s}/providers/Microsoft.Insights/metrics
    POST /subscriptions/{s}/metrics:getBatch
    GET  /subscriptions/{s}/providers/Microsoft.Authorization/permissions
    POST /providers/Microsoft.ResourceGraph/resources
    GET  /api/retail/prices                                               demo.price_list, no token
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from demo import arm_metrics, price_list
from demo.arm_metrics import Refusal
from demo.graph import GROUPS, Allowance, Graph

Points = Sequence[tuple[datetime, float | None, float | None]]  # (time, average, maximum)
Item = Mapping[str, object]
# Small, so that every estate of more than a few VMs makes its readers follow nextLink.
PAGE_SIZE = 50
# Fewer than Azure's thousand, for the same reason.
GRAPH_PAGE_SIZE = 200
VM_TYPE = "microsoft.compute/virtualmachines"
_DENIED = (
    "The client 'finops' with object id '00000000-0000-0000-0000-0000000000f1' does not have "
    "authorization to perform action '{action}' over scope '{scope}' or the scope is invalid. If "
    "access was recently granted, please refresh your credentials."
)


@dataclass(frozen=True, slots=True)
class ArmEstate:
    """What there is: Azure's own JSON, and where its points come from.

    `subscriptions` hold subscriptionId, displayName, state, tenantId. `resources` is subscription
    id → ARM type ("Microsoft.Compute/disks") → items with id, name, location, tags, properties.
    `power` is VM id in lower case → "running", "deallocated" …; a VM that it leaves out shows no
    PowerState. `points(resource id in lower case, metric name, start, end)` gives raw points of
    `[start, end)` at whatever step the estate keeps. `denied` subscriptions are listed, not read.
    Of types in `forbidden`, in lower case, nothing is read anywhere. `tenant` is what belongs to no
    subscription: type → items. `graph_refused`: nobody may ask Resource Graph.
    """

    subscriptions: tuple[Item, ...]
    resources: Mapping[str, Mapping[str, tuple[Item, ...]]]
    power: Mapping[str, str]
    points: Callable[[str, str, datetime, datetime], Points]
    denied: frozenset[str] = frozenset()
    tenant: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)
    graph_refused: bool = False
    forbidden: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Arm:
    """The answers, apart from HTTP."""

    estate: ArmEstate
    page_size: int = PAGE_SIZE
    graph_page_size: int = GRAPH_PAGE_SIZE

    @cached_property
    def readable(self) -> Graph:
        """What Resource Graph shows."""
        denied = {one.lower() for one in self.estate.denied}
        known = {str(one["subscriptionId"]).lower(): one for one in self.estate.subscriptions}
        shown = {identity: one for identity, one in known.items() if identity not in denied}
        items = {
            one: {kind: held for kind, held in kinds.items() if kind not in self.estate.forbidden}
            for one, kinds in self.items.items()
        }
        return Graph(shown, items, self.estate.power)

    @cached_property
    def items(self) -> Mapping[str, Mapping[str, tuple[Item, ...]]]:
        """Subscription id → type → resources, both in lower case."""
        return {
            subscription.lower(): {kind.lower(): found for kind, found in kinds.items()}
            for subscription, kinds in self.estate.resources.items()
        }

    def answer(self, method: str, url: str, body: Item) -> Item:
        """The JSON for one request; raises Refusal."""
        path, query = urlsplit(url).path, dict(parse_qsl(urlsplit(url).query))
        asked = {key.lower(): value for key, value in query.items()}
        for verbs, shape, read in _ROUTES:
            if found := shape.fullmatch(unquote(path)):
                if method not in verbs:
                    break
                if "api-version" not in asked:
                    raise Refusal(400, "MissingApiVersionParameter", _NO_VERSION)
                return read(self, found.groupdict(), asked, body)
        else:
            raise Refusal(404, "NotFound", f"No route answers {path}.")
        raise Refusal(405, "HttpMethodNotAllowed", f"{method} is not supported: this only reads.")

    def subscriptions(self, _: Mapping[str, str], __: Mapping[str, str], ___: Item) -> Item:
        """Every subscription, the denied ones too: that they exist is no secret."""
        every = self.estate.subscriptions
        shown = tuple({key: one[key] for key in one if key != GROUPS} for one in every)
        return {"value": shown, "count": {"type": "Total"}}

    def subscription(self, place: Mapping[str, str], _: Mapping[str, str], __: Item) -> Item:
        """One subscription."""
        return self._subscription(place["subscription"])

    def resources(
        self, place: Mapping[str, str], asked: Mapping[str, str], _: Item
    ) -> Mapping[str, object]:
        """Resources of one type, in the subscription or one of its resource groups."""
        self._allow(place["subscription"], f"{place['kind']}/read")
        kind, group = place["kind"].lower(), place.get("group")
        found = self.items.get(place["subscription"].lower(), {}).get(kind, ())
        if group is not None:
            found = tuple(item for item in found if _group(str(item["id"])) == group.lower())
        if kind == VM_TYPE and asked.get("statusonly", "").lower() == "true":
            found = tuple(self._status(item) for item in found)
        elif kind == VM_TYPE and "instanceview" in asked.get("$expand", "").lower():
            found = tuple(self._with_view(item) for item in found)
        return {"value": found}

    def parts(self, place: Mapping[str, str], _: Mapping[str, str], __: Item) -> Item:
        """What is a part of a resource, as the queues of a namespace."""
        kind = f"{place['kind']}/{place['part']}".lower().replace("/default/", "/")
        self._allow(place["subscription"], f"{kind}/read")
        owner = f"{self._item(place['resource'])['id']}/".lower()
        found = self.items.get(place["subscription"].lower(), {}).get(kind, ())
        return {"value": tuple(one for one in found if str(one["id"]).lower().startswith(owner))}

    def part(self, place: Mapping[str, str], _: Mapping[str, str], __: Item) -> Item:
        """The one part of a type that a resource has or has not, as the lifecycle of storage."""
        kind = f"{place['kind']}/{place['part']}".lower()
        self._allow(place["subscription"], f"{kind}/read")
        wanted = f"{self._item(place['resource'])['id']}/{place['part']}/default".lower()
        for one in self.items.get(place["subscription"].lower(), {}).get(kind, ()):
            if str(one["id"]).lower() == wanted:
                return one
        raise Refusal(404, "ResourceNotFound", f"The Resource '{wanted}' was not found.")

    def usages(self, place: Mapping[str, str], _: Mapping[str, str], __: Item) -> Item:
        """What a service allows in a region, and how much there is."""
        kind = f"{place['service']}/locations/usages".lower()
        self._allow(place["subscription"], f"{kind}/read")
        found = self.items.get(place["subscription"].lower(), {}).get(kind, ())
        here = (one for one in found if one["location"] == place["location"].lower())
        return {"value": tuple({**one, "location": None} for one in here)}

    def of_tenant(self, place: Mapping[str, str], _: Mapping[str, str], __: Item) -> Item:
        """What belongs to the tenant: who may see none of it is shown an empty list."""
        kinds = {kind.lower(): found for kind, found in self.estate.tenant.items()}
        return {"value": kinds.get(place["kind"].lower(), ())}

    def graph(self, _: Mapping[str, str], __: Mapping[str, str], body: Item) -> Item:
        """A page of what a query finds."""
        if self.estate.graph_refused:
            action, scope = "Microsoft.ResourceGraph/resources/read", "/"
            raise Refusal(403, "AuthorizationFailed", _DENIED.format(action=action, scope=scope))
        return self.readable.answer(body, self.graph_page_size)

    def permissions(self, place: Mapping[str, str], _: Mapping[str, str], __: Item) -> Item:
        """What the caller may do in a subscription: read everything but what is forbidden."""
        self._allow(place["subscription"], "Microsoft.Authorization/permissions/read")
        without = [f"{kind}/read" for kind in sorted(self.estate.forbidden)]
        return {"value": ({"actions": ["*/read"], "notActions": without},)}

    def resource(self, place: Mapping[str, str], asked: Mapping[str, str], _: Item) -> Item:
        """One resource."""
        self._allow(place["subscription"], f"{place['kind']}/read")
        item = self._item(place["resource"])
        expand = asked.get("$expand", "").lower()
        return self._with_view(item) if expand == "instanceview" else item

    def instance_view(self, place: Mapping[str, str], _: Mapping[str, str], __: Item) -> Item:
        """A VM's statuses."""
        self._allow(place["subscription"], f"{place['kind']}/instanceView/read")
        return self._view(self._item(place["resource"]))

    def resource_metrics(self, place: Mapping[str, str], asked: Mapping[str, str], _: Item) -> Item:
        """Metrics of one resource."""
        self._allow(place["subscription"], "Microsoft.Insights/metrics/read")
        item = self._item(place["resource"])
        return arm_metrics.of_resource(item, asked, self.estate.points)

    def metrics(self, place: Mapping[str, str], asked: Mapping[str, str], body: Item) -> Item:
        """Metrics of all resources of one type in one region of a subscription."""
        self._allow(place["subscription"], "Microsoft.Insights/metrics/read")
        said = {key.lower(): str(value) for key, value in body.items()}
        asked = {"$filter": said.pop("filter", ""), **said, **asked}
        kinds = self.items.get(place["subscription"].lower(), {})
        found = kinds.get(asked.get("metricnamespace", "").lower(), ())
        return arm_metrics.of_region(found, asked, self.estate.points)

    def batch(self, place: Mapping[str, str], asked: Mapping[str, str], body: Item) -> Item:
        """Metrics of the resources that the body names."""
        self._allow(place["subscription"], "Microsoft.Insights/metrics/read")
        ids = body.get("resourceids", [])
        if not isinstance(ids, list) or not 0 < len(ids) <= arm_metrics.MOST_IN_BATCH:
            raise Refusal(400, "BadRequest", "1 to 50 resourceids are expected.")
        items = tuple(self._item(str(identity)) for identity in ids)
        return arm_metrics.of_batch(items, asked, self.estate.points)

    def _subscription(self, identity: str) -> Item:
        for known in self.estate.subscriptions:
            if str(known["subscriptionId"]).lower() == identity.lower():
                return known
        message = f"The subscription '{identity}' could not be found."
        raise Refusal(404, "SubscriptionNotFound", message)

    def _allow(self, subscription: str, action: str) -> None:
        self._subscription(subscription)
        denied = subscription.lower() in {one.lower() for one in self.estate.denied}
        if denied or action.lower().removesuffix("/read") in self.estate.forbidden:
            scope = f"/subscriptions/{subscription}"
            raise Refusal(403, "AuthorizationFailed", _DENIED.format(action=action, scope=scope))

    def _item(self, identity: str) -> Item:
        wanted = "/" + identity.strip("/").lower()
        kinds = self.items.get(wanted.split("/")[2], {})
        for item in kinds.get("/".join(wanted.split("/")[6:8]), ()):
            if str(item["id"]).lower() == wanted:
                return item
        raise Refusal(404, "ResourceNotFound", f"The Resource '{identity}' was not found.")

    def _view(self, item: Item) -> Item:
        codes = ["ProvisioningState/succeeded"]
        if power := self.estate.power.get(str(item["id"]).lower()):
            codes.append(f"PowerState/{power}")
        return {"statuses": [{"code": code, "level": "Info"} for code in codes]}

    def _status(self, item: Item) -> Item:
        # As Azure: little more than the statuses, and the resource group in capitals.
        kept = {key: item[key] for key in ("name", "type", "location") if key in item}
        shouted = _GROUP.sub(lambda found: found[0].upper(), str(item["id"]))
        return {**kept, "id": shouted, "properties": {"instanceView": self._view(item)}}

    def _with_view(self, item: Item) -> Item:
        properties = item.get("properties")
        known = properties if isinstance(properties, Mapping) else {}
        return {**item, "properties": {**known, "instanceView": self._view(item)}}


Read = Callable[[Arm, Mapping[str, str], Mapping[str, str], Item], Item]
_NO_VERSION = "The api-version query parameter (?api-version=) is required for all requests."
_SUBSCRIPTION = r"/subscriptions/(?P<subscription>[^/]+)"
_IN_GROUP = _SUBSCRIPTION + r"/resourceGroups/(?P<group>[^/]+)"
_KIND = r"/providers/(?P<kind>[^/]+/[^/]+)"
_ONE = rf"(?P<resource>{_IN_GROUP}{_KIND}/[^/]+)"
_METRICS = r"/providers/Microsoft\.Insights/metrics"
_USAGES = r"/providers/(?P<service>[^/]+)/locations/(?P<location>[^/]+)/usages"
_GRAPH = r"/providers/Microsoft\.ResourceGraph/resources"
_PERMISSIONS = r"/providers/Microsoft\.Authorization/permissions"

_GROUP = re.compile(r"(?<=/resourceGroups/)[^/]+", re.IGNORECASE)


def _shape(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern + "/?", re.IGNORECASE)


# In order: metrics and the like before the resources, whose shape they share.
_ROUTES: tuple[tuple[tuple[str, ...], re.Pattern[str], Read], ...] = (
    (("GET",), _shape("/subscriptions"), Arm.subscriptions),
    (("GET",), _shape(_SUBSCRIPTION), Arm.subscription),
    (("POST",), _shape(_GRAPH), Arm.graph),
    (("GET",), _shape(_SUBSCRIPTION + _PERMISSIONS), Arm.permissions),
    (("GET",), _shape(_KIND), Arm.of_tenant),
    (("GET", "POST"), _shape(_SUBSCRIPTION + _METRICS), Arm.metrics),
    (("POST",), _shape(_SUBSCRIPTION + "/metrics:getBatch"), Arm.batch),
    (("GET",), _shape(_ONE + _METRICS), Arm.resource_metrics),
    (("GET",), _shape(_ONE + "/instanceView"), Arm.instance_view),
    (("GET",), _shape(_SUBSCRIPTION + _USAGES), Arm.usages),
    (("GET",), _shape(_SUBSCRIPTION + _KIND), Arm.resources),
    (("GET",), _shape(_IN_GROUP + _KIND), Arm.resources),
    (("GET",), _shape(_ONE), Arm.resource),
    (("GET",), _shape(_ONE + r"/(?P<part>[^/?]+)/default"), Arm.part),
    (("GET",), _shape(_ONE + r"/(?P<part>[^?]+)"), Arm.parts),
)


def _group(identity: str) -> str:
    parts = identity.lower().split("/")
    return parts[4] if len(parts) > 4 else ""


def page(whole: Item, url: str, base: str, size: int) -> Item:
    """One page of an answer's `value`, with the link to the next where there is one.

    Only lists of resources come in pages: an answer of metrics has no `nextLink` in Azure either.
    """
    found = whole.get("value")
    if not isinstance(found, tuple):
        return whole
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    start = int(query.pop("$skiptoken", "0"))
    shown: dict[str, object] = {**whole, "value": found[start : start + size]}
    if start + size < len(found):
        more = urlencode({**query, "$skiptoken": str(start + size)}, quote_via=quote)
        shown["nextLink"] = f"{base}{parts.path}?{more}"
    return shown


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A burst of readers is the normal case: the default of five refuses some of them.
    request_queue_size = 64

    def __init__(self, port: int, arm: Arm, allowance: Allowance) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.arm = arm
        self.allowance = allowance

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    # Headers and body leave in one segment: else each answer waits 40 ms for a delayed ACK.
    wbufsize = -1
    disable_nagle_algorithm = True

    def _reply(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length) if length else b"{}"
        arm = self.server.arm
        if urlsplit(self.path).path == price_list.PATH:
            # Everybody's: it asks no token, and is shown none.
            assert "Authorization" not in self.headers  # noqa: S101 - a stand-in may say so
            self._send(200, price_list.page(self.path, self.server.base), {})
            return
        try:
            self._check_token()
            told = self._counted()
            whole = arm.answer(self.command, self.path, json.loads(sent))
            self._send(200, page(whole, self.path, self.server.base, arm.page_size), told)
        except Refusal as refusal:
            details = {"details": list(refusal.details)} if refusal.details else {}
            error = {"code": refusal.code, "message": refusal.message, **details}
            self._send(refusal.status, {"error": error}, refusal.headers)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _reply  # noqa: N815 - the base class's names

    def _check_token(self) -> None:
        if not self.headers.get("Authorization", "").startswith("Bearer "):
            raise Refusal(401, "AuthenticationFailed", "The 'Authorization' header is missing.")

    def _counted(self) -> Mapping[str, str]:
        """What Resource Graph says of its quota, which only queries count against."""
        asks = re.fullmatch(_GRAPH, urlsplit(self.path).path, re.IGNORECASE)
        return self.server.allowance.take() if asks else {}

    def _send(self, status: int, payload: Item, headers: Mapping[str, str]) -> None:
        body = json.dumps(payload).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Bearer authorization_uri="http://127.0.0.1"')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Be quiet: the caller's own audit tells what was asked."""


@contextmanager
def arm_server(
    estate: ArmEstate,
    port: int = 0,
    page_size: int = PAGE_SIZE,
    graph_page_size: int = GRAPH_PAGE_SIZE,
    allowance: Allowance | None = None,
) -> Iterator[str]:
    """Serve the estate on loopback; gives the base URL. Port 0 takes a free one.

    `allowance` is how often Resource Graph may be asked: Azure's number, in a window of a second,
    so that nobody who looks at the estate waits long.
    """
    allowed = allowance or Allowance(window=1)
    server = _Server(port, Arm(estate, page_size, graph_page_size), allowed)
    thread = Thread(target=server.serve_forever, args=(0.05,), name="arm", daemon=True)
    thread.start()
    try:
        yield server.base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
