"""Charts in Slack: its own `data_visualization` block, where that draws all of a chart.

The block knows no gaps, no bands, no text but names of 20 characters, and stands bars upright; what
it cannot say whole goes into the thread as a picture, where files can go (see `places`). Its limits
are those of docs.slack.dev as first published; Slack has doubled some since.
"""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain, count
from typing import Any

from bot.drawing.brief import rounded
from bot.drawing.cells import heading
from bot.drawing.series import Chart, Kind
from bot.slack.text import ELLIPSIS, harmless

Block = dict[str, Any]
NATIVE: dict[Kind, str] = {"line": "line", "bars": "bar", "diverging": "bar", "pairs": "bar"}
MOST_TITLE, MOST_NAME = 50, 20
MOST_SERIES, MOST_POINTS = 6, 20
# Of a message's 12,000 characters; a table needs the rest.
MOST_JSON = 3_000


def native(chart: Chart, *, cut: bool) -> Block | None:
    """The block; None where it would be wrong, or too large, or, unless `cut`, cut a name."""
    if chart.kind not in NATIVE or not chart.is_whole or chart.forecast_from is not None:
        return None
    if len(chart.series) > MOST_SERIES or len(chart.labels) > MOST_POINTS:
        return None
    if not cut and not _all_fit((*chart.labels, *_names(chart))):
        return None
    block = _block(chart)
    return block if len(json.dumps(block)) <= MOST_JSON else None


def _block(chart: Chart) -> Block:
    labels, names = _short(chart.labels), _short(_names(chart))
    series = [
        {
            "name": name,
            "data": [
                {"label": label, "value": rounded(value or Decimal(0))}
                for label, value in zip(labels, one.values, strict=True)
            ],
        }
        for name, one in zip(names, chart.series, strict=True)
    ]
    unit = f" ({chart.column.unit})" if chart.column.type == "money" else ""
    return {
        "type": "data_visualization",
        "title": _fit(heading(chart.column) + unit, MOST_TITLE),
        "chart": {
            "type": NATIVE[chart.kind],
            "series": series,
            "axis_config": {"categories": labels},
        },
    }


def _names(chart: Chart) -> list[str]:
    return [one.name or "–" for one in chart.series]


def _all_fit(names: Iterable[str]) -> bool:
    return all(_length(harmless(name)) <= MOST_NAME for name in names)


def _short(names: Sequence[str]) -> list[str]:
    """The names, each of another and none too long: Slack refuses a chart with one twice."""
    short: list[str] = []
    for name in names:
        stem = _fit(name, MOST_NAME - 4)
        tries = chain([_fit(name, MOST_NAME)], (f"{stem} {number}" for number in count(2)))
        short.append(next(one for one in tries if one not in short))
    return short


def _fit(text: str, most: int) -> str:
    whole = harmless(text).replace("\n", " ").strip() or "–"
    if _length(whole) <= most:
        return whole
    whole = whole[:most]
    while _length(whole) >= most:
        whole = whole[:-1]
    return whole + ELLIPSIS


def _length(text: str) -> int:
    """As clients count it, an emoji is two; that is the most that "characters" can mean."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
