"""A chart in characters, for terminals and for chats that draw no charts: sparklines and bars.

A sparkline runs from its lowest to its highest value, which are said beside it; a bar is as long as
its value is far from zero, and is never nothing where the value is not. Unknown is a sign of its
own in a line and no bar at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.drawing.clean import clean
from bot.drawing.monospace import fit, width, wrap
from bot.drawing.series import Chart
from bot.drawing.told import course, ends, figure

# A sparkline of more lines than this is no glance any more.
MOST_FOLDS = 3
MOST_NAME, LEAST_NAME, MOST_BAR, LEAST_BAR = 30, 8, 30, 4
# Of a narrow window, what names take at most: bars need the rest.
SHARE = 0.4
GUTTER = "  "


@dataclass(frozen=True, slots=True)
class Signs:
    """What there is to draw with.

    `steps` go from low to high, `parts` fill a cell from its left, `losses` from its right, by
    quarters: nothing, a sliver, half, and half again, for there is no sign of three.
    """

    steps: str
    parts: str
    losses: tuple[str, str, str, str]
    unknown: str
    axis: str
    arrow: str


BLOCKS = Signs("▁▂▃▄▅▆▇█", "▏▎▍▌▋▊▉█", ("", "▕", "▐", "▐"), "·", "│", "→")
# For what can write nothing but ASCII.
LETTERS = Signs("_.-=+*%#", "#", ("", "#", "#", "#"), "?", "|", "->")


def sketch(chart: Chart, cells: int, signs: Signs = BLOCKS) -> Iterator[str]:
    """Lines of at most that many cells; the notes are for whoever shows them to add."""
    if chart.kind in ("line", "band"):
        yield from _lines(chart, cells, signs)
    elif chart.kind in ("pairs", "limits"):
        yield from _rows(chart, cells, signs)
    else:
        yield from _column(chart, cells, signs)


# ------------------------------------------------------------------------------------------ lines


def spark(values: Sequence[Decimal | None], signs: Signs = BLOCKS) -> str:
    """One sign a value.

    >>> spark([Decimal(1), None, Decimal(5), Decimal(9)])
    '▁·▅█'
    """
    known = [value for value in values if value is not None]
    low, high = min(known, default=Decimal(0)), max(known, default=Decimal(0))
    top = len(signs.steps) - 1
    return "".join(
        signs.unknown
        if value is None
        else signs.steps[round((value - low) / (high - low) * top) if high > low else top // 2]
        for value in values
    )


def _lines(chart: Chart, cells: int, signs: Signs) -> Iterator[str]:
    if len(chart.series) == 1 or chart.kind == "band":
        yield from _alone(chart, cells, signs)
        return
    texts = [ends(line, chart, signs.arrow) for line in chart.series]
    room = cells - max(map(width, texts)) - len(GUTTER)
    with_spark = room - len(chart.labels) - len(GUTTER)
    is_wide = with_spark >= LEAST_NAME
    names = [
        fit(clean(line.name), min(MOST_NAME, max(with_spark if is_wide else room, 0)))
        for line in chart.series
    ]
    widest = max(map(width, names))
    for name, line, text in zip(names, chart.series, texts, strict=True):
        drawn = f"{spark(line.values, signs)}{GUTTER}" if is_wide else ""
        yield fit(f"{_padded(name, widest)}{GUTTER}{drawn}{text}", cells)


def _alone(chart: Chart, cells: int, signs: Signs) -> Iterator[str]:
    """A sparkline between its first and its last time, folded where it is wider; its extremes."""
    line, (first, last) = chart.series[0], (chart.labels[0], chart.labels[-1])
    drawn = spark(line.values, signs)
    whole = f"{first} {drawn} {last}"
    if width(whole) <= cells:
        yield whole
    elif len(drawn) <= cells * MOST_FOLDS:
        for start in range(0, len(drawn), cells):
            yield drawn[start : start + cells]
    yield from wrap(course(line, chart, signs.arrow), cells)


# ------------------------------------------------------------------------------------------- bars


def bars(values: Sequence[Decimal | None], cells: int, signs: Signs = BLOCKS) -> list[str]:
    """A bar a value, all on one scale that holds zero, each exactly so many cells wide.

    >>> bars([Decimal(4), Decimal(1), None], 4)
    ['████', '█   ', '    ']
    >>> bars([Decimal(4), Decimal(-2)], 7)
    ['  │████', '██│    ']
    """
    known = [value for value in values if value is not None]
    low, high = min((*known, Decimal(0))), max((*known, Decimal(0)))
    if low == 0:
        scale = cells / (high or Decimal(1))
        return [_right(value, scale, cells, signs) for value in values]
    left = max(1, min(cells - 2, round((cells - 1) * -low / (high - low))))
    right = cells - 1 - left
    # One scale on both sides: a loss is as long as a gain of its size.
    scale = min(left / -low, right / high) if high else left / -low
    return [
        _left(value, scale, left, signs) + signs.axis + _right(value, scale, right, signs)
        for value in values
    ]


def _right(value: Decimal | None, scale: Decimal, cells: int, signs: Signs) -> str:
    if value is None or value <= 0:
        return " " * cells
    size = len(signs.parts)
    whole, rest = divmod(max(1, round(value * scale * size)), size)
    bar = signs.parts[-1] * whole + (signs.parts[rest - 1] if rest else "")
    return bar.ljust(cells)


def _left(value: Decimal | None, scale: Decimal, cells: int, signs: Signs) -> str:
    if value is None or value >= 0:
        return " " * cells
    whole, rest = divmod(max(1, round(-value * scale * len(signs.losses))), len(signs.losses))
    return f"{signs.losses[rest]}{signs.parts[-1] * whole}".rjust(cells)


def _column(chart: Chart, cells: int, signs: Signs) -> Iterator[str]:
    """A bar a name; in a waterfall for its steps alone, which would be nothing beside its ends."""
    values = chart.series[0].values
    changes = {"diverging": range(len(values)), "waterfall": range(1, len(values) - 1)}
    signed = changes.get(chart.kind, ())
    figures = [figure(value, chart, signed=at in signed) for at, value in enumerate(values)]
    if chart.kind == "waterfall":
        values = (None, *values[1:-1], None)
    yield from _named(chart.labels, values, figures, cells, signs)


def _rows(chart: Chart, cells: int, signs: Signs) -> Iterator[str]:
    """A name, and below it a bar for each of its figures; all bars on one scale."""
    names = [f"  {one.name}" for one in chart.series] * len(chart.labels)
    values = [one.values[row] for row in range(len(chart.labels)) for one in chart.series]
    figures = [figure(value, chart) for value in values]
    drawn = list(_named(names, values, figures, cells, signs))
    for row, label in enumerate(chart.labels):
        yield fit(clean(label), cells)
        yield from drawn[row * len(chart.series) : (row + 1) * len(chart.series)]


def _named(
    names: Sequence[str],
    values: Sequence[Decimal | None],
    figures: Sequence[str],
    cells: int,
    signs: Signs,
) -> Iterator[str]:
    """A name, a bar and a figure a line; nothing where there is no room for that."""
    room = cells - max(map(width, figures)) - 2 * len(GUTTER)
    most = min(MOST_NAME, int(cells * SHARE), max(room - LEAST_BAR, 0))
    shown = [fit(clean(name), most) for name in names]
    widest = max(map(width, shown))
    if (longest := min(room - widest, MOST_BAR)) < LEAST_BAR:
        return
    drawn = bars(values, longest, signs)
    for name, bar, text in zip(shown, drawn, figures, strict=True):
        yield f"{_padded(name, widest)}{GUTTER}{bar}{GUTTER}{text}"


def _padded(text: str, cells: int) -> str:
    return text + " " * (cells - width(text))
