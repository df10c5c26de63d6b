"""Claims to a Query: what the parts of a question mean together.

`composed` gives a Query, a Clarify, or the claims that have no place beside the others: those words
are then unread, however well a slot knew them ("list VMs last month": no inventory of the past).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from intents import alternatives
from intents.catalog import CLOUD_TITLES, Cloud
from intents.coverage import Cover
from intents.query import AnyOf, Clarify, Condition, Grain, InvalidQuery, Query, Where, parse
from intents.slots.claim import SEPARATORS, Asked, Claim, Kind
from intents.slots.region import cloud_of
from intents.slots.subject import KIND
from intents.words import Word

_OPENINGS = frozenset(
    "list show give get me display please the all our my find which what are is was were tell do "
    "did we".split()
)
TESTS: tuple[Kind, ...] = ("test", "tag", "name")
# How far back a trend looks if nobody said: enough steps to see one.
TREND_PERIODS: dict[Grain, str] = {
    "week": "last_8_weeks", "month": "last_6_months", "quarter": "last_4_quarters",
    "year": "last_3_years",
}  # fmt: skip
# A trend over more days that names no step is shown by month.
MOST_DAILY_DAYS = 45
_NAME_LEADS = frozenset({"tagged", "named", "called", "without", "with", "whose"})
# After one of these an "and" may still be inside the exclusion.
_CLEAR_NEGATIONS = frozenset({"not", "is", "are", "do", "does", "that", "and", "but"})


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Claims that cannot stand in this question."""

    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """What a question means, with what had to be assumed."""

    reading: Query | Clarify
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """The claims on a question, by kind."""

    cover: Cover

    @property
    def asked(self) -> Asked:
        """The question."""
        return self.cover.asked

    def of(self, *kinds: Kind) -> tuple[Claim, ...]:
        """The claims of these kinds, in order."""
        return tuple(claim for claim in self.cover.claims if claim.kind in kinds)

    def without(self, claims: tuple[Claim, ...]) -> "Parts":
        """The same without some claims."""
        kept = tuple(claim for claim in self.cover.claims if claim not in claims)
        return Parts(replace(self.cover, claims=kept))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the slots assumed."""
        return tuple(dict.fromkeys(claim.note for claim in self.cover.claims if claim.note))

    @property
    def tests(self) -> tuple[Condition, ...]:
        """Every condition, in order."""
        return tuple(test for claim in self.of(*TESTS) for test in claim.where)

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts of every scope, each once."""
        return tuple(dict.fromkeys(name for claim in self.of("scope") for name in claim.accounts))

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions of every scope, each once."""
        return tuple(dict.fromkeys(code for claim in self.of("scope") for code in claim.regions))


def query(data: dict[str, object], notes: tuple[str, ...]) -> Composed | Misplaced:
    """A Query from its parts, unless the contract refuses it."""
    try:
        return Composed(parse({key: value for key, value in data.items() if value}), notes)
    except InvalidQuery:
        return Misplaced(())


def clouds(parts: Parts) -> tuple[Cloud, ...] | Clarify:
    """The clouds that the question names, by name, by a word for the subject, or by what it groups.

    "By subscription" is Azure's own; `distribution` has seen to it that no other cloud is named.
    """
    if grouped := _clouds(parts.of("group", "head")):
        return grouped
    return _named_clouds(parts)


def _named_clouds(parts: Parts) -> tuple[Cloud, ...] | Clarify:
    mentions = parts.of("subject", "each")
    mentions += tuple(claim for claim in parts.of("total") if claim.clouds)
    if parts.asked.subject.name == "finding":
        # "Waste on Azure VMs": the cloud is in what the findings are about.
        about = (*parts.of("subject", "each", "test"),)
        mentions = tuple(
            one for one in about if any(test.field in (KIND, "rule") for test in one.where)
        )
    beside = {(claim.end, claim.clouds) for claim in parts.of("scope")}
    named = _clouds(
        claim for claim in parts.of("scope")
        if not any(claim.end == other.start and claim.clouds == other.clouds for other in mentions)
    )  # fmt: skip
    own = _clouds(mentions)
    if parts.asked.subject.name == "cost":
        # "AWS vs Azure spend": each cloud is named once, the last beside the word for cost.
        return _clouds((*mentions, *parts.of("scope", "period"))) or _clouds(parts.of("test"))
    told = not _are_joined(parts, mentions)
    own = own if told or all(c.clouds or (c.start, own) in beside for c in mentions) else ()
    if own and named and not set(own) & set(named):
        return which_cloud(parts, mentions[0], own[0])
    if own and named:
        return tuple(cloud for cloud in own if cloud in named)
    return own or named


def _are_joined(parts: Parts, mentions: tuple[Claim, ...]) -> bool:
    """Whether "and" or a comma is between things named: "EC2 and VMs" are more than "EC2 VMs"."""
    between = range(mentions[0].end, mentions[-1].start) if mentions else range(0)
    return any(parts.asked.text(at) in SEPARATORS for at in between)


def which_cloud(parts: Parts, mention: Claim, own: Cloud) -> Clarify:
    """What is asked back where a thing of one cloud is asked of another."""
    said = " ".join(parts.cover.words(mention))
    scopes = [claim for claim in parts.of("scope") if claim.clouds]
    choices = (
        reworded(parts, {mention: parts.asked.subject.plural}),
        reworded(parts, dict.fromkeys(scopes, CLOUD_TITLES[own])),
    )
    return Clarify(f"{said} are {CLOUD_TITLES[own]}'s: which cloud do you mean?", choices)


def reworded(parts: Parts, changed: Mapping[Claim, str]) -> str:
    """The question with some claims in other words, and without the verb that it opens with."""
    words = list(parts.asked.words)
    said = [quoted(word) for word in words]
    for claim, text in changed.items():
        said[claim.start : claim.end] = [text, *[""] * (claim.end - claim.start - 1)]
    opening, kept = 0, {claim.start for claim in changed}
    while opening < len(words) and words[opening].text in _OPENINGS and opening not in kept:
        said[opening] = ""
        opening += 1
    return spaced(said)


def spaced(words: Iterable[str]) -> str:
    """Words as one text."""
    return " ".join(word for word in words if word).replace(" ,", ",").strip(", -–—")


def quoted(word: Word) -> str:
    """A word as it must be written to be read alike."""
    return f'"{word.raw}"' if word.quoted else word.raw


def asked_back(parts: Parts) -> Composed | None:
    """What is asked back for words that are understood and that no Query can hold."""
    claims = parts.of("back")
    if not claims:
        return None
    several = range(max(len(claim.choices) for claim in claims))
    choices = tuple(
        reworded(parts, {one: one.choices[min(n, len(one.choices) - 1)] for one in claims})
        for n in several
    )
    notes = tuple(note for note in parts.notes if note not in {one.note for one in claims})
    return Composed(Clarify(claims[0].note or "", choices), notes)


def _clouds(claims: Iterator[Claim] | tuple[Claim, ...]) -> tuple[Cloud, ...]:
    found = {cloud for claim in claims for cloud in claim.clouds}
    return tuple(cloud for cloud in ("aws", "azure") if cloud in found)


def near(codes: tuple[str, ...], named: tuple[Cloud, ...]) -> tuple[str, ...]:
    """Regions of the clouds named, where there are any: "EC2 in Ireland" means eu-west-1 alone."""
    own = tuple(code for code in codes if cloud_of(code) in named)
    return own or codes


def where(parts: Parts) -> tuple[Where, ...] | Misplaced:
    """The conditions, `or` and repeated fields put together."""
    if unclear := _unclear_exclusion(parts) or _run_together(parts):
        return Misplaced(unclear)
    told = tuple(claim for claim in parts.cover.claims if claim.kind != "subject")
    claims = told if parts.asked.subject.name == "cost" else alternatives.joined(told, parts.asked)
    found: list[tuple[Claim, Where]] = []
    chained = False
    joined = ""
    for claim in claims:
        if claim.kind == "joint":
            word = parts.asked.text(claim.start)
            joined = word if word in SEPARATORS else joined
            continue
        if claim.kind in TESTS and joined == "or":
            either = _either(found, claim) if not chained else None
            if either is None:
                return Misplaced((claim,))
            found[-1] = (claim, either)
        elif claim.kind in TESTS:
            chained = joined == "and" and bool(found)
            if chained and isinstance(found[-1][1], AnyOf) and _said_or(found[-1][0]):
                return Misplaced((claim,))
            found += [(claim, test) for test in conditions(claim)]
        elif joined == "or":
            return Misplaced((claim,))
        else:
            # "CPU < 20% in AWS or cost > $100": AWS might be for both, or for the first alone.
            apart = bool(found) and claim.kind == "scope"
            chained = chained or apart
        joined = ""
    return _merged([*_named(parts), *(part for _, part in found)], parts)


def _named(parts: Parts) -> tuple[Where, ...]:
    """What the subject's own names say: "ALBs", "ALBs and NLBs", "idle VMs and unused IPs"."""
    claims = parts.of("subject", "each")
    joined = tuple(part for claim in claims if claim.clauses for part in conditions(claim))
    return (*joined, *_plainly_named(claim for claim in claims if not claim.clauses))


