"""Spellings of a tag's value that one condition took together: "team payments" is "PAYMENTS" too.

A condition on a tag ignores case, and a group by the same tag does not: so the cost of one value
and its row in "by team" may differ, and the answer says what the condition added up.

And keys: who asks for `environment` where the tag is `env` is told so.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from difflib import get_close_matches

from finops.alike import is_by_people
from finops.columns import COST
from finops.figures import money
from finops.insights import kind
from finops.plan import Plan
from finops.regrouped import cost_by, regrouped
from finops.relation import Tables
from finops.rows import amount
from finops.warehouse.engine import Engine
from intents.period import Span
from intents.query import Condition, Where

# How far back a forecast's spellings are looked for.
LATE_DAYS = 30
# Shorter keys are the beginning of too much.
LEAST_LETTERS = 3
NEAR = 0.7
_EITHER_WAY = {"eq": "eq", "in": "in", "ne": "eq", "not_in": "in"}


def spelt(plan: Plan, engine: Engine, tables: Tables, currency: str | None) -> Iterator[str]:
    """A sentence for each value that stands for several spellings; amounts in one currency only.

    Of a forecast those of late are told, without what they cost: its own days are still to come.
    """
    groups = plan.query.group_by
    of_measures = (test for measure in plan.query.measures for test in measure.where)
    if plan.query.analysis == "forecast":
        start = min(plan.period.start, plan.today - timedelta(days=LATE_DAYS))
        plan, currency = regrouped(plan, period=Span(start, plan.today).text), None
    for test in _conditions((*plan.query.where, *of_measures)):
        if is_by_people(test.field) and test.op in _EITHER_WAY and test.field not in groups:
            yield from _together(plan, engine, tables, test, currency)


def _conditions(where: Iterable[Where]) -> tuple[Condition, ...]:
    return tuple(dict.fromkeys(test for test in where if isinstance(test, Condition)))


def _together(
    plan: Plan, engine: Engine, tables: Tables, test: Condition, currency: str | None
) -> Iterator[str]:
    said = test.model_copy(update={"op": _EITHER_WAY[test.op]})
    where = (*(one for one in plan.query.where if one != test), said)
    found: dict[str, list[str]] = {}
    for row in cost_by(plan, engine, tables, test.field, where=where):
        value, spent = str(row[test.field]), amount(row, COST)
        told = f" ({money(spent, currency)})" if spent is not None and currency else ""
        found.setdefault(value.casefold(), []).append(f"{value}{told}")
    title = kind(plan, test.field)
    for several in found.values():
        if len(several) > 1:
            out = "left out" if said != test else "taken"
            yield f"{title} {', '.join(several)} differ only in case and are {out} together"


def key_alike(asked: str, known: Iterable[str]) -> str | None:
    """The tag that was meant: one key is short for the other, or spelt almost like it."""
    plain = {one: _letters(one) for one in sorted(known, key=lambda one: (len(one), one))}
    said = _letters(asked)
    for one, letters in plain.items():
        shorter, longer = sorted((letters, said), key=len)
        if len(shorter) >= LEAST_LETTERS and longer.startswith(shorter):
            return one
    return next(iter(get_close_matches(asked.lower(), plain, 1, NEAR)), None)


def _letters(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key.lower())
