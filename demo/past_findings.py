"""Findings as the bot would have kept them from day to day: some are gone, and some are new.

Of what the lab plants for RULES all was found from the first day of the past on, but for LATELY,
which came up a few days ago. What people acted on is in `demo.acted_on`. The other rules have not
looked yet: of what they find nobody knows how old it is.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from demo.accounts import LAB
from demo.acted_on import RULE, went
from demo.history import days
from demo.shape import Address, Estate, Vm
from finops.warehouse.lives import Ledger, Life, Lives
from finops.waste.finding import identifier
from finops.waste.life import terms
from finops.waste.rule import own_rules

RULES = ("idle_vm", "unused_public_ip")
LATELY, DAYS_AGO = "unused_public_ip", 4
Fact = Mapping[str, object]
_SUBJECTS = {"idle_vm": "vm", "unused_public_ip": "public_ip"}


def write_findings(estate: Estate, truth: Mapping[str, Any], folder: Path) -> None:
    """Write the ledger, by the truth about what was found."""
    waste: Mapping[str, Sequence[Fact]] = truth["waste"]
    acted_on: Sequence[Fact] = truth["acted_on"]
    today = estate.now.date()
    began = next(days(today))
    things: tuple[Vm | Address, ...] = (*estate.vms, *estate.addresses)
    by_id = {one.id: one for one in things}
    lives = [_acted_on(by_id[str(fact["id"])], fact, began) for fact in acted_on]
    for rule in RULES:
        first = today - timedelta(days=DAYS_AGO) if rule == LATELY else began
        lives += [
            _life(rule, by_id[str(fact["id"])], fact["monthly_saving"], first, today)
            for fact in waste[rule]
            if fact["flagged"]
        ]
    looked = {(rule, account.id): began for rule in RULES for account in LAB}
    Lives(folder).write(Ledger({one.id: one for one in lives}, looked))


def _acted_on(thing: Vm | Address, fact: Fact, began: date) -> Life:
    if not isinstance(thing, Vm):
        raise TypeError(f"{thing.name} is no VM")
    gone = went(thing)
    return _life(RULE, thing, fact["monthly_cost"], began, gone - timedelta(days=1), gone)


def _life(
    rule: str,
    thing: Vm | Address,
    saving: object,
    first: date,
    last: date,
    gone: date | None = None,
) -> Life:
    account, known = thing.place.account, next(one for one in own_rules() if one.name == rule)
    saved = None if saving is None else Decimal(str(saving)).quantize(Decimal("0.0000000001"))
    told: dict[str, object] = {
        "id": identifier(rule, account.cloud, thing.id),
        "cloud": account.cloud,
        "account": account.name,
        "account_id": account.id,
        "region": thing.place.region,
        "tags": dict(thing.tags),
        "rule": rule,
        "category": known.category,
        "resource": thing.name or thing.id,
        "resource_id": thing.id,
        "resource_type": _SUBJECTS[rule],
        "monthly_saving": saved,
        "saving_basis": "charges",
        "currency": "USD",
        "resource_cost": saved,
        "confidence": "high",
        "effort": known.effort,
        "risk": known.risk,
    }
    return Life(told, first, last, gone, terms(known), (thing.id.lower(),))