def _plainly_named(claims: Iterable[Claim]) -> tuple[Condition, ...]:
    tests = [test for claim in claims for test in claim.where]
    values = tuple(dict.fromkeys(test.value for test in tests))
    if len(values) < 2 or len({test.field for test in tests}) > 1:
        return tuple(dict.fromkeys(tests))
    return (Condition(field=tests[0].field, op="in", value=values),)


def conditions(claim: Claim) -> tuple[Where, ...]:
    """What a claim says of rows: all of its conditions, or any of them, or one of each clause."""
    if claim.clauses:
        return tuple(one[0] if len(one) == 1 else AnyOf(any=one) for one in claim.clauses)
    return (AnyOf(any=claim.where),) if claim.either else claim.where


def _said_or(claim: Claim) -> bool:
    """Whether its "any of" was said as "or", which what is joined by "and" might belong to."""
    return not (claim.either or claim.clauses)


def _either(found: list[tuple[Claim, Where]], claim: Claim) -> Where | None:
    """The last condition or this one."""
    if not found or len(claim.where) != 1 or claim.excludes or len(found[-1][0].where) != 1:
        return None
    before = found[-1][1]
    one = claim.where[0]
    if found[-1][0].excludes:
        return None
    if isinstance(before, AnyOf):
        return AnyOf(any=(*before.any, one))
    if before.field == one.field and before.op == one.op == "eq":
        return before.model_copy(update={"op": "in", "value": (before.value, one.value)})
    return AnyOf(any=(before, one))


