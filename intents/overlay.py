"""Another analysis of the same cost: "why did it go up", "forecast it", "any anomalies there?".

The words of such a follow-up are read as of a question about cost of their own; what that computes
is laid over the question before, whose scope, conditions, groups and period stay where nothing else
was said.
"""

from collections.abc import Iterator

from intents import compose_outlook, rules
from intents.compose import Misplaced, Parts
from intents.narrowing import Narrowed, narrow
from intents.query import Condition, Query
from intents.slots.claim import Claim, Kind
from intents.words import Word, split

# What says how to compute rather than of what.
COMPUTED: tuple[Kind, ...] = (
    "why", "moved", "change", "anomaly", "outlook", "covered", "measure", "figures", "spread",
    "share", "rest",
)  # fmt: skip
_CAUSES = frozenset({"why"})
_OWN: tuple[Kind, ...] = ("lead", "it", "row", "one", "drop")
_TAKEN = (
    "analysis", "select", "measures", "having", "order_by", "limit", "limit_per", "others",
    "compare_to", "grain", "spread",
)  # fmt: skip


def is_asked(parts: Parts) -> bool:
    """Whether a follow-up about cost asks for another analysis."""
    return bool(parts.of(*COMPUTED)) or compose_outlook.is_asked(parts)


def overlaid(query: Query, parts: Parts) -> Narrowed | Misplaced:
    """The analysis that is asked for, of what was asked about before."""
    if odd := _of_one_compared(parts):
        return Misplaced(odd)
    own = parts.of(*_OWN)
    kept = tuple(
        word for at, word in enumerate(parts.asked.words)
        if not any(claim.start <= at < claim.end for claim in own)
    )  # fmt: skip
    asked = {name for claim in parts.of("group", "head") for name in claim.group_by}
    for words, groups in _questions(kept, () if asked else query.group_by):
        found = rules.best(words, parts.asked.context)
        if isinstance(found.reading, Query) and found.reading.subject == "cost":
            return _laid(query, found.reading, parts, found.notes, asked=bool(asked or groups))
    return Misplaced(parts.of(*COMPUTED) or parts.of("period"))


def _questions(
    words: tuple[Word, ...], by: tuple[str, ...]
) -> Iterator[tuple[tuple[Word, ...], tuple[str, ...]]]:
    """Ways to put it as a question of its own, those by the same groups first."""
    cost = split("cost")
    ways = [words, (*words, *cost), (*cost, *words), _led(words)]
    if words and words[0].text in _CAUSES:
        ways.append((*words, *split("did cost change")))
    group = split("by " + " and ".join(_called(name) for name in by)) if by else ()
    if group:
        yield from (((*way, *group), by) for way in ways)
    yield from ((way, ()) for way in ways)


def _led(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """`why did go up` → `why did cost go up`."""
    at = next((n + 1 for n, word in enumerate(words) if word.text in ("did", "does", "is")), 0)
    return (*words[:at], *split("cost"), *words[at:])


def _called(name: str) -> str:
    if name.startswith("tags."):
        return f"tag {name.removeprefix('tags.')}"
    return name


def _laid(
    query: Query, made: Query, parts: Parts, told: tuple[str, ...], *, asked: bool
) -> Narrowed:
    update: dict[str, object] = {name: getattr(made, name) for name in _TAKEN}
    groups = made.group_by if asked or not query.group_by else query.group_by
    counted = {measure.field for measure in made.measures if measure.agg == "distinct"}
    if counted & set(groups):
        # "How many services": of those that cost was grouped by.
        groups = tuple(name for name in groups if name not in counted)
        update["order_by"] = ()
    if _within_one_service(query, made) and not asked:
        groups = ("resource_id",)
    if made.analysis == "forecast":
        update["period"] = made.period
    else:
        update["period"] = made.period if parts.of("period") else _kept_period(query, made)
    if made.analysis == "change" and query.compare_to and not parts.of("versus", "period"):
        update["compare_to"] = query.compare_to
    if parts.of("basis") or made.cost_basis != "effective":
        update["cost_basis"] = made.cost_basis
    changed = query.model_copy(update=update | {"group_by": groups})
    notes = tuple(note for note in told if not note.startswith("what changed is"))
    if query.limit and not made.limit:
        notes += (f"all of them, not the first {query.limit} alone",)
    if made.measures:
        changed = _of_the_whole(changed, made)
        before = parts.asked.context.previous
        if before and not parts.of("scope"):
            # A service says its cloud: of the part, not of the whole.
            changed = changed.model_copy(update={"clouds": before.query.clouds})
    if query.having and not made.having:
        notes += ("without the bounds on the amounts",)
    narrowed = narrow(changed, (), joins=False, swaps=False)
    return Narrowed(narrowed.query, notes + narrowed.notes)


def _of_one_compared(parts: Parts) -> tuple[Claim, ...]:
    """`where dev is higher`, after dev and prod: than the other, not than before."""
    previous = parts.asked.context.previous
    sides = {
        (test.field, value)
        for test in (previous.query.conditions() if previous else ())
        if test.op == "in"
        for value in test.values
    }
    said = {
        (test.field, value)
        for claim in parts.of("tag", "test")
        for test in claim.where
        for value in test.values
    }
    return parts.of("moved") if len(sides & said) == 1 else ()


def _of_the_whole(query: Query, made: Query) -> Query:
    """Without the conditions that only a measure has: "how much of that is compute"."""
    own = {test for one in made.measures for test in one.where} - set(made.where)
    return query.model_copy(update={"where": tuple(t for t in query.where if t not in own)})


def _within_one_service(query: Query, made: Query) -> bool:
    """Whether why one service costs more is asked: its resources tell."""
    named = any(isinstance(t, Condition) and t.field == "service_name" for t in query.where)
    default = not query.group_by and made.group_by == ("service_name",)
    return named and default and made.analysis == "change"


def _kept_period(query: Query, made: Query) -> str | None:
    """That of the question before, unless it lies ahead."""
    return made.period if query.analysis == "forecast" else query.period or made.period


def lies_ahead(parts: Parts) -> tuple[Claim, ...]:
    """The periods that lie ahead: what is asked of them is a forecast."""
    return parts.of("period") if compose_outlook.is_asked(parts) else ()
