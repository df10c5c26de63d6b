"""How people ask what could be saved: "which VMs should we downsize", "how can I cut my S3 costs".

Such a question says what one would do ("downsize", "to save money") where findings say what they
are ("oversized"). The frames of `savings_asked.toml` take that apart; what is left, the things and
whatever narrows them, is read by the rules as "top savings for …", so that every word is still
accounted for. What the frames made of it is told.

A frame is tried only where the rules read nothing.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from intents import rules
from intents.context import ReadContext
from intents.query import Condition, InvalidQuery, Measure, Query, Read, Unread, parse
from intents.words import split

_UNREAD = Read(Unread(()), "rules")
_PART = re.compile(r"<(\w+)>")
_MAKER = re.compile(r"^(?:amazon|aws|microsoft) (?=\w)")
_ENVIRONMENT = re.compile(r"(?:non-?)?(?:prod|production|dev|development|test|staging|qa)")


@dataclass(frozen=True, slots=True)
class _Frame:
    """A way to ask, and what findings must have to be meant; `sums`: one amount is asked for."""

    pattern: re.Pattern[str]
    category: tuple[str, ...]
    rule: tuple[str, ...]
    sums: bool


@dataclass(frozen=True, slots=True)
class _Said:
    """What `savings_asked.toml` holds, made ready."""

    beside: tuple[re.Pattern[str], ...]
    kinds: Mapping[str, tuple[str, ...]]
    purchases: re.Pattern[str]
    frames: tuple[_Frame, ...]
    reworded: tuple[tuple[re.Pattern[str], str], ...]


@cache
def _said() -> _Said:
    raw = tomllib.loads((files("intents") / "savings_asked.toml").read_text("utf-8"))
    parts: Mapping[str, str] = raw["parts"]
    return _Said(
        tuple(re.compile(_whole(one, parts)) for one in raw["beside"].values()),
        {name: tuple(kinds) for name, kinds in raw["kinds"].items()},
        re.compile(_whole(raw["purchases"]["pattern"], parts)),
        tuple(_frame(one, parts) for one in raw["frame"]),
        tuple((re.compile(_whole(one["pattern"], parts)), one["means"]) for one in raw["reworded"]),
    )


def _whole(pattern: str, parts: Mapping[str, str]) -> str:
    """A pattern with its parts in it, which may have parts themselves; named groups stay."""
    named = pattern
    while found := next(
        (one for one in _PART.finditer(named) if named[one.start() - 1] != "P"), None
    ):
        named = named[: found.start()] + parts[found[1]] + named[found.end() :]
    return named


def _frame(raw: Mapping[str, Any], parts: Mapping[str, str]) -> _Frame:
    pattern = re.compile(_whole(raw["pattern"], parts))
    category, rule = tuple(raw.get("category", ())), tuple(raw.get("rule", ()))
    return _Frame(pattern, category, rule, bool(raw.get("sums")))


def read(question: str, context: ReadContext) -> Read:
    """The findings that such a question asks for; Unread where it is none of these."""
    said = " ".join(word.text for word in split(question))
    if bought := _of_purchases(said, context):
        return bought
    plain = _plain(said)
    if found := _in_other_words(said, plain, context):
        return found
    for text in dict.fromkeys((said, _said().beside[0].sub("", said), plain)):
        for frame in _said().frames:
            if (match := frame.pattern.fullmatch(text)) and (made := _made(frame, match, context)):
                return made
    return _UNREAD


def _in_other_words(said: str, plain: str, context: ReadContext) -> Read | None:
    """What the rules read of it in words that they know."""
    texts = [plain] if plain != said else []
    for pattern, means in _said().reworded:
        texts += [m.expand(means) for text in (said, plain) if (m := pattern.fullmatch(text))]
    for text in dict.fromkeys(texts):
        found = rules.read_words(split(text), context)
        if isinstance(found.reading, Query):
            return Read(found.reading, "rules", (f"asked as “{text}”", *found.notes))
    return None


def _plain(said: str) -> str:
    """Without why it is asked, and what one would do about it."""
    for pattern in _said().beside:
        said = pattern.sub("", said)
    return said


def _of_purchases(said: str, context: ReadContext) -> Read | None:
    """`should we buy savings plans`: what the clouds recommend to buy."""
    match = _said().purchases.fullmatch(said)
    if match is None:
        return None
    kind = "savings plan" if (match["one"] or match["two"]).startswith("s") else "reservation"
    found = rules.read_words(split(f"{kind} purchase recommendations{match['rest']}"), context)
    if not isinstance(found.reading, Query) or found.reading.subject != "recommendation":
        return None
    return Read(found.reading, "rules", ("asked as what the clouds recommend to buy", *found.notes))


def _made(frame: _Frame, match: re.Match[str], context: ReadContext) -> Read | None:
    """The findings about the things that are left, as the frame wants them."""
    for things, rest in _parts(match):
        kinds = _said().kinds.get(things, ())
        found = rules.read_words(split(_savings("" if kinds else things, rest, match)), context)
        query = found.reading
        if (
            not isinstance(query, Query)
            or query.subject != "finding"
            or _is_guessed(query, context)
        ):
            continue
        made = _shaped(query, _wanted(frame, kinds, match), sums=frame.sums)
        if made is not None:
            return Read(made, "rules", (_told(frame, kinds), *found.notes))
    return None


def _is_guessed(query: Query, context: ReadContext) -> bool:
    """Whether a plain word was taken for an account: "all configured subscriptions"."""
    known = {name.casefold() for one in context.accounts for name in (one.id, one.name)}
    return any(one.casefold() not in known and one.isalpha() for one in query.accounts)


def _savings(things: str, rest: str, match: re.Match[str]) -> str:
    """What is left, as a question that the rules read."""
    place = "in" if _ENVIRONMENT.fullmatch(things) else "for"
    cloud = match.groupdict().get("cloud")
    parts = (
        "top savings",
        f"{place} {things}" if things else "",
        f"in {cloud}" if cloud else "",
        rest,
    )
    return " ".join(part for part in parts if part)


def _wanted(
    frame: _Frame, kinds: tuple[str, ...], match: re.Match[str]
) -> Mapping[str, tuple[str, ...]]:
    """Field → the values that the frame wants."""
    said = match.groupdict()
    return {
        "category": frame.category,
        "rule": frame.rule,
        "resource_type": kinds,
        "risk": ("low",) if said.get("safe") else (),
        "effort": ("low",) if said.get("easy") else (),
    }


def _parts(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    said = match.groupdict()
    things, rest = (said.get("things") or "").strip(), (said.get("rest") or "").strip()
    things = _MAKER.sub("", things)
    yield things, rest
    if things.endswith((" environments", " environment")):
        yield things.rpartition(" ")[0], rest


def _shaped(query: Query, wanted: Mapping[str, tuple[str, ...]], *, sums: bool) -> Query | None:
    tests = [*query.where]
    for name, values in wanted.items():
        if values:
            op, value = ("eq", values[0]) if len(values) == 1 else ("in", values)
            tests.append(Condition.model_validate({"field": name, "op": op, "value": value}))
    update: dict[str, object] = {"where": tuple(tests)}
    if sums:
        if query.group_by or query.analysis != "list":
            return None
        saved = Measure(name="counted_saving", agg="sum", field="counted_saving")
        update |= {"analysis": "aggregate", "measures": (saved,), "order_by": (), "limit": None,
                   "select": ()}  # fmt: skip
    changed = query.model_copy(update=update)
    try:
        data = changed.model_dump(mode="json", exclude_defaults=True)
        return parse(data | {"subject": "finding", "analysis": changed.analysis})
    except InvalidQuery:
        return None


def _told(frame: _Frame, kinds: tuple[str, ...]) -> str:
    """What the question was taken for."""
    what = [one.replace("_", " ") for one in (*frame.category, *frame.rule)]
    of = f" of {', '.join(one.replace('_', ' ') for one in kinds)}" if kinds else ""
    kind = f"{' and '.join(what)} " if what else ""
    return f"asked as what our rules find: {kind}findings{of}"
