"""The bot over HTTP: who is let in, and what they get."""

import threading
from collections.abc import Iterator
from contextlib import closing
from socket import create_server

import httpx
import pytest
import uvicorn
from pydantic import SecretStr

from bot.ask import Bot
from bot.server import make_app

QUERY = {"subject": "cost", "analysis": "aggregate", "period": "last_month"}


@pytest.fixture
def url(bot: Bot) -> Iterator[str]:
    yield from _serving(bot, SecretStr("sesame"))


@pytest.fixture
def closed_url(bot: Bot) -> Iterator[str]:
    yield from _serving(bot, None)


def _serving(bot: Bot, token: SecretStr | None) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(make_app(bot, token), log_config=None))
    with closing(create_server(("127.0.0.1", 0))) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def post(url: str, body: object, token: str | None = "sesame") -> httpx.Response:
    headers = {b"Authorization": f"Bearer {token}".encode()} if token is not None else None
    return httpx.post(url, json=body, headers=headers)


def test_health_needs_no_token(url: str) -> None:
    assert httpx.get(f"{url}/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("token", [None, "sesam", "sesame2", "sésame"])
def test_without_the_token_nothing_is_told(url: str, token: str | None) -> None:
    for path, body in (("ask", {"question": "x"}), ("query", QUERY)):
        response = post(f"{url}/v1/{path}", body, token)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"


def test_where_no_token_is_set_nobody_is_let_in(closed_url: str) -> None:
    for token in (None, "None", "sesame"):
        assert post(f"{closed_url}/v1/ask", {"question": "x"}, token).status_code == 401


def test_a_question_gets_its_answer(url: str) -> None:
    answer = post(f"{url}/v1/ask", {"question": "what did we spend last month"}).json()
    assert answer["rows"][0]["cost"] == 20
    assert answer["query"]["subject"] == "cost"


def test_a_query_gets_the_same_answer(url: str) -> None:
    assert post(f"{url}/v1/query", QUERY).json()["rows"][0]["cost"] == 20


def test_a_query_that_cannot_be_is_refused_with_the_reasons(url: str) -> None:
    response = post(
        f"{url}/v1/query", {"subject": "vm", "where": [{"field": "colour", "op": "eq"}]}
    )
    assert response.status_code == 422
    assert "colour" in str(response.json()["detail"])


@pytest.mark.parametrize("body", [{}, {"question": 1}, {"question": "x", "asker": "root"}, []])
def test_a_body_that_is_no_question_is_refused(url: str, body: object) -> None:
    assert post(f"{url}/v1/ask", body).status_code == 422
