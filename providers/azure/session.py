"""The only credential for Azure and the only connection to it.

Which endpoint is talked to decides which credential it sees:

- one of Azure's own resource managers, over https: `DefaultAzureCredential`, for that cloud;
- loopback (the embedded estate, tests), http or https: a static token that opens nothing;
- anything else is refused. A configuration file must not be able to send our token elsewhere.

The pipeline is azure-core's, put together here: no redirects are followed (they would carry the
token), and the SDK's automatic registration of resource providers, which changes a subscription, is
not in it. Reading plain JSON through it takes 0.2 s of imports; the management clients of Compute,
Network and Monitor take 2.5 s and five times the time to decode.

Imports of azure packages wait until the first read. A Session may be used from several threads.
"""

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from providers.azure.errors import CLOUD
from providers.errors import Unreachable

if TYPE_CHECKING:
    from azure.core import PipelineClient
    from azure.core.credentials import AccessToken, TokenCredential

    from providers.azure.wire import Told

CONNECT_SECONDS = 5
# A full page of VMs takes about two; Azure itself gives up after 60.
READ_SECONDS = 60
# Several of our threads and every subscription ask at once: one search for a credential, which may
# take seconds when there is none, must do for all of them.
FAILURE_KEPT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Cloud:
    """One of Azure's clouds: where its people sign in, and what a token must be for."""

    authority: str
    scope: str


# Source: azure.mgmt.core.tools.get_arm_endpoints and azure.identity.AzureAuthorityHosts.
CLOUDS = {
    "management.azure.com": Cloud(
        "login.microsoftonline.com", "https://management.azure.com/.default"
    ),
    "management.usgovcloudapi.net": Cloud(
        "login.microsoftonline.us", "https://management.core.usgovcloudapi.net/.default"
    ),
    "management.chinacloudapi.cn": Cloud(
        "login.chinacloudapi.cn", "https://management.chinacloudapi.cn/.default"
    ),
}

# What decides whose credential the chain finds.
_DECIDES = (
    "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_USERNAME", "AZURE_FEDERATED_TOKEN_FILE",
    "AZURE_CLIENT_CERTIFICATE_PATH", "IDENTITY_ENDPOINT", "AZURE_TOKEN_CREDENTIALS",
)  # fmt: skip


