"""A place: one region of one account, the unit in which AWS is read and cached."""

from dataclasses import dataclass

from providers.model import Account, Row, Scalar

CLOUD = "aws"
# What rows say as the region of what is of none, and where its tags and metrics are kept.
EVERYWHERE, GLOBAL_HOME = "global", "us-east-1"


@dataclass(frozen=True, slots=True)
class Place:
    """An account and a region code; `account.id` is empty before the caller's own is known."""

    account: Account
    region: str

    @property
    def where(self) -> str:
        """For people and gaps: "aws 222222222222 eu-west-1"."""
        return f"{CLOUD} {self.account.id} {self.region}" if self.account.id else CLOUD

    def row(self, **fields: Scalar | list[str] | dict[str, str]) -> Row:
        """A row of this place: the fields that every subject has, and `fields`."""
        return {
            "cloud": CLOUD,
            "account": self.account.name,
            "account_id": self.account.id,
            "region": self.region,
            **fields,
        }
