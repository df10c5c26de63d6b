"""The bot's registration with Azure Bot Service, from the environment, and whom it may trust.

    TEAMS_APP_ID, TEAMS_APP_PASSWORD    the Entra application of the bot, and its client secret
    TEAMS_TENANT_ID                     for a single-tenant application, the tenant that it lives in
    TEAMS_OPENID_METADATA_URL, TEAMS_TOKEN_ISSUER, TEAMS_TOKEN_URL      sovereign clouds, stand-ins
    TEAMS_DEV=1                         for Microsoft's Agents Playground: tokens are not checked

Without an application id nobody could be told from anybody, so nothing is heard. The one exception
is `TEAMS_DEV`, which answers connections on loopback alone and sends only to loopback.

The signing keys, the client secret and every answer go only to hosts that are named here, or to
loopback where the keys themselves come from loopback.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.settings import SettingsError

METADATA_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
ISSUER = "https://api.botframework.com"
TOKEN_URL = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"  # noqa: S105 — an address
# Where a multi-tenant bot gets its tokens.
NO_TENANT = "botframework.com"
# Microsoft's, public and US government: keys and tokens.
LOGIN_HOSTS = frozenset(
    {
        "login.botframework.com",
        "login.botframework.azure.us",
        "login.microsoftonline.com",
        "login.microsoftonline.us",
    }
)
# Where answers are sent. Of trafficmanager.net anybody can rent a name, so that one is whole.
SERVICE_HOSTS = frozenset({"smba.trafficmanager.net"})
SERVICE_DOMAINS = (
    ".botframework.com",
    ".botframework.azure.us",
    ".teams.microsoft.com",
    ".teams.microsoft.us",
)


@dataclass(frozen=True, slots=True)
class Registration:
    """Who the bot is to Microsoft. `is_dev` means that tokens are not checked."""

    app_id: str
    password: str = field(repr=False)
    metadata_url: str = METADATA_URL
    issuer: str = ISSUER
    token_url: str = TOKEN_URL.format(tenant=NO_TENANT)
    is_dev: bool = False

    @property
    def scope(self) -> str:
        """What a token to answer with is asked for."""
        return f"{self.issuer}/.default"

    def may_send_to(self, service_url: str) -> bool:
        """Whether answers may go there."""
        if self.is_dev or is_loopback(self.metadata_url):
            return is_loopback(service_url)
        host = _https_host(service_url)
        return host in SERVICE_HOSTS or host.endswith(SERVICE_DOMAINS)


def registration(env: Mapping[str, str]) -> Registration | None:
    """The registration in the environment; None where there is nothing about Teams at all.

    Raises SettingsError for half of one: the server must not start with a door that does not close.
    """
    if not any(name.startswith("TEAMS_") and text for name, text in env.items()):
        return None
    is_dev = env.get("TEAMS_DEV") == "1"
    if not is_dev:
        for name in ("TEAMS_APP_ID", "TEAMS_APP_PASSWORD"):
            if not env.get(name):
                raise SettingsError(f"{name} is not set, without which Teams cannot be heard")
    token_url = TOKEN_URL.format(tenant=env.get("TEAMS_TENANT_ID") or NO_TENANT)
    return Registration(
        app_id=env.get("TEAMS_APP_ID", ""),
        password=env.get("TEAMS_APP_PASSWORD", ""),
        metadata_url=_login_url(env, "TEAMS_OPENID_METADATA_URL", METADATA_URL),
        issuer=env.get("TEAMS_TOKEN_ISSUER") or ISSUER,
        token_url=_login_url(env, "TEAMS_TOKEN_URL", token_url),
        is_dev=is_dev,
    )


def is_login(url: str) -> bool:
    """Whether keys may come from there and the client secret go there."""
    return is_loopback(url) or _https_host(url) in LOGIN_HOSTS


def is_loopback(url: str) -> bool:
    """Whether a URL means this machine, by address or as `localhost`."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.username is None and is_own_address(host)


def is_own_address(host: str) -> bool:
    """Whether a host is loopback; a name other than `localhost` never is."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _login_url(env: Mapping[str, str], name: str, default: str) -> str:
    url = env.get(name) or default
    if not is_login(url):
        hosts = ", ".join(sorted(LOGIN_HOSTS))
        raise SettingsError(f"{name} is {url!r}; it must be https on {hosts}, or loopback")
    return url


def _https_host(url: str) -> str:
    """The host of a plain https URL; empty for anything else."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return ""
    is_plain = parts.scheme == "https" and parts.username is None and port in (None, 443)
    return host if is_plain else ""
