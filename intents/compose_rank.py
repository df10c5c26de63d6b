"""Which one costs more: "which cloud is more expensive", of all that there are.

Without a word for another time ("than last month", "got more expensive") one of several is asked
for, by what it costs, and not what has changed. In the plural ("which services are more expensive")
it is the change.
"""

from dataclasses import replace

from intents.compose import Parts
from intents.slots.claim import Claim

_MORE = frozenset({"more", "more expensive", "costlier", "pricier", "dearer", "higher"})
_LESS = frozenset({"less", "less expensive", "cheaper", "lower"})
_NOTE = "the one that costs the {way} is shown; for a change, ask which got {words} than before"


def ranked(parts: Parts) -> Parts:
    """The claims with "more expensive" as an order, where one of several is asked for."""
    heads, ways = parts.of("head"), parts.of("moved")
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
