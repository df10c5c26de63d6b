"""APIs of API Gateway: REST ones of its first API, HTTP and WebSocket ones of its second.

CloudWatch keeps the requests of a REST API by its name, which need not be its alone: those of
several of one name cannot be told apart, and are unknown.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.metric import Series, last_part
from providers.aws.partition import partition
from providers.aws.place import Place
from providers.model import Row
from providers.word import word

if TYPE_CHECKING:
    from mypy_boto3_apigateway.type_defs import RestApiTypeDef
    from mypy_boto3_apigatewayv2.type_defs import ApiTypeDef

NEEDS = ("apigateway:GET",)
REST, NEWER = "APIGateway GetRestApis", "APIGatewayV2 GetApis"
# API Gateway's most, of its first API; its second takes a text.
PAGE = 500


def _is_rest(identity: str) -> bool:
    return "/restapis/" in identity


def _is_newer(identity: str) -> bool:
    return "/apis/" in identity


METRICS = {
    "requests": (
        Series("AWS/ApiGateway", "Count", "ApiName", told={"ApiName": "name"}, total=True,
               of=_is_rest),
        Series("AWS/ApiGateway", "Count", "ApiId", last_part, total=True, of=_is_newer,
               only={"kind": "http"}),
    ),
}  # fmt: skip


def rows(asker: Asker) -> Iterator[Row]:
    """The APIs of one place. Raises CloudError."""
    for page in asker.pages(REST, page_size=PAGE):
        yield from (rest(one, asker.place) for one in page["items"])
    for page in asker.pages(NEWER):
        yield from (newer(one, asker.place) for one in page["Items"])


def rest(api: "RestApiTypeDef", place: Place) -> Row:
    """One REST API as a row."""
    own = api["id"]
    types = api.get("endpointConfiguration", {}).get("types", [])
    return place.row(
        id=_arn(place, f"restapis/{own}"),
        name=api.get("name"),
        kind="rest",
        endpoint=types[0].lower() if types else None,
        url=f"https://{own}.execute-api.{place.region}.{_domain(place)}",
        description=api.get("description") or None,
        created_at=api.get("createdDate"),
        tags=dict(api.get("tags", {})),
    )


def newer(api: "ApiTypeDef", place: Place) -> Row:
    """One HTTP or WebSocket API as a row."""
    return place.row(
        id=_arn(place, f"apis/{api.get('ApiId', '')}"),
        name=api.get("Name"),
        kind=word(api.get("ProtocolType")),
        endpoint="regional",
        url=api.get("ApiEndpoint"),
        description=api.get("Description") or None,
        created_at=api.get("CreatedDate"),
        tags=dict(api.get("Tags", {})),
    )


def _arn(place: Place, what: str) -> str:
    return f"arn:{partition(place.region)}:apigateway:{place.region}::/{what}"


def _domain(place: Place) -> str:
    return "amazonaws.com.cn" if partition(place.region) == "aws-cn" else "amazonaws.com"
