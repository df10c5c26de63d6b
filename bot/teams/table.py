"""An answer's rows as a card's table: as many as fit, with what is left out said below.

Columns give way from the right, text before numbers; rows from the bottom. Numbers are never
shortened: a cut number is another number. The total is of all rows, shown or not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.drawing.cells import NUMERIC, heading, words
from bot.teams.text import Element, block, size
from finops.answer import Answer, Column

# More do not fit a chat's width.
MOST_COLUMNS = 8
# More make a chat hard to read; the button shows the next.
MOST_ROWS = 20
MOST_TEXT, MOST_HEADING = 120, 60
# Relative widths, in characters: text wraps where it is longer. Padding is about two characters.
LEAST_WIDTH, MOST_WIDTH, PADDING = 4, 24, 2


@dataclass(frozen=True, slots=True)
class Drawn:
    """The elements of a table, and the first row after those that are shown."""

    elements: list[Element]
    after: int


def table(answer: Answer, first: int, room: int) -> Drawn:
    """The rows from `first` on, in at most `room` units."""
    columns = _chosen(answer.columns)
    rows = answer.rows[first : first + MOST_ROWS]
    has_total = bool(answer.totals) and len(answer.rows) > 1
    if not columns or not rows:
        return Drawn([], first)
    cells = _cells(answer, columns, first, len(rows), has_total=has_total)
    head = _row([heading(column) for column in columns], MOST_HEADING, weight="Bolder")
    tail = [_row(cells[-1], MOST_TEXT, weight="Bolder")] if has_total else []
    texts = zip(*([heading(column) for column in columns], *cells), strict=True)
    sized = zip(columns, texts, strict=True)
    grid = {"type": "Table", "columns": [_column(column, texts) for column, texts in sized]}
    notes = _columns_left_out(answer, columns)
    spent = size([grid, head, *tail, *notes, _said(answer, first, len(rows))])
    kept = list(_fitting(cells[: len(rows)], room - spent))
    grid["rows"] = [head, *kept, *tail]
    said = _said(answer, first, len(kept))
    return Drawn([grid, *said, *notes] if kept else [*said, *notes], first + len(kept))


def _chosen(columns: Sequence[Column]) -> list[Column]:
    """As many as fit a chat: text columns go first, the last before the first."""
    chosen = list(columns)
    while len(chosen) > MOST_COLUMNS:
        text = [column for column in chosen[1:] if column.type not in NUMERIC]
        victim = (text or chosen)[-1]
        # By identity: two columns may look alike.
        chosen = [column for column in chosen if column is not victim]
    return chosen


def _cells(
    answer: Answer, columns: Sequence[Column], first: int, count: int, *, has_total: bool
) -> list[tuple[str, ...]]:
    """The rows as text; with a total, it is the last."""
    drawn = []
    for column in columns:
        values = [row.get(column.name) for row in answer.rows[first : first + count]]
        known = has_total and column.name in answer.totals
        texts = words(column, [*values, answer.totals[column.name]] if known else values)
        if has_total and not known:
            texts.append(_total(answer, count) if column is columns[0] else "")
        drawn.append(texts)
    return list(zip(*drawn, strict=True))


def _total(answer: Answer, shown: int) -> str:
    count = max(answer.row_count, len(answer.rows))
    return "total" if count == shown else f"total of {count:,}"


def _column(column: Column, texts: Sequence[str]) -> Element:
    """As wide, beside the others, as its longest text: a number must not run over the edge."""
    side = "Right" if column.type in NUMERIC else "Left"
    width = min(max(map(len, texts), default=LEAST_WIDTH), MOST_WIDTH) + PADDING
    kind = "TableColumnDefinition"
    return {"type": kind, "width": width, "horizontalCellContentAlignment": side}


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


def _columns_left_out(answer: Answer, shown: Sequence[Column]) -> list[Element]:
    kept = {id(column) for column in shown}
    left_out = [heading(column) for column in answer.columns if id(column) not in kept]
    names = ", ".join(left_out)
    return [block(f"too narrow for {names}", 300, isSubtle=True)] if left_out else []
