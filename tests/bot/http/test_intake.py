"""What every request goes through: size, time, a stop; and the line that is written about it."""

import logging
import socket
import time

import httpx
import pytest

from bot.http import intake
from bot.http.intake import MOST_BYTES, Work
from tests.bot.http.serving import TOKEN, Client

LIMITED = ["/v1/ask", "/slack/events", "/api/messages", "/anything"]


@pytest.mark.parametrize("path", LIMITED)
def test_a_body_that_is_too_large_is_refused_on_every_path(client: Client, path: str) -> None:
    response = client.send("POST", path, content=b"x" * (MOST_BYTES + 1))
    assert response.status_code == 413
    assert "1,048,576 bytes" in response.json()["why"][0]


def test_a_body_that_hides_its_size_is_too(client: Client) -> None:
    pieces = (b"x" * 65_536 for _ in range(MOST_BYTES // 65_536 + 1))
    assert client.send("POST", "/v1/ask", content=pieces).status_code == 413


def test_a_large_body_that_is_allowed_arrives_whole(client: Client) -> None:
    query = {"subject": "cost", "accounts": ["x" * 900] * 1_000, "period": "2026-10"}
    response = client.query(query)
    assert (response.status_code, len(response.json()["query"]["accounts"])) == (200, 1_000)


def test_too_long_a_url_is_refused(client: Client) -> None:
    response = client.get("/v1/all/cost", resource_id_in="x," * 10_000)
    assert response.status_code == 414
    assert "/v1/query" in response.json()["fix"]


def test_a_body_that_never_ends_holds_nothing_up(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BODY_S", 0.2)
    url = client.http.base_url
    with socket.create_connection((url.host, url.port or 0)) as raw:
        raw.sendall(b"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")
        raw.settimeout(10)
        assert raw.recv(100).startswith(b"HTTP/1.1 408")


def test_who_hangs_up_is_forgotten(client: Client) -> None:
    work: Work = client.app.state.work
    url = client.http.base_url
    with socket.create_connection((url.host, url.port or 0)) as raw:
        raw.sendall(b"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")
    deadline = time.monotonic() + 10
    while work.count and time.monotonic() < deadline:
        time.sleep(0.01)
    assert work.count == 0


def test_the_log_has_the_path_and_who_and_nothing_else(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "finops.access"):
        client.get("/v1/all/cost", period="2026-10", **{"tags.secret": "hush"})
        client.http.get("/v1/all/cost?token=hush", headers={"Authorization": f"Bearer {TOKEN}x"})
        client.send("GET", "/x%0a2026-11-18%20forged%1b[31m")
        client.send("GET", "/" + "y" * 500)
        client.http.get("/healthz")
    lines = [record.getMessage() for record in caplog.records if record.name == "finops.access"]
    lines = [line for line in lines if line.startswith("GET")]
    assert len(lines) == 4
    assert lines[0].startswith("GET /v1/all/cost 200 ")
    assert lines[0].endswith(" http:api")
    assert lines[1].startswith("GET /v1/all/cost 401 ")
    assert lines[1].endswith(" -")
    assert lines[2].startswith("GET /x%0a2026-11-18%20forged%1b")
    assert all(len(line) < 300 for line in lines)
    for secret in ("hush", TOKEN, "secret"):
        assert secret not in "".join(lines)


def test_a_stop_waits_for_what_is_under_way_and_no_longer_than_it_may() -> None:
    work = Work()
    assert not work.is_over
    with work.one():
        work.stop(60)
        work.stop(0)
        assert (work.is_stopping, work.is_over) == (True, False)
    assert work.is_over
    late = Work()
    with late.one():
        late.stop(0)
        assert late.is_over


def test_too_many_waiting_are_sent_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.http.app.MOST_WAITING", 0)
    response = client.ask("x")
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert "too busy" in response.json()["what"]


def test_a_bug_is_a_reference_and_no_traceback(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    @client.app.get("/broken")
    def broken() -> None:
        raise RuntimeError("a secret of ours")

    with caplog.at_level(logging.ERROR):
        response: httpx.Response = client.http.get("/broken")
    assert response.status_code == 500
    assert "secret" not in response.text
    reference = response.json()["fix"].split()[-1]
    assert reference in caplog.text
