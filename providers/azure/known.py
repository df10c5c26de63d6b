"""The subscriptions that can be named without network and without the adapter."""

from datetime import timedelta

from providers.azure import account
from providers.azure.errors import CLOUD
from providers.azure.session import Session
from providers.cache import Cache, Key
from providers.model import Account
from providers.settings import Azure

# Subscriptions come and go by hand.
KNOWN_FOR = timedelta(hours=1)


def key(session: Session) -> Key:
    """Where the subscriptions that the credential sees are kept."""
    return (CLOUD, session.identity(), "accounts")


def identity(settings: Azure) -> str:
    """Differs where credentials, endpoint or settings do."""
    return f"{Session(settings.endpoint).identity()} {settings.model_dump_json()}"


def accounts(settings: Azure, cache: Cache) -> tuple[Account, ...]:
    """Those of the settings, or what was found of late."""
    found = cache.records_known(key(Session(settings.endpoint)), KNOWN_FOR)
    return account.chosen(settings.subscriptions, found.items if found else ())
