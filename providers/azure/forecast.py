"""Azure's own forecast of a subscription's cost, from Cost Management.

Like the query of `charges` it is a POST that reads, `to` is the last day, columns are found by name
and 204 means that there is nothing. Rows of days that are over are "Actual" and not asked for. It
gives no interval.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from intents.period import Span
from providers.azure.arm import Kind, Reader
from providers.azure.charges import BILLED, USED, Row, all_rows, cost
from providers.charges import added
from providers.errors import Odd, legible
from providers.forecast import Basis, Foreseen
from providers.model import Account, Call, Fetched, Source

NEEDS = ("Microsoft.CostManagement/forecast/read",)
FORECAST = Kind("Microsoft.CostManagement/forecast", lambda azure: azure.costs.forecast.usage)
_TYPES = {"effective": USED, "billed": BILLED}


def read(reader: Reader, account: Account, span: Span, basis: Basis) -> Fetched[Foreseen]:
    """The forecast for the span, which starts today or later. Raises CloudError."""
    last = span.end - timedelta(days=1)
    asked = {
        "type": _TYPES[basis],
        "timeframe": "Custom",
        "timePeriod": {"from": f"{span.start}T00:00:00+00:00", "to": f"{last}T23:59:59+00:00"},
        "dataset": {
            "granularity": "Daily",
            "aggregation": {"totalCost": {"name": "Cost", "function": "Sum"}},
        },
        "includeActualCost": False,
        "includeFreshPartialCost": False,
    }
    made: list[Call] = []
    scope = f"subscriptions/{account.id}"
    found = all_rows(reader, FORECAST, scope, asked, made)
    ahead = [row for row in found if row.get("CostStatus") != "Actual"]
    foreseen = _foreseen(reader, account, span, ahead)
    source = Source(FORECAST.source, datetime.now(UTC), calls=len(made))
    return Fetched((foreseen,), sources=(source,))


def _foreseen(reader: Reader, account: Account, span: Span, ahead: Sequence[Row]) -> Foreseen:
    with legible(reader.where, FORECAST.source):
        currencies = {str(row["Currency"]) for row in ahead}
        whole = added(cost(row) for row in ahead)
    if len(currencies) != 1:
        why = "NoForecast: Cost Management gave none" if not currencies else "SeveralCurrencies"
        raise Odd(reader.where, why, "it needs some weeks of charges; ours stands alone until then")
    return Foreseen(account, span, whole, currencies.pop())
