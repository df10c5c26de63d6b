"""Whether a Query says all that a question says, and nothing else: the check of a model's reading.

A language model gives, with its Query, the place in it of each word. That is its own word for it;
this module holds it to the question. Each content word must be given an existing place. What the
slots know for certain must be there: periods, numbers, names, clouds, regions, tags; whatever is
excluded must be excluded, and each "not" or "except" must exclude something. No name, tag or number
may be there that the question does not have. What does not hold is told in sentences that quote
only the question and the Query, for they go back to the model.

To accept too little costs a question back to the person; to accept too much is a wrong answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

from intents import catalog
from intents.catalog import CLOUDS
from intents.context import ReadContext
from intents.coverage import Cover, cover
from intents.phrases import phrases
from intents.query import AnyOf, Condition, FieldRef, Query, Where
from intents.rules import RESTRICTORS
from intents.slots import number, region
from intents.slots.claim import SEPARATORS, Asked, Claim
from intents.slots.noise import JOINTS, NOISE
from intents.slots.vocabulary import looks_named
from intents.words import Word, split

NOTHING = "noise"
EXCLUDING = ("ne", "not_in", "not_matches", "missing")
# They narrow rather than turn round: any condition or scope will do.
NARROWING = frozenset({"only", "but", "minus", "outside", "other", "unless"})
# "One" is as often a pronoun.
PRONOUNS = ("one", "1")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_ORDERED = ("lt", "le", "gt", "ge")
_SIGNS = {"eq": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥", "in": "among"}
# Words that may be given no place, beside the catalog's own noise: how people talk, not what about.
FILLERS = frozenset(
    "actually anyway basically boss bro bye curious dear dude essentially folks frankly friend "
    "gimme guys honestly kinda literally mate maybe perhaps pal possibly quick quickly really "
    "simply sir sorry sorta thx tho though uh um wonder wondering yeah yo".split()
)
# Places that hold one thing: what no slot knows cannot say it again beside what one knows.
_SINGLE = ("subject", "period", "limit", "grain", "compare_to", "clouds", "regions", "accounts")


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a question, and the place in the Query that says them: `where.0`, `noise`."""

    words: str
    place: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A question, its Query, and what the slots know of its words."""

    asked: Asked
    query: Query
    cover: Cover

    def said(self, at: int) -> str:
        """The word at a position, as typed."""
        return self.asked.words[at].raw

    def claims(self) -> Iterator[Claim]:
        """Those that say something."""
        return (claim for claim in self.cover.claims if claim.kind not in ("joint", "noise"))

    @property
    def texts(self) -> str:
        """All texts of the Query, folded."""
        return "\n".join(_texts(self.query.as_said())).casefold()


def problems(
    question: str, query: Query, parts: tuple[Part, ...], context: ReadContext
) -> tuple[str, ...]:
    """Why the Query is not what was asked, one sentence each; none where it is."""
    asked = Asked(split(question), catalog.subject(query.subject), context)
    one = Checked(asked, query, cover(asked))
    checks = (
        _periods,
        _numbers,
        _names,
        _scopes,
        _conditions,
        _exclusions,
        _restrictors,
        _invented,
    )
    found = [
        *_unplaced(one, parts),
        *_unsaid(one, parts),
        *(problem for check in checks for problem in check(one)),
    ]
    return tuple(dict.fromkeys(found))


def notes(
    question: str, query: Query, parts: tuple[Part, ...], context: ReadContext
) -> tuple[str, ...]:
    """What people should know of the reading: whose it is, and how unknown words were taken."""
    asked = Asked(split(question), catalog.subject(query.subject), context)
    unknown = _unknown(cover(asked))
    data = query.as_said()
    told = [
        f"“{' '.join(said)}” is taken as {_told(data, part.place)}"
        for part in parts
        if part.place != NOTHING
        and (said := [word.raw for word in split(part.words) if word.text in unknown])
    ]
    return ("read by a language model", *told)


def _unknown(known: Cover) -> frozenset[str]:
    """The words that no slot knows, or that stand where they say nothing to one."""
    words = tuple(known.asked.words[at] for at in known.left)
    return frozenset(word.text for word in _content(words))


def _told(data: dict[str, Any], place: str) -> str:
    """What a place of the Query says."""
    found = _at(data, place)
    match found:
        case {"field": field, "op": op, **rest}:
            value = rest.get("value", "")
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            return f"{field} {_SIGNS.get(str(op), str(op))} {shown}".strip()
        case str() if place == "subject":
            return catalog.subject(found).plural
        case None:
            return "nothing"
        case _:
            return f"{place} {found}"


def in_accounts(question: str, query: Query, context: ReadContext) -> Query:
    """The Query in the accounts that the question names, which no model was told of."""
    asked = Asked(split(question), catalog.subject(query.subject), context)
    claims = [claim for claim in cover(asked).claims if claim.kind == "scope" and claim.accounts]
    said = "\n".join(_texts(query.as_said())).casefold()
    missing = [
        name
        for claim in claims
        for name in claim.accounts
        if not any(word.text in said for word in asked.words[claim.start : claim.end])
    ]
    accounts = tuple(dict.fromkeys((*query.accounts, *missing)))
    return query.model_copy(update={"accounts": accounts}) if missing else query


def _content(words: tuple[Word, ...]) -> list[Word]:
    """The words that say something: restrictors do, whatever the rules let be silent."""
    return [
        word
        for word in words
        if word.quoted
        or word.text in RESTRICTORS
        or not (
            word.text in NOISE
            or word.text in JOINTS
            or word.text in SEPARATORS
            or word.text.startswith(("<@", "@"))
        )
    ]


def _unplaced(one: Checked, parts: tuple[Part, ...]) -> Iterator[str]:
    """Words without a place, and places that the Query has not."""
    data = one.query.as_said()
    placed: set[str] = set()
    for part in parts:
        words = {word.text for word in split(part.words)}
        if part.place == NOTHING:
            placed |= words & FILLERS
        elif _at(data, part.place) is None:
            yield f"the query has no place {part.place!r}, which should say {part.words!r}"
        else:
            placed |= words
    left = [word.raw for word in _content(one.asked.words) if word.text not in placed]
    if left:
        yield f"no place in the query says: {', '.join(left)}"
    yield from _crowded(one, parts)


def _unsaid(one: Checked, parts: tuple[Part, ...]) -> Iterator[str]:
    """Conditions that no word asks for: "running" is not meant because it usually is."""
    asked = {test.field.partition(".")[0] for claim in one.claims() for test in claim.where}
    words = one.asked.words
    named = {words[at].text for c in one.claims() if c.kind == "subject" for at in _positions(c)}
    for key in ("where", "having"):
        for at, test in enumerate(getattr(one.query, key)):
            fields = {single.field.partition(".")[0] for single in _singles(test)}
            saying = [part for part in parts if part.place.startswith(f"{key}.{at}")]
            said = {word.text for part in saying for word in _content(split(part.words))}
            if not (fields & asked or said - named):
                yield f"no word of the question asks for {key}.{at}: {', '.join(sorted(fields))}"


def _singles(where: Where) -> tuple[Condition, ...]:
    return where.any if isinstance(where, AnyOf) else (where,)


def _crowded(one: Checked, parts: tuple[Part, ...]) -> Iterator[str]:
    """Unknown words where known ones say it all: "painted" is no part of the subject of "VMs"."""
    unknown = _unknown(one.cover)
    by_place: dict[str, list[frozenset[str]]] = {}
    for part in parts:
        content = frozenset(word.text for word in _content(split(part.words)))
        by_place.setdefault(part.place, []).append(content)
    for place, said in by_place.items():
        strange = [words for words in said if words & unknown]
        plain = [words for words in said if words - unknown]
        apart = any(words not in plain for words in strange) and plain
        mixed = place.split(".")[0] in _SINGLE and any(words - unknown for words in strange)
        if place != NOTHING and strange and (apart or mixed):
            extra = ", ".join(sorted({word for words in strange for word in words & unknown}))
            yield f"{extra!r} is said to be {place}, which other words say: it needs its own place"


def _at(data: Any, place: str) -> Any:
    """What is at `where.0.value`; None where nothing is."""
    for key in re.split(r"[.\[\]]+", place.rstrip("]")):
        if isinstance(data, dict) and key in data:
            data = data[key]
        elif isinstance(data, list) and key.isdecimal() and int(key) < len(data):
            data = data[int(key)]
        elif not isinstance(data, str):
            return None
    return data


def _periods(one: Checked) -> Iterator[str]:
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


def _numbers(one: Checked) -> Iterator[str]:
    """Every number of the question is in the Query."""
    had = set(_amounts(one.query.as_said()))
    in_period = {at for claim in one.claims() if _is_time(claim) for at in _positions(claim)}
    at = 0
    while at < len(one.asked.words):
        found = None if at in in_period else number.amount(one.asked, at)
        if found is None or one.asked.text(at) in PRONOUNS:
            at += 1
            continue
        bare = _DIGITS.findall(one.asked.text(at))
        if found.value not in had and not any(Decimal(digits) in had for digits in bare):
            yield f"the number {one.said(at)!r} ({found.plain}) is not in the query"
        elif found.unit == "GiB" and found.value not in had:
            yield f"{one.said(at)!r} is {found.plain} GiB; the query says otherwise"
        at = found.end


def _is_time(claim: Claim) -> bool:
    return bool(claim.period or claim.ends or claim.compare_to)


def _positions(claim: Claim) -> range:
    return range(claim.start, claim.end)


def _names(one: Checked) -> Iterator[str]:
    """What is quoted or looks like a name is in the Query."""
    placed = {
        at
        for claim in one.claims()
        if claim.kind in ("subject", "cost", "period", "scope", "basis", "group")
        or (claim.where and claim.kind != "name")
        for at in _positions(claim)
    }
    for at, word in enumerate(one.asked.words):
        is_name = word.quoted or (at not in placed and looks_named(one.asked, at))
        if is_name and number.amount(one.asked, at) is None:
            if word.text.strip("*") not in one.texts:
                yield f"{word.raw!r} is not in the query"


def _scopes(one: Checked) -> Iterator[str]:
    """Clouds and regions of the question are in the Query."""
    query = one.query
    tested = [test for test in query.conditions() if test.op not in EXCLUDING]
    values = {value.casefold() for test in tested for value in _strings(test)}
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


def _conditions(one: Checked) -> Iterator[str]:
    """What the question asks of a field, the Query asks of it."""
    for claim in one.claims():
        if claim.excludes or claim.kind not in ("test", "tag", "name"):
            continue
        met = [_is_met(one, test) for test in claim.where]
        if met and not (any(met) if claim.either else all(met)):
            wanted = "; ".join(f"{t.field} {t.op} {t.value}" for t in claim.where)
            yield f"{one.cover.text(claim)!r} is {wanted}: the query has no such condition"


def _is_met(one: Checked, wanted: Condition) -> bool:
    """Whether the Query has the condition, be it put another way."""
    every = [*one.query.conditions(), *one.query.having]
    had = [test for test in every if test.op not in EXCLUDING or test.op == wanted.op]
    same = [test for test in had if test.field.partition(".")[0] == wanted.field.partition(".")[0]]
    strings = {value.casefold() for value in _strings(wanted)}
    if strings:
        # A service has several names, and each of them has charges.
        values = {value.casefold() for test in same for value in _strings(test)}
        anywhere = "\n".join(value.casefold() for test in had for value in _strings(test))
        return strings <= values or all(text in anywhere for text in strings)
    if wanted.op in _ORDERED or isinstance(wanted.value, int | Decimal):
        amounts = set(_amounts(wanted.value)) if not isinstance(wanted.value, bool) else set()
        if amounts:
            return any(t.op == wanted.op and amounts <= set(_amounts(t.value)) for t in had)
    return any(test.op == wanted.op and test.value == wanted.value for test in same)


def _exclusions(one: Checked) -> Iterator[str]:
    """What the question leaves out, the Query leaves out."""
    out = [test for test in one.query.conditions() if _excludes(test)]
    values = {value.casefold() for test in out for value in _strings(test)}
    fields = {test.field for test in out}
    for claim in one.claims():
        for test in claim.where if claim.excludes else ():
            named = {value.casefold() for value in _strings(test)}
            if named and any(t.field == "state" and _among(t, named) for t in out):
                yield f"{one.cover.text(claim)!r} excludes; the query asks for it"
            elif not (named <= values or _is_rest(out, test) if named else test.field in fields):
                yield f"{one.cover.text(claim)!r} excludes; the query does not"


def _among(test: Condition, named: set[str]) -> bool:
    values = {value.casefold() for value in _strings(test)}
    return test.op not in EXCLUDING and bool(named & values)


def _is_rest(out: list[Condition], excluded: Condition) -> bool:
    """Whether what is left is asked for instead: "not stopped" as running and so on."""
    return any(test.field == excluded.field == "state" for test in out)


def _restrictors(one: Checked) -> Iterator[str]:
    """As many exclusions as there are words that exclude."""
    compared = {
        at
        for claim in one.claims()
        if any(test.op in _ORDERED for test in claim.where)
        for at in _positions(claim)
    }
    said = [
        at
        for at, word in enumerate(one.asked.words)
        if not word.quoted and word.text in RESTRICTORS and at not in compared
        and number.operator(one.asked, at) is None
    ]  # fmt: skip
    narrowing = [at for at in said if one.asked.text(at) in NARROWING]
    turning = len(said) - len(narrowing)
    query = one.query
    every = [*query.conditions(), *query.having]
    count = sum(max(len(list(_strings(test))), 1) for test in every if _excludes(test))
    if turning > count:
        words = ", ".join(one.said(at) for at in said if at not in narrowing)
        yield f"{words!r}: nothing in the query excludes that"
    if narrowing and not (every or query.clouds or query.accounts or query.regions):
        yield f"{one.said(narrowing[0])!r}: nothing in the query narrows it"


def _excludes(test: Condition) -> bool:
    return (
        test.op in EXCLUDING
        or test.value is False
        or (test.op in ("eq", "le", "lt") and test.value in (0, Decimal(0)))
        # "Not running" is what is stopped.
        or test.field == "state"
    )


def _invented(one: Checked) -> Iterator[str]:
    """No name, tag or number in the Query that the question has not."""
    said = " ".join(word.text for word in one.asked.words)
    numbers = {Decimal(0), *_spoken(one.asked)}
    for account in one.query.accounts:
        if account.casefold() not in said:
            yield f"the question names no account {account!r}"
    for code in one.query.regions:
        if code.casefold() not in said and not any(code in c.regions for c in one.claims()):
            yield f"the question does not name the region {code!r}"
    for test in (*one.query.conditions(), *one.query.having):
        yield from _invented_values(one, test, said, numbers)
    usual = {1, 10} | ({8} if one.query.analysis == "change" else set())
    if one.query.limit is not None and one.query.limit not in numbers | usual:
        yield f"the question asks for no {one.query.limit}"


def _invented_values(
    one: Checked, test: Condition, said: str, numbers: set[Decimal]
) -> Iterator[str]:
    for value in _strings(test):
        if not _is_known(one, test, value) and value.casefold().strip("*%.") not in said:
            yield f"{value!r} is not in the question"
    if any(amount not in numbers for amount in _amounts(_without_texts(test))):
        yield f"the question has no such number: {test.field} {test.op} {test.value}"


def _without_texts(test: Condition) -> list[object]:
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    return [value for value in values if not isinstance(value, str)]


def _is_known(one: Checked, test: Condition, value: str) -> bool:
    """Whether it is a word of the catalog, a region, a date, or one that the phrases use."""
    field = one.asked.subject.field(test.field)
    if field is not None and (field.values or field.type == "datetime"):
        return True
    if field is not None and test.field.startswith("tags."):
        return False
    return (test.field, value) in _usual() or region.cloud_of(value) is not None


@cache
def _usual() -> frozenset[tuple[str, str]]:
    """Values that stand for words, as a service's full name: those of the phrases, tags apart."""
    queries = [phrase.query for phrase in phrases() if phrase.query]
    return frozenset(value for query in queries for value in _values(query))


