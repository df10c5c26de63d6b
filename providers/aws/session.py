"""The only AWS credentials and clients.

Credentials come from the SDK's standard chain; an account with a `role_arn` is read with that role,
assumed with its external id and a session policy that allows only what we read, and renewed by
itself. Every client is made here, once for an account, region and service; the service models are
loaded once for all of them, which saves 40 MB and a quarter of a second an account.

An endpoint is a host of AWS or loopback, whatever environment or files say: requests are signed,
and a signature must not be shown to others. The SDK is imported when a client is first needed.
"""

import hashlib
import ipaddress
import os
import time
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from providers.aws import lean
from providers.aws.pace import Pace
from providers.aws.place import CLOUD, Place
from providers.aws.size import Sizes
from providers.errors import NoCredentials, Unreachable
from providers.settings import Aws, AwsAccount

if TYPE_CHECKING:
    from boto3.session import Session as Boto3
    from botocore.client import BaseClient
    from botocore.config import Config
    from botocore.credentials import Credentials
    from botocore.loaders import Loader
    from botocore.session import Session as Sdk

# AWS's own, of all partitions: public, its IPv6 twin, China, and the isolated ones.
AWS_HOSTS = (
    ".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".api.amazonwebservices.com.cn",
    ".amazonaws.eu", ".c2s.ic.gov", ".sc2s.sgov.gov", ".cloud.adc-e.uk", ".csp.hci.ic.gov",
)  # fmt: skip
FALLBACK_REGION = "us-east-1"
PRELOADED = ("ec2", "cloudwatch", "sts")
SESSION_NAME = "finops-bot"
# Seconds. A page of 1,000 instances takes AWS two or three; a person waits no longer than 30.
CONNECT_TIMEOUT, READ_TIMEOUT = 5, 30
# Tries in all: five wait up to 15 s, which outlasts a throttled burst. AWS_MAX_ATTEMPTS overrides.
TRIES = 5
AT_ONCE = 8
# For this long after none were found, credentials are not looked for again: the search of a machine
# without any takes two seconds, and each of many places would repeat it.
_NONE_FOR = 10.0

# What decides whose credentials the chain finds, and where they are sent.
_DECIDES = (
    "AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_EC2",
    "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_CLOUDWATCH", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)  # fmt: skip
_FILES = {
    "AWS_CONFIG_FILE": "~/.aws/config",
    "AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials",
}


class Session:
    """Clients for the accounts of the settings. Safe to share between threads."""

    def __init__(self, settings: Aws, policy: Callable[[], str]) -> None:
        """Nothing is imported, read or connected yet. `policy` bounds every role, as IAM JSON."""
        self._policy = policy
        self._accounts = {account.id: account for account in settings.accounts}
        self._settings = settings
        self.pace = Pace()
        self.sizes = Sizes()
        # How many calls run at once, over all places: more would only wait for Python's lock, each
        # with a page in memory.
        self.in_flight = BoundedSemaphore(AT_ONCE)
        self._lock = Lock()
        self._root: Sdk | None = None
        self._none_until = 0.0
        self._sessions: dict[str, Boto3] = {}
        self._clients: dict[tuple[str, str, str], BaseClient] = {}

    def know(self, accounts: Iterable[AwsAccount]) -> None:
        """Take in the roles of accounts that were discovered."""
        with self._lock:
            self._accounts |= {account.id: account for account in accounts}

    @property
    def home_region(self) -> str:
        """Where questions about an account as a whole are asked."""
        said = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        return said or next(iter(self._settings.regions), FALLBACK_REGION)

    def principal(self, account_id: str) -> str:
        """Who reads an account, for people: its role, or the credentials of the chain."""
        role = self._role(account_id)
        return role.role_arn if role and role.role_arn else "the credentials in use"

    def identity(self) -> str:
        """A short text that differs where credentials, endpoint or settings do; for cache keys.

        It holds nothing that could be turned back, and is had without the SDK or network.
        """
        parts = [self._settings.model_dump_json(), *(os.environ.get(n, "") for n in _DECIDES)]
        for name, usual in _FILES.items():
            path = Path(os.environ.get(name, usual)).expanduser()
            state = path.stat() if path.exists() else None
            parts.append(f"{path} {state.st_mtime_ns if state else 0}")
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    def preload(self) -> None:
        """Import the SDK and load the models of what is asked most, in half a second."""
        import boto3.session  # noqa: F401 - it is kept for who reads first

        for service in PRELOADED:
            models().load_service_model(service, "service-2")

    def client(self, service: str, place: Place) -> "BaseClient":
        """The client for `service` at `place`. Raises NoCredentials, Unreachable, or botocore's."""
        key = (place.account.id, place.region, service)
        with self._lock:
            if (made := self._clients.get(key)) is None:
                session = self._session(place.account.id)
                # The service is a name of ours, which the typed overloads do not admit.
                open_client: Any = session.client
                made = open_client(service, region_name=place.region, config=_config())
                _check_host(made.meta.endpoint_url, place)
                self._clients[key] = made
            return made

    def lent(self, account_id: str) -> "Boto3":
        """A session for calls that others make and check: botocore's own in every detail.

        It has the account's role and bounds, and no decoder of ours. Raises NoCredentials; a call
        to a host that is neither AWS nor loopback raises Unreachable.
        """
        from boto3.session import Session as Boto3
        from botocore.session import Session as Sdk

        with self._lock:
            root, role = self._root_session(), self._role(account_id)
        if role:
            core = _assuming(root, role, self._policy(), self.home_region)
        else:
            core = Sdk()
            core.register_component("data_loader", models())
        core.register("before-send", _only_to_aws)
        return Boto3(botocore_session=core)

    def _role(self, account_id: str) -> AwsAccount | None:
        account = self._accounts.get(account_id)
        return account if account and account.role_arn else None

    def _session(self, account_id: str) -> "Boto3":
        """A session with the caller's credentials, or with the account's role."""
        from boto3.session import Session as Boto3

        root = self._root_session()
        role = self._role(account_id)
        holder = account_id if role else ""
        if holder not in self._sessions:
            core = root
            if role:
                core = _assuming(root, role, self._policy(), self.home_region)
                lean.listen(core)
            self._sessions[holder] = Boto3(botocore_session=core)
        return self._sessions[holder]

    def _root_session(self) -> "Sdk":
        from botocore.session import Session as Sdk

        if self._root is None:
            if time.monotonic() < self._none_until:
                raise _no_credentials()
            root = Sdk()
            root.register_component("data_loader", models())
            lean.listen(root)
            if root.get_credentials() is None:
                self._none_until = time.monotonic() + _NONE_FOR
                raise _no_credentials()
            self._root = root
        return self._root


