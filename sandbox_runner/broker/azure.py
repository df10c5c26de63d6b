"""Azure as the parent sees it: the credential that was handed in, the endpoint, and one request.

A script's request is taken apart by `address`, held against the policy and the grant, and written
anew. The token is added here and nowhere else, is never followed to another host, and never told.
"""

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sandbox_runner import policy
from sandbox_runner.broker import address, wire
from sandbox_runner.broker.address import Address
from sandbox_runner.broker.grant import Denied, Grant, Unreachable
from sandbox_runner.broker.redact import redact_azure

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken, TokenCredential

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_METRICS_SCOPE = "https://metrics.monitor.azure.com/.default"
# Seconds before its end that a token is not used any more.
_EARLY = 120
_LONGEST_QUERY = 20_000
_IN_TEXT = re.compile(r"/subscriptions/([^/\s\"']+)", re.IGNORECASE)
# What a script, and the SDK in it, may need of the headers: how long to wait.
_HEADERS = re.compile(
    r"retry-after$|^x-ms-ratelimit|^x-ms-request-id$|^content-type$", re.IGNORECASE
)
_GRAPH, _BATCH = "microsoft.resourcegraph/resources", "metrics:getbatch"
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be made."""

    method: str
    address: Address
    body: Body | None


@dataclass(frozen=True, slots=True)
class Told:
    """Azure's answer, redacted, as the script gets it."""

    status: int
    headers: Mapping[str, str]
    body: object


class Azure:
    """Long-lived; shared by jobs and threads."""

    def __init__(self, credential: "TokenCredential", endpoint: str = address.PUBLIC) -> None:
        """`endpoint` is https, or http on loopback, without a path. Raises ValueError."""
        parts = urlsplit(endpoint)
        local = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if not (local or parts.scheme == "https") or parts.path not in ("", "/") or parts.username:
            raise ValueError(f"not an endpoint of Azure: {endpoint}")
        self.endpoint = endpoint.rstrip("/")
        self._local = local
        self._credential = credential
        self._lock = Lock()
        self._tokens: dict[str, AccessToken] = {}

    def asked(self, method: str, url: str, body: object, grant: Grant) -> Asked:
        """What a script asks for, if it may. Raises Denied."""
        found = address.parsed(url, self.endpoint)
        if found.subscription and found.subscription not in grant.subscriptions:
            raise Denied(f"subscription {found.subscription} is not granted")
        _check_named([value for _, value in found.parameters], grant)
        match method:
            case "GET":
                _check_read(found)
                return Asked(method, found, None)
            case "POST":
                return Asked(method, found, _posted(found, body, grant))
            case _:
                raise Denied(f"{method[:10]} is not a read")

    def send(self, asked: Asked, grant: Grant) -> Told:
        """Ask, inside a flight. Raises CutOff, TooLarge, Unreachable, and the credential's own."""
        metrics = asked.address.host not in (self.endpoint, address.PUBLIC)
        base = asked.address.host if metrics and not self._local else self.endpoint
        scope = _METRICS_SCOPE if metrics else f"{self.endpoint}/.default"
        headers = {"Authorization": f"Bearer {self._token(scope)}", "Accept": "application/json"}
        body = None
        if asked.body is not None:
            body = json.dumps(asked.body).encode()
            headers["Content-Type"] = "application/json"
        landed = wire.exchange(asked.method, asked.address.url(base), headers, body, None)
        shown = {name: one for name, one in landed.headers.items() if _HEADERS.search(name)}
        return Told(landed.status, shown, self._shown(landed.body, asked, grant))

    def _token(self, scope: str) -> str:
        with self._lock:
            known = self._tokens.get(scope)
            if known is None or known.expires_on - time.time() < _EARLY:
                known = self._credential.get_token(scope)
                self._tokens[scope] = known
            return known.token

    def _shown(self, body: bytes, asked: Asked, grant: Grant) -> object:
        if not body:
            return None
        try:
            told = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Unreachable("Azure's answer is no JSON") from error
        if asked.address.kind == "subscriptions" and not asked.address.subscription:
            told["value"] = [
                one for one in told.get("value", ())
                if str(one.get("subscriptionId", "")).lower() in grant.subscriptions
            ]  # fmt: skip
        secret = policy.azure().secret_members
        if asked.address.kind == _GRAPH and isinstance(told, dict):
            told = {**told, "data": _cells(told.get("data"))}
        shown = redact_azure(told, secret)
        return _relinked(shown, self.endpoint) if self._local else shown


