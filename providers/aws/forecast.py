"""AWS's own forecast of an account's cost, from Cost Explorer.

It begins today at the earliest (days that are over are no forecast), ends a year ahead at the
latest, and needs a month of the account's past. The end is exclusive, as ours is. With its own
credentials the account is asked for LINKED_ACCOUNT = itself, as in `charges`: a management account
would otherwise be given the forecast of all. Each call costs a cent.
"""

from decimal import Decimal

from intents.period import Span
from providers.aws.ask import Asker
from providers.aws.charges import PRICE
from providers.charges import amount
from providers.errors import legible
from providers.forecast import Basis, Foreseen

NEEDS = ("ce:GetCostForecast",)
SOURCE = "CE GetCostForecast"
_METRICS = {"effective": "NET_AMORTIZED_COST", "billed": "NET_UNBLENDED_COST"}
# As wide as our own intervals, so that the two can be compared.
INTERVAL_PERCENT = 80


def read(asker: Asker, span: Span, basis: Basis) -> Foreseen:
    """The forecast for the span, which starts today or later. Raises CloudError."""
    account = asker.place.account
    own = {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": [account.id]}}
    (page,) = asker.pages(
        SOURCE,
        price=PRICE,
        TimePeriod={"Start": span.start.isoformat(), "End": span.end.isoformat()},
        Metric=_METRICS[basis],
        Granularity="MONTHLY",
        Filter=own,
        PredictionIntervalLevel=INTERVAL_PERCENT,
    )
    with legible(asker.place.where, SOURCE):
        parts = page["ForecastResultsByTime"]
        # Intervals of several months do not add up to one of all of them.
        one = parts[0] if len(parts) == 1 else {}
        return Foreseen(
            account,
            span,
            amount(page["Total"]["Amount"]),
            page["Total"]["Unit"],
            _bound(one.get("PredictionIntervalLowerBound")),
            _bound(one.get("PredictionIntervalUpperBound")),
        )


def _bound(said: str | None) -> Decimal | None:
    return None if said is None else amount(said)