def _merged(found: list[Where], parts: Parts) -> tuple[Where, ...] | Misplaced:
    """Two values of one field are either of them: "running VMs and stopped VMs"."""
    merged: list[Where] = []
    for one in dict.fromkeys(found):
        at = _same_field(merged, one)
        if at is None:
            merged.append(one)
            continue
        before = merged[at]
        if not isinstance(one, Condition) or not isinstance(before, Condition):
            return Misplaced(())
        if one.field.startswith("tags.") and not parts.of("versus"):
            same = [claim for claim in parts.of(*TESTS) if one in claim.where]
            return Misplaced(tuple(same))
        values = tuple(dict.fromkeys((*before.values, *one.values)))
        merged[at] = Condition(field=one.field, op="in", value=values)
    return tuple(merged)


def _same_field(found: list[Where], one: Where) -> int | None:
    if not isinstance(one, Condition) or one.op not in ("eq", "in"):
        return None
    for at, other in enumerate(found):
        if isinstance(other, Condition) and other.field == one.field and other.op in ("eq", "in"):
            return at
    return None


def _unclear_exclusion(parts: Parts) -> tuple[Claim, ...]:
    """Parts that might be inside an exclusion: "excluding us-east-1 and stopped"."""
    excluding = inside = False
    for at, claim in enumerate(parts.cover.claims):
        if claim.kind == "joint":
            plain = parts.asked.text(claim.start) in SEPARATORS
            excluding, inside = excluding and plain, excluding and not plain
            continue
        unclear = claim.kind in (*TESTS, "scope") and not claim.excludes and not _ordered(claim)
        joined = at > 0 and parts.cover.claims[at - 1].kind == "joint"
        if excluding and unclear and joined:
            return (claim,)
        first = parts.asked.text(claim.start)
        excluding = claim.excludes and first not in _CLEAR_NEGATIONS and not _says_missing(claim)
        # "Excluding EC2 in us-east-1 and tax": the tax may still be inside.
        excluding = excluding or (inside and claim.kind == "scope")
        inside = False
    return ()


def _says_missing(claim: Claim) -> bool:
    """Whether it is "owner is not set": whole in itself, so that nothing after it is inside."""
    return claim.kind in ("tag", "name") and not claim.turned and claim.where[0].op == "missing"


