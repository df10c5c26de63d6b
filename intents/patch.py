"""A follow-up's claims and the Query before: the Query that is meant now.

Nothing is dropped unsaid: a claim that no step below holds makes the follow-up unread, and what of
the question before does not hold any more is told in a note. The scope of a person's rights is no
part of a Query, so that no follow-up can widen it.
"""

from collections.abc import Callable
from dataclasses import replace

from intents import beside, overlay
from intents.catalog import Cloud
from intents.compose import Composed, Misplaced, Parts, where
from intents.compose_measures import basis_of
from intents.compose_when import part_of_last_year
from intents.context import Previous
from intents.narrowing import Narrowed, narrow, scoped
from intents.period import COMPARISONS
from intents.pointing import pointed, shown_alone
from intents.query import Clarify, Condition, HowTo, InvalidQuery, Query, Where, parse
from intents.reshaping import (
    Reshaped,
    counted,
    dropped,
    grouped,
    ranked,
    shown,
    stepped,
    summed,
)
from intents.slots.claim import Claim, Kind
from intents.slots.onward import is_swap

Patched = Composed | Misplaced | HowTo
# A claim of any other kind has no place in a follow-up.
_PLACES: frozenset[Kind] = frozenset({
    "subject", "cost", "period", "scope", "test", "tag", "name", "limit", "order", "group", "head",
    "unsure", "breakdown", "count", "total", "select", "basis", "trend", "versus", "joint", "lead",
    "it", "row", "one", "drop", "included", *overlay.COMPUTED,
})  # fmt: skip
_SHOWN = frozenset({"of them", "of those", "of these"})
# What may hold of another kind of resource too; its columns are its own.
_PORTABLE = frozenset(
    "clouds accounts regions where period limit group_by measures having order_by".split()
)


def patched(parts: Parts, previous: Previous) -> Patched:
    """The Query before with what was said; or the claims that it cannot hold, or why not."""
    strange = tuple(claim for claim in parts.cover.claims if claim.kind not in _PLACES)
    if strange or len(parts.of("row")) > 1:
        return Misplaced(strange or parts.of("row"))
    some = _some_of(parts)
    before = shown_alone(previous) if some or parts.of("total") else previous.query
    if before is None and some:
        return Misplaced(some)
    before = before or previous.query
    return _of(parts, replace(previous, query=before))


def _of(parts: Parts, previous: Previous) -> Patched:
    begun = _about(parts, previous.query)
    if isinstance(begun, Misplaced):
        return begun
    rows = _rows(parts, previous)
    if isinstance(rows, Clarify):
        return Composed(rows)
    if isinstance(rows, HowTo):
        return rows
    query, notes = begun.query, (*begun.notes, *parts.notes)
    rows = rows or _the_one(parts, previous)
    if rows:
        # What is named one by one is no first of anything.
        query = query.model_copy(update={"limit": None, "others": False})
    for step in (beside.beside,) if beside.is_asked(parts) else _STEPS:
        made = step(query, parts)
        if isinstance(made, Misplaced):
            return made
        if isinstance(made, Clarify):
            return Composed(made)
        query, notes = made.query, (*notes, *made.notes)
    query = narrow(query, rows, joins=False, swaps=False).query
    return _checked(query, parts, notes)


def _some_of(parts: Parts) -> tuple[Claim, ...]:
    """`of those`: what was shown, and nothing besides."""
    return tuple(c for c in parts.of("it") if parts.cover.text(c) in _SHOWN)


def _checked(query: Query, parts: Parts, notes: tuple[str, ...]) -> Patched:
    """As a Query from outside is: what cannot be is misplaced, and so is what would say nothing."""
    try:
        whole = parse(query.model_dump(mode="json", exclude_defaults=True) | {
            "subject": query.subject, "analysis": query.analysis
        })  # fmt: skip
    except InvalidQuery:
        return Misplaced(parts.cover.claims)
    if silent := _silent(whole, parts):
        return Misplaced(silent)
    return Composed(whole, tuple(dict.fromkeys(notes)))


def _silent(query: Query, parts: Parts) -> tuple[Claim, ...]:
    """A period or a basis that nothing of the Query depends on."""
    kinds = {field.kind for field, _ in query.fields()}
    if query.analysis == "list" and not query.select:
        subject = parts.asked.subject
        kinds |= {subject.fields[name].kind for name in subject.default}
    costs = query.subject in ("cost", "commitment", "budget") or bool(kinds & {"cost", "charged"})
    if parts.of("period") and not (costs or "metric" in kinds or query.analysis == "trend"):
        return parts.of("period")
    return () if costs else parts.of("basis")


def _about(parts: Parts, query: Query) -> Narrowed | Misplaced:
    """The Query before, or one like it about the other subject that is named."""
    subject = parts.asked.subject
    if subject.name == query.subject:
        return Narrowed(query)
    if query.subject == "cost" or subject.name == "cost":
        return Misplaced(parts.of("subject"))
    data: dict[str, object] = query.model_dump(mode="json", exclude_defaults=True)
    moved = {name: value for name, value in data.items() if name in _PORTABLE}
    moved |= {"subject": subject.name, "analysis": query.analysis}
    try:
        return Narrowed(parse(moved))
    except InvalidQuery:
        return Misplaced(parts.of("subject"))


