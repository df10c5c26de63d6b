"""Big answers of AWS, decoded with less work than botocore's parsers take.

botocore tells of each answer before it parses it (`before-parse`), and takes what a listener has
read itself. So credentials, signatures, retries, endpoints and errors stay botocore's; and whatever
is not as expected is left to its parser. Of CloudWatch's metrics, times are then seconds since 1970
instead of `datetime`, one of which for every point would cost more than all the rest.

What is wanted of an EC2 page is said for each call, in the thread that makes it (`only`): without
it a page is botocore's, whole. What is computed is computed in `turn`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import orjson

from providers.aws.listing import Listing
from providers.aws.turn import TURN

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape
    from botocore.session import Session as Sdk

    from providers.aws.scan import Scanner

# What of an answer is looked at: paths of members, or a list that is read in columns.
Reads = Sequence[str] | Listing

_wanted: ContextVar[tuple[str, Reads] | None] = ContextVar("wanted", default=None)
# What is left of an answer for botocore's parser, when its members have been read.
_READ_XML, _READ_JSON = b"<read/>", b"{}"
_QUERIES = "finops_queries"


def listen(session: "Sdk") -> None:
    """Decode the big answers, and write the big requests, of every client that it will make."""
    for event, heard in _HEARD.items():
        session.register(event, heard)


@contextmanager
def only(operation: str, reads: Reads) -> Iterator[None]:
    """Of an EC2 operation's pages, the calls made inside read these members; none means all.

    Paths lead from the answer down, as "Volumes.Attachments.InstanceId".
    """
    before = _wanted.set((operation, reads) if reads else None)
    try:
        yield
    finally:
        _wanted.reset(before)


def _of_ec2(
    operation_model: "OperationModel",
    response_dict: dict[str, Any],
    customized_response_dict: dict[str, Any],
    **_: object,
) -> None:
    wanted = _wanted.get()
    if wanted is None or response_dict["status_code"] != 200:
        return
    operation, reads = wanted
    shape = operation_model.output_shape
    if operation != operation_model.name or shape is None:
        return
    TURN.take()
    found = _scanner(operation, reads, shape).read(response_dict["body"])
    if found is not None:
        customized_response_dict.update(found)
        response_dict["body"] = _READ_XML


_scanners: dict[tuple[str, tuple[str, ...], Listing | None], "Scanner"] = {}


def _scanner(operation: str, reads: Reads, shape: "Shape") -> "Scanner":
    from providers.aws.scan import Scanner

    listing = reads if isinstance(reads, Listing) else None
    paths = reads.paths if isinstance(reads, Listing) else tuple(reads)
    if (operation, paths, listing) not in _scanners:
        token = ("NextToken",) if "NextToken" in getattr(shape, "members", ()) else ()
        _scanners[operation, paths, listing] = Scanner(shape, (*paths, *token), listing)
    return _scanners[operation, paths, listing]


def _sound(operation_model: "OperationModel", response_dict: dict[str, Any], **_: object) -> None:
    """Refuse what is no JSON object: botocore would take it for an answer in which nothing is."""
    protocol, body = operation_model.service_model.resolved_protocol, response_dict["body"]
    # Metrics are read, and checked, by themselves: see below.
    if "json" in protocol and body and operation_model.name != "GetMetricData":
        if response_dict["status_code"] < 300:
            _object(body)


def _object(body: bytes) -> dict[str, Any]:
    from botocore.parsers import ResponseParserError

    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ResponseParserError("not JSON") from error
    if not isinstance(found, dict):
        raise ResponseParserError("no JSON object")
    return found


def _of_metrics(
    operation_model: "OperationModel",
    response_dict: dict[str, Any],
    customized_response_dict: dict[str, Any],
    **_: object,
) -> None:
    if response_dict["status_code"] != 200:
        return
    if operation_model.service_model.resolved_protocol != "json":
        return
    TURN.take()
    found = _object(response_dict["body"])
    if isinstance(found.get("MetricDataResults"), list):
        customized_response_dict.update(found)
        response_dict["body"] = _READ_JSON


def _without_queries(
    params: dict[str, Any], context: dict[str, Any], model: "OperationModel", **_: object
) -> None:
    """Keep the queries from botocore's checks and serializer, which take ten times as long."""
    if model.service_model.resolved_protocol == "json":
        context[_QUERIES] = params["MetricDataQueries"]
        params["MetricDataQueries"] = []


def _with_queries(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
    if _QUERIES in context:
        body = orjson.loads(params["body"])
        params["body"] = orjson.dumps({**body, "MetricDataQueries": context.pop(_QUERIES)})


def _sent(**_: object) -> None:
    """The request is written: what comes now is waiting."""
    TURN.leave()


_HEARD: dict[str, Any] = {
    "before-send": _sent,
    "before-parameter-build.cloudwatch.GetMetricData": _without_queries,
    "before-call.cloudwatch.GetMetricData": _with_queries,
    "before-parse": _sound,
    "before-parse.ec2": _of_ec2,
    "before-parse.cloudwatch.GetMetricData": _of_metrics,
}
