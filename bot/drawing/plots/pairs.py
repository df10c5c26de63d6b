"""Figures of which one is the measure of the others: expected and was, spent and its limit.

Each row has its name above its bars, since names here are long: a day, a service and an account.
"""

from collections.abc import Mapping
from decimal import Decimal

from bot.drawing.page import ASIDE, INK, MARGIN, SMALL, TEXT, WIDTH, Page, Pen, drawable
from bot.drawing.plots.bars import GAP, figure
from bot.drawing.plots.colours import BLUE, PALE, RED
from bot.drawing.series import Chart

# The rest of the width is for figures.
LONGEST = 0.7
# A bar is no thicker; names and the legend take so much.
THICKEST, NAME, LEGEND = 34, 34, 40
# A forecast is fainter than what is.
FAINTER = 0.4


def pairs(chart: Chart, page: Page, top: float, bottom: float) -> None:
    """What was expected above what it was."""
    rows = _Rows(chart, page, top, bottom, {"expected": PALE, "was": RED})
    for row in range(len(chart.labels)):
        for number, (one, colour) in enumerate(zip(chart.series, (PALE, RED), strict=True)):
            middle = rows.top(row) + rows.thick * (number + 0.5)
            rows.bar(middle, one.values[row], rows.thick * 0.9, colour)
            rows.say(middle, one.values[row], figure(one.values[row], chart))


def limits(chart: Chart, page: Page, top: float, bottom: float) -> None:
    """What is spent as a bar, what is forecast as a fainter one behind it, the limit as a mark."""
    spent, *forecast, limit = chart.series
    rows = _Rows(chart, page, top, bottom, {"in the limit": BLUE, "over it": RED, "limit": INK})
    for row, most in enumerate(limit.values):
        middle, now = rows.top(row) + rows.thick, spent.values[row]
        ahead = [one.values[row] for one in forecast if one.values[row] is not None]
        for value in ahead:
            rows.bar(middle, value, rows.thick * 1.5, _shade(value, most), FAINTER)
        rows.bar(middle, now, rows.thick * 1.5, _shade(now, most))
        rows.mark(middle, most)
        furthest = max((value for value in (now, most, *ahead) if value is not None), default=None)
        then = "".join(f", forecast {figure(value, chart)}" for value in ahead)
        rows.say(middle, furthest, f"{figure(now, chart)} of {figure(most, chart)}{then}")


def _shade(value: Decimal | None, most: Decimal | None) -> str:
    return RED if value is not None and most is not None and value > most else BLUE


class _Rows:
    """A legend, and rows with one scale for all bars."""

    def __init__(
        self, chart: Chart, page: Page, top: float, bottom: float, legend: Mapping[str, str]
    ) -> None:
        """Of equal height between `top` and `bottom`, named."""
        _legend(page, top, legend)
        self._page, self._top = page, top + LEGEND
        self._height = min((bottom - self._top) / len(chart.labels), 2 * THICKEST + 2 * NAME)
        self.thick = min((self._height - NAME) / 2 * 0.9, THICKEST)
        low, high = chart.bounds
        room = (WIDTH - 2 * MARGIN) * (LONGEST if chart.kind == "pairs" else LONGEST * 0.85)
        self._scale = room / (float(high - low) or 1)
        self._zero = MARGIN - float(low) * self._scale
        self._axes = page.axes(0, self._top, WIDTH, bottom)
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(bottom, self._top)
        for row, label in enumerate(chart.labels):
            name = page.fit(drawable(label), WIDTH - 2 * MARGIN, TEXT)
            page.write(name, MARGIN, self.top(row) - NAME / 2, TEXT)

    def top(self, row: int) -> float:
        """Where a row's bars begin."""
        return self._top + self._height * row + NAME

    def bar(
        self, middle: float, value: Decimal | None, thick: float, colour: str, alpha: float = 1
    ) -> None:
        """A bar from zero; of what is unknown, none."""
        length = float(value or 0) * self._scale
        self._axes.barh(middle, length, thick, left=self._zero, color=colour, alpha=alpha)

    def mark(self, middle: float, value: Decimal | None) -> None:
        """An upright stroke."""
        if value is not None:
            x = self._zero + float(value) * self._scale
            self._axes.plot(
                [x, x], [middle - self.thick, middle + self.thick], color=INK, linewidth=5
            )

    def say(self, middle: float, value: Decimal | None, text: str) -> None:
        """A figure, right of where that value ends."""
        x = self._zero + max(float(value or 0) * self._scale, 0) + GAP
        self._page.write(text, x, middle, SMALL)


def _legend(page: Page, top: float, legend: Mapping[str, str]) -> None:
    x, y = float(MARGIN), top + SMALL.size / 2
    for name, colour in legend.items():
        page.write("■", x, y, Pen(SMALL.size, colour))
        x += page.width("■ ", SMALL)
        page.write(name, x, y, ASIDE)
        x += page.width(name, ASIDE) + 2 * GAP
