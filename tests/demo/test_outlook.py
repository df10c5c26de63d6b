"""The planted anomaly is found, alone and to the cent; the month's end is near what was planted."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from demo.run import Running
from finops.answer import Answer
from finops.reply import reply
from finops.warehouse import Warehouse
from intents.query import parse
from providers.context import Context


@pytest.fixture(scope="module")
def store(served: Running, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    exports = served.settings["charges"]
    assert isinstance(exports, list)
    paths = [str(export["path"]) for export in exports]
    return Warehouse(tmp_path_factory.mktemp("outlook") / "warehouse", paths, served.estate.now)


def _ask(store: Warehouse, now: datetime, **query: object) -> Answer:
    return reply(parse({"subject": "cost", **query}), (), store, Context(now=now))


def _cost(truth: dict[str, Any], days: list[str], **line: str) -> Decimal:
    """What the generator charged on these days, by its own account."""
    whole = Decimal(0)
    for charge in truth["charges"]:
        if all(charge[name] == value for name, value in line.items()):
            for first, count, _, _, effective, *_ in charge["runs"]:
                begun = date.fromisoformat(first)
                run = {str(begun + timedelta(days=n)) for n in range(count)}
                whole += Decimal(effective) * len(run & set(days))
    return whole


def test_the_planted_anomaly_is_the_only_one_found(
    store: Warehouse, served: Running, truth: dict[str, Any]
) -> None:
    planted = truth["events"]["anomaly"]
    answer = _ask(store, served.estate.now, analysis="anomalies")
    (row,) = answer.rows
    assert (row["service_name"], row["sub_account_name"]) == (
        planted["service"], planted["account"],
    )  # fmt: skip
    assert (row["day"], row["days"]) == (min(planted["days"]), len(planted["days"]))
    struck = {"service": planted["service"], "account": planted["account"]}
    assert row["cost"] == _cost(truth, planted["days"], **struck)
    own = _cost(truth, planted["days"], resource=_resource(truth, planted))
    more = own - own / planted["times"]
    assert abs(Decimal(str(row["excess"])) - more) < more / 50


def _resource(truth: dict[str, Any], planted: dict[str, Any]) -> str:
    found = {
        str(charge["resource"])
        for charge in truth["charges"]
        if charge["service"] == planted["service"]
        and str(charge["resource"]).endswith(planted["resource"])
    }
    (resource,) = found
    return resource


def test_a_year_without_planted_anomalies_is_quiet(store: Warehouse, served: Running) -> None:
    answer = _ask(store, served.estate.now, analysis="anomalies", period="2026-03-01/2026-11-01")
    assert answer.rows == ()


@pytest.mark.parametrize("ago", [1, 2, 3, 5, 8])
def test_what_was_to_come_in_the_past_lies_near_the_forecast(
    store: Warehouse, served: Running, ago: int
) -> None:
    """The last whole month is forecast from days in it, with the charges known until then."""
    today = date(2026, 10, 31) - timedelta(days=3 * ago)
    asked = datetime(today.year, today.month, today.day, tzinfo=UTC)
    answer = _ask(store, asked, analysis="forecast", period="whole_month")
    came = _ask(store, served.estate.now, analysis="aggregate", period="2026-10")
    said, real = (Decimal(str(one.totals["cost"])) for one in (answer, came))
    assert abs(said - real) < real / 100
