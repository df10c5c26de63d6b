"""The only credential for Azure, and the only clients: made here, once, when first needed.

Every client of the SDK sends through one pipeline of our own instead of the one it would build:

- it has no policy that registers resource providers, which changes a subscription: the SDK's
  own has one (`ARMAutoResourceProviderRegistrationPolicy`);
- it sends GET and nothing else but the POSTs that only ask (the cost query, Resource Graph), to the
  host of the endpoint and to no other, and follows no redirect (`wire`);
- all clients share its connections and its token.

Batches of metrics go to other hosts, with another token: they have a pipeline to themselves.

Importing the clients takes seconds (Network alone more than one), so each waits until something of
its kind is read; a long-running process calls `preload`. A Session may be used by several threads.
"""

import hashlib
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from providers.azure.endpoint import Endpoint, checked
from providers.azure.known_size import Sizes
from providers.azure.quota import Quota

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken, TokenCredential
    from azure.core.paging import ItemPaged
    from azure.core.pipeline import Pipeline
    from azure.mgmt.compute import ComputeManagementClient
    from azure.mgmt.costmanagement import CostManagementClient
    from azure.mgmt.monitor import MonitorManagementClient
    from azure.mgmt.network import NetworkManagementClient
    from azure.mgmt.resource.subscriptions import SubscriptionClient

T = TypeVar("T")

CONNECT_SECONDS = 5
# A full page of VMs takes about two; Azure itself gives up after 60.
READ_SECONDS = 60
# Several of our threads and every subscription ask at once: one search for a credential, which may
# take seconds when there is none, must do for all of them.
FAILURE_KEPT_SECONDS = 30.0

# What decides whose credential the chain finds.
_DECIDES = (
    "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_USERNAME", "AZURE_FEDERATED_TOKEN_FILE",
    "AZURE_CLIENT_CERTIFICATE_PATH", "IDENTITY_ENDPOINT", "AZURE_TOKEN_CREDENTIALS",
)  # fmt: skip


class Session:
    """One way to one Azure cloud, for as long as the process lives."""

    def __init__(self, endpoint: str) -> None:
        """Nothing is checked, imported or connected yet."""
        self._said = endpoint
        self._lock = Lock()
        self._made: dict[tuple[type, str], Any] = {}
        self._graph_quota = Quota()
        self.sizes = Sizes()

    @cached_property
    def endpoint(self) -> Endpoint:
        """Where requests go; raises Unreachable."""
        return checked(self._said)

    @cached_property
    def credential(self) -> "TokenCredential":
        """Whose rights we have: the standard chain's, or on loopback nobody's."""
        return Static() if self.endpoint.local else Once(self._standard)

    def identity(self) -> str:
        """A short text that differs where endpoint or credential do; for cache keys.

        It holds nothing that could be turned back, and is had without the SDK or network.
        """
        parts = [self._said, *(os.environ.get(name, "") for name in _DECIDES)]
        profile = Path(os.environ.get("AZURE_CONFIG_DIR", "~/.azure")).expanduser()
        signed_in = profile / "azureProfile.json"
        parts.append(str(signed_in.stat().st_mtime_ns) if signed_in.exists() else "")
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    def clients(self, subscription: str = "") -> "Clients":
        """The clients of a subscription; without one, for what spans them all."""
        return Clients(self, subscription)

    def client(self, kind: Callable[..., T], subscription: str) -> T:
        """The one client of that class for the subscription. Raises Unreachable."""
        named = (subscription,) if subscription else ()
        with self._lock:
            made: T | None = self._made.get((kind, subscription))  # type: ignore[arg-type]
            if made is None:
                made = kind(
                    self.credential,
                    *named,
                    base_url=self.endpoint.base,
                    credential_scopes=[self.endpoint.scope],
                    pipeline=self._pipe,
                    # The SDK's own, which the pipeline above stands in for.
                    policies=[],
                )
                self._made[kind, subscription] = made  # type: ignore[index]
            return made

    def get(self, url: str, told: Any) -> Any:
        """The JSON at a URL of the endpoint. Raises Unreachable, and the SDK's errors."""
        from azure.core import PipelineClient
        from azure.core.rest import HttpRequest

        client: PipelineClient[Any, Any] = PipelineClient(self.endpoint.base, pipeline=self._pipe)
        return client.send_request(HttpRequest("GET", url), told=told).json()

    def post(self, url: str, body: object, told: Any) -> Any:
        """The JSON that a POST which only asks is answered with. Raises as `get`."""
        from azure.core.rest import HttpRequest

        from providers.azure.wire import ANSWER

        return self._pipe.run(HttpRequest("POST", url, json=body), told=told).context[ANSWER]

    def metrics(self, url: str, body: object, told: Any) -> Any:
        """The JSON that a host of metrics answers with. Raises as `get`."""
        from azure.core.rest import HttpRequest

        from providers.azure.wire import ANSWER

        request = HttpRequest("POST", url, json=body)
        return self._metrics_pipe.run(request, told=told).context[ANSWER]

    def prices(self, link: str, asked: str, told: Any) -> Any:
        """A page of the public price list: that of `link`, else the first of what is `asked`.

        Raises as `get`.
        """
        from azure.core.rest import HttpRequest

        base = f"{self.endpoint.prices_base}/api/retail/prices"
        request = HttpRequest("GET", link or f"{base}?{urlencode({'$filter': asked})}")
        return self._prices_pipe.run(request, told=told).http_response.json()

    def preload(self) -> None:
        """Import what reading will need, in some two seconds.

        Resource Graph needs none of the clients for resources: they wait until a list is read.
        """
        import azure.identity
        import azure.mgmt.monitor
        import azure.mgmt.resource.subscriptions  # noqa: F401 - what is loaded stays

        import providers.azure.wire  # noqa: F401 - it is kept for who reads first

    @cached_property
    def _pipe(self) -> "Pipeline[Any, Any]":
        """What all but batches of metrics goes through."""
        from providers.azure.wire import OnlyReads

        return self._pipeline(OnlyReads(self.endpoint), self.endpoint.scope)

    @cached_property
    def _metrics_pipe(self) -> "Pipeline[Any, Any]":
        from providers.azure.wire import OnlyBatches

        return self._pipeline(OnlyBatches(self.endpoint), self.endpoint.metrics_scope)

    @cached_property
    def _prices_pipe(self) -> "Pipeline[Any, Any]":
        from providers.azure.wire import OnlyPrices

        return self._pipeline(OnlyPrices(self.endpoint), None)

    def _pipeline(self, door: Any, scope: str | None) -> "Pipeline[Any, Any]":
        """What goes through `door`, with a token for `scope`; without one, with none."""
        from azure.core.pipeline import Pipeline
        from azure.core.pipeline.policies import BearerTokenCredentialPolicy, UserAgentPolicy
        from azure.core.pipeline.transport import RequestsTransport

        from providers.azure import wire

        transport = RequestsTransport(
            connection_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            # Neither a proxy nor a .netrc has a say in what goes to this machine.
            use_env_settings=not self.endpoint.local,
        )
        policies: list[Any] = [
            door,
            wire.Sound(),
            *([wire.AllowHttp()] if scope and self.endpoint.plain else []),
            UserAgentPolicy("finops-bot"),
            wire.Patience(),
            wire.Paced(self._graph_quota),
            *([BearerTokenCredentialPolicy(self.credential, scope)] if scope else []),
            wire.Record(),
        ]
        return Pipeline(transport, policies)

    def _standard(self) -> "TokenCredential":
        from azure.identity import DefaultAzureCredential

        return DefaultAzureCredential(authority=self.endpoint.authority)


