"""A question that no Query can express, from Slack to the jail and back: nothing is left out.

Real HTTP in and out, the estate's clouds on loopback, and a model that says what is written here.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.access import Access
from bot.ask import Person
from bot.settings import Settings, read
from demo.messages_api import Api, Reply, serving, tool
from demo.run import running as estate_running

from .conftest import ACCESS, Chat, running
from .fake_slack import DANA, ERIN, FakeSlack, mention, press

QUESTION = "which network has the longest name, beside all that October swallowed"
NO_QUERY = tool("decline", {"why": "not_expressible"})
CODE = """
import boto3

session = boto3.Session(profile_name="111111111111")
found = []
for region in ("us-east-1", "eu-west-1"):
    pages = session.client("ec2", region_name=region).get_paginator("describe_vpcs").paginate()
    found += [vpc["VpcId"] for page in pages for vpc in page["Vpcs"]]
october = query(
    subject="cost", analysis="aggregate", period="2026-10",
    measures=[{"name": "cost", "agg": "sum", "field": "cost"}],
)
print("printed", found)
result = {
    "columns": [
        {"name": "networks", "type": "number"},
        {"name": "october", "type": "money", "unit": "USD"},
    ],
    "rows": [{"networks": len(found), "october": october["rows"][0]["cost"]}],
    "notes": ["networks of one account now; effective cost of October 2026"],
}
"""
WRITTEN = tool("script", {"code": CODE})
GRANTS = [
    {"to": [f"slack:{DANA}"], "rights": ["cost", "inventory", "script"]},
    {"to": [f"slack:{ERIN}"], "rights": ["cost", "inventory"]},
    {"to": ["slack-channel:C0OPEN"], "rights": ["cost", "inventory", "script"]},
]


@pytest.fixture(scope="module")
def truth_and_settings(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[dict[str, Any], Settings]]:
    home = tmp_path_factory.mktemp("estate")
    with estate_running(home) as estate, pytest.MonkeyPatch.context() as patch:
        for name, value in estate.env.items():
            patch.setenv(name, value)
        own = {"home": str(home / "state"), "scripts": {"enabled": True}}
        settings = read({**estate.settings, **own}, home / "finops.toml")
        yield json.loads(estate.truth.read_text("utf-8")), settings


@pytest.fixture
def script() -> list[Reply]:
    return [NO_QUERY, WRITTEN]


@pytest.fixture
def api(script: list[Reply], monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    with serving(script) as served:
        monkeypatch.setenv("ANTHROPIC_API_KEY", "a-key")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", served.url)
        yield served


@pytest.fixture
def chat(
    slack: FakeSlack, api: Api, truth_and_settings: tuple[dict[str, Any], Settings]
) -> Iterator[Chat]:
    access = Access.model_validate({**ACCESS, "grants": GRANTS})
    settings = truth_and_settings[1].model_copy(update={"access": access})
    with ExitStack() as stack:
        yield stack.enter_context(running(slack, settings))


def lines(settings: Settings, kind: str) -> list[dict[str, Any]]:
    (file,) = Path(settings.home).glob("audit/*")
    told = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [one for one in told if one["kind"] == kind]


def test_a_script_answers_in_the_thread_and_its_code_is_one_click_away(
    chat: Chat, api: Api, truth_and_settings: tuple[dict[str, Any], Settings]
) -> None:
    truth, settings = truth_and_settings
    chat.send(mention(QUESTION))
    (shown,) = chat.slack.wait("chat.postMessage", patience=60)
    assert "A script computed this" in shown.text
    networks = [
        one
        for one in truth["networks"]
        if one["account_id"] == "111111111111" and one["region"] in ("us-east-1", "eu-west-1")
    ]
    cells = json.dumps(next(one for one in shown.blocks if one["type"] == "table")["rows"])
    assert f'"{len(networks)}"' in cells
    october = chat.bot.ask("what did we spend in October 2026").totals["cost"]
    assert isinstance(october, Decimal)
    assert f"${october:,.2f}" in cells
    assert "effective cost in all clouds over 1–31 Oct 2026" in shown.text

    button = shown.button("query")
    assert button["text"]["text"] == "Show code"
    chat.send(press(chat.slack, button))
    (whispered,) = chat.slack.wait("chat.postEphemeral")
    assert "describe_vpcs" in whispered.text
    assert "ec2 DescribeVpcs 111111111111" in whispered.text

    elsewhere = Access.model_validate(
        {"grants": [{"to": ["slack:U1"], "rights": ["cost"], "accounts": ["222222222222"]}]}
    ).of(["slack:U1"])
    (answer,) = {one["id"] for one in lines(settings, "script")}
    theirs = chat.bot.code(answer, Person("another", rights=elsewhere))
    assert theirs is not None
    assert theirs.script is not None
    assert "ec2 DescribeVpcs, in an account that you may not see (2 times)" in theirs.insights

    # What it printed and computed never went back: two requests, and nothing of the estate in them.
    assert len(api.asked) == 2
    told = "".join(one.text for one in api.asked)
    for word in (*(one.id for one in settings.aws.accounts), f"{october:.2f}", "vpc-"):
        assert word not in told

    (job,) = lines(settings, "script")
    assert (job["asker"], job["ending"], job["tier"] in "AB") == (f"slack:{DANA}", "finished", True)
    assert job["limits"]["seconds"] == settings.scripts.seconds
    assert set(job["granted"]["rights"]) == {"cost", "inventory", "query"}
    asked = {(one["service"], one["operation"]) for one in lines(settings, "script_call")}
    assert asked == {("ec2", "DescribeVpcs"), ("query", "query")}


def test_who_lacks_the_right_gets_no_script_and_none_is_written(chat: Chat, api: Api) -> None:
    chat.send(mention(QUESTION, user=ERIN))
    (shown,) = chat.slack.wait("chat.postMessage", patience=60)
    assert "You may not have a script run" in shown.text
    assert "the cloud team" in shown.text
    assert len(api.asked) == 1
