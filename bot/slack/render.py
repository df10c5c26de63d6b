"""An Answer as a Slack message. Pure: it draws what is there and computes nothing.

Order: who asked what, what was found, how the question was understood, the table, what is not in
it, what stands out, what could not be read, where the facts are from, what to ask next.

Slack refuses a message that passes any of its limits, so each part has an allotment (in characters
of JSON, see `text`), and the table takes what the others left. What does not fit is counted, and
the rows are all in the CSV file. No block here is mrkdwn: names and tags are data, never markup.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.deciding import is_decidable
from bot.drawing import gaps
from bot.drawing.cells import NUMERIC, heading, words
from bot.drawing.chart import chart
from bot.drawing.series import Chart
from bot.drawing.sources import sources
from bot.drawing.written import written
from bot.slack.chart import native
from bot.slack.decision import DECIDE
from bot.slack.text import ELLIPSIS, clipped, cost, escaped, harmless
from finops.answer import Answer, Column

Block = dict[str, Any]

# Slack's own limits (docs.slack.dev, Block Kit reference).
MOST_ROWS, MOST_COLUMNS = 100, 20
# In the total's line, where nothing is added up: a dash would say that a sum is unknown.
NO_TOTAL = "·"
MOST_BUTTON_TEXT, MOST_VALUE = 75, 2_000
# About 13,200 characters of blocks are refused as too long, which is not documented.
MOST_JSON = 12_000

# Allotments: what they add up to, with the blocks around them, stays below MOST_JSON.
_FALLBACK, _ASKED, _HEADLINE, _UNDERSTOOD, _COMMAND = 600, 200, 700, 900, 1_200
_SUMMARY = 600
_CODE = 5_000
_INSIGHTS, _INSIGHT = 3, 250
_GAPS, _GAP = 4, 300
_SOURCES, _REMARK, _QUESTIONS = 400, 300, 2_400
_CELL, _LEAST_CELL, _CELL_FRAME = 100, 12, 34
_MOST_QUESTIONS = 8
_LEAST_TABLE = 2_500
_ID = 64

# What is pressed: `listeners` hears these.
ASK, CSV, QUERY, SHARE, FEEDBACK, REASON = "ask", "csv", "query", "share", "feedback", "reason"
DONE = ("answered", "partial")


@dataclass(frozen=True, slots=True)
class Message:
    """Blocks, and the text that notifications and screen readers take instead of them."""

    text: str
    blocks: tuple[Block, ...] = ()
    picture: Chart | None = None  # to follow as a file, where the blocks do not draw it


def render(
    answer: Answer, *, asked: str = "", may_share: bool = False, takes_files: bool = False
) -> Message:
    """The whole answer; `asked` is the question, where it does not stand above in the thread.

    Where files can follow, a chart that Slack cannot draw whole does; elsewhere its names are cut.
    """
    text = _fallback(" – ".join(filter(str.strip, (answer.headline, answer.understood))))
    above = [
        *_context(f"Asked: {asked}" if asked else "", _ASKED),
        _headline(answer),
        *_summary(answer),
        *_context(answer.understood, _UNDERSTOOD),
        *_command(answer),
        *(_code(answer) if answer.outcome == "howto" else ()),
    ]
    below = [
        *_insights(answer.insights),
        *_gaps(answer),
        *_context(_sources(answer), _SOURCES),
        *_questions(answer.choices or answer.suggestions),
        *_tools(answer, may_share=may_share),
        *_feedback(answer),
    ]
    room = MOST_JSON - _size({"text": text, "blocks": [*above, *below]}) - _REMARK - _FRAME
    drawn = chart(answer)
    shown = _chart(drawn, room, cut=not takes_files) if drawn else []
    room -= _size(shown)
    picture = drawn if takes_files and not shown else None
    return Message(text, (*above, *shown, *_table(answer, room), *below), picture)


def note(text: str) -> Message:
    """A sentence of our own."""
    return Message(_fallback(text), (_rich(_text(clipped(harmless(text), 2_900))),))


def query_shown(answer: Answer) -> Message:
    """The question as data, as it was read."""
    pretty = json.dumps(answer.query, indent=1, ensure_ascii=False)
    code = {"type": "rich_text_preformatted", "elements": [_text(clipped(harmless(pretty), 2_900))]}
    shown = {"type": "rich_text", "elements": [code]}
    return Message("The query of that answer", (*_context(answer.understood, _UNDERSTOOD), shown))


def code_shown(answer: Answer) -> Message:
    """The script of an answer (`Bot.code`), and what it did."""
    return Message(
        _fallback(answer.headline),
        (
            _headline(answer),
            *_context(answer.understood, _UNDERSTOOD),
            *_code(answer),
            *_insights(answer.insights),
        ),
    )


def shared_by(message: Message, user: str) -> Message:
    """The message, with who shared it above."""
    who = [{"type": "user", "user_id": user}, _text(" shared:")]
    return replace(message, blocks=(_rich(*who), *message.blocks))


def without_chart(message: Message) -> Message:
    """The message for a Slack that does not take its chart."""
    kept = tuple(block for block in message.blocks if block["type"] != "data_visualization")
    return replace(message, blocks=kept)


def reason_asked(answer: str) -> Block:
    """The modal that asks why an answer was no good; it may be left empty."""
    field = {"type": "plain_text_input", "action_id": REASON, "multiline": True, "max_length": 1000}
    return {
        "type": "modal",
        "callback_id": REASON,
        "private_metadata": answer,
        "title": _plain("What was wrong?"),
        "submit": _plain("Send"),
        "close": _plain("Skip"),
        "blocks": [
            {
                "type": "input",
                "block_id": REASON,
                "optional": True,
                "label": _plain("What did you expect?"),
                "element": field,
            }
        ],
    }


def _fallback(text: str) -> str:
    return clipped(escaped(text), _FALLBACK) if text.strip() else "No answer"


def _headline(answer: Answer) -> Block:
    return _rich(_text(clipped(harmless(answer.headline), _HEADLINE), {"bold": True}))


def _summary(answer: Answer) -> Iterator[Block]:
    if answer.summary:
        yield _rich(_text(clipped(harmless(written(answer)), _SUMMARY), {"italic": True}))


def _command(answer: Answer) -> Iterator[Block]:
    """The command to copy: whole or not at all, since half of it is another command."""
    if not answer.command:
        return
    command = harmless(answer.command)
    if cost(command) > _COMMAND:
        yield from _context("The command is too long for Slack; ask in a terminal.", _REMARK)
        return
    code = {"type": "rich_text_preformatted", "elements": [_text(command)]}
    yield {"type": "rich_text", "elements": [code]}


def _code(answer: Answer) -> Iterator[Block]:
    """A script, as far as it fits; where it does not, that is said."""
    if answer.script is None:
        return
    code = harmless(answer.script.code.strip("\n"))
    fitting = clipped(code, _CODE)
    yield {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": [_text(fitting)]}],
    }
    if fitting != code:
        left = len(code.splitlines()) - len(fitting.splitlines())
        more = f"… and {left:,} more lines" if left > 0 else "… the rest of the last line"
        yield from _context(f"{more}: finops explain shows all of it", _REMARK)


def _insights(sentences: Sequence[str]) -> Iterator[Block]:
    if sentences:
        yield _rich(_text("\n".join(_list(sentences, _INSIGHTS, _INSIGHT))))


def _gaps(answer: Answer) -> Iterator[Block]:
    """Small print under a short title: it must be seen, and not be louder than the answer."""
    if answer.gaps:
        yield _rich(_text(gaps.title(answer), {"bold": True}))
        lines = _list([gaps.sentence(gap) for gap in answer.gaps], _GAPS, _GAP)
        yield {"type": "context", "elements": [_plain("\n".join(lines))]}


def _list(sentences: Sequence[str], most: int, length: int) -> list[str]:
    shown = [f"• {clipped(harmless(said), length)}" for said in sentences[:most]]
    left_out = len(sentences) - most
    return [*shown, f"… and {left_out:,} more"] if left_out > 0 else shown


def _sources(answer: Answer) -> str:
    said = sources(answer)
    return f"From {'; '.join(said)}" if said else ""


def _questions(questions: Sequence[str]) -> Iterator[Block]:
    """A button for each question that fits, whose value is the whole question."""
    buttons: list[Block] = []
    room = _QUESTIONS
    for text in questions[:_MOST_QUESTIONS]:
        button = _button(f"{ASK}_{len(buttons)}", text, text)
        if text.strip() and cost(text) <= MOST_VALUE and _size(button) <= room:
            buttons.append(button)
            room -= _size(button)
    if buttons:
        yield {"type": "actions", "elements": buttons}
    if len(buttons) < len(questions):
        yield from _context(f"… and {len(questions) - len(buttons):,} more questions", _REMARK)


def _tools(answer: Answer, *, may_share: bool) -> Iterator[Block]:
    if not (answer.query or answer.script) or not answer.id:
        return
    buttons = []
    if answer.outcome in DONE and len(answer.rows) > 1:
        buttons.append(_button(CSV, f"All {len(answer.rows):,} rows as CSV", answer.id[:_ID]))
    if is_decidable(answer):
        buttons.append(_button(DECIDE, "Decide on a finding…", answer.id[:_ID]))
    label = "Show code" if answer.script else "Show query"
    buttons.append(_button(QUERY, label, answer.id[:_ID]))
    if may_share and answer.outcome in DONE:
        buttons.append(_button(SHARE, "Share", answer.id[:_ID]))
    yield {"type": "actions", "elements": buttons}


def _feedback(answer: Answer) -> Iterator[Block]:
    if not answer.id or answer.outcome == "failed":
        return
    thumbs = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": {"text": _plain("👍"), "value": f"up:{answer.id[:_ID]}"},
        "negative_button": {"text": _plain("👎"), "value": f"down:{answer.id[:_ID]}"},
    }
    yield {"type": "context_actions", "elements": [thumbs]}


def _chart(drawn: Chart, room: int, *, cut: bool) -> list[Block]:
    """Slack's own chart, and what it leaves out; none where a table would have no room left."""
    block = native(drawn, cut=cut)
    shown = [block, *_context("; ".join(drawn.notes), _REMARK)] if block else []
    return shown if room - _size(shown) >= _LEAST_TABLE else []


