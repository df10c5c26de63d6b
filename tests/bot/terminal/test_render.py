"""Answers drawn in a terminal: what is shown, what fits, and that no name can steer it."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from bot.drawing.sketch import LETTERS
from bot.terminal.render import render
from finops.answer import Answer, Cell, Column, Gap, Source
from tests.bot.charted import charted, services, trend

NOON = datetime(2026, 11, 18, 11, 58, tzinfo=UTC)
NAME = Column(name="name", type="text")
CPU = Column(name="cpu", type="number", unit="percent")
COST = Column(name="cost", type="money", unit="USD")


def answer(**parts: Any) -> Answer:
    return Answer(**{"id": "a7f3", "outcome": "answered", "headline": "3 VMs", **parts})


def drawn(window: int = 100, **parts: Any) -> str:
    return render(answer(**parts), window, colour=False)


def of_rows(
    columns: list[Column], *rows: Sequence[Cell], window: int = 100, **parts: Any
) -> list[str]:
    named = [dict(zip((c.name for c in columns), row, strict=True)) for row in rows]
    return drawn(window, columns=columns, rows=named, row_count=len(rows), **parts).splitlines()[2:]


def test_the_whole_answer_in_its_order() -> None:
    text = drawn(
        understood="VMs in all clouds; average CPU below 20% over 4–17 Nov 2026 (14 days)",
        columns=[NAME, CPU, COST],
        rows=[
            {"name": "web-1", "cpu": 7.25, "cost": Decimal("1311.04")},
            {"name": "web-2", "cpu": 12, "cost": None},
        ],
        row_count=2,
        totals={"cost": Decimal("1311.04")},
        insights=["web-1 alone is 42% of this cost"],
        gaps=[Gap(where="aws 222222222222", why="AccessDenied", fix="grant it")],
        sources=[Source(name="EC2 DescribeInstances", as_of=NOON, calls=2, price=Decimal("0.01"))],
        suggestions=["… by team"],
    )
    assert text == (
        "3 VMs\n\n"
        "VMs in all clouds; average CPU below 20% over 4–17 Nov 2026 (14 days)\n\n"
        "name      CPU       cost\n"
        "-----  ------  ---------\n"
        "web-1   7.25%  $1,311.04\n"
        "web-2  12.00%    unknown\n"
        "-----  ------  ---------\n"
        "total          $1,311.04\n\n"
        "• web-1 alone is 42% of this cost\n\n"
        "! aws 222222222222: AccessDenied – grant it\n\n"
        "from EC2 DescribeInstances (2 calls for $0.01) – as of 2026-11-18 11:58 UTC\n"
        "how it was computed: explain a7f3\n\n"
        "1. … by team"
    )


def test_choices_are_numbered_before_ideas() -> None:
    text = drawn(outcome="clarify", choices=["cost of vms", "cost by vm"], suggestions=["other"])
    assert text.endswith("1. cost of vms\n2. cost by vm")


def test_a_command_is_one_line_however_narrow_the_window() -> None:
    command = "aws ec2 stop-instances --instance-ids i-0123456789abcdef0"
    assert command in drawn(20, outcome="refused", command=command).splitlines()


def test_each_command_is_on_a_line_of_its_own() -> None:
    command = "aws ec2 stop-instances --instance-ids $(aws ec2 describe-instances)\naz vm stop"
    lines = drawn(20, outcome="refused", command=command).splitlines()
    assert lines[-2:] == command.split("\n")


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [
        (COST, None, "unknown"),
        (COST, Decimal("-1204.5"), "-$1,204.50"),
        (COST, Decimal("0.0000071"), "$0.0000071"),
        (COST, 0, "$0.00"),
        (Column(name="cost", type="money", unit="CHF"), 5, "5.00 CHF"),
        (Column(name="cost", type="money"), 5, "5.00"),
        (CPU, 0.004, "0.004%"),
        (CPU, 19.996, "20.00%"),
        (Column(name="size_gib", type="number", unit="GiB"), 16384, "16,384"),
        (Column(name="attached_to", type="text"), None, "–"),
        (Column(name="state_since", type="datetime"), None, "unknown"),
        (Column(name="created", type="datetime"), "2026-11-18T11:58:31+00:00", "2026-11-18 11:58"),
        (Column(name="day", type="date"), "2026-11-18", "2026-11-18"),
        (Column(name="encrypted", type="bool"), False, "no"),
        (Column(name="tags", type="tags"), {"env": "prod", "spot": ""}, "env=prod, spot"),
        (Column(name="zones", type="list"), ["a", "b"], "a, b"),
    ],
)
def test_a_cell_as_people_read_it(column: Column, value: Cell, word: str) -> None:
    assert of_rows([column], [value])[2].strip() == word


def test_a_heading_bears_the_unit_that_its_cells_do_not_show() -> None:
    assert of_rows([Column(name="size_gib", type="number", unit="GiB")], [8])[0] == "size (GiB)"


def test_hundreds_of_rows_are_cut_and_said_so() -> None:
    lines = of_rows([NAME], *[[f"vm-{number}"] for number in range(133)])
    assert lines[-1] == "… and 83 more rows (--csv shows all)"
    assert len(lines) == 2 + 50 + 1


def test_a_total_says_that_it_is_of_all_rows_where_some_are_cut() -> None:
    lines = of_rows([NAME, COST], *[("vm", 1)] * 60, totals={"cost": 60})
    assert lines[-2].split() == ["total", "of", "60", "$60.00"]


def test_the_age_of_sources_is_said_once() -> None:
    sources = [Source(name=name, as_of=NOON) for name in ("EC2", "CloudWatch")]
    sources.append(Source(name="charges", as_of=NOON, cached=True))
    assert drawn(200, sources=sources).splitlines()[2:] == [
        (
            "from EC2, CloudWatch – as of 2026-11-18 11:58 UTC; "
            "charges – as of 2026-11-18 11:58 UTC, kept from before"
        ),
        "how it was computed: explain a7f3",
    ]


def test_rows_that_the_answer_does_not_hold_are_said_too() -> None:
    lines = drawn(columns=[NAME], rows=[{"name": "a"}], row_count=100_001).splitlines()
    assert lines[-1] == "… and 100,000 more rows (narrow the question to see them)"


def test_text_gives_way_and_numbers_never_do() -> None:
    lines = of_rows([NAME, COST], ["payments-production-eu", Decimal("1234567.89")], window=30)
    assert lines[-1] == "payments-produ…  $1,234,567.89"
    assert all(wcswidth(line) <= 30 for line in lines)


def test_columns_that_do_not_fit_are_named_text_before_numbers() -> None:
    region = Column(name="region", type="text")
    lines = of_rows([NAME, region, COST], ["n" * 20, "eu-central-1", 1234567], window=24)
    assert lines[0].split() == ["name", "cost"]
    assert "$1,234,567.00" in lines[2]
    assert " ".join(lines[3:]) == "too narrow for region (--csv shows all)"


def test_what_is_left_out_is_told_in_the_words_of_the_surface() -> None:
    rows = [{"name": str(number)} for number in range(51)]
    found = answer(columns=[NAME], rows=rows, row_count=51)
    text = render(found, 80, colour=False, every="ask for the rest")
    assert text.endswith("… and 1 more row (ask for the rest)")


def test_a_group_without_a_name_says_what_it_lacks() -> None:
    team, service = Column(name="tags.team", type="text"), Column(name="service_name", type="text")
    lines = of_rows(
        [team, service, COST],
        ["web", None, 3],
        [None, "EC2", 2],
        ["7 others", None, 1],
        totals={"cost": 6},
        query={"group_by": ["tags.team", "service_name"], "others": True, "limit": 2},
    )
    assert [re.split("  +", line)[:2] for line in lines[2:5]] == [
        ["web", "(no service name)"],
        ["(no team)", "EC2"],
        ["7 others", "–"],
    ]


def test_a_sentence_that_has_no_room_stands_below_its_row_and_is_not_cut() -> None:
    why = Column(name="why", type="text")
    told = "CPU at most 3% over 4–17 Nov 2026 (14 days), 1 GiB in and 2 GiB out"
    lines = of_rows([NAME, why, COST], ["web-1", told, Decimal(12)], ["web-2", None, Decimal(3)],
                    window=60, totals={"cost": Decimal(15)})  # fmt: skip
    assert [line.split() for line in lines if "web-1" in line] == [["web-1", "$12.00"]]
    below = lines[next(at for at, line in enumerate(lines) if "web-1" in line) + 1 :]
    assert " ".join(" ".join(below[:2]).split()) == told
    assert lines[-1].split() == ["total", "$15.00"]
    wide = of_rows([NAME, why, COST], ["web-1", told, Decimal(12)], window=100)
    assert any("web-1" in line and told in line for line in wide)


def test_wide_characters_keep_the_columns_straight() -> None:
    lines = of_rows([NAME, CPU], ["决策", 1], ["web", 2], ["👩‍💻", 3])
    assert {wcswidth(line) for line in lines if line} == {wcswidth(lines[0])}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\x1b[2Jb", "a␛[2Jb"),
        ("a\nb\tc", "a␊b␉c"),
        ("\u202egnp.exe", "<U+202E>gnp.exe"),
        ("a\x9bb", "a<U+009B>b"),
        ("a\x7fb", "a<U+007F>b"),
        ("a\u2028b", "a<U+2028>b"),
        ("a\ud800b", "a<U+D800>b"),
        ("a\u200bb", "a<U+200B>b"),
    ],
)
def test_a_hostile_name_is_made_visible(name: str, shown: str) -> None:
    assert of_rows([NAME], [name])[2] == shown


HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x9b\x00\x07\r\n\t\x7f\u202e\u2066\u200d\u200b\u2028决👩💻🇩🇪é\u0301"),
    ),
    max_size=60,
)
AMOUNT = st.decimals(-(10**7), 10**7, places=4, allow_nan=False)
CELLS = {
    "text": HOSTILE,
    "list": st.lists(HOSTILE, max_size=3),
    "tags": st.dictionaries(HOSTILE, HOSTILE, max_size=3),
    "datetime": st.one_of(HOSTILE, st.datetimes().map(lambda moment: moment.isoformat())),
    "bool": st.booleans(),
    "number": st.one_of(st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6)),
    "money": AMOUNT,
}


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    kinds = draw(st.lists(st.sampled_from(sorted(CELLS)), max_size=6))
    columns = [Column(name=f"c{i}_{kind}", type=kind) for i, kind in enumerate(kinds)]
    cells = {c.name: st.none() | CELLS[c.type] for c in columns}
    rows = draw(st.lists(st.fixed_dictionaries(cells), max_size=4))
    said = draw(st.lists(HOSTILE, min_size=7, max_size=7))
    return answer(
        headline=said[0],
        understood=said[1],
        columns=columns,
        rows=rows,
        row_count=len(rows) + draw(st.integers(0, 9)),
        totals={c.name: draw(AMOUNT) for c in columns if c.type == "money"},
        insights=said[2:3],
        gaps=[Gap(where=said[3], why=said[4], fix=said[5])],
        sources=[Source(name=said[6], as_of=NOON)],
        suggestions=said[:2],
    )


@given(answers(), st.integers(20, 120))
def test_every_line_fits_and_nothing_in_the_data_steers_the_terminal(
    drawn_answer: Answer, window: int
) -> None:
    text = render(drawn_answer, window, colour=False)
    for line in text.split("\n"):
        assert 0 <= wcswidth(line) <= window
        for character in line:
            assert unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
            assert character in "\u200c\u200d" or unicodedata.category(character) != "Cf"
    text.encode("utf-8")


@given(answers())
def test_colours_are_ours_alone(drawn_answer: Answer) -> None:
    coloured = render(drawn_answer, 80, colour=True)
    bare = re.sub(r"\x1b\[\d+m", "", coloured)
    assert bare == render(drawn_answer, 80, colour=False)


def test_a_trend_has_a_sparkline_below_its_table() -> None:
    text = render(trend(1, 2, None, 4), 100, colour=False)
    assert text.endswith("1 Nov ▁▃·█ 4 Nov\n$1 → $4, lowest $1 (1 Nov), highest $4 (4 Nov)")


def test_a_breakdown_has_bars_beside_its_rows_but_not_its_total() -> None:
    found = services(4, None, 2, totals={"cost": Decimal(6)})
    lines = render(found, 50, colour=False).splitlines()[4:]
    assert lines[2:] == [
        "service 0       $4.00  " + "█" * 27,
        "service 1     unknown",
        "service 2       $2.00  " + "█" * 13 + "▌",
        "------------  -------",
        "total           $6.00",
    ]


def test_a_narrow_window_has_room_for_no_bars() -> None:
    assert "█" not in render(services(4, 2), 26, colour=False)


def test_charts_are_ascii_where_the_terminal_can_write_no_more() -> None:
    text = render(trend(1, 2, None, 4), 100, colour=False, signs=LETTERS)
    assert "1 Nov _-?# 4 Nov" in text


@given(charted(), st.integers(20, 140))
def test_no_answer_with_a_chart_is_wider_than_the_window(found: Answer, window: int) -> None:
    for line in render(found, window, colour=False).splitlines():
        assert wcswidth(line) <= window
