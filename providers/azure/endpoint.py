"""Where Azure is: the endpoints that are talked to, and what belongs to each.

Which endpoint is talked to decides which credential it sees:

- one of Azure's own resource managers, over https: the real one, for that cloud; and so do the
  hosts of that cloud's metrics, one a region, with a token of their own;
- loopback (the embedded estate, tests), http or https: a static token that opens nothing;
- anything else is refused. A configuration file must not be able to send our token elsewhere.

This module imports no SDK.
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from providers.azure.errors import CLOUD
from providers.errors import Unreachable


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A resource manager: its base URL without a slash at the end, and what a token must be for.

    `authority` is where its people sign in; None on loopback, where nobody does. `metrics` is what
    the hosts of metrics end with, a region's name before it; on loopback, it is the same host.
    `prices` is the host of the public price list, which is shown no token.
    `prices` is the host of the public price list, which sees no token; empty where there is none.
    """

    base: str
    scope: str
    authority: str | None = None
    metrics: str = ""
    prices: str = ""

    @property
    def local(self) -> bool:
        """Whether it is on this machine, and gets the token that opens nothing."""
        return self.authority is None

    @property
    def plain(self) -> bool:
        """Whether it is spoken to over http; only ever so on loopback."""
        return self.base.startswith("http:")

    @property
    def metrics_scope(self) -> str:
        """What a token for the hosts of metrics must be for."""
        return f"https://{self.metrics}/.default" if self.metrics else self.scope

    def metrics_base(self, region: str) -> str:
        """The base URL of a region's metrics; raises Unreachable where that is no region's name."""
        if not _REGION.fullmatch(region):
            why = f"NoRegion: {region!r} has no metrics of its own"
            raise Unreachable(CLOUD, why, "nothing to do")
        return f"https://{region}.{self.metrics}" if self.metrics else self.base

    @property
    def prices_base(self) -> str:
        """The base URL of the public price list; raises Unreachable where this cloud has none."""
        if not (self.prices or self.local):
            raise Unreachable(CLOUD, "NoPriceList: this cloud publishes no prices", "nothing to do")
        return f"https://{self.prices}" if self.prices else self.base

    def measures(self, url: str) -> bool:
        """Whether the URL is of a host of metrics, which is sent the token for these."""
        if not self.metrics:
            return self.owns(url)
        scheme, host, port = _origin(urlsplit(url))
        region = (host or "").removesuffix(f".{self.metrics}")
        known = region != host and _REGION.fullmatch(region) is not None
        return known and (scheme, port) == ("https", 443)

    def owns(self, url: str) -> bool:
        """Whether the URL is of the host that our token is for: nextLink is the answer's word."""
        return _origin(urlsplit(url)) == _origin(urlsplit(self.base))


_REGION = re.compile(r"[a-z][a-z0-9]{1,40}")
# Sources: azure.mgmt.core.tools.get_arm_endpoints, azure.identity.AzureAuthorityHosts, and of
# metrics the README of azure-monitor-querymetrics.
CLOUDS = {
    "management.azure.com": Endpoint(
        "https://management.azure.com",
        "https://management.azure.com/.default",
        "login.microsoftonline.com",
        "metrics.monitor.azure.com",
        "prices.azure.com",
    ),
    "management.usgovcloudapi.net": Endpoint(
        "https://management.usgovcloudapi.net",
        "https://management.core.usgovcloudapi.net/.default",
        "login.microsoftonline.us",
        "metrics.monitor.azure.us",
    ),
    "management.chinacloudapi.cn": Endpoint(
        "https://management.chinacloudapi.cn",
        "https://management.chinacloudapi.cn/.default",
        "login.chinacloudapi.cn",
        "metrics.monitor.azure.cn",
    ),
}


def is_loopback(host: str | None) -> bool:
    """Whether the host is this machine itself."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def checked(endpoint: str) -> Endpoint:
    """The endpoint of the settings; raises Unreachable for one that we do not talk to."""
    try:
        parts = urlsplit(endpoint)
        plain = not (parts.username or parts.password or parts.query or parts.fragment)
        port = parts.port
    except ValueError as error:
        raise _refusal(endpoint, "it is not a URL") from error
    if not plain or parts.path.strip("/"):
        raise _refusal(endpoint, "it is more than a host")
    if is_loopback(parts.hostname) and parts.scheme in ("http", "https"):
        base = f"{parts.scheme}://{parts.netloc}"
        return Endpoint(base, f"{base}/.default")
    if parts.scheme != "https":
        raise _refusal(endpoint, "only https may carry a token off this machine")
    if parts.hostname not in CLOUDS or port not in (None, 443):
        raise _refusal(endpoint, "it is not one of Azure's resource managers")
    return CLOUDS[parts.hostname]


def _refusal(endpoint: str, reason: str) -> Unreachable:
    known = ", ".join(f"https://{host}" for host in CLOUDS)
    return Unreachable(
        CLOUD,
        f"EndpointRefused: {endpoint!r}: {reason}",
        f"set endpoint in [azure] to one of {known}, or to http on loopback",
    )


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or default
