"""Why cost changed, in words to a Query: `why` and `moved` claims on top of a question about cost.

- A "why" asks for the effects, by service where nothing else is asked (within one service, by
  resource): the few that changed most, the rest as one row.
- "Which services went up" asks for those alone, what rose most first.
- "New resources" asks for the resources that were not there in the period compared with.
- A way alone ("how much did cost go up") asks for the plain comparison: the answer tells which way.
"""

from intents.compose import Parts, is_of_one, quoted, reworded
from intents.compose_compared import compared
from intents.query import EFFECTS, Clarify, Condition, Where
from intents.slots.claim import Claim
from intents.slots.moved import WEAK
from intents.slots.why import WHAT_CHANGED

# As many rows as are read at a glance.
MOST_CAUSES = 8
_SPIKES = frozenset({"spike", "spiked", "jump", "jumped", "surge", "surged"})
_DRIVES = ("what drove", "what drives", "what is driving", "what was driving", "what has driven",
           "what is behind", "what makes", "what accounts for", "what contributed",
           "what is responsible", "who is driving", "who drives", "who drove",
           "explain")  # fmt: skip
_LATER = ("than", "since")
_SPENDERS = frozenset({"service_name", "service_category"})
_ASKS = frozenset({"did", "has", "have", "is", "are"})
_ASKS_AMOUNT = _ASKS | {"much", "do", "does", "was", "were"}
_SEVERAL = frozenset({"increases", "decreases", "drops", "jumps", "rises", "hikes", "reductions"})


def asked(parts: Parts) -> bool:
    """Whether the question is about a change, and not one period alone."""
    return bool(parts.of("why", "moved"))


def is_about_cost(parts: Parts) -> bool:
    """Whether it is about cost unsaid: "what changed", "which services went up"."""
    if any(_is_whole(parts, claim) for claim in parts.of("why")):
        return True
    causes = parts.of("why") and parts.of("moved", "change", "versus")
    ways = parts.of("moved") and (parts.of("head", "group") or parts.of("limit"))
    beside = any(claim.compare_to for claim in parts.of("versus")) and parts.of("change")
    return bool(causes or ways or beside or _is_of_something(parts))


def _is_of_something(parts: Parts) -> bool:
    """Whether it is asked of a cloud, an account or a service which way it went."""
    said = [c for c in parts.of("moved", "change") if parts.cover.text(c) not in WEAK]
    named = parts.of("scope") or any(test.field in _SPENDERS for test in parts.tests)
    asks = {word.text for word in parts.asked.words} & _ASKS
    return bool(said and named and asks)


def _is_whole(parts: Parts, claim: Claim) -> bool:
    return claim.select != EFFECTS or parts.cover.text(claim) in WHAT_CHANGED


def unusual_day(parts: Parts) -> Clarify | None:
    """The spike of one day: the day before may be part of it, so what is usual has to be asked."""
    causes, periods = parts.of("why"), parts.of("period")
    spikes = [one for one in parts.of("moved") if set(parts.cover.text(one).split()) & _SPIKES]
    if not causes or not spikes or len(periods) != 1 or parts.of("versus") or periods[0].ends:
        return None
    if parts.asked.context.span(periods[0].period or "").days > 1:
        return None
    said = (*causes, *spikes, *parts.of("subject"))
    rest = " ".join(
        quoted(word)
        for claim in parts.cover.claims if claim not in said
        for word in parts.asked.words[claim.start : claim.end]
    )  # fmt: skip
    choices = tuple(f"{words} {rest}" for words in ("anomalies", "what changed"))
    return Clarify("Beside what is usual, or beside the day before?", choices)


def of_what(parts: Parts) -> Clarify | None:
    """`what is driving S3 spend`: what it is made of, or what has changed it."""
    causes = parts.of("why")
    vague = [c for c in causes if parts.cover.text(c).startswith(_DRIVES)]
    beside = parts.of("moved", "change", "versus", "trend", "order", "limit", "breakdown")
    if len(causes) != 1 or not vague or beside or not parts.of("subject", "test", "scope"):
        return None
    if parts.cover.text(causes[0]) == "explain" and not parts.of("subject"):
        # "Explain what Kubernetes is."
        return None
    cost = "" if parts.of("subject") else "cost of"
    made = reworded(parts, {causes[0]: cost})
    one = any(test.field == "service_name" for test in parts.tests)
    made = made if parts.of("group") else f"{made} by {'resource' if one else 'service'}"
    return Clarify("What it is made of, or what has changed it?",
                   (made, reworded(parts, {causes[0]: "what changed in"})))  # fmt: skip


