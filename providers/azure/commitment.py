"""Commitments of an Azure tenant: its reservations and its savings plans.

A role on a subscription is not enough to see them; who has none that is, is shown an empty list and
no error. So where nothing is seen, that is said: it need not mean that there is nothing.
"""

from collections.abc import Callable, Mapping

from providers.azure import reservation, savings_plan
from providers.azure.arm import Reader
from providers.azure.errors import CLOUD
from providers.errors import CloudError, gap
from providers.model import Account, Fetched, Gap, Row

NEEDS = (*reservation.NEEDS, *savings_plan.NEEDS)
NONE_SEEN = Gap(
    CLOUD,
    "NoneSeen: the credential sees no reservation and no savings plan",
    "if there are any, assign the roles Reservations Reader and Savings plan Reader for the tenant",
    matters=False,
)
_Read = Callable[[Reader, Mapping[str, Account]], Fetched[Row]]


def rows(reader: Reader, accounts: Mapping[str, Account]) -> Fetched[Row]:
    """Both kinds; one that is refused is a gap, and the other stands."""
    found = _tried(reservation.rows, reader, accounts) + _tried(savings_plan.rows, reader, accounts)
    if found.items or found.gaps:
        return found
    return Fetched((), (NONE_SEEN,), found.sources)


def _tried(read: _Read, reader: Reader, accounts: Mapping[str, Account]) -> Fetched[Row]:
    try:
        return read(reader, accounts)
    except CloudError as error:
        return Fetched(gaps=(gap(error),))
