"""What terms mean and how the bot is used is told; a question for the number is none."""

import tomllib
from importlib.resources import files

import pytest

from intents.query import HowTo, Query

from .reading import reading

TOLD = (
    ("what is effective cost?", "effective_cost"),
    ("what's amortized cost", "effective_cost"),
    ("what is a savings plan", "savings_plan"),
    ("what does unblended mean", "billed_cost"),
    ("define billed cost", "billed_cost"),
    ("explain effective cost", "effective_cost"),
    ("explain the difference between billed and effective cost", "billed_cost"),
    ("what is the difference between amortised and unblended cost", "effective_cost"),
    ("effective vs billed cost, what's the difference", "effective_cost"),
    ("how is coverage calculated", "coverage"),
    ("how do you compute unused commitment", "unused_commitment"),
    ("how do you calculate savings", "savings"),
    ("how do you count idle", "idle"),
    ("what counts as idle", "idle"),
    ("when is a vm idle", "idle"),
    ("what does utilisation mean", "utilisation"),
    ("what do you mean by coverage", "coverage"),
    ("what is FOCUS", "focus"),
    ("what's a FOCUS export", "focus"),
    ("what is showback", "showback"),
    ("what does on-demand mean", "on_demand"),
    ("how fresh is the data", "freshness"),
    ("how up to date are the numbers", "freshness"),
    ("how often is the data refreshed", "freshness"),
    ("when was the data last updated", "freshness"),
    ("where do the numbers come from", "sources"),
    ("what data sources do you use", "sources"),
    ("which permissions do you need", "permissions"),
    ("what iam permissions are required", "permissions"),
    ("what rights does the bot need in azure", "permissions"),
    ("how do I add an account", "accounts"),
    ("how do I connect another subscription", "accounts"),
    ("how do I add a new azure subscription", "accounts"),
    ("which regions do you cover", "regions"),
    ("what regions are supported", "regions"),
    ("which clouds do you support", "clouds"),
    ("do you support GCP", "clouds"),
    ("who can see what", "access"),
    ("who is allowed to see costs", "access"),
    ("how is access controlled", "access"),
    ("what can I ask about snapshots", "snapshot"),
    ("what can you tell me about databases", "database"),
    ("what questions can I ask about cost", "cost"),
    ("what can you do", "help"),
    ("how do I use you", "help"),
    ("how do I get RI coverage", "coverage"),
    ("how do I see idle VMs", "idle"),
    ("how can I see cost by team", "asking"),
    ("how do I check untagged resources", "untagged"),
    ("how do I ask for a forecast", "forecast"),
    ("how do I export the data", "export"),
    ("how do I download the results as csv", "export"),
    ("how do I set up slack", "slack"),
    ("how do you handle credits and refunds", "in_a_cost"),
    ("does the cost include tax", "in_a_cost"),
    ("are credits included in the cost", "in_a_cost"),
    ("what time zone do you use", "calendar"),
    ("when does the week start", "calendar"),
    ("what does last month mean", "last_month"),
    ("how do you detect anomalies", "anomaly"),
    ("what is an anomaly", "anomaly"),
    ("how is the forecast made", "forecast"),
    ("do you use an LLM", "model"),
    ("do you send our data to a language model", "model"),
    ("can you change things in my account", "read_only"),
    ("are you read only", "read_only"),
    ("what is a gap", "gap"),
    ("what does partial mean", "gap"),
    ("how do I give feedback", "feedback"),
    ("what does normalized mean", "normalized"),
    ("what is a commitment discount", "commitment"),
    ("what is list price", "list_cost"),
    ("what does run rate mean", "run_rate"),
    ("how do I know which query you ran", "query_shown"),
    ("what currency are the costs in", "currency"),
)
NUMBERS = (
    "what is our effective cost last month",
    "what is the effective cost",
    "effective cost by service",
    "what is the forecast for this month",
    "what was coverage last month",
    "what are our budgets",
    "what are our savings plans",
    "what is our RI coverage",
    "how much are credits last month",
    "what regions are used by VMs",
    "which accounts do we have",
    "anomalies this month",
    "what is our run rate",
    "marketplace cost last month",
    "refunds last month",
)


@pytest.mark.parametrize(("question", "topic"), TOLD)
def test_it_is_told_from_the_texts(question: str, topic: str) -> None:
    found = reading(question)
    assert isinstance(found, HowTo), f"{question!r} is {found}"
    assert found.topic == topic
    assert found.text


@pytest.mark.parametrize("question", NUMBERS)
def test_a_question_for_the_number_is_not_told_what_it_means(question: str) -> None:
    assert not isinstance(reading(question), HowTo)


def test_whatever_a_text_says_can_be_asked_is_answered() -> None:
    raw = tomllib.loads(files("intents").joinpath("howto.toml").read_text("utf-8"))
    for one in (*raw["term"], *raw["use"]):
        for question in one.get("ask", ()):
            assert isinstance(reading(question), Query), question


def test_every_term_is_told_by_its_own_name() -> None:
    raw = tomllib.loads(files("intents").joinpath("howto.toml").read_text("utf-8"))
    for one in raw["term"]:
        for word in one["words"].split(","):
            found = reading(f"what does {' '.join(word.split())} mean")
            assert isinstance(found, HowTo), word


def test_how_to_see_what_can_be_asked_is_to_ask_for_it() -> None:
    found = reading("how can I see cost by team last month?")
    assert isinstance(found, HowTo)
    assert "“cost by team last month”" in found.text
