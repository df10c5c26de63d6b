"""Which way cost went, and by how much: "went up", "the biggest increase", "rose by more than 10%".

A way is an order of changes. With its opposite ("up or down") it is none: then the change is asked
for, whichever way. A bound ("more than 20% more") is on the change, in percent or in money. How
much a change is said to be ("why did EC2 jump 40%") is no bound, but told: the answer shows what it
was.
"""

from dataclasses import dataclass, replace

from intents.query import Condition, Op
from intents.slots import number, period
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.subject import is_cost_word

_UP = (
    "increase, increased, increasing, increases, rise, rose, risen, rising, rises, grow, grew, "
    "grown, growing, growth, jump, jumped, jumping, jumps, spike, spiked, spiking, surge, surged, "
    "climb, climbed, climbing, hike, shot up, shoot up, uptick, upturn, balloon, ballooned, "
    "escalate, escalated, escalating, soar, soared, creep up, crept up, creeping up"
)
_DOWN = (
    "decrease, decreased, decreasing, decreases, drop, dropped, dropping, drops, fall, fell, "
    "fallen, falling, decline, declined, declining, shrink, shrank, shrunk, dip, dipped, "
    "reduction, went down, go down, gone down, going down, came down, come down, coming down, "
    "trending down, trending downwards, trending downward, heading down"
)
_HIGHER = ("more expensive", "costlier", "pricier", "dearer", "higher", "up", "bigger", "larger")
_LOWER = ("cheaper", "less expensive", "lower", "smaller", "less costly")
_BECAME = ("got ", "get ", "gotten ", "getting ", "became ", "become ", "becoming ", "went ",
           "go ", "goes ", "gone ", "going ", "trending ", "heading ")  # fmt: skip
# These say too little to stand without a "why" or a "which".
WEAK = frozenset(
    (*_HIGHER, *_LOWER, "more", "less", "so high", "so much", "so expensive", "so big", "so low",
     "this high", "that high", "too high", "upwards", "upward")
)  # fmt: skip
_MOST = ("", " the most", " most", " the fastest", " fastest", " the quickest")
_WAYS: Phrases[str] = Phrases(
    (f"{word}{most}", order)
    for order, verbs, words, weak in (
        ("-change", _UP, _HIGHER, ("more", "so high", "so much", "so expensive", "so big",
                                   "this high", "that high", "too high", "trending upwards",
                                   "trending upward")),
        ("change", _DOWN, _LOWER, ("less", "so low")),
    )
    for most in _MOST
    for word in (
        *verbs.split(", "), *words, *weak, *(f"{became}{word}" for became in _BECAME
                                             for word in words),
    )
)  # fmt: skip
# Said after "or" alone: "going up or down", "is it higher or not".
_OR_WAYS: Phrases[str] = Phrases([("down", "change"), ("downwards", "change"), ("up", "-change"),
                                  ("not", ""), ("flat", ""), ("stable", "")])  # fmt: skip
# What a top N may be sorted by: nouns alone. A change may go either way, and claims none.
_RANKED: Phrases[str] = Phrases(
    (word, order)
    for order, words in (
        ("-change", "increase, increases, growth, rise, jump"),
        ("change", "decrease, decreases, drop, decline, reduction"),
        ("", "change"),
    )
    for word in words.split(", ")
)
_NOUNS = frozenset(
    "increase increases rise rises growth jump jumps hike hikes surge surges decrease decreases "
    "drop drops decline declines reduction reductions dip dips fall falls".split()
)
_SUPERLATIVES = frozenset(
    "biggest largest highest greatest most steepest sharpest top strongest smallest lowest".split()
)
# What may stand between a superlative and the change that it is of.
_OF_A_CHANGE = frozenset(
    "cost costs spend spending bill month-over-month mom month over week-over-week week wow "
    "quarter-over-quarter qoq quarter year-over-year yoy year percentage percent % relative "
    "monthly weekly".split()
)
_MOST_BETWEEN = 4
_IN_PERCENT = Phrases(
    (phrase, None)
    for phrase in ("in percent", "in percentage", "in percentage terms", "percentage-wise",
                   "by percentage", "in relative terms", "relatively", "proportionally")
)  # fmt: skip
_PERCENT = frozenset({"percentage", "percent", "%", "relative"})
_ASKS_WHETHER = frozenset({"why", "did", "has", "have", "how", "explain", "is", "are"})
_CAUSES = frozenset(
    "why explain drove driving caused causing behind reason reasons cause causes".split()
)
_MULTIPLES = {
    "double": 100, "doubled": 100, "doubling": 100, "triple": 200, "tripled": 200, "tripling": 200,
    "quadrupled": 300, "halved": -50, "halving": -50,
}  # fmt: skip
_MORE: Phrases[Op] = Phrases([("more than", "gt"), ("over", "gt"), ("at least", "ge")])
_WHATS = frozenset({"what", "anything", "something", "everything"})
_TURNED: dict[Op, Op] = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}


