"""The plot of each kind of chart, on a page of a picture; `plot` knows which is drawn where."""

from typing import assert_never

from bot.drawing.page import Page
from bot.drawing.plots.bars import bars
from bot.drawing.plots.lines import lines
from bot.drawing.plots.pairs import limits, pairs
from bot.drawing.plots.waterfall import waterfall
from bot.drawing.series import Chart


def plot(chart: Chart, page: Page, top: float, bottom: float) -> None:
    """Draw it between these heights."""
    match chart.kind:
        case "line" | "band":
            lines(chart, page, top, bottom)
        case "bars" | "diverging":
            bars(chart, page, top, bottom)
        case "waterfall":
            waterfall(chart, page, top, bottom)
        case "pairs":
            pairs(chart, page, top, bottom)
        case "limits":
            limits(chart, page, top, bottom)
        case never:
            assert_never(never)
