"""Slack's whole way: signed requests in over HTTP, messages out."""

import time
from typing import Any

import pytest

from bot.ask import Bot, Person
from finops.answer import Answer

from .conftest import Chat
from .fake_slack import DANA, ERIN, GUEST, ROBOT, STRANGER, command, event, mention, message, press

SPENT = "what did we spend last month"
# Long enough for an answer to arrive that must not.
SILENCE_S = 0.5


def silence(chat: Chat) -> None:
    time.sleep(SILENCE_S)
    assert not chat.slack.shown
    assert not chat.slack.files


def answered(chat: Chat, question: str = "cost by service last month", user: str = DANA) -> str:
    """The id of an answer that somebody got."""
    access = chat.bot._settings.access
    return chat.bot.ask(question, Person(f"slack:{user}", rights=access.of([f"slack:{user}"]))).id


# ----------------------------------------------------------------------------------- questions


def test_a_mention_is_answered_in_its_thread(chat: Chat) -> None:
    asked = mention(SPENT)
    assert chat.send(asked).status_code == 200
    (shown,) = chat.slack.wait("chat.postMessage")
    assert shown.said["channel"] == "C0OPEN"
    assert shown.said["thread_ts"] == asked["event"]["ts"]
    assert "$20.00" in shown.said["text"]
    assert "$20.00" in shown.text
    assert shown.said["parse"] == "none"


def test_a_mention_within_a_thread_stays_in_it(chat: Chat) -> None:
    chat.send(mention(SPENT, thread_ts="0.5"))
    assert chat.slack.wait("chat.postMessage")[0].said["thread_ts"] == "0.5"


def test_a_direct_message_is_answered_without_a_channels_grant(chat: Chat) -> None:
    chat.send(message(SPENT))
    (shown,) = chat.slack.wait("chat.postMessage")
    assert shown.said["channel"] == "D0IM"
    assert "$20.00" in shown.text


def test_what_slack_escapes_is_read_as_it_was_meant(chat: Chat) -> None:
    chat.send(message("services with cost &gt; $10 last month"))
    (shown,) = chat.slack.wait("chat.postMessage")
    assert "Amazon EC2" in shown.text
    assert "Amazon S3" not in shown.text


def test_a_command_is_acknowledged_empty_and_answered_to_that_person_alone(chat: Chat) -> None:
    response = chat.send(command(chat.slack, SPENT))
    assert (response.status_code, response.text) == (200, "")
    (shown,) = chat.slack.wait("response_url")
    assert shown.said["response_type"] == "ephemeral"
    assert "$20.00" in shown.text
    assert f"Asked: {SPENT}" in shown.text
    assert not chat.slack.of("chat.postMessage")


def test_a_command_without_words_gets_help(chat: Chat) -> None:
    chat.send(command(chat.slack, ""))
    assert chat.slack.wait("response_url")[0].said["text"]


def test_a_thread_is_a_conversation_of_the_bot(chat: Chat) -> None:
    chat.send(mention(SPENT, thread_ts="7.7"))
    chat.slack.wait("chat.postMessage")
    audit = next((chat.bot._settings.home / "audit").glob("*.jsonl")).read_text("utf-8")
    assert '"thread":"slack:C0OPEN:7.7"' in audit
    assert '"asker":"slack:U0DANA"' in audit


def test_what_follows_in_a_thread_goes_on_from_its_last_answer(chat: Chat) -> None:
    chat.send(mention("cost by service last month", thread_ts="7.7"))
    chat.slack.wait("chat.postMessage")
    chat.send(mention("only above $10", thread_ts="7.7"))
    followed = chat.slack.wait("chat.postMessage", count=2)[1]
    assert "goes on from “cost by service last month”" in followed.text


def test_a_direct_message_goes_on_from_the_one_before_without_a_thread(chat: Chat) -> None:
    chat.send(message("cost by service last month"))
    chat.slack.wait("chat.postMessage")
    chat.send(message("top 1"))
    assert "goes on from" in chat.slack.wait("chat.postMessage", count=2)[1].text


def test_a_command_goes_on_from_that_persons_command_and_from_nobody_elses(chat: Chat) -> None:
    chat.send(command(chat.slack, "cost by service last month"))
    chat.slack.wait("response_url")
    chat.send(command(chat.slack, "top 1"))
    assert "goes on from" in chat.slack.wait("response_url", count=2)[1].text