def _run_together(parts: Parts) -> tuple[Claim, ...]:
    """Names or tags with nothing between them: one of the two was not meant so."""
    claims = parts.cover.claims
    for before, claim in pairwise(claims):
        named = all(one.kind in ("tag", "name") or one.accounts for one in (before, claim))
        led = claim.excludes or parts.asked.text(claim.start) in _NAME_LEADS
        led = led or all("=" in parts.cover.words(one) for one in (before, claim))
        if named and before.end == claim.start and not led:
            return (claim,)
    return ()


def _ordered(claim: Claim) -> bool:
    return any(test.op in ("lt", "le", "gt", "ge") for test in claim.where)


def attach(
    parts: Parts, tests: tuple[Where, ...]
) -> tuple[tuple[Where, ...], str | None] | Misplaced:
    """The periods of a question about resources: each with its condition, or one for all.

    A lone period is for all ("CPU < 20% and cost > $100 last month"), unless it stands right before
    one of several conditions ("CPU < 20% and last month's cost > $100").
    """
    periods = parts.of("period")
    if not periods:
        return tests, None
    if len(periods) == 1 and not _possesses(parts, periods[0]):
        return tests, periods[0].period
    whole: str | None = None
    pinned: dict[Condition, str | None] = {}
    for period in periods:
        owner = _owner(parts, period)
        if owner is None:
            return Misplaced((period,))
        if owner.kind == "order" and whole is None:
            whole = period.period
        elif owner.where and owner.where[0] not in pinned:
            pinned[owner.where[0]] = period.period
        else:
            return Misplaced((period,))
    changed = tuple(
        one.model_copy(update={"period": pinned[one]}) if one in pinned else one
        for one in tests if isinstance(one, Condition)
    )  # fmt: skip
    return (changed, whole) if len(changed) == len(tests) else Misplaced(periods)


def _possesses(parts: Parts, period: Claim) -> bool:
    measured = [claim for claim in parts.of("test") if _is_measured(parts, claim)]
    return len(measured) > 1 and any(claim.start == period.end for claim in measured)


def _owner(parts: Parts, period: Claim) -> Claim | None:
    """The condition or order that a period is about: right after it, else the last before it."""
    claims = [c for c in parts.of("test", "order") if c.kind == "order" or _is_measured(parts, c)]
    after = next((claim for claim in claims if claim.start == period.end), None)
    before = [claim for claim in claims if claim.end <= period.start]
    return after or (before[-1] if before else None)


def _is_measured(parts: Parts, claim: Claim) -> bool:
    """Whether a condition is on a metric or a cost."""
    known = parts.asked.subject.field(claim.where[0].field) if claim.where else None
    return known is not None and known.kind in ("metric", "cost")


def order(parts: Parts) -> tuple[str, ...]:
    """What to sort by; "bottom 5" turns it round."""
    names = tuple(name for claim in parts.of("order") for name in claim.order_by)
    if any(claim.order_by for claim in parts.of("limit")):
        names = tuple(n.removeprefix("-") if n.startswith("-") else f"-{n}" for n in names)
    return tuple(dict.fromkeys(names))


_NOT_SUPERLATIVE = frozenset("by on of first to descending desc ascending asc sorted order".split())


def is_superlative(parts: Parts) -> bool:
    """Whether the order is a superlative ("most expensive"), not "sorted by cost"."""
    claims = parts.of("order")
    return any(not _NOT_SUPERLATIVE & set(parts.cover.text(claim).split()) for claim in claims)


def is_of_one(parts: Parts) -> bool:
    """Whether what is ranked is named, and in the singular: "which service", not "services"."""
    heads = parts.of("head")
    several = ("s", "what", "thing")
    return bool(heads) and not any(parts.cover.text(head).endswith(several) for head in heads)


def limit(parts: Parts) -> int | Misplaced | None:
    """The one limit, if any; two orders contradict each other."""
    if len({claim.order_by for claim in parts.of("order")}) > 1:
        return Misplaced(parts.of("order"))
    # "Top 3 regions and top 3 services" are two lists, also where both are as long.
    limits = [claim.limit for claim in parts.of("limit") if claim.limit is not None]
    if len(limits) > 1:
        return Misplaced(parts.of("limit"))
    return limits[0] if limits else None
