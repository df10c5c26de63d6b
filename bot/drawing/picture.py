"""A chart as a PNG for chats: `png(chart)`, 1200×675, made to be read on a phone.

A phone shows it at a third of its size, so letters are large, ticks are few, and names stand beside
what they name. Title, what the numbers are of, the plot, and what is left out.

Matplotlib is imported on first use, which takes half a second, and drawn with by one thread at a
time, since it does not promise more.
"""

import threading

from bot.drawing.page import ASIDE, HEIGHT, LEADING, MARGIN, TITLE, Page
from bot.drawing.plots import plot
from bot.drawing.series import Chart

MOST_LINES = 2
_drawing = threading.Lock()


def png(chart: Chart) -> bytes:
    """The picture's file."""
    with _drawing:
        return _drawn(chart)


def _drawn(chart: Chart) -> bytes:
    page = Page()
    top = page.paragraph(chart.title, MARGIN, TITLE, MOST_LINES)
    top = page.paragraph(chart.said, top + 4, ASIDE, MOST_LINES)
    foot = float(HEIGHT - MARGIN)
    if chart.notes:
        foot -= ASIDE.size * LEADING
        page.paragraph("; ".join(chart.notes), foot + 8, ASIDE, 1)
    plot(chart, page, top + 14, foot)
    return page.saved()
