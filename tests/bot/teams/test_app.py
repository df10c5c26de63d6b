"""Teams' whole way over real HTTP: a signed activity in, a card at the connector out."""

import json
import logging
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.settings import Settings
from tests.bot.teams.conftest import Post, hearing
from tests.bot.teams.microsoft import (
    BOT,
    DANA,
    TENANT,
    Microsoft,
    mention,
    message,
    person,
    press,
)

SPENT = "what did we spend last month"
BY_SERVICE = "cost by service last month"
STRANGER = "bbbbbbbb-0000-4000-8000-000000000002"


def card(sent: dict[str, Any]) -> str:
    """The card of a message, as text."""
    return json.dumps(sent["attachments"][0]["content"], ensure_ascii=False)


def actions(part: object) -> list[dict[str, Any]]:
    """Every action in a card."""
    if isinstance(part, list):
        return [action for one in part for action in actions(one)]
    if not isinstance(part, dict):
        return []
    own = [part] if str(part.get("type")).startswith("Action.") else []
    return [*own, *(action for one in part.values() for action in actions(one))]


def button(sent: dict[str, Any], title: str) -> dict[str, Any]:
    found = actions(sent["attachments"][0]["content"])
    return next(action for action in found if action.get("title") == title)


def from_(aad: str | None, **more: str) -> dict[str, Any]:
    return {"from": {"id": "29:dana", "name": "Dana", "aadObjectId": aad, **more}}


