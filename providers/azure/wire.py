"""The policies of our own in the SDK's pipeline: what may leave, what is let in, and the audit.

Outermost first: `OnlyReads` and `Sound` see each request of an operation once, `Record` sees every
try. This module imports azure-core when it is imported: `session` does so at the first read.
"""

import math
import random
import re
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
from azure.core.exceptions import AzureError, DecodeError, HttpResponseError
from azure.core.pipeline import PipelineRequest, PipelineResponse
from azure.core.pipeline.policies import HTTPPolicy, RetryPolicy, SansIOHTTPPolicy

from providers.azure.endpoint import Endpoint
from providers.azure.errors import said
from providers.azure.quota import RESETS_AFTER, Quota, seconds

# Takes how a try ended ("ok", or Azure's error code) and how long it took, in milliseconds. It is
# the option `told` of an operation, as in `disks.list(told=…)`.
Told = Callable[[str, float], None]
# Where a request's context keeps the answer that `Sound` decoded.
ANSWER = "finops answer"
# Nobody waits longer for one page; beyond it, that we were throttled is the answer.
LONGEST_WAIT_SECONDS = 60.0
# The POSTs that are sent: they ask what a subscription cost and will cost, and change nothing.
_COST_QUERY = re.compile(
    r"/subscriptions/[0-9a-z-]+/providers/microsoft\.costmanagement/(?:query|forecast)",
    re.IGNORECASE,
)
# The one other POST: it asks Resource Graph what there is, in a language without a word for change.
_GRAPH_QUERY = "/providers/microsoft.resourcegraph/resources"
# And on hosts of their own, which see no other request of ours: metrics of up to fifty resources.
_BATCH = re.compile(r"/subscriptions/[0-9a-z-]+/metrics:getbatch", re.IGNORECASE)
# What lists prices holds them so, and nothing else does.
_PRICES, _HELD = "/api/retail/prices", "Items"
# What is no list has one inside: the rules of a storage account's lifecycle.
_LIFECYCLE = "/managementpolicies/default"
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


def is_graph_query(request: Any) -> bool:
    """Whether it is a POST that asks Resource Graph."""
    parts = urlsplit(request.url)
    asked = parse_qs(parts.query, keep_blank_values=True)
    return (
        request.method == "POST"
        and parts.path.lower() == _GRAPH_QUERY
        and [name.lower() for name in asked] == ["api-version"]
    )


def is_batch(request: Any) -> bool:
    """Whether it is a POST that asks for metrics of some resources."""
    return request.method == "POST" and _BATCH.fullmatch(urlsplit(request.url).path) is not None


class OnlyReads(SansIOHTTPPolicy[Any, Any]):
    """Lets nothing out but GET and the POSTs that ask, and to no host but the endpoint's."""

    def __init__(self, endpoint: Endpoint) -> None:
        """`endpoint` is the host that our token is for."""
        self._endpoint = endpoint

    def on_request(self, request: PipelineRequest[Any]) -> None:
        """Raise ValueError for what is a bug of ours, ForeignNextLink for what is Azure's word."""
        asked = request.http_request
        method, url = asked.method, asked.url
        if not self._endpoint.owns(url):
            raise ForeignNextLink(url)
        if method != "GET" and not (is_cost_query(asked) or is_graph_query(asked)):
            raise ValueError(f"{method} {url} might change something: only GET is sent")


class OnlyBatches(SansIOHTTPPolicy[Any, Any]):
    """Lets nothing out but the POST that asks for metrics, and to no host but those of metrics."""

    def __init__(self, endpoint: Endpoint) -> None:
        """`endpoint` tells whose metrics our token is for."""
        self._endpoint = endpoint

    def on_request(self, request: PipelineRequest[Any]) -> None:
        """Raise ValueError for what is a bug of ours: no answer has a say in where this goes."""
        asked = request.http_request
        if not (is_batch(asked) and self._endpoint.measures(asked.url)):
            raise ValueError(f"{asked.method} {asked.url} is no question for metrics")


