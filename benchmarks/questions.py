"""Twelve standard cost questions over ten million charges, against SQL that a person would write.

Both run on the same tables of the embedded warehouse, in the same process, by turns. Ours is the
whole way from the Query to the Answer: planning, every statement, sentences; theirs is one SELECT.
Bars: each at most 1.2 times the hand-written one; the median under 0.5 s; and, from the roll-ups,
the top 20 resources and services by month under 30 ms.

    python -m benchmarks.questions [--rows 10000000] [--keep FOLDER]
"""

import argparse
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import duckdb

from benchmarks.charges import TODAY, generate
from finops.plan import Plan
from finops.relation import Tables
from finops.reply import reply
from finops.statement import Statement
from finops.warehouse import Warehouse
from intents.period import Calendar
from intents.query import Measure, parse
from providers.context import Context

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
ROUNDS = 5
MOST_RATIO = 1.2
_NOVEMBER = "charge_period_start >= '2026-11-01' AND charge_period_start < '2026-12-01'"
_OCTOBER = "charge_period_start >= '2026-10-01' AND charge_period_start < '2026-11-01'"
_YEAR = "charge_period_start >= '2025-12-01' AND charge_period_start < '2026-12-01'"
_USD = "billing_currency"


def _sums(by: str, during: str = _NOVEMBER, where: str = "true", tail: str = "") -> str:
    """The cost by some columns, the dearest first; two currencies are two rows."""
    by = f"{by}, {_USD}" if by else _USD
    return (
        f"SELECT {by}, sum(effective_cost) AS cost, sum(billed_cost) FROM charges "
        f"WHERE {during} AND {where} GROUP BY ALL ORDER BY cost DESC {tail}"
    )


def _asked(**parts: object) -> dict[str, Any]:
    return {"subject": "cost", "period": "2026-11", **parts}


_THAT_YEAR = "2025-12-01/2026-12-01"
_PROD = {"field": "tags.env", "op": "eq", "value": "prod"}
_EC2 = {"field": "service_name", "op": "eq", "value": "Amazon Elastic Compute Cloud"}
_TWO_MONTHS = (
    f"SELECT service_name, {_USD}, sum(effective_cost) FILTER ({_NOVEMBER}) AS cost, "
    f"sum(effective_cost) FILTER ({_OCTOBER}) AS cost_before FROM charges "
    f"WHERE ({_NOVEMBER}) OR ({_OCTOBER}) GROUP BY ALL ORDER BY cost DESC"
)
_IS_EC2 = "lower(service_name) = 'amazon elastic compute cloud'"
QUESTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "total of a month": (_asked(), _sums("")),
    "by service": (_asked(group_by=["service_name"]), _sums("service_name")),
    "by account and region": (
        _asked(group_by=["sub_account_name", "region_id"]), _sums("sub_account_name, region_id"),
    ),
    "service by month, a year": (
        _asked(analysis="trend", grain="month", group_by=["service_name"], period=_THAT_YEAR),
        _sums("date_trunc('month', charge_period_start), service_name", _YEAR),
    ),
    "top 20 resources": (
        _asked(group_by=["resource_id"], limit=20), _sums("resource_id", tail="LIMIT 21"),
    ),
    "by day": (
        _asked(analysis="trend", grain="day"), _sums("date_trunc('day', charge_period_start)"),
    ),
    "by tag": (
        _asked(group_by=["tags.team"]), _sums("nullif(tags['team'], '')"),
    ),
    "of one tag, by service": (
        _asked(group_by=["service_name"], where=[_PROD]),
        _sums("service_name", where="lower(tags['env']) = 'prod'"),
    ),
    "one service by resource": (
        _asked(group_by=["resource_id"], where=[_EC2], limit=50),
        _sums("resource_id", where=_IS_EC2, tail="LIMIT 51"),
    ),
    "month against month, by service": (
        _asked(group_by=["service_name"], compare_to="previous"),
        _TWO_MONTHS,
    ),
    "without credits and tax, by category": (
        _asked(
            group_by=["service_category"],
            where=[{"field": "charge_category", "op": "not_in", "value": ["Credit", "Tax"]}],
        ),
        _sums("service_category", where="charge_category NOT IN ('Credit', 'Tax')"),
    ),
    "quarter by sub account": (
        _asked(
            analysis="trend", grain="quarter", group_by=["sub_account_name"], period=_THAT_YEAR,
        ),
        _sums("date_trunc('quarter', charge_period_start), sub_account_name", _YEAR),
    ),
}  # fmt: skip


def _ours(store: Warehouse, query: dict[str, Any]) -> float:
    started = perf_counter()
    answer = reply(parse(query), (), store, Context(now=NOW))
    assert answer.rows, answer.headline
    return perf_counter() - started


def _printed(query: dict[str, Any]) -> float:
    """Milliseconds of CPU to plan a Query and print its statement."""
    started = process_time()
    plan = Plan(parse(query), TODAY, Calendar())
    statement = Statement(plan, Tables(("team", "env"), {}, ("USD", "EUR")))
    cost = Measure(name="cost", agg="sum", field="cost")
    statement.grouped(plan.groups, {"cost": statement.measure(cost)}).sql("duckdb")
    return (process_time() - started) * 1000


def _theirs(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    started = perf_counter()
    assert connection.execute(sql).fetchall()
    return perf_counter() - started


def _compared(store: Warehouse) -> Iterator[tuple[str, float, float]]:
    with store.connection() as connection:
        for name, (query, sql) in QUESTIONS.items():
            _ours(store, query), _theirs(connection, sql)
            pairs = [(_ours(store, query), _theirs(connection, sql)) for _ in range(ROUNDS)]
            yield name, *(statistics.median(times) for times in zip(*pairs, strict=True))


@contextmanager
def charged() -> Iterator[Warehouse]:
    """A warehouse with the charges that the command line asks for; made unless it is there."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument(
        "--keep", type=Path, help="where charges and warehouse are kept, and reused"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = options.keep or Path(folder)
        if not (place / "focus").exists():
            generate(place / "focus", options.rows)
        store = Warehouse(place / "warehouse", [str(place / "focus" / "*" / "*.parquet")], NOW)
        store.manifest()
        yield store


def main() -> None:
    """Print a line a question."""
    with charged() as store:
        _measure(store)


def _measure(store: Warehouse) -> None:
    ours, worst = [], 0.0
    for name, mine, theirs in _compared(store):
        ours.append(mine)
        worst = max(worst, mine / theirs)
        print(f"{name:38} {mine * 1000:8.1f} ms {theirs * 1000:8.1f} ms {mine / theirs:6.2f}×")
    middle = statistics.median(ours) * 1000
    printed = [statistics.median(_printed(q) for _ in range(20)) for q, _ in QUESTIONS.values()]
    print(f"planning and printing a statement: at most {max(printed):.1f} ms of CPU (bar 3)")
    print(f"median {middle:.1f} ms; worst ratio {worst:.2f} (bar {MOST_RATIO})")


if __name__ == "__main__":
    main()
