"""Claims that a reading does not hold: words that were understood, and then changed nothing.

A slot may know a word that the composer has no use for beside the others: "anomalies in October
monthly", "what pushed spend up lately double". Each claim that cannot be seen in the Query is left
out in turn; where the same comes out without it, its words are unread. What says the same as
another word ("top 5 services by cost") is seen, and is no word too many.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from intents.compose import Composed, Misplaced, Parts
from intents.query import Query
from intents.slots.claim import Claim, Kind

Compose = Callable[[Parts], Composed | Misplaced]
# What a composer looks for, and may pass over. Conditions, periods and scopes are taken as a whole.
_AT_RISK: tuple[Kind, ...] = (
    "order", "limit", "versus", "moved", "change", "trend", "breakdown", "share", "rest", "measure",
    "total", "each", "spread", "head", "select", "period",
)  # fmt: skip
# They set two things side by side, and stand between them.
_PAIRS = frozenset(
    {"vs", "versus", "against", "than", "compared to", "compared with", "relative to", "compare to"}
)
# The length of a period that is one whole unit, and that of the one which it is compared with.
_LENGTHS = re.compile(
    r"(?P<day>today|yesterday|\d{4}-\d\d-\d\d)|(?P<week>(?:this|last)_week)"
    r"|(?P<month>(?:this|last)_month|\d{4}-\d\d)|(?P<quarter>(?:this|last)_quarter|\d{4}-Q\d)"
    r"|(?P<year>(?:this|last)_year|\d{4})"
)
_BEFORE = re.compile(r"\b(day|week|month|quarter|year) before\b|\bsame (month|quarter)\b")
_OF_ROWS: frozenset[Kind] = frozenset({"scope", "test", "tag", "name"})
_OF_AMOUNTS: frozenset[Kind] = frozenset({"basis", "figures", "measure", "share", "covered"})
_SILENT: tuple[Kind, ...] = ("joint", "subject", "cost")


def unheld(parts: Parts, compose: Compose, made: Composed) -> tuple[Claim, ...]:
    """The claims without which the same Query, with the same notes, would have been made."""
    query = made.reading
    if not isinstance(query, Query):
        return ()
    return (*_unpaired(parts), *_of_another_length(parts, query)) or tuple(
        claim
        for claim in parts.of(*_AT_RISK)
        if not _is_seen(claim, query, parts) and _same(compose(parts.without((claim,))), made)
    )


def _same(without: Composed | Misplaced, made: Composed) -> bool:
    if not isinstance(without, Composed) or without.reading != made.reading:
        return False
    return set(without.notes) == set(made.notes)


def _is_seen(claim: Claim, query: Query, parts: Parts) -> bool:
    """Whether the Query shows what a claim says, or another claim says it too."""
    if any(_said(one) == _said(claim) for one in parts.of(claim.kind) if one is not claim):
        return True
    match claim.kind:
        case "order" | "limit":
            return _is_ordered(claim, query, parts)
        case "trend":
            day = query.analysis == "anomalies" and claim.grain == "day"
            return day or claim.grain in (None, query.grain)
        case "breakdown":
            return bool(query.group_by)
        case "versus" | "change":
            listed = any(test.op == "in" for test in query.conditions())
            listed = listed or len(query.regions) > 1
            return listed or bool(query.compare_to or query.group_by or len(query.measures) > 1)
        case "moved":
            return not claim.where and _tells_the_way(query, parts)
        case "total":
            # "How much does each VM cost": the cost of each is what it asks for.
            each = parts.cover.text(claim).startswith("how much") and "cost" in query.select
            return bool(each and parts.of("each"))
        case "head":
            return set(claim.group_by) <= set(query.group_by)
        case "period":
            return claim.period is not None and claim.period in (query.period, query.compare_to)
    return False


def _said(claim: Claim) -> Claim:
    return replace(claim, start=0, end=0, note=None)


def _tells_the_way(query: Query, parts: Parts) -> bool:
    """Whether a change is shown whichever way it went: "why did it go up".

    Of what is new or gone there is one way alone, and "what changed" asks for both.
    """
    one_way = {"new", "gone"} >= set(query.select) and bool(query.select)
    both = any("chang" in parts.cover.text(claim) for claim in parts.of("why"))
    return not (one_way or both) and bool(query.compare_to or parts.of("versus"))


def _is_ordered(claim: Claim, query: Query, parts: Parts) -> bool:
    """Whether rows come in the order that a claim asks for: most first, unless it says least."""
    first = query.order_by[:1] or (("-excess",) if query.analysis == "anomalies" else ())
    if not first or query.compare_to:
        # Of changes, what fell most has the least sign.
        return bool(first)
    least = claim.kind == "order" and not claim.order_by[0].startswith("-")
    turned = any(one.order_by for one in parts.of("limit"))
    # The biggest of what is below zero is the lowest.
    turned = turned != any(t.field == "billed_cost" and t.op == "lt" for t in query.conditions())
    return first[0].startswith("-") != (least != turned)


def _unpaired(parts: Parts) -> Iterator[Claim]:
    """`vs` beside which there are no two things of one sort: "versus how many VMs"."""
    kinds = [(claim, _sort(claim)) for claim in parts.cover.claims]
    said = [(claim, sort) for claim, sort in kinds if sort]
    for at, (claim, _) in enumerate(said):
        if claim.kind == "versus" and parts.cover.text(claim) in _PAIRS:
            after = said[at + 1][1] if at + 1 < len(said) else ""
            before = {sort for _, sort in said[:at]}
            earlier = (one for one in parts.cover.claims if one.end <= claim.start)
            named = any(one.kind not in ("joint", "versus") for one in earlier)
            if not (named if after == "period" else after in before):
                yield claim


def _of_another_length(parts: Parts, query: Query) -> Iterator[Claim]:
    """`the quarter before` beside a month, which would be compared with the month before."""
    whole = _LENGTHS.fullmatch(query.period or "")
    length = next((name for name, said in whole.groupdict().items() if said), "") if whole else ""
    for claim in parts.of("versus"):
        found = _BEFORE.search(parts.cover.text(claim)) if claim.compare_to and length else None
        if found and (found[1] or found[2]) != length:
            yield claim


def _sort(claim: Claim) -> str:
    """What may be set beside it: rows beside rows, amounts beside amounts."""
    if claim.kind in _OF_ROWS or (claim.kind == "subject" and (claim.clouds or claim.where)):
        return "rows"
    if claim.kind in _OF_AMOUNTS:
        return "amounts"
    return "" if claim.kind in _SILENT else claim.kind
