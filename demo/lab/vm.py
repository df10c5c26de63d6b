"""A planted VM: the same case on both clouds."""

from collections.abc import Mapping
from typing import Any

from demo.accounts import LAB
from demo.plans import Plan

# What a case is made of on each cloud, unless it says so: below $100 a month, for a dearer one with
# little to do would be among the estate's own that are planted for just that.
SIZES = {"aws": "m5.large", "azure": "Standard_D2s_v5"}
REGIONS = {"aws": "us-east-1", "azure": "westeurope"}
QUIET = 0.0


def vm(case: str, clouds: tuple[str, ...] = ("aws", "azure"), **facts: Any) -> tuple[Plan, ...]:
    """A `Plan` a cloud; `facts` are its fields, a mapping of clouds to values where they differ.

    `cpu` is needed; `traffic=QUIET` makes a VM that neither sends nor receives.
    """
    made = []
    for account in LAB:
        if account.cloud in clouds:
            own: dict[str, Any] = {name: _of(value, account.cloud) for name, value in facts.items()}
            own.setdefault("size", SIZES[account.cloud])
            name = f"{case}-{account.cloud}"
            made.append(Plan(name, account.name, REGIONS[account.cloud], **own))
    return tuple(made)


def _of(value: object, cloud: str) -> object:
    if isinstance(value, Mapping) and value and set(value) <= set(SIZES):
        return value[cloud]
    return value
