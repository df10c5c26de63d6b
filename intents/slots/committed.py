"""Coverage of commitments: "RI coverage", "savings plan utilisation", "wasted commitment".

A claim names the figure in `select` and, where one kind of commitment is named, a condition on its
category: FOCUS calls reservations Usage and savings plans Spend. A bound after it ("below 80%") is
of the figure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from intents.catalog import CLOUDS, Cloud
from intents.query import Condition
from intents.slots import number
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.vocabulary import is_plain

_RESERVED = (
    "ri", "ris", "reserved instance", "reserved instances", "reservation", "reservations",
    "reserved capacity", "reserved",
)  # fmt: skip
_PLANS = ("savings plan", "savings plans", "savings-plan", "savings-plans")
_ANY = (
    "commitment", "commitments", "commitment discount", "commitment discounts", "committed",
    "commitment-based discount", "commitment-based discounts", "ri and savings plan",
    "ri and savings plans", "ris and savings plans", "reservation and savings plan",
    "reservations and savings plans", "savings plan and ri", "savings plans and ris",
    "savings plans and reservations", "savings plan and reservation", "ri/sp", "ri / sp",
    "reserved instances and savings plans", "commitment based discounts",
)  # fmt: skip
# "Coverage by commitment" is of each; by several it is what they cover together.
_EACH = ("ri", "reserved instance", "reservation", "savings plan", "commitment",
         "commitment discount")  # fmt: skip
_USED = ("utilisation", "utilization", "utilisation rate", "utilization rate", "usage rate")
_COVERS = ("coverage", "coverage rate", "coverage percentage")
_WASTE = ("waste", "wastage", "unused cost", "unused part", "unused spend")
_OF = ("", "our ", "the ", "my ", "all ", "all our ", "of our ")
_SAVES = (
    "effective savings rate on usage", "effective savings rate of usage", "esr on usage",
    "effective savings rate over list", "effective savings rate over list price",
    "effective savings rate against list price", "effective savings rate vs list price",
    "effective savings rate over list prices", "effective savings rate at list price",
    "savings rate on usage",
)  # fmt: skip
# The figures, FOCUS's category of the kind that is named, and the cloud.
Meant = tuple[tuple[str, ...], str | None, tuple[Cloud, ...]]
Words = tuple[str, ...]
# What is said before a name and after it.
Frame = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Named:
    """A name of commitments; `text` is as said, with the cloud where one is said."""

    text: str
    category: str | None
    clouds: tuple[Cloud, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a frame says of every name but those in `unless`."""

    figures: tuple[str, ...]
    unless: tuple[str, ...] = ()


def _names() -> Iterator[tuple[str, _Named]]:
    """`reservations`; in `azure reservations` the words name one cloud's."""
    for names, category in ((_RESERVED, "Usage"), (_PLANS, "Spend"), (_ANY, None)):
        for name in names:
            yield name, _Named(name, category, ())
            for cloud in CLOUDS:
                yield f"{cloud} {name}", _Named(f"{cloud} {name}", category, (cloud,))


def _of_both() -> Iterator[Frame]:
    yield "", "performance"
    for use in ("utilization", "utilisation"):
        for joined in (f"coverage and {use}", f"{use} and coverage"):
            yield "", joined
            yield from ((f"{joined} of {of}", "") for of in _OF)


def _of_coverage() -> Iterator[Frame]:
    for word in _COVERS:
        yield "", word
        yield from ((f"{word} {by} {of}", "") for by in ("of", "from") for of in _OF)
    for verb in ("is covered by", "are covered by", "was covered by", "were covered by",
                 "covered by", "do we cover with", "did we cover with", "run on", "runs on",
                 "how well are we covered by", "how well covered are we by",
                 "how well covered are we with", "how much are we covered by"):  # fmt: skip
        yield from ((f"{verb} {of}", "") for of in _OF)


def _of_coverage_together() -> Iterator[Frame]:
    return ((f"{word} by {of}", "") for word in _COVERS for of in _OF)


