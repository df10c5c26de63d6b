"""Whether the server can answer, and why not: what `/healthz` says.

It needs no token, so it tells no account, path or setting: only names of parts, and what is known
of each. Ready means that a question would not wait for an SDK or a cost export to be loaded.
"""

import logging
import tempfile
from collections.abc import Iterable
from pathlib import Path
from threading import Event
from uuid import uuid4

from pydantic import BaseModel

from bot.ask import Bot

log = logging.getLogger(__name__)
# What could not be loaded, as files that somebody is mending, is tried again.
AGAIN_S = 30.0


class Report(BaseModel):
    """The body of `/healthz`; `why` is empty when ready."""

    ready: bool
    why: list[str]
    parts: dict[str, str]
    surfaces: dict[str, str]


class Health:
    """What is known of the parts of one server."""

    def __init__(self, home: Path, parts: Iterable[str]) -> None:
        """`parts` are to be warmed: the warehouse and the clouds."""
        self._home = home
        self._parts = dict.fromkeys(parts, "loading")
        self._stopped = Event()
        self.surfaces: dict[str, str] = {}

    def warm(self, bot: Bot) -> None:
        """Load what is heavy, until all of it is; for a thread of its own."""
        while not self._stopped.is_set():
            try:
                bot.warm(self._done)
            except Exception:  # said in /healthz by its reference, and tried again
                reference = uuid4().hex[:12]
                log.exception("loading failed (%s)", reference)
                self._failed(reference)
                self._stopped.wait(AGAIN_S)
            else:
                return

    def stop(self) -> None:
        """Nothing is ready any more."""
        self._stopped.set()

    def report(self) -> Report:
        """How it is now."""
        parts = {"home": _writable(self._home), **self._parts}
        why = [f"{name}: {state}" for name, state in parts.items() if state != "ok"]
        if self._stopped.is_set():
            why.append("the server is stopping")
        return Report(ready=not why, why=why, parts=parts, surfaces=self.surfaces)

    def _done(self, part: object) -> None:
        self._parts[str(part)] = "ok"

    def _failed(self, reference: str) -> None:
        for name, state in self._parts.items():
            if state != "ok":
                self._parts[name] = f"could not be loaded; the log has it under {reference}"


def _writable(home: Path) -> str:
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(b"x")
    except OSError as error:
        return f"cannot be written: {error.strerror}"
    return "ok"
