"""The policies of our own in the SDK's pipeline: what may leave, what is let in, and the audit.

Outermost first: `OnlyReads` and `Sound` see each request of an operation once, `Record` sees every
try. This module imports azure-core when it is imported: `session` does so at the first read.
"""

import random
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from azure.core.exceptions import AzureError, DecodeError, HttpResponseError
from azure.core.pipeline import PipelineRequest, PipelineResponse
from azure.core.pipeline.policies import HTTPPolicy, RetryPolicy, SansIOHTTPPolicy

from providers.azure.endpoint import Endpoint
from providers.azure.errors import said

# Takes how a try ended ("ok", or Azure's error code) and how long it took, in milliseconds. It is
# the option `told` of an operation, as in `disks.list(told=…)`.
Told = Callable[[str, float], None]
# Nobody waits longer for one page; beyond it, that we were throttled is the answer.
LONGEST_WAIT_SECONDS = 60.0
# The POSTs that are sent: they ask what a subscription cost and will cost, and change nothing.
_COST_QUERY = re.compile(
    r"/subscriptions/[0-9a-z-]+/providers/microsoft\.costmanagement/(?:query|forecast)",
    re.IGNORECASE,
)
# Cost Management says here, and not in Retry-After, how many seconds to wait; it says so on good
# answers too, where it means nothing.
_COST_WAITS = tuple(
    f"x-ms-ratelimit-microsoft.costmanagement-{what}-retry-after"
    for what in ("qpu", "entity", "tenant", "clienttype", "client")
)


class NotJson(DecodeError):
    """An answer that is not JSON."""


class NoValue(DecodeError):
    """An answer without the list that ours all have: the SDK takes it for an empty one."""


class ForeignNextLink(DecodeError):
    """A page that names another host for the next one. It would take our token with it."""


class EndlessPages(DecodeError):
    """A list whose pages do not end."""


def is_cost_query(request: Any) -> bool:
    """Whether it is a POST that reads what a subscription cost, or is foreseen to."""
    path = urlsplit(request.url).path
    return request.method == "POST" and _COST_QUERY.fullmatch(path) is not None


class OnlyReads(SansIOHTTPPolicy[Any, Any]):
    """Lets nothing but GET and the cost query out, and to no host but the endpoint's."""

    def __init__(self, endpoint: Endpoint) -> None:
        """`endpoint` is the host that our token is for."""
        self._endpoint = endpoint

    def on_request(self, request: PipelineRequest[Any]) -> None:
        """Raise ValueError for what is a bug of ours, ForeignNextLink for what is Azure's word."""
        method, url = request.http_request.method, request.http_request.url
        if not self._endpoint.owns(url):
            raise ForeignNextLink(url)
        if method != "GET" and not is_cost_query(request.http_request):
            raise ValueError(f"{method} {url} might change something: only GET is sent")


class Sound(SansIOHTTPPolicy[Any, Any]):
    """Lets in only answers that the SDK's operations read as they are meant."""

    def on_response(
        self, request: PipelineRequest[Any], response: PipelineResponse[Any, Any]
    ) -> None:
        """Raise HttpResponseError for a refusal, NotJson or NoValue for what is no answer."""
        answer = response.http_response
        asks_cost = is_cost_query(request.http_request)
        if asks_cost and answer.status_code == 204:
            return
        if answer.status_code != 200:
            raise HttpResponseError(response=answer)
        try:
            # The response keeps what is parsed here: the operation does not do so again.
            body = answer.json()
        except ValueError as error:
            raise NotJson(str(error)) from error
        held = body.get("properties") if asks_cost and isinstance(body, dict) else body
        name = "rows" if asks_cost else "value"
        if not isinstance(held, dict) or not isinstance(held.get(name), list):
            raise NoValue(request.http_request.url)


class AllowHttp(SansIOHTTPPolicy[Any, Any]):
    """Lets the token of loopback, which opens nothing, go over plain http."""

    def on_request(self, request: PipelineRequest[Any]) -> None:
        """Say so to the policy that adds the token."""
        request.context.options["enforce_https"] = False


class Patience(RetryPolicy[Any, Any]):
    """Retries that wait as long as Azure asks, within reason, and not all at the same moment."""

    def __init__(self) -> None:
        """Three more tries at what is throttled or failing, one at what is not there."""
        super().__init__(
            retry_total=4,
            retry_connect=1,
            retry_backoff_max=20,
            retry_on_status_codes=[529],
        )

    def get_backoff_time(self, settings: dict[str, Any]) -> float:
        """Azure-core's, with jitter: half to all of it."""
        return super().get_backoff_time(settings) * random.uniform(0.5, 1)  # noqa: S311 - jitter

    def is_retry(self, settings: dict[str, Any], response: PipelineResponse[Any, Any]) -> bool:
        """As azure-core, but for a wait that is too long, or said in Cost Management's way."""
        answer = response.http_response
        if answer.status_code == 429 and not answer.headers.get("Retry-After"):
            waits = [answer.headers[name] for name in _COST_WAITS if name in answer.headers]
            longest = max((float(wait) for wait in waits if wait.isdigit()), default=0.0)
            if longest:
                answer.headers["Retry-After"] = str(int(longest))
        if (self.get_retry_after(response) or 0) > LONGEST_WAIT_SECONDS:
            return False
        return bool(super().is_retry(settings, response))


class Record(HTTPPolicy[Any, Any]):
    """Tells the operation's `told` of every try, retries included."""

    def send(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        """Pass it on, and time it, the reading of its body included."""
        options, kept = request.context.options, request.context
        if "told" in options:
            kept["told"] = options.pop("told")
        told: Told = kept["told"]
        began = time.perf_counter()
        try:
            response = self.next.send(request)
        except AzureError as error:
            told(type(error).__name__, _ms(began))
            raise
        told(_ended(response.http_response), _ms(began))
        return response


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _ended(response: Any) -> str:
    return "ok" if response.status_code < 400 else said(response.content, response.status_code)[0]
