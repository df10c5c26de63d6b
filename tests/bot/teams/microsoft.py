"""Microsoft on loopback: OpenID metadata and keys, tokens, and the connector with its roster.

It signs tokens as Microsoft does and keeps what the bot sends. Real HTTP all the way.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from socket import create_server
from typing import Any

import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI, Request, Response
from jwt.algorithms import RSAAlgorithm

APP_ID = "11111111-aaaa-4bbb-8ccc-222222222222"
PASSWORD = "s3cret"
ISSUER = "https://api.botframework.com"
TENANT = "0f5f0f5f-1111-4222-8333-444444444444"
DANA = "aaaaaaaa-0000-4000-8000-000000000001"
BOT = {"id": f"28:{APP_ID}", "name": "FinOps"}


def make_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


KEY, STRANGE_KEY = make_key(), make_key()


@dataclass
class Microsoft:
    """What stands on the other side; `sent` is what the bot posted or put, in order."""

    url: str = ""
    sent: list[dict[str, Any]] = field(default_factory=list)
    tokens_given: int = 0
    metadata_read: int = 0
    # Person's id → how the roster shows them; who is not in it is not found.
    roster: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: list[dict[str, Any]] = field(default_factory=list)
    # Whether posts need no token, as with Microsoft's own playground.
    is_playground: bool = False
    # Statuses to answer the next posts with, before all goes well.
    refusals: list[int] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def service_url(self) -> str:
        return f"{self.url}/emea/"

    @property
    def env(self) -> dict[str, str]:
        """The bot's environment."""
        return {
            "TEAMS_APP_ID": APP_ID,
            "TEAMS_APP_PASSWORD": PASSWORD,
            "TEAMS_OPENID_METADATA_URL": f"{self.url}/v1/.well-known/openidconfiguration",
            "TEAMS_TOKEN_URL": f"{self.url}/oauth2/v2.0/token",
        }

    def token(
        self,
        key: rsa.RSAPrivateKey = KEY,
        kid: str | None = "good",
        without: tuple[str, ...] = (),
        **claims: object,
    ) -> str:
        now = int(time.time())
        every = {
            "iss": ISSUER,
            "aud": APP_ID,
            "nbf": now - 60,
            "exp": now + 3600,
            "serviceurl": self.service_url,
            **claims,
        }
        kept = {name: value for name, value in every.items() if name not in without}
        headers = {"kid": kid} if kid else {}
        return jwt.encode(kept, key, algorithm="RS256", headers=headers)

    def wait(self, count: int, seconds: float = 20) -> list[dict[str, Any]]:
        """What was sent, as soon as there are that many."""
        with self.changed:
            arrived = self.changed.wait_for(lambda: len(self.sent) >= count, seconds)
        assert arrived, f"{len(self.sent)} of {count} came: {self.sent}"
        return self.sent

    def messages(self, count: int) -> list[dict[str, Any]]:
        """What was sent but typing, as soon as there are that many."""

        def found() -> list[dict[str, Any]]:
            return [one for one in self.sent if one["type"] == "message"]

        with self.changed:
            assert self.changed.wait_for(lambda: len(found()) >= count, 20), self.sent
        return found()

    def keep(self, record: dict[str, Any]) -> None:
        with self.changed:
            self.sent.append(record)
            self.changed.notify_all()


def jwk(key: rsa.RSAPrivateKey, kid: str, *endorsements: str) -> dict[str, Any]:
    public = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return {**public, "kid": kid, "use": "sig", "endorsements": list(endorsements)}