def is_loopback(host: str | None) -> bool:
    """Whether the host is this machine itself."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def checked(endpoint: str) -> str:
    """The endpoint as a base URL, without a slash at its end; raises Unreachable."""
    try:
        parts = urlsplit(endpoint)
        plain = not (parts.username or parts.password or parts.query or parts.fragment)
        port = parts.port
    except ValueError as error:
        raise _refusal(endpoint, "it is not a URL") from error
    if not plain or parts.path.strip("/"):
        raise _refusal(endpoint, "it is more than a host")
    if is_loopback(parts.hostname) and parts.scheme in ("http", "https"):
        return f"{parts.scheme}://{parts.netloc}"
    if parts.scheme != "https":
        raise _refusal(endpoint, "only https may carry a token off this machine")
    if parts.hostname not in CLOUDS or port not in (None, 443):
        raise _refusal(endpoint, "it is not one of Azure's resource managers")
    return f"https://{parts.hostname}"


def _refusal(endpoint: str, reason: str) -> Unreachable:
    known = ", ".join(f"https://{host}" for host in CLOUDS)
    return Unreachable(
        CLOUD,
        f"EndpointRefused: {endpoint!r}: {reason}",
        f"set endpoint in [azure] to one of {known}, or to http on loopback",
    )


class Session:
    """One way to one Azure cloud, for as long as the process lives."""

    def __init__(self, endpoint: str) -> None:
        """Nothing is checked, imported or connected yet."""
        self._endpoint = endpoint
        self._lock = Lock()
        self._made: PipelineClient[Any, Any] | None = None

    @cached_property
    def base(self) -> str:
        """Where requests go, as `https://management.azure.com`; raises Unreachable."""
        return checked(self._endpoint)

    def owns(self, url: str) -> bool:
        """Whether the URL is of the host that our token is for: nextLink is the answer's word."""
        return _origin(urlsplit(url)) == _origin(urlsplit(self.base))

    def identity(self) -> str:
        """A short text that differs where endpoint or credential do; for cache keys.

        It holds nothing that could be turned back, and is had without the SDK or network.
        """
        parts = [self._endpoint, *(os.environ.get(name, "") for name in _DECIDES)]
        profile = Path(os.environ.get("AZURE_CONFIG_DIR", "~/.azure")).expanduser()
        signed_in = profile / "azureProfile.json"
        parts.append(str(signed_in.stat().st_mtime_ns) if signed_in.exists() else "")
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    def get(self, url: str, told: "Told") -> tuple[int, bytes]:
        """Status and body; there is no other verb. `told` hears of every try.

        Raises azure-core's exceptions.
        """
        from azure.core.rest import HttpRequest

        if not self.owns(url):
            raise ValueError(f"{url} is not at {self.base}")
        # Plain http is only ever loopback: `checked` saw to that.
        response = self._client().send_request(
            HttpRequest("GET", url),
            enforce_https=self.base.startswith("https"),
            told=told,
        )
        return response.status_code, response.content

    def _client(self) -> "PipelineClient[Any, Any]":
        with self._lock:
            self._made = self._made or self._connected()
            return self._made

    def _connected(self) -> "PipelineClient[Any, Any]":
        from azure.core import PipelineClient
        from azure.core.pipeline.policies import BearerTokenCredentialPolicy, UserAgentPolicy
        from azure.core.pipeline.transport import RequestsTransport

        from providers.azure.wire import Patience, Record

        local = is_loopback(urlsplit(self.base).hostname)
        scope = f"{self.base}/.default" if local else _cloud(self.base).scope
        transport = RequestsTransport(
            connection_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            # Neither a proxy nor a .netrc has a say in what goes to this machine.
            use_env_settings=not local,
        )
        policies = [
            UserAgentPolicy("finops-bot"),
            Patience(),
            BearerTokenCredentialPolicy(self._credential(local=local), scope),
            Record(),
        ]
        return PipelineClient(self.base, policies=policies, transport=transport)

    def _credential(self, *, local: bool) -> "TokenCredential":
        if local:
            return Static()

        def standard() -> "TokenCredential":
            from azure.identity import DefaultAzureCredential

            return DefaultAzureCredential(authority=_cloud(self.base).authority)

        return Once(standard)


def _cloud(base: str) -> Cloud:
    return CLOUDS[urlsplit(base).hostname or ""]


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or default


class Static:
    """The credential for loopback: a word that opens nothing."""

    def get_token(self, *_: str, **__: object) -> "AccessToken":
        """A token that does not run out."""
        from azure.core.credentials import AccessToken

        return AccessToken("loopback", 2**40)


class Once:
    """A credential that is looked for by one thread at a time; a failure stands for a while."""

    def __init__(self, make: Callable[[], "TokenCredential"]) -> None:
        """`make` gives the credential proper, when it is first needed."""
        self._make = make
        self._lock = Lock()
        self._failure: tuple[float, Exception] | None = None
        self._found: TokenCredential | None = None

    def get_token(self, *scopes: str, **options: Any) -> "AccessToken":
        """A token; raises azure-core's ClientAuthenticationError."""
        from azure.core.exceptions import ClientAuthenticationError

        with self._lock:
            if self._failure and time.monotonic() - self._failure[0] < FAILURE_KEPT_SECONDS:
                raise self._failure[1]
            self._found = self._found or self._make()
            try:
                return self._found.get_token(*scopes, **options)
            except ClientAuthenticationError as error:
                self._failure = (time.monotonic(), error)
                raise
