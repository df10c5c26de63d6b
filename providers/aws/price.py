"""On-demand prices of VMs, from AWS's public price list: with filters, for it has millions.

The list is the same for everybody, and answers in one region for all. Prices are those of shared
hardware without software of AWS's, by the hour; Windows has its licence in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import product
from typing import Any

import orjson

from providers.aws.ask import Asker
from providers.aws.place import CLOUD
from providers.aws.term import amount, aware
from providers.model import Row
from providers.size_name import is_aws

NEEDS = ("pricing:GetProducts",)
SOURCE = "Pricing GetProducts"
# Where the list is answered, for all regions.
HOME = "us-east-1"
PAGE = 100
HOURS_A_MONTH = 730
_SYSTEMS = {"linux": "Linux", "windows": "Windows"}
# What else a size is sold with: each is another price.
_PLAIN = {
    "tenancy": "Shared", "capacitystatus": "Used", "preInstalledSw": "NA",
    "licenseModel": "No License required", "marketoption": "OnDemand",
}  # fmt: skip
Only = Mapping[str, Sequence[str]]


def rows(asker: Asker, only: Only) -> Iterator[Row]:
    """The prices of the given `size`, `region`, `os` and `vcpus`, each any of some.

    What can only be another cloud's is not asked for. Raises CloudError.
    """
    sizes = [one for one in only.get("size", ()) if is_aws(one)]
    regions = [one for one in only.get("region", ()) if "-" in one]
    if (only.get("size") and not sizes) or (only.get("region") and not regions):
        return
    wanted = {
        "instanceType": sizes,
        "regionCode": regions,
        "operatingSystem": [_SYSTEMS[one] for one in only.get("os", ()) if one in _SYSTEMS],
        "vcpu": only.get("vcpus", ()),
    }
    choices = [[(name, one) for one in values] for name, values in wanted.items() if values]
    for chosen in product(*choices):
        told = {**_PLAIN, **dict(chosen)}
        filters = [
            {"Type": "TERM_MATCH", "Field": name, "Value": value} for name, value in told.items()
        ]
        for page in asker.pages(SOURCE, page_size=PAGE, ServiceCode="AmazonEC2", Filters=filters):
            for told_of in page["PriceList"]:
                yield from of_product(orjson.loads(told_of))


def of_product(found: Mapping[str, Any]) -> Iterator[Row]:
    """The hourly prices of a product."""
    known = found.get("product", {})
    has = known.get("attributes", {})
    for term in found.get("terms", {}).get("OnDemand", {}).values():
        for dimension in term.get("priceDimensions", {}).values():
            if dimension.get("unit") != "Hrs" or not has.get("instanceType"):
                continue
            for currency, told in dimension.get("pricePerUnit", {}).items():
                hourly = amount(told)
                # A reserved or a dedicated host's hour is in the list at no price.
                if hourly:
                    yield _row(str(known.get("sku")), has, hourly, currency, _since(term))


def _since(term: Mapping[str, Any]) -> datetime | None:
    return aware(term.get("effectiveDate"))


def _row(
    sku: str, has: Mapping[str, str], hourly: Decimal, currency: str, since: datetime | None
) -> Row:
    cores = has.get("vcpu", "")
    return {
        "id": sku,
        "cloud": CLOUD,
        "region": has.get("regionCode"),
        "size": has["instanceType"],
        "os": has.get("operatingSystem", "").lower() or None,
        "vcpus": int(cores) if cores.isdigit() else None,
        "memory_gib": _memory(has.get("memory", "")),
        "hourly_unit_price": hourly,
        "monthly_price": hourly * HOURS_A_MONTH,
        "currency": currency,
        "since": since,
    }


def _memory(told: str) -> float | None:
    """`"1,952 GiB"` is 1952."""
    number, _, unit = told.replace(",", "").partition(" ")
    known = amount(number)
    return float(known) if known is not None and unit == "GiB" else None
