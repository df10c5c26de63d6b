"""Grouping: by, per, for each, split by, in any number and order; steps of time make a trend."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from .tables import differing, query

SAID = (
    ("cost by service last month", "service_name"),
    ("cost per service last month", "service_name"),
    ("cost for each service last month", "service_name"),
    ("cost grouped by service last month", "service_name"),
    ("cost split by service last month", "service_name"),
    ("cost broken down by service last month", "service_name"),
    ("cost breakdown by service last month", "service_name"),
    ("break down cost by service last month", "service_name"),
    ("cost by service and region last month", "service_name region_id"),
    ("cost by region and service last month", "region_id service_name"),
    ("cost by service, region and account last month", "service_name region_id sub_account_name"),
    ("cost by service per region last month", "service_name region_id"),
    ("cost per account per month this year", "sub_account_name /month"),
    ("cost by month this year", "/month"),
    ("cost by day last month", "/day"),
    ("cost by week since March", "/week"),
    ("cost by quarter last year", "/quarter"),
    ("monthly cost this year", "/month"),
    ("daily cost last month", "/day"),
    ("weekly cost by service since March", "service_name /week"),
    ("cost by account last month", "sub_account_name"),
    ("cost by subscription last month", "sub_account_name"),
    ("cost by region last month", "region_id"),
    ("cost by cloud last month", "cloud"),
    ("cost by provider last month", "cloud"),
    ("cost by resource last month", "resource_id"),
    ("cost by resource group last month", "resource_group"),
    ("cost by sku last month", "sku_id"),
    ("cost by charge category last month", "charge_category"),
    ("cost by service category last month", "service_category"),
    ("cost by publisher last month", "publisher_name"),
    ("cost by invoice last month", "invoice_id"),
    ("cost by pricing category last month", "pricing_category"),
    ("VMs by region", "Clarify"),
    ("VMs per region", "region"),
    ("how many VMs per region", "region"),
    ("how many VMs by account and region", "account region"),
    ("number of VMs by size", "size"),
    ("count VMs by state", "state"),
    ("VMs by account", "Clarify"),
    ("disks by type", "Clarify"),
    ("how many disks per type", "disk_type"),
    ("buckets by region", "Clarify"),
    ("databases by engine", "Clarify"),
    ("how many databases per engine", "engine"),
    ("account-level cost last month", "sub_account_name"),
    ("service-wise cost last month", "service_name"),
    ("which services do we spend on last month", "service_name"),
    ("cost by fruit last month", "Unread"),
    ("cost by last month", "Unread"),
    ("cost by service and last month", "service_name"),
    ("cost by service or region last month", "service_name region_id"),
)
DIMENSIONS = (
    ("service", "service_name"),
    ("services", "service_name"),
    ("account", "sub_account_name"),
    ("region", "region_id"),
    ("cloud", "cloud"),
    ("provider", "cloud"),
    ("resource", "resource_id"),
    ("sku", "sku_id"),
    ("charge category", "charge_category"),
    ("service category", "service_category"),
    ("publisher", "publisher_name"),
    ("pricing category", "pricing_category"),
    ("team", "tags.team"),
    ("env", "tags.env"),
    ("owner", "tags.owner"),
)
LEADS = ("by", "per", "for each", "grouped by", "group by", "split by", "broken down by",
         "breakdown by", "in each", "for every", "separated by", "aggregated by")  # fmt: skip
STEPS = ("day", "week", "month", "quarter")


def grouped(words: str) -> str:
    """The fields that are grouped by, and the step of a trend after a slash."""
    found = query(words)
    if isinstance(found, str):
        return found
    return " ".join([*found.group_by, *([f"/{found.grain}"] if found.grain else [])])


def test_a_grouping_is_read_as_it_is_meant() -> None:
    assert not differing(SAID, grouped)


def test_every_dimension_is_grouped_by_in_every_wording() -> None:
    table = [(f"cost {lead} {name} last month", field)
             for lead in LEADS for name, field in DIMENSIONS if name != "services"]  # fmt: skip
    assert not differing(table, grouped)


def test_two_dimensions_are_grouped_by_in_the_order_that_they_are_named() -> None:
    table = [(f"cost by {one} and {other} last month", f"{first} {second}")
             for (one, first), (other, second) in permutations(DIMENSIONS, 2)
             if first != second]  # fmt: skip
    assert not differing(table, grouped)


def test_a_step_of_time_makes_a_trend() -> None:
    table = [(f"cost by {name} by {step} this year", f"{field} /{step}")
             for step in STEPS for name, field in DIMENSIONS]  # fmt: skip
    assert not differing(table, grouped)


@given(st.lists(st.sampled_from(DIMENSIONS), min_size=2, max_size=4, unique_by=lambda one: one[1]))
def test_a_list_of_dimensions_is_all_of_them(some: list[tuple[str, str]]) -> None:
    names = [name for name, _ in some]
    said = f"cost by {', '.join(names[:-1])} and {names[-1]} last month"
    assert grouped(said) == " ".join(field for _, field in some)
