"""Compares an answer, as the JSON that `finops ask --json` prints, with what is true.

A question is `right` where everything that is expected of it holds; `declined` where it could have
been answered and was honestly not; `wrong` in every other case, which must never be.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

Row = Mapping[str, Any]
Score = Literal["right", "declined", "wrong"]
CENT = Decimal("0.005")
# Means are taken over days of equally many points, by floats on both sides.
NEAR = Decimal("0.001")
DECLINED = ("unread", "clarify", "refused", "howto")
# What the bot may not look at, as any of the words by which a gap may name it.
AWS, AZURE = "data-platform ap-southeast-1", "legacy-erp"
DENIED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    AWS: (("ap-southeast-1",), ("333333333333", "data-platform")),
    AZURE: (("c3333333-cccc-4333-8333-000000000003", "legacy-erp"),),
}
BOTH = (AWS, AZURE)


@dataclass(frozen=True, slots=True)
class Table:
    """An answer with these rows: all of them and no others, compared in the columns they have.

    `order` names the column that the rows are ordered by (where two are equal, either may come
    first), `limit` how many of `rows` are asked for. Costs and counts must add up to the totals.
    `denied` are the places that must be named in the gaps, and no others may. `unknown` is how many
    rows a condition had to leave out. `partial`: something else is missing. `says` must be in the
    sentence that tells how the question was understood.
    """

    rows: Sequence[Row]
    order: str | None = None
    limit: int | None = None
    denied: tuple[str, ...] = ()
    unknown: Mapping[str, int] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Decline:
    """No table: the question is refused, explained or given back, with these words in it."""

    outcome: str
    words: tuple[str, ...] = ()
    command: tuple[str, ...] = ()


Expected = Table | Decline


@dataclass(frozen=True, slots=True)
class Verdict:
    """The score of one answer, and why where it is not right."""

    score: Score
    why: tuple[str, ...] = ()


def judge(answer: Row, expected: Expected) -> Verdict:
    """Score one answer."""
    if isinstance(expected, Decline):
        faults = tuple(_decline_faults(answer, expected))
        honest = answer["outcome"] in DECLINED
        return Verdict("right" if not faults else "declined" if honest else "wrong", faults)
    if answer["outcome"] in DECLINED:
        return Verdict("declined", (f"{answer['outcome']}: {answer['headline']}",))
    faults = tuple(_table_faults(answer, expected))
    return Verdict("wrong" if faults else "right", faults)


def _decline_faults(answer: Row, expected: Decline) -> Iterator[str]:
    if answer["outcome"] != expected.outcome:
        yield f"{answer['outcome']} instead of {expected.outcome}: {answer['headline']}"
    for word in expected.words:
        if word.lower() not in answer["headline"].lower():
            yield f"{word!r} is not named: {answer['headline']}"
    for word in expected.command:
        if word not in (answer["command"] or ""):
            yield f"no {word!r} in the command {answer['command']!r}"
    if answer["rows"]:
        yield f"{len(answer['rows'])} rows nobody asked for"


def _table_faults(answer: Row, expected: Table) -> Iterator[str]:
    outcome = "partial" if expected.denied or expected.partial else "answered"
    if answer["outcome"] != outcome:
        yield f"{answer['outcome']} instead of {outcome}: {answer['headline']}"
    yield from _row_faults(answer, expected)
    yield from _total_faults(answer["totals"], expected)
    yield from _gap_faults(answer["gaps"], expected)
    if answer["headline"].startswith("No charges are known") and not any(
        row.get("cost", 0) is None for row in expected.rows
    ):
        yield f"there are charges: {answer['headline']}"
    for words in expected.says:
        if words not in answer["understood"]:
            yield f"{words!r} is not in: {answer['understood']}"


def _row_faults(answer: Row, expected: Table) -> Iterator[str]:
    rows = answer["rows"]
    wanted = min(len(expected.rows), expected.limit or len(expected.rows))
    if answer["row_count"] != len(rows) or len(rows) != wanted:
        yield f"{len(rows)} rows (row_count {answer['row_count']}), not {wanted}"
    columns = tuple(expected.rows[0]) if expected.rows else ()
    shown = {column["name"] for column in answer["columns"]}
    if missing := [name for name in columns if name not in shown]:
        yield f"no columns {missing} among {sorted(shown)}"
        return
    yield from _unmatched(rows, expected.rows, columns, cut=expected.limit is not None)
    if expected.order:
        yield from _order_faults(rows, expected, expected.order)


def _unmatched(
    rows: Sequence[Row], expected: Sequence[Row], columns: Sequence[str], *, cut: bool
) -> Iterator[str]:
    """Rows of the one that the other lacks; of the first N (`cut`), only those too many."""
    have = Counter(tuple(_plain(row[name]) for name in columns) for row in rows)
    true = Counter(tuple(_plain(row[name]) for name in columns) for row in expected)
    # Rounding can part two amounts that are the same: pair what is nearly equal.
    extra, missing = list((have - true).elements()), list((true - have).elements())
    for one in tuple(extra):
        twin = next((other for other in missing if _same_row(one, other)), None)
        if twin is not None:
            extra.remove(one)
            missing.remove(twin)
    for row in extra[:5]:
        yield f"not true: {dict(zip(columns, row, strict=True))}"
    for row in () if cut else missing[:5]:
        yield f"left out: {dict(zip(columns, row, strict=True))}"


def _order_faults(rows: Sequence[Row], expected: Table, name: str) -> Iterator[str]:
    have = [row[name] for row in rows]
    want = [row[name] for row in expected.rows[: expected.limit]]
    if len(have) == len(want) and not all(map(_same, have, want)):
        yield f"order by {name}: {have[:12]}, not {want[:12]}"


def _total_faults(totals: Row, expected: Table) -> Iterator[str]:
    rows = expected.rows[: expected.limit]
    for name in ("cost", "count"):
        if rows and name in rows[0]:
            known = [row[name] for row in rows if row[name] is not None]
            if not _same(totals.get(name), sum(known) if known else None):
                yield f"total {name} is {totals.get(name)}, not {sum(known)}"


def _gap_faults(gaps: Sequence[Row], expected: Table) -> Iterator[str]:
    texts = [f"{gap['where']} {gap['why']}" for gap in gaps]
    for place, words in DENIED.items():
        named = any(all(any(w in t for w in some) for some in words) for t in texts)
        if named != (place in expected.denied):
            yield f"the gaps {'name' if named else 'do not name'} {place}: {texts}"
    told = {gap["where"]: gap["why"] for gap in gaps if "left out" in gap["why"]}
    if told.keys() != expected.unknown.keys():
        yield f"left out as unknown: {told}, not {dict(expected.unknown)}"
    for name, count in expected.unknown.items():
        if not told.get(name, f"{count} ").startswith(f"{count} "):
            yield f"{name}: {told[name]!r}, not {count}"
    for gap in gaps:
        if not (gap["where"] and gap["why"] and gap["fix"]):
            yield f"a gap that does not say where, why and fix: {gap}"


# -- values ---------------------------------------------------------------------------------------


def _plain(value: object) -> object:
    """A value that can be counted; moments as one spelling."""
    match value:
        case bool() | None:
            return value
        case int() | float() | Decimal():
            return round(Decimal(str(value)), 4)
        case list():
            return tuple(value)
        case dict():
            return tuple(sorted(value.items()))
        case str() if len(value) > 18 and value[10:11] == "T":
            return datetime.fromisoformat(value)
        case _:
            return value


def _same(one: object, other: object) -> bool:
    a, b = _plain(one), _plain(other)
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return abs(a - b) < (CENT if isinstance(other, Decimal) else NEAR)
    return a == b


def _same_row(one: Sequence[object], other: Sequence[object]) -> bool:
    return all(
        abs(a - b) <= NEAR if isinstance(a, Decimal) and isinstance(b, Decimal) else a == b
        for a, b in zip(one, other, strict=True)
    )
