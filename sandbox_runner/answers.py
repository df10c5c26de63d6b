"""A job's requests, answered in threads, so that a slow answer never holds up the job's clock.

When the job is over its answers are not waited for: a late one is dropped. Whoever answers should
also cut off what is still in the air (the broker's `close`).
"""

import os
import threading
from collections import deque
from typing import Any

from sandbox_runner import channel
from sandbox_runner.job import Answer

# At the same time for one job, and for all jobs of this process together: late ones count until
# they return, so that slow answers cannot pile up without end.
MOST_OF_A_JOB = 8
_places = threading.BoundedSemaphore(64)


class Answers:
    """One job's. `wakes` can be polled: it is readable when a reply is ready."""

    def __init__(self, answer: Answer | None) -> None:
        """Without `answer` every request is refused."""
        self._answer = answer
        self._ready: deque[bytes] = deque()
        self._lock = threading.Lock()
        self._open = True
        self.wakes = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self.in_flight = 0

    def submit(self, number: int, request: dict[str, Any]) -> None:
        """Begin to answer."""
        self.in_flight += 1
        if self._answer is None:
            self._keep(number, refusal("nothing outside can be asked from this sandbox"))
        elif not _places.acquire(blocking=False):
            self._keep(number, refusal("too many earlier calls have not returned yet"))
        else:
            threading.Thread(
                target=self._reply, args=(self._answer, number, request), daemon=True
            ).start()

    def take(self) -> bytes:
        """The replies that are ready, as messages."""
        with self._lock:
            ready = list(self._ready)
            self._ready.clear()
            if ready:
                os.eventfd_read(self.wakes)
        self.in_flight -= len(ready)
        return b"".join(ready)

    def close(self) -> None:
        """Drop what comes from now on."""
        with self._lock:
            self._open = False
            os.close(self.wakes)

    def _reply(self, answer: Answer, number: int, request: dict[str, Any]) -> None:
        reply = refusal("the answer failed")
        try:
            reply = dict(answer(request))
        finally:  # an exception is a bug of the answer's and goes to threading.excepthook
            _places.release()
            self._keep(number, reply)

    def _keep(self, number: int, reply: dict[str, Any]) -> None:
        try:
            frame = channel.encode({"answer": number, "reply": reply}, channel.MOST_BYTES_IN)
        except channel.NotPlain as error:
            frame = channel.encode({"answer": number, "reply": refusal(f"the answer: {error}")})
        with self._lock:
            if self._open:
                self._ready.append(frame)
                os.eventfd_write(self.wakes, 1)


def refusal(why: str) -> dict[str, Any]:
    """A reply that is an error, in the form that the shims know."""
    error = {"kind": "ClientError", "code": "AccessDenied", "message": why, "status": 403}
    return {"error": error | {"request": ""}}
