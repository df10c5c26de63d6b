"""Who may call: hostile tokens and bodies get nothing, and nothing is sent for them."""

import base64
import json
import time
from collections.abc import Callable

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.settings import Settings
from tests.bot.teams.conftest import Post, hearing
from tests.bot.teams.microsoft import (
    APP_ID,
    KEY,
    STRANGE_KEY,
    Microsoft,
    jwk,
    make_key,
    message,
)

HOUR_S = 3600


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(there: Microsoft, algorithm: str) -> str:
    body = there.token().split(".")[1]
    return f"{part({'alg': algorithm, 'typ': 'JWT', 'kid': 'good'})}.{body}."


def by_public_key(there: Microsoft) -> str:
    """HS256 with the public key as the secret, which careless readers take for RS256's."""
    import hashlib
    import hmac

    secret = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = part({"alg": "HS256", "typ": "JWT", "kid": "good"})
    text = f"{head}.{there.token().split('.')[1]}"
    made = hmac.new(secret, text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


def tampered(there: Microsoft) -> str:
    head, _, signature = there.token().split(".")
    claims = jwt.decode(there.token(), options={"verify_signature": False})
    return f"{head}.{part({**claims, 'aud': APP_ID, 'exp': claims['exp'] + 1})}.{signature}"


HOSTILE: dict[str, Callable[[Microsoft], str | None]] = {
    "no header": lambda _: None,
    "an empty header": lambda _: "",
    "no token": lambda _: "Bearer",
    "another scheme": lambda there: f"Basic {there.token()}",
    "no scheme": lambda there: there.token(),
    "garbage": lambda _: "Bearer garbage",
    "three parts of garbage": lambda _: "Bearer a.b.c",
    "no JSON in it": lambda _: f"Bearer {part('x')}.{part('y')}.{part('z')}",
    "a list for claims": lambda there: f"Bearer {there.token().split('.')[0]}.{part([1])}.AAAA",
    "another application's": lambda there: f"Bearer {there.token(aud='another')}",
    "two audiences, neither ours": lambda there: f"Bearer {there.token(aud=['a', 'b'])}",
    "no audience": lambda there: f"Bearer {there.token(without=('aud',))}",
    "expired": lambda there: f"Bearer {there.token(exp=time.time() - HOUR_S)}",
    "never expiring": lambda there: f"Bearer {there.token(without=('exp',))}",
    "not yet valid": lambda there: f"Bearer {there.token(nbf=time.time() + HOUR_S)}",
    "another's key": lambda there: f"Bearer {there.token(key=STRANGE_KEY)}",
    "an unknown key id": lambda there: f"Bearer {there.token(kid='unknown')}",
    "no key id": lambda there: f"Bearer {there.token(kid=None)}",
    "a key for another channel": lambda there: f"Bearer {there.token(kid='elsewhere')}",
    "a key for no channel": lambda there: f"Bearer {there.token(kid='bare')}",
    "another service URL": lambda there: f"Bearer {there.token(serviceurl='https://evil.test')}",
    "no service URL": lambda there: f"Bearer {there.token(without=('serviceurl',))}",
    "another issuer": lambda there: f"Bearer {there.token(iss='https://evil.test')}",
    "a prefix of the issuer": lambda there: f"Bearer {there.token(iss='https://api')}",
    "no issuer": lambda there: f"Bearer {there.token(without=('iss',))}",
    "an emulator's issuer": lambda there: (
        "Bearer "
        + there.token(
            iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/", appid=APP_ID
        )
    ),
    "alg none": lambda there: f"Bearer {unsigned(there, 'none')}",
    "alg None": lambda there: f"Bearer {unsigned(there, 'None')}",
    "alg RS256 without signature": lambda there: f"Bearer {unsigned(there, 'RS256')}",
    "HS256 with the public key": lambda there: f"Bearer {by_public_key(there)}",
    "changed after signing": lambda there: f"Bearer {tampered(there)}",
}

MALFORMED = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"type": "message"}',
    b'{"type": 1, "channelId": "msteams", "serviceUrl": "x", "conversation": {"id": "a"}}',
    b'{"type": "message", "channelId": "msteams", "serviceUrl": "x", "conversation": "a"}',
)


def test_no_bad_token_is_let_in_and_nothing_is_sent(post: Post, there: Microsoft) -> None:
    found = {
        name: post(message(there, "what did we spend last month"), make(there)).status_code
        for name, make in HOSTILE.items()
    }
    assert found == dict.fromkeys(HOSTILE, 401)
    assert there.sent == []
    assert there.tokens_given == 0


def test_keys_are_read_once_for_many_tokens(post: Post, there: Microsoft) -> None:
    for kid in ("made-up-1", "made-up-2", "good"):
        post(message(there, "x"), f"Bearer {there.token(kid=kid)}")
    assert there.metadata_read == 1


def test_a_new_key_is_found_before_the_day_is_over(
    post: Post, there: Microsoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(message(there, "x"))
    key = make_key()
    there.keys.append(jwk(key, "rolled", "msteams"))
    header = f"Bearer {there.token(key=key, kid='rolled')}"
    assert post(message(there, "x"), header).status_code == 401
    monkeypatch.setattr("bot.teams.keys.LEAST_WAIT_S", 0)
    assert post(message(there, "x"), header).status_code == 201


def test_without_keys_nobody_is_let_in(
    there: Microsoft, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = {**there.env, "TEAMS_OPENID_METADATA_URL": f"{there.url}/nothing"}
    with hearing(settings, env) as url:
        headers = {"Authorization": f"Bearer {there.token()}"}
        answer = httpx.post(url, json=message(there, "x"), headers=headers)
    assert answer.status_code == 503
    assert there.sent == []


def test_keys_elsewhere_than_at_microsoft_are_not_read(post: Post, there: Microsoft) -> None:
    there.url, own = "http://192.0.2.1", there.url
    try:
        answer = post(message(there, "x"), f"Bearer {there.token()}")
    finally:
        there.url = own
    assert answer.status_code == 503


def test_what_is_no_activity_is_refused(url: str, there: Microsoft) -> None:
    headers = {"Authorization": f"Bearer {there.token()}"}
    for body in MALFORMED:
        assert httpx.post(url, content=body, headers=headers).status_code == 400, body[:80]
    assert there.sent == []


def test_what_is_too_long_is_refused_unread(url: str, there: Microsoft) -> None:
    headers = {"Authorization": f"Bearer {there.token()}"}
    long = message(there, "x" * 300_000)
    assert httpx.post(url, json=long, headers=headers).status_code == 413
    assert there.sent == []


def test_an_activity_without_a_service_url_is_refused(post: Post, there: Microsoft) -> None:
    activity = message(there, "x")
    del activity["serviceUrl"]
    assert post(activity).status_code == 400
    assert post(message(there, "x", serviceUrl="")).status_code == 401
    assert there.sent == []


def test_a_service_url_that_is_not_microsofts_gets_nothing_even_signed(
    post: Post, there: Microsoft
) -> None:
    url = "https://smba.trafficmanager.net.evil.test/"
    activity = message(there, "x", serviceUrl=url)
    assert post(activity, f"Bearer {there.token(serviceurl=url)}").status_code == 401
