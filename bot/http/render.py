"""Answer → JSON: whole, or a page of its rows with what leads to the next. Pure.

A page is the Answer with fewer `rows` and one key more, `next`: `row_count`, `totals` and all the
rest still speak of the whole.
"""

from dataclasses import dataclass

import orjson

from finops.answer import Answer

# The type that both kinds of body are sent as.
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Slice:
    """`size` rows from `start`; `next` is where the following ones are, None after the last."""

    start: int
    size: int
    next: str | None


def draw(answer: Answer, part: Slice | None = None) -> bytes:
    """The body."""
    if part is None:
        return answer.to_json().encode()
    rows = answer.rows[part.start : part.start + part.size]
    page = answer.model_copy(update={"rows": rows}).model_dump(mode="json")
    return orjson.dumps(page | {"next": part.next})


def status(answer: Answer) -> int:
    """Every Answer is a 200, refusals too, but for a bug on our side: that is a 500."""
    return 500 if answer.outcome == "failed" else 200
