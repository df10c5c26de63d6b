"""What people write in Slack, as Slack sends it, is what they meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.question import question, unescaped

MAIN = "list VMs with CPU < 20% and cost > $100 last month"


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize("sent", [MAIN, escaped(MAIN)])
@pytest.mark.parametrize("bot", ["U0BOT", None])
def test_comparisons_are_read_whether_or_not_slack_escaped_them(sent: str, bot: str | None) -> None:
    assert question(f"<@U0BOT> {sent}", bot) == MAIN


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("cost of <#C1|prod>", "cost of #prod"),
        ("vms of <@U0DANA|dana>", "vms of @dana"),
        ("vms in <!subteam^S1|@ops>", "vms in @ops"),
        ("tag <http://x.io|x.io> <mailto:a@x.io|a@x.io>", "tag x.io a@x.io"),
        ("tag <http://x.io>", "tag http://x.io"),
        ("cpu <20% or cost>5", "cpu <20% or cost>5"),
        ("tags.owner <dana> | x", "tags.owner <dana> | x"),
    ],
)
def test_only_what_slack_wraps_is_unwrapped(sent: str, meant: str) -> None:
    assert question(sent, "U0BOT") == meant


@given(st.text(st.characters(exclude_categories=("Z", "C"))))
def test_what_slack_escaped_comes_back(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert question(escaped(text), "U0BOT") == text
