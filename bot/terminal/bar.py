"""How far a sync is, on one line of stderr that goes away; without a terminal nothing is drawn.

    ⠹ reading 2026-10.parquet  ███████████▌         57% 21 s

It takes what `sync` tells: `Progress` moves the bar, any other sentence stands in its place.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.drawing.clean import clean
from bot.terminal.progress import Tell, shown
from finops.warehouse import Progress

CELLS = 20
_EIGHTHS = " ▏▎▍▌▋▊▉█"


@contextmanager
def bar() -> Iterator[Tell]:
    """What takes progress while the block runs."""
    with shown("starting", line) as tell:
        yield tell


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
