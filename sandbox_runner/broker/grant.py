"""What a job may do: the asker's grant, the job's limits, and the word for a refusal."""

from dataclasses import dataclass, field
from decimal import Decimal


class Denied(Exception):
    """A request that is not made; the text is the reason, for the script and the audit."""


class TooLarge(Exception):
    """An answer that is larger than a job may have; what was read of it is thrown away."""


class CutOff(Exception):
    """A cloud that took longer than the job may; or the job had ended."""


class Unreachable(Exception):
    """A cloud that could not be reached, or broke off."""


@dataclass(frozen=True, slots=True)
class Grant:
    """The part of the estate that the asker may read; nothing is granted where nothing is named.

    `accounts` are ids of AWS accounts, the first of which a script asks that names none; `regions`
    likewise. `subscriptions` are ids of Azure. `rights` are of "cost", "inventory", "query".
    """

    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    subscriptions: tuple[str, ...] = ()
    rights: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Subscriptions have no case."""
        lowered = tuple(one.lower() for one in self.subscriptions)
        object.__setattr__(self, "subscriptions", lowered)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a job may use. `money` is in USD, for requests that clouds bill."""

    calls: int = 200
    # A page of 1,000 machines is 3 to 5 MB of XML.
    answer_bytes: int = 8 * 2**20
    all_bytes: int = 64 * 2**20
    # 50 requests to Cost Explorer.
    money: Decimal = field(default=Decimal("0.50"))
    # A cloud's slowest good answer takes about ten.
    call_seconds: float = 20.0
