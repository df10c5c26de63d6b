"""Charges from Cost Management's query, in FOCUS columns: for subscriptions without an export.

A query groups by two dimensions at most, and gives either what was billed (ActualCost) or what was
used (AmortizedCost: commitments spread over what they cover). So of each of the two is asked:

    all        by service and charge type: these are the subscription's charges, to the last one
    usage      of charge type Usage by resource and service: these stand in the place of the
               service's usage, which keeps what is left of it, so that the sum is the same
    places     which region a resource is in (not by day, and no amounts are taken from it)

What one of the two types does not list cost nothing there: an answer without a filter is complete.

`to` is the last day, and part of the period; ours end before `end`. Columns are found by name, as
their order changes. Pages are followed by us, since the SDK follows none; 204 means that there is
nothing. The query is a POST that reads: `wire` lets this one out, and obeys the headers of its
429. Amounts come as binary fractions.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from intents.period import Span
from providers.azure.arm import MOST_PAGES, Kind, Reader
from providers.azure.payload import Item, text, value
from providers.azure.session import Clients
from providers.charges import Charge, Charges, added, amount, cost_table, told_apart
from providers.errors import Odd, legible
from providers.model import Account, Call, Fetched, Source

if TYPE_CHECKING:
    from providers.azure.wire import Told

NEEDS = ("Microsoft.CostManagement/query/read",)
QUERY = Kind("Microsoft.CostManagement/query", lambda azure: azure.costs.query.usage)
PROVIDER = "Microsoft"
BILLED, USED = "ActualCost", "AmortizedCost"
COST_COLUMNS = ("Cost", "PreTaxCost", "totalCost")
USAGE = "Usage"
_CATEGORY = {
    "usage": "Usage", "unusedreservation": "Usage", "unusedsavingsplan": "Usage",
    "purchase": "Purchase", "tax": "Tax", "credit": "Credit",
}  # fmt: skip

Row = Mapping[str, Any]
Amounts = dict[tuple[date, str, tuple[str, ...]], Decimal]


def read(reader: Reader, account: Account, span: Span) -> Fetched[Charges]:
    """The subscription's charges of the span. Raises CloudError."""
    asked = Asked(reader, account, span)
    everything = list(asked.charges(("ServiceName", "ChargeType")))
    usage = asked.charges(("ResourceId", "ServiceName"), USAGE)
    places = asked.places()
    whole = [_whole(charge, *keys) for keys, charge in everything]
    parts = [_part(charge, *keys, places=places) for keys, charge in usage]
    table = cost_table(account, PROVIDER, told_apart(whole, parts, _group))
    source = Source(QUERY.source, datetime.now(UTC), calls=len(asked.made))
    return Fetched((Charges(table, span.start),), sources=(source,))


class Asked:
    """The queries about one subscription and span, with the calls that they `made`."""

    def __init__(self, reader: Reader, account: Account, span: Span) -> None:
        """Nothing is asked yet."""
        self._reader, self._span = reader, span
        self._scope = f"subscriptions/{account.id}"
        self.made: list[Call] = []

    def charges(
        self, by: tuple[str, str], of: str = ""
    ) -> Iterator[tuple[tuple[str, ...], Charge]]:
        """What was billed and what was used of each day, with the values of the two dimensions."""
        billed, used = (self._amounts(kind, by, of) for kind in (BILLED, USED))
        for key in dict.fromkeys((*billed, *used)):
            day, currency, keys = key
            zero = Decimal(0)
            yield keys, Charge(day, billed.get(key, zero), used.get(key, zero), currency, USAGE)

    def places(self) -> Mapping[str, str]:
        """Resource id in lower case → region; without those that had several."""
        found: dict[str, set[str]] = {}
        for row in self._rows(BILLED, "None", ("ResourceId", "ResourceLocation"), ""):
            with legible(self._reader.where, QUERY.source):
                resource, region = (
                    str(row[name] or "").lower() for name in ("ResourceId", "ResourceLocation")
                )
            if resource:
                found.setdefault(resource, set()).add(region.replace(" ", ""))
        return {one: min(regions) for one, regions in found.items() if len(regions - {""}) == 1}

    def _amounts(self, kind: str, by: tuple[str, str], of: str) -> Amounts:
        found = self._rows(kind, "Daily", by, of)
        with legible(self._reader.where, QUERY.source):
            return amounts(found, by)

    def _rows(self, kind: str, step: str, by: Sequence[str], of: str) -> list[Row]:
        body = _query(kind, self._span, step, by, of)
        return all_rows(self._reader, QUERY, self._scope, body, self.made)


