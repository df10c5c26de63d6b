"""Answers as Slack messages: what is shown, what fits, and that no name is obeyed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import ValidationError

from bot.slack.render import (
    MOST_JSON,
    Message,
    note,
    query_shown,
    reason_asked,
    render,
    shared_by,
    without_chart,
)
from bot.slack.text import JOINER, clipped, cost, escaped
from finops.answer import Answer, Column, Gap, Source
from tests.bot.charted import EVERY, charted, teams, trend

from .official import BLOCK, MODAL

NOON = datetime(2026, 11, 18, 11, 58, tzinfo=UTC)
NAME = Column(name="name", type="text")
CPU = Column(name="cpu", type="number", unit="percent")
COST = Column(name="cost", type="money", unit="USD")
LIVE = ("<!", "<@", "<#", "@here", "@channel", "@everyone", "http://", "https://", "mailto:")


def answer(**parts: Any) -> Answer:
    return Answer(**{"id": "a7f3", "outcome": "answered", "headline": "3 VMs", **parts})


def of_rows(count: int, **parts: Any) -> Answer:
    rows = [{"name": f"web-{n}", "cpu": n, "cost": Decimal(n)} for n in range(count)]
    return answer(
        columns=[NAME, CPU, COST],
        rows=rows,
        row_count=count,
        query={"subject": "vm"},
        **parts,
    )


def blocks(message: Message, kind: str) -> list[Mapping[str, Any]]:
    return [block for block in message.blocks if block["type"] == kind]


def seen(message: Message) -> str:
    return "\n".join(text for _, text in texts(message.blocks))


def texts(part: Any) -> Iterator[tuple[str, str]]:
    """Every text that is shown, with the type that it is shown as."""
    if isinstance(part, Mapping):
        if isinstance(part.get("text"), str):
            yield part["type"], part["text"]
        for value in part.values():
            yield from texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from texts(value)


def test_the_whole_answer_in_its_order() -> None:
    message = render(
        of_rows(
            2,
            understood="VMs in all clouds",
            totals={"cost": Decimal(1)},
            insights=["web-1 alone is 42% of this cost"],
            gaps=[Gap(where="aws 2222", why="AccessDenied", fix="grant it")],
            sources=[Source(name="EC2", as_of=NOON, calls=2, price=Decimal("0.01"))],
            suggestions=["VMs by team"],
        )
    )
    assert message.text == "3 VMs – VMs in all clouds"
    assert [block["type"] for block in message.blocks] == [
        "rich_text",
        "context",
        "table",
        "rich_text",
        "rich_text",
        "context",
        "context",
        "actions",
        "actions",
        "context_actions",
    ]
    assert seen(message).splitlines() == [
        *("3 VMs", "VMs in all clouds"),
        *("name", "CPU", "cost", "web-0", "0%", "$0.00", "web-1", "1%", "$1.00"),
        *("total of 2", "·", "$1.00"),
        "• web-1 alone is 42% of this cost",
        "Good to know",
        "• aws 2222: AccessDenied – grant it",
        "From EC2 (2 calls for $0.01) – as of 2026-11-18 11:58 UTC",
        *("VMs by team", "All 2 rows as CSV", "Show query", "👍", "👎"),
    ]


def test_what_is_missing_is_small_print_under_a_title() -> None:
    gaps = [Gap(where=f"aws {n}", why="AccessDenied", fix="grant it") for n in range(6)]
    message = render(of_rows(2, gaps=gaps, outcome="partial"))
    titled = next(n for n, block in enumerate(message.blocks) if "Missing from" in str(block))
    small = message.blocks[titled + 1]
    assert small["type"] == "context"
    (said,) = small["elements"]
    assert said["text"].splitlines()[0] == "• aws 0: AccessDenied – grant it"
    assert said["text"].splitlines()[-1] == "… and 2 more"


def test_numbers_stand_on_the_right() -> None:
    (table,) = blocks(render(of_rows(1)), "table")
    assert [one["align"] for one in table["column_settings"]] == ["left", "right", "right"]


def test_rows_that_do_not_fit_are_counted_and_all_are_in_the_file() -> None:
    message = render(of_rows(5_000))
    (table,) = blocks(message, "table")
    left_out = 5_000 - (len(table["rows"]) - 1)
    assert f"… and {left_out:,} more rows" in seen(message)
    assert "All 5,000 rows as CSV" in seen(message)
    assert len(table["rows"]) > 30


def test_a_hundred_short_rows_are_a_table_of_a_hundred_lines() -> None:
    rows = [{"a": n} for n in range(500)]
    column = Column(name="a", type="number")
    message = render(answer(columns=[column], rows=rows, row_count=500, totals={"a": 1}))
    assert len(blocks(message, "table")[0]["rows"]) == 100
    assert "… and 402 more rows" in seen(message)


def test_columns_beyond_the_twentieth_are_named() -> None:
    columns = [Column(name=f"c{n}", type="text") for n in range(23)]
    message = render(answer(columns=columns, rows=[{}], row_count=1))
    assert len(blocks(message, "table")[0]["rows"][0]) == 20
    assert "… and 3 more columns: c20, c21, c22" in seen(message)


def test_unknown_is_not_an_empty_cell() -> None:
    message = render(answer(columns=[NAME, COST], rows=[{"name": "", "cost": None}], row_count=1))
    assert seen(message).splitlines()[3:5] == ["–", "unknown"]


def test_a_number_is_never_cut() -> None:
    message = render(answer(columns=[COST], rows=[{"cost": Decimal(10) ** 300}], row_count=1))
    assert blocks(message, "table")[0]["rows"][1][0]["text"] == "…"


def test_a_command_is_in_a_code_block_whole_or_not_at_all() -> None:
    command = "aws ec2 stop-instances --instance-ids i-0123456789abcdef0"
    message = render(answer(outcome="refused", command=command))
    code = message.blocks[1]["elements"][0]
    assert code["type"] == "rich_text_preformatted"
    assert code["elements"][0]["text"] == command
    assert "too long for Slack" in seen(render(answer(outcome="refused", command="x" * 3000)))


def test_choices_are_buttons_that_ask_the_whole_question() -> None:
    choice = "list all VMs with CPU below 20% in production by team and by region, " + "x" * 200
    message = render(answer(outcome="clarify", choices=[choice, "cost"]))
    first, second = blocks(message, "actions")[0]["elements"]
    assert (first["value"], second["value"]) == (choice, "cost")
    assert len(first["text"]["text"]) <= 75


def test_a_question_that_no_button_can_hold_is_counted() -> None:
    message = render(answer(outcome="clarify", choices=["x" * 2_001, "cost"]))
    assert "… and 1 more questions" in seen(message)


def test_sharing_is_offered_for_private_answers_only() -> None:
    assert "Share" in seen(render(of_rows(2), may_share=True))
    assert "Share" not in seen(render(of_rows(2)))
    assert "Share" not in seen(render(answer(outcome="refused", query={"a": 1}), may_share=True))


def test_a_failure_asks_for_no_opinion() -> None:
    assert not blocks(render(answer(outcome="failed")), "context_actions")


HOSTILE = (
    "<!channel>",
    "<!subteam^S123>",
    "<@U0BOSS>",
    "<#C123>",
    "<https://evil.example|Click>",
    "@here",
    "@channel @everyone",
    "*bold* _it_ ~no~ `code` > quote",
    "&lt;!channel&gt;",
    "\u202egnp.exe",
    "\x1b[31m\x00\n",
    ":rotating_light:",
    "[x](https://evil.example)",
    "=cmd|' /C calc'!A0",
    "\ud800",
)


def test_hostile_names_and_tags_are_data_wherever_they_stand() -> None:
    for name in HOSTILE:
        message = render(
            answer(
                headline=name,
                understood=name,
                columns=[NAME, Column(name="tags", type="tags"), Column(name=name, type="text")],
                rows=[{"name": name, "tags": {name: name}, name: name}],
                row_count=1,
                insights=[name],
                gaps=[Gap(where=name, why=name, fix=name)],
                sources=[Source(name=name, as_of=NOON)],
                suggestions=[name],
                command=name,
                query={"subject": name},
            ),
            asked=name,
        )
        check(message)


def test_the_fallback_is_escaped() -> None:
    assert render(answer(headline="<!channel> & <@U1>")).text == (
        f"&lt;{JOINER}!channel&gt; &amp; &lt;{JOINER}@U1&gt;"
    )


# ---------------------------------------------------------------------------------------- charts


def charts(message: Message) -> list[Mapping[str, Any]]:
    return [block["chart"] for block in blocks(message, "data_visualization")]


def test_a_trend_is_drawn_by_slack_itself_above_the_table() -> None:
    message = render(trend(1, 2, 3), takes_files=True)
    (chart,) = charts(message)
    assert chart["type"] == "line"
    assert chart["axis_config"]["categories"] == ["1 Nov", "2 Nov", "3 Nov"]
    assert [point["value"] for point in chart["series"][0]["data"]] == [1, 2, 3]
    kinds = [block["type"] for block in message.blocks]
    assert kinds.index("data_visualization") < kinds.index("table")
    assert message.picture is None


@pytest.mark.parametrize("name", ["gaps", "bars_unknown", "waterfall", "band", "limits"])
def test_what_slack_cannot_draw_whole_follows_as_a_picture(name: str) -> None:
    message = render(EVERY[name], takes_files=True)
    assert not charts(message)
    assert message.picture is not None
    private = render(EVERY[name])
    assert not charts(private)
    assert private.picture is None


def test_more_points_than_slack_draws_follow_as_a_picture() -> None:
    assert render(trend(*range(21)), takes_files=True).picture is not None


def test_long_names_are_cut_only_where_no_picture_can_follow() -> None:
    names = ["Amazon Elastic Compute Cloud", "Amazon Elastic Compute Cloud Other"]
    found = teams(*names)
    message = render(found, takes_files=True)
    assert (charts(message), message.picture is None) == ([], False)
    (chart,) = charts(render(found))
    assert [one["name"] for one in chart["series"]] == [
        "Amazon Elastic Comp…",
        "Amazon Elastic … 2",
    ]


def test_what_a_chart_leaves_out_is_said_below_it() -> None:
    assert "and 2 more lines: in the table" in seen(render(teams(*"abcdefgh")))


def test_a_message_without_its_chart_is_whole_otherwise() -> None:
    message = render(trend(1, 2, 3))
    check(without_chart(message))
    assert len(without_chart(message).blocks) == len(message.blocks) - 1


# ------------------------------------------------------------------------------------------ laws

words = st.text(max_size=300) | st.sampled_from(HOSTILE)
long = st.text(max_size=40).map(lambda text: text * 60) | words
cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(-1e15, 1e15) | st.just(float("nan")),
    st.decimals(-(10**15), 10**15),
    words,
    st.lists(words, max_size=3),
    st.dictionaries(words, words, max_size=3),
)


def queries(columns: Sequence[Column]) -> st.SearchStrategy[dict[str, Any]]:
    """Those whose answers are drawn as charts, over the first columns."""
    names = [column.name for column in columns]
    return st.fixed_dictionaries(
        {
            "subject": st.just("cost"),
            "analysis": st.sampled_from(
                ["aggregate", "trend", "forecast", "change", "anomalies", "list"]
            ),
            "group_by": st.sampled_from([names[:1], names[:2], ["day"], []]),
        }
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    columns = draw(
        st.lists(
            st.builds(
                Column,
                name=words,
                type=st.sampled_from(["text", "number", "money", "bool", "datetime", "tags"]),
                unit=st.none() | st.sampled_from(["USD", "percent", "GiB"]) | words,
            ),
            max_size=24,
        )
    )
    some = draw(st.lists(st.lists(cells, min_size=24, max_size=24), max_size=3))
    rows = [{c.name: v for c, v in zip(columns, row, strict=False)} for row in some]
    rows *= draw(st.sampled_from([1, 1, 60]))
    totals = draw(st.sampled_from([{}, {c.name: Decimal(7) for c in columns[:2]}]))
    return Answer.model_construct(
        id=draw(st.text(max_size=80)),
        outcome=draw(st.sampled_from(["answered", "partial", "clarify", "refused", "failed"])),
        headline=draw(long),
        understood=draw(long),
        query=draw(st.none() | st.dictionaries(words, long, max_size=3) | queries(columns)),
        columns=tuple(columns),
        rows=tuple(rows),
        row_count=len(rows) + draw(st.integers(0, 5)),
        totals=totals,
        insights=tuple(draw(st.lists(long, max_size=8))),
        gaps=tuple(draw(st.lists(st.builds(Gap, where=long, why=long, fix=long), max_size=8))),
        sources=tuple(
            draw(st.lists(st.builds(Source, name=long, as_of=st.just(NOON)), max_size=8))
        ),
        suggestions=tuple(draw(st.lists(long, max_size=12))),
        choices=tuple(draw(st.lists(long, max_size=12))),
        command=draw(st.none() | long),
    )


def check(message: Message) -> None:
    """Everything that Slack demands of a message, and that nothing in it is live.

    The types are Slack's own; the limits are from its reference (docs.slack.dev), and stand nowhere
    that a machine could read.
    """
    whole = json.dumps({"text": message.text, "blocks": list(message.blocks)})
    assert len(whole) <= MOST_JSON
    assert json.loads(whole)
    assert 1 <= len(message.text) <= 3_000
    assert 1 <= len(message.blocks) <= 50
    assert "mrkdwn" not in whole or not any(kind == "mrkdwn" for kind, _ in texts(message.blocks))
    assert len(blocks(message, "table")) <= 1
    for block in json.loads(json.dumps(message.blocks)):
        # Slack's published types do not know it yet.
        if block["type"] != "data_visualization":
            BLOCK.validate(block)
        check_limits(block)
    for _, text in texts(message.blocks):
        assert text.strip()
        assert len(text) <= 3_000
        assert_harmless(text)
    assert_harmless(message.text)
    assert not set("<>") & set(message.text)


def assert_harmless(text: str) -> None:
    assert not [live for live in LIVE if live in text.lower()]
    assert not any(ord(character) < 32 and character != "\n" for character in text)
    assert "\u202e" not in text


def check_limits(block: Mapping[str, Any]) -> None:
    match block["type"]:
        case "table":
            rows = block["rows"]
            assert 2 <= len(rows) <= 100
            assert {len(row) for row in rows} == {len(block["column_settings"])}
            assert 1 <= len(rows[0]) <= 20
            assert all(set(cell) == {"type", "text"} for row in rows for cell in row)
        case "actions":
            assert 1 <= len(block["elements"]) <= 25
            ids = [one["action_id"] for one in block["elements"]]
            assert len(ids) == len(set(ids))
            for one in block["elements"]:
                assert 1 <= len(one["text"]["text"]) <= 75
                assert 1 <= len(one["value"]) <= 2_000
        case "context":
            assert 1 <= len(block["elements"]) <= 10
            assert all(len(one["text"]) <= 2_000 for one in block["elements"])
        case "context_actions":
            assert 1 <= len(block["elements"]) <= 5
        case "rich_text":
            assert block["elements"]
        case "data_visualization":
            check_chart(block)
        case other:
            raise AssertionError(f"a block of a kind that is not checked: {other}")


def check_chart(block: Mapping[str, Any]) -> None:
    assert set(block) == {"type", "title", "chart"}
    assert 1 <= len(block["title"]) <= 50
    chart = block["chart"]
    categories = chart["axis_config"]["categories"]
    assert chart["type"] in ("line", "bar")
    assert 1 <= len(chart["series"]) <= 6
    assert 1 <= len(categories) <= 20
    names = [one["name"] for one in chart["series"]]
    for one in (names, categories):
        assert len(set(one)) == len(one)
        assert all(name.strip() and len(name) <= 20 for name in one)
        for name in one:
            assert_harmless(name)
    for one in chart["series"]:
        assert [point["label"] for point in one["data"]] == categories
        assert all(isinstance(point["value"], float) for point in one["data"])


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(found=answers() | charted(), asked=long, may_share=st.booleans(), takes_files=st.booleans())
def test_any_answer_stays_within_every_limit(
    found: Answer, asked: str, *, may_share: bool, takes_files: bool
) -> None:
    message = render(found, asked=asked, may_share=may_share, takes_files=takes_files)
    check(message)
    check(Message(message.text, shared_by(message, "U0123456789").blocks[1:]))


DAY, BILLED = Column(name="day", type="date"), Column(name="billed_cost", type="money", unit="USD")


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    names=st.lists(words, min_size=2, max_size=25, unique=True),
    amounts=st.lists(st.none() | st.decimals(-(10**9), 10**9, places=2), min_size=25, max_size=25),
    analysis=st.sampled_from(["aggregate", "change", "trend"]),
    by=st.sampled_from(["service_name", "day"]),
    takes_files=st.booleans(),
)
def test_any_chart_stays_within_every_limit(
    names: list[str],
    amounts: list[Decimal | None],
    analysis: str,
    by: str,
    *,
    takes_files: bool,
) -> None:
    days = (date(2026, 11, 1) + timedelta(n) for n in range(25))
    keys = (day.isoformat() for day in days) if by == "day" else names
    group = DAY if by == "day" else Column(name=by, type="text")
    rows = [
        {by: key, "cost": amount, "billed_cost": amount}
        for key, amount in zip(keys, amounts, strict=False)
    ]
    query = {"subject": "cost", "analysis": analysis, "group_by": [by], "order_by": ["-cost"]}
    columns = [group, COST, BILLED]
    found = answer(columns=columns, rows=rows, row_count=len(rows), query=query)
    check(render(found, takes_files=takes_files))


@given(found=answers(), sentence=long)
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_any_note_and_query_stay_within_every_limit(found: Answer, sentence: str) -> None:
    check(note(sentence))
    check(query_shown(found))


@given(st.text(max_size=64))
def test_the_form_for_a_reason_is_one_that_slack_opens(answer_id: str) -> None:
    MODAL.validate(reason_asked(answer_id))


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "table"},
        {"type": "context", "elements": [{"type": "button", "text": "x"}]},
        {"type": "actions", "elements": [], "elments": []},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": ["x"]}]},
        {"type": "chart"},
    ],
)
def test_slacks_types_refuse_what_is_no_block(broken: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        BLOCK.validate(broken)


@given(long, st.integers(12, 500))
def test_what_is_clipped_fits_and_says_so(text: str, most: int) -> None:
    found = clipped(text, most)
    assert cost(found) <= most
    assert found == text or (found.endswith("…") and text.startswith(found[:-1]))


@given(words)
def test_what_is_escaped_has_no_markup_left(text: str) -> None:
    assert not set("<>") & set(escaped(text))
