"""`the second one`, `that VM`: a row that was shown, as conditions on what tells it apart.

Only rows of the last answer can be pointed at, by what was shown of them: what was not shown is not
known here. Several that look alike are never taken for one.
"""

from collections.abc import Mapping

from intents.context import Previous
from intents.query import GRAINS, Clarify, Condition, HowTo, Query
from intents.slots.claim import Claim

Row = Mapping[str, str | None]


def pointed(claim: Claim, previous: Previous) -> tuple[Condition, ...] | Clarify | HowTo:
    """What holds of the row that is meant and of no other that was shown; else why not."""
    rows = previous.rows
    if not rows:
        return HowTo("follow-up", "The last answer has no rows that I could tell apart by number.")
    place = claim.limit or 0
    if place == 0 and previous.row_count != 1:
        said = f"The last answer has {previous.row_count:,} rows: which of them?"
        return Clarify(said, tuple(f"number {at}" for at in range(1, min(len(rows), 4) + 1)))
    if place > len(rows) or (place == -1 and len(rows) < previous.row_count):
        return HowTo("follow-up", _no_such(previous, len(rows)))
    row = rows[place - 1 if place > 0 else place]
    if sum(1 for other in rows if other == row) > 1:
        return HowTo("follow-up", "Several rows look alike there: name the one that you mean.")
    if any(name in GRAINS for name in row):
        return HowTo("follow-up", "That row is a part of time: name the day or the month instead.")
    return tuple(_holds(name, value) for name, value in row.items())


def _no_such(previous: Previous, known: int) -> str:
    count = previous.row_count
    rows = f"{count:,} row{'' if count == 1 else 's'}"
    if known < count:
        return f"The last answer has {rows}, of which I remember the first {known:,}."
    return f"The last answer has only {rows}."


def _holds(name: str, value: str | None) -> Condition:
    if value is None:
        return Condition(field=name, op="missing")
    return Condition(field=name, op="eq", value=value)


def shown_alone(previous: Previous) -> Query | None:
    """The question before, of just the rows that it showed: no first few of others then.

    None where it showed more than is remembered, or nothing tells them all apart.
    """
    query, rows = previous.query, previous.rows
    if not (query.limit or query.limit_per or query.having):
        return query
    if query.others or not rows or len(rows) < previous.row_count:
        return None
    for name in rows[0]:
        values = tuple(row.get(name) for row in rows)
        if None not in values and len(set(values)) == len(values):
            test = Condition(field=name, op="in", value=values)
            all_of_them = {
                "where": (*query.where, test),
                "limit": None,
                "limit_per": (),
                "having": (),
            }
            return query.model_copy(update=all_of_them)
    return None
