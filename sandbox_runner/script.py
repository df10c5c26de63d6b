"""A job, from inside: waits for a script, runs it, tells how it ended.

The walls stand before the first byte of a script is read. Nothing here is one: a script may change
any of it, and can then only send messages that the parent checks.
"""

import linecache
import os
import random
import select
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from io import BufferedIOBase, TextIOWrapper
from typing import IO, Any, cast

from sandbox_runner import channel

_FILE = "<script>"
_CHUNK = 1 << 16
# Output is sent at once if nothing was sent for this long, and gathered otherwise.
_GATHER_SECONDS = 0.05
# Made beforehand: there may be no memory left to make it.
_OUT_OF_MEMORY = channel.encode({"end": "out_of_memory"})

Connect = Callable[[Callable[[Mapping[str, Any]], Mapping[str, Any]]], None]


class Line:
    """The job's ends of the two pipes; threads may ask at the same time."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self._in, self._out = incoming, outgoing
        self._parser = channel.Incoming(channel.MOST_BYTES_IN)
        self._arrived: list[Any] = []
        self._writing = threading.Lock()
        self._turn = threading.Condition()
        self._someone_reads = False
        self._replies: dict[int, Mapping[str, Any]] = {}
        self._asked = 0

    def send(self, message: object) -> None:
        """Raises NotPlain."""
        self.send_bytes(channel.encode(message))

    def send_bytes(self, frame: bytes) -> None:
        """Send a message that was made beforehand."""
        with self._writing:
            rest = memoryview(frame)
            while rest:
                rest = rest[os.write(self._out, rest) :]

    def has_mail(self) -> bool:
        """Whether a message waits to be read."""
        return bool(select.select([self._in], [], [], 0)[0])

    def receive(self) -> Any:
        """The next message; ends the process if the parent is gone."""
        while not self._arrived:
            arrived = os.read(self._in, _CHUNK)
            if not arrived:
                os._exit(0)
            self._arrived += self._parser.feed(arrived)
        return self._arrived.pop(0)

    def ask(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the parent replies. Raises NotPlain for a request that is not JSON."""
        with self._turn:
            self._asked += 1
            number = self._asked
        self.send({"ask": number, "request": dict(request)})
        return self._reply_to(number)

    def _reply_to(self, number: int) -> Mapping[str, Any]:
        """One of the waiting threads reads for all of them."""
        with self._turn:
            while number not in self._replies:
                if self._someone_reads:
                    self._turn.wait()
                    continue
                self._someone_reads = True
                self._turn.release()
                try:
                    message = self.receive()
                finally:
                    self._turn.acquire()
                    self._someone_reads = False
                self._replies[message["answer"]] = message["reply"]
                self._turn.notify_all()
            return self._replies.pop(number)


class Output(BufferedIOBase):
    """What a script prints, as messages."""

    def __init__(self, line: Line, stream: int) -> None:
        super().__init__()
        self._line, self._stream = line, stream
        self._held = bytearray()
        self._sent_at = 0.0
        self._lock = threading.RLock()

    def writable(self) -> bool:
        """As files have it."""
        return True

    def write(self, data: Any) -> int:
        """As files have it."""
        with self._lock:
            self._held += data
            if len(self._held) >= _CHUNK or time.monotonic() - self._sent_at > _GATHER_SECONDS:
                self.send_held()
        return len(data)

    def send_held(self) -> None:
        """Send what was gathered."""
        with self._lock:
            held, self._held = self._held, bytearray()
            for start in range(0, len(held), _CHUNK):
                text = held[start : start + _CHUNK].decode("utf-8", "replace")
                self._line.send({"out": self._stream, "text": text})
            self._sent_at = time.monotonic()


def serve(line: Line, connects: list[Connect], names: Mapping[str, object]) -> None:
    """Wait for the script, run it, tell how it ended. `names`: globals that it finds.

    What can be done beforehand is: a rehearsal makes the copies of memory pages that a run needs,
    unless the script is there already.
    """
    try:
        _reseed()
        for connect in connects:
            connect(line.ask)
    except Exception as error:  # noqa: BLE001 - whatever a preloaded module raises, no script runs
        line.send({"end": "refused", "reason": f"a preloaded module failed: {error!r}"[:500]})
        return
    outputs = [Output(line, stream) for stream in (1, 2)]
    sys.stdout, sys.stderr = (
        TextIOWrapper(cast("IO[bytes]", output), "utf-8", "backslashreplace", write_through=True)
        for output in outputs
    )
    sys.argv = [_FILE]
    if not line.has_mail():
        _run("result = [1]", {})
    code = line.receive()["run"]
    line.send({"begun": True})
    try:
        end = _run(code, {"__name__": "__main__", "__builtins__": __builtins__, **names})
        for output in outputs:
            output.send_held()
        line.send_bytes(end)
    except MemoryError:
        line.send_bytes(_OUT_OF_MEMORY)


def _run(code: str, scope: dict[str, object]) -> bytes:
    """Run it; the last message."""
    linecache.cache[_FILE] = (len(code), None, code.splitlines(keepends=True), _FILE)
    try:
        exec(compile(code, _FILE, "exec"), scope)  # noqa: S102 - it is what the jail is for
    except MemoryError:
        scope.clear()
        return _OUT_OF_MEMORY
    except SystemExit as leaving:
        if leaving.code not in (None, 0):
            return _failed(f"the script left by sys.exit({leaving.code!r})")
    except BaseException as error:  # noqa: BLE001 - whatever a script raises is its failure
        return _failed(_told(error))
    return _finished(scope.get("result"))


def _finished(result: object) -> bytes:
    """The result is held to what the parent will accept, so that the script is told of it."""
    try:
        frame = channel.encode({"end": "finished", "result": result})
        channel.decode(frame[4:])
    except channel.TooLong as error:
        return channel.encode({"end": "too_much_output", "reason": f"the result: {error}"})
    except channel.NotPlain as error:
        return _failed(f"the result is not JSON: {error}")
    return frame


def _failed(reason: str) -> bytes:
    plain = reason[:2000].encode("utf-8", "backslashreplace").decode()
    return channel.encode({"end": "failed", "reason": plain})


def _told(error: BaseException) -> str:
    """Print the script's part of the traceback; the error in one line."""
    try:
        told = traceback.TracebackException.from_exception(error)
        while told.stack and told.stack[0].filename != _FILE:
            del told.stack[0]
        sys.stderr.write("".join(told.format()))
        return "".join(told.format_exception_only()).strip().splitlines()[-1]
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a script's exception may fail at being described
        return type(error).__name__


def _reseed() -> None:
    """All jobs are copies of one process: without this they would draw the same numbers."""
    random.seed()
    numpys = sys.modules.get("numpy.random")
    if numpys is not None:
        numpys.seed()
