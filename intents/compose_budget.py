"""Questions about budgets and commitments: lists of them, by how they stand, and burn-downs.

They are read as questions about resources are, but for three things: the words for them may say a
condition ("over budget", "savings plans"), a budget's period is the one that runs now, and a
burn-down asks for one budget's days.
"""

from intents import compose_resource
from intents.compose import Composed, Misplaced, Parts, query
from intents.period import Span
from intents.query import AnyOf, Condition, Query, Where
from intents.slots import expiry
from intents.slots.claim import Claim

_RESERVED = frozenset({"ri", "ris", "reserved", "reservation", "reservations"})
_PLANS = frozenset({"plan", "plans"})
_NOW = {"this_month": "month", "this_quarter": "quarter", "this_year": "year"}
_RECURS = {"this_month": "monthly", "this_quarter": "quarterly", "this_year": "yearly"}
_AHEAD = ("over", "will be over")


def budget(parts: Parts) -> Composed | Misplaced:
    """A Query over budgets."""
    if burns := parts.of("trend"):
        return _burn_down(parts, burns)
    if len(parts.of("period")) > 1:
        return Misplaced(parts.of("period"))
    said = next(iter(parts.of("period")), None)
    if said is not None and said.period not in _NOW:
        # What a budget came to in a period that is over is not kept.
        return Misplaced((said,))
    made = compose_resource.compose(parts.without(parts.of("period")))
    if not isinstance(made, Composed) or not isinstance(made.reading, Query):
        return made
    tests = _of_subjects(parts)
    where: tuple[Where, ...] = (*tests, *(one for one in made.reading.where if one not in tests))
    if made.reading.analysis == "list" and any(_is_name(test) for test in where):
        # "Is the shop budget over" asks how that one stands: it is shown, over or not.
        where = tuple(test for test in where if not _values(test))
    notes = made.notes
    if said is not None and _AHEAD in [_values(test) for test in where]:
        where = (*where, _within(parts, said))
    elif said is not None:
        notes += ("each budget is looked at in the period that it runs in now",)
    return query(made.reading.as_said() | {"where": [one.model_dump() for one in where]}, notes)


def _of_subjects(parts: Parts) -> tuple[Condition, ...]:
    """Conditions that the words for budgets say."""
    found = (test for claim in parts.of("subject") for test in claim.where)
    return tuple(dict.fromkeys(found))


def _is_name(test: Where) -> bool:
    return isinstance(test, Condition) and (test.field, test.op) == ("name", "eq")


def _values(test: Where) -> tuple[object, ...]:
    if not isinstance(test, Condition) or test.field != "status":
        return ()
    return test.values


def _within(parts: Parts, said: Claim) -> Where:
    """`which budgets will we breach this month`: by its end, or over already."""
    end = parts.asked.context.span(f"whole_{_NOW[said.period or '']}").end
    return AnyOf(
        any=(
            Condition(field="breach_on", op="lt", value=str(end)),
            Condition(field="status", op="eq", value="over"),
        )
    )


def _burn_down(parts: Parts, burns: tuple[Claim, ...]) -> Composed | Misplaced:
    """One row a day; which budget, by name."""
    said = parts.of("period")
    if any(claim.period not in _NOW for claim in said) or len(burns) > 1:
        return Misplaced(said or burns)
    made = compose_resource.compose(parts.without((*burns, *said)))
    if not isinstance(made, Composed) or not isinstance(made.reading, Query):
        return made
    asked = made.reading
    plain = asked.analysis == "list" and not (asked.select or asked.limit or asked.group_by)
    if not plain or any(isinstance(t, Condition) and t.field != "name" for t in asked.where):
        return Misplaced(burns)
    trend: dict[str, object] = {"analysis": "trend", "grain": "day"}
    if said and not asked.where:
        # "For November": the budgets whose own period that is.
        recurs = Condition(field="recurs", op="eq", value=_RECURS[said[0].period or ""])
        trend["where"] = [recurs.model_dump()]
    return query(asked.as_said() | trend, made.notes)


_RUNNING = Condition(field="days_left", op="ge", value=0)


def commitment(parts: Parts) -> Composed | Misplaced:
    """A Query over commitments."""
    made = compose_resource.compose(parts)
    if not isinstance(made, Composed) or not isinstance(made.reading, Query):
        return made
    asked, kinds = made.reading, _kinds(parts)
    more: dict[str, object] = {}
    where = asked.where
    if asked.period and expiry.GONE in where and not asked.select:
        # "Which expired last month": the period is that of the end, and of no use of them.
        days = parts.asked.context.span(asked.period)
        where = (*where, *_ended_in(days))
        more = {"where": [one.model_dump() for one in where], "period": None}
    used = any(test.field == "utilisation" for test in asked.conditions())
    if asked.period and _RUNNING in where and not (asked.select or used):
        # "Expiring commitments this quarter": so is that of those that still run, to its very end.
        days = parts.asked.context.span(asked.period.replace("this_", "whole_"))
        where = (*where, *_ended_in(days))
        more = {"where": [one.model_dump() for one in where], "period": None}
    if len(kinds) == 1:
        own = Condition(field="kind", op="eq", value=kinds[0])
        more["where"] = [one.model_dump() for one in (own, *where)]
    ends = any(test.field in ("end", "days_left") for test in asked.conditions())
    if ends and asked.analysis == "list" and not asked.order_by:
        more["order_by"] = ("end",)
    return query(asked.as_said() | more, made.notes)


def _ended_in(days: Span) -> tuple[Condition, ...]:
    return (
        Condition(field="end", op="ge", value=str(days.start)),
        Condition(field="end", op="lt", value=str(days.end)),
    )


def _kinds(parts: Parts) -> tuple[str, ...]:
    """The kinds that the words name; none where the words are for both."""
    found: list[str] = []
    for claim in parts.of("subject", "each"):
        said = set(parts.cover.text(claim).split())
        if said & _PLANS:
            found.append("savings plan")
        elif said & _RESERVED:
            found.append("reservation")
        else:
            return ()
    return tuple(dict.fromkeys(found))
