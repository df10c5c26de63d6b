"""Statements for engines that are not here: each parses in its dialect and is as it was reviewed.

`golden/<dialect>.sql` is made anew with UPDATE_GOLDEN=1; read the difference before keeping it.
"""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from finops.change.lines import Lines
from finops.plan import Plan
from finops.relation import Tables
from finops.statement import Statement
from finops.warehouse.dialects import DIALECTS, column_name, printed
from finops.warehouse.view import Table
from intents.period import Calendar
from intents.query import EFFECTS, Measure, parse

GOLDEN = Path(__file__).parent / "golden"
QUERIES: dict[str, dict[str, Any]] = {
    "by service": {"group_by": ["service_name"]},
    "by week and a tag": {"analysis": "trend", "grain": "week", "group_by": ["tags.cost-center"]},
    "untagged, by name, not tax": {
        "group_by": ["region_id"],
        "where": [
            {"field": "tags.owner", "op": "missing"},
            {"field": "resource_name", "op": "matches", "value": "web_*"},
            {"field": "charge_category", "op": "ne", "value": "Tax"},
            {"field": "tags", "op": "exists"},
        ],
    },
    "95th percentile": {
        "group_by": ["service_name"],
        "measures": [{"name": "high", "agg": "p95", "field": "cost"}],
    },
}


def statement(query: dict[str, Any]) -> exp.Select:
    asked = parse({"subject": "cost", "period": "2026-10", **query})
    plan = Plan(asked, date(2026, 11, 18), Calendar())
    made = Statement(plan, Tables(("cost-center", "owner"), {}, ("USD",)))
    cost = Measure(name="cost", agg="sum", field="cost")
    measures = asked.measures or (cost,)
    return made.grouped(plan.groups, {one.name: made.measure(one) for one in measures})


def written(dialect: str) -> str:
    parts = [
        f"-- {name}\n{printed(statement(query), dialect, 'lake.charges', pretty=True)};\n"
        for name, query in QUERIES.items()
    ]
    return "\n".join(
        [*parts, f"-- the view\n{Table(dialect, 'lake.focus', json_text=True).view()};\n"]
    )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_statement_parses_in_its_dialect(dialect: str) -> None:
    for text in written(dialect).split(";\n"):
        if text.strip():
            assert sqlglot.parse_one(text, dialect=dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_statement_is_as_it_was_reviewed(dialect: str) -> None:
    file = GOLDEN / f"{dialect}.sql"
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(written(dialect), "utf-8")
    assert file.read_text("utf-8") == written(dialect)


def test_bigquery_takes_no_dot_in_a_name_and_the_answer_has_it_again() -> None:
    text = printed(statement(QUERIES["by week and a tag"]), "bigquery")
    assert "`tags__dot__cost-center`" in text
    assert column_name("tags__dot__cost-center") == "tags.cost-center"
    assert "ISOWEEK" in text


@pytest.mark.parametrize("dialect", DIALECTS)
def test_text_of_a_question_stays_a_literal(dialect: str) -> None:
    hostile = "x'; DROP TABLE charges; --\\"
    where = [{"field": "service_name", "op": "eq", "value": hostile}]
    text = printed(statement({"group_by": [f"tags.{hostile}"], "where": where}), dialect)
    (parsed,) = sqlglot.parse(text, dialect=dialect)
    assert parsed is not None
    assert hostile.lower() in {one.this for one in parsed.find_all(exp.Literal)}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_why_cost_changed_parses_in_its_dialect(dialect: str) -> None:
    asked = {"subject": "cost", "period": "2026-10", "analysis": "change", "select": EFFECTS}
    plan = Plan(parse({**asked, "group_by": ["tags.owner"]}), date(2026, 11, 18), Calendar())
    lines = Lines(plan, Tables(("owner",), {}, ("USD",)), plan.groups, dialect=dialect)
    made = printed(lines.grouped(), dialect)
    assert sqlglot.parse_one(made, dialect=dialect).find(exp.With)
    # Snowflake sums no peers of an order.
    assert ("BETWEEN CURRENT ROW AND CURRENT ROW" in made) == (dialect != "snowflake")
