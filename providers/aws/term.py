"""The terms of a commitment, as AWS's services write them: times, states, payment, amounts."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

_DAYS_A_MONTH = 365 / 12
# What states are called: AWS writes payment-pending, payment-failed, retired …
_STATES = {
    "active": "active", "retired": "expired", "queued": "queued", "queued-deleted": "cancelled",
    "payment-pending": "pending", "payment-failed": "failed", "exchanging": "active",
    "returned": "cancelled", "pending-return": "active",
}  # fmt: skip


def months(term: timedelta) -> int:
    """A term in months: a year is told as 31,536,000 seconds."""
    return round(term.days / _DAYS_A_MONTH)


def payment(told: object) -> str | None:
    """`All Upfront` and `ALL_UPFRONT` are "all upfront"."""
    return str(told).replace("_", " ").lower() if told else None


def state(told: object) -> str | None:
    """A state in the catalog's words; one that AWS has made since stays as it is."""
    return _STATES.get(str(told).lower(), str(told).lower()) if told else None


def aware(told: object) -> datetime | None:
    """A time in UTC; some services tell it as text. What is no time is unknown."""
    try:
        at = told if isinstance(told, datetime) else datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def amount(told: object) -> Decimal | None:
    """An exact amount from text or a number; what is none is unknown."""
    try:
        found = Decimal(str(told)) if told is not None else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None