@cache
def models() -> "Loader":
    """The SDK's service models: one loader a process, for it keeps what it has read."""
    from botocore.loaders import create_loader

    return create_loader()


def _no_credentials() -> NoCredentials:
    from providers.aws.errors import HOW_TO_SIGN_IN

    return NoCredentials(CLOUD, "NoCredentials: none were found", HOW_TO_SIGN_IN)


def _config() -> "Config":
    from botocore.config import Config

    tries = int(os.environ.get("AWS_MAX_ATTEMPTS") or TRIES)
    return Config(
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        retries={"mode": "standard", "total_max_attempts": tries},
        user_agent_extra="finops-bot",
        max_pool_connections=16,
    )


def _assuming(root: "Sdk", role: AwsAccount, policy: str, region: str) -> "Sdk":
    """A session whose credentials are `role`'s, assumed on first use, renewed in time."""
    from botocore.credentials import (
        AssumeRoleCredentialFetcher,
        CredentialProvider,
        CredentialResolver,
        DeferredRefreshableCredentials,
    )
    from botocore.session import Session as Sdk

    def sts(_: str, **given: Any) -> "BaseClient":
        client = root.create_client("sts", region_name=region, config=_config(), **given)
        _check_host(client.meta.endpoint_url, None)
        return client

    extra: Mapping[str, str] = {
        "RoleSessionName": SESSION_NAME,
        "Policy": policy,
        **({"ExternalId": role.external_id} if role.external_id else {}),
    }
    fetcher = AssumeRoleCredentialFetcher(
        sts, root.get_credentials(), role.role_arn or "", extra_args=dict(extra)
    )
    credentials = DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")

    class Assumed(CredentialProvider):
        METHOD = "assume-role"

        def load(self) -> "Credentials":
            return credentials

    session = Sdk()
    session.register_component("data_loader", models())
    session.register_component("credential_provider", CredentialResolver([Assumed()]))
    return session


def _only_to_aws(**heard: Any) -> None:
    """Refuse to send what is signed anywhere else; heard before every request."""
    _check_host(heard["request"].url, None)


def _check_host(endpoint: str, place: Place | None) -> None:
    """Refuse an endpoint that is neither AWS's nor on this machine."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    if is_loopback(host) or (parts.scheme == "https" and host.endswith(AWS_HOSTS)):
        return
    raise Unreachable(
        place.where if place else CLOUD,
        f"EndpointRefused: {parts.scheme}://{host} is neither AWS over https nor on this machine",
        "see AWS_ENDPOINT_URL and endpoint_url in the AWS config file",
    )


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