# ------------------------------------------------------------------------------------- the table


def _table(answer: Answer, room: int) -> Iterator[Block]:
    """The first rows that fit, and what is not among them."""
    if not answer.rows or not answer.columns:
        return
    columns = answer.columns[:MOST_COLUMNS]
    rows = list(_fitting(answer, columns, room))
    count = max(len(rows) - 1 - _has_total(answer), 0)
    if count:
        settings = [{"align": _alignment(column)} for column in columns]
        yield {"type": "table", "column_settings": settings, "rows": rows}
    left_out = max(answer.row_count, len(answer.rows)) - count
    remarks = [f"… and {left_out:,} more rows"] if left_out else []
    if hidden := answer.columns[MOST_COLUMNS:]:
        names = ", ".join(heading(column) for column in hidden)
        remarks.append(f"… and {len(hidden):,} more columns: {names}")
    yield from _context("; ".join(remarks), _REMARK - 120)


def _fitting(answer: Answer, columns: Sequence[Column], room: int) -> Iterator[list[Block]]:
    """Heading, rows and total; nothing where not even one row fits."""
    most = MOST_ROWS - 1 - _has_total(answer)
    # A third each for heading, total and at least one row.
    width = min(_CELL, (room - 100) // (3 * len(columns)) - _CELL_FRAME - 16)
    if width < _LEAST_CELL:
        return
    drawn = [_cells(column, answer, most, width) for column in columns]
    lines = [[_cell(text) for text in line] for line in zip(*drawn, strict=True)]
    heads = [_cell(clipped(harmless(heading(column)), width)) for column in columns]
    total = [lines.pop()] if _has_total(answer) else []
    room -= 100 + 30 * len(columns) + _size(heads) + _size(total)
    yield heads
    for line in lines:
        room -= _size(line) + 2
        if room < 0:
            break
        yield line
    yield from total


def _cells(column: Column, answer: Answer, most: int, width: int) -> list[str]:
    """The cells of one column, the total's last, drawn together so that decimals agree."""
    values = [row.get(column.name) for row in answer.rows[:most]]
    is_totalled = column.name in answer.totals
    texts = words(column, [*values, answer.totals[column.name]] if is_totalled else values)
    if not _has_total(answer):
        texts = texts[: len(values)]
    elif not is_totalled:
        texts.append(_total(answer) if column is answer.columns[0] else NO_TOTAL)
    shorten: Callable[[str, int], str] = _whole if column.type in NUMERIC else clipped
    return [shorten(harmless(text).replace("\n", " "), width) for text in texts]


def _whole(text: str, most: int) -> str:
    """Numbers are never shortened: a cut number is another number."""
    return text if cost(text) <= most else ELLIPSIS


def _has_total(answer: Answer) -> bool:
    return bool(answer.totals) and len(answer.rows) > 1


def _total(answer: Answer) -> str:
    return f"total of {max(answer.row_count, len(answer.rows)):,}"


def _alignment(column: Column) -> str:
    return "right" if column.type in NUMERIC else "left"


def _cell(text: str) -> Block:
    return {"type": "raw_text", "text": _filled(text)}


# ----------------------------------------------------------------------------------- their pieces


def _context(text: str, most: int) -> Iterator[Block]:
    if text.strip():
        yield {"type": "context", "elements": [_plain(clipped(harmless(text), most))]}


def _rich(*elements: Block) -> Block:
    section = {"type": "rich_text_section", "elements": list(elements)}
    return {"type": "rich_text", "elements": [section]}


def _text(text: str, style: Block | None = None) -> Block:
    element = {"type": "text", "text": _filled(text)}
    return {**element, "style": style} if style else element


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": _filled(text), "emoji": False}


def _button(action: str, text: str, value: str) -> Block:
    label = clipped(harmless(text).replace("\n", " "), MOST_BUTTON_TEXT)
    return {"type": "button", "action_id": action, "text": _plain(label), "value": value}


def _filled(text: str) -> str:
    """Slack refuses a message with an empty text anywhere."""
    return text if text.strip() else "–"


def _size(part: object) -> int:
    return len(json.dumps(part))


# The table's remark as a block.
_FRAME = 130