def _of_use() -> Iterator[Frame]:
    for word in _USED:
        yield "", word
        yield from ((f"{word} of {of}", "") for of in _OF)
    for end in ("used", "utilised", "utilized", "fully used", "fully utilised", "fully utilized",
                "being used", "being fully used", "being utilised", "being fully utilised",
                "being fully utilized"):  # fmt: skip
        yield from ((of, end) for of in ("", "our", "the"))
    for lead in ("how well are", "how much are", "how well do we use", "how much do we use",
                 "how well did we use", "are we fully using", "are we using"):  # fmt: skip
        for end in ("", "used", "utilised", "utilized"):
            yield from ((f"{lead} {of}", end) for of in _OF)


def _of_waste() -> Iterator[Frame]:
    for word in _WASTE:
        yield "", word
        yield from ((f"{word} {by} {of}", "") for by in ("of", "on") for of in _OF)
    yield from (("wasted", ""), ("wasted", "spend"), ("unused", "spend"))
    for verb in ("did we waste", "do we waste", "was wasted", "were wasted", "are we wasting",
                 "have we wasted", "is wasted", "went unused", "goes unused", "go unused",
                 "is going unused", "are going unused", "was not used", "was unused",
                 "is being wasted", "being wasted", "are unused", "do we lose", "did we lose",
                 "are we losing",
                 "have we lost", "did we throw away", "are we throwing away",
                 "did we not use", "is unused", "is not used"):  # fmt: skip
        yield from (("", verb), ("", f"money {verb}"))
        for by in ("on", "in", "to", "through", "with"):
            for unused in ("", "unused ", "underused "):
                yield from ((f"{verb} {by} {of}{unused}", "") for of in _OF)


def _frames() -> Mapping[Words, Mapping[Words, _Said]]:
    """What each frame says: by the words before the name, then by those after it."""
    found: dict[Words, dict[Words, _Said]] = {}
    for said, frames in (
        (_Said(("coverage",)), _of_coverage()),
        (_Said(("coverage",), unless=_EACH), _of_coverage_together()),
        (_Said(("utilisation",)), _of_use()),
        (_Said(("unused_cost",)), _of_waste()),
        # "Unused commitments" are charges of that status: see `charge_kind`.
        (_Said(("unused_cost",), unless=_ANY), (("unused", ""),)),
        (_Said(("coverage", "utilisation")), _of_both()),
    ):
        for before, after in frames:
            found.setdefault(tuple(before.split()), {})[tuple(after.split())] = said
    return found


# A frame around a name is a phrase: 700 frames and 110 names.
_NAMES = Phrases(_names())
_FRAMES = _frames()
_BEFORE = sorted({len(before) for before in _FRAMES})
_RATES = Phrases((phrase, None) for phrase in _SAVES)
_SHARE_OF = Phrases(
    (f"{lead} {of}{what}", None)
    for lead in ("how much of", "what share of", "what percentage of", "what percent of",
                 "which share of", "what part of")
    for of in ("", "our ", "the ", "my ")
    for what in ("usage", "compute", "compute usage", "eligible usage", "eligible spend",
                 "compute spend", "spend", "cost", "on-demand usage", "workload", "workloads",
                 "instances", "use")
)  # fmt: skip
_SHARE = Phrases(
    (lead, None)
    for lead in ("how much of", "what share of", "what percentage of", "what percent of",
                 "which share of", "what part of", "what fraction of", "what proportion of")
)  # fmt: skip
# Of tags, backups and tests one says coverage, too.
_OTHER_COVERAGE = ("tag", "label", "backup", "test", "untagged", "owner", "allocat", "snapshot")
_MIDDLE = frozenset({"average", "avg", "mean", "overall", "current"})
_TO = frozenset({"do", "can", "could", "should", "would", "to", "might"})
# Before a figure: which of them is first, `compose_coverage` finds.
_RANKS = frozenset({"lowest", "highest", "best", "worst", "least", "most", "poorest"})
_CATEGORY = "commitment_discount_category"


