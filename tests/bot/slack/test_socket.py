"""Socket Mode: the same answers without a public address, and again after the socket broke."""

from .conftest import Start
from .fake_slack import FakeSlack, command, mention, press

SPENT = "what did we spend last month"


def envelope(number: int, kind: str, payload: object) -> dict[str, object]:
    return {
        "envelope_id": f"e{number}",
        "type": kind,
        "payload": payload,
        "accepts_response_payload": kind != "events_api",
    }


def test_events_commands_and_presses_are_acknowledged_and_answered(
    start: Start, slack: FakeSlack
) -> None:
    slack.envelopes = [
        envelope(1, "events_api", mention(SPENT)),
        envelope(2, "slash_commands", command(slack, SPENT)),
        envelope(3, "interactive", press(slack, {"action_id": "ask_0", "value": SPENT})),
    ]
    start(SLACK_APP_TOKEN="xapp-1", SLACK_SIGNING_SECRET="")
    posted = slack.wait("chat.postMessage", count=2)
    (replied,) = slack.wait("response_url")
    assert all("$20.00" in one.text for one in (*posted, replied))
    slack.until(lambda: len(slack.acknowledged) == 3)
    assert {one["envelope_id"] for one in slack.acknowledged} == {"e1", "e2", "e3"}


def test_the_socket_is_opened_again_and_what_comes_twice_is_answered_once(
    start: Start, slack: FakeSlack
) -> None:
    slack.envelopes = [envelope(1, "events_api", mention(SPENT))]
    slack.drop_after = 1
    start(SLACK_APP_TOKEN="xapp-1")
    slack.until(lambda: slack.sockets == 2)
    slack.until(lambda: len(slack.acknowledged) == 2)
    slack.wait("chat.postMessage")
    assert len(slack.shown) == 1


def test_other_workspaces_get_silence_here_too(start: Start, slack: FakeSlack) -> None:
    slack.envelopes = [
        envelope(1, "events_api", {**mention(SPENT), "team_id": "T0OTHER"}),
        envelope(2, "events_api", mention("cost by service last month")),
    ]
    start(SLACK_APP_TOKEN="xapp-1")
    (shown,) = slack.wait("chat.postMessage")
    assert "service" in shown.text
    assert len(slack.shown) == 1
