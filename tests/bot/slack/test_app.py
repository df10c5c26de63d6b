"""Slack's whole way: signed requests in over HTTP, messages out."""

import pytest

from .conftest import Chat
from .fake_slack import mention, message, command, press

SPENT = "what did we spend last month"


def test_a_mention_is_answered_in_its_thread(chat: Chat) -> None:
    asked = mention(SPENT)
    assert chat.send(asked).status_code == 200
    (shown,) = chat.slack.wait("chat.postMessage")
    assert shown.said["channel"] == "C0OPEN"
    assert shown.said["thread_ts"] == asked["event"]["ts"]
    assert "$20.00" in shown.said["text"]
    assert "$20.00" in shown.text
