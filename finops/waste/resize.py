"""To which smaller size of its family a VM can go, and what both cost an hour.

A size of half the CPUs has half the memory. The smallest is taken on which the load stays at or
below what the rule allows, and the memory in use below `MOST_MEMORY`; where nobody tells how much
memory is in use, one step down is taken and no more.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from finops import gathering
from finops.ground import Ground
from finops.plan import Plan
from intents.query import Query
from providers.size_name import canonical, is_aws

# Above it a machine may begin to swap.
MOST_MEMORY = Decimal(90)
MOST_STEPS = 3
HOURS_A_MONTH = 730
# The system that is sold without a licence, as a size is where one's own is used.
FREE = "linux"
_AWS = re.compile(r"(?P<family>[^.]+)\.(?P<times>\d*)xlarge")
_AZURE = re.compile(r"(?P<head>Standard_[A-Z]+)(?P<cores>\d+)(?P<rest>[a-z]*(?:_.*)?)")


@dataclass(frozen=True, slots=True)
class Machine:
    """What is known of a VM that may be too large; loads in percent, None where nobody tells."""

    cloud: str
    region: str
    os: str
    size: str
    load: Decimal | None
    memory: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """What an hour of a size costs on demand."""

    hourly: Decimal
    currency: str


# By cloud, region, system and size, all in lower case.
Prices = Mapping[tuple[str, str, str, str], Price]


def smaller(size: str) -> Iterator[str]:
    """The sizes of the same family with half the CPUs, then a quarter, and on.

    >>> list(smaller("m5.2xlarge")), list(smaller("Standard_D8s_v5"))[:2]
    (['m5.xlarge', 'm5.large'], ['Standard_D4s_v5', 'Standard_D2s_v5'])
    """
    found = _half(canonical(size) or size)
    while found:
        yield found
        found = _half(found)


def _half(size: str) -> str | None:
    if is_aws(size):
        known = _AWS.fullmatch(size)
        if known is None:
            return None
        times = int(known["times"] or 1)
        if times == 1:
            return f"{known['family']}.large"
        half = times // 2
        return f"{known['family']}.{'' if half == 1 else half}xlarge" if times % 2 == 0 else None
    azure = _AZURE.fullmatch(size)
    if azure is None or int(azure["cores"]) % 2 or int(azure["cores"]) < 4:
        return None
    return f"{azure['head']}{int(azure['cores']) // 2}{azure['rest']}"


def targets(machine: Machine, most: Decimal) -> tuple[str, ...]:
    """The sizes that would do, the smallest first; none where even half would be too small."""
    if machine.load is None:
        return ()
    fit: list[str] = []
    steps = MOST_STEPS if machine.memory is not None else 1
    for step, size in enumerate(smaller(machine.size), start=1):
        times = 2**step
        too_busy = machine.load * times > most
        if step > steps or too_busy or (machine.memory or 0) * times > MOST_MEMORY:
            break
        fit.insert(0, size)
    return tuple(fit)


def sold(machine: Machine, fit: Sequence[str], known: Prices) -> str | None:
    """The smallest of the sizes that would do and that is sold there; None where none is.

    Where even the price of its own size is not known, the list says nothing of what is sold.
    """
    if price_of(machine, machine.size, known) is None:
        return fit[0] if fit else None
    return next((size for size in fit if price_of(machine, size, known)), None)


def prices(
    machines: Iterable[tuple[Machine, Sequence[str]]], asked: Plan, ground: Ground
) -> Prices:
    """The prices of each machine's size and of those that would do, from the public lists."""
    wanted: dict[tuple[str, str, str], set[str]] = {}
    for machine, fit in machines:
        place = (machine.cloud, machine.region, machine.os)
        wanted.setdefault(place, set()).update((machine.size, *fit))
    found: dict[tuple[str, str, str, str], Price] = {}
    for (cloud, region, os), sizes in wanted.items():
        query = Query(subject="price").model_copy(update={"clouds": (cloud,)})
        plan = replace(asked, query=query, limits=None)
        only = (("size", tuple(sorted(sizes))), ("region", (region,)), ("os", (os,)))
        table = gathering.inventory(plan, ground.providers, ground.context, ground.facts, only)
        found |= dict(_read(cloud, table.to_pylist()))
    return found


def _read(
    cloud: str, rows: Sequence[Mapping[str, object]]
) -> Iterator[tuple[tuple[str, str, str, str], Price]]:
    for row in rows:
        hourly = row["hourly_unit_price"]
        if isinstance(hourly, Decimal) and row["currency"]:
            place = (cloud, str(row["region"]), str(row["os"]), str(row["size"]).lower())
            yield place, Price(hourly, str(row["currency"]))


def price_of(machine: Machine, size: str, known: Prices) -> Price | None:
    """The price of a size where the machine is."""
    return known.get((machine.cloud, machine.region, machine.os, size.lower()))
