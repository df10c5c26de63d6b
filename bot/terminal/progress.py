"""What the bot is doing, on one line of stderr that goes away, once an answer takes its time."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from shutil import get_terminal_size
from typing import Protocol

from bot.drawing.clean import clean
from bot.drawing.monospace import fit

# Sooner, a line that comes and goes is only a flicker.
PATIENCE_SECONDS = 2.0
TURN_SECONDS = 0.1
ERASE = "\r\x1b[K"


class Tell(Protocol):
    """Takes one short sentence, or how far something is, from any thread."""

    def __call__(self, said: object, /) -> None:
        """Show it in place of the one before."""
        ...


@contextmanager
def progress() -> Iterator[Tell]:
    """What takes sentences while the block runs; without a terminal they go nowhere."""
    with shown("thinking", lambda said: f"{clean(str(said))} …", PATIENCE_SECONDS) as tell:
        yield tell


@contextmanager
def shown(first: object, line: Callable[[object], str], after: float = 0.0) -> Iterator[Tell]:
    """What takes what is going on, beginning with `first`; it is drawn as `line` makes it.

    Nothing is drawn for the first seconds, `after` in number.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    told = [first]
    done = threading.Event()
    painter = threading.Thread(target=_paint, args=(told, line, after, done), daemon=True)
    painter.start()
    try:
        yield told.append
    finally:
        done.set()
        painter.join()


def _paint(
    told: list[object], line: Callable[[object], str], after: float, done: threading.Event
) -> None:
    started = time.monotonic()
    if after and done.wait(after):
        return
    for sign in cycle("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"):
        text = f"{sign} {line(told[-1])} {time.monotonic() - started:.0f} s"
        sys.stderr.write(ERASE + fit(text, get_terminal_size().columns - 1))
        sys.stderr.flush()
        if done.wait(TURN_SECONDS):
            break
    sys.stderr.write(ERASE)
    sys.stderr.flush()