def test_a_message_is_acknowledged_and_gets_typing_then_a_card(
    post: Post, there: Microsoft
) -> None:
    assert post(message(there, SPENT)).status_code == 201
    typing, answer = there.wait(2)
    assert typing["type"] == "typing"
    assert answer["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert "$20.00" in card(answer)
    assert "$20.00" in answer["summary"]
    assert answer["_path"].startswith("a:1dm/activities")


def test_a_token_is_asked_for_once(post: Post, there: Microsoft) -> None:
    for _ in range(2):
        post(message(there, SPENT))
    there.messages(2)
    assert there.tokens_given == 1


def test_a_mention_in_a_channel_is_answered_in_its_thread(post: Post, there: Microsoft) -> None:
    post(mention(there, SPENT))
    (answer,) = there.messages(1)
    assert "$20.00" in card(answer)
    assert answer["_path"].startswith("19:general@thread.tacv2;messageid=1700000000000/")


def test_what_follows_in_a_conversation_goes_on_from_its_last_answer(
    post: Post, there: Microsoft
) -> None:
    post(message(there, "cost by service last month"))
    there.messages(1)
    post(message(there, "top 1", id="2"))
    assert "goes on from" in card(there.messages(2)[-1])


def test_what_teams_escapes_is_read_as_it_was_typed(post: Post, there: Microsoft) -> None:
    post(mention(there, "list&nbsp;VMs with cpu &lt; 20%"))
    (answer,) = there.messages(1)
    assert "This channel may not see inventory" in card(answer)


def test_a_channel_sees_only_what_it_was_granted(post: Post, there: Microsoft) -> None:
    post(mention(there, SPENT, channelData={
        "tenant": {"id": TENANT}, "channel": {"id": "19:other@thread.tacv2"},
    }))  # fmt: skip
    (answer,) = there.messages(1)
    assert "This channel may not see cost" in card(answer)
    assert "20.00" not in card(answer)


def test_what_is_not_known_to_be_private_is_a_channel(post: Post, there: Microsoft) -> None:
    for count, kind in enumerate(("groupChat", None, "Personal "), 1):
        conversation = {"id": "19:chat@unq", "conversationType": kind, "tenantId": TENANT}
        post(message(there, SPENT, conversation=conversation))
        assert "This channel may not see cost" in card(there.messages(count)[-1])


def test_who_was_granted_nothing_is_told_who_can(post: Post, there: Microsoft) -> None:
    there.roster["29:dana"] = person(STRANGER)
    post(message(there, SPENT, **from_(STRANGER)))
    (answer,) = there.messages(1)
    assert "the cloud team can grant it" in card(answer)
    assert "20.00" not in card(answer)


STRANGE: tuple[dict[str, Any], ...] = (
    {"channelData": {"tenant": {"id": "another"}}},
    {"channelData": {}},
    {"channelData": {"tenant": {}}},
    {"conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "another"}},
    {"channelId": "webchat"},
    {"from": None},
    from_(None),
    from_(""),
    from_(DANA, id=BOT["id"]),
    from_(DANA, role="bot"),
    from_(DANA, tenantId="another"),
)


def test_strangers_are_not_heard(post: Post, there: Microsoft) -> None:
    for more in STRANGE:
        assert post(message(there, SPENT, **more)).status_code == 403, more
    time.sleep(0.1)
    assert there.sent == []


GUESTS: tuple[dict[str, Any], ...] = (
    person(DANA, tenantId="another"),
    person(DANA, userRole="guest"),
    person(DANA, userRole="anonymous"),
    person(DANA, userPrincipalName="dana_other.test#EXT#@example.onmicrosoft.com"),
    person(STRANGER),
    {"id": "29:dana", "name": "Dana"},
    {},
)


def test_guests_and_who_cannot_be_looked_up_get_no_answer(post: Post, there: Microsoft) -> None:
    for count, shown in enumerate(GUESTS, 1):
        there.roster["29:dana"] = shown
        post(message(there, SPENT))
        answer = there.messages(count)[-1]
        assert "only to members" in answer["text"], shown
        assert answer["textFormat"] == "plain"
        assert "attachments" not in answer


def test_a_delivery_that_comes_again_is_dropped(post: Post, there: Microsoft) -> None:
    activity = message(there, SPENT)
    assert post(activity).status_code == 201
    assert post(activity).status_code == 200
    there.messages(1)
    post(message(there, BY_SERVICE))
    assert len(there.messages(2)) == 2


def test_a_delivery_is_remembered_over_a_restart(there: Microsoft, settings: Settings) -> None:
    activity = message(there, SPENT)
    found = []
    for _ in range(2):
        with hearing(settings, there.env) as url:
            headers = {"Authorization": f"Bearer {there.token()}"}
            found.append(httpx.post(url, json=activity, headers=headers).status_code)
    assert found == [201, 200]
    assert len(there.messages(1)) == 1


def test_events_are_taken_and_not_answered(post: Post, there: Microsoft) -> None:
    for kind in ("conversationUpdate", "typing", "messageReaction", "installationUpdate"):
        assert post(message(there, SPENT, type=kind)).status_code == 200
    invoke = message(there, "", type="invoke", name="task/fetch", value={})
    assert post(invoke).status_code == 501
    time.sleep(0.1)
    assert there.sent == []


def test_a_suggestion_asks_its_question(post: Post, there: Microsoft) -> None:
    post(message(there, SPENT))
    (answer,) = there.messages(1)
    found = button(answer, BY_SERVICE)
    shown = post(press(there, {"verb": found["verb"], "data": found["data"]})).json()
    assert shown == {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": f"Asking: {BY_SERVICE}",
    }
    _, second = there.messages(2)
    assert "Amazon S3" in card(second)


def test_a_button_runs_under_the_rights_of_who_presses_it(post: Post, there: Microsoft) -> None:
    post(message(there, BY_SERVICE))
    (answer,) = there.messages(1)
    rate = button(answer, "👍")["data"]["answer"]
    there.roster["29:dana"] = person(STRANGER)
    stranger = from_(STRANGER)
    post(press(there, {"verb": "ask", "data": {"question": SPENT}}, **stranger))
    post(press(there, {"verb": "rows", "data": {"answer": rate, "first": 0}}, **stranger))
    for denied in there.messages(3)[1:]:
        assert "the cloud team can grant it" in card(denied)
        assert "Amazon S3" not in card(denied)


def test_next_rows_are_computed_anew(post: Post, there: Microsoft) -> None:
    post(message(there, BY_SERVICE))
    (answer,) = there.messages(1)
    known = button(answer, "👍")["data"]["answer"]
    post(press(there, {"verb": "rows", "data": {"answer": known, "first": 1}}))
    _, second = there.messages(2)
    assert "rows 2–2 of 2" in card(second)
    post(press(there, {"verb": "rows", "data": {"answer": "unknown", "first": 0}}))
    assert "do not remember" in there.messages(3)[2]["text"]


def test_a_thumb_is_kept_with_its_reason(post: Post, there: Microsoft, home: Path) -> None:
    post(message(there, SPENT))
    (answer,) = there.messages(1)
    known = button(answer, "👍")["data"]["answer"]
    data = {"answer": known, "thumb": "down", "reason": "too dear"}
    assert post(press(there, {"verb": "rate", "data": data})).json()["value"] == "Thank you."
    unknown = {**data, "answer": "unknown"}
    said = post(press(there, {"verb": "rate", "data": unknown})).json()["value"]
    assert said == "I do not remember that answer."
    there.roster.clear()
    from bot.state import State

    (kept,) = State(home).feedback()
    assert (kept.asker, kept.thumb, kept.reason) == (f"teams:{DANA}", "down", "too dear")


def test_a_guests_thumb_is_not_kept(post: Post, there: Microsoft) -> None:
    there.roster["29:dana"] = person(DANA, userRole="guest")
    data = {"answer": "any", "thumb": "up"}
    assert "only to members" in post(press(there, {"verb": "rate", "data": data})).json()["value"]


MADE_UP: tuple[dict[str, Any], ...] = (
    {},
    {"verb": "drop", "data": {}},
    {"verb": "ask"},
    {"verb": "ask", "data": "question"},
    {"verb": "ask", "data": {"question": ["x"]}},
    {"verb": "ask", "data": {"question": "x" * 20_000}},
    {"verb": "rows", "data": {"answer": "x", "first": -1}},
    {"verb": "rate", "data": {"answer": "x", "thumb": "sideways"}},
    {"verb": "form", "data": {}},
    {"verb": "decide", "data": {"finding": "x", "status": "deleted"}},
)


def test_a_made_up_button_does_nothing(post: Post, there: Microsoft) -> None:
    for action in MADE_UP:
        assert post(press(there, action)).json()["value"] == "I do not know this button."
    assert there.sent == []


def test_what_takes_long_is_said_to_go_on_and_then_becomes_the_card(
    post: Post, there: Microsoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.teams.app.PATIENCE_S", 0.0)
    post(message(there, SPENT))
    first, second = there.messages(2)
    assert (first["text"], first["_method"]) == ("Working on it …", "POST")
    assert (second["_method"], second["_path"]) == ("PUT", "a:1dm/activities/sent-1")
    assert "$20.00" in card(second)


def test_a_busy_connector_is_tried_again(
    post: Post, there: Microsoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.teams.connector.WAITS_S", (0.01, 0.01))
    there.refusals = [429, 502]
    post(message(there, SPENT))
    assert "$20.00" in card(there.messages(1)[0])


def test_what_breaks_is_told_with_a_reference_that_the_log_has(
    post: Post, there: Microsoft, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # An audit that cannot be written: without it there is no answer.
    with ExitStack() as later:
        audit = home / "audit"
        audit.rename(home / "away")
        later.callback(lambda: (home / "away").rename(audit))
        with caplog.at_level(logging.ERROR):
            post(message(there, SPENT))
            (told,) = there.messages(1)
    reference = told["text"].rpartition(" ")[2]
    assert "please report it as" in told["text"]
    assert reference in caplog.text


def test_a_card_that_is_refused_is_told_with_a_reference(
    post: Post, there: Microsoft, caplog: pytest.LogCaptureFixture
) -> None:
    post(message(there, SPENT))
    there.messages(1)
    # Typing is refused with a status that is not tried again.
    there.refusals = [413]
    post(message(there, SPENT))
    assert "please report it as" in there.messages(2)[1]["text"]


def test_too_long_a_question_is_said_to_be(post: Post, there: Microsoft) -> None:
    post(message(there, "x" * 10_001))
    assert "at most 10,000" in there.messages(1)[0]["text"]


def test_in_dev_mode_this_machine_needs_no_token_and_others_are_refused(
    there: Microsoft, settings: Settings
) -> None:
    with hearing(settings, {"TEAMS_DEV": "1"}) as url:
        proxied = {"X-Forwarded-For": "203.0.113.9"}
        assert httpx.post(url, json=message(there, SPENT), headers=proxied).status_code == 401
        away = message(there, SPENT, serviceUrl="https://smba.trafficmanager.net/emea/")
        assert httpx.post(url, json=away).status_code == 401
        other = message(there, SPENT, channelData={"tenant": {"id": "another"}})
        assert httpx.post(url, json=other).status_code == 403
        assert there.sent == []
        there.is_playground = True
        assert httpx.post(url, json=message(there, SPENT)).status_code == 201
        assert "$20.00" in card(there.messages(1)[0])