def _values(data: object) -> Iterator[tuple[str, str]]:
    """Fields and the texts that conditions of a Query as JSON compare them with."""
    match data:
        case {"field": str(field), "op": _, **rest}:
            if not field.startswith(("tags.", "name", "account", "id")):
                yield from ((field, text) for text in _texts(rest.get("value")))
        case dict():
            for part in data.values():
                yield from _values(part)
        case list() | tuple():
            for part in data:
                yield from _values(part)
        case _:
            return


def _spoken(asked: Asked) -> Iterator[Decimal]:
    """Every number of the question, as it is and as its unit makes it."""
    for at in range(len(asked.words)):
        if found := number.amount(asked, at):
            yield found.value
        yield from (Decimal(digits) for digits in _DIGITS.findall(asked.text(at)))


def _strings(test: Condition) -> Iterator[str]:
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    return (value for value in values if isinstance(value, str))


def _amounts(value: object) -> Iterator[Decimal]:
    """Every number in a value, those in texts included."""
    match value:
        case bool() | None | FieldRef():
            return
        case int() | float() | Decimal():
            yield Decimal(str(value))
        case str():
            yield from (Decimal(digits) for digits in _DIGITS.findall(value))
        case dict():
            for part in value.values():
                yield from _amounts(part)
        case list() | tuple():
            for part in value:
                yield from _amounts(part)
        case _:
            return


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from _texts(part)
        case list() | tuple():
            for part in value:
                yield from _texts(part)
        case _:
            return
