"""The one server as a process: how soon it is there, how it stops, and what it prints."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from socket import create_connection, create_server

import httpx
import pytest

from bot.server import SURFACES
from bot.settings import SettingsError
from tests.bot.http.serving import TOKEN, Charge, served, settings_for

QUESTION = "what did we spend last month"
PATIENCE_S = 60


@contextmanager
def process(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`finops serve` on a free port; killed if it is still there in the end."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port), *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            yield server, f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def wait_for_port(url: str) -> float:
    """Seconds until something listens."""
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE_S:
        try:
            create_connection(("127.0.0.1", int(url.rpartition(":")[2]))).close()
        except OSError:
            time.sleep(0.01)
        else:
            return time.monotonic() - started
    raise AssertionError("nothing listens")


def wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while httpx.get(f"{url}/healthz", timeout=PATIENCE_S).status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_port_is_open_before_anything_is_loaded_and_a_stop_is_clean(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINOPS_API_TOKEN", TOKEN)
    with process() as (server, url):
        # Generous: other tests run beside this one. benchmarks/http.py measures.
        assert wait_for_port(url) < 10
        headers = {"Authorization": f"Bearer {TOKEN}"}
        parameters = {"period": "2026-10", "tags.secret": "hush"}
        answer = httpx.get(
            f"{url}/v1/all/cost", params=parameters, headers=headers, timeout=PATIENCE_S
        )
        assert answer.status_code == 200
        wait_until_ready(url)
        server.send_signal(signal.SIGTERM)
        _, printed = server.communicate(timeout=PATIENCE_S)
    assert server.returncode == 128 + signal.SIGTERM
    assert "GET /v1/all/cost 200" in printed
    assert "http:api" in printed
    for secret in (TOKEN, "hush", "2026-10?", "Traceback"):
        assert secret not in printed


def test_a_port_that_is_taken_is_said_plainly(home: Path) -> None:
    with create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "-m", "bot", "serve", "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "cannot listen on 127.0.0.1" in done.stderr
    assert "Traceback" not in done.stderr


SLOW = """
import sys, threading, time
import bot.ask
from bot.__main__ import main
ask = bot.ask.Bot.ask
def slow(self, question, person=None):
    print("under way", file=sys.stderr, flush=True)
    time.sleep(float(question) if question[0].isdigit() else 0)
    return ask(self, "what did we spend last month", person)
