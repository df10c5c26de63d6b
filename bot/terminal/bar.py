"""How far a sync is, on one line of stderr that goes away; without a terminal nothing is drawn.

    ⠹ reading 2026-10.parquet  ███████████▌        57%  21 s

It takes what `sync` tells: `Progress` moves the bar, any other sentence stands in its place.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from shutil import get_terminal_size

from bot.drawing.clean import clean
from bot.drawing.monospace import fit
from bot.terminal.progress import ERASE, TURN_SECONDS
from finops.warehouse import Progress

CELLS = 20
_EIGHTHS = " ▏▎▍▌▋▊▉█"


@contextmanager
def bar() -> Iterator[Callable[[object], None]]:
    """What takes progress while the block runs."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    told: list[object] = ["starting"]
    done = threading.Event()
    painter = threading.Thread(target=_paint, args=(told, done), daemon=True)
    painter.start()
    try:
        yield told.append
    finally:
        done.set()
        painter.join()


def _paint(told: list[object], done: threading.Event) -> None:
    started = time.monotonic()
    for sign in cycle("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"):
        text = f"{sign} {line(told[-1])}  {time.monotonic() - started:.0f} s"
        sys.stderr.write(ERASE + fit(text, get_terminal_size().columns - 1))
        sys.stderr.flush()
        if done.wait(TURN_SECONDS):
            break
    sys.stderr.write(ERASE)
    sys.stderr.flush()


def line(told: object) -> str:
    """A sentence as it is, progress as a bar.

    >>> line(Progress(3, 4, "reading a.csv"))
    'reading a.csv  ███████████████      75%'
    """
    if not isinstance(told, Progress):
        return clean(str(told))
    share = min(told.done / told.total, 1) if told.total else 1
    eighths = round(share * CELLS * 8)
    filled = "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")
    return f"{clean(told.doing)}  {filled:<{CELLS}} {share:.0%}"
