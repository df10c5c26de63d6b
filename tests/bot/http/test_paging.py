"""Pages: together they are the answer, whole and in order, or it is said that they are not."""

import base64
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http import paging
from bot.http.paging import BadCursor, Cursor, Kept, digest, first, following
from bot.http.render import Slice, draw
from finops.answer import Answer, Column
from tests.bot.http.serving import Charge, Client, export, served, settings_for

QUERY = {"subject": "cost", "period": "2026-10", "group_by": ["resource_id"]}


def answer(rows: int, id_: str = "a1") -> Answer:
    return Answer(
        id=id_,
        outcome="answered",
        headline="h",
        columns=(Column(name="n", type="number"),),
        rows=tuple({"n": n} for n in range(rows)),
        row_count=rows,
        totals={"n": sum(range(rows))},
    )


def turn(whole: Answer, page: Slice) -> Slice:
    assert page.next is not None
    place = Cursor.read(page.next.removeprefix("/v1/pages/"))
    return following(whole, place.start, place.size, place.digest)


@given(st.integers(0, 60), st.integers(1, 25))
def test_all_pages_together_are_all_rows(rows: int, size: int) -> None:
    whole = answer(rows)
    page, found = first(whole, size), []
    while True:
        drawn = orjson.loads(draw(whole, page))
        assert (drawn["row_count"], drawn["totals"]) == (rows, {"n": sum(range(rows))})
        assert len(drawn["rows"]) <= size
        found += drawn["rows"]
        assert drawn["next"] == page.next
        if page.next is None:
            break
        page = turn(whole, page)
    assert found == [{"n": n} for n in range(rows)]


@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda raw: raw.hex()))
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(BadCursor):
        Cursor.read(text)


@pytest.mark.parametrize(
    "parts",
    [
        ["a", 0, 1, "d"],
        ["a", -1, 1, "d"],
        ["a", 1, 0, "d"],
        ["a", 1, 10_001, "d"],
        ["a", 1.5, 1, "d"],
        ["a", 1, 1],
        [1, 1, 1, "d"],
        {"a": 1},
    ],
)
def test_a_cursor_that_was_made_up_badly_is_refused(parts: object) -> None:
    with pytest.raises(BadCursor):
        Cursor.read(base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("="))


@given(st.text(max_size=20), st.integers(1, 10**9), st.integers(1, paging.MOST_PER_PAGE))
def test_a_cursor_is_read_as_it_was_written(id_: str, start: int, size: int) -> None:
    cursor = Cursor(id_, start, size, "d")
    assert Cursor.read(str(cursor)) == cursor


def test_a_digest_is_of_the_rows_alone() -> None:
    assert digest(answer(3)) == digest(answer(3, "other"))
    assert digest(answer(3)) != digest(answer(4))


def test_an_answer_is_kept_for_who_asked_and_for_a_while() -> None:
    now = [0.0]
    kept = Kept(lambda: now[0])
    kept.keep("http:a", answer(3))
    assert kept.get("http:a", "a1") == answer(3)
    assert kept.get("http:b", "a1") is None
    now[0] = paging.KEPT_S
    assert kept.get("http:a", "a1") is None


def test_the_oldest_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST_ROWS_KEPT", 10)
    kept = Kept()
    for id_ in ("a1", "a2", "a3"):
        kept.keep("http:a", answer(4, id_))
    found = [id_ for id_ in ("a1", "a2", "a3") if kept.get("http:a", id_)]
    assert found == ["a2", "a3"]


def rows_of(client: Client, drawn: dict[str, object]) -> list[object]:
    rows, turned = [], 0
    while True:
        assert isinstance(drawn["rows"], list)
        rows += drawn["rows"]
        if drawn["next"] is None:
            return rows
        response = client.send("GET", str(drawn["next"]))
        assert response.status_code == 200, response.text
        drawn, turned = response.json(), turned + 1


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_pages_over_http_are_the_whole_answer(client: Client, size: int) -> None:
    whole = client.query(QUERY).json()
    assert whole["row_count"] == 4
    assert "next" not in whole
    response = client.query(QUERY, page_size=size)
    page = response.json()
    assert (page["row_count"], page["totals"]) == (4, whole["totals"])
    assert rows_of(client, page) == whole["rows"]
    link = f'<{page["next"]}>; rel="next"' if page["next"] else None
    assert response.headers.get("link") == link


def test_a_question_and_a_route_have_pages_too(client: Client) -> None:
    whole = client.get("/v1/all/cost", period="2026-10", group_by="resource_id").json()["rows"]
    page = client.get("/v1/all/cost", period="2026-10", group_by="resource_id", page_size=3).json()
    assert rows_of(client, page) == whole
    page = client.ask("cost by service last month", page_size=1).json()
    assert len(rows_of(client, page)) == page["row_count"] == 2


def test_pages_turn_on_another_server_of_the_same_state(tmp_path: Path) -> None:
    charges = [Charge(str(n), resource=f"i-{n}") for n in range(1, 8)]
    settings = settings_for(tmp_path, charges)
    with served(settings) as one:
        page = one.query(QUERY, page_size=3).json()
    with served(settings) as other:
        rows = rows_of(other, page)
    assert sorted(row["resource_id"] for row in rows) == [f"i-{n}" for n in range(1, 8)]  # type: ignore[index]


def test_when_the_rows_changed_it_is_said(tmp_path: Path) -> None:
    charges = [Charge(str(n), resource=f"i-{n}") for n in range(1, 8)]
    settings = settings_for(tmp_path, charges)
    with served(settings) as one:
        page = one.query(QUERY, page_size=3).json()
    export(tmp_path / "charges.csv", charges[:-1])
    with served(settings) as other:
        other.bot.sync()
        response = other.send("GET", page["next"])
    assert response.status_code == 409
    assert "first page" in response.json()["fix"]


def test_who_turns_anothers_page_sees_what_they_may_see(client: Client) -> None:
    page = client.query(QUERY, page_size=1).json()
    # Their rows are others, so that the page is not of their answer.
    assert client.holding("prod").send("GET", page["next"]).status_code == 409
    denied = client.holding("nothing").send("GET", page["next"])
    assert (denied.status_code, denied.json()["outcome"]) == (200, "refused")
    assert not denied.json()["rows"]


def test_a_page_of_no_answer(client: Client) -> None:
    nobodys = Cursor("0" * 12, 1, 1, "d")
    assert client.send("GET", f"/v1/pages/{nobodys}").status_code == 404
    assert client.send("GET", "/v1/pages/x").status_code == 422
    assert client.send("GET", f"/v1/pages/{'x' * 500}").status_code == 422
