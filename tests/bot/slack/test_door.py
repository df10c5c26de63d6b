"""Who gets past the door of `POST /slack/events`: what Slack signed, just now, and nothing else."""

import json
import time
from collections.abc import Callable, Mapping

import pytest
from fastapi import FastAPI

from bot.ask import Bot
from bot.settings import Settings
from bot.slack.app import mount

from .conftest import SECRET, Chat, Start, running, signed, written
from .fake_slack import TEAM, FakeSlack, command, mention

JSON = "application/json"
Headers = Mapping[str, str]
Hostile = Callable[[bytes], Headers]


def test_the_url_is_verified_by_its_challenge(chat: Chat) -> None:
    response = chat.send({"type": "url_verification", "challenge": "3eZbrw1a", "token": "x"})
    assert response.status_code == 200
    assert response.json() == {"challenge": "3eZbrw1a"}


def _with(name: str, value: str) -> Hostile:
    return lambda body: {**signed(body), name: value}


def _without(name: str) -> Hostile:
    return lambda body: {key: value for key, value in signed(body).items() if key != name}


HOSTILE: dict[str, Hostile] = {
    "no headers": lambda body: {},
    "no signature": _without("x-slack-signature"),
    "no timestamp": _without("x-slack-request-timestamp"),
    "another secret": lambda body: signed(body, "another"),
    "an empty secret": lambda body: signed(body, " "),
    "six minutes old": lambda body: signed(body, age=360),
    "from the future": lambda body: signed(body, age=-360),
    "another body's": lambda body: signed(b'{"type":"event_callback"}'),
    "one bit off": lambda body: signed(body + b" "),
    "a newer timestamp on an old signature": lambda body: {
        **signed(body, age=600),
        "x-slack-request-timestamp": str(int(time.time())),
    },
    "a timestamp that is no number": _with("x-slack-request-timestamp", "soon"),
    "a timestamp beyond all time": _with("x-slack-request-timestamp", "9" * 5000),
    "an empty signature": _with("x-slack-signature", ""),
    "a signature of another version": lambda body: {
        **signed(body),
        "x-slack-signature": signed(body)["x-slack-signature"].replace("v0", "v1"),
    },
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_request_that_slack_did_not_sign_is_refused_with_nothing_sent(
    chat: Chat, hostile: Hostile
) -> None:
    for body in (mention("what did we spend last month"), command(chat.slack, "cost")):
        content, kind = written(body)
        assert chat.post(content, kind, hostile(content)).status_code == 401
    time.sleep(0.2)
    assert chat.slack.calls == []


def test_a_signature_that_is_not_ascii_is_refused(chat: Chat) -> None:
    content, kind = written(mention("cost"))
    signature = "v0=é".encode("latin-1")
    headers = {**signed(content), "x-slack-signature": signature}  # httpx takes bytes as they are
    assert chat.post(content, kind, headers).status_code == 401  # type: ignore[arg-type]
    assert chat.slack.calls == []


def test_a_replay_is_refused_or_not_answered_again(chat: Chat) -> None:
    content, kind = written(mention("what did we spend last month"))
    headers = signed(content)
    assert [chat.post(content, kind, headers).status_code for _ in range(3)] == [200] * 3
    chat.slack.wait("chat.postMessage")
    time.sleep(0.3)
    assert len(chat.slack.shown) == 1


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", JSON),
        (b"{", JSON),
        (b"[]", JSON),
        (b'"text"', JSON),
        (b"null", JSON),
        (b"\xff\xfe", JSON),
        (b"[" * 100_000, JSON),
        (b'{"type":"event_callback"}', JSON),
        (b'{"type":"event_callback","event":"x"}', JSON),
        (b'{"type":"event_callback","event":{"type":7}}', JSON),
        (b'{"type":"url_verification"}', JSON),
        (b"payload=%7B", "application/x-www-form-urlencoded"),
        (b"payload=[]", "application/x-www-form-urlencoded"),
        (b'payload={"type":"block_actions"}', "application/x-www-form-urlencoded"),
        (b"command=%2Ffinops", "application/x-www-form-urlencoded"),
        (b"a" * 1000, "text/plain"),
    ],
)
def test_what_is_signed_but_malformed_is_refused_with_nothing_sent(
    chat: Chat, content: bytes, kind: str
) -> None:
    assert chat.post(content, kind, signed(content)).status_code == 400
    assert chat.slack.calls == []


def test_a_body_that_is_too_big_is_refused_before_it_is_read(chat: Chat) -> None:
    content = json.dumps(mention("x" * 2**20)).encode()
    assert chat.post(content, JSON, signed(content)).status_code == 413
    assert chat.slack.calls == []


def test_events_that_nobody_asked_for_are_acknowledged(chat: Chat) -> None:
    joined = mention("") | {"event": {"type": "member_joined_channel", "user": "U1", "team": TEAM}}
    assert chat.send(joined).status_code == 200
    assert chat.slack.calls == []


@pytest.mark.parametrize(
    ("env", "mounted"),
    [
        ({}, False),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, False),
        ({"SLACK_SIGNING_SECRET": SECRET}, False),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": " "}, False),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": SECRET}, True),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, True),
    ],
)
def test_it_is_mounted_where_it_can_be_heard(
    env: dict[str, str], *, mounted: bool, bot: Bot, granted: Settings
) -> None:
    assert mount(FastAPI(), bot, granted, env) is mounted


@pytest.mark.parametrize(
    ("url", "mounted"),
    [
        ("https://slack.com/api", True),
        ("https://slack-gov.com/api/", True),
        ("http://127.0.0.1:9/api/", True),
        ("http://slack.com/api/", False),
        ("https://slack.com.evil.example/api/", False),
        ("https://evilslack.com/api/", False),
        ("http://169.254.169.254/api/", False),
    ],
)
def test_the_token_is_sent_to_slack_or_loopback_and_nowhere_else(
    url: str, *, mounted: bool, bot: Bot, granted: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    env = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": url}
    assert mount(FastAPI(), bot, granted, env) is mounted
    assert mounted or "neither Slack nor loopback" in caplog.text


def test_without_a_signing_secret_there_is_no_door(start: Start) -> None:
    chat = start(SLACK_SIGNING_SECRET="", SLACK_APP_TOKEN="xapp-1")
    content, kind = written(mention("cost"))
    assert chat.post(content, kind, signed(content)).status_code == 404


def test_answers_under_way_still_arrive_when_the_server_stops(
    slack: FakeSlack, granted: Settings
) -> None:
    with running(slack, granted) as chat:
        for _ in range(20):
            chat.send(mention("what did we spend last month"))
    assert len(slack.of("chat.postMessage")) == 20
