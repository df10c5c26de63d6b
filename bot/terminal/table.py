"""An answer's rows as a table that fits the window.

Numbers are never shortened: a cut number is another number. Where the window is too narrow,
sentences go to lines of their own below their rows. Then text columns give way, the widest before
the others; then whole columns do, text before numbers and the last before the first. What is left
out is said below.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tabulate import tabulate

from bot.drawing.cells import NUMERIC, heading, without_group, words
from bot.drawing.measures import number
from bot.drawing.monospace import fit, width, wrap
from bot.drawing.sketch import Signs, bars
from finops.answer import Answer, Cell, Column

GUTTER = 2
# The heading and the rule below it.
HEAD = 2
INDENT = "  "
# Narrower, a name tells nothing.
LEAST_TEXT = 8
# Wider text is a sentence, of which the beginning alone tells nothing.
SENTENCE = 40
LEAST_BAR, MOST_BAR = 8, 30


@dataclass(frozen=True, slots=True)
class Barred:
    """The column whose numbers are also drawn as bars, and what with."""

    column: str
    signs: Signs


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A column, ready: its heading, cells and, where totals are drawn, the total as last cell."""

    heading: str
    cells: tuple[str, ...]
    gives_way: bool

    @property
    def natural(self) -> int:
        """The width at which nothing is cut."""
        return max(map(width, (self.heading, *self.cells)))

    @property
    def least(self) -> int:
        """The width below which it had better go."""
        return min(self.natural, LEAST_TEXT) if self.gives_way else self.natural


def table(
    answer: Answer, window: int, most_rows: int, every: str, barred: Barred | None = None
) -> Iterator[str]:
    """The lines of the table, and of what it leaves out, each at most `window` cells wide.

    `every` says how to see what is left out. Where there is room, each row ends in a bar.
    """
    rows = answer.rows[:most_rows]
    has_total = bool(answer.totals) and len(answer.rows) > 1
    columns = [_drawn(column, answer, len(rows), has_total=has_total) for column in answer.columns]
    columns, sentences = _told_below(columns, window)
    shown, left_out = _choose(columns, window)
    if rows and shown:
        lines = _lines(shown, _widths(shown, window), has_total=has_total)
        lines = _barred(lines, rows, window, barred) if barred else lines
        yield from _with_sentences(lines, sentences, len(rows), window)
    for remark in (*_rows_left_out(answer, len(rows), every), *_columns_left_out(left_out, every)):
        yield from wrap(remark, window)


def _drawn(column: Column, answer: Answer, count: int, *, has_total: bool) -> _Drawn:
    values = [row.get(column.name) for row in answer.rows[:count]]
    known = [*values, answer.totals[column.name]] if column.name in answer.totals else values
    cells = without_group(answer, column, words(column, known))
    if has_total and column.name not in answer.totals:
        is_first = column is answer.columns[0]
        cells.append(_total(answer, count) if is_first else "")
    elif not has_total:
        cells = cells[:count]
    return _Drawn(heading(column), tuple(cells), column.type not in NUMERIC)


def _total(answer: Answer, shown: int) -> str:
    """The total's name; it is of all rows, so it says so where not all are shown."""
    count = max(answer.row_count, len(answer.rows))
    return "total" if count == shown else f"total of {count:,}"


def _told_below(columns: Sequence[_Drawn], window: int) -> tuple[list[_Drawn], list[_Drawn]]:
    """The columns of the table, and the sentences that it has no room for."""
    room = window - GUTTER * (len(columns) - 1) - sum(column.natural for column in columns)
    below = [
        column for column in columns[1:]
        if room < 0 and column.gives_way and column.natural > SENTENCE
    ]  # fmt: skip
    return [column for column in columns if column not in below], below


def _with_sentences(
    lines: Sequence[str], sentences: Sequence[_Drawn], count: int, window: int
) -> Iterator[str]:
    """The lines of the table, each row's with its sentences below it; the total has none."""
    for at, line in enumerate(lines):
        yield line
        row = at - HEAD
        if 0 <= row < count:
            told = ", ".join(filter(None, (column.cells[row] for column in sentences)))
            yield from (f"{INDENT}{one}" for one in wrap(told, window - width(INDENT)) if told)


def _choose(columns: Sequence[_Drawn], window: int) -> tuple[list[_Drawn], list[_Drawn]]:
    """The columns that fit when all that can has given way, and those that do not."""
    shown, left_out = list(columns), list[_Drawn]()
    while shown and sum(column.least for column in shown) + GUTTER * (len(shown) - 1) > window:
        text = [column for column in shown[1:] if column.gives_way]
        victim = (text or shown)[-1]
        # By identity: two columns may look alike.
        shown = [column for column in shown if column is not victim]
        left_out.insert(0, victim)
    return shown, left_out


def _widths(columns: Sequence[_Drawn], window: int) -> list[int]:
    """Each column's width: natural, or as much narrower as the window asks, the widest first."""
    widths = [column.natural for column in columns]
    over = sum(widths) + GUTTER * (len(columns) - 1) - window
    while over > 0:
        room = [i for i, column in enumerate(columns) if widths[i] > column.least]
        widest = max(room, key=lambda i: widths[i])
        widths[widest] -= 1
        over -= 1
    return widths


def _lines(columns: Sequence[_Drawn], widths: Sequence[int], *, has_total: bool) -> list[str]:
    fitted = [
        [fit(cell, cells) for cell in (column.heading, *column.cells)]
        for column, cells in zip(columns, widths, strict=True)
    ]
    rows = list(zip(*fitted, strict=True))
    rule = tuple("-" * cells for cells in widths)
    rows.insert(1, rule)
    if has_total:
        rows.insert(-1, rule)
    # The heading goes as a row: tabulate would make each column two cells wider than its heading.
    drawn = tabulate(
        rows,
        tablefmt="plain",
        disable_numparse=True,
        colalign=["left" if column.gives_way else "right" for column in columns],
    )
    return [line.rstrip() for line in drawn.split("\n")]


def _barred(
    lines: Sequence[str], rows: Sequence[Mapping[str, Cell]], window: int, barred: Barred
) -> list[str]:
    """The lines, those of rows with a bar at their end; the total has none, it would be longest."""
    edge = max(map(width, lines)) + GUTTER
    room = min(window - edge, MOST_BAR)
    if room < LEAST_BAR:
        return list(lines)
    drawn = bars([number(row, barred.column) for row in rows], room, barred.signs)
    ends = ["", "", *drawn, *[""] * (len(lines) - 2 - len(rows))]
    return [
        f"{line}{' ' * (edge - width(line))}{end}".rstrip()
        for line, end in zip(lines, ends, strict=True)
    ]


def _rows_left_out(answer: Answer, shown: int, every: str) -> Iterator[str]:
    total = max(answer.row_count, len(answer.rows))
    if total > shown:
        rest = f"{total - shown:,} more row{'s' if total - shown > 1 else ''}"
        has_all = len(answer.rows) == total
        yield f"… and {rest} ({every if has_all else 'narrow the question to see them'})"


def _columns_left_out(columns: Sequence[_Drawn], every: str) -> Iterator[str]:
    if columns:
        names = ", ".join(column.heading for column in columns)
        yield f"too narrow for {names} ({every})"
