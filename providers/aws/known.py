"""The accounts that AWS can be asked about, named without network and without the adapter."""

from providers.aws.estate import Estate
from providers.aws.session import Session
from providers.cache import Cache
from providers.model import Account
from providers.settings import Aws


def accounts(settings: Aws, cache: Cache) -> tuple[Account, ...]:
    """Those of the settings, or what was found of late."""
    return Estate(settings, Session(settings, _policy), cache).known()


def identity(settings: Aws) -> str:
    """Differs where credentials, endpoint or settings do."""
    return Session(settings, _policy).identity()


def _policy() -> str:
    from providers.aws.permissions import session_policy

    return session_policy()
