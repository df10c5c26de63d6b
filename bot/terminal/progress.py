"""What the bot is doing, on one line of stderr that goes away, once an answer takes its time."""

import sys
import threading
import time
from collections.abc import Iterator
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
    """Takes one short sentence, from any thread."""

    def __call__(self, said: object, /) -> None:
        """Show it in place of the one before."""
        ...


@contextmanager
def progress() -> Iterator[Tell]:
    """What takes sentences while the block runs; without a terminal they go nowhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    said = ["thinking"]
    done = threading.Event()
    painter = threading.Thread(target=_paint, args=(said, done), daemon=True)
    painter.start()
    try:
        yield lambda sentence: said.append(str(sentence))
    finally:
        done.set()
        painter.join()


def _paint(said: list[str], done: threading.Event) -> None:
    started = time.monotonic()
    if done.wait(PATIENCE_SECONDS):
        return
    for sign in cycle("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"):
        line = f"{sign} {clean(said[-1])} … {time.monotonic() - started:.0f} s"
        sys.stderr.write(ERASE + fit(line, get_terminal_size().columns - 1))
        sys.stderr.flush()
        if done.wait(TURN_SECONDS):
            break
    sys.stderr.write(ERASE)
    sys.stderr.flush()
