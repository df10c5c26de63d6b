"""What a slot is given, and what it gives: Asked and Claim.

A slot is a function `read(asked, at)`. It looks at the words from position `at` on and claims them
with what they say about the Query, or gives None. It never looks at what other slots claimed, and
looks ahead only a bounded number of words, so that reading is linear in the question.

The rules walk from left to right, take the longest claim at each place, and accept a question only
if every word was claimed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import Any, Generic, Literal, TypeVar

from intents.catalog import Cloud, Subject
from intents.context import KnownAccount, KnownDimension, ReadContext
from intents.query import Condition, CostBasis, Grain, Measure, Spread
from intents.words import Word, split

Kind = Literal[
    "subject", "cost", "period", "scope", "test", "tag", "name", "limit", "order", "group", "head",
    "each", "unsure", "breakdown", "count", "total", "select", "basis", "trend", "versus",
    "change", "joint", "noise", "why", "moved", "share", "rest", "measure", "spread", "included",
    "figures", "anomaly", "outlook", "covered", "lead", "it", "row", "one", "drop", "back",
]  # fmt: skip
# What may be measured of charges beside their cost: see `measure` and `quantity`.
Measured = Literal[
    "savings", "discount", "effective_savings", "quantity", "unit_price", "vcpu_hours",
    "vcpu_price",
]  # fmt: skip
T = TypeVar("T")
# Lists longer than this are not questions; it bounds the look-ahead.
MOST_ITEMS = 40
SEPARATORS = frozenset({",", "and", "or", "nor", "plus"})
_QUOTES = frozenset("\"'`“”‘’")


@dataclass(frozen=True, slots=True)
class Claim:
    """Words `[start, end)` and the part of a Query that they say.

    `figures` are measures named one by one; `billing` marks a period of invoices, not of use.
    `excludes` marks a part that leaves things out, `turned` one that a word before it ("without")
    turned round; `ends` are the two ends of a range, each a period, if both are months or longer;
    `either` marks conditions of which any may hold; `clauses`, where there are any, say what
    `where` means together: one condition of each must hold. `note` is what had to be assumed;
    `unread` are the words of it, if any, that are understood and that no Query can hold; of a claim
    of the kind `back` the note is what is asked back, and each of `choices` may stand in its place.
    """

    start: int
    end: int
    kind: Kind
    where: tuple[Condition, ...] = ()
    select: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()
    clouds: tuple[Cloud, ...] = ()
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    limit: int | None = None
    period: str | None = None
    ends: tuple[str, str] | None = None
    compare_to: str | None = None
    grain: Grain | None = None
    basis: CostBasis | None = None
    agg: Literal["sum", "avg", "min", "max", "p95"] | None = None
    excludes: bool = False
    turned: bool = False
    measure: Measured | None = None
    figures: tuple[Measure, ...] = ()
    billing: bool = False
    spread: Spread | None = None
    either: bool = False
    clauses: tuple[tuple[Condition, ...], ...] = ()
    note: str | None = None
    unread: tuple[int, int] | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question, on the supposition that it is about `subject`.

    `ahead`: its days lie ahead, whatever its words: a month without a year is the next one.
    """

    words: tuple[Word, ...]
    subject: Subject
    context: ReadContext
    ahead: bool = False

    @cached_property
    def dimensions(self) -> "Phrases[KnownDimension]":
        """The company's own dimensions of cost, by name."""
        return _dimensions(self.context.dimensions if self.subject.name == "cost" else ())

    @cached_property
    def budgets(self) -> "Phrases[str]":
        """The company's own budgets, by name."""
        return Phrases((name, name) for name in self.context.budgets)

    @cached_property
    def keys(self) -> "Phrases[str]":
        """The tag keys that the company's charges have."""
        return _keys(self.context.tag_keys if self.subject.name == "cost" else ())

    @cached_property
    def accounts(self) -> "Phrases[str]":
        """The known accounts, by name and by id."""
        return _accounts(self.context.accounts)

    @cached_property
    def texts(self) -> Mapping[int, str]:
        """The words by position, folded: looked up thousands of times while a question is read."""
        return {at: word.text for at, word in enumerate(self.words)}

    @cached_property
    def bare(self) -> Mapping[int, str]:
        """Those of them that are not quoted: a name in quotes is no phrase of ours."""
        return {at: word.text for at, word in enumerate(self.words) if not word.quoted}

    @cached_property
    def points(self) -> dict[int, Any]:
        """The points in the calendar that `date.point` has found, by position."""
        return {}

    def text(self, at: int) -> str:
        """The word at a position, folded; empty beyond either end."""
        return self.texts.get(at, "")

    def skip(self, at: int, *silent: str) -> int:
        """The next position whose word is none of these."""
        while self.text(at) in silent and at < len(self.words):
            at += 1
        return at


Slot = Callable[[Asked, int], Claim | None]


