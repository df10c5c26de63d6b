"""The only connections to the clouds: bounded in time and size, and cut when the job ends.

`Flight` is one request of a job. Everything that waits for a cloud runs inside `with flight:`; a
timer shuts the socket down when the time is over, whatever the cloud is doing: not answering,
sending a byte a second, or a header without end. So a thread that waits for a cloud ends within
milliseconds of its deadline, and a job takes nothing with it.

`exchange` sends a request and reads the answer, no further than its limit. It follows no redirect,
tries nothing again, and unpacks no compression, since a small body can unpack to a huge one.
"""

import socket
import time
from collections.abc import Mapping
from contextvars import ContextVar, Token
from dataclasses import dataclass
from functools import cache
from threading import Lock, Timer
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from sandbox_runner.broker.grant import CutOff, TooLarge, Unreachable

if TYPE_CHECKING:
    from urllib3 import PoolManager
    from urllib3.response import BaseHTTPResponse

# Seconds. Longer than this no cloud takes to accept a connection.
CONNECT_SECONDS = 5.0
AT_ONCE = 16
_CHUNK = 64 * 1024


class Flight:
    """One request in the air. Cutting it twice, or after it landed, does nothing."""

    def __init__(self, seconds: float, most_bytes: int) -> None:
        """It may take `seconds` from now on and bring `most_bytes`."""
        self.until = time.monotonic() + seconds
        self.most_bytes = most_bytes
        self.bytes = 0
        self.is_cut = False
        self._lock = Lock()
        self._socket: socket.socket | None = None
        self._timer = Timer(seconds, self.cut)
        self._timer.daemon = True
        self._token: Token[Flight | None] | None = None

    @property
    def left(self) -> float:
        """Seconds; at least a little, since sockets take no less."""
        return max(self.until - time.monotonic(), 0.001)

    def __enter__(self) -> Self:
        self._timer.start()
        self._token = _flying.set(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        self.let_go()
        if self._token:
            _flying.reset(self._token)

    def take_off(self, made: socket.socket | None) -> None:
        """This socket now waits for the cloud."""
        with self._lock:
            self._socket = made
        self.check()

    def let_go(self) -> None:
        """The socket is not ours any more: it goes back to the pool."""
        with self._lock:
            self._socket = None

    def cut(self) -> None:
        """End it, from any thread."""
        with self._lock:
            self.is_cut = True
            if self._socket is not None:
                _shut(self._socket)

    def check(self) -> None:
        """Raise CutOff if the time is over."""
        if self.is_cut or time.monotonic() > self.until:
            raise CutOff("the cloud took longer than the job may")


_flying: ContextVar[Flight | None] = ContextVar("flight", default=None)


def flying() -> Flight:
    """The flight that this thread is in; nothing is sent outside one."""
    flight = _flying.get()
    if flight is None:
        raise CutOff("nothing is sent outside of a job's call")
    return flight


@dataclass(frozen=True, slots=True)
class Landed:
    """An answer, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def exchange(
    method: str, url: str, headers: Mapping[str, str], body: bytes | str | None, verify: str | None
) -> Landed:
    """Send a request and read its answer. Raises CutOff, TooLarge, Unreachable.

    `verify` is a file of certificates to trust; without one, those that Python trusts.
    """
    from urllib3 import Timeout
    from urllib3.exceptions import HTTPError

    flight = flying()
    flight.check()
    try:
        answer = _managers(_proxy(url), verify).request(
            method, url, body=body, headers=dict(headers), redirect=False, retries=False,
            preload_content=False, decode_content=False,
            timeout=Timeout(connect=min(CONNECT_SECONDS, flight.left), read=flight.left),
        )  # fmt: skip
        read = _whole(answer, flight)
    except (HTTPError, OSError, ValueError, AttributeError) as error:
        # A socket that is shut under urllib3's hands shows itself in each of these.
        flight.check()
        raise Unreachable(f"the cloud broke off: {type(error).__name__}") from error
    return Landed(answer.status, dict(answer.headers.items()), read)


def _whole(answer: "BaseHTTPResponse", flight: Flight) -> bytes:
    """The body; the connection is thrown away if it is not read to its end."""
    found = bytearray()
    try:
        while chunk := answer.read1(_CHUNK):
            found += chunk
            flight.bytes += len(chunk)
            if flight.bytes > flight.most_bytes:
                raise TooLarge(f"an answer has at most {flight.most_bytes} bytes")  # noqa: TRY301
            flight.check()
    except BaseException:
        answer.close()
        raise
    # A socket that was shut looks like the end of an answer.
    flight.check()
    said = answer.headers.get("Content-Length")
    if said is not None and said.isdecimal() and len(found) < int(said) and answer.status != 304:
        answer.close()
        raise Unreachable("the cloud broke off in the middle of its answer")
    # What is shut by the timer from here on would be the next call's.
    flight.let_go()
    answer.release_conn()
    return bytes(found)


def _shut(open_socket: socket.socket) -> None:
    """Both directions, beneath TLS: the thread that reads wakes up at once."""
    try:
        socket.socket.shutdown(open_socket, socket.SHUT_RDWR)
    except OSError:
        return  # it was closed already


def _proxy(url: str) -> str:
    """The proxy that the environment names for a URL; empty without one."""
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    return "" if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme, "")


@cache
def _managers(proxy: str, verify: str | None) -> "PoolManager":
    """One for each way out. TLS is checked as urllib3 does by default."""
    import urllib3

    settings: dict[str, Any] = {"maxsize": AT_ONCE, "num_pools": 64}
    if verify:
        settings["ca_certs"] = verify
    manager = urllib3.ProxyManager(proxy, **settings) if proxy else urllib3.PoolManager(**settings)
    manager.pool_classes_by_scheme = _watched_pools()
    return manager


@cache
def _watched_pools() -> dict[str, type]:
    """Pools whose connections tell the flight which socket it waits for."""
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.connection import HTTPConnection, HTTPSConnection

    class Watched:
        """What both kinds of connection do more than urllib3's."""

        sock: socket.socket | None

        def _new_conn(self) -> socket.socket:
            made: socket.socket = super()._new_conn()  # type: ignore[misc]
            # A handshake waits for the cloud, too.
            flying().take_off(made)
            return made

        def send(self, data: object) -> None:
            if self.sock is None:
                self.connect()  # type: ignore[attr-defined]
            flying().take_off(self.sock)
            super().send(data)  # type: ignore[misc]

    class Plain(Watched, HTTPConnection):
        """Without TLS: loopback."""

    class Secure(Watched, HTTPSConnection):
        """With TLS."""

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