def read(asked: Asked, at: int) -> Claim | None:
    """A figure of commitments, with the bound on it if one follows."""
    if asked.subject.name != "cost" or asked.words[at].quoted or _asks_how_to(asked):
        return None
    if asked.text(at) in _RANKS and _figure(asked, at + 1):
        return Claim(at, at + 1, "order", order_by=("-cost",))
    if asked.text(at) in _MIDDLE and _figure(asked, at + 1):
        # A rate of many is their average, weighted by cost.
        return Claim(at, at + 1, "noise")
    if asked.text(at) == "usage" and any(_SHARE.at(asked, n) for n in range(at)):
        return Claim(at, at + 1, "noise") if _covers_ahead(asked, at + 1) else None
    if shared := _SHARE_OF.at(asked, at) or _SHARE.at(asked, at):
        return Claim(at, shared[1], "noise") if _covers_ahead(asked, shared[1]) else None
    found = _figure(asked, at)
    if found is None:
        return _bare(asked, at)
    (figures, category, clouds), end = found
    where: tuple[Condition, ...] = ()
    if category:
        where = (Condition(field=_CATEGORY, op="eq", value=category),)
    bound = _bound(asked, asked.skip(end, "is", "was", "of", "rate"), figures[0])
    if bound and len(figures) == 1:
        end, where = bound[1], (*where, bound[0])
    return Claim(at, end, "covered", select=figures, where=where, clouds=clouds)


def _bare(asked: Asked, at: int) -> Claim | None:
    """`coverage` alone: that of commitments, where nothing else is said to be covered."""
    if asked.text(at) not in _COVERS or asked.text(at + 1) in ("of", "from", "with"):
        return None
    if asked.text(at + 1) == "by" and _NAMES.at(asked, asked.skip(at + 2, "our", "the")):
        # By one kind of them, it may be what these cover.
        return None
    others = any(word.text.startswith(_OTHER_COVERAGE) for word in asked.words)
    plain = is_plain(asked, at - 1)
    named = any(_figure(asked, n) for n in range(len(asked.words)))
    if others or plain or named:
        return None
    note = "coverage is read as that of commitments"
    return Claim(at, at + 1, "covered", select=("coverage",), note=note)


def _covers_ahead(asked: Asked, at: int) -> bool:
    """Whether it is asked what covers: "… is covered by reservations"."""
    ahead = range(at, len(asked.words))
    return any((one := _figure(asked, n)) and one[0][0] == ("coverage",) for n in ahead)


def _figure(asked: Asked, at: int) -> tuple[Meant, int] | None:
    """The figures that the longest phrase from `at` on names, and the position after it."""
    if at >= len(asked.words) or asked.words[at].quoted:
        return None
    if rate := _RATES.at(asked, at):
        return (("savings_rate",), None, ()), rate[1]
    return max(_framed(asked, at), key=lambda found: found[1], default=None)


def _framed(asked: Asked, at: int) -> Iterator[tuple[Meant, int]]:
    """Every name from `at` on with a frame around it."""
    texts = tuple(word.text for word in asked.words[at : at + _BEFORE[-1]])
    for length in _BEFORE:
        if length > len(texts) or not (frames := _FRAMES.get(texts[:length])):
            continue
        for name, end in _NAMES.each_at(asked, at + length):
            for after, said in frames.items():
                there = tuple(word.text for word in asked.words[end : end + len(after)])
                if there == after and name.text not in said.unless:
                    yield (said.figures, name.category, name.clouds), end + len(after)


def _asks_how_to(asked: Asked) -> bool:
    """`how do I get RI coverage`, `how to raise it`: advice, not a figure."""
    pairs = range(len(asked.words) - 1)
    return any(asked.text(at) == "how" and asked.text(at + 1) in _TO for at in pairs)


def _bound(asked: Asked, at: int, figure: str) -> tuple[Condition, int] | None:
    operator = number.operator(asked, at)
    amount = number.amount(asked, operator[1]) if operator else None
    if operator is None or amount is None or amount.foreign:
        return None
    unit = "money" if figure == "unused_cost" else "percent"
    if amount.unit not in (None, unit):
        return None
    return Condition(field=figure, op=operator[0], value=amount.plain), amount.end
