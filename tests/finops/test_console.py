"""Where to see the same number: the last day as the consoles take it, and no dimension invented."""

from datetime import date

import pytest

from finops.console import checks
from finops.plan import Plan
from intents.period import Calendar
from intents.query import parse


def told(**query: object) -> tuple[str, ...]:
    plan = Plan(
        parse({"subject": "cost", "period": "2026-10", **query}), date(2026, 11, 18), Calendar()
    )
    return checks(plan)


def test_the_last_day_is_the_last_one_that_counts() -> None:
    aws, azure = told(group_by=["service_name"])
    assert aws == (
        "AWS: Cost Explorer, from 2026-10-01 to 2026-10-31 (UTC), Net amortized costs, by Service, "
        "every charge type"
    )
    assert azure.startswith("Azure: Cost Management › Cost analysis, from 2026-10-01 to 2026-10-31")
    assert "Amortized cost, by Service name" in azure


def test_a_dimension_that_a_console_lacks_is_said_to_be_lacking() -> None:
    (aws,) = told(group_by=["sku_meter"], clouds=["aws"])
    assert "all of it, since it has no sku meter" in aws


@pytest.mark.parametrize("basis", ["list", "contracted"])
def test_no_console_shows_list_or_contracted_cost(basis: str) -> None:
    assert told(cost_basis=basis) == ()
