"""A script's result becomes a table, or a reason: whatever it is, nothing is guessed."""

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scripts.shape import Misshapen, shaped
from finops.answer import Answer

NAME = {"name": "name", "type": "text"}
COST = {"name": "cost", "type": "money", "unit": "USD"}


def table(*rows: Any, **parts: Any) -> dict[str, Any]:
    return {"columns": [NAME, COST], "rows": list(rows), **parts}


def test_a_table_keeps_its_types_and_what_is_left_out_is_unknown() -> None:
    found = shaped(table({"name": "a", "cost": 1.5}, {"name": "b"}, {"cost": None}))
    assert [column.unit for column in found.columns] == [None, "USD"]
    assert [row["cost"] for row in found.rows] == [Decimal("1.5"), None, None]
    assert found.rows[2]["name"] is None


def test_no_rows_are_a_table_too() -> None:
    assert shaped(table()).rows == ()


def test_money_without_a_currency_is_only_a_number() -> None:
    found = shaped({"columns": [{"name": "cost", "type": "money"}], "rows": [{"cost": 3}]})
    assert found.columns[0].type == "number"


def test_notes_are_short_lines_and_few() -> None:
    found = shaped(table(notes=["a\nb\x00", 3, "", *["x" * 900] * 9]))
    assert found.notes[0].startswith("a b")
    assert len(found.notes) == 5
    assert max(map(len, found.notes)) == 200


@pytest.mark.parametrize(
    "result",
    [
        None,
        [],
        "text",
        {"rows": []},
        {"columns": [], "rows": []},
        {"columns": [NAME, NAME], "rows": []},
        {"columns": [{"name": "x", "type": "list"}], "rows": []},
        {"columns": [{"name": " ", "type": "text"}], "rows": []},
        {"columns": [{"name": "x", "type": "text", "unit": 3}], "rows": []},
        {"columns": [{"name": "x", "type": []}], "rows": []},
        table("row"),
        table({"other": 1}),
        table({"cost": "12.50"}),
        table({"cost": True}),
        table({"cost": float("inf")}),
        table({"name": 7}),
        {"columns": [{"name": "at", "type": "datetime"}], "rows": [{"at": "soon"}]},
        {"columns": [{"name": "up", "type": "bool"}], "rows": [{"up": 1}]},
        {"columns": [NAME], "rows": [{}] * 10_001},
    ],
)
def test_what_is_no_such_table_is_refused_with_a_reason(result: Any) -> None:
    with pytest.raises(Misshapen, match=r"\w"):
        shaped(result)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.fixed_dictionaries({"columns": st.lists(_JSON, max_size=2) | _JSON, "rows": _JSON}))
def test_any_json_is_a_table_or_misshapen(result: Any) -> None:
    with suppress(Misshapen):
        assert shaped(result).columns


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=4))
def test_amounts_reach_json_as_the_script_left_them(amounts: list[float]) -> None:
    found = shaped(table(*({"cost": amount} for amount in amounts)))
    answer = Answer(id="", outcome="answered", headline="", columns=found.columns, rows=found.rows)
    assert [row["cost"] for row in json.loads(answer.to_json())["rows"]] == amounts
