"""`finops eval`: the figures as text or as JSON, and the curve as a picture. Pure."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import get_args

import orjson
from tabulate import tabulate

from bot.drawing.clean import clean
from bot.evaluation import Case, Evaluation, Figures, Risk
from intents.gold import Outcome
from intents.query import Query

HEADINGS = ("reader", "asked", "answerable", "answered", "coverage %", "right %", "median ms",
            "p99 ms")  # fmt: skip
# Rows of the curve's table; the picture has every point.
MOST_POINTS = 12
# Percent: a curve of a few wrong ones should not look like a wall.
LEAST_HEIGHT = 5.0


def as_text(found: Evaluation) -> str:
    """Figures of each reader, outcomes, the curve, and every answer that is wrong."""
    return "\n\n".join(part for part in _parts(found) if part) + "\n"


def _parts(found: Evaluation) -> Iterator[str]:
    yield _table([_row(one) for one in found.figures()], HEADINGS)
    yield "outcomes: rows should be, columns are\n" + _confusion(found)
    yield "the classifier, by its threshold, of what the rules left\n" + _table(
        [_point(one) for one in _few(found.curve)], ("threshold", "read", "of", "wrong")
    )
    wrong = found.wrong()
    yield f"{len(wrong)} answered wrongly" + "".join(f"\n  {_wrong(case)}" for case in wrong)


def _row(one: Figures) -> tuple[object, ...]:
    return (one.reader, one.questions, one.in_scope, one.answered, _percent(one.coverage),
            _percent(one.accuracy), f"{one.ms[0]:.2f}", f"{one.ms[1]:.2f}")  # fmt: skip


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _confusion(found: Evaluation) -> str:
    counts, names = found.confusion(), get_args(Outcome)
    rows = [(should, *(counts[should, came] or "" for came in names)) for should in names]
    return _table(rows, ("", *names))


def _point(one: Risk) -> tuple[object, ...]:
    return f"{one.threshold:.3f}", one.read, one.left, one.wrong


def _few(curve: Sequence[Risk]) -> Sequence[Risk]:
    step = max(1, -(-len(curve) // MOST_POINTS))
    return curve[::step]


def _wrong(case: Case) -> str:
    query = case.read.reading
    said = query.model_dump_json(exclude_defaults=True) if isinstance(query, Query) else ""
    return clean(f"{case.read.route}: {case.gold.ask!r} was read as {said}")


def _table(rows: Sequence[Sequence[object]], headings: Sequence[str]) -> str:
    return tabulate(rows, headings, tablefmt="plain", disable_numparse=True)


def as_json(found: Evaluation) -> str:
    """All of it, and every question with what became of it."""
    record = {
        "readers": [
            {
                "reader": one.reader,
                "asked": one.questions,
                "answerable": one.in_scope,
                "answered": one.answered,
                "right": one.right,
                "coverage": one.coverage,
                "accuracy": one.accuracy,
                "median_ms": one.ms[0],
                "p99_ms": one.ms[1],
            }
            for one in found.figures()
        ],
        "outcomes": [
            {"should": should, "came": came, "count": count}
            for (should, came), count in sorted(found.confusion().items())
        ],
        "curve": [
            {"threshold": one.threshold, "read": one.read, "left": one.left, "wrong": one.wrong}
            for one in found.curve
        ],
        "questions": [_case(case) for case in found.cases],
    }
    return orjson.dumps(record).decode() + "\n"


def _case(case: Case) -> dict[str, object]:
    reading = case.read.reading
    return {
        "ask": case.gold.ask,
        "kind": case.gold.kind,
        "route": case.read.route,
        "outcome": case.outcome,
        "should": case.gold.outcome,
        "right": case.right,
        "same_rows": case.same_rows,
        "ms": case.ms,
        "query": reading.as_said() if isinstance(reading, Query) else None,
    }


def as_png(curve: Sequence[Risk], threshold: float) -> bytes:
    """Percent read wrongly over percent read, with the threshold that is in use."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    known = [one for one in curve if one.read]
    axes.step([100 * one.read / one.left for one in known],
              [100 * one.wrong / one.read for one in known], where="post")  # fmt: skip
    used = next((one for one in reversed(known) if one.threshold >= threshold), None)
    if used is not None:
        axes.plot(100 * used.read / used.left, 100 * used.wrong / used.read, "o",
                  label=f"threshold {threshold:g}")  # fmt: skip
        axes.legend()
    axes.set_xlabel("percent of what the rules left that is read")
    axes.set_ylabel("percent of that read wrongly")
    axes.set_title("The classifier's risk by its coverage")
    highest = max((100 * one.wrong / one.read for one in known), default=0.0)
    axes.set_ylim(-LEAST_HEIGHT / 50, max(LEAST_HEIGHT, 1.1 * highest))
    file = BytesIO()
    figure.savefig(file, format="png", dpi=150)
    return file.getvalue()
