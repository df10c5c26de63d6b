"""What a request to AWS costs by the price list, before it is made."""

from collections.abc import Mapping
from decimal import Decimal

from sandbox_runner import policy

NOTHING = Decimal(0)


def price(service: str, operation: str, params: Mapping[str, object]) -> Decimal:
    """USD; the most that it may cost where only the bill tells.

    >>> price("ce", "GetCostAndUsage", {})
    Decimal('0.01')
    """
    prices = policy.prices()
    whole = prices.request.get(service, NOTHING)
    whole += prices.call.get(f"{service}.{operation}", NOTHING)
    if operation == "GetMetricData":
        whole += prices.metric * _metrics(params.get("MetricDataQueries"))
    return whole


def _metrics(queries: object) -> int:
    """How many metrics are asked for; each query is one at least."""
    if not isinstance(queries, list):
        return 1
    return sum(_asked(one) for one in queries) or 1


def _asked(query: object) -> int:
    prices = policy.prices()
    said = query.get("Expression") if isinstance(query, dict) else None
    expression = said.upper() if isinstance(said, str) else ""
    if "SEARCH" in expression:
        return prices.found_by_search * expression.count("SEARCH")
    return prices.looked_at_by_insights if "SELECT" in expression else 1
