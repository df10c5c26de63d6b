"""Why cost changed, over ten million charges, against SQL that a person would write.

Ours is the whole way from the Query to the Answer: the split into effects, adding up to the cent,
and what explains most. Theirs is no answer to the question, only the floor that it stands on: one
SELECT of cost and quantity in both periods by the line at which a change is split (the groups of a
row, resource, meter, category, unit, currency). Times are CPU times of all threads, which a busy
machine stretches least. Bar: planning and printing a statement at most 3 ms.

    python -m benchmarks.why [--rows 10000000] [--keep FOLDER]
"""

import statistics
from collections.abc import Callable
from time import process_time
from typing import Any

import duckdb

from benchmarks.charges import TODAY
from benchmarks.questions import NOW, ROUNDS, charged
from finops.change.lines import Lines
from finops.plan import Plan
from finops.relation import Tables
from finops.reply import reply
from finops.warehouse import Warehouse
from intents.period import Calendar
from intents.query import EFFECTS, parse
from providers.context import Context

MOST_PRINTING_MS = 3
_NOW = "charge_period_start >= '2026-11-01' AND charge_period_start < '2026-12-01'"
_BEFORE = "charge_period_start >= '2026-10-01' AND charge_period_start < '2026-11-01'"
_LINE = "resource_key, sku_id, charge_category, pricing_unit, billing_currency"
_USD = {"field": "billing_currency", "op": "eq", "value": "USD"}
_EC2 = {"field": "service_name", "op": "eq", "value": "Amazon Elastic Compute Cloud"}
_IN_USD = "lower(billing_currency) = 'usd'"
_IS_EC2 = "lower(service_name) = 'amazon elastic compute cloud'"


def _asked(**parts: object) -> dict[str, Any]:
    asked = {"subject": "cost", "analysis": "change", "period": "2026-11", "select": [*EFFECTS]}
    return {**asked, "compare_to": "previous", **parts}


def _lines(by: str, where: str) -> str:
    """Cost and quantity of both months by line; its longest changes first."""
    sums = ", ".join(
        f"sum({what}) FILTER ({when}) AS {what}_{number}"
        for what in ("effective_cost", "pricing_quantity")
        for number, when in enumerate((_BEFORE, _NOW))
    )
    return (
        f"SELECT {by}, {_LINE}, {sums} FROM charges WHERE (({_NOW}) OR ({_BEFORE})) AND {where} "
        "GROUP BY ALL ORDER BY abs(effective_cost_1 - effective_cost_0) DESC LIMIT 100"
    )


# Without a limit or with `others` the story is told; the table alone is cut.
QUESTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "by service, and its story": (
        _asked(group_by=["service_name"], where=[_USD], limit=8, others=True),
        _lines("service_name", _IN_USD),
    ),
    "by service, the table alone": (
        _asked(group_by=["service_name"], where=[_USD], limit=8), _lines("service_name", _IN_USD),
    ),
    "one service, and its story": (
        _asked(group_by=["resource_id"], where=[_USD, _EC2], limit=8, others=True),
        _lines("resource_id", f"{_IN_USD} AND {_IS_EC2}"),
    ),
    "by account and region, the table alone": (
        _asked(group_by=["sub_account_name", "region_id"], where=[_USD], limit=8),
        _lines("sub_account_name, region_id", _IN_USD),
    ),
    "by team, the table alone": (
        _asked(group_by=["tags.team"], where=[_USD], limit=8),
        _lines("nullif(tags['team'], '')", _IN_USD),
    ),
}  # fmt: skip


def _ours(store: Warehouse, query: dict[str, Any]) -> None:
    answer = reply(parse(query), (), store, Context(now=NOW))
    assert answer.rows, answer.headline


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds of CPU."""
    started = process_time()
    work()
    return (process_time() - started) * 1000


def _printed(query: dict[str, Any]) -> None:
    """Plan a Query and print its statement, the longest that there is."""
    plan = Plan(parse(query), TODAY, Calendar())
    Lines(plan, Tables(("team", "env"), {}, ("USD", "EUR")), plan.groups).grouped().sql("duckdb")


def _printing(query: dict[str, Any]) -> float:
    return statistics.median(_timed(lambda: _printed(query)) for _ in range(20))


def _pair(store: Warehouse, connection: duckdb.DuckDBPyConnection, name: str) -> tuple[float, ...]:
    query, sql = QUESTIONS[name]
    pairs = [
        (
            _timed(lambda: _ours(store, query)),
            _timed(lambda: connection.execute(sql).fetchall()),
        )
        for _ in range(ROUNDS + 1)
    ]
    # The first round reads from the disk.
    return tuple(statistics.median(times) for times in zip(*pairs[1:], strict=True))


def main() -> None:
    """Print a line a question."""
    with charged() as store, store.connection() as connection:
        for name in QUESTIONS:
            ours, theirs = _pair(store, connection, name)
            print(f"{name:40} {ours:8.0f} ms {theirs:8.0f} ms {ours / theirs:6.2f}×", flush=True)
    printed = max(_printing(query) for query, _ in QUESTIONS.values())
    print(f"planning and printing: at most {printed:.1f} ms of CPU (bar {MOST_PRINTING_MS})")


if __name__ == "__main__":
    main()