@dataclass(frozen=True, slots=True)
class _Bound:
    """A comparison with a change, before its direction is known."""

    op: Op
    amount: number.Amount
    end: int


def read(asked: Asked, at: int) -> Claim | None:
    """`went up`, `the jump`, `up or down`, `by increase`, `at least 10% more`."""
    if asked.subject.name != "cost" or asked.words[at].quoted:
        return None
    if asked.text(at) == "by" and (ranked := _ranked(asked, at)):
        return ranked
    return _bounded(asked, at) or _told(asked, at) or _way(asked, at) or _superlative(asked, at)


def _way(asked: Asked, at: int) -> Claim | None:
    if (asked.text(at), asked.text(at + 1), asked.text(at + 2)) == ("by", "how", "much"):
        return Claim(at, at + 3, "noise")
    if asked.text(at) in _PERCENT:
        # Every change is told in percent, too.
        if asked.text(at + 1) in ("change", "changes", "difference"):
            return Claim(at, at + 2, "change")
        inner = _way(asked, at + 1) if is_noun(asked, at + 1) else None
        return replace(inner, start=at) if inner else None
    if multiple := _multiple(asked, at):
        return multiple
    found = _WAYS.at(asked, at)
    if found is None:
        return None
    order, end = found
    if asked.text(end) == "or":
        other = _WAYS.at(asked, end + 1) or _OR_WAYS.at(asked, end + 1)
        if other and other[0] != order:
            return Claim(at, other[1], "change")
    if relative := _IN_PERCENT.at(asked, end):
        sign = "-" if order.startswith("-") else ""
        return Claim(at, relative[1], "moved", order_by=(f"{sign}change_percent",))
    return Claim(at, end, "moved", order_by=(order,))


def _multiple(asked: Asked, at: int) -> Claim | None:
    """`doubled`, `more than tripled`, `have at least halved`."""
    more = _MORE.at(asked, at)
    end = (more[1] if more else at) + 1
    percent = _MULTIPLES.get(asked.text(end - 1))
    if percent is None:
        return None
    op = more[0] if more else "ge"
    test = Condition(field="change_percent", op=op if percent > 0 else _TURNED[op], value=percent)
    order = "-change" if percent > 0 else "change"
    end += asked.text(end) == "in" and asked.text(end + 1) in ("cost", "spend")
    end += is_cost_word(asked, end) and asked.text(end - 1) == "in"
    return Claim(at, end, "moved", where=(test,), order_by=(order,))


def is_noun(asked: Asked, at: int) -> bool:
    """Whether a noun for a change stands at a position, as in "the biggest increase"."""
    return asked.text(at) in _NOUNS


def what(asked: Asked, at: int) -> Claim | None:
    """`what` of "what went up last week": services, as nothing else is named."""
    if asked.subject.name != "cost" or asked.text(at) not in _WHATS:
        return None
    found = _WAYS.at(asked, asked.skip(at + 1, "has", "have", "is", "are", "all", "that", "which"))
    if found is None:
        return None
    after = asked.skip(found[1], "in", "over", "during", "on", "the", "by", "most", "since")
    ends = after >= len(asked.words) or period.read(asked, after) or asked.text(found[1]) == "since"
    note = "what went that way is told by service; name another dimension: by account, by team"
    return Claim(at, at + 1, "head", group_by=("service_name",), note=note) if ends else None


