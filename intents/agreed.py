"""What the slots know for certain of a question is in its Query: a check of a model's reading.

Periods by their days, numbers by their unit, names letter by letter; clouds, regions, conditions.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from intents.catalog import CLOUDS
from intents.checked import DIGITS, EXCLUDING, ORDERED, Checked, amounts, positions, texts_of
from intents.context import ReadContext
from intents.query import Condition, Query
from intents.slots import number
from intents.slots.claim import Claim
from intents.slots.vocabulary import looks_named

# "One" is as often a pronoun.
PRONOUNS = ("one", "1")


def periods(one: Checked) -> Iterator[str]:
    """Every period of the question is one of the Query's, day for day."""
    context = one.asked.context
    had = {*_spans(one.query, context)}
    claims = [claim for claim in one.claims() if claim.period]
    spans = [span for claim in claims if claim.period and (span := _span(claim.period, context))]
    # "September and October" is one stretch; times of making or ending are conditions.
    if _joined(spans) in had:
        return
    for claim in claims:
        wanted = [text for text in (claim.period, *(claim.ends or ())) if text]
        wanted += [text.replace("this_", "whole_") for text in wanted]
        found = [span for text in wanted if (span := _span(text, context))]
        tested = any(span.split("/")[0] in one.texts for span in found)
        if not (tested or had & set(found)):
            words = one.cover.text(claim)
            yield f"{words!r} is the period {claim.period}; the query has it nowhere"


def _joined(spans: list[str]) -> str | None:
    """One stretch of several that follow one another; None where they do not."""
    days = sorted(span.split("/") for span in spans)
    follow = all(one[1] == other[0] for one, other in pairwise(days))
    return f"{days[0][0]}/{days[-1][1]}" if len(days) > 1 and follow else None


def _spans(query: Query, context: ReadContext) -> Iterator[str]:
    resolved = query.resolve(context.today, context.calendar)
    said = (query.period, query.compare_to, resolved.period, resolved.compare_to)
    own = (condition.period for condition in (*query.conditions(), *query.having))
    for text in (*said, *own):
        if text and (found := _span(text, context)):
            yield found


def _span(text: str, context: ReadContext) -> str | None:
    try:
        return context.span(text).text
    except ValueError:
        # `previous` is no period by itself.
        return None


def numbers(one: Checked) -> Iterator[str]:
    """Every number of the question is in the Query."""
    had = set(amounts(one.query.as_said()))
    in_period = {at for claim in one.claims() if _is_time(claim) for at in positions(claim)}
    at = 0
    while at < len(one.asked.words):
        found = None if at in in_period else number.amount(one.asked, at)
        if found is None or one.asked.text(at) in PRONOUNS:
            at += 1
            continue
        bare = DIGITS.findall(one.asked.text(at))
        if found.value not in had and not any(Decimal(digits) in had for digits in bare):
            yield f"the number {one.said(at)!r} ({found.plain}) is not in the query"
        elif found.unit == "GiB" and found.value not in had:
            yield f"{one.said(at)!r} is {found.plain} GiB; the query says otherwise"
        at = found.end


def _is_time(claim: Claim) -> bool:
    return bool(claim.period or claim.ends or claim.compare_to)


def names(one: Checked) -> Iterator[str]:
    """What is quoted or looks like a name is in the Query."""
    placed = {
        at
        for claim in one.claims()
        if claim.kind in ("subject", "cost", "period", "scope", "basis", "group")
        or (claim.where and claim.kind != "name")
        for at in positions(claim)
    }
    for at, word in enumerate(one.asked.words):
        is_name = word.quoted or (at not in placed and looks_named(one.asked, at))
        if is_name and number.amount(one.asked, at) is None:
            if word.text.strip("*") not in one.texts:
                yield f"{word.raw!r} is not in the query"


def scopes(one: Checked) -> Iterator[str]:
    """Clouds and regions of the question are in the Query."""
    query = one.query
    tested = [test for test in query.conditions() if test.op not in EXCLUDING]
    values = {value.casefold() for test in tested for value in texts_of(test)}
    clouds = {*query.clouds, *(cloud for cloud in CLOUDS if cloud in values)}
    regions = {code.casefold() for code in query.regions} | values
    claims = [claim for claim in one.claims() if not claim.excludes]
    named = {cloud for claim in claims for cloud in claim.clouds if claim.kind == "scope"}
    everywhere = named == set(CLOUDS) and len(query.clouds) != 1
    if not (named <= clouds or everywhere):
        yield f"the question is about {', '.join(sorted(named))}: that is not in clouds"
    for claim in claims:
        if claim.regions and not set(claim.regions) <= regions:
            codes = ", ".join(claim.regions)
            yield f"{one.cover.text(claim)!r} is {codes}: not all of these are in regions"


def conditions(one: Checked) -> Iterator[str]:
    """What the question asks of a field, the Query asks of it."""
    for claim in one.claims():
        if claim.excludes or claim.kind not in ("test", "tag", "name"):
            continue
        met = [_is_met(one, test) for test in claim.where]
        if met and not (any(met) if claim.either else all(met)):
            wanted = "; ".join(f"{t.field} {t.op} {t.value}" for t in claim.where)
            yield f"{one.cover.text(claim)!r} is {wanted}: the query has no such condition"


def _is_of(field: str, wanted: str) -> bool:
    """Whether a field is the wanted one: of tags by their key, of others however they are taken."""
    if wanted.startswith("tags."):
        return field.casefold() == wanted.casefold()
    return field.partition(".")[0] == wanted.partition(".")[0]


def _is_met(one: Checked, wanted: Condition) -> bool:
    """Whether the Query has the condition, be it put another way."""
    every = [*one.query.conditions(), *one.query.having]
    had = [test for test in every if test.op not in EXCLUDING or test.op == wanted.op]
    same = [test for test in had if _is_of(test.field, wanted.field)]
    strings = {value.casefold() for value in texts_of(wanted)}
    if strings:
        # A service has several names, and each of them has charges.
        values = {value.casefold() for test in same for value in texts_of(test)}
        anywhere = "\n".join(value.casefold() for test in had for value in texts_of(test))
        return strings <= values or all(text in anywhere for text in strings)
    if wanted.op in ORDERED or isinstance(wanted.value, int | Decimal):
        named = set() if isinstance(wanted.value, bool) else set(amounts(wanted.value))
        if named:
            return any(t.op == wanted.op and named <= set(amounts(t.value)) for t in had)
    return any(test.op == wanted.op and test.value == wanted.value for test in same)
