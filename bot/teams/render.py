"""An Answer as an Adaptive Card 1.5, the newest that Teams draws. Pure: it computes nothing.

Order as on every surface: what was found, how the question was understood, the rows, what stands
out, what could not be read; sources, the Query and how to mend gaps behind buttons; then what to
ask next, and what people think of it.

A card takes at most BUDGET. All parts but the table have limits that add up to two thirds of it, so
that the table always has room for a row. Text that is cut ends with “…”; questions are never cut,
since a button would ask another one.
"""

import json
from collections.abc import Iterator, Sequence

from bot.deciding import is_decidable
from bot.drawing import gaps
from bot.drawing.chart import chart
from bot.drawing.sources import sources
from bot.drawing.written import written
from bot.teams.chart import drawn
from bot.teams.message import Message
from bot.teams.table import Drawn, table
from bot.teams.text import CUT, Element, block, harmless, paragraphs, size
from finops.answer import Answer, Script

# UTF-16 units of JSON. Teams takes 40 KB a message by its older limit, which is 20,000 of them;
# what is around the card needs a little.
BUDGET = 19_000
MOST_HEADLINE, MOST_UNDERSTOOD, MOST_SENTENCE = 600, 1000, 240
MOST_COMMAND, MOST_LINES, MOST_QUERY, MOST_QUESTION, MOST_TITLE = 300, 4, 1200, 300, 80
MOST_INSIGHTS, MOST_GAPS, MOST_SOURCES, MOST_SOURCE, MOST_BUTTONS = 4, 4, 3, 400, 5
MOST_REASON = 1000
MOST_SUMMARY = 600
MOST_CODE, MOST_CODE_ALONE = 2_400, 8_000
NO_BREAK = "\u00a0"
MOST_CHART, LEAST_TABLE = 6_500, 4_500
COLOURS = {"failed": "Attention"}


def draw(answer: Answer, first: int = 0) -> Message:
    """The whole answer, its rows from `first` on."""
    above, below = list(_above(answer)), list(_below(answer))
    frame = size(card([*above, *below, *_next(answer, answer.row_count)]))
    picture = _picture(answer, BUDGET - frame) if first == 0 else []
    rows = table(answer, first, BUDGET - frame - size(picture))
    body = [*above, *picture, *rows.elements, *_more(answer, rows), *below]
    return Message(harmless(answer.headline)[:MOST_HEADLINE], card(body))


def _picture(answer: Answer, room: int) -> list[Element]:
    """The chart, where it leaves room for a table."""
    found = chart(answer)
    elements = drawn(found) if found else []
    return elements if size(elements) <= min(MOST_CHART, room - LEAST_TABLE) else []


def words(text: str) -> Message:
    """A message that is no answer."""
    return Message(harmless(text))


def card(body: Sequence[Element]) -> Element:
    """A card of these elements."""
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": "This answer is a card that your Teams cannot show; please update it.",
        "msteams": {"width": "Full"},
        "body": list(body),
    }


def _above(answer: Answer) -> Iterator[Element]:
    colour = COLOURS.get(answer.outcome, "Default")
    yield block(answer.headline, MOST_HEADLINE, weight="Bolder", size="Medium", color=colour)
    if answer.summary:
        yield block(written(answer), MOST_SUMMARY)
    if answer.understood:
        yield block(answer.understood, MOST_UNDERSTOOD, isSubtle=True)
    for line in (answer.command or "").splitlines()[:MOST_LINES]:
        yield block(line, MOST_COMMAND, fontType="Monospace")


def _below(answer: Answer) -> Iterator[Element]:
    yield from paragraphs(
        (f"• {sentence}" for sentence in answer.insights), MOST_SENTENCE, MOST_INSIGHTS
    )
    yield from _gaps(answer)
    yield from _questions(answer)
    details, query = _details(answer), _query(answer)
    yield from (_hidden("details", details), _hidden("query", query))
    if buttons := _buttons(answer, has_details=bool(details), has_query=bool(query)):
        yield {"type": "ActionSet", "actions": buttons}


def _gaps(answer: Answer) -> Iterator[Element]:
    """Small print under a short title; what to do about them stands in the details."""
    if answer.gaps:
        yield block(gaps.title(answer), MOST_SENTENCE, weight="Bolder", size="Small")
        said = (f"• {gap.where}: {gap.why}" for gap in answer.gaps)
        yield from paragraphs(said, MOST_SENTENCE, MOST_GAPS, size="Small", isSubtle=True)


