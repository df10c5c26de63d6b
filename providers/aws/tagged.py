"""Tags of what does not tell its own: AWS's tagging API, a hundred resources a call.

One list tells the tags of all resources of a kind in a place, where the service's own calls would
be one for each of them. It leaves out what never had a tag: whoever is not in it has none.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.place import GLOBAL_HOME, Place
from providers.errors import CloudError
from providers.model import Fetched

if TYPE_CHECKING:
    from mypy_boto3_resourcegroupstaggingapi.type_defs import GetResourcesOutputTypeDef

NEEDS = ("tag:GetResources",)
SOURCE = "ResourceGroupsTaggingAPI GetResources"
PAGE = 100


class Tags:
    """The tags of a place's resources of one kind; `known` is None where they may not be read."""

    def __init__(self, known: Mapping[str, dict[str, str]] | None) -> None:
        """Keep them, by ARN."""
        self._known = known

    def of(self, arn: str) -> dict[str, str] | None:
        """Its tags; none is empty, and unknown is None."""
        return None if self._known is None else self._known.get(arn, {})


def fetch_tags(asker: Asker, kind: str) -> Tags:
    """The tags of a kind such as "sqs" or "rds:db"; a refusal is noted on `asker`."""
    found: dict[str, dict[str, str]] = {}
    try:
        for page in asker.pages(SOURCE, page_size=PAGE, ResourceTypeFilters=[kind]):
            found.update(_tags(page))
    except CloudError as error:
        asker.missing(error)
        return Tags(None)
    return Tags(found)


def fetch_global_tags(asker: Asker, kind: str) -> Tags:
    """The same of what has no region; a refusal is noted on `asker`."""
    own = Asker(asker.session, Place(asker.place.account, GLOBAL_HOME), asker.context)
    found = fetch_tags(own, kind)
    asker.add(Fetched((), tuple(own.gaps), own.sources))
    return found


def _tags(page: "GetResourcesOutputTypeDef") -> dict[str, dict[str, str]]:
    return {
        one["ResourceARN"]: {tag["Key"]: tag["Value"] for tag in one.get("Tags", [])}
        for one in page["ResourceTagMappingList"]
        if "ResourceARN" in one
    }