bot.ask.Bot.ask = slow
import bot.server
bot.server.DRAIN_S = float(sys.argv[1])
sys.exit(main(["serve", "--port", sys.argv[2]]))
"""


@contextmanager
def slow_server(drain_s: float) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server whose questions say how long they take."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SLOW, str(drain_s), str(port)]
    environment = os.environ | {"FINOPS_API_TOKEN": TOKEN}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as server:
        try:
            yield server, f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def ask(url: str, question: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    body = {"question": question}
    return httpx.post(f"{url}/v1/ask", json=body, headers=headers, timeout=PATIENCE_S)


def wait_for_line(server: subprocess.Popen[str], words: str) -> None:
    assert server.stderr is not None
    for line in server.stderr:
        if words in line:
            return
    raise AssertionError(f"{words!r} was never said")


def test_a_stop_answers_what_is_under_way_and_takes_on_nothing_new(home: Path) -> None:
    answers: list[httpx.Response] = []
    with slow_server(30) as (server, url):
        wait_for_port(url)
        asking = threading.Thread(target=lambda: answers.append(ask(url, "3")))
        asking.start()
        wait_for_line(server, "under way")
        server.send_signal(signal.SIGTERM)
        late, health = ask(url, "0"), httpx.get(f"{url}/healthz", timeout=PATIENCE_S)
        while late.status_code != 503:
            late, health = ask(url, "0"), httpx.get(f"{url}/healthz", timeout=PATIENCE_S)
        asking.join()
        server.communicate(timeout=PATIENCE_S)
    assert late.headers["retry-after"] == "5"
    assert late.json()["what"] == "the server is stopping"
    assert health.status_code == 503
    assert "the server is stopping" in health.json()["why"]
    assert answers[0].json()["rows"][0]["cost"] == 20
    assert server.returncode == 128 + signal.SIGTERM


def test_a_stop_waits_only_so_long(home: Path) -> None:
    with slow_server(0.3) as (server, url):
        wait_for_port(url)

        def give_up() -> None:
            with suppress(httpx.HTTPError):
                assert ask(url, "45").status_code == 500

        asking = threading.Thread(target=give_up)
        asking.start()
        wait_for_line(server, "under way")
        server.send_signal(signal.SIGTERM)
        started = time.monotonic()
        _, printed = server.communicate(timeout=PATIENCE_S)
        asking.join()
    assert time.monotonic() - started < 20
    assert "1 question was not answered in time" in printed
    assert server.returncode == 128 + signal.SIGTERM


def test_the_embedded_estate_behind_http(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("FINOPS_CHARGES", "FINOPS_AWS_ENABLED", "FINOPS_AZURE_ENABLED", "FINOPS_NOW"):
        monkeypatch.delenv(name)
    # Whom to answer is the settings' to say there, too.
    settings = tmp_path / "mine.toml"
    settings.write_text(
        f'[[access.tokens]]\nname = "mine"\nsha256 = "{sha256(b"mine").hexdigest()}"\n'
        '[[access.grants]]\nto = ["http:mine"]\nrights = ["inventory"]\nclouds = ["azure"]\n'
    )
    monkeypatch.setenv("FINOPS_CONFIG", str(settings))
    with process("--demo") as (server, url):
        assert server.stderr is not None
        token = next(
            found[1] for line in server.stderr if (found := re.search(r" is (\S{20,})$", line))
        )
        client = httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE_S
        )
        with client:
            wait_until_ready(url)
            parameters = "state=running&cpu_lt=20&cost_gt=100&select=name,cpu,cost&order_by=-cost"
            answer = client.get(f"/v1/all/vm?{parameters}").json()
            counts = client.get("/metrics").text
            anonymous = httpx.get(f"{url}/v1/all/vm", timeout=PATIENCE_S)
            own = {"Authorization": "Bearer mine"}
            mine = client.get("/v1/all/vm", headers=own).json()
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=PATIENCE_S)
    assert answer["rows"]
    assert all(row["cpu"] < 20 and row["cost"] > 100 for row in answer["rows"])
    made = sum(source["calls"] for source in answer["sources"])
    counted = re.findall(r'^finops_api_calls_total\{.*ended="(.*?)".*\} ([\d.]+)$', counts, re.M)
    assert sum(float(number) for _, number in counted) >= made > 0
    assert re.search(r'finops_api_price_usd_total\{cloud="aws".*operation="GetMetricData"', counts)
    assert anonymous.status_code == 401
    assert {row["cloud"] for row in mine["rows"]} == {"azure"}
    assert server.returncode == 128 + signal.SIGTERM


def test_chat_surfaces_that_are_not_set_up_are_not_even_imported(tmp_path: Path) -> None:
    with served(settings_for(tmp_path, [Charge("1")])) as client:
        states = client.http.get("/healthz").json()["surfaces"]
    assert states == {
        "http": "on",
        "slack": "off: it is not set up",
        "teams": "off: it is not set up",
    }
    code = (
        "import sys, json, bot.server\n"
        "print(json.dumps([n for n in sys.modules if n.split('.')[0] in "
        "('slack_bolt', 'slack_sdk', 'botbuilder', 'aiohttp', 'boto3', 'azure')]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize("name", SURFACES)
def test_paths_of_a_surface_that_is_off_are_not_there(tmp_path: Path, name: str) -> None:
    path = {"slack": "/slack/events", "teams": "/api/messages"}[name]
    with served(settings_for(tmp_path, [])) as client:
        assert client.http.post(path, json={}).status_code == 404


@pytest.mark.parametrize(
    ("env", "name", "says"),
    [
        ({"SLACK_SIGNING_SECRET": "hush"}, "slack", "off; slack: not heard: SLACK_BOT_TOKEN"),
        (
            {"TEAMS_APP_ID": "hush", "TEAMS_APP_PASSWORD": "hush", "TEAMS_TENANT_ID": "hush"},
            "teams",
            "off; Teams is not heard: no tenant is named in [access.teams]",
        ),
    ],
)
def test_a_surface_that_is_half_set_up_is_off_and_says_why(
    tmp_path: Path, env: dict[str, str], name: str, says: str
) -> None:
    with served(settings_for(tmp_path, []), env) as client:
        text = client.http.get("/healthz").text
        assert client.http.get("/healthz").json()["surfaces"][name].startswith(says)
    assert "hush" not in text


def test_a_surface_that_would_be_unsafe_keeps_the_server_from_starting(tmp_path: Path) -> None:
    env = {"TEAMS_APP_PASSWORD": "hush"}
    with (
        pytest.raises(SettingsError, match="TEAMS_APP_ID"),
        served(settings_for(tmp_path, []), env),
    ):
        pass


def test_all_surfaces_are_heard_on_one_port(tmp_path: Path) -> None:
    access = {"slack": {"teams": ["T1"], "app": "A1"}, "teams": {"tenants": ["t1"]}}
    env = {
        "SLACK_SIGNING_SECRET": "s",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "TEAMS_APP_ID": "11111111-1111-1111-1111-111111111111",
        "TEAMS_APP_PASSWORD": "p",
        "TEAMS_TENANT_ID": "t1",
    }
    with served(settings_for(tmp_path, [], access=access), env) as client:
        on = client.http.get("/healthz").json()["surfaces"]
        assert on == {"http": "on", "slack": "on", "teams": "on"}
        for path in ("/slack/events", "/api/messages"):
            assert client.http.post(path, json={}).status_code in (400, 401)
        assert client.ask("what did we spend last month").status_code == 200
