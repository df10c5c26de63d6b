"""Large answers a page at a time: an opaque cursor, and the answers that are being read.

A cursor holds the answer's id, where its next page begins, and a digest of all its rows. The
answer itself is kept for a while for whoever asked. Where it is not (too old, another replica, a
restart) it is computed anew under the rights of who turns the page; should its rows have changed
meanwhile, that is said (409), since pages of two different answers would be wrong together.
"""

import base64
import binascii
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from time import monotonic

import orjson

from bot.http.render import Slice
from finops.answer import Answer

MOST_PER_PAGE = 10_000
# Longer than anyone takes over a page, and with rows of a few hundred bytes some 100 MB at most.
KEPT_S = 600.0
MOST_ROWS_KEPT = 200_000


class BadCursor(ValueError):
    """Not a cursor of ours."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where to read on. Whoever makes one up sees only what they may see anyway."""

    answer: str
    start: int
    size: int
    digest: str

    def __str__(self) -> str:
        """For a URL's path."""
        text = orjson.dumps([self.answer, self.start, self.size, self.digest])
        return base64.urlsafe_b64encode(text).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Raises BadCursor."""
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            parts = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        except (UnicodeEncodeError, binascii.Error, orjson.JSONDecodeError) as error:
            raise BadCursor(text) from error
        match parts:
            case [str(answer), int(start), int(size), str(digest)] if (
                start > 0 and 0 < size <= MOST_PER_PAGE
            ):
                return cls(answer, start, size, digest)
            case _:
                raise BadCursor(text)


def first(answer: Answer, size: int) -> Slice:
    """The first page."""
    return following(answer, 0, size, digest(answer) if len(answer.rows) > size else "")


def following(answer: Answer, start: int, size: int, known: str) -> Slice:
    """The page from `start`, with the way to the next."""
    after = start + size
    more = after < len(answer.rows)
    return Slice(
        start, size, f"/v1/pages/{Cursor(answer.id, after, size, known)}" if more else None
    )


def digest(answer: Answer) -> str:
    """Equal for equal columns and rows."""
    table = answer.model_dump(mode="json", include={"columns", "rows"})
    return sha256(orjson.dumps(table, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


class Kept:
    """Answers that somebody is reading page by page; for them alone. Safe to use from threads."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        """`now` is in seconds."""
        self._now = now
        self._lock = Lock()
        self._found: OrderedDict[tuple[str, str], tuple[float, Answer]] = OrderedDict()

    def keep(self, asker: str, answer: Answer) -> None:
        """The oldest make room for it."""
        with self._lock:
            self._found[asker, answer.id] = (self._now() + KEPT_S, answer)
            while self._rows() > MOST_ROWS_KEPT:
                self._found.popitem(last=False)

    def get(self, asker: str, answer: str) -> Answer | None:
        """The answer of that id, if it is still kept for them."""
        with self._lock:
            for key in [key for key, (until, _) in self._found.items() if until <= self._now()]:
                del self._found[key]
            _, found = self._found.get((asker, answer), (0.0, None))
        return found

    def _rows(self) -> int:
        return sum(len(answer.rows) for _, answer in self._found.values())
