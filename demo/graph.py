"""Azure Resource Graph over the estate: what `demo.arm` answers to a query.

As Azure's: subscriptions that may not be read are left out without a word, and where none is left
the query is refused; types and resource groups come in lower case, and a VM's power state is inside
of its properties; pages end with a `$skipToken`; each answer says what is left of the quota, and
a query too many is a 429.
"""

import base64
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock

from demo import kusto
from demo.arm_metrics import Refusal

Item = Mapping[str, object]
Resources = Mapping[str, Mapping[str, Iterable[Item]]]
# The most rows of a page that Azure gives, and how often a user may ask.
MOST_ROWS = 1_000
QUERIES, WINDOW_SECONDS = 15, 5
VM_TYPE = "microsoft.compute/virtualmachines"
# Not among the resources of Azure's graph.
ABSENT = frozenset(
    {
        "microsoft.compute/locations/usages",
        "microsoft.compute/skus",
        "microsoft.consumption/budgets",
        "microsoft.keyvault/vaults/keys",
        "microsoft.keyvault/vaults/secrets",
        "microsoft.network/locations/usages",
        "microsoft.servicebus/namespaces/queues",
        "microsoft.servicebus/namespaces/topics",
        "microsoft.storage/storageaccounts/fileservices/shares",
    }
)
# Types that Azure keeps in a table of their own; all others are in `resources`.
TABLES: Mapping[str, str] = {
    "microsoft.advisor/recommendations": "advisorresources",
    "microsoft.resources/subscriptions": "resourcecontainers",
    "microsoft.resources/subscriptions/resourcegroups": "resourcecontainers",
    "microsoft.management/managementgroups": "resourcecontainers",
}
# What a subscription names so in the graph, and not in a list.
GROUPS = "managementGroupAncestorsChain"
_SUPPORT = "Please provide below info when asking for support: timestamp = 2026-11-18T12:00:00Z."


@dataclass
class Allowance:
    """How many queries are let through a window, and how many of this one are left."""

    queries: int = QUERIES
    window: float = WINDOW_SECONDS
    _lock: Lock = field(default_factory=Lock)
    _left: int = 0
    _until: float = 0.0

    def take(self) -> Mapping[str, str]:
        """The headers of an answer; raises Refusal where the window has no query left."""
        with self._lock:
            now = time.monotonic()
            if now >= self._until:
                self._left, self._until = self.queries, now + self.window
            refused, self._left = self._left == 0, max(0, self._left - 1)
            told = {
                "x-ms-user-quota-remaining": str(self._left),
                "x-ms-user-quota-resets-after": _span(self._until - now),
            }
        if refused:
            message = "Please provide below info when asking for support: RateLimiting."
            raise Refusal(429, "RateLimiting", message, told)
        return told


def _span(seconds: float) -> str:
    return f"00:00:{seconds:010.7f}" if seconds % 1 else f"00:00:{int(seconds):02}"


@dataclass(frozen=True, slots=True)
class Graph:
    """What may be read: subscriptions by id in lower case, and the resources of each by type.

    `power` is VM id in lower case → "running", "deallocated" ….
    """

    subscriptions: Mapping[str, Item]
    resources: Resources
    power: Mapping[str, str]

    def answer(self, body: Item, most: int) -> Item:
        """The page that a query asks for, of at most `most` rows; raises Refusal."""
        scope = self._scope(body)
        try:
            found = kusto.run(str(body.get("query", "")), self._tables(scope))
        except kusto.Unreadable as error:
            raise _bad("InvalidQuery", f"Query is invalid: {error}.") from error
        options = body.get("options")
        return _page(found, options if isinstance(options, Mapping) else {}, most)

    def _scope(self, body: Item) -> tuple[str, ...]:
        asked = body.get("subscriptions")
        known = [str(one).lower() for one in asked] if isinstance(asked, list) else []
        scope = tuple(one for one in known or self.subscriptions if one in self.subscriptions)
        if not scope:
            raise _bad(
                "NoValidSubscriptionsInQueryRequest",
                "There must be at least one subscription that is eligible to contain resources. "
                f"Given: '{', '.join(known)}'.",
            )
        return scope

    def _tables(self, scope: Iterable[str]) -> Mapping[str, Callable[[], Iterable[Item]]]:
        names = {"resources", *TABLES.values()}

        def rows(name: str) -> Callable[[], Iterable[Item]]:
            return lambda: [row for one in scope for row in self._rows(one, name)]

        return {name: rows(name) for name in names}

    def _rows(self, subscription: str, table: str) -> Iterator[Item]:
        if table == "resourcecontainers":
            yield self._container(subscription)
        for kind, items in self.resources.get(subscription, {}).items():
            known = kind.lower()
            if known not in ABSENT and TABLES.get(known, "resources") == table:
                for item in items:
                    yield self._row(item, known, subscription)

    def _container(self, subscription: str) -> Item:
        known = self.subscriptions[subscription]
        return {
            "id": f"/subscriptions/{subscription}",
            "name": known.get("displayName"),
            "type": "microsoft.resources/subscriptions",
            "tenantId": known.get("tenantId"),
            "subscriptionId": subscription,
            "properties": {
                name: known.get(name) for name in ("state", "subscriptionPolicies", GROUPS)
            },
        }

    def _row(self, item: Item, kind: str, subscription: str) -> Item:
        group = str(item.get("id", "")).lower().split("/")[4:5]
        row = {
            "kind": "", "managedBy": "", "tags": None, "sku": None, "plan": None, "zones": None,
            "identity": None, "extendedLocation": None,
            **item,
            "type": kind,
            "subscriptionId": subscription,
            "resourceGroup": group[0] if group else "",
            "tenantId": self.subscriptions[subscription].get("tenantId"),
        }  # fmt: skip
        return self._with_power(row) if kind == VM_TYPE else row

    def _with_power(self, row: dict[str, object]) -> Item:
        power = self.power.get(str(row["id"]).lower())
        known = row.get("properties")
        if not power:
            return row
        state = {"code": f"PowerState/{power}", "displayStatus": f"VM {power}"}
        view = {"instanceView": {"powerState": state}}
        return {
            **row,
            "properties": {**(known if isinstance(known, Mapping) else {}), "extended": view},
        }


def _page(found: list[Item], options: Item, most: int) -> Item:
    start = _start(options.get("$skipToken"))
    asked = options.get("$top", 100)
    size = min(asked if isinstance(asked, int) else 0, MOST_ROWS, most)
    if size < 1 or options.get("resultFormat", "objectArray") != "objectArray":
        raise _bad("InvalidOptions", "$top is 1 to 1000, and resultFormat objectArray.")
    shown = found[start : start + size]
    more = start + size < len(found)
    token = {"$skipToken": _token(start + size)} if more else {}
    return {
        "totalRecords": len(found),
        "count": len(shown),
        "data": shown,
        "facets": [],
        "resultTruncated": "true" if more else "false",
        **token,
    }


def _token(start: int) -> str:
    return base64.b64encode(f"estate:{start}".encode()).decode()


def _start(token: object) -> int:
    if not token:
        return 0
    try:
        name, _, start = base64.b64decode(str(token), validate=True).decode().partition(":")
        if name == "estate":
            return int(start)
    except ValueError:
        pass
    raise _bad("InvalidSkipToken", "The skip token is not one of ours.")


def _bad(code: str, message: str) -> Refusal:
    return Refusal(400, "BadRequest", _SUPPORT, details=({"code": code, "message": message},))
