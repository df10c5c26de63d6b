"""What must be set up before Teams is heard, and where its secrets and answers may go."""

import httpx
import pytest
from fastapi import FastAPI

from bot.access import Access, Teams
from bot.ask import Bot
from bot.server import make_app
from bot.settings import Settings, SettingsError
from bot.teams.app import mount
from bot.teams.registration import Registration
from bot.teams.registration import registration as read
from tests.bot.teams.microsoft import serving

ENV = {"TEAMS_APP_ID": "app", "TEAMS_APP_PASSWORD": "secret"}


def registered(env: dict[str, str]) -> Registration:
    found = read(env)
    assert found
    return found


@pytest.mark.parametrize(
    ("env", "missing"),
    [
        ({"TEAMS_APP_PASSWORD": "secret"}, "TEAMS_APP_ID"),
        ({"TEAMS_APP_ID": "app"}, "TEAMS_APP_PASSWORD"),
        ({"TEAMS_DEV": "true"}, "TEAMS_APP_ID"),
        ({"TEAMS_DEV": "0"}, "TEAMS_APP_ID"),
    ],
)
def test_without_id_or_secret_nothing_starts(env: dict[str, str], missing: str) -> None:
    with pytest.raises(SettingsError, match=missing):
        registered(env)


def _is_there(api: FastAPI) -> bool:
    with serving(api) as url:
        return httpx.post(f"{url}/api/messages").status_code != 404


def test_it_is_mounted_only_where_it_is_set_up(
    bot: Bot, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    api = FastAPI()
    assert not mount(api, bot, settings, {"SLACK_BOT_TOKEN": "x"})
    assert not mount(api, bot, settings, ENV)
    assert "no tenant" in caplog.text
    assert not _is_there(api)
    heard = settings.model_copy(update={"access": Access(teams=Teams(tenants=("t",)))})
    with pytest.raises(SettingsError, match="TEAMS_APP_ID is not set"):
        mount(api, bot, heard, {"TEAMS_APP_PASSWORD": "secret"})
    assert not _is_there(api)
    assert mount(api, bot, heard, ENV)
    assert _is_there(api)


@pytest.mark.parametrize("name", ["TEAMS_OPENID_METADATA_URL", "TEAMS_TOKEN_URL"])
@pytest.mark.parametrize(
    "url",
    [
        "http://login.botframework.com/x",
        "https://login.botframework.com.evil.test/x",
        "https://evil.test/login.botframework.com",
        "https://login.microsoftonline.com@evil.test/",
        "https://me@login.microsoftonline.com/",
        "https://login.microsoftonline.com:8443/",
        "http://127.0.0.1.evil.test/",
        "file:///etc/passwd",
        "https://[",
        "login.botframework.com",
    ],
)
def test_keys_and_secrets_go_only_to_microsoft_or_loopback(name: str, url: str) -> None:
    with pytest.raises(SettingsError, match=name):
        registered({**ENV, name: url})


def test_a_single_tenant_application_gets_its_tokens_from_its_tenant() -> None:
    found = registered({**ENV, "TEAMS_TENANT_ID": "contoso"})
    assert found.token_url == "https://login.microsoftonline.com/contoso/oauth2/v2.0/token"
    assert registered(ENV).token_url.split("/")[3] == "botframework.com"


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/emea/",
        "https://smba.infra.gcc.teams.microsoft.com/teams",
        "https://webchat.botframework.com/",
    ],
)
def test_answers_go_to_microsoft(url: str) -> None:
    assert registered(ENV).may_send_to(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://smba.trafficmanager.net/emea/",
        "https://evil.trafficmanager.net/",
        "https://smba.trafficmanager.net.evil.test/",
        "https://evilbotframework.com/",
        "https://user@smba.trafficmanager.net/",
        "http://127.0.0.1:8000/",
        "http://169.254.169.254/latest/",
    ],
)
def test_answers_go_nowhere_else(url: str) -> None:
    assert not registered(ENV).may_send_to(url)


def test_with_keys_from_loopback_answers_stay_on_loopback() -> None:
    found = Registration("app", "secret", metadata_url="http://127.0.0.1:1/openid")
    assert found.may_send_to("http://127.0.0.1:2/emea/")
    assert not found.may_send_to("https://smba.trafficmanager.net/emea/")


def test_the_secret_is_not_shown() -> None:
    assert "secret" not in repr(registered({**ENV, "TEAMS_APP_PASSWORD": "secret"}))


def test_the_server_hears_teams_beside_all_else(bot: Bot, settings: Settings) -> None:
    heard = settings.model_copy(update={"access": Access(teams=Teams(tenants=("t",)))})
    with serving(make_app(bot, heard, ENV)) as url:
        assert httpx.post(f"{url}/api/messages", json={}).status_code == 401
        assert httpx.get(f"{url}/healthz").json()["surfaces"]["teams"] == "on"


def test_the_server_does_not_start_with_half_a_registration(bot: Bot, settings: Settings) -> None:
    with pytest.raises(SettingsError, match="TEAMS_APP_ID"):
        make_app(bot, settings, {"TEAMS_APP_PASSWORD": "secret"})
