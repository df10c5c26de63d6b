"""An HTTP server on loopback that answers as it is told: with the real SDK before it."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

# Status, headers, and the body: bytes as they are, anything else as JSON; none with 204.
Reply = tuple[int, Mapping[str, str], object]


@contextmanager
def answering(answer: Callable[[str, Mapping[str, str], bytes], Reply]) -> Iterator[str]:
    """Where each request is answered with `answer(path and query, headers, body)`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # One segment an answer: else each waits 40 ms for a delayed ACK.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            asked = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, body = answer(self.path, dict(self.headers), asked)
            content = b"" if status == 204 else _written(body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the base class's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _written(body: object) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()
