"""One thing of the stock, in neutral terms, and what a request to AWS looks like to its file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from demo.shape import Place

Item = Mapping[str, object]
# Status, content type, body.
Answer = tuple[int, str, str]
# (time, average or the total of the step, highest).
Point = tuple[datetime, float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """The points of one metric, as its cloud names it.

    `dimensions` are CloudWatch's, with its `namespace`; Azure has neither. `counted`: each point is
    the total of its six hours, not a mean.
    """

    metric: str
    points: Sequence[Point]
    namespace: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """A resource: `facts` are the catalog's fields, `more` what only its cloud's answer needs.

    `id` is as the catalog has it; of Azure, in lower case, with `written_id` as Azure writes it.
    """

    subject: str
    place: Place
    id: str
    facts: Mapping[str, object] = field(default_factory=dict)
    more: Mapping[str, object] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    written_id: str = ""
    # By the catalog's metric: its usual aggregate over the last 14 whole days; None where unknown.
    metrics: Mapping[str, float | None] = field(default_factory=dict)
    # What it is charged a day, in USD, where no meter tells it.
    daily: Decimal | None = None

    def as_arm(self, kind: str) -> dict[str, object]:
        """How each item of Azure's begins."""
        return {
            "id": self.written_id,
            "name": self.facts["name"],
            "type": kind,
            "location": self.place.region,
        }

    @property
    def truth(self) -> dict[str, object]:
        """What is true of it, ready for JSON."""
        place = self.place
        return {
            "id": self.id,
            "cloud": place.account.cloud,
            "account": place.account.name,
            "account_id": place.account.id,
            "region": place.region,
            "resource_group": place.group.lower() if place.group else None,
            "visible": place.visible,
            **{name: _plain(value) for name, value in self.facts.items()},
            **self.metrics,
        }


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


@dataclass(frozen=True, slots=True)
class Request:
    """A signed request to AWS: `action` is the form's or the target's, else the method and path."""

    service: str
    action: str
    account: str
    region: str
    body: bytes
    query: str = ""
