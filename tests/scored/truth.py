"""What is true of the embedded estate, in plain Python from `truth.json` alone.

The other half of the scored run: nothing here, or in the questions, comes from the engine, the
adapters or the readers, so that a mistake of theirs cannot be in the expectation too. What is asked
of a Query's semantics is written down again, from the design:

- text and tag keys are compared without case, a tag with an empty value is missing;
- a VM's CPU is known where half of the window's days have data, a cost where there are charges;
- a number that is unknown is neither above nor below: the row is left out, and counted.

Money is Decimal in USD, periods are half-open days.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

Fact = dict[str, Any]
Days = tuple[date, date]
# True, False, or None where it cannot be told.
Test = Callable[[Fact], bool | None]
BASES = {"billed": 3, "effective": 4, "list": 5, "contracted": 6}


def days(first: str, after: str) -> Days:
    """The half-open days from `first` until before `after`."""
    return date.fromisoformat(first), date.fromisoformat(after)


# The estate's clock stands at 18 November 2026, a Wednesday.
TODAY = date(2026, 11, 18)
LAST_14_DAYS = days("2026-11-04", "2026-11-18")
LAST_30_DAYS = days("2026-10-19", "2026-11-18")
LAST_MONTH = days("2026-10-01", "2026-11-01")


@dataclass(frozen=True)
class Truth:
    """The file, with each resource's cost and CPU in reach."""

    raw: Fact

    @classmethod
    def read(cls, path: Path) -> "Truth":
        """The truth that the generator wrote; it must be of the day that the questions mean."""
        raw = json.loads(path.read_text("utf-8"))
        if raw["clock"]["today"] != str(TODAY):
            raise ValueError(f"the questions are about {TODAY}, not {raw['clock']['today']}")
        return cls(raw)

    @staticmethod
    def average(cpu: Fact) -> float | None:
        """The mean of a window with data enough."""
        return cpu["avg"] if cpu["known"] else None

    def _seen(self, kind: str) -> list[Fact]:
        return [fact for fact in self.raw[kind] if fact["visible"]]

    @cached_property
    def vms(self) -> list[Fact]:
        """Every VM that may be read, with `cpu`, and network and subnet as people call them."""
        return [
            vm
            | {
                "cpu": vm["cpu"]["avg"] if vm["cpu"]["known"] else None,
                "cpu.max": vm["cpu"]["max"] if vm["cpu"]["known"] else None,
                "cpu.min": vm["cpu"]["min"] if vm["cpu"]["known"] else None,
                "network": self._called("networks", vm["network_id"]),
                "subnet": self._called("subnets", vm["subnet_id"]),
                "age_days": (TODAY - date.fromisoformat(vm["created_at"][:10])).days,
            }
            for vm in self._seen("vms")
        ]

    @cached_property
    def disks(self) -> list[Fact]:
        """Every disk that may be read."""
        return [
            disk | {"age_days": (TODAY - date.fromisoformat(disk["created_at"][:10])).days}
            for disk in self._seen("disks")
        ]

    @property
    def addresses(self) -> list[Fact]:
        """Every public IP that may be read."""
        return self._seen("public_ips")

    @property
    def networks(self) -> list[Fact]:
        """Every VPC and VNet that may be read."""
        return self._seen("networks")

    @property
    def subnets(self) -> list[Fact]:
        """Every subnet that may be read."""
        return self._seen("subnets")

    @cached_property
    def accounts(self) -> list[Fact]:
        """Every account, denied or not."""
        return [{**fact, "account_id": fact["id"]} for fact in self.raw["accounts"]]

    def _called(self, kind: str, identity: str) -> str:
        """AWS's id, Azure's name."""
        found: Fact = next(fact for fact in self.raw[kind] if fact["id"] == identity)
        return identity if found["cloud"] == "aws" else str(found["name"])

    # -- cost -------------------------------------------------------------------------------------

    def priced(
        self, facts: Iterable[Fact], span: Days = LAST_30_DAYS, basis: str = "effective"
    ) -> list[Fact]:
        """The same with their `cost`; unknown without charges."""
        costs = self.cost_by(lambda line: line["resource"], span, basis=basis)
        return [fact | {"cost": costs.get(fact["id"])} for fact in facts]

    def cost(
        self, span: Days, where: Test | None = None, basis: str = "effective"
    ) -> Decimal | None:
        """What the charges that pass cost; of none, unknown."""
        return self.cost_by(lambda _: "", span, where, basis).get("")

    def cost_by(
        self,
        key: Callable[[Fact], object],
        span: Days,
        where: Test | None = None,
        basis: str = "effective",
    ) -> dict[object, Decimal]:
        """Cost by whatever `key` says of a charge; a key without charges is not in it."""
        found: dict[object, Decimal] = {}
        for line in self.raw["charges"]:
            if where is None or where(line):
                for amount, count in _amounts(line, span, basis):
                    group = key(line)
                    found[group] = found.get(group, Decimal(0)) + amount * count
        return found

    def cost_by_day(self, span: Days, where: Test | None = None) -> dict[str, Decimal]:
        """Cost by day, those days that have charges."""
        found: dict[str, Decimal] = {}
        for day in each_day(span):
            cost = self.cost((day, day + timedelta(days=1)), where)
            if cost is not None:
                found[str(day)] = cost
        return found


