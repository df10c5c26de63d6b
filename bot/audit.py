"""Who asked what, how it was read, which calls to a cloud it took, and what they cost.

JSON, one object a line, only ever appended: `home/audit/2026-11-18.jsonl`, one file a UTC day.
`kind` is `question`, `call`, `script` (a job of the sandbox), `script_call` (what it asked),
`promotion` (a script was promoted or revoked), `example` (a correction that was decided on) or
`finding` (one that was, its own id as `id`);
what was done for a question bears its `id`. Times are the real clock's, even when FINOPS_NOW
freezes the bot's.

Lines stay whole. Each is one `write` to a file opened for appending, under a lock that all
processes share and the kernel lets go of when one is killed. Should a kill or a full disk cut one
all the same, the next writer drops the fragment. A line is with the kernel before the person sees
the answer, so a crash of the bot loses none; it is forced to the disk when the day or the process
ends, so a crash of the machine can lose the last seconds. What cannot be written raises NotKept:
without an audit there is no answer.

What looks like a credential is blotted out, since people paste such things into questions.
"""

import fcntl
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from bot.clock import Clock, utc_now
from bot.examples import Decision
from bot.keeping import keeping
from bot.redaction import redacted, redacted_question
from finops.answer import Answer
from providers.model import Call

if TYPE_CHECKING:
    from bot.findings import Decided
    from bot.scripts.promoted import Promoted


class Audit:
    """The audit of one `home`. Safe to use from several threads, beside other processes."""

    def __init__(self, home: Path, now: Clock = utc_now) -> None:
        self._folder = home / "audit"
        with keeping(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._now = now
        self._lock = Lock()
        self._day: date | None = None
        self._file = -1

    def question(
        self, answer: Answer, *, question: str, asker: str, surface: str, thread: str | None = None
    ) -> None:
        """Write down one question and what became of it."""
        words, (query, resolved) = redacted_question(question, answer.query, answer.resolved)
        self._write(
            {
                "kind": "question",
                "id": answer.id,
                "asker": asker,
                "surface": surface,
                "thread": thread,
                "question": words,
                "outcome": answer.outcome,
                "route": answer.route,
                "query": query,
                "resolved": resolved,
                "elapsed_ms": answer.elapsed_ms,
                "calls": sum(source.calls for source in answer.sources),
                "tokens": sum(source.tokens for source in answer.sources),
                "price": sum(source.price for source in answer.sources),
                "rows": answer.row_count,
                "gaps": len(answer.gaps),
            }
        )

    def decision(self, decision: Decision) -> None:
        """Write down who confirmed or rejected a correction, and what it is to mean."""
        query = decision.query.as_said() if decision.query else None
        words, (meant,) = redacted_question(decision.ask, query)
        self._write(
            {
                "kind": "example",
                "id": decision.answer,
                "asker": decision.by,
                "question": words,
                "outcome": "confirmed" if decision.query else "rejected",
                "query": meant,
            }
        )

    def finding(self, one: "Decided") -> None:
        """Write down who decided what on a finding, and why."""
        order = one.order
        until = order.until.isoformat() if order.until else None
        told = {"outcome": order.status, "until": until, "reason": order.reason}
        self._write({"kind": "finding", "id": order.finding, "asker": one.by, **told})

    def script(self, question_id: str, **told: object) -> None:
        """Write down one job of the sandbox: whose, which code, its limits and how it ended."""
        self._write({"kind": "script", "id": question_id, **told})

    def promotion(self, one: "Promoted", by: str, outcome: Literal["promoted", "revoked"]) -> None:
        """Write down who promoted or revoked a script, and which text of it."""
        told = {"outcome": outcome, "sha256": one.sha256, "question": one.question}
        self._write({"kind": "promotion", "id": one.answer, "asker": by, **told})

    def script_call(self, question_id: str, told: Mapping[str, object]) -> None:
        """Write down one request of a script, and what was decided about it."""
        self._write({"kind": "script_call", "id": question_id, **told})

    def recorder(self, question_id: str) -> Callable[[Call], None]:
        """What takes the calls to a cloud made for one question: `Context.record`."""

        def record(call: Call) -> None:
            self._write({"kind": "call", "id": question_id, **asdict(call)})

        return record

    def calls(self, question_id: str) -> tuple[dict[str, object], ...]:
        """The calls that were made for a question, in order; none where its day is not kept."""
        return tuple(one for one in self._of(question_id) if one["kind"] == "call")

    def of_script(self, question_id: str) -> tuple[dict[str, object], ...]:
        """What a script asked for a question, in order, and how it ended."""
        kinds = ("script", "script_call")
        return tuple(one for one in self._of(question_id) if one["kind"] in kinds)

    def _of(self, question_id: str) -> tuple[dict[str, object], ...]:
        for path in sorted(self._folder.glob("*.jsonl"), reverse=True):
            with path.open("rb") as lines:
                # The id is looked for as text first: decoding a day's lines would take a second.
                own = [json.loads(line) for line in lines if question_id.encode() in line]
            mine = [one for one in own if one.get("id") == question_id]
            if mine:
                return tuple(mine)
        return ()

    def close(self) -> None:
        """Force to the disk what was written."""
        with keeping(self._folder), self._lock:
            self._shut()

    def _write(self, record: dict[str, object]) -> None:
        with keeping(self._folder), self._lock:
            now = self._now()
            self._turn_to(now.date())
            stamped = {"time": now.isoformat(timespec="milliseconds"), **_harmless(record)}
            text = json.dumps(stamped, default=_plain, separators=(",", ":"))
            _append(self._file, text.encode() + b"\n")

    def _turn_to(self, day: date) -> None:
        if day == self._day:
            return
        self._shut()
        path = self._folder / f"{day}.jsonl"
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._day = day

    def _shut(self) -> None:
        if self._day is not None:
            self._day = None
            os.fsync(self._file)
            os.close(self._file)


def _append(file: int, line: bytes) -> None:
    """One line at the end of the file, whole or not at all."""
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        start = _mended(file)
        if os.write(file, line) < len(line):
            os.ftruncate(file, start)
            raise OSError(f"the audit took only part of a line of {len(line)} bytes")
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _mended(file: int) -> int:
    """The file's length, after a fragment that a killed writer left at its end was dropped."""
    size = end = os.fstat(file).st_size
    while end and os.pread(file, 1, end - 1) != b"\n":
        end -= 1
    if end < size:
        os.ftruncate(file, end)
    return end


def _harmless(record: Mapping[str, object]) -> dict[str, object]:
    return {key: redacted(one) if isinstance(one, str) else one for key, one in record.items()}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"an audit record holds {type(value).__name__}")