def _texts(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as they are compared; each is cut but once, unless it is quoted."""
    if _QUOTES.isdisjoint(phrase):
        return tuple(chain.from_iterable(map(_part, phrase.split())))
    return tuple(word.text for word in split(phrase))


@cache
def _part(part: str) -> tuple[str, ...]:
    return tuple(word.text for word in split(part))


@dataclass(frozen=True, slots=True)
class _Cut(Generic[T]):
    """Phrases that begin with the same word, cut into words, and how many words they have."""

    values: Mapping[tuple[str, ...], T]
    lengths: tuple[int, ...]


class Phrases(Generic[T]):
    """Phrases of one or more words, each with a value; finds the longest at a position.

    There are tens of thousands, so they lie by their first words, and those of one are cut when
    it is first met.
    """

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        """Take `(phrase, value)` pairs; of two equal phrases the first counts."""
        self._uncut: dict[str, list[tuple[str, T]]] = {}
        self._cut: dict[str, _Cut[T]] = {}
        for phrase, value in entries:
            head = phrase.partition(" ")[0]
            first = _part(head) if _QUOTES.isdisjoint(head) else ()
            word = (first or _texts(phrase) or (phrase,))[0]
            self._uncut.setdefault(word, []).append((phrase, value))

    def _known(self, first: str) -> "_Cut[T]":
        """Those that begin with a word."""
        if first not in self._cut:
            found: dict[tuple[str, ...], T] = {}
            for phrase, value in self._uncut.get(first, ()):
                found.setdefault(_texts(phrase) or (phrase,), value)
            self._cut[first] = _Cut(found, tuple(sorted({len(one) for one in found}, reverse=True)))
        return self._cut[first]

    def at(self, asked: Asked, at: int) -> tuple[T, int] | None:
        """The value of the longest phrase that begins at `at`, and the position after it."""
        if asked.bare.get(at) not in self._uncut:
            return None
        return next(self.each_at(asked, at), None)

    def each_at(self, asked: Asked, at: int) -> Iterator[tuple[T, int]]:
        """The same of every phrase that begins there, the longest first."""
        first = asked.text(at)
        if first not in self._uncut:
            return
        known = self._known(first)
        words = tuple(word.text for word in asked.words[at : at + known.lengths[0]])
        for length in known.lengths:
            if length <= len(words) and words[:length] in known.values:
                yield known.values[words[:length]], at + length

    def __contains__(self, phrase: str) -> bool:
        """Whether it is one of the phrases, word for word."""
        words = tuple(phrase.split())
        return bool(words) and words[0] in self._uncut and words in self._known(words[0]).values

    def words(self) -> frozenset[str]:
        """Every word of every phrase."""
        entries = (entry for first in self._uncut for entry in self._known(first).values)
        return frozenset(word for words in entries for word in words)


@lru_cache(maxsize=8)
def _accounts(known: tuple[KnownAccount, ...]) -> Phrases[str]:
    names = [(account.name, account.name) for account in known]
    return Phrases(names + [(account.id, account.name) for account in known])


@lru_cache(maxsize=8)
def _keys(known: tuple[str, ...]) -> Phrases[str]:
    return Phrases((form, key) for key in known for form in (key, f"{key}s"))


@lru_cache(maxsize=8)
def _dimensions(known: tuple[KnownDimension, ...]) -> Phrases[KnownDimension]:
    names = [(one.name.lower().replace("_", " "), one) for one in known]
    names += [(name.replace("center", "centre"), one) for name, one in names]
    names += [(name.replace(" ", "-"), one) for name, one in names]
    return Phrases(names + [(f"{name}s", one) for name, one in names])


def spoken(said: Mapping[T, str]) -> Phrases[T]:
    """Phrases from a table of what is meant to how it is said, phrases apart by a comma."""
    return Phrases((phrase, meant) for meant, text in said.items() for phrase in text.split(", "))


# Only after one of these does "nor" go on.
NEGATES = frozenset("neither nor not no without never except excluding".split())


def _next_item(asked: Asked, end: int) -> int:
    """Where a list goes on after a comma, a word that joins, or both; `end` where it does not."""
    at = end + (asked.text(end) == ",")
    joined = asked.text(at) in SEPARATORS and asked.text(at) != ","
    if asked.text(at) == "nor" and not any(one.text in NEGATES for one in asked.words[:end]):
        return end
    return at + joined


def listed(
    asked: Asked, at: int, item: Callable[[Asked, int], tuple[T, int] | None]
) -> tuple[tuple[T, ...], int] | None:
    """One or more items, apart by commas, `and` or `or`: their values and the position after."""
    found: list[T] = []
    end = at
    while len(found) < MOST_ITEMS:
        one = item(asked, at)
        if one is None:
            break
        found.append(one[0])
        end = one[1]
        at = _next_item(asked, end)
        if at == end:
            break
    return (tuple(found), end) if found else None
