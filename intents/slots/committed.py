"""Coverage of commitments: "RI coverage", "savings plan utilisation", "wasted commitment".

A claim names the figure in `select` and, where one kind of commitment is named, a condition on its
category: FOCUS calls reservations Usage and savings plans Spend. A bound after it ("below 80%") is
of the figure.
"""

from collections.abc import Iterable, Iterator

from intents.catalog import CLOUDS, Cloud
from intents.query import Condition
from intents.slots import number
from intents.slots.claim import Asked, Claim, Phrases

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


def _phrases() -> Iterator[tuple[str, Meant]]:
    for names, category in ((_RESERVED, "Usage"), (_PLANS, "Spend"), (_ANY, None)):
        for name, clouds in _in_clouds(names):
            for figures, phrases in _figures(name):
                yield from ((phrase, (figures, category, clouds)) for phrase in phrases)
    yield from ((phrase, (("savings_rate",), None, ())) for phrase in _SAVES)


def _in_clouds(names: tuple[str, ...]) -> Iterator[tuple[str, tuple[Cloud, ...]]]:
    """`azure reservations`: the words name one cloud's."""
    for name in names:
        yield name, ()
        yield from ((f"{cloud} {name}", (cloud,)) for cloud in CLOUDS)


def _figures(name: str) -> Iterator[tuple[tuple[str, ...], Iterable[str]]]:
    yield ("coverage",), _of_coverage(name)
    yield ("utilisation",), _of_use(name)
    yield ("unused_cost",), _of_waste(name)
    yield ("coverage", "utilisation"), _of_both(name)


def _of_both(name: str) -> Iterator[str]:
    for use in ("utilization", "utilisation"):
        for joined in (f"coverage and {use}", f"{use} and coverage"):
            yield f"{name} {joined}"
            yield from (f"{joined} of {of}{name}" for of in _OF)


def _of_coverage(name: str) -> Iterator[str]:
    for word in _COVERS:
        yield f"{name} {word}"
        yield from (f"{word} {by} {of}{name}" for by in ("of", "from") for of in _OF)
        if name not in _EACH:
            yield from (f"{word} by {of}{name}" for of in _OF)
    for verb in ("is covered by", "are covered by", "was covered by", "were covered by",
                 "covered by", "do we cover with", "did we cover with", "run on",
                 "runs on"):  # fmt: skip
        yield from (f"{verb} {of}{name}" for of in _OF)


def _of_use(name: str) -> Iterator[str]:
    for word in _USED:
        yield f"{name} {word}"
        yield from (f"{word} of {of}{name}" for of in _OF)
    for end in ("used", "utilised", "utilized", "fully used", "fully utilised", "fully utilized"):
        yield from (f"{of}{name} {end}" for of in ("", "our ", "the "))
    for lead in ("how well are", "how much are", "how well do we use", "how much do we use",
                 "how well did we use", "are we fully using", "are we using"):  # fmt: skip
        for of in _OF:
            yield f"{lead} {of}{name}"
            yield from (f"{lead} {of}{name} {end}" for end in ("used", "utilised", "utilized"))


def _of_waste(name: str) -> Iterator[str]:
    for word in _WASTE:
        yield f"{name} {word}"
        yield from (f"{word} {by} {of}{name}" for by in ("of", "on") for of in _OF)
    if name not in _ANY:
        # "Unused commitments" are charges of that status: see `charge_kind`.
        yield f"unused {name}"
    yield f"wasted {name}"
    yield f"wasted {name} spend"
    yield f"unused {name} spend"
    for verb in ("did we waste", "do we waste", "was wasted", "were wasted", "are we wasting",
                 "have we wasted", "is wasted", "went unused", "was not used", "was unused",
                 "did we not use", "is unused", "is not used"):  # fmt: skip
        yield f"{name} {verb}"
        yield f"{name} money {verb}"
        yield from (f"{verb} on {of}{name}" for of in _OF)
        yield from (f"{verb} in {of}{name}" for of in _OF)


_FIGURES: Phrases[Meant] = Phrases(_phrases())
_SHARE_OF = Phrases(
    (f"{lead} {of}{what}", None)
    for lead in ("how much of", "what share of", "what percentage of", "what percent of",
                 "which share of", "what part of")
    for of in ("", "our ", "the ", "my ")
    for what in ("usage", "compute", "compute usage", "eligible usage", "eligible spend",
                 "compute spend", "spend", "cost", "on-demand usage", "workload", "workloads",
                 "instances", "use")
)  # fmt: skip
_TO = frozenset({"do", "can", "could", "should", "would", "to", "might"})
_CATEGORY = "commitment_discount_category"


def read(asked: Asked, at: int) -> Claim | None:
    """A figure of commitments, with the bound on it if one follows."""
    if asked.subject.name != "cost" or asked.words[at].quoted or _asks_how_to(asked):
        return None
    if shared := _SHARE_OF.at(asked, at):
        ahead = range(shared[1], len(asked.words))
        covers = any((one := _FIGURES.at(asked, n)) and one[0][0] == ("coverage",) for n in ahead)
        return Claim(at, shared[1], "noise") if covers else None
    found = _FIGURES.at(asked, at)
    if found is None:
        return None
    (figures, category, clouds), end = found
    where: tuple[Condition, ...] = ()
    if category:
        where = (Condition(field=_CATEGORY, op="eq", value=category),)
    bound = _bound(asked, asked.skip(end, "is", "was", "of", "rate"), figures[0])
    if bound and len(figures) == 1:
        end, where = bound[1], (*where, bound[0])
    return Claim(at, end, "covered", select=figures, where=where, clouds=clouds)


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
