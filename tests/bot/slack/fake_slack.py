"""A stand-in for Slack on loopback: the Web API, file uploads, response URLs and Socket Mode.

It records each call. People are who `people` says; what is in `failing` answers with that error.
"""

import asyncio
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

TEAM, APP = "T0TEAM", "A0APP"
DANA, ERIN, GUEST, ROBOT, STRANGER = "U0DANA", "U0ERIN", "U0GUEST", "U0ROBOT", "U0STRANGER"


def person(user: str, **facts: object) -> dict[str, object]:
    return {"id": user, "team_id": TEAM, "is_bot": False, "is_restricted": False, **facts}


@dataclass
class Call:
    """One call of a method and what came with it."""

    method: str
    said: Mapping[str, Any]

    @property
    def blocks(self) -> list[dict[str, Any]]:
        blocks = self.said.get("blocks") or []
        return json.loads(blocks) if isinstance(blocks, str) else list(blocks)

    @property
    def text(self) -> str:
        """Everything that a person would see."""
        return f"{self.said.get('text')} {json.dumps(self.blocks, ensure_ascii=False)}"

    def button(self, action: str) -> dict[str, Any]:
        elements = (one for block in self.blocks for one in block.get("elements", ()))
        return next(one for one in elements if one.get("action_id") == action)