def test_export_that_sends_the_file_of_the_threads_last_answer(chat: Chat) -> None:
    chat.send(mention("cost by service last month", thread_ts="7.7"))
    chat.slack.wait("chat.postMessage")
    chat.send(mention("export that", thread_ts="7.7"))
    (done,) = chat.slack.wait("files.completeUploadExternal")
    assert done.said["thread_ts"] == "7.7"


def test_a_refusal_shows_the_command_to_run_in_a_code_block(chat: Chat) -> None:
    chat.send(message("stop i-0123456789abcdef0"))
    (shown,) = chat.slack.wait("chat.postMessage")
    codes = [one for block in shown.blocks for one in block.get("elements", ())]
    assert any(one["type"] == "rich_text_preformatted" for one in codes)


def test_opening_the_conversation_suggests_questions(chat: Chat) -> None:
    chat.send(event("app_home_opened", tab="messages", channel="D0IM"))
    (call,) = chat.slack.wait("assistant.threads.setSuggestedPrompts")
    assert len(call.said["prompts"]) == 4
    chat.send(event("app_home_opened", tab="home", channel="D0IM"))
    time.sleep(SILENCE_S)
    assert len(chat.slack.of("assistant.threads.setSuggestedPrompts")) == 1


# --------------------------------------------------------------------------------- what is slow


class Slow(Bot):
    """A bot on a day when the clouds are slow."""

    def ask(self, question: str, person: Person | None = None) -> Answer:
        time.sleep(2.3)
        return super().ask(question, person)


@pytest.fixture
def slow(chat: Chat) -> Chat:
    chat.bot.__class__ = Slow
    return chat


def test_what_takes_long_shows_a_status_first(slow: Chat) -> None:
    started = time.monotonic()
    assert slow.send(mention(SPENT)).status_code == 200
    assert time.monotonic() - started < 1
    (status,) = slow.slack.wait("assistant.threads.setStatus")
    assert "working" in status.said["status"]
    (shown,) = slow.slack.wait("chat.postMessage")
    assert "$20.00" in shown.text


def test_where_no_status_is_allowed_a_placeholder_becomes_the_answer(slow: Chat) -> None:
    slow.slack.failing["assistant.threads.setStatus"] = "not_allowed"
    slow.send(mention(SPENT))
    (placeholder,) = slow.slack.wait("chat.postMessage")
    assert placeholder.said["text"] == "Working on it…"
    (shown,) = slow.slack.wait("chat.update")
    assert "$20.00" in shown.text
    assert shown.said["ts"].startswith("9.")


def test_a_commands_placeholder_is_replaced_by_the_answer(slow: Chat) -> None:
    slow.send(command(slow.slack, SPENT))
    first, second = slow.slack.wait("response_url", count=2)
    assert first.said["text"] == "Working on it…"
    assert not first.said["replace_original"]
    assert second.said["replace_original"]
    assert "$20.00" in second.text


class Telling(Bot):
    """A bot that says what it reads, and takes its time."""

    def ask(self, question: str, person: Person | None = None) -> Answer:
        assert person is not None
        person.tell("aws vm: 3 of 12 places read")
        time.sleep(2.3)
        person.tell("aws vm: 9 of 12 places read")
        time.sleep(4.5)
        return super().ask(question, person)


def test_who_waits_sees_what_is_being_read(chat: Chat) -> None:
    chat.bot.__class__ = Telling
    chat.slack.failing["assistant.threads.setStatus"] = "not_allowed"
    chat.send(mention(SPENT))
    (placeholder,) = chat.slack.wait("chat.postMessage")
    assert placeholder.said["text"] == "aws vm: 3 of 12 places read"
    news, shown = chat.slack.wait("chat.update", count=2)
    assert news.said["text"] == "aws vm: 9 of 12 places read"
    assert "$20.00" in shown.text
    assert news.said["ts"] == shown.said["ts"]


# ------------------------------------------------------------------------------- what goes wrong


class Broken(Bot):
    """A bot with a bug outside of what `Bot` itself catches."""

    def ask(self, question: str, person: Person | None = None) -> Answer:
        raise ZeroDivisionError


