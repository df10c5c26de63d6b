"""Which picture an answer has, if any: `chart(answer)`. Pure.

What it is of follows from the question's analysis and the answer's columns; a single number, a list
and amounts of several currencies have none. To add one: a function that takes the answer, and a
line in `chart`.
"""

from bot.drawing.bars import anomalies, breakdown, limits, movement
from bot.drawing.series import Chart
from bot.drawing.timeline import timeline
from finops.answer import Answer

DRAWN = ("answered", "partial")


def chart(answer: Answer) -> Chart | None:
    """The picture of an answer; None where a table says it as well."""
    query = answer.query or {}
    if answer.outcome not in DRAWN or not answer.rows:
        return None
    match query.get("analysis", "list"):
        case "trend" | "forecast" | "aggregate":
            # Over one month alone there is no line, but its groups have bars.
            return timeline(answer) or breakdown(answer)
        case "change":
            return movement(answer)
        case "anomalies":
            return anomalies(answer)
        case "list" if query.get("subject") == "budget":
            return limits(answer)
        case _:
            return None
