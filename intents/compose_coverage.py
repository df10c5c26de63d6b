"""Questions about the coverage of commitments: which figures, of which kind, by what, and when."""

from intents.compose import (
    MOST_DAILY_DAYS,
    TREND_PERIODS,
    Composed,
    Misplaced,
    Parts,
    clouds,
    is_of_one,
    is_superlative,
    limit,
    near,
    query,
    where,
)
from intents.query import COVERAGE_FIGURES, Clarify
from intents.slots.claim import Kind

_PLACES: tuple[Kind, ...] = (
    "subject", "cost", "period", "scope", "test", "tag", "group", "head", "breakdown", "limit",
    "order", "trend", "joint", "covered",
)  # fmt: skip
_LOW_FIRST = frozenset({"coverage", "utilisation", "savings_rate"})


def is_asked(parts: Parts) -> bool:
    """Whether a question about cost asks for a figure of commitments."""
    return bool(parts.of("covered"))


def compose(parts: Parts) -> Composed | Misplaced:
    """A Query for them."""
    others = tuple(claim for claim in parts.cover.claims if claim.kind not in _PLACES)
    said = parts.of("period")
    if others or len(said) > 1:
        return Misplaced(others or said)
    figures = tuple(dict.fromkeys(name for claim in parts.of("covered") for name in claim.select))
    tests = [test for claim in parts.of("covered") for test in claim.where]
    kinds = tuple(dict.fromkeys(test for test in tests if test.field not in COVERAGE_FIGURES))
    if len(kinds) > 1:
        return Misplaced(parts.of("covered"))
    conditions = where(parts.without(parts.of("covered")))
    if isinstance(conditions, Misplaced):
        return conditions
    named, many = clouds(parts), limit(parts)
    if isinstance(named, Clarify):
        return Composed(named, parts.notes)
    if isinstance(many, Misplaced):
        return many
    own = tuple(dict.fromkeys(cloud for claim in parts.of("covered") for cloud in claim.clouds))
    if own and named and set(own) != set(named):
        return Misplaced(parts.of("covered", "scope"))
    grouped, notes = _groups(parts)
    if isinstance(grouped, Misplaced):
        return grouped
    if (many or parts.of("order")) and not grouped:
        return Misplaced(parts.of("limit", "order"))
    if many is None and is_superlative(parts) and is_of_one(parts):
        many = 1
    data: dict[str, object] = {
        "subject": "cost",
        "analysis": "coverage",
        "select": figures,
        "where": (*kinds, *conditions),
        "having": tuple(test for test in tests if test.field in COVERAGE_FIGURES),
        "group_by": grouped,
        "order_by": _order(parts, figures),
        "clouds": own or named,
        "accounts": parts.accounts,
        "regions": near(parts.regions, own or named),
        "limit": many,
        "period": _period(parts, grouped),
    }
    return query(data, parts.notes + notes)


def _groups(parts: Parts) -> tuple[tuple[str, ...] | Misplaced, tuple[str, ...]]:
    """The step first, then what it is broken down by."""
    claims = parts.of("group", "head", "trend")
    grains = {claim.grain for claim in claims if claim.grain}
    fields = tuple(dict.fromkeys(name for claim in claims for name in claim.group_by))
    if len(grains) > 1:
        return Misplaced(claims), ()
    if grains:
        return (*grains, *fields), ()
    if not any(claim.kind == "trend" for claim in claims):
        return fields, ()
    said = next((claim.period for claim in parts.of("period") if claim.period), None)
    short = said and parts.asked.context.span(said).days <= MOST_DAILY_DAYS
    grain = "day" if short else "month"
    return (grain, *fields), (f"the trend is shown by {grain}",)


def _period(parts: Parts, grouped: tuple[str, ...]) -> str | None:
    """As said; steps of which no period was named look back far enough to see several."""
    said = next((claim.period for claim in parts.of("period")), None)
    if said:
        return said
    return next((period for grain, period in TREND_PERIODS.items() if grain in grouped), None)


def _order(parts: Parts, figures: tuple[str, ...]) -> tuple[str, ...]:
    """What is asked for first: "the lowest coverage", "the most waste"."""
    if not (parts.of("limit") or is_superlative(parts)):
        return ()
    low = {"lowest", "least", "worst", "smallest", "bottom"}
    said = {word.text for word in parts.asked.words}
    if said & low:
        return (figures[0] if figures[0] in _LOW_FIRST or not said & {"worst"} else "-unused_cost",)
    return (f"-{figures[0]}",)
