"""Azure's SDKs without a network: requests leave as messages, and credentials are stand-ins.

`RequestsTransport.send` is where every synchronous client of the SDK reaches the network; what it
gives back is the SDK's own response over an answer that is whole already. Classes of
`azure.identity` are replaced, so that none looks for a secret that is not here.
"""

import importlib
import importlib.util
import json
import time
from typing import Any, Self

from sandbox_runner.shims.line import Refused, asked
from sandbox_runner.shims.tagged import pack

# Seconds that a stand-in token is good for: longer than any job.
_FAR = 3600
# Imported before jobs are forked, where installed: each takes up to a second.
CLIENTS = (
    "azure.mgmt.compute", "azure.mgmt.costmanagement", "azure.mgmt.monitor", "azure.mgmt.network",
    "azure.mgmt.resourcegraph", "azure.mgmt.resource.subscriptions",
)  # fmt: skip


class SandboxCredential:
    """Stands in for every credential: its token is worthless, the broker adds the real one."""

    def __init__(self, *_: Any, **__: Any) -> None:
        """Whatever a script names is ignored."""

    def get_token(self, *_: str, **__: Any) -> Any:
        """A token that nobody accepts."""
        from azure.core.credentials import AccessToken

        return AccessToken("sandbox", int(time.time()) + _FAR)

    def get_token_info(self, *_: str, **__: Any) -> Any:
        """The same, as newer clients ask for it."""
        from azure.core.credentials import AccessTokenInfo

        return AccessTokenInfo("sandbox", int(time.time()) + _FAR)

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""


def change() -> bool:
    """Change Azure's SDK, if it is installed."""
    try:
        from azure.core.pipeline.transport import RequestsTransport
    except ImportError:
        return False
    RequestsTransport.send = _send
    try:
        from azure import identity
    except ImportError:
        return True
    for name in vars(identity).copy():
        if name.endswith("Credential"):
            setattr(identity, name, SandboxCredential)
    for name in (*CLIENTS, "azure.core.rest"):
        if importlib.util.find_spec(name.rpartition(".")[0]) and importlib.util.find_spec(name):
            importlib.import_module(name)
    return True


def _send(_: Any, request: Any, **named: Any) -> Any:
    """Answer a request of the SDK, of either of its two kinds."""
    message = {
        "kind": "azure",
        "method": request.method,
        "url": request.url,
        "body": pack(_body(request)),
    }
    try:
        told = asked(message)
    except Refused as refused:
        error = {"error": {"code": refused.code, "message": refused.message}}
        told = {"status": refused.status, "headers": {}, "body": error}
    return _response(request, told, stream=bool(named.get("stream")))


def _body(request: Any) -> Any:
    """The JSON of a request; None without any. What is no JSON is sent as text, and refused."""
    content = getattr(request, "content", None) or getattr(request, "data", None)
    if not content:
        return None
    if isinstance(content, bytes):
        content = content.decode("utf-8", "replace")
    try:
        return json.loads(content)
    except (TypeError, ValueError):
        return str(content)


def _response(request: Any, told: Any, *, stream: bool) -> Any:
    import requests
    from azure.core.pipeline.transport import RequestsTransportResponse
    from azure.core.rest import HttpRequest
    from azure.core.rest._requests_basic import RestRequestsTransportResponse

    inner = requests.Response()
    inner.status_code = told["status"]
    inner.headers.update({"Content-Type": "application/json", **told["headers"]})
    inner._content = b"" if told["body"] is None else json.dumps(told["body"]).encode()  # noqa: SLF001
    inner._content_consumed = True  # noqa: SLF001
    inner.url, inner.reason, inner.encoding = request.url, str(told["status"]), "utf-8"
    if not isinstance(request, HttpRequest):
        return RequestsTransportResponse(request, inner)
    rest: Any = RestRequestsTransportResponse
    made = rest(request=request, internal_response=inner)
    if not stream:
        made.read()
    return made
