"""The frame of a plot over time: a scale that holds zero with few round ticks, and a few times."""

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.drawing.brief import brief
from bot.drawing.page import ASIDE, FAINT, GREY, MARGIN, Page, drawable
from bot.drawing.series import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_TICKS, MOST_TIMES = 5, 7
GAP = 14


class Frame:
    """Where steps and values are, in pixels of the page; `axes` takes them as they are."""

    def __init__(self, chart: Chart, page: Page, top: float, right: float, bottom: float) -> None:
        """Draw the scale and the times; `bottom` is where their names end."""
        self._low, high, ticks = _scale(*chart.bounds)
        figures = [drawable(brief(tick, chart.column)) for tick in ticks]
        self._left = MARGIN + max(page.width(figure, ASIDE) for figure in figures) + GAP
        self._bottom = bottom - ASIDE.size * 1.6
        self._step = (right - self._left) / len(chart.labels)
        self._scale = (self._bottom - top) / (high - self._low)
        self.axes: Axes = page.axes(self._left, top, right, self._bottom)
        self.axes.set_xlim(-0.5, len(chart.labels) - 0.5)
        self.axes.set_ylim(self._low, high)
        for tick, figure in zip(ticks, figures, strict=True):
            self.axes.axhline(float(tick), color=FAINT if tick else GREY, linewidth=1.5, zorder=0)
            page.write(figure, self._left - GAP, self.y(tick), ASIDE, "right")
        self._times(chart, page)

    @property
    def bottom(self) -> float:
        """Where the scale ends."""
        return self._bottom

    def x(self, at: float) -> float:
        """Where a step is."""
        return self._left + (at + 0.5) * self._step

    def y(self, value: Decimal) -> float:
        """Where a value is."""
        return self._bottom - (float(value) - self._low) * self._scale

    def _times(self, chart: Chart, page: Page) -> None:
        """The first and the last, and some between, evenly, as many as their names leave room."""
        names = [drawable(label) for label in chart.labels]
        widest = max(page.width(name, ASIDE) for name in names)
        last = len(names) - 1
        most = min(MOST_TIMES, max(2, int(self._step * len(names) / (widest * 1.4))))
        stride = max(-(-last // (most - 1)), 1)
        places = [at for at in range(0, last, stride) if at == 0 or last - at >= stride * 0.8]
        for at in (*places, last):
            page.write(names[at], self.x(at), self._bottom + ASIDE.size, ASIDE, "center")


def _scale(low: Decimal, high: Decimal) -> tuple[float, float, list[Decimal]]:
    """The lowest and the highest place of an axis between these, and its few round ticks."""
    if low == high:
        high = Decimal(1)
    rough = (high - low) / (MOST_TICKS - 1)
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * n for n in (1, 2, Decimal("2.5"), 5, 10) if power * n >= rough)
    first = int((low / step).to_integral_value("ROUND_FLOOR"))
    ticks = [step * n for n in range(first, int(high / step) + 1)]
    return float(ticks[0]), float(high + (high - low) / 12), ticks