def make_api(there: Microsoft) -> FastAPI:
    api = FastAPI()

    @api.get("/v1/.well-known/openidconfiguration")
    def metadata() -> dict[str, Any]:
        there.metadata_read += 1
        return {"issuer": ISSUER, "jwks_uri": f"{there.url}/v1/.well-known/keys"}

    @api.get("/v1/.well-known/keys")
    def keys() -> dict[str, Any]:
        return {"keys": there.keys}

    @api.post("/oauth2/v2.0/token")
    async def token(request: Request) -> Response:
        form = (await request.body()).decode()
        right = (APP_ID, PASSWORD, "client_credentials", "api.botframework.com%2F.default")
        if not all(part in form for part in right):
            return Response('{"error": "invalid_client"}', 401)
        there.tokens_given += 1
        body = json.dumps({"access_token": "for-the-bot", "expires_in": 3600})
        return Response(body, media_type="application/json")

    @api.get("/emea/v3/conversations/{conversation}/members/{person}")
    def member(conversation: str, person: str) -> Response:
        found = there.roster.get(person)
        return Response(json.dumps(found or {}), 200 if found else 404)

    @api.api_route("/emea/v3/conversations/{path:path}", methods=["POST", "PUT"])
    async def post(path: str, request: Request) -> Response:
        if there.refusals:
            return Response("{}", there.refusals.pop(0))
        needed = None if there.is_playground else "Bearer for-the-bot"
        if request.headers.get("authorization") != needed:
            return Response("{}", 401)
        body = await request.json()
        there.keep({**body, "_method": request.method, "_path": path})
        return Response('{"id": "sent-1"}', 201, media_type="application/json")

    return api


@contextmanager
def serving(api: FastAPI) -> Iterator[str]:
    """The URL of an app on loopback, until the block ends."""
    server = uvicorn.Server(uvicorn.Config(api, log_config=None))
    with closing(create_server(("127.0.0.1", 0))) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def microsoft() -> Iterator[Microsoft]:
    there = Microsoft()
    there.keys = [jwk(KEY, "good", "msteams"), jwk(KEY, "elsewhere", "webchat"), jwk(KEY, "bare")]
    there.roster["29:dana"] = person(DANA)
    with serving(make_api(there)) as url:
        there.url = url
        yield there


def person(aad: str, **more: str) -> dict[str, Any]:
    """A member of the tenant, as the roster shows them."""
    shown = {
        "id": "29:dana",
        "name": "Dana",
        "aadObjectId": aad,
        "tenantId": TENANT,
        "userRole": "user",
        "userPrincipalName": "dana@example.com",
    }
    return {**shown, **more}


def message(there: Microsoft, text: str, **more: object) -> dict[str, Any]:
    """A direct message from Dana."""
    activity: dict[str, Any] = {
        "type": "message",
        "id": f"{time.monotonic_ns()}",
        "timestamp": "2026-11-18T12:00:00Z",
        "channelId": "msteams",
        "serviceUrl": there.service_url,
        "from": {"id": "29:dana", "name": "Dana", "aadObjectId": DANA},
        "recipient": BOT,
        "conversation": {
            "id": "a:1dm",
            "conversationType": "personal",
            "tenantId": TENANT,
        },
        "channelData": {"tenant": {"id": TENANT}},
        "text": text,
        "textFormat": "plain",
        "entities": [{"type": "clientInfo", "locale": "en-US", "platform": "Web"}],
    }
    return {**activity, **more}


def mention(there: Microsoft, text: str, **more: object) -> dict[str, Any]:
    """A mention of the bot in a channel."""
    activity: dict[str, Any] = {
        "conversation": {
            "id": "19:general@thread.tacv2;messageid=1700000000000",
            "conversationType": "channel",
            "isGroup": True,
            "tenantId": TENANT,
        },
        "channelData": {
            "tenant": {"id": TENANT},
            "team": {"id": "19:team@thread.tacv2"},
            "channel": {"id": "19:general@thread.tacv2"},
        },
        "entities": [{"type": "mention", "mentioned": BOT, "text": "<at>FinOps</at>"}],
    }
    return message(there, f"<at>FinOps</at> {text}", **{**activity, **more})


def press(there: Microsoft, action: dict[str, Any], **more: object) -> dict[str, Any]:
    """Dana presses a button, with what stands in it."""
    value = {"action": {"type": "Action.Execute", **action}, "trigger": "manual"}
    return message(there, "", type="invoke", name="adaptiveCard/action", value=value, **more)
