"""Anthropic's Messages API on loopback: a scripted stand-in that the real SDK talks to.

What it answers is written down beforehand: a list of replies, one a request, or a function of the
request. It keeps what it was asked, so that a test can see what was sent and what was not. The same
server answers as Bedrock's InvokeModel (`/model/{model}/invoke`), where the model is in the path.

    with serving([read({"subject": "vm"}, ("VMs", "subject"))]) as api:
        os.environ["ANTHROPIC_BASE_URL"] = api.url

A `hang` holds the connection until the server ends; a `cut` says how long the answer is, sends a
part of it, and hangs up. When the replies have run out, it answers 500.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: its status, its body, and what becomes of the connection."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    hangs: bool = False
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its path, its headers (names in lower case), its body."""

    path: str
    headers: Mapping[str, str]
    body: Body

    @property
    def text(self) -> str:
        """All that was sent."""
        return json.dumps(self.body, ensure_ascii=False)


Script = Sequence[Reply] | Callable[[Asked], Reply]


@dataclass(slots=True)
class Api:
    """A running server: where it is, and what it was asked."""

    url: str
    asked: list[Asked] = field(default_factory=list)


def message(*content: Body, stop: str = "end_turn", tokens: Body | None = None) -> Reply:
    """A message with these blocks. `tokens` are its usage, in the API's own words."""
    usage = {"input_tokens": 1000, "output_tokens": 100, **(tokens or {})}
    body = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-5-5",
        "content": list(content),
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": usage,
    }
    return Reply(json.dumps(body).encode())


def words(text: str, *, stop: str = "end_turn") -> Reply:
    """A message in words."""
    return message({"type": "text", "text": text}, stop=stop)


def tool(name: str, data: object) -> Reply:
    """A message that calls a tool."""
    block = {"type": "tool_use", "id": "toolu_1", "name": name, "input": data}
    return message(block, stop="tool_use")


def read(query: object, *accounted: tuple[str, str]) -> Reply:
    """A question read as this Query, with a place for each of its words."""
    parts = [{"words": said, "place": place} for said, place in accounted]
    return tool("read", {"query": query, "accounted": parts})


def error(status: int, kind: str, text: str, **headers: str) -> Reply:
    """An error in the API's form; headers by their names with `_` for `-`."""
    body = {"type": "error", "error": {"type": kind, "message": text}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(json.dumps(body).encode(), status, named)


REFUSAL = message(stop="refusal")
HANG = Reply(hangs=True)
CUT = Reply(words("half of what was to be said").body, is_cut=True)
OVERLOADED = error(529, "overloaded_error", "Overloaded")
BROKEN = error(500, "api_error", "Internal server error")


def _in_order(script: Sequence[Reply]) -> Callable[[Asked], Reply]:
    replies = iter(script)
    return lambda _: next(replies, BROKEN)


@contextmanager
def serving(script: Script) -> Iterator[Api]:
    """The server, for as long as the block runs."""
    ending, lock = Event(), Lock()
    answer = script if callable(script) else _in_order(script)

    def reply_to(asked: Asked) -> Reply:
        with lock:
            api.asked.append(asked)
            return answer(asked)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = reply_to(Asked(self.path, headers, json.loads(body)))
            if reply.hangs:
                ending.wait()
                self.close_connection = True
                return
            self._send(reply)

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body[: len(reply.body) // 2] if reply.is_cut else reply.body)
            self.close_connection = reply.is_cut or self.close_connection

        def log_message(self, *_: object) -> None:
            """Keep stderr for people."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    api = Api(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        ending.set()
        server.shutdown()
        server.server_close()
        thread.join()
