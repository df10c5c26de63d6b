"""What the broker of scripts calls clouds with: our sessions and credential, and what they reach.

It uses no client of ours: the broker makes its own, checks and cuts off each call, and keeps the
audit. Only what nobody else may make comes from here (`aws/session.py`, `azure/session.py`): what a
role's session policy leaves out, no script can do either. The SDKs' types stay in their folders.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from providers.base import Scope
from providers.cache import Cache
from providers.context import Context
from providers.errors import CloudError, gap
from providers.model import Account, Gap
from providers.settings import Aws, Azure


@dataclass(frozen=True, slots=True)
class LentAws:
    """boto3's sessions by account id, the accounts themselves, and their regions."""

    sessions: Mapping[str, Any] = field(default_factory=dict)
    accounts: tuple[Account, ...] = ()
    regions: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class LentAzure:
    """Azure's credential (None: there is none), the endpoint it is for, and the subscriptions."""

    credential: Any = None
    endpoint: str = ""
    accounts: tuple[Account, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Lender:
    """Long-lived: what is lent is made once; what it reaches is looked up, mostly in the cache."""

    def __init__(self, aws: Aws, azure: Azure, cache: Cache) -> None:
        """Nothing is imported, read or connected yet."""
        self._settings, self._cache = (aws, azure), cache
        self._lock = Lock()
        self._aws: Any = None
        self._azure: Any = None
        self._sessions: dict[str, Any] = {}

    def aws(self, context: Context) -> LentAws:
        """What there is of AWS now; what cannot be had is a gap, never an error."""
        settings, _ = self._settings
        if not settings.enabled:
            return LentAws()
        from providers.aws.estate import Estate
        from providers.aws.permissions import session_policy
        from providers.aws.session import Session

        with self._lock:
            self._aws = self._aws or Session(settings, session_policy)
        places = Estate(settings, self._aws, self._cache).places(Scope(), context)
        accounts = {place.account.id: place.account for place in places.items}
        try:
            sessions = {one: self._session(one) for one in accounts}
        except CloudError as error:
            return LentAws(gaps=(*places.gaps, gap(error)))
        regions = tuple(dict.fromkeys(place.region for place in places.items))
        return LentAws(sessions, tuple(accounts.values()), regions, places.gaps)

    def _session(self, account: str) -> Any:
        with self._lock:
            if account not in self._sessions:
                self._sessions[account] = self._aws.lent(account)
            return self._sessions[account]

    def azure(self, context: Context) -> LentAzure:
        """What there is of Azure now; what cannot be had is a gap, never an error."""
        _, settings = self._settings
        if not settings.enabled:
            return LentAzure()
        from providers.azure.provider import AzureProvider
        from providers.azure.session import Session

        with self._lock:
            self._azure = self._azure or Session(settings.endpoint)
        found = AzureProvider(settings, self._cache).accounts(context)
        try:
            endpoint = self._azure.endpoint.base
        except CloudError as error:
            return LentAzure(gaps=(gap(error),))
        return LentAzure(self._azure.credential, endpoint, found.items, found.gaps)
