"""CloudFront distributions, which an account has once: they are of no region."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.metric import Series, last_part
from providers.aws.place import EVERYWHERE, Place
from providers.aws.tagged import NEEDS as TAGGED
from providers.aws.tagged import Tags, fetch_global_tags
from providers.model import Row
from providers.word import word

if TYPE_CHECKING:
    from mypy_boto3_cloudfront.type_defs import DistributionSummaryTypeDef

NEEDS = ("cloudfront:ListDistributions", *TAGGED)
SOURCE = "CloudFront ListDistributions"
KIND = "cloudfront:distribution"
_GLOBAL = {"Region": "Global"}

METRICS = {
    "requests": Series(
        "AWS/CloudFront", "Requests", "DistributionId", last_part, also=_GLOBAL, total=True
    ),
    "traffic_out_gib": Series(
        "AWS/CloudFront",
        "BytesDownloaded",
        "DistributionId",
        last_part,
        also=_GLOBAL,
        total=True,
        scale=1 / 1024**3,
    ),
}


def rows(asker: Asker) -> Iterator[Row]:
    """The distributions of an account. Raises CloudError."""
    lists = [page["DistributionList"] for page in asker.pages(SOURCE)]
    # Where there are none, only their number is told.
    found = [one for held in lists if held["Quantity"] for one in held["Items"]]
    labels = fetch_global_tags(asker, KIND) if found else Tags({})
    return (row(one, asker.place, labels) for one in found)


def row(found: "DistributionSummaryTypeDef", place: Place, labels: Tags) -> Row:
    """One distribution as a row."""
    aliases = list(found.get("Aliases", {}).get("Items", []))
    return place.row(
        id=found["ARN"],
        name=aliases[0] if aliases else found.get("Id"),
        region=EVERYWHERE,
        domain=found.get("DomainName"),
        aliases=aliases,
        origins=[one["DomainName"] for one in found.get("Origins", {}).get("Items", [])],
        enabled=found.get("Enabled"),
        state=word(found.get("Status")),
        sku=found.get("PriceClass"),
        tags=labels.of(found["ARN"]),
    )
