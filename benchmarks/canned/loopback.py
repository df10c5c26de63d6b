"""HTTP/1.1 as SDKs speak it, kept open, request after request: too cheap to be what is measured."""

import asyncio
import re
from collections.abc import Callable

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Http(asyncio.Protocol):
    """One connection; a server says in `asked` what a request is answered with, by `send`."""

    def __init__(self, latency: float) -> None:
        """`latency` in seconds, before each answer that is not `at_once`."""
        self.latency, self.buffer = latency, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.WriteTransport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end]
            found = _LENGTH.search(head)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self.buffer) < whole:
                return
            body, self.buffer = self.buffer[end + 4 : whole], self.buffer[whole:]
            self.asked(head, body)

    def asked(self, head: bytes, body: bytes) -> None:
        raise NotImplementedError

    def send(
        self, status: int, kind: str, body: bytes, more: str = "", *, at_once: bool = False
    ) -> None:
        """An answer of a content type; `more` are headers, each with its line end."""
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n{more}"
        parts = [f"{head}Content-Length: {len(body)}\r\n\r\n".encode(), body]
        if self.latency and not at_once:
            asyncio.get_running_loop().call_later(self.latency, self._write, parts)
        else:
            self._write(parts)

    def _write(self, parts: list[bytes]) -> None:
        if not self.transport.is_closing():
            self.transport.writelines(parts)


async def serve(connection: Callable[[], Http]) -> None:
    """Print the port, and answer until the process ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
