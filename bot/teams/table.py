"""An answer's rows as a card's table: as many as fit, with what is left out said below.

Columns give way from the right, text before numbers; rows from the bottom. Numbers are never
shortened: a cut number is another number. Nor are they broken over lines: their columns have a
width in pixels, and so have those of short texts; longer texts share the rest. The total is of all
rows, shown or not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.drawing.cells import NUMERIC, heading, words
from bot.teams.text import Element, block, size
from finops.answer import Answer, Column

# What a chat shows on a laptop, in pixels; texts give way to that, numbers to MOST_COLUMNS. In half
# of it, which a phone or a side panel has, longer texts are broken and numbers are not.
MOST_PIXELS, MOST_COLUMNS = 660, 8
# More make a chat hard to read; the button shows the next.
MOST_ROWS = 20
MOST_TEXT, MOST_HEADING = 120, 60
# Pixels of a character in Teams' letters, and of what is around a cell's text.
CHARACTER, AROUND = 7, 24
# In characters: longer text wraps; a short one would be broken in the middle of its word.
LEAST_WIDTH, SHORT, MOST_WIDTH = 4, 8, 24


@dataclass(frozen=True, slots=True)
class Drawn:
    """The elements of a table, and the first row after those that are shown."""

    elements: list[Element]
    after: int


@dataclass(frozen=True, slots=True)
class _Lane:
    """A column with its texts: the heading, the cells, and the total where there is one."""

    column: Column
    texts: tuple[str, ...]

    @property
    def is_number(self) -> bool:
        return self.column.type in NUMERIC

    @property
    def is_unbroken(self) -> bool:
        return self.is_number or max(map(len, self.texts)) <= SHORT

    @property
    def pixels(self) -> int:
        longest = min(max(map(len, self.texts)), MOST_WIDTH)
        return max(longest, LEAST_WIDTH) * CHARACTER + AROUND


def table(answer: Answer, first: int, room: int) -> Drawn:
    """The rows from `first` on, in at most `room` units."""
    rows = answer.rows[first : first + MOST_ROWS]
    lanes = _chosen([_lane(answer, column, first, len(rows)) for column in answer.columns])
    if not lanes or not rows:
        return Drawn([], first)
    heads, *cells = zip(*(lane.texts for lane in lanes), strict=True)
    head = _row(heads, MOST_HEADING, weight="Bolder")
    tail = [_row(cells.pop(), MOST_TEXT, weight="Bolder")] if _has_total(answer) else []
    grid: Element = {"type": "Table", "columns": _widths(lanes)}
    notes = _columns_left_out(answer, lanes)
    spent = size([grid, head, *tail, *notes, _said(answer, first, len(rows))])
    kept = list(_fitting(cells, room - spent))
    grid["rows"] = [head, *kept, *tail]
    said = _said(answer, first, len(kept))
    return Drawn([grid, *said, *notes] if kept else [*said, *notes], first + len(kept))


def _lane(answer: Answer, column: Column, first: int, count: int) -> _Lane:
    values = [row.get(column.name) for row in answer.rows[first : first + count]]
    known = _has_total(answer) and column.name in answer.totals
    texts = words(column, [*values, answer.totals[column.name]] if known else values)
    if _has_total(answer) and not known:
        texts.append(_total(answer, count) if column is answer.columns[0] else "")
    return _Lane(column, (heading(column), *texts))


def _has_total(answer: Answer) -> bool:
    return bool(answer.totals) and len(answer.rows) > 1


def _total(answer: Answer, shown: int) -> str:
    count = max(answer.row_count, len(answer.rows))
    return "total" if count == shown else f"total of {count:,}"


def _chosen(lanes: Sequence[_Lane]) -> list[_Lane]:
    """As many as fit a chat: texts go first, the last before the first."""
    chosen = list(lanes)
    while _pixels(chosen) > MOST_PIXELS or len(chosen) > MOST_COLUMNS:
        texts = [lane for lane in chosen[1:] if not lane.is_number]
        if not texts and len(chosen) <= MOST_COLUMNS:
            break
        victim = (texts or chosen)[-1]
        chosen = [lane for lane in chosen if lane is not victim]
    return chosen


def _pixels(lanes: Sequence[_Lane]) -> int:
    return sum(lane.pixels for lane in lanes)


def _widths(lanes: Sequence[_Lane]) -> list[Element]:
    """In pixels what must not be broken, in parts of what is left the others.

    Where pixels would run over the edge, all are parts.
    """
    is_wide = _pixels(lanes) > MOST_PIXELS
    return [
        {
            "type": "TableColumnDefinition",
            "width": f"{lane.pixels}px" if lane.is_unbroken and not is_wide else lane.pixels,
            "horizontalCellContentAlignment": "Right" if lane.is_number else "Left",
        }
        for lane in lanes
    ]


def _row(cells: Sequence[str], most: int, **style: object) -> Element:
    drawn = [{"type": "TableCell", "items": [block(cell, most, **style)]} for cell in cells]
    return {"type": "TableRow", "cells": drawn}


def _fitting(cells: Sequence[Sequence[str]], room: int) -> Iterator[Element]:
    for texts in cells:
        row = _row(texts, MOST_TEXT)
        room -= size(row) + 1
        if room < 0:
            return
        yield row


def _said(answer: Answer, first: int, shown: int) -> list[Element]:
    """Which of all rows these are, where they are not all."""
    count = max(answer.row_count, len(answer.rows))
    if shown == count:
        return []
    rest = count - first - shown
    more = f" … and {rest:,} more" if rest else ""
    rows = f"rows {first + 1:,}–{first + shown:,}" if shown else "no row fits here"
    return [block(f"{rows} of {count:,}{more}", 200, isSubtle=True)]


def _columns_left_out(answer: Answer, shown: Sequence[_Lane]) -> list[Element]:
    # By identity: two columns may look alike.
    kept = {id(lane.column) for lane in shown}
    left_out = [heading(column) for column in answer.columns if id(column) not in kept]
    names = ", ".join(left_out)
    return [block(f"columns that do not fit: {names}", 300, isSubtle=True)] if left_out else []
