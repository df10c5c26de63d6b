"""Answers that have charts: one of each kind, and whatever else an answer with one could be."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from finops.answer import Answer, Cell, Column

EFFECTS = ("price_effect", "quantity_effect", "new", "gone", "commitment_effect", "other_effect")


def money(name: str, unit: str | None = "USD") -> Column:
    return Column(name=name, type="money", unit=unit)


def text(name: str) -> Column:
    return Column(name=name, type="text")


DAY, COST = Column(name="day", type="date"), money("cost")


def day(number: int) -> str:
    return (date(2026, 11, 1) + timedelta(days=number)).isoformat()


def answer(
    analysis: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]], **parts: Any
) -> Answer:
    """An answer to a question of that analysis; what is in no field of it goes into the query."""
    query = {key: parts.pop(key) for key in list(parts) if key not in Answer.model_fields}
    named = [dict(zip((c.name for c in columns), row, strict=True)) for row in rows]
    plain: Mapping[str, Any] = {
        "id": "a7f3",
        "outcome": "answered",
        "headline": "$420.00 over 1–14 Nov 2026 (14 days)",
        "understood": "effective cost in all clouds; by day",
        "query": {"subject": "cost", "analysis": analysis, **query},
        "columns": tuple(columns),
        "rows": tuple(named),
        "row_count": len(named),
    }
    return Answer(**{**plain, **parts})


def trend(*values: float | None, **parts: Any) -> Answer:
    """The cost of each day from 1 November on."""
    rows = [[day(n), None if v is None else Decimal(str(v))] for n, v in enumerate(values)]
    return answer("trend", [DAY, COST], rows, grain="day", **parts)


def teams(*names: Cell, days: int = 5, **parts: Any) -> Answer:
    """The cost of each team a day; of the first the highest."""
    rows: list[list[Cell]] = [
        [day(n), name, Decimal(100 - place * 10 + n)]
        for n in range(days)
        for place, name in enumerate(names)
    ]
    return answer("trend", [DAY, text("team"), COST], rows, group_by=["team"], **parts)


def services(*values: float | None, analysis: str = "aggregate", **parts: Any) -> Answer:
    """One figure a service; of a change, how much more it costs."""
    name = "change" if analysis == "change" else "cost"
    rows = [[f"service {n}", None if v is None else Decimal(str(v))] for n, v in enumerate(values)]
    by = {"group_by": ["service_name"]}
    return answer(analysis, [text("service_name"), money(name)], rows, **by, **parts)


def effects(before: int, now: int, *steps: int, **parts: Any) -> Answer:
    columns = [money("cost"), money("cost_before"), money("change"), *map(money, EFFECTS)]
    cells: list[Cell] = [now, before, now - before, *steps, *[0] * (len(EFFECTS) - len(steps))]
    return answer("change", columns, [cells], **parts)


def forecast(**parts: Any) -> Answer:
    columns = [DAY, COST, money("low"), money("high"), text("kind")]
    was: list[list[Cell]] = [[day(n), 100 + n, None, None, "actual"] for n in range(5)]
    will: list[list[Cell]] = [[day(n), 110, 100 - n, 120 + n, "forecast"] for n in range(5, 9)]
    return answer("forecast", columns, [*was, *will], **parts)


def unusual(count: int = 2, **parts: Any) -> Answer:
    columns = [DAY, text("service_name"), COST, money("expected"), money("excess")]
    rows: list[list[Cell]] = [[day(n), f"service {n}", 90, 30, 60] for n in range(count)]
    return answer("anomalies", columns, rows, **parts)


def budgets(**parts: Any) -> Answer:
    columns = [text("name"), money("amount"), money("spent"), money("forecast")]
    rows: list[list[Cell]] = [["prod", 100, 120, 180], ["dev", 50, 10, None], ["x", 5, None, None]]
    return answer("list", columns, rows, subject="budget", **parts)


EVERY = {
    "line": trend(1, 2, 3),
    "lines": teams("payments", "data", None),
    "gaps": trend(1, None, 3, None, None, 6),
    "losses": trend(5, -3, 2),
    "bars": services(50, 20, 3),
    "bars_unknown": services(50, None, -3, 7),
    "diverging": services(9, -4, 0, analysis="change"),
    "waterfall": effects(36_500, 37_600, 300, 900, 400, -600, 100),
    "waterfall_down": effects(100, 60, -10, 20, 15, -65),
    "band": forecast(),
    "pairs": unusual(),
    "limits": budgets(),
}

# ------------------------------------------------------------------------------------ any of them

HOSTILE = (
    "$x^2$ \\frac{1}{2}",
    "\u202egpj.exe",
    "\x1b[31m\x00",
    "a" * 500,
    "データ",
    "😀",
    "<!here>",
    "",
)
names = st.sampled_from(HOSTILE) | st.text(max_size=30)
amounts = st.none() | st.decimals(-(10**12), 10**12, places=4) | st.just(Decimal("1e-9"))


@st.composite
def charted(draw: st.DrawFn) -> Answer:
    """An answer of any shape that has, or nearly has, a chart."""
    kind = draw(st.sampled_from(["trend", "aggregate", "change", "forecast", "anomalies", "list"]))
    times = {"trend": [DAY], "forecast": [DAY], "anomalies": [DAY]}.get(kind, [])
    measures = {
        "change": ["cost_before", "cost", "change", *draw(st.sampled_from([(), EFFECTS]))],
        "forecast": ["cost", "low", "high"],
        "anomalies": ["cost", "expected"],
        "list": ["amount", "spent", "forecast"],
    }.get(kind, ["cost", "billed_cost"])
    unit = draw(st.sampled_from(["USD", "USD", "CHF", None]))
    grouped = [text("team")] * draw(st.integers(0, 1))
    marks = [text("kind")] if kind == "forecast" else []
    columns = [*times, *grouped, *(money(name, unit) for name in measures), *marks]
    row = st.tuples(
        *(st.integers(0, 40).map(day) for _ in times),
        *(st.none() | names for _ in grouped),
        *(amounts for _ in measures),
        *(st.sampled_from(["actual", "forecast"]) for _ in marks),
    )
    rows = draw(st.lists(row, max_size=25))
    return answer(
        kind,
        columns,
        rows,
        headline=draw(names),
        understood=draw(names),
        subject="budget" if kind == "list" else "cost",
        group_by=["team"] if grouped else [],
    )