def _amounts(line: Fact, span: Days, basis: str) -> Iterator[tuple[Decimal, int]]:
    for run in line["runs"]:
        first = date.fromisoformat(run[0])
        end = first + timedelta(days=run[1])
        count = (min(end, span[1]) - max(first, span[0])).days
        if count > 0:
            yield Decimal(run[BASES[basis]]), count


def each_day(span: Days) -> Iterator[date]:
    """The days of a span."""
    return (span[0] + timedelta(days=n) for n in range((span[1] - span[0]).days))


def months(first: str, count: int) -> Iterator[tuple[str, Days]]:
    """That many months from the one that begins on `first`, each with its days."""
    start = date.fromisoformat(first)
    for _ in range(count):
        following = (start + timedelta(days=32)).replace(day=1)
        yield str(start), (start, following)
        start = following


# -- tests of a fact ------------------------------------------------------------------------------


def tag(fact: Fact, key: str) -> str | None:
    """A tag's value under any spelling of its key; an empty one is none."""
    found = [v for k, v in fact["tags"].items() if k.lower() == key.lower() and v]
    return str(found[0]) if found else None


def tagged(key: str, value: str) -> Test:
    """Whether a tag has that value."""
    return lambda fact: (tag(fact, key) or "").lower() == value.lower()


def untagged(key: str) -> Test:
    """Whether a tag is missing or empty."""
    return lambda fact: tag(fact, key) is None


def has(**facts: str) -> Test:
    """Whether all of these texts are so."""
    return lambda fact: all((fact[k] or "").lower() == v.lower() for k, v in facts.items())


def not_(test: Test) -> Test:
    """Whether it is not so."""
    return lambda fact: not test(fact)


def stopped(fact: Fact) -> bool:
    """What people call stopped: an Azure VM may also be deallocated."""
    return fact["state"] in ("stopped", "deallocated")


def below(name: str, limit: float) -> Test:
    """Whether a number is below; None where it is unknown."""
    return lambda fact: None if fact[name] is None else fact[name] < limit


def at_least(name: str, limit: float) -> Test:
    """Whether a number is as much or more; None where it is unknown."""
    return lambda fact: None if fact[name] is None else fact[name] >= limit


def above(name: str, limit: float) -> Test:
    """Whether a number is above; None where it is unknown."""
    return lambda fact: None if fact[name] is None else fact[name] > limit


def at_most(name: str, limit: float) -> Test:
    """Whether a number is as much or less; None where it is unknown."""
    return lambda fact: None if fact[name] is None else fact[name] <= limit


def keep(facts: Iterable[Fact], *tests: Test) -> list[Fact]:
    """The facts for which every test is true."""
    return [fact for fact in facts if all(test(fact) for test in tests)]


def unknown(facts: Iterable[Fact], tests: Mapping[str, Test]) -> dict[str, int]:
    """By the name of a test, how many facts it leaves out that might have passed them all."""
    found: dict[str, int] = {}
    for fact in facts:
        told = {name: test(fact) for name, test in tests.items()}
        if False not in told.values():
            for name in (name for name, passed in told.items() if passed is None):
                found[name] = found.get(name, 0) + 1
    return found
