"""Idle VMs that people deleted or switched off this quarter, and what that saved: the truth.

A VM was found until the day before it was acted on. It saves a day what it was charged a day over
the 30 days before it was last seen, less what it is charged since. No commitment pays any of them.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from demo.ledger import Charge
from demo.shape import Estate, Vm

ACTED_ON = ("ghost-1", "idle-vdi-1", "old-etl-1")
RULE = "idle_vm"
DAYS = 30
Fact = dict[str, object]


def truth(estate: Estate, charges: Iterable[Charge]) -> list[Fact]:
    """Each with the day on which it went, and what was saved in which period, in USD."""
    charges, today = tuple(charges), estate.now.date()
    month = today.replace(day=1)
    last_month = (month - timedelta(days=1)).replace(day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    periods = {"this_quarter": (quarter, today), "last_month": (last_month, month),
               "this_month": (month, today)}  # fmt: skip
    found: list[Fact] = []
    for vm in (one for one in estate.vms if one.name in ACTED_ON):
        gone = went(vm)
        before = _cost(vm, charges, gone - timedelta(days=DAYS + 1), gone - timedelta(days=1))
        found.append({
            "id": vm.id, "resource": vm.name, "rule": RULE, "gone_on": str(gone),
            "tags": dict(vm.tags), "account": vm.place.account.name,
            "monthly_cost": str(before),
            "saved": {name: str(_saved(vm, charges, before, gone, *days))
                      for name, days in periods.items()},
        })  # fmt: skip
    return found


def went(vm: Vm) -> date:
    """The day on which it was deleted or switched off."""
    at = vm.deleted_at or vm.stopped_at
    if at is None:
        raise ValueError(f"{vm.name} is still there")
    return at.date()


def _saved(
    vm: Vm, charges: Iterable[Charge], before: Decimal, gone: date, start: date, end: date
) -> Decimal:
    start = max(start, gone)
    days = max(0, (end - start).days)
    after = _cost(vm, charges, start, end) if days else Decimal(0)
    return max(Decimal(0), before * days / DAYS - after)


def _cost(vm: Vm, charges: Iterable[Charge], start: date, end: date) -> Decimal:
    """Its effective cost over the half-open days."""
    whole = Decimal(0)
    for charge in charges:
        if charge.line.resource == vm.id:
            for run in charge.runs:
                last = min(run.first + timedelta(days=run.days), end)
                days = max(0, (last - max(run.first, start)).days)
                whole += run.amounts.effective * days
    return whole
