"""Hosted zones of Route 53, which an account has once: they are of no region."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.metric import Series, last_part
from providers.aws.place import EVERYWHERE, Place
from providers.aws.tagged import NEEDS as TAGGED
from providers.aws.tagged import Tags, fetch_global_tags
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_route53.type_defs import HostedZoneTypeDef

NEEDS = ("route53:ListHostedZones", *TAGGED)
SOURCE = "Route53 ListHostedZones"
KIND = "route53:hostedzone"

METRICS = {"queries": Series("AWS/Route53", "DNSQueries", "HostedZoneId", last_part, total=True)}


def rows(asker: Asker) -> Iterator[Row]:
    """The hosted zones of an account. Raises CloudError."""
    zones = [one for page in asker.pages(SOURCE) for one in page["HostedZones"]]
    labels = fetch_global_tags(asker, KIND) if zones else Tags({})
    return (row(one, asker.place, labels) for one in zones)


def row(zone: "HostedZoneTypeDef", place: Place, labels: Tags) -> Row:
    """One hosted zone as a row."""
    about = zone.get("Config", {})
    arn = f"arn:aws:route53:::{zone['Id'].lstrip('/')}"
    hidden = about.get("PrivateZone")
    return place.row(
        id=arn,
        name=zone["Name"].rstrip("."),
        region=EVERYWHERE,
        scheme=None if hidden is None else "private" if hidden else "public",
        record_count=zone.get("ResourceRecordSetCount"),
        description=about.get("Comment") or None,
        tags=labels.of(arn),
    )
