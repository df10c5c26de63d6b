"""On-demand prices of VMs, from Azure's public list: https://prices.azure.com, which asks no token.

It is asked with filters, for it has hundreds of thousands. Spot, low priority and reserved prices
are others than on demand; a Windows price has the licence in it. A page names the next: it is
followed on the same host alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import product
from typing import Any

from providers.azure.arm import MOST_PAGES, Reader
from providers.azure.errors import CLOUD, translated
from providers.azure.payload import Item, decimal, items, moment, text
from providers.errors import Odd
from providers.model import Call, Fetched, Row, Source
from providers.size_name import azure, azure_cores

# Nobody's: it is public.
NEEDS: tuple[str, ...] = ()
SOURCE, ACTION = "Azure retail prices", "prices.azure.com/api/retail/prices"
HOURS_A_MONTH = 730
_PLAIN = {"serviceName": "Virtual Machines", "priceType": "Consumption"}
_OTHERS = ("spot", "low priority")
# What may stand in a filter.
_REGION = re.compile(r"[a-z0-9]+")
Only = Mapping[str, Sequence[str]]


def fetch(reader: Reader, only: Only) -> Fetched[Row]:
    """The prices of the given `size` and `region`, each any of some. Raises CloudError."""
    sizes = [name for one in only.get("size", ()) if (name := azure(one))]
    if only.get("size") and not sizes:
        return Fetched()
    regions = [one for one in only.get("region", ()) if _REGION.fullmatch(one)]
    if only.get("region") and not regions:
        return Fetched()
    wanted = {"armSkuName": sizes, "armRegionName": regions}
    choices = [[(name, one) for one in values] for name, values in wanted.items() if values]
    made: list[Call] = []
    found: list[Row] = []
    for chosen in product(*choices):
        asked = " and ".join(f"{n} eq '{v}'" for n, v in ({**_PLAIN, **dict(chosen)}).items())
        for page in _pages(reader, asked, made):
            found += (row(item) for item in items(page, "Items") if is_on_demand(item))
    source = Source(SOURCE, datetime.now(UTC), calls=len(made))
    return Fetched(tuple(found), sources=(source,))


def _pages(reader: Reader, asked: str, made: list[Call]) -> Iterator[Item]:
    def told(ended: str, ms: float) -> None:
        call = Call(CLOUD, "", "", "prices", "read", ended, ms)
        made.append(call)
        reader.context.record(call)

    link = ""
    for _ in range(MOST_PAGES):
        with translated(CLOUD, ACTION):
            page: Any = reader.session.prices(link, asked, told)
        yield page
        if not (onward := text(page, "NextPageLink")):
            return
        link = onward
    raise Odd(CLOUD, f"EndlessPages: {ACTION}", "ask again")


def is_on_demand(item: Item) -> bool:
    """Whether it is the price of an hour on demand: not of spot, not of a cloud service's."""
    meter = (text(item, "skuName") or "").lower()
    whole = (text(item, "type") or "Consumption") == "Consumption"
    plain = "cloud services" not in (text(item, "productName") or "").lower()
    hourly = text(item, "unitOfMeasure") == "1 Hour"
    return whole and plain and hourly and not meter.endswith(_OTHERS)


def row(item: Item) -> Row:
    """One price, from Azure's JSON."""
    size = text(item, "armSkuName")
    hourly = decimal(item, "retailPrice")
    windows = "windows" in (text(item, "productName") or "").lower()
    return {
        "id": f"{text(item, 'meterId') or ''}/{text(item, 'armRegionName') or ''}",
        "cloud": CLOUD,
        "region": text(item, "armRegionName"),
        "size": size,
        "os": "windows" if windows else "linux",
        "vcpus": azure_cores(size) if size else None,
        "hourly_unit_price": hourly,
        "monthly_price": hourly * HOURS_A_MONTH if hourly is not None else None,
        "currency": text(item, "currencyCode"),
        "since": moment(item, "effectiveStartDate"),
    }