def _rows(parts: Parts, previous: Previous) -> tuple[Condition, ...] | Clarify | HowTo:
    for claim in parts.of("row"):
        return pointed(claim, previous)
    return ()


def _the_one(parts: Parts, previous: Previous) -> tuple[Condition, ...]:
    """After "the biggest account", what "it" is broken down by is of that account."""
    before = previous.query
    alone = before.limit == previous.row_count == len(previous.rows) == 1
    turns = parts.of("group", "trend", "count", *overlay.COMPUTED)
    if not alone or before.analysis == "list" or not turns or parts.of("limit", "order"):
        return ()
    found = pointed(Claim(0, 0, "row", limit=1), previous)
    return found if isinstance(found, tuple) else ()


def _swaps(parts: Parts) -> bool:
    return any(is_swap(parts.cover.text(claim)) for claim in parts.of("lead"))


def _joins(parts: Parts) -> bool:
    return any(claim.either for claim in parts.of("lead"))


def _scoped(query: Query, parts: Parts) -> Reshaped:
    said = parts.of("scope", "subject", "test")
    if _joins(parts) and parts.regions and not query.regions:
        # "Also eu-west-1": it is there already, with every other region.
        return Misplaced(parts.of("scope"))
    clouds = _clouds(parts)
    if any(claim.excludes for claim in parts.of("scope")):
        return Misplaced(said)
    if clouds and query.clouds and not set(clouds) & set(query.clouds):
        if _names_services(query) and not any(claim.where for claim in parts.of("test")):
            return _which_service(clouds[0])
    homes = {
        name: one.cloud for one in parts.asked.context.accounts for name in (one.id, one.name)
    }  # fmt: skip
    return scoped(
        query, clouds=clouds, accounts=parts.accounts, regions=parts.regions,
        joins=_joins(parts), cloud_of_account=homes,
    )  # fmt: skip


def _clouds(parts: Parts) -> tuple[Cloud, ...]:
    """Those named, and that of a service or a kind that only one has."""
    claims = [*parts.of("scope"), *(c for c in parts.of("subject", "test", "group", "head")
                                    if not c.excludes)]  # fmt: skip
    found = {cloud for claim in claims for cloud in claim.clouds}
    return tuple(cloud for cloud in ("aws", "azure") if cloud in found)


def _names_services(query: Query) -> bool:
    return any(test.field == "service_name" and test.op in ("eq", "in")
               for test in query.where if isinstance(test, Condition))  # fmt: skip


def _which_service(cloud: Cloud) -> Clarify:
    name = {"aws": "AWS", "azure": "Azure"}[cloud]
    choices = (f"{name} cost by service", f"{name} cost", f"{name} cost by service category")
    return Clarify(f"That service is not {name}'s: which one do you mean?", choices)


def _narrowed(query: Query, parts: Parts) -> Reshaped:
    """Conditions on rows; a bound on cost is one on groups, where cost is grouped."""
    tests = where(parts)
    if isinstance(tests, Misplaced):
        return tests
    tests = tuple(_of_its_tag(query, test) for test in tests)
    if _joins(parts) and any(_adds_to_nothing(query, test) for test in tests):
        return Misplaced(parts.of("test", "tag"))
    bounds = tuple(t for t in tests if isinstance(t, Condition) and t.field == "cost")
    if query.subject != "cost":
        bounds = ()
    if bounds and (query.analysis not in ("aggregate", "change") or not query.group_by):
        return Misplaced(parts.of("test"))
    rest = tuple(test for test in tests if test not in bounds)
    made = narrow(query, rest, joins=_joins(parts), swaps=_swaps(parts))
    if not bounds:
        return made
    having = tuple(one for one in query.having if one.field != "cost" or len(bounds) > 1)
    return Narrowed(made.query.model_copy(update={"having": (*having, *bounds)}), made.notes)


def _of_its_tag(query: Query, test: Where) -> Where:
    """`without the untagged`, where it is grouped by one tag: without that tag."""
    tags = [name for name in query.group_by if name.startswith("tags.")]
    out = isinstance(test, Condition) and (test.field, test.op) == ("tags", "exists")
    if isinstance(test, Condition) and out and len(tags) == 1:
        return test.model_copy(update={"field": tags[0]})
    return test


def _adds_to_nothing(query: Query, test: Where) -> bool:
    """`also staging`, where no environment was named: all of them are there already."""
    if not isinstance(test, Condition) or test.op not in ("eq", "in"):
        return False
    is_tag = test.field.startswith("tags.")
    return is_tag and all(one.field != test.field for one in query.conditions())


