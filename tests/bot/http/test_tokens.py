"""Who is let in, by which token, and as whom."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.access import Access
from bot.http.tokens import Tokens
from tests.bot.http.serving import TOKEN, Client, hashed, served, settings_for

PATHS = [
    ("POST", "/v1/ask"),
    ("POST", "/v1/query"),
    ("POST", "/v1/feedback"),
    ("GET", "/v1/all/vm"),
    ("GET", "/v1/pages/x"),
    ("GET", "/v1/nothing"),
]
WRONG = [
    None,
    "",
    "Bearer",
    f"Bearer {TOKEN}x",
    f"Bearer {TOKEN[:-1]}",
    f"Basic {TOKEN}",
    TOKEN,
    "Bearer sésame",
    "Bearer None",
    f"Bearer {hashed('prod')}",
    f"bearer  {TOKEN} {TOKEN}",
]


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("shown", WRONG)
def test_without_a_token_nothing_is_told_whatever_is_sent(
    client: Client, method: str, path: str, shown: str | None
) -> None:
    headers = {b"Authorization": shown.encode()} if shown is not None else {}
    response = client.http.request(method, path, headers=headers, content=b"{not json")
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert set(response.json()) == {"what", "why", "fix"}


def test_a_token_in_the_url_is_not_looked_at(client: Client) -> None:
    response = client.http.get("/v1/all/cost", params={"access_token": TOKEN, "token": TOKEN})
    assert response.status_code == 401


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_token_lets_in(client: Client, scheme: str) -> None:
    response = client.http.get("/v1/all/cost", headers={"Authorization": f"{scheme} {TOKEN}"})
    assert response.status_code == 200


def test_where_there_is_no_token_nobody_is_let_in(tmp_path: Path) -> None:
    with served(settings_for(tmp_path, [], api_token=None)) as client:
        for token in (None, "None", "null", TOKEN):
            assert client.holding(token).ask("x").status_code == 401
        assert "there is no token" in client.http.get("/healthz").json()["surfaces"]["http"]


def test_an_empty_token_lets_nobody_in() -> None:
    assert not Tokens(SecretStr(""), Access())
    assert Tokens(SecretStr(""), Access()).caller("") is None


def test_the_operators_token_may_ask_everything_until_it_is_granted_something() -> None:
    token = SecretStr(TOKEN)
    free = Tokens(token, Access()).caller(TOKEN)
    assert free is not None
    assert (free.asker, free.rights, free.is_admin) == ("http:api", None, True)
    grant = {"to": ["http:api"], "rights": ["cost"]}
    held = Tokens(token, Access.model_validate({"grants": [grant]})).caller(TOKEN)
    assert held is not None
    assert held.rights is not None
    assert held.rights.may("cost")
    assert not held.is_admin


def test_a_further_token_has_only_what_it_was_granted() -> None:
    table = {"tokens": [{"name": "grafana", "sha256": hashed("g").upper()}]}
    caller = Tokens(None, Access.model_validate(table)).caller("g")
    assert caller is not None
    assert caller.asker == "http:grafana"
    assert caller.rights is not None
    assert not caller.rights.grants


@pytest.mark.parametrize(
    ("tokens", "why"),
    [
        ([{"name": "api", "sha256": "0" * 64}], "FINOPS_API_TOKEN"),
        ([{"name": "a", "sha256": "0" * 64}, {"name": "a", "sha256": "1" * 64}], "twice"),
        ([{"name": "a", "sha256": "f" * 64}, {"name": "b", "sha256": "F" * 64}], "twice"),
        ([{"name": "a", "sha256": "the token itself"}], "pattern"),
        ([{"name": "A b", "sha256": "0" * 64}], "pattern"),
    ],
)
def test_tokens_that_could_be_mistaken_are_refused(tokens: object, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Access.model_validate({"tokens": tokens})
