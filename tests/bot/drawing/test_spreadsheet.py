"""CSV: every row, exact numbers, and no text that a spreadsheet would run."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.drawing.clean import clean
from bot.drawing.spreadsheet import FORMULA, to_csv
from finops.answer import Answer, Cell, Column

NAME = Column(name="name", type="text")
COST = Column(name="cost", type="money", unit="USD")


def sheet(columns: list[Column], *rows: Sequence[Cell]) -> str:
    named = tuple(dict(zip((c.name for c in columns), row, strict=True)) for row in rows)
    return to_csv(
        Answer(id="a", outcome="answered", headline="", columns=tuple(columns), rows=named)
    )


def test_rows_with_exact_amounts_and_unknown_as_an_empty_cell() -> None:
    text = sheet([NAME, COST], ["web, 1", Decimal("-1311.0400")], ['a "b"', None])
    assert text == 'name,cost\r\n"web, 1",-1311.04\r\n"a ""b""",\r\n'


def test_every_row_is_there() -> None:
    assert sheet([NAME], *[["vm"]] * 5000).count("\r\n") == 5001


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1", "＝1"])
def test_a_formula_is_kept_from_running(text: str) -> None:
    [_, [cell]] = csv.reader(StringIO(sheet([NAME], [text]), newline=""))
    assert cell == f"'{text}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\x1b[2J", "a␛[2J"), ("a\x9b", "a<U+009B>"), ("\u202ea", "<U+202E>a"), ("\t=1", "␉=1")],
)
def test_no_cell_steers_the_terminal_that_it_is_printed_to(text: str, shown: str) -> None:
    assert sheet([NAME], [text]) == f"name\r\n{shown}\r\n"
    tags = sheet([Column(name="tags", type="tags")], [{"k": f"{text}\u2028"}])
    assert tags.replace("\r\n", "").isprintable()


def test_a_negative_number_stays_a_number() -> None:
    assert sheet([COST], [-5], [Decimal("-0.5")]) == "cost\r\n-5\r\n-0.5\r\n"


def test_tags_and_lists_are_json() -> None:
    text = sheet([Column(name="tags", type="tags")], [{"env": "prod"}])
    assert text == 'tags\r\n"{""env"": ""prod""}"\r\n'


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_what_is_read_back_is_what_was_there(names: list[str]) -> None:
    text = sheet([NAME, COST], *((name, 1) for name in names))
    text.encode("utf-8")
    [_, *rows] = csv.reader(StringIO(text, newline=""))
    for name, [read, _] in zip(names, rows, strict=True):
        assert not read.lstrip(" ").startswith(FORMULA)
        assert read.removeprefix("'") == clean(name).removeprefix("'")
