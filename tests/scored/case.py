"""A question in plain words, and what is true."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.scored.judge import Decline, Expected, Table
from tests.scored.truth import Fact, Test, Truth, keep, unknown


@dataclass(frozen=True, slots=True)
class Case:
    """One question; `listed`: it is one of those that must be answered, not merely not wrong."""

    question: str
    expected: Callable[[Truth], Expected]
    listed: bool = False


def columns(facts: Iterable[Fact], *names: str) -> list[Fact]:
    """The facts in these columns."""
    return [{name: fact[name] for name in names} for fact in facts]


def counted(facts: Sequence[Fact]) -> list[Fact]:
    """How many there are, as the one row of the answer."""
    return [{"count": len(facts)}]


def counted_by(facts: Iterable[Fact], name: str, of: Callable[[Fact], object]) -> list[Fact]:
    """How many there are of each."""
    found: dict[object, int] = {}
    for fact in facts:
        found[of(fact)] = found.get(of(fact), 0) + 1
    return [{name: key, "count": count} for key, count in found.items()]


def grouped(costs: Mapping[object, object], name: str) -> list[Fact]:
    """Cost by group, dearest first."""
    rows = [{name: key, "cost": cost} for key, cost in costs.items()]
    return sorted(rows, key=lambda row: row["cost"], reverse=True)


def filtered(
    facts: Sequence[Fact],
    tests: Mapping[str, Test],
    names: Sequence[str],
    denied: tuple[str, ...],
    says: tuple[str, ...] = (),
) -> Table:
    """The facts that pass every test, in these columns, with what they leave out as unknown."""
    rows = columns(keep(facts, *tests.values()), *names)
    left_out = unknown(facts, {name.partition(".")[0]: test for name, test in tests.items()})
    return Table(rows, denied=denied, unknown=left_out, says=says)


def most(
    facts: Iterable[Fact], by: str, limit: int, names: Sequence[str], denied: tuple[str, ...]
) -> Table:
    """The first `limit` by a number, highest first, unknown ones last."""
    ranked = sorted(facts, key=lambda fact: (fact[by] is None, -(fact[by] or 0)))
    return Table(columns(ranked, *names, by), order=by, limit=limit, denied=denied)


def declined(
    outcome: str, *words: str, command: tuple[str, ...] = ()
) -> Callable[[Truth], Decline]:
    """The same for every estate."""
    return lambda _: Decline(outcome, words, command)
