"""AWS's tagging API over the stock: the tags of all things of a place, whatever they are.

As AWS's, it leaves out what never had a tag.
"""

from collections.abc import Iterable, Iterator, Sequence

from demo.stock.thing import Answer, Request, Thing
from demo.stock.wire import asked, told

SERVICE, CLIENT = "tagging", "resourcegroupstaggingapi"


def answer(request: Request, things: Iterable[Thing]) -> Answer | None:
    """The page of GetResources that a request asks for; None where it asks for something else."""
    if request.action != "GetResources":
        return None
    kinds = asked(request).get("ResourceTypeFilters", [])
    return told(CLIENT, "GetResources", {"ResourceTagMappingList": [*_tagged(things, kinds)]})


def _tagged(things: Iterable[Thing], kinds: Sequence[str]) -> Iterator[dict[str, object]]:
    for thing in things:
        arn, tags = str(thing.more.get("arn", thing.id)), thing.facts.get("tags")
        if isinstance(tags, dict) and tags and (not kinds or any(_is(arn, one) for one in kinds)):
            pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
            yield {"ResourceARN": arn, "Tags": pairs}


def _is(arn: str, kind: str) -> bool:
    """Whether an ARN is of a kind such as "sqs" or "rds:db"."""
    service, _, what = kind.partition(":")
    parts = arn.split(":", 5)
    return len(parts) == 6 and parts[2] == service and parts[5].startswith(what)
