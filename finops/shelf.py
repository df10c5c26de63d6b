"""Answers kept on the disk, for the next process: a command line is one for each question.

    shelf.put(key, setting, kept)      shelf.take(key, setting)

They lie in the cache of facts, with the same protection: they hold the same data. What an answer
rests on is kept with it, as is a digest of what else it depends on (`setting`), which another
process makes for itself. The digest also has the state of our own code: another release may say it
otherwise. Whoever takes one still has to ask whether what it rests on is current.
"""

import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from finops.answer import Answer
from finops.written import dumped, read, written
from providers.cache import Cache, Held
from providers.model import Stamp

log = logging.getLogger(__name__)
# More rows are computed sooner than read: see docs/decisions/0026.
MOST_ROWS = 2_000
# An answer is of its day.
LASTING = timedelta(days=1)
# What makes answers: beside this package, the contract and the clouds.
_CODE = ("finops", "intents", "providers")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, and all that is kept of what it was made of."""

    answer: Answer
    rests_on: tuple[Stamp, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Answers in a cache. Safe to use from several threads and processes.

    `whose` differs where what the clouds show us may: another process may have other credentials
    and settings, and what an answer of theirs rests on is none the less current.
    """

    cache: Cache
    whose: Callable[[], str]

    def take(self, key: object, setting: object) -> Kept | None:
        """What was put under the key, if all that it depends on is still the same."""
        if (found := self.cache.kept_bytes(self._key(key))) is None:
            return None
        try:
            told = json.loads(found)
            if told["setting"] != self._digest(setting):
                return None
            rests_on = tuple(self._held(*one) for one in told["rests_on"])
            return Kept(read(told["answer"]), rests_on)
        except (ValueError, KeyError, TypeError) as error:
            log.warning("a kept answer is not readable: %s", error)
            return None

    def put(self, key: object, setting: object, kept: Kept) -> None:
        """Keep it, where it is small and what it rests on is on the disk too."""
        held = [one for one in kept.rests_on if isinstance(one, Held)]
        if len(held) < len(kept.rests_on) or len(kept.answer.rows) > MOST_ROWS:
            return
        told = {
            "setting": self._digest(setting),
            "rests_on": [[one.key, one.read_at, one.max_age.total_seconds()] for one in held],
            "answer": written(kept.answer),
        }
        self.cache.keep_bytes(self._key(key), dumped(told), LASTING)

    def _held(self, key: list[str], read_at: float, max_age: float) -> Held:
        return Held(self.cache, tuple(key), read_at, timedelta(seconds=max_age))

    def _key(self, key: object) -> tuple[str, ...]:
        return ("answer", self._digest(key))

    def _digest(self, value: object) -> str:
        """Alike in every process for values that are: theirs are shown by `repr` in full."""
        return sha256(f"{_release()} {self.whose()} {value!r}".encode()).hexdigest()


@cache
def _release() -> str:
    """Differs where our code does."""
    root = Path(__file__).parent.parent
    return sha256(repr(sorted(_files(*(str(root / name) for name in _CODE)))).encode()).hexdigest()


def _files(*folders: str) -> Iterator[tuple[str, int, int]]:
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir() and entry.name != "__pycache__":
                    yield from _files(entry.path)
                elif entry.name.endswith((".py", ".toml")):
                    state = entry.stat()
                    yield entry.path, state.st_size, state.st_mtime_ns
