"""The modal of a decision: valid for Slack, harmless whatever a finding is called."""

import json

from hypothesis import given
from hypothesis import strategies as some

from bot.deciding import Option
from bot.slack.decision import MOST_OPTIONS, MOST_TEXT, form, told, waiting

from .official import MODAL


@given(some.lists(some.text(), min_size=1, max_size=3), some.text())
def test_it_is_valid_for_slack_whatever_things_are_called(names: list[str], said: str) -> None:
    options = [Option(f"idle_vm-{n:012x}", name) for n, name in enumerate(names)]
    for view in (form(options), told(said), waiting()):
        MODAL.validate(view)
    for one in form(options)["blocks"][0]["element"]["options"]:
        assert 0 < len(one["text"]["text"]) <= MOST_TEXT
        assert one["text"]["type"] == "plain_text"


def test_a_name_calls_nobody() -> None:
    assert "<!channel>" not in json.dumps(form([Option("idle_vm-0123456789ab", "<!channel>")]))


def test_what_does_not_fit_is_counted() -> None:
    many = [Option(f"idle_vm-{n:012x}", f"web-{n}") for n in range(MOST_OPTIONS + 7)]
    shown = form(many)
    MODAL.validate(shown)
    assert "… and 7 more" in json.dumps(shown, ensure_ascii=False)
