"""Takes a URL of Azure apart, and writes it anew from parts that are known.

Nothing of the URL that a script sent is passed on. It is refused where anything could be read in
two ways: another scheme or host, a user, a port, a fragment, a backslash, an escape inside an
escape, an escaped slash, an empty or dotted segment. What is left are segments and parameters; the
parent writes its own URL from them.

    /subscriptions/{s}[/resourceGroups/{g}][/providers/{ns}/{type}/{name}…]/providers/{ns}/{type}[/{name}…]
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from sandbox_runner import policy
from sandbox_runner.broker.grant import Denied

# A metric query with its filter has about two thousand characters.
LONGEST = 8192
PUBLIC = "https://management.azure.com"
_PLAIN = re.compile(r"[\x21-\x7e]+")
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(-preview)?")
_SUBSCRIPTION = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# The batches of metrics have hosts of their own, one a region.
_METRICS_HOST = re.compile(r"https://[a-z0-9]{2,30}\.metrics\.monitor\.azure\.com")
# What Azure's names are made of; a colon stands in `metrics:getBatch`.
_SEGMENT = re.compile(r"[\w .()\-:$@,&!'+=~\u0080-\uffff]+")
_BATCH = "metrics:getbatch"


@dataclass(frozen=True, slots=True)
class Address:
    """What is asked for. `kind` is a type in lower case, `subscription` empty for the tenant's."""

    host: str
    segments: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...]
    subscription: str
    kind: str

    def url(self, base: str) -> str:
        """The URL on another base, in one form."""
        path = "/".join(quote(one, safe=":$@,!'()~") for one in self.segments)
        asked = urlencode(self.parameters, quote_via=quote, safe="$")
        return f"{base}/{path}?{asked}"


def parsed(url: str, endpoint: str) -> Address:
    """What a URL asks of `endpoint`. Raises Denied."""
    host, path, query = _split(url, endpoint)
    segments = tuple(_segment(one) for one in path.strip("/").split("/"))
    subscription, kind = _kind(segments)
    if _METRICS_HOST.fullmatch(host) and kind != _BATCH:
        raise Denied("hosts of metrics are asked for batches only")
    return Address(host, segments, _parameters(query), subscription, kind)


def _split(url: str, endpoint: str) -> tuple[str, str, str]:
    """Host with its scheme, path, query."""
    if len(url) > LONGEST or not _PLAIN.fullmatch(url) or set(url) & set('\\#<>"^`{}|'):
        raise Denied("a URL that is not plain")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise Denied("a URL that cannot be read") from error
    host = f"{parts.scheme}://{parts.netloc}"
    # On loopback, the endpoint stands in for Azure's own host.
    known = {endpoint, PUBLIC} if endpoint.startswith("http://") else {endpoint}
    if not url.startswith(host) or (host not in known and not _METRICS_HOST.fullmatch(host)):
        raise Denied(f"only {endpoint} is asked")
    if "//" in parts.path or ";" in parts.path:
        raise Denied("a path that can be read in two ways")
    return host, parts.path, parts.query


def _segment(raw: str) -> str:
    told = unquote(raw, errors="strict") if _escapes(raw) else raw
    if told in ("", ".", "..") or not _SEGMENT.fullmatch(told) or told.endswith("."):
        raise Denied("a path that can be read in two ways")
    return told


def _escapes(raw: str) -> bool:
    """Whether there are escapes, all of them good."""
    if "%" not in raw:
        return False
    try:
        once = unquote(raw, errors="strict")
    except UnicodeDecodeError as error:
        raise Denied("a path that is no text") from error
    if "%" in once or re.sub(r"%[0-9A-Fa-f]{2}", "", raw).count("%"):
        raise Denied("an escape inside an escape")
    return True


def _kind(segments: tuple[str, ...]) -> tuple[str, str]:
    """Subscription and type. Each scope above the type must be one that may be read, too."""
    lowered = tuple(one.lower() for one in segments)
    if lowered[0] == "providers":
        return "", _type(lowered[1:])
    if lowered[0] != "subscriptions":
        raise Denied("what is asked lies in a subscription")
    if len(lowered) == 1:
        return "", "subscriptions"
    if not _SUBSCRIPTION.fullmatch(lowered[1]):
        raise Denied("a subscription is named by its id")
    return lowered[1], _below(lowered[2:])


def _below(rest: tuple[str, ...]) -> str:
    """The type of what lies in a subscription."""
    if not rest:
        return "subscriptions"
    if rest[0] == "resourcegroups" and len(rest) > 2:
        rest = rest[2:]
    if rest[0] != "providers":
        if len(rest) > (2 if rest[0] == "resourcegroups" else 1):
            raise Denied("not a type that may be read")
        return rest[0]
    cut = len(rest) - 1 - rest[::-1].index("providers")
    if cut:
        scope = _type(rest[1:cut])
        if scope not in policy.azure().reads:
            raise Denied(f"{scope} is not a type that may be read")
    return _type(rest[cut + 1 :])


def _type(parts: tuple[str, ...]) -> str:
    """`microsoft.compute/disks` of namespace, type, name: every second part is a name."""
    if len(parts) < 2 or "providers" in parts:
        raise Denied("not a type that may be read")
    return "/".join((parts[0], *parts[1::2]))


def _parameters(query: str) -> tuple[tuple[str, str], ...]:
    try:
        asked = parse_qsl(query, keep_blank_values=True, strict_parsing=True, errors="strict")
    except (ValueError, UnicodeDecodeError) as error:
        raise Denied("parameters that cannot be read") from error
    names = [name.lower() for name, _ in asked]
    if unknown := set(names) - policy.azure().parameters:
        raise Denied(f"no parameter {min(unknown)[:40]}")
    if len(set(names)) < len(names):
        raise Denied("a parameter stands twice")
    for name, value in asked:
        if not value.isprintable():
            raise Denied(f"{name} has control characters")
    if not any(
        n == "api-version" and _VERSION.fullmatch(v)
        for n, v in zip(names, _values(asked), strict=True)
    ):
        raise Denied("a request names its api-version")
    return tuple(asked)


def _values(asked: list[tuple[str, str]]) -> list[str]:
    return [value for _, value in asked]
