"""What AWS would write on the wire, by the SDK's own model of each service.

So a subject's file says its answers as boto3 shows them, and the real SDK reads them from XML or
JSON as it reads AWS's. Operations are the SDK's ("DescribeDBInstances"), clients its names ("rds").
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from demo.stock.thing import Answer, Request

_NOT_FOUND = """<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>{code}</Code><Message>{message}</Message><RequestId>1</RequestId></Error>"""


def told(client: str, operation: str, result: Mapping[str, object]) -> Answer:
    """The answer that boto3 would show as `result`."""
    written = _writer(client, operation).serialize(dict(result))
    body = written["body"]
    text = body.decode() if isinstance(body, bytes) else str(body)
    return 200, str(written["headers"].get("Content-Type", "application/json")), text


def refused(code: str, message: str, status: int = 404) -> Answer:
    """An error of S3's, in its XML."""
    return status, "application/xml", _NOT_FOUND.format(code=code, message=message)


def asked(request: Request) -> Mapping[str, Any]:
    """What a request gives: of a form its fields, of JSON its members, of neither its query."""
    said = request.body.decode("utf-8", "replace")
    if said.startswith("{"):
        found: Mapping[str, Any] = json.loads(said)
        return found
    return dict(parse_qsl(said or request.query, keep_blank_values=True))


@cache
def _writer(client: str, operation: str) -> Any:
    from botocore.loaders import Loader
    from moto.core.model import ServiceModel
    from moto.core.serialize import SERIALIZERS, get_serializer_class

    model = ServiceModel(Loader().load_service_model(client, "service-2"), client)
    offered = model.metadata.get("protocols", [model.metadata["protocol"]])
    protocol = next(one for one in offered if one in SERIALIZERS)
    return get_serializer_class(client, protocol)(operation_model=model.operation_model(operation))
