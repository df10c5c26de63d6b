"""Thresholds: every comparison with every kind of amount, and what turns one round."""

from .tables import conditions, differing

OPERATORS = {
    "gt": ("more than", "over", "above", ">", "greater than", "exceeding", "in excess of"),
    "ge": ("at least", ">=", "no less than", "not less than", "≥", "a minimum of"),
    "lt": ("less than", "under", "below", "<", "lower than"),
    "le": ("at most", "up to", "no more than", "not more than", "<=", "≤", "not over"),
}
COSTS = (("$100", "100"), ("$1.5k", "1500"), ("1,200.50 dollars", "1200.50"), ("2 grand", "2000"),
         ("a hundred dollars", "100"), ("fifty bucks", "50"), ("500 USD", "500"),
         ("half a million dollars", "500000"), ("a couple of hundred dollars", "200"))  # fmt: skip
SIZES = (("100 GB", "100"), ("1.5 TB", "1536"), ("half a terabyte", "512"), ("2 TiB", "2048"))
SHARES = (("20%", "20"), ("20 percent", "20"), ("five percent", "5"), ("7.5%", "7.5"))
COUNTS = (("4 cores", "4"), ("two dozen vCPUs", "24"), ("eight cores", "8"))
AGES = (("90 days", "90"), ("2 weeks", "14"), ("a year", "365"), ("half a year", "182"),
        ("three months", "90"))  # fmt: skip
OLDER = (("older than", "gt"), ("not older than", "le"), ("no older than", "le"),
         ("newer than", "lt"), ("not newer than", "ge"), ("younger than", "lt"))  # fmt: skip
LARGER = (("larger than", "gt"), ("bigger than", "gt"), ("smaller than", "lt"),
          ("no larger than", "le"), ("not bigger than", "le"),
          ("not smaller than", "ge"))  # fmt: skip
BETWEEN = (
    ("services that cost between $100 and $200 last month", "cost ge 100; cost le 200"),
    ("services that cost between 1k and 2k last month", "cost ge 1000; cost le 2000"),
    ("VMs with CPU between 5 and 10%", "cpu ge 5; cpu le 10"),
    ("disks between 100 and 500 GB", "size_gib ge 100; size_gib le 500"),
)


def shaped(shape: str, field: str, amounts: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Every comparison with every amount, and the condition that it is."""
    return [(shape.format(f"{said} {amount}"), f"{field} {op} {value}")
            for op, words in OPERATORS.items() for said in words
            for amount, value in amounts]  # fmt: skip


def test_every_comparison_is_read_with_every_kind_of_amount() -> None:
    assert not differing(shaped("services that cost {} last month", "cost", COSTS), conditions)
    assert not differing(shaped("VMs with cost {}", "cost", COSTS), conditions)
    assert not differing(shaped("VMs with CPU {}", "cpu", SHARES), conditions)
    assert not differing(shaped("VMs with {}", "vcpus", COUNTS), conditions)
    assert not differing(shaped("disks {}", "size_gib", SIZES), conditions)


def test_a_comparative_is_turned_by_not_and_no() -> None:
    ages = [(f"disks {word} {age}", f"age_days {op} {days}")
            for word, op in OLDER for age, days in AGES]  # fmt: skip
    sizes = [(f"disks {word} {size}", f"size_gib {op} {gib}")
             for word, op in LARGER for size, gib in SIZES]  # fmt: skip
    assert not differing([*ages, *sizes], conditions)


def test_a_range_has_both_its_ends() -> None:
    assert not differing(BETWEEN, conditions)
