"""One cost less another: "EC2 minus S3", "the difference between AWS and Azure".

What is taken away is no part of what it is taken from, so that leaving it out would change nothing:
the two are summed side by side, and one is subtracted. "AWS minus EC2" takes a part away and is
read as a condition, like "AWS without EC2". Whether "minus credits" leaves them out or takes them
off the bill nobody can tell: that is asked.
"""

from dataclasses import replace
from itertools import pairwise

from intents.compose import TESTS, Misplaced, Parts, conditions, reworded
from intents.compose_measures import Measurement, Measures, narrows
from intents.coverage import cover
from intents.query import AnyOf, Clarify, Condition, Where
from intents.slots.claim import SEPARATORS, Asked, Claim
from intents.slots.negation import as_test, turned
from intents.words import Word

_DIFFERENCES = ("difference", "differences", "difference between", "delta")
_BESIDE = frozenset({"vs", "versus", "against", "compared to", "compared with", "relative to"})
_DASHES = frozenset({"-", "–", "—"})
# Places: what is in one of them may be taken away from it, and not the other way round.
_WIDE = frozenset({"cloud", "sub_account_name", "sub_account_id"})
_LONGEST_NAME = 40


def between(parts: Parts) -> Measurement | Misplaced | Clarify | None:
    """The difference that is asked for; None where there is none."""
    if dashed := _dashed(parts):
        return Misplaced(dashed)
    taken = tuple(c for c in parts.of(*TESTS) if c.turned and _word(parts, c) == "minus")
    if not taken:
        return _sides(parts) or _apart(parts)
    if any(_of_credits(claim) for claim in taken):
        return _which(parts, taken)
    same = [c for c in _positive(parts) if _field(parts, c) == taken[0].where[0].field]
    if not same:
        return _misplaced_part(parts, taken)
    away = turned(taken[0], parts.asked, taken[0].start)
    if len(same) > 1 or len(taken) > 1 or away is None:
        return Misplaced(taken)
    bare = replace(away, start=taken[0].start + 1)
    return _measured(parts, same[0], bare, (same[0], taken[0]))


def _apart(parts: Parts) -> Measurement | Misplaced | None:
    """`difference between A and B`, `A vs B difference`."""
    said = [c for c in parts.of("versus", "change") if parts.cover.text(c) in _DIFFERENCES]
    positive = _positive(parts)
    if not said or not positive:
        return None
    items = [one for claim in positive for one in _items(parts, claim)]
    fields = [_field(parts, one) for one in items]
    if len(set(fields)) == len(fields):
        return None
    if len(items) != 2 or len(parts.of("period")) > 1:
        return Misplaced(tuple(said))
    return _measured(parts, items[0], items[1], (*positive, *parts.of("versus", "change")))


def _sides(parts: Parts) -> Measurement | None:
    """`prod vs non-prod`, `us-east-1 against other than us-east-1`: a thing and all but it."""
    said = [c for c in parts.of("versus") if parts.cover.text(c) in _BESIDE]
    away = [c for c in parts.of(*TESTS) if c.turned and len(c.where) == 1]
    if not said or len(away) != 1:
        return None
    same = [c for c in _positive(parts) if _field(parts, c) == away[0].where[0].field]
    if len(same) != 1:
        return None
    one, rest = _test(parts, same[0]), away[0].where[0]
    if one is None or not set(one.values) <= set(rest.values):
        return None
    if len(rest.values) > 1:
        # "Non-prod" leaves out production, too: so that is beside it.
        one = Condition(field=one.field, op="in", value=tuple(rest.values))
    names = _name(parts, same[0]), _name(parts, away[0])
    cells: Measures = tuple(
        {"name": name, "agg": "sum", "field": "cost", "where": (test,)}
        for name, test in zip(names, (one, rest), strict=True)
    )
    return Measurement(cells, (f"-{names[0]}",), (), (same[0], away[0], *said))