@dataclass(frozen=True, slots=True)
class Clients:
    """The SDK's clients of one subscription; each is imported and made when it is first used."""

    session: Session
    subscription: str

    @property
    def compute(self) -> "ComputeManagementClient":
        """VMs and disks."""
        from azure.mgmt.compute import ComputeManagementClient

        return self.session.client(ComputeManagementClient, self.subscription)

    @property
    def network(self) -> "NetworkManagementClient":
        """Interfaces, addresses and networks."""
        from azure.mgmt.network import NetworkManagementClient

        return self.session.client(NetworkManagementClient, self.subscription)

    @property
    def monitor(self) -> "MonitorManagementClient":
        """Metrics, as Azure's own JSON: this client's models are slow, and no Mappings.

        A model takes 30 µs a point, of which an hourly answer has a third of a million. `cls=` of
        its operations gives JSON, but only once all models were made; so none is made here.
        """
        from azure.mgmt.monitor import MonitorManagementClient

        client = self.session.client(MonitorManagementClient, self.subscription)
        metrics: Any = client.metrics
        metrics._deserialize = _undecoded  # noqa: SLF001 - only faster: see above
        return client

    def listed(
        self, path: str, version: str, asked: Mapping[str, str] | None = None
    ) -> "Callable[..., ItemPaged[Any]]":
        """An operation that lists what no installed client has, through the same pipeline.

        `asked` is what the query says besides.
        """

        def operation(*, told: Any) -> "ItemPaged[Any]":
            from azure.core.paging import ItemPaged

            query = urlencode({"api-version": version, **(asked or {})})
            first = f"{self.session.endpoint.base}{path}?{query}"

            def fetch(link: str | None) -> Any:
                return self.session.get(link or first, told)

            return ItemPaged(fetch, lambda page: (page.get("nextLink") or None, page["value"]))

        return operation

    def single(self, path: str, version: str) -> Callable[..., Any]:
        """An operation that reads one thing that no installed client has: Azure's JSON."""

        def operation(*, told: Any) -> Any:
            query = urlencode({"api-version": version})
            return self.session.get(f"{self.session.endpoint.base}{path}?{query}", told)

        return operation

    def graph(self, *, told: Any, body: object) -> Any:
        """What Resource Graph answers to a query: Azure's JSON."""
        path = "/providers/Microsoft.ResourceGraph/resources?api-version=2021-03-01"
        return self.session.post(f"{self.session.endpoint.base}{path}", body, told)

    def batch(self, *, told: Any, region: str, ids: Sequence[str], asked: Mapping[str, str]) -> Any:
        """Metrics of up to fifty resources of the subscription in a region: Azure's JSON."""
        base = self.session.endpoint.metrics_base(region)
        query = urlencode({"api-version": "2024-02-01", **asked})
        url = f"{base}/subscriptions/{self.subscription}/metrics:getBatch?{query}"
        return self.session.metrics(url, {"resourceids": list(ids)}, told)

    @property
    def costs(self) -> "CostManagementClient":
        """What subscriptions cost."""
        from azure.mgmt.costmanagement import CostManagementClient

        return self.session.client(CostManagementClient, "")

    @property
    def accounts(self) -> "SubscriptionClient":
        """The subscriptions themselves."""
        from azure.mgmt.resource.subscriptions import SubscriptionClient

        return self.session.client(SubscriptionClient, "")


def _undecoded(_: str, response: Any) -> Any:
    return response.json()


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
