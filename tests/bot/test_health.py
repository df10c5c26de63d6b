"""Ready or not, and why: without a token, and without a name of anything of the company's."""

import time
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

from bot import health as health_module
from bot.ask import Bot, Tell
from bot.clock import clock
from bot.health import Health
from tests.bot.http.serving import TOKEN, Charge, served, settings_for


def wait_for(client: httpx.Client, status: int) -> httpx.Response:
    deadline = time.monotonic() + 30
    while (response := client.get("/healthz")).status_code != status:
        assert time.monotonic() < deadline, response.text
        time.sleep(0.02)
    return response


def test_a_server_becomes_ready_by_itself_and_says_so_to_anybody(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, [Charge("1")], aws={"regions": ["us-east-1"]})
    with served(settings) as client:
        body = wait_for(client.http, 200).json()
    assert body == {
        "ready": True,
        "why": [],
        "parts": {"home": "ok", "warehouse": "ok", "aws": "ok"},
        "surfaces": {
            "http": "on",
            "slack": "off: it is not set up",
            "teams": "off: it is not set up",
        },
    }


def test_before_it_has_loaded_it_is_not_ready_and_says_what_is_missing(tmp_path: Path) -> None:
    report = Health(tmp_path, ["warehouse", "aws", "azure"]).report()
    assert not report.ready
    assert report.why == ["warehouse: loading", "aws: loading", "azure: loading"]


def test_a_home_that_is_gone_is_said_without_its_path(tmp_path: Path) -> None:
    report = Health(tmp_path / "secret-home", []).report()
    assert report.why == ["home: cannot be written: No such file or directory"]
    assert "secret" not in report.model_dump_json()


class Failing(Bot):
    """A bot whose exports cannot be read until somebody has mended them."""

    mended: Event

    def warm(self, done: Tell = print) -> None:
        if not self.mended.is_set():
            raise OSError("/secret/path is broken")
        super().warm(done)


def test_what_cannot_be_loaded_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(health_module, "AGAIN_S", 0.05)
    settings = settings_for(tmp_path, [Charge("1")])
    bot, health = Failing(settings, clock(settings.now)), Health(settings.home, ["warehouse"])
    bot.mended = Event()
    loading = Thread(target=health.warm, args=(bot,))
    loading.start()
    while "could not be loaded" not in (said := health.report().model_dump_json()):
        time.sleep(0.01)
    assert "secret" not in said
    reference = health.report().why[0].split()[-1]
    while reference not in caplog.text:
        time.sleep(0.01)
    bot.mended.set()
    loading.join(30)
    assert health.report().ready
    bot.close()


def test_a_stop_ends_the_trying_and_the_readiness(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, [])
    bot, health = Failing(settings, clock(settings.now)), Health(settings.home, [])
    bot.mended = Event()
    loading = Thread(target=health.warm, args=(bot,))
    loading.start()
    health.stop()
    loading.join(30)
    assert not loading.is_alive()
    assert "the server is stopping" in health.report().why
    bot.close()


def test_nothing_of_the_company_is_in_it(tmp_path: Path) -> None:
    access = {"admins": "the hidden team", "slack": {"teams": ["T0SECRET"]}}
    aws = {"regions": ["us-east-1"], "accounts": [{"id": "123456789012", "name": "hush"}]}
    settings = settings_for(tmp_path, [Charge("1")], access=access, aws=aws)
    with served(settings) as client:
        said = client.http.get("/healthz").text
    for secret in (TOKEN, str(tmp_path), "T0SECRET", "hidden", "123456789012", "hush", "prod"):
        assert secret not in said
