"""Cards: valid against Microsoft's schema, inside the budget, and harmless, whatever the answer."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.drawing.clean import clean
from bot.teams.render import BUDGET, draw, words
from bot.teams.text import fit, size
from finops.answer import Answer, Cell, Column, Gap, Source
from tests.bot.charted import EVERY, charted, services, trend

SCHEMA = json.loads((Path(__file__).parent / "schemas/adaptive-card-1.5.json").read_text("utf-8"))
CHECK = jsonschema.Draft6Validator(SCHEMA)
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
# What a card may hold of ours: in all other places text could be read as markdown.
PLAIN = {"RichTextBlock", "TextRun", "Table", "TableRow", "TableCell", "TableColumnDefinition"}
FRAME = {"AdaptiveCard", "ActionSet", "Container", "Input.Text"}
CHARTS = {"Chart.Line", "Chart.HorizontalBar", "Chart.VerticalBar.Grouped"}
ACTIONS = {"Action.Execute", "Action.ShowCard", "Action.ToggleVisibility"}
HOSTILE = (
    "[click](https://evil.test)",
    "**bold** _it_ `code`",
    "# heading\n> quote",
    "![x](https://evil.test/x.png)",
    "<at>everyone</at>",
    "{{DATE(2026-11-18T00:00:00Z,LONG)}}",
    "\u202egpj.exe",
    '"}],"actions":[{"type":"Action.OpenUrl"',
)

names = st.text(max_size=40) | st.sampled_from(HOSTILE)
long_text = st.text(max_size=3000) | st.sampled_from(["x" * 5000, '"' * 5000, "😀" * 3000])
texts = names | long_text
cells: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(),
    st.decimals(-(10**15), 10**15, places=4),
    texts,
    st.lists(names, max_size=3),
    st.dictionaries(names, names, max_size=3),
)
columns = st.builds(
    Column,
    name=names,
    type=st.sampled_from(["text", "number", "money", "bool", "datetime", "date", "tags", "list"]),
    unit=st.none() | st.sampled_from(["USD", "EUR", "percent", "gib", "count"]) | names,
)


@st.composite
def answers(draw_: st.DrawFn) -> Answer:
    shown = tuple(draw_(st.lists(columns, max_size=10)))
    keys = [column.name for column in shown]
    row = st.fixed_dictionaries(dict.fromkeys(keys, cells))
    rows = tuple(draw_(st.lists(row, max_size=4))) * draw_(st.sampled_from([1, 1, 20]))
    questions = st.lists(texts, max_size=7).map(tuple)
    return Answer(
        id=draw_(names),
        outcome=draw_(
            st.sampled_from(
                ["answered", "partial", "clarify", "refused", "howto", "unread", "failed"]
            )
        ),
        headline=draw_(texts),
        understood=draw_(texts),
        query=draw_(st.none() | st.dictionaries(names, cells, max_size=4)),
        columns=shown,
        rows=rows,
        row_count=draw_(st.sampled_from([len(rows), len(rows) + 1000])),
        totals=draw_(st.fixed_dictionaries({}, optional=dict.fromkeys(keys, cells))),
        insights=draw_(questions),
        gaps=tuple(draw_(st.lists(st.builds(Gap, where=texts, why=texts, fix=texts), max_size=8))),
        sources=tuple(
            draw_(st.lists(st.builds(Source, name=texts, as_of=st.just(NOW)), max_size=8))
        ),
        suggestions=draw_(questions),
        choices=draw_(questions),
        command=draw_(st.none() | texts),
    )


def every(part: object) -> Iterator[dict[str, Any]]:
    """Every element and action of a card."""
    if isinstance(part, list):
        for one in part:
            yield from every(one)
    elif isinstance(part, dict):
        if "type" in part:
            yield part
        for key, one in part.items():
            # What a button sends back is not shown.
            if key != "data":
                yield from every(one)


def shown(card: Any) -> list[str]:
    return [one["text"] for one in every(card) if one["type"] == "TextRun"]


def without_charts(part: Any) -> Any:
    """The card as one sees it who has no charts, which stand in no schema."""
    if isinstance(part, list):
        return [without_charts(one) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") in CHARTS:
        return without_charts(part["fallback"])
    return {key: without_charts(one) for key, one in part.items()}


def checked(answer: Answer, first: int = 0) -> dict[str, Any]:
    """The card, after every law was held to."""
    message = draw(answer, first)
    card: dict[str, Any] = json.loads(json.dumps(message.card))
    assert size(card) <= BUDGET
    assert len(message.text) <= 600
    bare = {key: part for key, part in without_charts(card).items() if key != "msteams"}
    CHECK.validate(bare)
    assert {one["type"] for one in every(card)} <= PLAIN | FRAME | ACTIONS | CHARTS
    for text in [*shown(card), *(one.get("title", "") for one in every(card))]:
        assert "{{" not in text
        assert text == clean(text)
    return card


@settings(max_examples=60)
@given(answers() | charted(), st.sampled_from([0, 0, 3, 10**6]))
def test_any_answer_is_a_valid_card_inside_the_budget(answer: Answer, first: int) -> None:
    checked(answer, first)


@given(st.text(max_size=300) | st.sampled_from(HOSTILE), st.integers(5, 100))
def test_a_text_fits_where_it_must_and_is_whole_where_it_can_be(text: str, most: int) -> None:
    found = fit(text, most)
    assert size(found) - 2 <= most
    if not found.endswith("…"):
        assert found == fit(text, 10_000)


def answer(**more: Any) -> Answer:
    plain = {
        "id": "a1",
        "outcome": "answered",
        "headline": "3 VMs run below 20% CPU and cost more than $100",
        "understood": "VMs in all clouds; average CPU below 20%",
        "query": {"subject": "vm"},
        "columns": (
            Column(name="name", type="text"),
            Column(name="cpu", type="number", unit="percent"),
            Column(name="cost", type="money", unit="USD"),
        ),
        "rows": tuple(
            {"name": f"web-{n}", "cpu": Decimal("7.2"), "cost": Decimal(n)} for n in range(100)
        ),
        "row_count": 100,
        "totals": {"cost": Decimal(4950)},
    }
    return Answer(**{**plain, **more})


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_shown_and_never_obeyed(text: str) -> None:
    card = checked(
        answer(
            headline=text,
            rows=({"name": text, "cpu": None, "cost": None},),
            row_count=1,
            gaps=(Gap(where=text, why=text, fix=text),),
            suggestions=(text,),
        )
    )
    assert not [one for one in every(card) if one["type"] in ("TextBlock", "Action.OpenUrl")]


def test_rows_that_do_not_fit_are_counted_and_a_button_shows_them() -> None:
    card = checked(answer())
    assert "rows 1–20 of 100 … and 80 more" in shown(card)
    following = next(one for one in every(card) if one.get("verb") == "rows")
    assert following["data"] == {"answer": "a1", "first": 20}
    last = checked(answer(), 80)
    assert "rows 81–100 of 100" in shown(last)
    assert not [one for one in every(last) if one.get("verb") == "rows"]


def test_every_row_is_shown_once_by_going_on() -> None:
    wide = tuple({"name": f"web-{n} " + "x" * 140, "cpu": n, "cost": n} for n in range(60))
    first, seen = 0, list[str]()
    while True:
        card = checked(answer(rows=wide, row_count=60), first)
        seen += [text.split()[0] for text in shown(card) if text.startswith("web-")]
        following = [one for one in every(card) if one.get("verb") == "rows"]
        if not following:
            break
        first = following[0]["data"]["first"]
    assert seen == [f"web-{n}" for n in range(60)]


def test_however_much_there_is_to_say_a_row_is_shown() -> None:
    much, columns = '"' * 5000, tuple(Column(name=f"c{n}", type="text") for n in range(12))
    gap, source = Gap(where=much, why=much, fix=much), Source(name=much, as_of=NOW)
    full = Answer(
        id=much,
        outcome="partial",
        headline=much,
        understood=much,
        command=much,
        query={"subject": much},
        columns=columns,
        rows=tuple(dict.fromkeys((column.name for column in columns), much) for _ in range(50)),
        row_count=50,
        totals={column.name: much for column in columns},
        insights=(much,) * 20,
        gaps=(gap,) * 20,
        sources=(source,) * 20,
        suggestions=("x" * 290,) * 20,
    )
    assert any(text.startswith("rows 1–") for text in shown(checked(full)))


def test_the_total_is_of_all_rows() -> None:
    texts = shown(checked(answer()))
    assert "total of 100" in texts
    assert "$4,950.00" in texts


def test_unknown_is_not_zero() -> None:
    texts = shown(checked(answer(rows=({"name": "a", "cpu": None, "cost": None},), row_count=1)))
    assert texts.count("unknown") == 2


def test_columns_that_are_left_out_are_named() -> None:
    many = tuple(Column(name=f"c{n}", type="text") for n in range(11))
    card = checked(answer(columns=(*many, Column(name="cost", type="money", unit="USD"))))
    assert len(next(one for one in every(card) if one["type"] == "Table")["columns"]) == 8
    assert any(text.startswith("columns that do not fit: ") for text in shown(card))
    assert "cost" in shown(card)


def widths(answer: Answer) -> list[object]:
    table = next(one for one in every(checked(answer)) if one["type"] == "Table")
    return [column["width"] for column in table["columns"]]


def test_numbers_and_short_texts_are_not_broken_over_lines() -> None:
    row = {"name": "a-rather-long-name", "cpu": Decimal("7.25"), "cost": Decimal("1204.50")}
    name, cpu, cost = widths(answer(rows=(row,) * 2, row_count=2, totals={}))
    assert (name, cpu, cost) == (18 * 7 + 24, "59px", "87px")


def test_texts_give_way_to_the_width_of_a_chat_and_numbers_do_not() -> None:
    texts = [Column(name=f"text_{n}", type="text") for n in range(6)]
    numbers = [Column(name=f"cost_{n}", type="money", unit="USD") for n in range(7)]
    row: dict[str, Cell] = {one.name: "x" * 24 for one in texts}
    row |= {one.name: Decimal(10) ** 9 for one in numbers}
    wide = answer(columns=(*texts, *numbers), rows=(row,), row_count=1, totals={})
    assert len(widths(wide)) == 8
    assert all(isinstance(width, int) for width in widths(wide))
    assert len(widths(wide.model_copy(update={"columns": tuple(texts)}))) == 3


def test_what_could_not_be_read_is_said_before_the_details() -> None:
    gap = Gap(where="aws 2 eu-west-1", why="UnauthorizedOperation", fix="finops permissions")
    card = checked(answer(outcome="partial", gaps=(gap,)))
    assert "Missing from this answer" in shown(card)
    assert "• aws 2 eu-west-1: UnauthorizedOperation" in shown(card)
    details = next(one for one in every(card) if one.get("id") == "details")
    assert details["isVisible"] is False
    assert "aws 2 eu-west-1: finops permissions" in shown(details)
    toggle = next(one for one in every(card) if one.get("title") == "Details")
    assert toggle["targetElements"] == ["details"]


def test_a_choice_asks_its_whole_question_and_a_too_long_one_is_counted() -> None:
    whole = "top 10 VMs by cost last month in all accounts, without those that are tagged keep=true"
    card = checked(answer(outcome="clarify", choices=(whole, "x" * 2000)))
    asking = [one for one in every(card) if one.get("verb") == "ask"]
    assert [one["data"]["question"] for one in asking] == [whole]
    assert asking[0]["title"].endswith("…")
    assert "… and 1 more to ask" in shown(card)


def test_a_failure_asks_for_no_opinion() -> None:
    card = checked(Answer(id="a1", outcome="failed", headline="Something broke on our side"))
    assert not [one for one in every(card) if one["type"] == "ActionSet"]


def test_words_alone_need_no_card() -> None:
    assert words("a\nb").card is None
    assert words("a\nb").text == "a␊b"


# ---------------------------------------------------------------------------------------- charts


def charts(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in every(card) if one["type"] in CHARTS]


def test_a_trend_is_a_line_with_the_same_in_characters_for_phones() -> None:
    (chart,) = charts(checked(trend(1, 2, 3)))
    assert chart["type"] == "Chart.Line"
    assert chart["title"] == "cost (USD)"
    points = chart["data"][0]["values"]
    assert points[0] == {"x": "2026-11-01", "y": 1.0}
    assert shown(chart["fallback"])[0] == "1\u00a0Nov\u00a0▁▅█\u00a03\u00a0Nov"


@pytest.mark.parametrize("name", ["gaps", "losses", "bars_unknown", "diverging", "waterfall"])
def test_what_teams_would_draw_wrong_is_in_characters_alone(name: str) -> None:
    card = checked(EVERY[name])
    assert not charts(card)
    assert any("█" in text for text in shown(card))


def test_a_forecast_is_a_line_of_its_own_between_its_limits() -> None:
    (chart,) = charts(checked(EVERY["band"]))
    assert [one["legend"] for one in chart["data"]] == ["actual", "forecast", "low", "high"]
    assert [len(one["values"]) for one in chart["data"]] == [5, 5, 4, 4]


def test_what_a_chart_leaves_out_is_said() -> None:
    assert "and 3 more rows: in the table" in shown(checked(services(*range(1, 14))))


def test_the_rows_that_follow_come_without_the_chart() -> None:
    long = trend(*range(30))
    assert charts(checked(long))
    assert not charts(checked(long, 20))