def _superlative(asked: Asked, at: int) -> Claim | None:
    """`highest` of "highest month-over-month cost increase": the order that it is of."""
    if asked.text(at) not in _SUPERLATIVES:
        return None
    ahead = at + 1
    while asked.text(ahead) in _OF_A_CHANGE and ahead <= at + _MOST_BETWEEN:
        ahead += 1
    if not is_noun(asked, ahead):
        return None
    least = asked.text(at) in ("smallest", "lowest")
    end = at + 1 + (asked.text(at + 1) in (*_PERCENT, "cost", "spend"))
    relative = asked.text(end - 1) in _PERCENT
    name = "change_percent" if relative else "cost"
    return Claim(at, end, "order", order_by=(name if least else f"-{name}",))


def _ranked(asked: Asked, at: int) -> Claim | None:
    """`by increase`, `by cost growth`, `by change`: what a top N is the first of."""
    found = _RANKED.at(asked, asked.skip(at + 1, "the", "biggest", "largest", "cost", "spend"))
    if found is None:
        return None
    order, end = found
    return Claim(at, end, "moved" if order else "change", order_by=(order,) if order else ())


def _bounded(asked: Asked, at: int) -> Claim | None:
    """`rose by more than 10%`, `more than 20% more`, `an increase of over $500`."""
    begin = at + (asked.text(at) in ("that", "which") and is_cost_word(asked, at + 1))
    begin += is_cost_word(asked, begin)
    way = _WAYS.at(asked, begin)
    if way and (bound := _bound(asked, asked.skip(way[1], "by", "of"))):
        return _of(at, bound, way[0], bound.end)
    bound = _bound(asked, asked.skip(begin, "by"))
    way = _WAYS.at(asked, asked.skip(bound.end, "in", "cost")) if bound else None
    return _of(at, bound, way[0], way[1]) if bound and way else None


def _bound(asked: Asked, at: int) -> _Bound | None:
    operator = number.operator(asked, at)
    amount = number.amount(asked, operator[1] if operator else at)
    if amount is None or amount.foreign or amount.unit not in ("percent", "money"):
        return None
    if operator:
        return _Bound(operator[0], amount, amount.end) if operator[0] in _TURNED else None
    after = number.suffix(asked, amount.end)
    return _Bound(after[0], amount, after[1]) if after and after[0] in _TURNED else None


def _of(at: int, bound: _Bound, order: str, end: int) -> Claim:
    """A drop of more than 10% is a change below -10%."""
    down = not order.startswith("-")
    value = -bound.amount.plain if down else bound.amount.plain
    name = "change_percent" if bound.amount.unit == "percent" else "change"
    test = Condition(field=name, op=_TURNED[bound.op] if down else bound.op, value=value)
    tests: tuple[Condition, ...] = (test,)
    if bound.op in ("lt", "le"):
        # "Grew by less than 5%": it grew.
        tests = (Condition(field="change", op="lt" if down else "gt", value=0), test)
    return Claim(at, end, "moved", where=tests, order_by=(order,), note=bound.amount.note)


def _told(asked: Asked, at: int) -> Claim | None:
    """`[by] 40%` beside a way, of which a question asks why, or whether: the answer shows it."""
    begin = asked.skip(at, "by", "of", "about", "around", "roughly", "nearly", "almost", "a", "an")
    amount = number.amount(asked, begin)
    if amount is None or amount.unit not in ("percent", "money"):
        return None
    after = _WAYS.at(asked, amount.end) is not None
    before = any((way := _WAYS.at(asked, n)) and way[1] == at for n in range(max(0, at - 3), at))
    if not (before or after) or not _asks_cause(asked):
        return None
    said = " ".join(word.raw for word in asked.words[begin : amount.end])
    return Claim(at, amount.end, "included", note=f"{said} is what was said: see the change itself")


def _asks_cause(asked: Asked) -> bool:
    said = {word.text for word in asked.words}
    return asked.text(0) in _ASKS_WHETHER or bool(said & _CAUSES)