def test_a_bug_is_an_answer_with_the_reference_that_is_logged(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    chat.bot.__class__ = Broken
    chat.send(message(SPENT))
    (shown,) = chat.slack.wait("chat.postMessage")
    assert "please report it as" in shown.said["text"]
    reference = shown.said["text"].split()[-1]
    assert f"slack {reference} failed" in caplog.text


def test_blocks_that_slack_refuses_are_sent_as_text(chat: Chat) -> None:
    chat.slack.failing["chat.postMessage"] = "invalid_blocks"
    chat.send(message(SPENT))
    _, second = chat.slack.wait("chat.postMessage", count=2)
    assert "$20.00" in second.said["text"]
    assert not second.blocks


# ----------------------------------------------------------------------------------- once only


def test_a_retry_is_acknowledged_and_not_answered_again(chat: Chat) -> None:
    asked = mention(SPENT)
    for _ in range(3):
        assert chat.send(asked).status_code == 200
    chat.slack.wait("chat.postMessage")
    time.sleep(SILENCE_S)
    assert len(chat.slack.shown) == 1


def test_a_command_delivered_twice_is_answered_once(chat: Chat) -> None:
    given = command(chat.slack, SPENT)
    assert [chat.send(given).status_code for _ in range(3)] == [200] * 3
    chat.slack.wait("response_url")
    time.sleep(SILENCE_S)
    assert len(chat.slack.shown) == 1


def test_a_press_delivered_twice_is_heard_once(chat: Chat) -> None:
    pressed = press(chat.slack, {"action_id": "ask_0", "value": SPENT})
    chat.send(pressed)
    chat.send(pressed)
    chat.slack.wait("chat.postMessage")
    time.sleep(SILENCE_S)
    assert len(chat.slack.shown) == 1


# -------------------------------------------------------------------------------- who is heard


@pytest.mark.parametrize("user", [GUEST, ROBOT, STRANGER, "U0UNKNOWN"])
def test_guests_bots_strangers_and_nobody_get_silence(chat: Chat, user: str) -> None:
    for body in (mention(SPENT, user), message(SPENT, user), command(chat.slack, SPENT, user)):
        assert chat.send(body).status_code == 200
    chat.send(press(chat.slack, {"action_id": "ask_0", "value": SPENT}, user))
    silence(chat)


@pytest.mark.parametrize(
    "facts", [{"is_ultra_restricted": True}, {"deleted": True}, {"team_id": "E0OTHER"}]
)
def test_what_a_profile_says_counts(chat: Chat, facts: dict[str, object]) -> None:
    chat.slack.people[DANA] |= facts
    chat.send(mention(SPENT))
    silence(chat)


def test_where_the_profile_cannot_be_read_nobody_is_heard(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    chat.slack.failing["users.info"] = "missing_scope"
    chat.send(mention(SPENT))
    silence(chat)
    assert "users.info failed" in caplog.text
    del chat.slack.failing["users.info"]
    chat.send(mention(SPENT))
    chat.slack.wait("chat.postMessage")


@pytest.mark.parametrize(
    "parts",
    [
        {"team_id": "T0OTHER"},
        {"api_app_id": "A0OTHER"},
        {"team_id": None, "authorizations": [], "event": {"type": "app_mention", "user": DANA}},
        {"authorizations": [{"team_id": "T0OTHER", "user_id": "U0BOT", "is_bot": True}]},
    ],
)
def test_other_workspaces_and_apps_get_silence_and_a_line_in_the_log(
    chat: Chat, parts: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    assert chat.send({**mention(SPENT), **parts}).status_code == 200
    silence(chat)
    assert not chat.slack.of("users.info")
    assert "slack: not heard" in caplog.text


@pytest.mark.parametrize("name", ["team", "user_team", "source_team"])
def test_a_person_of_another_company_in_a_shared_channel_is_not_heard(
    chat: Chat, name: str
) -> None:
    chat.send(mention(SPENT, **{name: "T0OTHER"}))
    silence(chat)


def test_a_command_or_press_from_another_workspace_is_not_heard(chat: Chat) -> None:
    chat.send(command(chat.slack, SPENT, team_id="T0OTHER"))
    chat.send(command(chat.slack, SPENT, api_app_id="A0OTHER"))
    button = {"action_id": "ask_0", "value": SPENT}
    chat.send(press(chat.slack, button, team={"id": "T0OTHER"}))
    chat.send(press(chat.slack, button) | {"user": {"id": DANA, "team_id": "T0OTHER"}})
    silence(chat)


@pytest.mark.parametrize(
    "parts",
    [
        {"subtype": "message_changed"},
        {"subtype": "bot_message"},
        {"bot_id": "B0"},
        {"app_id": "A0"},
        {"edited": {"user": DANA}},
        {"hidden": True},
        {"channel_type": "channel"},
        {"channel_type": "mpim"},
    ],
)
def test_edits_bots_and_other_peoples_talk_are_not_questions(
    chat: Chat, parts: dict[str, Any]
) -> None:
    assert chat.send(message(SPENT, **parts)).status_code == 200
    silence(chat)


# ---------------------------------------------------------------------------- who may ask what


def test_a_person_without_grants_is_told_alone_what_is_missing_and_who_gives_it(
    chat: Chat,
) -> None:
    chat.send(mention(SPENT, ERIN))
    (shown,) = chat.slack.wait("chat.postEphemeral")
    assert shown.said["user"] == ERIN
    assert "the cloud team can grant it" in shown.said["text"]
    assert "slack:U0ERIN" in shown.said["text"]
    assert not chat.slack.of("chat.postMessage")


def test_a_user_group_grants_what_it_was_granted_and_no_more(chat: Chat) -> None:
    chat.slack.groups["S0FIN"] = [ERIN]
    chat.send(message(SPENT, ERIN))
    (shown,) = chat.slack.wait("chat.postMessage")
    assert "$20.00" in shown.text
    chat.send(mention("list all VMs", ERIN))
    (refused,) = chat.slack.wait("chat.postEphemeral")
    assert "You may not ask about inventory" in refused.said["text"]


def test_groups_that_cannot_be_read_grant_nothing(chat: Chat) -> None:
    chat.slack.groups["S0FIN"] = [ERIN]
    chat.slack.failing["usergroups.list"] = "missing_scope"
    chat.send(message(SPENT, ERIN))
    assert "You may not ask" in chat.slack.wait("chat.postMessage")[0].said["text"]


def test_a_channel_sees_no_more_than_it_was_granted(chat: Chat) -> None:
    chat.send(mention(SPENT, channel="C0PART"))
    (shown,) = chat.slack.wait("chat.postMessage")
    assert "20.00" not in shown.text


def test_a_channel_without_a_grant_sees_nothing_and_the_asker_is_told_alone(chat: Chat) -> None:
    chat.send(mention(SPENT, channel="C0OTHER"))
    (shown,) = chat.slack.wait("chat.postEphemeral")
    assert "This channel may not see cost" in shown.said["text"]
    assert not chat.slack.of("chat.postMessage")


# ------------------------------------------------------------------------------------- buttons


def test_a_suggestion_is_asked_by_whoever_presses_it(chat: Chat) -> None:
    chat.send(mention(SPENT))
    (shown,) = chat.slack.wait("chat.postMessage")
    button = shown.button("ask_0")
    chat.send(press(chat.slack, button, ERIN))
    (refused,) = chat.slack.wait("chat.postEphemeral")
    assert "You may not ask" in refused.said["text"]
    chat.send(press(chat.slack, button))
    _, second = chat.slack.wait("chat.postMessage", count=2)
    assert second.said["thread_ts"] == "1.1"
    assert f"Asked: {button['value']}" in second.text


def test_a_suggestion_in_a_private_answer_stays_private(chat: Chat) -> None:
    chat.send(command(chat.slack, SPENT))
    (shown,) = chat.slack.wait("response_url")
    chat.send(press(chat.slack, shown.button("ask_0"), is_ephemeral=True))
    assert len(chat.slack.wait("response_url", count=2)) == 2
    assert not chat.slack.of("chat.postMessage")


def test_all_rows_come_as_a_file_in_the_thread(chat: Chat) -> None:
    chat.send(mention("cost by service last month"))
    (shown,) = chat.slack.wait("chat.postMessage")
    chat.send(press(chat.slack, shown.button("csv")))
    (done,) = chat.slack.wait("files.completeUploadExternal")
    assert (done.said["channel_id"], done.said["thread_ts"]) == ("C0OPEN", "1.1")
    assert b"Amazon EC2" in chat.slack.files[0]


def test_a_file_in_a_channel_holds_no_more_than_the_channel_was_granted(chat: Chat) -> None:
    known = answered(chat)
    chat.send(press(chat.slack, {"action_id": "csv", "value": known}, channel="C0OTHER"))
    (refused,) = chat.slack.wait("chat.postEphemeral")
    assert "This channel may not see" in refused.said["text"]
    assert not chat.slack.files


def test_a_private_answers_file_comes_by_direct_message(chat: Chat) -> None:
    chat.send(command(chat.slack, "cost by service last month"))
    (shown,) = chat.slack.wait("response_url")
    chat.send(press(chat.slack, shown.button("csv"), is_ephemeral=True))
    (done,) = chat.slack.wait("files.completeUploadExternal")
    assert done.said["channel_id"] == f"D0{DANA}"


@pytest.mark.parametrize("action", ["csv", "query", "share"])
def test_nobody_gets_more_of_anothers_answer_than_their_own_rights(chat: Chat, action: str) -> None:
    known = answered(chat)
    chat.send(press(chat.slack, {"action_id": action, "value": known}, ERIN))
    (refused,) = chat.slack.wait("chat.postEphemeral")
    assert "You may not ask" in refused.said["text"]
    assert not chat.slack.files
    assert not chat.slack.of("chat.postMessage")


def test_the_query_is_shown_to_whoever_asks_for_it_alone(chat: Chat) -> None:
    chat.send(press(chat.slack, {"action_id": "query", "value": answered(chat)}))
    (shown,) = chat.slack.wait("chat.postEphemeral")
    assert "service_name" in shown.text


def test_an_unknown_answer_is_said_to_be_unknown(chat: Chat) -> None:
    chat.send(press(chat.slack, {"action_id": "csv", "value": "nope"}))
    assert "not known any more" in chat.slack.wait("chat.postEphemeral")[0].said["text"]


def test_a_private_answer_is_shared_with_the_channel_by_its_button(chat: Chat) -> None:
    chat.send(command(chat.slack, SPENT))
    (shown,) = chat.slack.wait("response_url")
    chat.send(press(chat.slack, shown.button("share"), is_ephemeral=True))
    (posted,) = chat.slack.wait("chat.postMessage")
    assert posted.said["channel"] == "C0OPEN"
    assert posted.blocks[0]["elements"][0]["elements"][0] == {"type": "user", "user_id": DANA}
    assert "$20.00" in posted.text


def test_what_is_shared_is_held_to_the_channels_grant(chat: Chat) -> None:
    button = {"action_id": "share", "value": answered(chat, SPENT)}
    chat.send(press(chat.slack, button, is_ephemeral=True, channel="C0PART"))
    (posted,) = chat.slack.wait("chat.postMessage")
    assert "20.00" not in posted.text
    chat.send(press(chat.slack, button, is_ephemeral=True, channel="C0OTHER"))
    (refused,) = chat.slack.wait("response_url")
    assert "This channel may not see" in refused.said["text"]


def test_where_the_bot_may_not_post_the_person_is_told(chat: Chat) -> None:
    chat.slack.failing["chat.postMessage"] = "not_in_channel"
    button = {"action_id": "share", "value": answered(chat, SPENT)}
    chat.send(press(chat.slack, button, is_ephemeral=True))
    assert "invite me" in chat.slack.wait("response_url")[0].said["text"]


# ------------------------------------------------------------------------------------ feedback


def rated(chat: Chat, value: str, user: str = DANA) -> dict[str, object]:
    button = {"action_id": "feedback", "type": "feedback_buttons", "value": value}
    return press(chat.slack, button, user)


def test_a_thumb_up_is_kept(chat: Chat) -> None:
    known = answered(chat)
    chat.send(rated(chat, f"up:{known}"))
    chat.slack.wait("chat.postEphemeral")
    (kept,) = chat.bot.feedback()
    assert (kept.asked.id, kept.asker, kept.thumb) == (known, "slack:U0DANA", "up")


def test_a_thumb_down_asks_for_a_reason_and_keeps_it(chat: Chat) -> None:
    known = answered(chat)
    pressed = rated(chat, f"down:{known}")
    chat.send(pressed)
    (opened,) = chat.slack.wait("views.open")
    assert opened.said["trigger_id"] == pressed["trigger_id"]
    assert [one.thumb for one in chat.bot.feedback()] == ["down"]
    view = {
        "type": "modal",
        "callback_id": "reason",
        "private_metadata": known,
        "state": {"values": {"reason": {"reason": {"value": "EU only"}}}},
    }
    submitted = {**pressed, "type": "view_submission", "view": view}
    assert chat.send(submitted).status_code == 200
    chat.slack.until(lambda: chat.bot.feedback()[0].reason == "EU only")
    assert len(chat.bot.feedback()) == 1


def test_strangers_rate_nothing(chat: Chat) -> None:
    chat.send(rated(chat, f"down:{answered(chat)}", STRANGER))
    silence(chat)
    assert not chat.slack.of("views.open")
    assert chat.bot.feedback() == ()