def _included(query: Query, parts: Parts) -> Reshaped:
    """`with tax`: what was left out before is not any more."""
    said = {word.rstrip("s") for c in parts.of("included") for word in parts.cover.text(c).split()}
    kept = tuple(
        test for test in query.where
        if not (isinstance(test, Condition) and test.op in ("ne", "not_in", "not_matches")
                and all(str(v).casefold().strip("*") in said for v in test.values))
    )  # fmt: skip
    left = any(
        str(v).casefold() in said for test in kept if isinstance(test, Condition)
        and test.op in ("ne", "not_in") for v in test.values
    )  # fmt: skip
    return (
        Misplaced(parts.of("included"))
        if left
        else Narrowed(query.model_copy(update={"where": kept}))
    )


def _timed(query: Query, parts: Parts) -> Reshaped:
    """Another period, another one to compare with, or both."""
    periods, versus = parts.of("period"), parts.of("versus")
    if not versus:
        return _in_period(query, periods)
    if query.subject != "cost" or query.spread or query.measures:
        return Misplaced(versus)
    if query.analysis not in ("aggregate", "trend", "change"):
        return Misplaced(versus)
    relative = {claim.compare_to for claim in versus if claim.compare_to}
    told = _compared(query, parts, relative)
    if told is None:
        return Misplaced(versus + periods)
    shown = {"analysis": "change", "grain": None, "period": told[0], "compare_to": told[1],
             "order_by": ("-change",) if query.group_by else ()}  # fmt: skip
    notes = ("without its steps",) if query.analysis == "trend" else ()
    return Narrowed(query.model_copy(update=shown), notes)


def _compared(query: Query, parts: Parts, relative: set[str]) -> tuple[str | None, str] | None:
    """The period looked at and the one beside it; None where that cannot be told."""
    periods = [claim.period for claim in parts.of("period") if claim.period]
    if len(periods) == 1 and not relative and _says_before(parts):
        relative, periods = {"previous"}, []
    default = next((claim.period for claim in parts.of("versus") if claim.period), None)
    if len(relative) == 1 and len(periods) <= 1:
        return (periods[0] if periods else query.period or default, next(iter(relative)))
    if relative or not 0 < len(periods) <= 2 or any(c.ends for c in parts.of("period")):
        return None
    first = periods[0] if len(periods) == 2 else query.cost_period
    if year := part_of_last_year(first, periods[-1], parts.asked.context):
        return year.period, "year_before"
    starts = {text: parts.asked.context.span(text).start for text in (first, periods[-1])}
    if len(set(starts.values())) < 2:
        return None
    if len(periods) == 1:
        return first, periods[0]
    later = max(starts, key=lambda text: starts[text])
    return later, min(starts, key=lambda text: starts[text])


def _says_before(parts: Parts) -> bool:
    """`the previous month`: the one before that which was asked about."""
    words = parts.cover.text(parts.of("period")[0]).split()
    return bool({"previous", "prior", "preceding"} & set(words)) and len(words) <= 3


def _in_period(query: Query, periods: tuple[Claim, ...]) -> Reshaped:
    if not periods:
        return Narrowed(query)
    if len(periods) > 1 or not periods[0].period:
        return Misplaced(periods)
    update: dict[str, object] = {"period": periods[0].period}
    notes: tuple[str, ...] = ()
    if periods[0].billing:
        update["period_on"] = "billing"
    if query.compare_to and query.compare_to not in COMPARISONS:
        update["compare_to"] = "previous"
        notes = ("compared with the period before it",)
    if query.analysis == "forecast":
        update |= {"analysis": "aggregate", "grain": None, "select": ()}
        notes = ("that period is not ahead: its cost, no forecast",)
    pinned = [w for w in query.where if isinstance(w, Condition) and w.period]
    if pinned:
        return Misplaced(periods)
    return Narrowed(query.model_copy(update=update), notes)


def _based(query: Query, parts: Parts) -> Reshaped:
    if not parts.of("basis"):
        return Narrowed(query)
    if query.measures:
        return Misplaced(parts.of("basis"))
    basis = basis_of(parts)
    return Narrowed(query.model_copy(update={"cost_basis": basis or "effective"}))


def _analysed(query: Query, parts: Parts) -> Reshaped:
    """Another analysis says groups, steps, order and period; else each is laid over by itself."""
    if query.subject == "cost" and overlay.is_asked(parts):
        if query.analysis == "coverage" and not parts.of("covered"):
            return Misplaced(parts.of(*overlay.COMPUTED))
        if parts.of("count", "select", "unsure", "total"):
            return Misplaced(parts.of("count", "select", "unsure", "total"))
        return overlay.overlaid(query, parts)
    if strange := parts.of(*overlay.COMPUTED):
        return Misplaced(strange)
    notes: tuple[str, ...] = ()
    for step in _SHAPES:
        made = step(query, parts)
        if not isinstance(made, Narrowed):
            return made
        query, notes = made.query, (*notes, *made.notes)
    return Narrowed(query, notes)


_STEPS: tuple[Callable[[Query, Parts], Reshaped], ...] = (
    dropped, _included, _scoped, _narrowed, _analysed,
)  # fmt: skip
_SHAPES: tuple[Callable[[Query, Parts], Reshaped], ...] = (
    _timed, _based, grouped, summed, counted, stepped, ranked, shown,
)  # fmt: skip
