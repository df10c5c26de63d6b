"""The HTTP API over real HTTP: what each path answers, and what it refuses."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from finops.answer import Answer
from intents import catalog
from tests.bot.http.conftest import HOSTILE
from tests.bot.http.serving import Client

OCTOBER = {"subject": "cost", "period": "2026-10"}
QUESTION = "what did we spend last month"


def test_a_question_gets_its_answer(client: Client) -> None:
    response = client.ask(QUESTION)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    answer = Answer.model_validate(response.json())
    assert answer.rows[0]["cost"] == 59.5


def test_the_same_as_data_and_by_a_route(client: Client) -> None:
    by_query = client.query(OCTOBER).json()
    by_route = client.get("/v1/all/cost", period="2026-10").json()
    assert by_query["rows"][0]["cost"] == by_route["rows"][0]["cost"] == 59.5
    assert by_query["query"] == by_route["query"]


def test_a_route_filters_groups_and_sorts(client: Client) -> None:
    answer = client.get(
        "/v1/aws/cost",
        period="last_month",
        account="staging",
        group_by="resource_id",
        order_by="-cost",
        **{"tags.team_in": "payments,search", "service_name_contains": "ec2"},
    ).json()
    found = [(row["resource_id"], row["cost"]) for row in answer["rows"]]
    assert found == [("i-3", 40), ("i-4", 7)]
    assert answer["totals"]["cost"] == 47
    assert answer["query"]["clouds"] == ["aws"]


def test_a_refusal_is_an_answer(client: Client) -> None:
    for question, outcome in (
        ("stop all vms", "refused"),
        ("VMs painted blue", "unread"),
    ):
        response = client.ask(question)
        assert (response.status_code, response.json()["outcome"]) == (200, outcome)


def test_a_cloud_that_is_switched_off_is_a_gap(client: Client) -> None:
    answer = client.get("/v1/azure/vm").json()
    assert answer["outcome"] == "partial"
    assert "switched off" in str(answer["gaps"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"{}",
        b'{"question": 1}',
        b'{"question": null}',
        b'{"question": "x", "asker": "root"}',
        b'{"question": "x", "thread": ["a"]}',
        b'{"question": "' + b"x" * 10_001 + b'"}',
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"question": ' + b"1" * 9_000 + b"}",
        b"\xff\xfe",
    ],
)
def test_a_body_that_is_no_question_is_refused_in_one_form(client: Client, body: bytes) -> None:
    response = client.send(
        "POST", "/v1/ask", content=body, headers={b"Content-Type": b"application/json"}
    )
    assert response.status_code in (400, 422)
    assert set(response.json()) == {"what", "why", "fix"}
    assert "Traceback" not in response.text


def test_a_body_must_say_that_it_is_json(client: Client) -> None:
    response = client.send("POST", "/v1/ask", content=b'{"question": "x"}')
    assert response.status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"subject": "unicorn"},
        {"subject": "vm", "where": [{"field": "colour", "op": "eq", "value": "red"}]},
        {"subject": "vm", "where": [{"field": "name", "op": "eq", "value": "x' OR 1=1", "sql": 1}]},
        {"subject": ["vm"]},
        {"subject": "vm", "limit": 10**9},
        {"subject": "vm", "select": ["name"] * 61},
        {"subject": "vm; drop table charges"},
        {"subject": "vm", "__class__": "x"},
    ],
)
def test_a_query_that_cannot_be_is_refused_with_the_reasons(client: Client, query: object) -> None:
    response = client.query(query)
    assert response.status_code == 422
    assert response.json()["why"]


INJECTIONS = [
    "' OR '1'='1",
    "'; DROP TABLE charges; --",
    "%' UNION SELECT * FROM read_csv('/etc/passwd') --",
    "\\",
    "\x00",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "../../etc/passwd",
    '"',
    "\u202d",
    "a" * 900,
    "💥" * 100,
]


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("op", ["", "_ne", "_contains", "_starts_with", "_in", "_not_in"])
def test_a_value_is_only_ever_a_value(client: Client, text: str, op: str) -> None:
    if op in ("_in", "_not_in"):
        text = '"' + text.replace('"', '""') + '"'
    for name in ("service_name", "tags.team", "resource_name"):
        answer = client.get("/v1/all/cost", period="2026-10", **{name + op: text}).json()
        keeps = op in ("_ne", "_not_in")
        assert answer["outcome"] in ("answered", "partial"), answer
        assert (answer["totals"].get("cost") or 0) == (59.5 if keeps else 0), answer


@pytest.mark.parametrize("key", ["x' OR 1=1 --", 'a"b', "a.b", "a b", "\x00", "ünïcode", "a]b['"])
def test_a_tags_key_is_only_ever_a_key(client: Client, key: str) -> None:
    answer = client.get("/v1/all/cost", period="2026-10", **{f"tags.{key}_eq": "x"}).json()
    assert answer["outcome"] in ("answered", "partial"), answer
    assert not answer["totals"].get("cost")


@pytest.mark.parametrize("pattern", ["(a+)+$", "(", "[", "a{1000000}", "(?=x)"])
def test_a_pattern_ends_in_time_and_says_when_it_is_none(client: Client, pattern: str) -> None:
    response = client.get("/v1/all/cost", period="2026-10", resource_name_matches=pattern)
    assert response.status_code in (200, 422), response.text
    assert response.elapsed.total_seconds() < 5


def test_a_hostile_name_is_only_text(client: Client) -> None:
    response = client.get("/v1/all/cost", period="2026-10", group_by="resource_name")
    assert HOSTILE in {row["resource_name"] for row in response.json()["rows"]}
    # JSON escapes what a terminal obeys; a browser is told not to guess at the type.
    assert "\x1b" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/v1/gcp/vm", 404, "aws"),
        ("/v1/all/unicorn", 404, "subjects: "),
        ("/v1/all/..%2f..%2fetc%2fpasswd", 404, "subjects: "),
        ("/v1/all/vm?colour=red", 422, "cost_basis"),
        ("/v1/all/vm?page_size=0", 422, "page_size"),
        ("/v1/all/vm?page_size=10001", 422, "page_size"),
        ("/v1/all/vm?page_size=x", 422, "page_size"),
        ("/nothing", 404, "/openapi.json"),
        ("/docs", 404, "/openapi.json"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(
    client: Client, path: str, status: int, says: str
) -> None:
    response = client.send("GET", path)
    assert response.status_code == status
    assert says in response.text


def test_a_method_that_a_path_does_not_take(client: Client) -> None:
    assert client.send("DELETE", "/v1/ask").status_code == 405
    assert client.send("PUT", "/v1/all/vm").status_code == 405


def test_feedback_is_kept_with_its_question(client: Client) -> None:
    answer = client.ask(QUESTION).json()["id"]
    body = {"answer": answer, "thumb": "down", "reason": "the credits are missing"}
    assert client.send("POST", "/v1/feedback", json=body).json() == {"kept": True}
    newest = client.bot.feedback()[0]
    assert (newest.asked.question, newest.thumb) == (QUESTION, "down")
    assert (newest.asker, newest.reason) == ("http:api", "the credits are missing")
    assert newest.asked.query is not None
    client.send("POST", "/v1/feedback", json=body | {"thumb": "up"})
    assert [one.thumb for one in client.bot.feedback() if one.asked.id == answer] == ["up"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"answer": "0" * 12}, 404),
        ({"answer": "x' OR 1=1 --"}, 404),
        ({"thumb": "sideways"}, 422),
        ({"reason": "x" * 2_001}, 422),
        ({"asker": "somebody else"}, 422),
    ],
)
def test_feedback_on_nothing_is_refused(
    client: Client, change: dict[str, str], status: int
) -> None:
    answer = client.ask(QUESTION).json()["id"]
    body = {"answer": answer, "thumb": "up", "reason": ""} | change
    assert client.send("POST", "/v1/feedback", json=body).status_code == status


def test_openapi_is_valid_and_knows_every_subject(client: Client) -> None:
    document = client.http.get("/openapi.json").json()
    validate(document)
    for subject in catalog.subjects():
        operation = document["paths"][f"/v1/{{cloud}}/{subject.name}"]["get"]
        assert set(subject.fields) <= {one["name"] for one in operation["parameters"]}
        assert operation["security"]


def test_answers_are_what_openapi_says(client: Client) -> None:
    document = client.http.get("/openapi.json").json()
    schema = document | {"$ref": "#/components/schemas/Page"}
    checker = Draft202012Validator(schema)
    for response in (client.ask(QUESTION), client.query(OCTOBER, page_size=1), client.ask("hm")):
        checker.validate(response.json())


def test_fifty_at_once_are_all_answered_each_with_its_own(client: Client) -> None:
    questions = [f"what did we spend in the last {days} days" for days in range(40, 90)]

    def ask(question: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {client.token}"}
        url = f"{client.http.base_url}/v1/ask"
        response = httpx.post(url, json={"question": question}, headers=headers, timeout=60)
        assert response.status_code == 200
        answer: dict[str, Any] = response.json()
        return answer

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(ask, questions))
    periods = [answer["query"]["period"] for answer in answers]
    assert periods == [f"last_{days}_days" for days in range(40, 90)]
    assert len({answer["id"] for answer in answers}) == 50


def test_an_answer_with_a_chart_has_it_as_a_picture(client: Client) -> None:
    asked = client.query({**OCTOBER, "group_by": ["resource_id"]}).json()
    response = client.get(f"/v1/answers/{asked['id']}/chart.png")
    assert (response.status_code, response.headers["content-type"]) == (200, "image/png")
    assert response.content.startswith(b"\x89PNG")


def test_an_answer_without_a_chart_and_one_that_is_unknown_say_so(client: Client) -> None:
    asked = client.query(OCTOBER).json()
    without = client.get(f"/v1/answers/{asked['id']}/chart.png")
    unknown = client.get("/v1/answers/nope/chart.png")
    assert (without.status_code, without.json()["what"]) == (404, "no chart")
    assert (unknown.status_code, unknown.json()["what"]) == (404, "no such answer")