def _questions(answer: Answer) -> Iterator[Element]:
    """Choices where it is to clarify, else ideas; each button asks its whole question."""
    offered = answer.choices or answer.suggestions
    short = [question for question in offered if question and size(question) <= MOST_QUESTION]
    if short:
        yield {"type": "ActionSet", "actions": [_ask(one) for one in short[:MOST_BUTTONS]]}
    if left_out := len(offered) - len(short[:MOST_BUTTONS]):
        yield block(f"… and {left_out:,} more to ask", 100, isSubtle=True)


def _ask(question: str) -> Element:
    title = harmless(question)
    shown = title if len(title) <= MOST_TITLE else f"{title[: MOST_TITLE - 1]}…"
    return _execute(shown, "ask", {"question": question})


def _execute(title: str, verb: str, data: Element) -> Element:
    return {"type": "Action.Execute", "title": title, "verb": verb, "data": data}


def _details(answer: Answer) -> list[Element]:
    fixes = (f"{gap.where}: {gaps.fix(gap)}" for gap in answer.gaps if gap.fix)
    mending = paragraphs(fixes, MOST_SENTENCE, MOST_GAPS, size="Small")
    said = (f"from {sentence}" for sentence in sources(answer))
    return [*mending, *paragraphs(said, MOST_SOURCE, MOST_SOURCES, isSubtle=True)]


def _query(answer: Answer) -> list[Element]:
    if answer.script:
        return _code(answer, answer.script)
    if not answer.query:
        return []
    text = json.dumps(answer.query, ensure_ascii=False, default=str)
    return [block(text, MOST_QUERY, fontType="Monospace", size="Small")]


def _code(answer: Answer, script: Script) -> list[Element]:
    """The script; beside a table as far as it fits there, by itself as far as a card goes."""
    most = MOST_CODE if answer.columns else MOST_CODE_ALONE
    # Cards fold spaces at the start of a line, and they are part of the code.
    lines = (
        NO_BREAK * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ")
        for line in script.code.strip("\n").split("\n")
    )
    drawn = [block("\n".join(lines), most, fontType="Monospace", size="Small")]
    if drawn[0]["inlines"][0]["text"].endswith(CUT):
        drawn.append(block(f"The whole code: explain {answer.id}", 100, isSubtle=True))
    return drawn


def _hidden(name: str, items: list[Element]) -> Element:
    return {"type": "Container", "id": name, "isVisible": False, "items": items}


def _buttons(answer: Answer, *, has_details: bool, has_query: bool) -> list[Element]:
    toggles = [
        {"type": "Action.ToggleVisibility", "title": title, "targetElements": [name]}
        for name, title, is_there in (
            ("details", "Details", has_details),
            ("query", "Show code" if answer.script else "Show query", has_query),
        )
        if is_there
    ]
    if is_decidable(answer):
        toggles.append(_execute("Decide on a finding…", "form", {"answer": answer.id[:100]}))
    # Nobody needs to be asked what they think of a failure.
    return toggles if answer.outcome == "failed" else [*toggles, *_thumbs(answer)]


def _thumbs(answer: Answer) -> Iterator[Element]:
    yield _execute("👍", "rate", {"answer": answer.id[:100], "thumb": "up"})
    asked = {
        "type": "Input.Text",
        "id": "reason",
        "placeholder": "What is wrong with it? (you may leave this empty)",
        "isMultiline": True,
        "maxLength": MOST_REASON,
    }
    send = _execute("Send", "rate", {"answer": answer.id[:100], "thumb": "down"})
    card = {"type": "AdaptiveCard", "body": [asked], "actions": [send]}
    yield {"type": "Action.ShowCard", "title": "👎", "card": card}


def _more(answer: Answer, rows: Drawn) -> list[Element]:
    return _next(answer, rows.after) if rows.elements and rows.after < len(answer.rows) else []


def _next(answer: Answer, after: int) -> list[Element]:
    """The button for the rows that follow; they are computed anew, for whoever presses it."""
    if answer.query is None and answer.script is None:
        return []
    action = _execute("Next rows", "rows", {"answer": answer.id[:100], "first": after})
    return [{"type": "ActionSet", "actions": [action]}]
