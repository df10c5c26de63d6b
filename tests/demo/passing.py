"""A proxy before the estate's clouds that refuses one kind of call and lets all others pass.

What a kind is, is read from the request as a service would: an action of AWS's with its service,
the tables of a query of Resource Graph's, else the method and the path without names and numbers.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

# Hop by hop, or said anew by this end.
_OWN = frozenset({"connection", "content-length", "date", "server", "transfer-encoding"})
_TABLES = re.compile(r"type (?:=~|in~) \(?((?:'[^']+'(?:, ?)?)+)", re.IGNORECASE)
_XML = frozenset({"s3", "cloudfront", "route53"})


class Passing:
    """What passes: `seen` counts the calls of each kind; `refused` does not pass, but at first.

    The first `passed` calls of that kind do, as where a second page is refused.
    """

    def __init__(self) -> None:
        """Let all pass."""
        self.seen: Counter[str] = Counter()
        self.refused, self.passed = "", 0
        self.port = 0

    @property
    def url(self) -> str:
        """Where to ask."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def passing(target: str) -> Iterator[Passing]:
    """Pass requests on to a base URL."""
    rule = Passing()
    behind = urlsplit(target)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            kind, refusal = _kind(self, body)
            rule.seen[kind] += 1
            if kind == rule.refused and rule.seen[kind] > rule.passed:
                self._answer(403, {"Content-Type": refusal[0]}, refusal[1])
                return
            onward = HTTPConnection(str(behind.hostname), behind.port, timeout=30)
            try:
                onward.request(self.command, self.path, body, dict(self.headers))
                got = onward.getresponse()
                kept = {k: v for k, v in got.getheaders() if k.lower() not in _OWN}
                self._answer(got.status, kept, got.read())
            finally:
                onward.close()

        do_POST = do_HEAD = do_GET  # noqa: N815 - the base class's names

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    rule.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield rule
    server.shutdown()
    server.server_close()
    thread.join()


def _kind(request: Any, body: bytes) -> tuple[str, tuple[str, bytes]]:
    """The kind of a call, and how its service refuses it."""
    credential = request.headers.get("Authorization", "").partition("Credential=")[2]
    service = credential.split("/")[3] if credential.count("/") > 3 else ""
    json = ("application/x-amz-json-1.1", b'{"__type":"AccessDeniedException","message":"no"}')
    error = b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
    xml = ("text/xml", b"<ErrorResponse><Errors>%s</Errors>%s</ErrorResponse>" % (error, error))
    if target := request.headers.get("X-Amz-Target"):
        return f"{service} {target.rpartition('.')[2]}", json
    form = request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
    if form:
        return f"{service} {dict(parse_qsl(body.decode()))['Action']}", xml
    if service == "s3":
        xml = ("application/xml", error)
    plain = re.sub(r"[^/]*[\d%][^/]*", "…", urlsplit(request.path).path)
    if service:
        asked = ",".join(sorted(k for k, _ in parse_qsl(urlsplit(request.path).query, True)))
        return f"{service} {request.command} {plain} {asked}", xml if service in _XML else json
    tables = ",".join(_TABLES.findall(body.decode("utf-8", "replace")))
    arm = b'{"error": {"code": "AuthorizationFailed", "message": "no"}}'
    return f"azure {request.command} {plain.lower()} {tables}", ("application/json", arm)