def all_rows(
    reader: Reader, kind: Kind, scope: str, body: Mapping[str, object], made: list[Call]
) -> list[Row]:
    """The rows of all pages of an answer of Cost Management. Raises CloudError."""
    page = reader.fetch_one(kind, made, frozenset(), scope=scope, parameters=body)
    found: list[Row] = []
    seen: set[str] = set()
    while len(seen) < MOST_PAGES:
        with legible(reader.where, kind.source):
            found += rows(page)
        if page is None or not (onward := text(page, "properties.nextLink")):
            return found
        if onward in seen:
            break
        seen.add(onward)
        page = reader.fetch_one(_next_page(kind, scope), made, frozenset(), url=onward, body=body)
    raise Odd(reader.where, f"EndlessPages: {kind.action}", "ask again; if it stays, tell us")


def _next_page(kind: Kind, scope: str) -> Kind:
    """Reads a page after the first: the same question, to the address that the last one gave."""
    path = f"/{scope}/providers/{kind.name}".lower()

    def operation(azure: Clients) -> Any:
        def post(url: str, body: object, told: "Told") -> object:
            from azure.core.rest import HttpRequest

            from providers.azure.wire import ForeignNextLink

            # What another subscription was charged is none of this one's.
            if urlsplit(url).path.lower() != path:
                raise ForeignNextLink(url)
            answer = azure.costs.send_request(HttpRequest("POST", url, json=body), told=told)
            return answer.json() if answer.content else None

        return post

    return Kind(kind.name, operation)


def _query(kind: str, span: Span, step: str, by: Sequence[str], of: str) -> dict[str, object]:
    data: dict[str, object] = {
        "granularity": step,
        "aggregation": {"totalCost": {"name": "Cost", "function": "Sum"}},
        "grouping": [{"type": "Dimension", "name": name} for name in by],
    }
    if of:
        data["filter"] = {"dimensions": {"name": "ChargeType", "operator": "In", "values": [of]}}
    last = span.end - timedelta(days=1)
    period = {"from": f"{span.start}T00:00:00+00:00", "to": f"{last}T23:59:59+00:00"}
    return {"type": kind, "timeframe": "Custom", "timePeriod": period, "dataset": data}


def rows(page: Item | None) -> list[Row]:
    """The rows of a page, each by the names of its columns; none where there is no page.

    Raises ValueError or TypeError where they do not fit their columns.
    """
    if page is None:
        return []
    columns, found = value(page, "properties.columns"), value(page, "properties.rows")
    names = [text(column, "name") or "" for column in columns] if isinstance(columns, list) else []
    return [dict(zip(names, row, strict=True)) for row in found] if isinstance(found, list) else []


def cost(row: Row) -> Decimal:
    """What a row costs, under whichever name. Raises LookupError or ArithmeticError without it."""
    name = next((name for name in COST_COLUMNS if name in row), COST_COLUMNS[0])
    return amount(row[name])


def amounts(found: Sequence[Row], by: Sequence[str]) -> Amounts:
    """Day, currency and dimensions → the sum of the rows that have them."""
    known: Amounts = {}
    for row in found:
        keys = tuple(str(row[name] or "") for name in by)
        key = (day(row["UsageDate"]), str(row["Currency"]), keys)
        known[key] = added((known.get(key, Decimal(0)), cost(row)))
    return known


def day(said: object) -> date:
    """Cost Management's days are numbers, as 20261118."""
    return datetime.strptime(str(said), "%Y%m%d").replace(tzinfo=UTC).date()


def _whole(charge: Charge, service: str, kind: str) -> Charge:
    category = _CATEGORY.get(kind.replace(" ", "").lower(), "Adjustment")
    return replace(charge, service=service or None, description=kind, category=category)


def _part(charge: Charge, resource: str, service: str, *, places: Mapping[str, str]) -> Charge:
    known = resource.lower() or None
    region = places.get(resource.lower())
    return replace(
        charge, service=service or None, description=USAGE, resource=known, region=region
    )


def _group(charge: Charge) -> tuple[object, ...]:
    kind = (charge.description or "").lower()
    return charge.day, charge.currency, (charge.service or "").lower(), kind
