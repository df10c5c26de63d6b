"""The clouds' public price lists of VMs, on loopback: the estate's sizes in its regions.

AWS's answers GetProducts, with its filters; Azure's https://prices.azure.com, with no token, a page
at a time. Beside each price on demand stands another that must not be taken for it: of a dedicated
host, of spot.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from urllib.parse import parse_qsl, urlencode, urlsplit

from demo.prices import REGIONS, SPOT_FACTOR, vm_hour
from demo.sizes import SIZES
from demo.stock.thing import Answer, Request
from demo.stock.wire import asked, told

Item = dict[str, object]
SERVICE, PATH = "pricing", "/api/retail/prices"
SYSTEMS = ("linux", "windows")
PAGE = 100
_TEST = re.compile(r"(\w+) eq '([^']*)'")
_SINCE = "2024-04-01T00:00:00Z"


def _sold(aws: bool) -> Iterator[tuple[str, str, str]]:  # noqa: FBT001 - which of the two lists
    for size in SIZES:
        for region in REGIONS:
            if ("-" in region) is aws and size.startswith("Standard_") is not aws:
                yield from ((size, region, os) for os in SYSTEMS)


def answer(request: Request) -> Answer | None:
    """What AWS's price list says to filters."""
    if (request.service, request.action) != (SERVICE, "GetProducts"):
        return None
    wanted = {one["Field"]: one["Value"] for one in asked(request).get("Filters", [])}
    found = [
        json.dumps(one)
        for one in _products()
        if all(one["product"]["attributes"].get(name) == value for name, value in wanted.items())
    ]
    return told(SERVICE, request.action, {"FormatVersion": "aws_v1", "PriceList": found})


def _products() -> Iterator[Mapping[str, Mapping[str, Mapping[str, str]]]]:
    for size, region, os in _sold(aws=True):
        cores, memory = SIZES[size]
        hourly = vm_hour(size, region, os)
        has = {
            "instanceType": size, "regionCode": region, "operatingSystem": os.title(),
            "vcpu": str(cores), "memory": f"{memory:g} GiB", "preInstalledSw": "NA",
            "licenseModel": "No License required", "marketoption": "OnDemand",
        }  # fmt: skip
        yield _product(f"{size}-{region}-{os}", {**has, **_SHARED}, hourly)
        yield _product(f"{size}-{region}-{os}-host", {**has, **_HOST}, hourly * 2)


_SHARED = {"tenancy": "Shared", "capacitystatus": "Used"}
_HOST = {"tenancy": "Host", "capacitystatus": "AllocatedHost"}


def _product(
    sku: str, has: Mapping[str, str], hourly: Decimal
) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    dimension = {"unit": "Hrs", "pricePerUnit": {"USD": f"{hourly:.10f}"}}
    term = {"effectiveDate": _SINCE, "priceDimensions": {f"{sku}.JRTCKXETXF.6YS6EN2CT7": dimension}}
    whole: dict[str, object] = {
        "product": {"sku": sku, "productFamily": "Compute Instance", "attributes": has},
        "serviceCode": "AmazonEC2",
        "terms": {"OnDemand": {f"{sku}.JRTCKXETXF": term}},
    }
    return whole  # type: ignore[return-value] # only attributes are looked into


def page(url: str, base: str) -> Item:
    """A page of Azure's price list."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    wanted = dict(_TEST.findall(query.get("$filter", "")))
    found = [one for one in _items() if all(one.get(name) == wanted[name] for name in wanted)]
    start = int(query.get("$skip", "0"))
    onward = urlencode({**query, "$skip": str(start + PAGE)})
    more = f"{base}{PATH}?{onward}" if start + PAGE < len(found) else None
    shown = found[start : start + PAGE]
    return {"BillingCurrency": "USD", "Items": shown, "NextPageLink": more, "Count": len(shown)}


def _items() -> Iterable[Item]:
    for size, region, os in _sold(aws=False):
        hourly = vm_hour(size, region, os)
        short = size.removeprefix("Standard_").replace("_", " ")
        yield _item(size, region, os, short, hourly)
        yield _item(size, region, os, f"{short} Spot", hourly * SPOT_FACTOR)


def _item(size: str, region: str, os: str, sku: str, hourly: Decimal) -> Item:
    return {
        "currencyCode": "USD",
        "retailPrice": float(hourly),
        "armRegionName": region,
        "location": REGIONS[region][0],
        "effectiveStartDate": _SINCE,
        "meterId": f"{sku} {os}".lower().replace(" ", "-"),
        "productName": f"Virtual Machines Series{' Windows' if os == 'windows' else ''}",
        "skuName": sku,
        "serviceName": "Virtual Machines",
        "unitOfMeasure": "1 Hour",
        "type": "Consumption",
        "priceType": "Consumption",
        "armSkuName": size,
    }
