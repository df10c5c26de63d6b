"""A smaller size is of the same family, holds the load, and is sold."""

from decimal import Decimal

import pytest

from finops.waste.resize import Machine, Price, smaller, sold, targets


@pytest.mark.parametrize(
    ("size", "found"),
    [
        ("m5.4xlarge", ["m5.2xlarge", "m5.xlarge", "m5.large"]),
        ("c6i.12xlarge", ["c6i.6xlarge", "c6i.3xlarge"]),
        ("m5.large", []),
        ("t3.medium", []),
        ("m5.metal", []),
        ("Standard_D8s_v5", ["Standard_D4s_v5", "Standard_D2s_v5"]),
        ("standard_e20ds_v4", ["Standard_E10ds_v4"]),
        ("Standard_NC24ads_A100_v4", ["Standard_NC12ads_A100_v4", "Standard_NC6ads_A100_v4"]),
        ("Standard_B2s", []),
        ("nonsense", []),
    ],
)
def test_sizes_are_halved_within_their_family(size: str, found: list[str]) -> None:
    assert list(smaller(size))[: len(found) or 1] == found


def machine(load: int | None, memory: int | None = 20) -> Machine:
    told = (Decimal(value) if value is not None else None for value in (load, memory))
    return Machine("aws", "us-east-1", "linux", "m5.4xlarge", *told)


@pytest.mark.parametrize(
    ("load", "memory", "fit"),
    [
        (10, 20, ("m5.xlarge", "m5.2xlarge")),
        (10, 40, ("m5.2xlarge",)),
        (10, 50, ()),
        (31, 20, ()),
        (5, None, ("m5.2xlarge",)),
        (None, 20, ()),
    ],
)
def test_the_load_and_the_memory_must_fit(
    load: int | None, memory: int | None, fit: tuple[str, ...]
) -> None:
    assert targets(machine(load, memory), Decimal(60)) == fit


def test_what_is_not_sold_is_not_named() -> None:
    one, place = machine(5), ("aws", "us-east-1", "linux")
    price = Price(Decimal(1), "USD")
    fit = targets(one, Decimal(60))
    assert sold(one, fit, {}) == fit[0]
    assert sold(one, fit, {(*place, "m5.4xlarge"): price}) is None
    known = {(*place, "m5.4xlarge"): price, (*place, "m5.2xlarge"): price}
    assert sold(one, fit, known) == "m5.2xlarge"
