"""Deciding on findings by the buttons of Slack and Teams, over HTTP, on the embedded estate."""

import json
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from bot.access import Access, Grant, Slack, Teams
from bot.ask import Bot
from bot.keeping import opened
from bot.settings import Settings, read
from demo.run import Running
from tests.bot.slack.conftest import Chat
from tests.bot.slack.conftest import running as in_slack
from tests.bot.slack.fake_slack import APP, DANA, ERIN, TEAM, fake_slack, message, press, submit
from tests.bot.teams.conftest import hearing
from tests.bot.teams.microsoft import DANA as ANN
from tests.bot.teams.microsoft import TENANT, Microsoft, microsoft
from tests.bot.teams.microsoft import message as typed
from tests.bot.teams.microsoft import press as pressed

ASKED = "list findings where rule is idle_vm"
LOOK = frozenset({"cost", "inventory"})
ACCESS = Access(
    admins="the cloud team",
    slack=Slack(teams=(TEAM,), app=APP),
    teams=Teams(tenants=(TENANT,)),
    grants=(
        Grant(to=(f"slack:{DANA}", f"teams:{ANN}"), rights=LOOK | {"admin"}),
        Grant(to=(f"slack:{ERIN}",), rights=LOOK),
    ),
)


@pytest.fixture(scope="module")
def settings(served: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """One home for all tests, whose charges are read: nobody waits for them in a chat."""
    folder = tmp_path_factory.mktemp("decided")
    own = {"home": str(folder / "home"), "now": served.estate.now.isoformat()}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in served.env.items():
            patch.setenv(name, value)
        held = read({**served.settings, **own}, folder / "finops.toml")
        held = held.model_copy(update={"access": ACCESS})
        with closing(Bot(held, lambda: served.estate.now)) as bot:
            assert bot.ask(ASKED).rows
        yield held


@pytest.fixture(autouse=True)
def undecided(settings: Settings) -> None:
    """Nobody has decided anything, nor was anything audited."""
    for one in (settings.home / "audit").glob("*.jsonl"):
        one.unlink()
    with opened(settings.home / "state.sqlite") as connection:
        connection.execute("DELETE FROM finding_decisions")


@pytest.fixture
def chat(settings: Settings) -> Iterator[Chat]:
    with fake_slack() as slack, in_slack(slack, settings) as chat:
        yield chat


def form(chat: Chat, user: str = DANA) -> dict[str, Any]:
    """The modal that a press of the button ends with."""
    if not chat.slack.of("chat.postMessage"):
        chat.send(message(ASKED))
    (shown,) = chat.slack.wait("chat.postMessage")
    before = len(chat.slack.of("views.update"))
    chat.send(press(chat.slack, shown.button("decide"), user))
    return view(chat, before)


def view(chat: Chat, before: int) -> dict[str, Any]:
    said = chat.slack.wait("views.update", count=before + 1)[before].said["view"]
    found: dict[str, Any] = json.loads(said) if isinstance(said, str) else dict(said)
    return found


def values(finding: str, status: str, until: str = "", why: str = "") -> dict[str, Any]:
    return {
        "finding": {"finding": {"selected_option": {"value": finding}}},
        "status": {"status": {"selected_option": {"value": status}}},
        "until": {"until": {"selected_date": until or None}},
        "why": {"why": {"value": why or None}},
    }


def decided(chat: Chat, sent: dict[str, Any], user: str = DANA) -> str:
    before = len(chat.slack.of("views.update"))
    response = chat.send(submit("decision", sent, user))
    assert response.json()["response_action"] == "update"
    text: str = view(chat, before)["blocks"][0]["text"]["text"]
    return text


def audited(settings: Settings) -> list[tuple[str, str, str]]:
    lines = "".join(one.read_text("utf-8") for one in (settings.home / "audit").glob("*.jsonl"))
    found = [one for one in map(json.loads, lines.splitlines()) if one["kind"] == "finding"]
    return [(one["asker"], one["outcome"], one["reason"]) for one in found]


def ids(shown: dict[str, Any]) -> list[str]:
    return [one["value"] for one in shown["blocks"][0]["element"]["options"]]


def test_in_slack_a_finding_is_decided_on_by_a_form_and_that_holds_over_a_restart(
    chat: Chat, settings: Settings
) -> None:
    shown = form(chat)
    one, other, *_ = ids(shown)
    assert "idle_vm" in shown["blocks"][0]["element"]["options"][0]["text"]["text"]
    assert "is not waste: a <spare>" in decided(chat, values(one, "not waste", "", "a <spare>"))
    assert "is snoozed until 1 Dec 2026" in decided(chat, values(other, "snoozed", "2026-12-01"))
    assert audited(settings) == [
        (f"slack:{DANA}", "not waste", "a <spare>"), (f"slack:{DANA}", "snoozed", ""),
    ]  # fmt: skip
    with fake_slack() as slack, in_slack(slack, settings) as again:
        assert not {one, other} & set(ids(form(again)))


def test_pressing_twice_decides_once(chat: Chat, settings: Settings) -> None:
    one = ids(form(chat))[0]
    sent = submit("decision", values(one, "accepted"))
    for _ in range(2):
        assert chat.send(sent).status_code == 200
    view(chat, 1)
    assert "already" in decided(chat, values(one, "accepted"))
    assert len(audited(settings)) == 1


def test_who_may_only_look_is_told_so_and_changes_nothing(chat: Chat, settings: Settings) -> None:
    one = ids(form(chat))[0]
    may_not = "Only who holds the right admin may decide; the cloud team can grant it."
    assert form(chat, ERIN)["blocks"][0]["text"]["text"] == may_not
    assert decided(chat, values(one, "accepted"), ERIN) == may_not
    assert audited(settings) == []


def test_what_a_form_lacks_is_told_beside_it(chat: Chat) -> None:
    one = "idle_vm-0123456789ab"
    for sent, block in (
        (values(one, "not waste"), "why"),
        (values(one, "snoozed"), "until"),
        (values(one, "snoozed", "2026-11-18"), "until"),
    ):
        told = chat.send(submit("decision", sent)).json()
        assert told["response_action"] == "errors"
        assert list(told["errors"]) == [block]


def test_unknown_findings_and_made_up_forms_are_answered_clearly(
    chat: Chat, settings: Settings
) -> None:
    unknown = "idle_vm-0123456789ab"
    assert f"There is no finding {unknown}" in decided(chat, values(unknown, "accepted"))
    assert "no finding's id" in decided(chat, values("<!channel>", "accepted"))
    for sent in (values(unknown, "deleted"), {}, values(unknown, "snoozed", "soon")):
        told = chat.send(submit("decision", sent)).json()
        assert "no form of mine" in json.dumps(told)
    chat.send(message(ASKED))
    (shown,) = chat.slack.wait("chat.postMessage")
    before = len(chat.slack.of("views.update"))
    chat.send(press(chat.slack, {**shown.button("decide"), "value": "nothing"}))
    assert "not known any more" in json.dumps(view(chat, before))
    assert audited(settings) == []


def test_who_closed_the_form_is_told_by_direct_message(chat: Chat) -> None:
    one = ids(form(chat))[0]
    chat.slack.failing["views.update"] = "not_found"
    chat.send(submit("decision", values(one, "accepted")))
    shown = chat.slack.wait("chat.postMessage", count=2)[1]
    assert shown.said["channel"] == f"D0{DANA}"
    assert "is accepted" in shown.text


# ---------------------------------------------------------------------------------------- Teams


@pytest.fixture
def there() -> Iterator[Microsoft]:
    with microsoft() as there:
        yield there


@pytest.fixture
def url(settings: Settings, there: Microsoft) -> Iterator[str]:
    with hearing(settings, there.env, ACCESS) as url:
        yield url


def post(url: str, there: Microsoft, activity: dict[str, Any]) -> httpx.Response:
    header = {"Authorization": f"Bearer {there.token()}"}
    return httpx.post(url, json=activity, headers=header, timeout=20)


def answers(there: Microsoft, count: int) -> dict[str, Any]:
    """The last of so many answers: what said to wait is not counted, but what took its place."""
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        done = [one for one in list(there.sent) if one["type"] == "message" and not _waits(one)]
        if len(done) >= count:
            return done[count - 1]
        time.sleep(0.02)
    raise AssertionError(there.sent)


def _waits(sent: dict[str, Any]) -> bool:
    return not sent.get("attachments") and "may decide" not in str(sent.get("text"))


def test_in_teams_a_finding_is_decided_on_by_a_card(
    url: str, there: Microsoft, settings: Settings
) -> None:
    post(url, there, typed(there, ASKED))
    shown = answers(there, 1)["attachments"][0]["content"]
    every = [one for part in shown["body"] for one in part.get("actions", ())]
    button = next(one for one in every if one.get("verb") == "form")
    post(url, there, pressed(there, {"verb": "form", "data": button["data"]}))
    card = answers(there, 2)["attachments"][0]["content"]
    choices = next(one for one in card["body"] if one.get("id") == "finding")["choices"]
    sent = {"finding": choices[0]["value"], "status": "not waste", "until": "", "reason": "a spare"}
    post(url, there, pressed(there, {"verb": "decide", "data": sent}))
    assert "is not waste: a spare" in json.dumps(answers(there, 3))
    post(url, there, pressed(there, {"verb": "decide", "data": sent}))
    assert "already" in json.dumps(answers(there, 4))
    assert audited(settings) == [(f"teams:{ANN}", "not waste", "a spare")]
    for lacking in ({"reason": ""}, {"status": "snoozed"}, {"status": "snoozed", "until": "soon"}):
        data = {**sent, **lacking}
        told = post(url, there, pressed(there, {"verb": "decide", "data": data})).json()["value"]
        assert "Say why" in told or "day to come" in told
    data = {**sent, "status": "deleted"}
    told = post(url, there, pressed(there, {"verb": "decide", "data": data})).json()["value"]
    assert told == "I do not know this button."
