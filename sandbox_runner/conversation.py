"""The parent's talk with one job: hands it the script, hears what it says, keeps the clock.

Everything that a job says is hostile. Whatever it sends, and however little it reads, the talk ends
by the deadline: reading, writing and answering never wait for the job or for each other.
"""

import os
import select
import signal
import time
from typing import Any, cast

from sandbox_runner import channel
from sandbox_runner.answers import MOST_OF_A_JOB, Answers
from sandbox_runner.jail import Slot
from sandbox_runner.job import Answer, Ending, Limits, Outcome

_CHUNK = 1 << 18
# What a job may say of its own end; the others are ours to say.
_OWN_ENDINGS = ("finished", "failed", "out_of_memory", "too_much_output", "refused")
_GONE_SECONDS = 0.2


class Over(Exception):
    """The talk is at its end; `outcome` says how, but for what was printed."""

    def __init__(self, ending: Ending, reason: str | None = None, result: Any = None) -> None:
        """As in `Outcome`."""
        super().__init__(ending)
        self.ending, self.reason, self.result = ending, reason, result


class Conversation:
    """One job's talk. Used once, by one thread."""

    def __init__(self, slot: Slot, limits: Limits, answer: Answer | None) -> None:
        """The clock starts here."""
        self._started = time.monotonic()
        self._deadline = self._started + limits.seconds
        self._slot, self._limits = slot, limits
        self._answers = Answers(answer)
        self._incoming = channel.Incoming()
        self._unsent = memoryview(b"")
        self._printed: dict[int, list[str]] = {1: [], 2: []}
        self._bytes = 0
        self.has_begun = False

    def hold(self, code: str) -> Outcome:
        """Run the script to its end, or to ours. The job may still live; nothing it says counts."""
        try:
            self._unsent = memoryview(channel.encode({"run": code}))
            while True:
                self._step()
        except Over as over:
            return self._outcome(over)
        except channel.NotPlain as error:
            return self._outcome(Over("killed", f"the job sent what is not a message: {error}"))
        finally:
            self._answers.close()

    def _step(self) -> None:
        """Wait for the next thing to do, and do it."""
        slot, poll = self._slot, select.poll()
        poll.register(slot.reads, select.POLLIN if self._has_room() else 0)
        poll.register(self._answers.wakes, select.POLLIN)
        if self._unsent:
            poll.register(slot.writes, select.POLLOUT)
        ready = dict(poll.poll(self._milliseconds_left()))
        if time.monotonic() >= self._deadline:
            raise Over("timed_out", f"it ran longer than {self._limits.seconds:g} s")
        if self._answers.wakes in ready:
            self._unsent = memoryview(bytes(self._unsent) + self._answers.take())
        if slot.writes in ready:
            self._write()
        if slot.reads in ready:
            self._read()

    def _has_room(self) -> bool:
        """A job that asks without end, or does not read its replies, has to wait."""
        return self._answers.in_flight < MOST_OF_A_JOB and len(self._unsent) < channel.MOST_BYTES

    def _milliseconds_left(self) -> int:
        return max(0, int((self._deadline - time.monotonic()) * 1000) + 1)

    def _write(self) -> None:
        try:
            self._unsent = self._unsent[os.write(self._slot.writes, self._unsent) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._unsent = memoryview(b"")  # it has closed its end; reading tells the rest

    def _read(self) -> None:
        try:
            arrived = os.read(self._slot.reads, _CHUNK)
        except BlockingIOError:
            return
        if not arrived:
            raise self._ended()
        for message in self._incoming.feed(arrived):
            self._hear(message)

    def _hear(self, message: object) -> None:
        self.has_begun = True
        match message:
            case {"begun": True}:
                return
            case {"out": (1 | 2) as stream, "text": str(text)}:
                self._keep(stream, text)
            case {"ask": int(number), "request": dict(request)}:
                self._answers.submit(number, request)
            case {"end": str(ending), **told} if ending in _OWN_ENDINGS:
                raise self._told(cast("Ending", ending), told)
            case _:
                raise Over("killed", "the job sent a message of no known form")

    def _keep(self, stream: int, text: str) -> None:
        room = self._limits.output_bytes - self._bytes
        raw = text.encode()
        self._bytes += len(raw)
        self._printed[stream].append(
            text if len(raw) <= room else raw[:room].decode("utf-8", "ignore")
        )
        if len(raw) > room:
            raise Over("too_much_output", f"it printed more than {self._limits.output_bytes} bytes")

    def _told(self, ending: Ending, message: dict[Any, Any]) -> Over:
        reason, result = message.get("reason"), message.get("result")
        if ending == "finished" and self._is_too_big(result):
            return Over(
                "too_much_output", f"result and output exceed {self._limits.output_bytes} bytes"
            )
        if ending == "out_of_memory":
            reason = f"it needed more than {self._limits.memory_mb} MB"
        return Over(ending, str(reason)[:2000] if reason else None, result)

    def _is_too_big(self, result: object) -> bool:
        return self._bytes + len(channel.encode(result)) > self._limits.output_bytes

    def _ended(self) -> Over:
        """The job is gone, or has closed its end, without having told how it ended."""
        self._slot.gone.wait(_GONE_SECONDS)
        status = self._slot.status
        if status is None:
            return Over("killed", "the job closed its line, or the sandbox's first process ended")
        if os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            name = signal.Signals(number).name if number in _SIGNALS else f"signal {number}"
            return Over("killed", _KILLED_BY.get(name, f"ended by {name}"))
        return Over("failed", f"the script ended its process ({os.WEXITSTATUS(status)})")

    def _outcome(self, over: Over) -> Outcome:
        return Outcome(
            over.ending,
            result=over.result if over.ending == "finished" else None,
            stdout="".join(self._printed[1]),
            stderr="".join(self._printed[2]),
            reason=over.reason,
            wall_ms=(time.monotonic() - self._started) * 1000,
        )


_SIGNALS = {int(number) for number in signal.Signals}
_KILLED_BY = {
    "SIGSYS": "ended by the kernel for a system call of another architecture",
    "SIGSEGV": "it crashed (SIGSEGV)",
    "SIGXCPU": "it used more processor time than any job may",
}
