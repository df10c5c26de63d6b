"""Where answers go: with their picture, and what is left of a message that Slack refuses."""

import asyncio

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.places import Thread
from bot.slack.render import Message, render
from tests.bot.charted import EVERY, trend

from .fake_slack import FakeSlack


def show(slack: FakeSlack, message: Message) -> bool:
    """In a thread of #open."""
    client = AsyncWebClient("xoxb-1", base_url=f"{slack.url}/api/")
    return asyncio.run(Thread(client, "C0OPEN", "1.1").show(message))


def test_a_chart_that_slack_cannot_draw_follows_as_a_picture_that_can_be_heard(
    slack: FakeSlack,
) -> None:
    assert show(slack, render(EVERY["gaps"], takes_files=True))
    (picture,) = slack.files
    assert b"\x89PNG" in picture
    (begun,) = slack.of("files.getUploadURLExternal")
    assert begun.said["alt_txt"].startswith("$420.00 over 1–14 Nov 2026 (14 days). cost, 1 Nov to")
    (done,) = slack.of("files.completeUploadExternal")
    assert (done.said["channel_id"], done.said["thread_ts"]) == ("C0OPEN", "1.1")
    assert slack.calls[0].method == "chat.postMessage"


def test_an_answer_whose_picture_is_refused_was_given_all_the_same(slack: FakeSlack) -> None:
    slack.failing["files.getUploadURLExternal"] = "missing_scope"
    assert show(slack, render(EVERY["gaps"], takes_files=True))
    assert len(slack.of("chat.postMessage")) == 1


def test_what_slack_draws_itself_needs_no_picture(slack: FakeSlack) -> None:
    assert show(slack, render(trend(1, 2, 3), takes_files=True))
    assert not slack.files


def test_a_refused_message_is_tried_without_its_chart_and_then_as_text(slack: FakeSlack) -> None:
    slack.failing["chat.postMessage"] = "invalid_blocks"
    assert not show(slack, render(trend(1, 2, 3)))
    kinds = [[block["type"] for block in call.blocks] for call in slack.of("chat.postMessage")]
    assert ["data_visualization" in one for one in kinds] == [True, False, False]
    assert "table" in kinds[1]
    assert kinds[2] == []
