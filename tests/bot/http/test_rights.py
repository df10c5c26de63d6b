"""A token sees what it was granted, in rows and totals alike, whichever way it asks."""

from typing import Any

import pytest

from tests.bot.http.serving import Client

# What each token may see of the month's charges: 12.50 in prod, 47 in staging, 17 of payments.
SEEN = {"prod": 12.5, "payments": 17, "both": 59.5}
GROUPS = ("sub_account_name", "resource_id", "resource_name", "service_name", "tags.team")


@pytest.mark.parametrize(("token", "cost"), SEEN.items())
def test_a_total_is_of_what_may_be_seen(client: Client, token: str, cost: float) -> None:
    held = client.holding(token)
    for response in (
        held.ask("what did we spend last month"),
        held.query({"subject": "cost", "period": "2026-10"}),
        held.get("/v1/all/cost", period="2026-10"),
    ):
        answer = response.json()
        assert (answer["rows"][0]["cost"], answer["totals"]["cost"]) == (cost, cost)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize(("token", "cost"), SEEN.items())
def test_groups_are_of_what_may_be_seen(
    client: Client, token: str, cost: float, group: str
) -> None:
    query = {"subject": "cost", "period": "2026-10", "group_by": [group]}
    answer = client.holding(token).query(query).json()
    assert sum(row["cost"] for row in answer["rows"]) == cost
    assert answer["totals"]["cost"] == cost
    if group == "sub_account_name" and token == "prod":
        assert "staging" not in str(answer)


@pytest.mark.parametrize(
    "query",
    [
        {"accounts": ["staging"]},
        {"accounts": ["222222222222"]},
        {"where": [{"field": "sub_account_name", "op": "eq", "value": "staging"}]},
        {"where": [{"any": [{"field": "sub_account_name", "op": "exists"},
                            {"field": "resource_id", "op": "eq", "value": "i-3"}]},
                   {"field": "resource_id", "op": "in", "value": ["i-3", "i-4"]}]},
        {"where": [{"field": "tags.team", "op": "eq", "value": "search"}]},
    ],
)  # fmt: skip
def test_asking_for_more_does_not_give_more(client: Client, query: dict[str, Any]) -> None:
    whole = {"subject": "cost", "period": "2026-10", **query}
    assert client.query(whole).json()["totals"]["cost"] > 0
    answer = client.holding("prod").query(whole).json()
    assert not answer["totals"].get("cost")
    assert "40" not in str(answer["rows"])
    # What was asked for may be named again; that there is such a thing may not be told.
    assert "i-3" not in str([answer["rows"], answer["insights"]])


@pytest.mark.parametrize("token", ["nothing", "admin", "stock"])
def test_who_may_not_gets_an_answer_that_says_who_can_grant_it(client: Client, token: str) -> None:
    response = client.holding(token).get("/v1/all/cost", period="2026-10")
    answer = response.json()
    assert (response.status_code, answer["outcome"]) == (200, "refused")
    assert "the cloud team can grant it" in answer["headline"]
    assert not answer["rows"]


def test_a_right_to_cost_is_none_to_inventory(client: Client) -> None:
    assert client.holding("prod").get("/v1/all/vm").json()["outcome"] == "refused"
    assert client.holding("stock").get("/v1/all/vm").json()["outcome"] != "refused"
    joined = client.holding("stock").get("/v1/all/vm", cost_gt="1").json()
    assert joined["outcome"] == "refused"


def test_an_account_that_may_not_be_seen_looks_like_none(client: Client) -> None:
    held = client.holding("prod")
    hidden = held.get("/v1/all/cost", period="2026-10", account="staging").json()
    absent = held.get("/v1/all/cost", period="2026-10", account="nowhere").json()
    for name in ("outcome", "rows", "totals", "insights", "row_count"):
        assert hidden[name] == absent[name]
    assert str(hidden["gaps"]).replace("staging", "nowhere") == str(absent["gaps"])


def test_the_same_question_of_two_tokens_is_two_answers(client: Client) -> None:
    question = "what did we spend last month"
    for _ in range(3):
        for token, cost in SEEN.items():
            assert client.holding(token).ask(question).json()["totals"]["cost"] == cost


def test_threads_of_two_tokens_never_meet(client: Client) -> None:
    for token in ("prod", "both"):
        body = {"question": "what did we spend last month", "thread": "t"}
        assert client.holding(token).send("POST", "/v1/ask", json=body).status_code == 200
    answer = client.holding("prod").send(
        "POST", "/v1/ask", json={"question": "cost by account last month", "thread": "t"}
    )
    assert "staging" not in answer.text
