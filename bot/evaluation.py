"""How well questions are read: a gold file, asked of the readers on the embedded estate.

Readings are compared slot by slot with the right ones (`intents.gold`); where a reading is another
Query than any right one, `results` asks both and compares the rows, since two Queries may mean the
same. Every figure is told for each reader. The curve tells, for each threshold of the classifier,
how much of what the rules left it would read, and how much of that wrongly.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import quantiles
from time import process_time_ns

from finops.answer import Answer
from intents import classifier, rules
from intents.context import Previous, ReadContext
from intents.gold import Gold, GoldQuestion, Outcome, is_right, outcome
from intents.query import Query, Read, Unread
from intents.router import read

Ask = Callable[[Query], Answer]
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Case:
    """One question, how it was read, whether that is right, and in how many ms of CPU time.

    `same_rows` is None where the results were not compared.
    """

    gold: GoldQuestion
    read: Read
    right: bool
    ms: float
    same_rows: bool | None = None

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        return outcome(self.read.reading)

    @property
    def good(self) -> bool:
        """Whether the person is told what is true: the same Query, or the same rows."""
        return self.right or self.same_rows is True


@dataclass(frozen=True, slots=True)
class Figures:
    """How well one reader, or all of them, did.

    `questions` were put to it, of which `in_scope` have an answer; `answered` it read as a Query,
    `right` of those rightly. `ms` are the median and the 99th percentile of CPU time.
    """

    reader: str
    questions: int
    in_scope: int
    answered: int
    right: int
    ms: tuple[float, float]

    @property
    def coverage(self) -> float | None:
        """Percent of the questions that have an answer for which one was given; None of none."""
        return 100 * self.answered / self.in_scope if self.in_scope else None

    @property
    def accuracy(self) -> float | None:
        """Percent of the answers given that are right; None of none."""
        return 100 * self.right / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class Risk:
    """At a threshold: percent of what the rules left that is read, and percent of it wrongly."""

    threshold: float
    read: int
    wrong: int
    left: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every question's case, and the classifier's curve, highest threshold first."""

    cases: tuple[Case, ...]
    curve: tuple[Risk, ...]

    def figures(self) -> tuple[Figures, ...]:
        """All readers together, then each on what it was asked, in their order."""
        routes = tuple(dict.fromkeys(("rules", *(case.read.route for case in self.cases))))
        found = [_figures("all", self.cases, self.cases)]
        asked: Sequence[Case] = self.cases
        for route in routes:
            own = [case for case in asked if case.read.route == route and not _is_unread(case)]
            found.append(_figures(route, asked, own))
            asked = [case for case in asked if case not in own]
        return tuple(found)

    def confusion(self) -> Counter[tuple[Outcome, Outcome]]:
        """How many questions should have come to the first outcome and came to the second."""
        return Counter((case.gold.outcome, case.outcome) for case in self.cases)

    def wrong(self) -> tuple[Case, ...]:
        """What was answered and should not have been so."""
        return tuple(case for case in self.cases if case.outcome == "answered" and not case.good)


def evaluate(gold: Gold, context: ReadContext, ask: Ask | None = None) -> Evaluation:
    """Read every question; with `ask`, compare the rows where a Query differs."""
    cases = tuple(_case(one, context) for one in gold.questions)
    if ask is not None:
        cases = tuple(_with_rows(case, ask) for case in cases)
    return Evaluation(cases, curve(gold, context))


def _case(gold: GoldQuestion, context: ReadContext) -> Case:
    taken = []
    for _ in range(ROUNDS):
        started = process_time_ns()
        found = _read(gold, context)
        taken.append((process_time_ns() - started) / 1e6)
    right = is_right(gold, found.reading, context)
    return Case(gold, found, right, sorted(taken)[ROUNDS // 2])


def _read(gold: GoldQuestion, context: ReadContext) -> Read:
    """The reading by the readers that cost nothing; of what a thread asked before, the last."""
    for earlier in gold.thread:
        found = read(earlier, context).reading
        if isinstance(found, Query):
            context = replace(context, previous=Previous(found, earlier))
    return read(gold.ask, context)


def _with_rows(case: Case, ask: Ask) -> Case:
    reading = case.read.reading
    if case.right or not isinstance(reading, Query) or not case.gold.right:
        return case
    mine = ask(reading)
    same = any(has_same_rows(ask(one), mine) for one in case.gold.right)
    return replace(case, same_rows=same)


def has_same_rows(right: Answer, given: Answer) -> bool:
    """Whether an answer has the right one's rows, in its columns; in its order where it has one."""
    names = [column.name for column in right.columns]
    if not set(names) <= {column.name for column in given.columns}:
        return False
    if right.outcome != given.outcome or not right.columns:
        return False
    mine, theirs = (
        Counter(tuple(repr(row.get(name)) for name in names) for row in one.rows)
        for one in (given, right)
    )
    return mine == theirs and right.totals == given.totals


def _figures(reader: str, asked: Sequence[Case], own: Sequence[Case]) -> Figures:
    answers = [case for case in own if case.outcome == "answered"]
    return Figures(
        reader=reader,
        questions=len(asked),
        in_scope=sum(case.gold.outcome == "answered" for case in asked),
        answered=len(answers),
        right=sum(case.good for case in answers),
        ms=_median_and_p99([case.ms for case in own]),
    )


def _median_and_p99(ms: Sequence[float]) -> tuple[float, float]:
    if len(ms) < 2:
        return (ms[0], ms[0]) if ms else (0.0, 0.0)
    parts = quantiles(ms, n=100, method="inclusive")
    return parts[49], parts[98]


def _is_unread(case: Case) -> bool:
    return isinstance(case.read.reading, Unread)


# -- the classifier's threshold -------------------------------------------------------------------


def curve(gold: Gold, context: ReadContext) -> tuple[Risk, ...]:
    """What the classifier would read of what the rules left, at each threshold that matters."""
    left = [
        one
        for one in gold.questions
        if not one.thread and isinstance(rules.read(one.ask, context).reading, Unread)
    ]
    found = [_judged(one, context) for one in left]
    thresholds = sorted({chance for one in found for chance, _ in one}, reverse=True)
    return tuple(_risk(threshold, found) for threshold in thresholds)


def _judged(gold: GoldQuestion, context: ReadContext) -> tuple[tuple[float, bool], ...]:
    return tuple(
        (guess.chance, is_right(gold, guess.reading, context))
        for guess in classifier.guesses(gold.ask, context)
    )


def _risk(threshold: float, found: Iterable[tuple[tuple[float, bool], ...]]) -> Risk:
    given = [
        next((right for chance, right in guesses if chance >= threshold), None) for guesses in found
    ]
    return Risk(
        threshold,
        read=sum(right is not None for right in given),
        wrong=sum(right is False for right in given),
        left=len(given),
    )
