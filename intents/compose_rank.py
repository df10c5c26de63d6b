"""What is ranked by its cost: "top 5 costs", and which one costs more of all that there are.

Without a word for another time ("than last month", "got more expensive") one of several is asked
for, by what it costs, and not what has changed. In the plural ("which services are more expensive")
it is the change.
"""

from dataclasses import replace

from intents.compose import Parts
from intents.compose_compared import compared as compared_things
from intents.slots.claim import Claim

_MORE = frozenset({"more", "more expensive", "costlier", "pricier", "dearer", "higher"})
_LESS = frozenset({"less", "less expensive", "cheaper", "lower"})
_PLURAL = frozenset({"costs", "expenses", "bills", "expenditures"})
_DRIVERS = frozenset({"driver", "drivers"})
_OF_DRIVERS = frozenset("cost spend main biggest top driver drivers of for".split())
_VERBS = frozenset({"cost", "costs", "costing", "is", "are"})
_WHAT = frozenset("what is are was has have been ok so hey hi please and".split())
_ONE_BY_ONE = frozenset({"charge", "charges"})
OF_SERVICES = "costs are told apart by service; name another dimension: by account, by team"
_NOTE = "the one that costs the {way} is shown; for a change, ask which got {words} than before"


def is_of_services(parts: Parts) -> bool:
    """Whether "top 5 costs", "biggest expenses", "cost drivers" rank costs by nothing named.

    They are those of services then (see `OF_SERVICES`). Charges may be asked for one by one; what
    one is the top of is not assumed.
    """
    if parts.of("group", "head", "trend", "versus", "each", "measure", "figures", "breakdown"):
        return False
    ordered = [claim for claim in parts.of("order") if claim.order_by in (("-cost",), ("cost",))]
    said = {
        word
        for claim in (*parts.of("subject"), *ordered)
        for word in parts.cover.text(claim).split()
    }
    ranks = parts.of("limit") or ordered or said & _DRIVERS
    plural = said & (_PLURAL | _DRIVERS) or any(_is_of_what(parts, claim) for claim in ordered)
    return bool(ranks and plural) and not said & _ONE_BY_ONE


def _is_of_what(parts: Parts, ordered: Claim) -> bool:
    """Whether "what" costs most: "what is costing us the most", "what cost the most"."""
    at = parts.asked.words[: ordered.start]
    verb = parts.asked.text(ordered.start) in _VERBS
    return verb and bool(at) and {word.text for word in at} <= _WHAT and at[-1].text != "does"


def _drivers(parts: Parts) -> Parts:
    """The claims with "cost drivers" as costs, where no other time is named: nothing changed."""
    asks = parts.of("why")
    if parts.of("versus", "change", "moved") or len(parts.of("period")) > 1:
        return parts
    if not asks or any(set(parts.cover.text(c).split()) - _OF_DRIVERS for c in asks):
        return parts
    changed = tuple(
        replace(c, kind="subject", select=()) if c.kind == "why" else c for c in parts.cover.claims
    )
    return Parts(replace(parts.cover, claims=changed))


def ranked(parts: Parts) -> Parts:
    """The claims with "more expensive" as an order, where one of several is asked for."""
    parts = _drivers(parts)
    heads, ways = parts.of("head"), parts.of("moved")
    if ways and len(parts.of("period")) < 2 and any(
        parts.cover.text(claim) == "than" for claim in parts.of("versus")
    ) and compared_things(parts):  # fmt: skip
        # "Is AWS more expensive than Azure": each beside the other.
        return parts.without(ways)
    compared = parts.of("why", "change", "versus", "trend", "limit", "order")
    if len(heads) != 1 or len(ways) != 1 or compared or len(parts.of("period")) > 1:
        return parts
    words = parts.cover.text(ways[0])
    if parts.cover.text(heads[0]).endswith("s") or words not in _MORE | _LESS:
        return parts
    changed = [_order(claim, words) if claim is ways[0] else claim for claim in parts.cover.claims]
    return Parts(replace(parts.cover, claims=tuple(changed)))


def _order(claim: Claim, words: str) -> Claim:
    more = words in _MORE
    changed = {"more": "more expensive", "less": "cheaper"}.get(words, words)
    note = _NOTE.format(way="most" if more else "least", words=changed)
    return replace(claim, kind="order", order_by=("-cost" if more else "cost",), note=note)