def _measured(
    parts: Parts, first: Claim, second: Claim, part: tuple[Claim, ...]
) -> Measurement | Misplaced:
    one, other = _test(parts, first), _test(parts, second)
    names = _name(parts, first), _name(parts, second)
    if one is None or other is None or len({*names, "difference", "cost"}) < 4:
        return Misplaced(part)
    cells: Measures = (
        {"name": names[0], "agg": "sum", "field": "cost", "where": (one,)},
        {"name": names[1], "agg": "sum", "field": "cost", "where": (other,)},
        {"name": "difference", "agg": "sum", "field": "cost", "where": (one,), "minus": names[1]},
    )
    either: tuple[Where, ...] = (AnyOf(any=(one, other)),)
    return Measurement(cells, ("-difference",), either, part)


def _positive(parts: Parts) -> list[Claim]:
    return [claim for claim in parts.of(*TESTS, "scope") if not claim.excludes and narrows(claim)]


def _items(parts: Parts, claim: Claim) -> list[Claim]:
    """The claims of a list one by one: "EC2 and S3"."""
    words = parts.asked.words[claim.start : claim.end]
    cuts = [at for at, word in enumerate(words) if word.text in SEPARATORS]
    if not cuts:
        return [claim]
    ends = [-1, *cuts, len(words)]
    pieces = [words[begin + 1 : end] for begin, end in pairwise(ends)]
    found = [_alone(parts.asked, piece) for piece in pieces if piece]
    if any(one is None for one in found):
        return [claim, claim, claim]
    starts = [claim.start + begin + 1 for begin in ends[:-1]]
    return [
        replace(one, start=start, end=start + one.end)
        for one, start in zip(found, starts, strict=False) if one
    ]  # fmt: skip


def _alone(asked: Asked, words: tuple[Word, ...]) -> Claim | None:
    covered = cover(Asked(words, asked.subject, asked.context))
    return covered.claims[0] if len(covered.claims) == 1 and not covered.left else None


def _field(parts: Parts, claim: Claim) -> str | None:
    test = as_test(claim, parts.asked) if claim.kind == "scope" else claim.where[0]
    return test.field if test else None


def _test(parts: Parts, claim: Claim) -> Condition | None:
    """The one condition that a claim says."""
    if claim.kind == "scope":
        return as_test(claim, parts.asked)
    found = conditions(claim)
    return found[0] if len(found) == 1 and isinstance(found[0], Condition) else None


def _name(parts: Parts, claim: Claim) -> str:
    """What a claim's sum is called: `s3_cost`."""
    said = "".join(c if c.isascii() and c.isalnum() else " " for c in parts.cover.text(claim))
    return "_".join(["of", *said.split()] if said[:1].isdigit() else said.split())[:_LONGEST_NAME]


def _word(parts: Parts, claim: Claim) -> str:
    return parts.asked.text(claim.start)


def _of_credits(claim: Claim) -> bool:
    return any(test.field == "charge_category" and "Credit" in str(test.value)
               for test in claim.where)  # fmt: skip


def _which(parts: Parts, taken: tuple[Claim, ...]) -> Clarify:
    choices = tuple(
        reworded(parts, {c: f"{word} {parts.cover.text(c).removeprefix('minus ')}" for c in taken})
        for word in ("excluding", "including")
    )
    return Clarify("Are credits to be left out of the cost, or taken off it?", choices)


def _misplaced_part(parts: Parts, taken: tuple[Claim, ...]) -> Misplaced | None:
    """A place taken away from what is inside it: "EC2 minus Azure"."""
    narrow = any(_field(parts, claim) not in _WIDE for claim in _positive(parts))
    wide = tuple(claim for claim in taken if claim.where[0].field in _WIDE)
    return Misplaced(wide) if narrow and wide else None


def _dashed(parts: Parts) -> tuple[Claim, ...]:
    """What stands after a dash: "cost - tax" might be a sum, a difference or a remark."""
    narrowing = [c for c in parts.of(*TESTS, "scope") if not c.excludes]
    dashes = {at for at, word in enumerate(parts.asked.words) if word.raw in _DASHES}
    # After the joint, or within a list.
    return tuple(c for c in narrowing if dashes & set(range(c.start - 1, c.end)))