class OnlyPrices(SansIOHTTPPolicy[Any, Any]):
    """Lets nothing out but what reads the public price list, and to no host but that one."""

    def __init__(self, endpoint: Endpoint) -> None:
        """`endpoint` tells whose list it is."""
        self._base = endpoint.prices_base

    def on_request(self, request: PipelineRequest[Any]) -> None:
        """Raise ValueError for what is a bug of ours, ForeignNextLink for the list's."""
        asked = request.http_request
        if asked.method != "GET":
            raise ValueError(f"{asked.method} {asked.url} reads no prices")
        if not is_price_list(asked, self._base):
            raise ForeignNextLink(asked.url)


def is_price_list(request: Any, base: str) -> bool:
    """Whether it reads the price list at `base`: azure-core and the list write the port or not."""
    asked, own = urlsplit(request.url), urlsplit(base)
    port = {"https": 443, "http": 80}.get(own.scheme)
    same = (asked.scheme, asked.hostname, asked.port or port) == (
        own.scheme, own.hostname, own.port or port,
    )  # fmt: skip
    return same and asked.path.lower() == _PRICES


class Sound(SansIOHTTPPolicy[Any, Any]):
    """Lets in only answers that the SDK's operations, and ours, read as they are meant.

    What no operation of the SDK's looks at (Resource Graph, batches of metrics) is decoded here,
    once and fast, and stays in the request's context under `ANSWER`.
    """

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
        asks_graph, asks_batch = (ask(request.http_request) for ask in (is_graph_query, is_batch))
        own = asks_graph or asks_batch
        try:
            # The response keeps what is parsed here: the operation does not do so again.
            body = orjson.loads(answer.content) if own else answer.json()
        except ValueError as error:
            raise NotJson(str(error)) from error
        if own:
            request.context[ANSWER] = body
        path = urlsplit(request.http_request.url).path.lower()
        lifecycle = path.endswith(_LIFECYCLE)
        held = _inside(body, asks_cost=asks_cost, lifecycle=lifecycle)
        kinds = (
            (path == _PRICES, _HELD),
            (asks_cost, "rows"),
            (lifecycle, "rules"),
            (asks_graph, "data"),
            (asks_batch, "values"),
            (True, "value"),
        )
        name = next(held for is_it, held in kinds if is_it)
        if not isinstance(held, dict) or not isinstance(held.get(name), list):
            raise NoValue(request.http_request.url)


def _inside(body: Any, *, asks_cost: bool, lifecycle: bool) -> Any:
    """What of an answer has the list."""
    path = ("properties",) if asks_cost else ("properties", "policy") if lifecycle else ()
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    return body


class Paced(HTTPPolicy[Any, Any]):
    """Holds each try of a query to Resource Graph back until its quota lets it."""

    def __init__(self, quota: Quota) -> None:
        """`quota` is what all of our queries share."""
        super().__init__()
        self._quota = quota

    def send(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        """Pass it on, when it may go; take Azure's word for what is left then."""
        if not is_graph_query(request.http_request):
            return self.next.send(request)
        self._quota.take()
        told: Mapping[str, str] = {}
        try:
            response = self.next.send(request)
            told = response.http_response.headers
        finally:
            self._quota.learn(told)
        return response


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
        """As azure-core, but for a wait that is too long, or said in a way of a service's own."""
        answer = response.http_response
        if answer.status_code == 429 and not answer.headers.get("Retry-After"):
            waits = [answer.headers[name] for name in _COST_WAITS if name in answer.headers]
            longest = max((float(wait) for wait in waits if wait.isdigit()), default=0.0)
            longest = longest or seconds(answer.headers.get(RESETS_AFTER)) or 0.0
            if longest:
                answer.headers["Retry-After"] = str(math.ceil(longest))
            elif answer.request.method == "POST":
                # All of ours only ask; azure-core would not send one a second time.
                return bool(settings["total"])
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