@dataclass
class FakeSlack:
    """What is known to it, and what it was told."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    failing: dict[str, str] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    envelopes: list[dict[str, Any]] = field(default_factory=list)
    acknowledged: list[dict[str, Any]] = field(default_factory=list)
    sockets: int = 0
    drop_after: int | None = None
    people: dict[str, dict[str, object]] = field(
        default_factory=lambda: {
            DANA: person(DANA),
            ERIN: person(ERIN),
            GUEST: person(GUEST, is_restricted=True),
            ROBOT: person(ROBOT, is_bot=True),
            STRANGER: person(STRANGER, team_id="T0OTHER", is_stranger=True),
        }
    )

    def of(self, *methods: str) -> list[Call]:
        return [call for call in list(self.calls) if call.method in methods]

    @property
    def shown(self) -> list[Call]:
        """What anybody got to see."""
        return self.of("chat.postMessage", "chat.update", "chat.postEphemeral", "response_url")

    def wait(self, *methods: str, count: int = 1, patience: float = 20) -> list[Call]:
        """The calls of these methods, as soon as there are that many."""
        self.until(lambda: len(self.of(*methods)) >= count, patience)
        return self.of(*methods)

    def until(self, holds: Callable[[], bool], patience: float = 20) -> None:
        ends = time.monotonic() + patience
        while not holds():
            assert time.monotonic() < ends, [call.method for call in self.calls]
            time.sleep(0.01)

    # ------------------------------------------------------------------------------- the server

    async def method(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        is_json = request.content_type == "application/json"
        said = await request.json() if is_json else {**request.query, **await request.post()}
        self.calls.append(Call(name, said))
        if name in self.failing:
            return web.json_response({"ok": False, "error": self.failing[name]})
        return web.json_response({"ok": True, **self.result(name, said)})

    def result(self, name: str, said: Mapping[str, Any]) -> dict[str, Any]:
        match name:
            case "users.info":
                return {"user": self.people.get(said["user"])}
            case "usergroups.list":
                return {"usergroups": [{"id": k, "users": v} for k, v in self.groups.items()]}
            case "chat.postMessage":
                return {"ts": f"9.{len(self.calls)}", "channel": said["channel"]}
            case "conversations.open":
                return {"channel": {"id": f"D0{said['users']}"}}
            case "views.open":
                return {"view": {"id": "V1"}}
            case "files.getUploadURLExternal":
                return {"upload_url": f"{self.url}/upload", "file_id": "F1"}
            case "files.completeUploadExternal":
                return {"files": [{"id": "F1"}]}
            case "apps.connections.open":
                return {"url": f"{self.url.replace('http', 'ws')}/socket"}
            case _:
                return {}

    async def upload(self, request: web.Request) -> web.Response:
        self.files.append(await request.read())
        return web.Response(text="OK")

    async def reply(self, request: web.Request) -> web.Response:
        self.calls.append(Call("response_url", await request.json()))
        return web.Response(text="ok")

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        session = web.WebSocketResponse()
        await session.prepare(request)
        self.sockets += 1
        await session.send_json({"type": "hello", "num_connections": 1})
        for envelope in self.envelopes:
            await session.send_json(envelope)
        if self.drop_after is not None and self.sockets <= self.drop_after:
            await session.send_json({"type": "disconnect", "reason": "refresh_requested"})
        async for message in session:
            if message.type is WSMsgType.TEXT:
                self.acknowledged.append(message.json())
        return session


@contextmanager
def fake_slack() -> Iterator[FakeSlack]:
    """A running stand-in, on a port of its own."""
    slack, started, loop = FakeSlack(), threading.Event(), asyncio.new_event_loop()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.method)
    app.router.add_post("/upload", slack.upload)
    app.router.add_post("/reply/{number}", slack.reply)
    app.router.add_get("/socket", slack.socket)
    runner = web.AppRunner(app, shutdown_timeout=0.1)

    async def start() -> None:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        slack.url = f"http://127.0.0.1:{port}"
        started.set()

    def serve() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(start())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=serve)
    thread.start()
    started.wait()
    yield slack
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


# ----------------------------------------------------------------------------- what Slack sends

_numbers = itertools.count(1)


def event(kind: str, user: str = DANA, text: str = "", **parts: object) -> dict[str, Any]:
    """An event as Slack wraps it; `parts` go into the event itself."""
    number = next(_numbers)
    inner = {"type": kind, "user": user, "text": text, "ts": f"1.{number}", "team": TEAM, **parts}
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": APP,
        "event_id": f"Ev{number}-{time.time_ns()}",
        "event_time": 1,
        "authorizations": [{"team_id": TEAM, "user_id": "U0BOT", "is_bot": True}],
        "event": inner,
    }


def mention(
    text: str, user: str = DANA, channel: str = "C0OPEN", **parts: object
) -> dict[str, Any]:
    return event("app_mention", user, f"<@U0BOT> {text}", channel=channel, **parts)


def message(text: str, user: str = DANA, **parts: object) -> dict[str, Any]:
    return event("message", user, text, **{"channel": "D0IM", "channel_type": "im", **parts})


def command(slack: FakeSlack, text: str, user: str = DANA, **parts: str) -> dict[str, str]:
    number = next(_numbers)
    return {
        "command": "/finops",
        "text": text,
        "user_id": user,
        "team_id": TEAM,
        "api_app_id": APP,
        "channel_id": "C0OPEN",
        "trigger_id": f"{number}.{time.time_ns()}",
        "response_url": f"{slack.url}/reply/{number}",
        **parts,
    }


def press(
    slack: FakeSlack, button: Mapping[str, Any], user: str = DANA, **parts: object
) -> dict[str, Any]:
    """The press of a button in a thread of #open; `is_ephemeral` for one that only they see."""
    number = next(_numbers)
    channel = str(parts.pop("channel", "C0OPEN"))
    container = {"message_ts": "9.1", "thread_ts": "1.1", "channel_id": channel}
    if parts.pop("is_ephemeral", False):
        container = {"message_ts": "9.1", "channel_id": channel, "is_ephemeral": True}  # type: ignore[dict-item]
    return {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": user, "team_id": TEAM},
        "api_app_id": APP,
        "channel": {"id": channel},
        "container": container,
        "trigger_id": f"{number}.{time.time_ns()}",
        "response_url": f"{slack.url}/reply/{number}",
        "actions": [{"block_id": "b", "type": "button", "action_ts": "1", **button}],
        **parts,
    }


def submit(view: str, values: Mapping[str, Any], user: str = DANA) -> dict[str, Any]:
    """The form of that callback, sent off."""
    return {
        "type": "view_submission",
        "team": {"id": TEAM},
        "user": {"id": user, "team_id": TEAM},
        "api_app_id": APP,
        "view": {
            "id": "V1", "type": "modal", "callback_id": view, "private_metadata": "",
            "hash": f"{next(_numbers)}.{time.time_ns()}", "state": {"values": values},
        },
    }  # fmt: skip
