"""The modal in which somebody decides on a finding: what Slack is shown, and what it sends back.

Pure. A modal must be opened within three seconds of the press, so it opens empty and is filled when
the findings are known; what became of the order takes its place. Names are plain text here, never
markup, and what is sent back is data of a stranger until `order_of` has read it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, get_args

from bot.deciding import CHOICES, MOST_REASON, Option
from bot.findings import Order, Unclear
from bot.slack.text import clipped, harmless
from providers.own_waste import Status

Block = dict[str, Any]
# What is pressed and sent: `listeners` hears these.
DECIDE, DECISION = "decide", "decision"
FINDING, STATUS, UNTIL, WHY = "finding", "status", "until", "why"
# Slack's own limits of a select and of its options.
MOST_OPTIONS, MOST_TEXT = 100, 75


def waiting() -> Block:
    """While the findings are looked at, or the order is carried out."""
    return told("Working on it…")


def told(text: str) -> Block:
    """One sentence in the place of the form."""
    return {**_view("Close"), "blocks": [_section(text)]}


def form(options: Sequence[Option]) -> Block:
    """Which finding, what it is to be, until when, why."""
    shown = options[:MOST_OPTIONS]
    choices = [_option(one.told, one.id) for one in shown]
    statuses = [_option(text, status) for status, text in CHOICES.items()]
    pick: Block = {"type": "static_select", "action_id": FINDING, "options": choices}
    if len(choices) == 1:
        pick["initial_option"] = choices[0]
    why = {"type": "plain_text_input", "action_id": WHY, "multiline": True,
           "max_length": MOST_REASON}  # fmt: skip
    blocks = [
        _input(FINDING, "Finding", pick),
        _input(STATUS, "Decision", {
            "type": "radio_buttons", "action_id": STATUS, "options": statuses}),
        _input(UNTIL, "Snoozed until", {"type": "datepicker", "action_id": UNTIL}, optional=True),
        _input(WHY, "Reason", why, optional=True),
    ]  # fmt: skip
    if left := len(options) - len(shown):
        more = f"… and {left:,} more: ask for fewer, or say “accept” and the finding's id"
        blocks.append({"type": "context", "elements": [_plain(more)]})
    return {**_view("Cancel"), "submit": _plain("Decide"), "blocks": blocks}


def order_of(view: Mapping[str, Any]) -> Order:
    """The order that a form says. Raises Unclear where nobody could have sent it so."""
    try:
        values = view["state"]["values"]
        finding = values[FINDING][FINDING]["selected_option"]["value"]
        status = values[STATUS][STATUS]["selected_option"]["value"]
        until = values.get(UNTIL, {}).get(UNTIL, {}).get("selected_date")
        why = values.get(WHY, {}).get(WHY, {}).get("value") or ""
        day = date.fromisoformat(until) if until and status == "snoozed" else None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Unclear("That is no form of mine") from error
    if status not in get_args(Status) or not isinstance(finding, str) or len(why) > MOST_REASON:
        raise Unclear("That is no form of mine")
    return Order(finding, status, day, why.strip())


def missing(order: Order, today: date) -> dict[str, str]:
    """What the form lacks, by the block that it is told beside."""
    if order.status == "snoozed" and (order.until is None or order.until <= today):
        return {UNTIL: "Choose a day to come"}
    if order.status == "not waste" and not order.reason:
        return {WHY: "Say why it is not waste"}
    return {}


def _view(close: str) -> Block:
    return {
        "type": "modal",
        "callback_id": DECISION,
        "title": _plain("Decide on a finding"),
        "close": _plain(close),
    }


def _input(name: str, label: str, element: Block, *, optional: bool = False) -> Block:
    return {"type": "input", "block_id": name, "optional": optional, "label": _plain(label),
            "element": element}  # fmt: skip


def _option(text: str, value: str) -> Block:
    return {"text": _plain(clipped(harmless(text).replace("\n", " "), MOST_TEXT)), "value": value}


def _section(text: str) -> Block:
    return {"type": "section", "text": _plain(clipped(harmless(text), 2_900))}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text or "–", "emoji": False}