def right(asked: Asked) -> str:
    """The right that a request needs."""
    known = policy.azure()
    post = known.posts.get(asked.address.kind)
    return post.right if post else known.reads.get(asked.address.kind, policy.INVENTORY)


def _check_read(found: Address) -> None:
    if found.kind == "subscriptions":
        return
    if found.kind not in policy.azure().reads:
        raise Denied(f"{found.kind} is not a type that may be read")
    if not found.subscription:
        raise Denied("what is asked lies in a subscription")


def _posted(found: Address, body: object, grant: Grant) -> Body:
    """The body, written anew: members that are known, scopes that are granted."""
    post = policy.azure().posts.get(found.kind)
    if post is None:
        raise Denied(f"POST {found.kind} is not a read")
    if not isinstance(body, dict) or not set(body) <= post.body:
        raise Denied(f"a body of {found.kind} has {', '.join(sorted(post.body))}")
    if found.kind == _GRAPH:
        return _graph(found, body, post, grant)
    if not found.subscription:
        raise Denied("what is asked lies in a subscription")
    _check_named(list(_texts(body)), grant)
    if found.kind == _BATCH and not _are_resources(body.get("resourceids")):
        raise Denied("a batch has ids of resources in granted subscriptions")
    return dict(body)


def _are_resources(ids: object) -> bool:
    return isinstance(ids, list) and all(
        isinstance(one, str) and one.lower().startswith("/subscriptions/") for one in ids
    )


def _graph(found: Address, body: Body, post: policy.Post, grant: Grant) -> Body:
    if len(found.segments) != 3:
        raise Denied("Resource Graph is asked at its one address")
    named = body.get("subscriptions") or list(grant.subscriptions)
    if not isinstance(named, list) or not all(
        isinstance(one, str) and one.lower() in grant.subscriptions for one in named
    ):
        raise Denied("a subscription that is not granted")
    query = body.get("query")
    if not named or not isinstance(query, str) or len(query) > _LONGEST_QUERY:
        raise Denied(f"a query is text of at most {_LONGEST_QUERY} characters")
    words = set(re.findall(r"\w+", query.lower()))
    if refused := words & set(post.refused_words):
        raise Denied(f"a query may not name {min(refused)}")
    return {**body, "subscriptions": named}


def _check_named(texts: list[str], grant: Grant) -> None:
    """Every subscription that is named anywhere must be granted."""
    for text in texts:
        for named in _IN_TEXT.findall(text):
            if named.lower() not in grant.subscriptions:
                raise Denied(f"subscription {named[:40]} is not granted")


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from _texts(one)
        case list():
            for one in value:
                yield from _texts(one)


def _cells(rows: object) -> object:
    """Rows of Resource Graph, whose columns a query names: what lies inside a cell is blanked.

    A cell may hold pairs of name and value, which are environments, and text that is JSON:
    `tostring(properties)` must hide nothing.
    """
    match rows:
        case dict():  # a table, with columns apart
            return {key: _cells(one) if key == "rows" else one for key, one in rows.items()}
        case list():
            return [
                {key: _cell(one) for key, one in row.items()}
                if isinstance(row, dict)
                else _cell(row)
                for row in rows
            ]
        case _:
            return rows


def _cell(value: object) -> object:
    secret = policy.azure().secret_members
    match value:
        case dict() | list():
            return redact_azure(_opened(value), secret, inside_cell=True)
        case str():
            return _opened(value)
        case _:
            return value


def _opened(value: object) -> object:
    """With every text that holds JSON redacted, and written as text again."""
    match value:
        case dict():
            return {key: _opened(one) for key, one in value.items()}
        case list():
            return [_opened(one) for one in value]
        case str() if value[:1] in ("{", "[") and value[-1:] in ("}", "]"):
            try:
                inner = json.loads(value)
            except (ValueError, RecursionError):
                return value
            secret = policy.azure().secret_members
            return json.dumps(redact_azure(_opened(inner), secret, inside_cell=True))
        case _:
            return value


def _relinked(value: object, endpoint: str) -> object:
    """Links of a stand-in on loopback, as those of the host that the script believes to ask."""
    match value:
        case dict():
            return {
                key: address.PUBLIC + one.removeprefix(endpoint)
                if isinstance(one, str) and key.lower() == "nextlink" and one.startswith(endpoint)
                else _relinked(one, endpoint)
                for key, one in value.items()
            }
        case list():
            return [_relinked(one, endpoint) for one in value]
        case _:
            return value
