"""Every call that the adapters make in any test, held to what they declare: `finops permissions`.

It listens where the SDKs send, so that nothing of ours can forget to tell it. A call that is not
declared, or that could change anything, fails the test that made it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

# How our own clients name themselves; those that fill a stand-in do not.
OURS = "finops-bot"
# What the SDK asks for a role by itself: granted in that role's trust policy, not in ours.
BY_ITSELF = frozenset({"sts:AssumeRole"})
READS = ("Describe", "Get", "List", "View", "BatchGet", "Search", "Lookup", "Query")
# POSTs of Azure's that only ask.
ASKING = re.compile(
    r"microsoft\.costmanagement/(query|forecast)$|microsoft\.resourcegraph/resources$"
    r"|metrics:getbatch$|microsoft\.insights/metrics$"
)
# A tenant's list shows those whose order may be read: the permission is the order's.
OF_ORDERS = {
    f"microsoft.{kind}s/read": f"microsoft.{order}/read"
    for kind, order in (
        ("capacity/reservation", "capacity/reservationorders/reservations"),
        ("billingbenefits/savingsplan", "billingbenefits/savingsplanorders/savingsplans"),
    )
}
TABLE = re.compile(r"type (?:=~|in~) \(?((?:'[^']+'(?:, ?)?)+)", re.IGNORECASE)


@contextmanager
def held_to_what_is_declared() -> Iterator[list[str]]:
    """Watch both SDKs; gives what was asked and is not allowed, in words."""
    wrong: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        _watch_aws(patch, wrong)
        _watch_azure(patch, wrong)
        yield wrong


def _watch_aws(patch: pytest.MonkeyPatch, wrong: list[str]) -> None:
    from botocore.client import BaseClient

    sdk: Any = BaseClient
    send = sdk._make_api_call

    def watched(client: Any, operation: str, given: Any) -> Any:
        if OURS in (client.meta.config.user_agent_extra or ""):
            wrong.extend(_not_declared_by_aws(client.meta.service_model.service_name, operation))
        return send(client, operation, given)

    patch.setattr(sdk, "_make_api_call", watched)


def _not_declared_by_aws(service: str, operation: str) -> Iterator[str]:
    from providers.aws.iam import action
    from providers.aws.subjects import needs

    said = action(service, operation)
    if said in BY_ITSELF:
        return
    if not operation.startswith(READS):
        yield f"{service} {operation} might change something"
    if said not in needs():
        yield f"{said} is not declared in any NEEDS"


def _watch_azure(patch: pytest.MonkeyPatch, wrong: list[str]) -> None:
    from azure.core.pipeline.transport import RequestsTransport

    send: Any = RequestsTransport.send

    def watched(transport: Any, request: Any, **given: Any) -> Any:
        ours = OURS in request.headers.get("User-Agent", "")
        if ours and "oauth2" not in request.url:
            wrong.extend(_not_declared_by_azure(request))
        return send(transport, request, **given)

    patch.setattr(RequestsTransport, "send", watched)


def _not_declared_by_azure(request: Any) -> Iterator[str]:
    from providers.azure.subjects import needs

    known = {need.lower() for need in needs()}
    path = urlsplit(request.url).path.lower().rstrip("/")
    if request.method != "GET" and not (request.method == "POST" and ASKING.search(path)):
        yield f"{request.method} {path} might change something"
    for action in _actions(path, request):
        if OF_ORDERS.get(action, action) not in known:
            yield f"{action} is not declared in any NEEDS"


def _actions(path: str, request: Any) -> Iterator[str]:
    """What a request reads, as Azure names the permission."""
    if path.endswith("metrics:getbatch"):
        yield "microsoft.insights/metrics/read"
        return
    _, found, kind = path.rpartition("/providers/")
    if not found:
        yield "microsoft.resources/subscriptions/read"
        return
    namespace, *rest = kind.split("/")
    yield "/".join([namespace, *rest[0::2], "read"])
    if kind == "microsoft.resourcegraph/resources":
        body = request.content or request.data or b""
        text = body.decode() if isinstance(body, bytes) else str(body)
        for types in TABLE.findall(text):
            for one in re.findall(r"'([^']+)'", types):
                yield f"{one.lower()}/read"