def misplaced(parts: Parts) -> tuple[Claim, ...]:
    """Words for a change that say nothing here: a cause of what is not named, a way of nothing."""
    causes, ways = parts.of("why"), parts.of("moved")
    if bounded := _bounded_changes(parts):
        return bounded
    if not causes and not ways:
        if parts.of("change") or compared(parts):
            return ()
        return tuple(c for c in parts.of("versus") if parts.cover.text(c) in _LATER)
    if (
        parts.of("trend", "measure", "share", "spread", "rest", "figures")
        or any(claim.grain for claim in parts.of("group"))
        or len({claim.select for claim in causes}) > 1
    ):
        return causes + ways
    if len({claim.order_by for claim in ways}) > 1:
        return ways
    bottom = tuple(claim for claim in parts.of("limit") if claim.order_by)
    if ways and bottom:
        # The last of those that rose are none that anyone means.
        return bottom
    if ways and not causes and not parts.of("head", "group"):
        unlisted = () if _is_of_several(parts) else parts.of("order", "limit")
        beside = parts.of("versus") and {word.text for word in parts.asked.words} & _ASKS_AMOUNT
        vague = (c for c in ways if c.where or (parts.cover.text(c) in WEAK and not beside))
        return (*unlisted, *vague)
    if ways or parts.of("change", "versus"):
        return ()
    return tuple(claim for claim in causes if not _is_whole(parts, claim))


def _bounded_changes(parts: Parts) -> tuple[Claim, ...]:
    """`changes above $100`: which way nobody said, and it is not the cost that is bounded."""
    ends = {claim.end for claim in parts.of("change")}
    return tuple(claim for claim in parts.of("test") if claim.start in ends)


def grouped(parts: Parts, groups: tuple[str, ...], tests: tuple[Where, ...]) -> tuple[str, ...]:
    """By what a change is split where nobody said: by service, within one by resource."""
    causes = parts.of("why")
    if _is_of_several(parts) and not groups:
        return ("service_name",)
    if not causes or groups:
        return groups
    names = {test.field for test in tests if isinstance(test, Condition)}
    return ("resource_id",) if _fresh(parts) or "service_name" in names else ("service_name",)


def _is_of_several(parts: Parts) -> bool:
    """Whether "the top 5 increases" are asked for: those of services, where nobody said of what."""
    said = {word for claim in parts.of("moved") for word in parts.cover.text(claim).split()}
    return bool(said & _SEVERAL) and bool(parts.of("order", "limit"))


def _fresh(parts: Parts) -> str | None:
    """`new` or `gone`, where those resources are asked for."""
    return next((c.select[0] for c in parts.of("why") if c.select != EFFECTS), None)


def changed(
    parts: Parts, limit: int | None, having: tuple[Condition, ...], order: tuple[str, ...]
) -> dict[str, object]:
    """What a question about a change has beside what is shared by questions about cost."""
    causes, ways = parts.of("why"), parts.of("moved")
    said = bool(parts.of("head", "group")) or _is_of_several(parts)
    if fresh := _fresh(parts):
        test = Condition(field=fresh, op="gt" if fresh == "new" else "lt", value=0)
        first: tuple[str, ...] = ("-new",) if fresh == "new" else ("gone",)
        return {"select": (fresh,), "having": (*having, test), "order_by": order or first}
    if causes:
        limit = limit or (None if said else MOST_CAUSES)
        return {"select": EFFECTS, "order_by": order, "limit": limit, "others": limit is not None}
    if ways and said:
        first = ways[0].order_by
        test = Condition(field="change", op="gt" if first[0].startswith("-") else "lt", value=0)
        bounds = tuple(test for claim in ways for test in claim.where) or (test,)
        one = {"limit": 1} if _names_one(parts, ways) else {}
        ranked = _ranked(parts, ways) or order or first
        return {"select": EFFECTS, "having": (*having, *bounds), "order_by": ranked, **one}
    return {}


def _ranked(parts: Parts, ways: tuple[Claim, ...]) -> tuple[str, ...]:
    """Of what a superlative before a way is: "the biggest cost increase" is of the change."""
    places = [at for at, claim in enumerate(parts.cover.claims) if claim in ways]
    before = places[0] - 1
    while before >= 0 and parts.cover.claims[before].kind in ("subject", "versus"):
        before -= 1
    said = parts.cover.claims[before] if before >= 0 else None
    if said is None or said.kind != "order":
        return ()
    up = ways[0].order_by[0].startswith("-")
    first = said.order_by[0].replace("cost", "change")
    if up or "change" not in first:
        return (first,)
    # What fell most is first.
    return (first.removeprefix("-") if first.startswith("-") else f"-{first}",)


def notes(parts: Parts) -> tuple[str, ...]:
    """What was assumed: that it is the cost of which the change is asked."""
    said = parts.of("subject", "basis", "versus")
    return () if said or not asked(parts) else ("what changed is the cost",)


def _names_one(parts: Parts, ways: tuple[Claim, ...]) -> bool:
    """Whether one is asked for: "which service went up the most"."""
    return is_of_one(parts) and any(parts.cover.text(claim).endswith("most") for claim in ways)
