"""Questions with their right readings, and how a reading is compared with them.

A gold file is TOML: `now`, and `[[question]]` tables with `ask`, what it means as a Query (`query`,
as in the phrases; `or` holds others that are equally right) or an `outcome` that is no answer, and
where there was an earlier conversation, `thread`. `kind` and `source` are for people.

Two Queries are the same if they ask for the same: periods resolved, lists whose order means nothing
sorted, text without case.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, assert_never, get_args

from intents import catalog
from intents.context import ReadContext
from intents.query import Clarify, HowTo, InvalidQuery, Query, Reading, Refuse, Unread, parse

Outcome = Literal["answered", "clarify", "refused", "howto", "unread", "off_topic"]
# Of these the order says something: by what is sorted first.
_ORDERED = frozenset({"order_by"})


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question, and the Queries of which each is right; none where no Query is."""

    ask: str
    outcome: Outcome
    right: tuple[Query, ...] = ()
    thread: tuple[str, ...] = ()
    kind: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Gold:
    """A file's questions, and the moment at which they are asked."""

    now: datetime
    questions: tuple[GoldQuestion, ...]


class GoldError(ValueError):
    """The file is none, or a question in it is not what it should be: the message says which."""


def read_gold(path: Path) -> Gold:
    """The questions of a file. Raises GoldError."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        now = datetime.fromisoformat(str(raw["now"]))
        return Gold(now, tuple(_question(one) for one in raw["question"]))
    except (OSError, tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise GoldError(f"{path}: {error}") from error


def _question(raw: Mapping[str, Any]) -> GoldQuestion:
    ask = str(raw["ask"])
    outcome = raw.get("outcome", "answered")
    if outcome not in get_args(Outcome):
        raise GoldError(f"{ask!r}: {outcome!r} is none of {', '.join(get_args(Outcome))}")
    meant = [raw["query"], *raw.get("or", ())] if "query" in raw else list(raw.get("or", ()))
    if bool(meant) != (outcome == "answered"):
        raise GoldError(f"{ask!r}: what is answered has a query, and nothing else has")
    try:
        right = tuple(parse(one) for one in meant)
    except InvalidQuery as error:
        raise GoldError(f"{ask!r}: {error}") from error
    thread = tuple(raw.get("thread", ()))
    return GoldQuestion(
        ask, outcome, right, thread, str(raw.get("kind", "")), str(raw.get("source", ""))
    )


def outcome(reading: Reading) -> Outcome:
    """What becomes of a reading."""
    match reading:
        case Query():
            return "answered"
        case Clarify():
            return "clarify"
        case Refuse(why):
            return "refused" if why == "action" else "off_topic"
        case HowTo():
            return "howto"
        case Unread():
            return "unread"
        case never:
            assert_never(never)


def is_right(gold: GoldQuestion, reading: Reading, context: ReadContext) -> bool:
    """Whether the reading is what it should be: the same Query, or the same outcome.

    What nobody can read may be asked back about as well.
    """
    if isinstance(reading, Query):
        mine = canonical(reading, context)
        return any(canonical(one, context) == mine for one in gold.right)
    found = outcome(reading)
    return found == gold.outcome or (gold.outcome, found) == ("unread", "clarify")


def canonical(query: Query, context: ReadContext) -> object:
    """What a Query asks for, however it was put: an account by its id is the one by its name."""
    names = {one.id: one.name for one in context.accounts}
    accounts = tuple(names.get(one, one) for one in query.accounts)
    # A cloud that alone has the subject says nothing.
    every = set(catalog.subject(query.subject).clouds)
    clouds = () if every == set(query.clouds) else query.clouds
    named = query.model_copy(update={"accounts": accounts, "clouds": clouds})
    return _canonical(named.resolve(context.today, context.calendar).model_dump(mode="json"))


def _canonical(value: object, name: str = "") -> object:
    match value:
        case {"field": field, "op": "eq" | "in" | "ne" | "not_in" as op, "value": one, **rest}:
            # One of one is that one.
            several = one if isinstance(one, list) else [one]
            name = {"eq": "in", "ne": "not_in"}.get(op, op)
            own = {"field": field, "op": name, "value": several}
            return _pairs(own | {str(key): said for key, said in rest.items()})
        case dict():
            return _pairs(value)
        case list() | tuple():
            found = [_canonical(one) for one in value]
            return tuple(found if name in _ORDERED else sorted(found, key=repr))
        case str():
            return value.casefold()
        case _:
            return value


def _pairs(value: Mapping[str, object]) -> object:
    return tuple(sorted((name, _canonical(one, name)) for name, one in value.items()))
