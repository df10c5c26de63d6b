"""The card in which somebody decides on a finding, and what its button sends back.

Pure. Whoever sees the card may press it; what becomes of that is held to the rights of who does.
Choices are plain text in Adaptive Cards; names are made harmless as everywhere.
"""

from collections.abc import Sequence
from datetime import date

from bot.deciding import CHOICES, MOST_REASON, Option
from bot.findings import Order, Unclear
from bot.teams.activity import Decide
from bot.teams.text import Element, block, fit, size

# Of a card of findings; more than these nobody scrolls through.
MOST_OPTIONS, MOST_TEXT, BUDGET = 100, 90, 14_000


def form(options: Sequence[Option]) -> list[Element]:
    """Which finding, what it is to be, until when, why."""
    choices = _fitting(options)
    finding = _choice("finding", "Finding", choices)
    if len(choices) == 1:
        finding["value"] = choices[0]["value"]
    statuses = [{"title": text, "value": status} for status, text in CHOICES.items()]
    why = {"type": "Input.Text", "id": "reason", "label": "Reason", "isMultiline": True,
           "maxLength": MOST_REASON}  # fmt: skip
    body = [
        block("Decide on a finding", 100, weight="Bolder", size="Medium"),
        finding,
        _choice("status", "Decision", statuses),
        {"type": "Input.Date", "id": "until", "label": "Snoozed until"},
        why,
    ]
    if left := len(options) - len(choices):
        more = f"… and {left:,} more: ask for fewer, or say “accept” and the finding's id"
        body.append(block(more, 200, isSubtle=True))
    send = {"type": "Action.Execute", "title": "Decide", "verb": "decide", "data": {}}
    return [*body, {"type": "ActionSet", "actions": [send]}]


def order_of(sent: Decide) -> Order:
    """The order that the card's button sent. Raises Unclear."""
    try:
        day = date.fromisoformat(sent.until) if sent.until and sent.status == "snoozed" else None
    except ValueError as error:
        raise Unclear("Choose a day to come") from error
    return Order(sent.finding, sent.status, day, sent.reason.strip())


def _fitting(options: Sequence[Option]) -> list[Element]:
    found: list[Element] = []
    room = BUDGET
    for one in options[:MOST_OPTIONS]:
        choice = {"title": fit(one.told, MOST_TEXT), "value": one.id}
        room -= size(choice)
        if room < 0:
            break
        found.append(choice)
    return found


def _choice(name: str, label: str, choices: Sequence[Element]) -> Element:
    return {
        "type": "Input.ChoiceSet",
        "id": name,
        "label": label,
        "style": "compact",
        "isRequired": True,
        "errorMessage": "Choose one",
        "choices": list(choices),
    }
