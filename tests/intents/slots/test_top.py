"""Top and bottom N, superlatives and orders: what is sorted by, which way, and how many."""

from .tables import differing, query

SAID = (
    ("top 5 services last month", "-cost 5"),
    ("top five services last month", "-cost 5"),
    ("top 10 services by cost last month", "-cost 10"),
    ("top ten most expensive services last month", "-cost 10"),
    ("the 3 most expensive services last month", "-cost 3"),
    ("3 most expensive services last month", "-cost 3"),
    ("three most expensive services last month", "-cost 3"),
    ("most expensive service last month", "-cost 1"),
    ("cheapest service last month", "cost 1"),
    ("the 5 cheapest regions last month", "cost 5"),
    ("bottom 3 regions last month", "cost 3"),
    ("bottom five services last month", "cost 5"),
    ("least expensive 3 services last month", "cost 3"),
    ("top 3 accounts last month", "-cost 3"),
    ("bottom 3 accounts last month", "cost 3"),
    ("top 5 cost drivers last month", "-cost 5"),
    ("highest cost services last month", "-cost -"),
    ("services by cost last month", "-cost -"),
    ("services sorted by cost last month", "-cost -"),
    ("services sorted by cost ascending last month", "cost -"),
    ("services ordered by cost descending last month", "-cost -"),
    ("services by cost, cheapest first last month", "cost -"),
    ("first 10 VMs by age", "-age_days 10"),
    ("5 oldest VMs", "-age_days 5"),
    ("the five oldest VMs", "-age_days 5"),
    ("oldest VM", "-age_days 1"),
    ("oldest VMs", "-age_days -"),
    ("newest VM", "age_days 1"),
    ("10 newest VMs", "age_days 10"),
    ("10 largest disks", "-size_gib 10"),
    ("largest disks", "-size_gib -"),
    ("biggest disk", "-size_gib 1"),
    ("smallest 5 disks", "size_gib 5"),
    ("top 5 disks by size", "-size_gib 5"),
    ("top 10 VMs by CPU", "-cpu 10"),
    ("top 10 VMs by cost", "-cost 10"),
    ("10 most expensive VMs", "-cost 10"),
    ("most expensive VM", "-cost 1"),
    ("cheapest VMs", "cost -"),
    ("VMs sorted by age", "-age_days -"),
    ("VMs sorted by age descending", "-age_days -"),
    ("VMs sorted by age ascending", "age_days -"),
    ("VMs ordered by name", "name -"),
    ("VMs sorted by cost, highest first", "-cost -"),
    ("VMs by age", "-age_days -"),
    ("VMs oldest first", "-age_days -"),
    ("VMs newest first", "age_days -"),
    ("disks largest first", "-size_gib -"),
    ("top VMs", "Clarify"),
    ("top 5 VMs", "Clarify"),
    ("bottom 5 VMs by cost", "cost 5"),
    ("top 0 services last month", "Unread"),
    ("top -1 services last month", "Unread"),
    ("limit 5 services last month", "-cost 5"),
    ("busiest VMs", "-cpu -"),
    ("least used VMs", "cpu -"),
    ("slowest functions", "-duration_ms -"),
    ("cheapest 3 services last month", "cost 3"),
    ("most expensive 5 regions last month", "-cost 5"),
    ("top dozen services last month", "-cost 12"),
    ("top two dozen services last month", "-cost 24"),
)
NUMBERS = (("1", 1), ("3", 3), ("10", 10), ("100", 100), ("one", 1), ("two", 2), ("three", 3),
           ("five", 5), ("ten", 10), ("twelve", 12), ("twenty", 20), ("fifty", 50), ("dozen", 12),
           ("a dozen", 12), ("two dozen", 24), ("hundred", 100), ("twenty-five", 25))  # fmt: skip
# How N of something is asked for, and the order.
RANKS = (
    ("top {n} {what} last month", "-cost"), ("top {n} {what} by cost last month", "-cost"),
    ("bottom {n} {what} last month", "cost"), ("bottom {n} {what} by cost last month", "cost"),
    ("the {n} most expensive {what} last month", "-cost"),
    ("the {n} cheapest {what} last month", "cost"),
    ("top {n} most expensive {what} last month", "-cost"),
)  # fmt: skip
WHAT = (("services", "service_name"), ("regions", "region_id"), ("accounts", "sub_account_name"))


def ranked(words: str) -> str:
    """`-cost 5`: the order, and how many."""
    found = query(words)
    return found if isinstance(found, str) else f"{','.join(found.order_by)} {found.limit or '-'}"


def test_an_order_is_read_as_it_is_meant() -> None:
    assert not differing(SAID, ranked)


def test_every_number_cuts_every_dimension_from_either_end() -> None:
    table = [(shape.format(n=said, what=what), f"{order} {number}") for shape, order in RANKS
             for said, number in NUMBERS for what, _ in WHAT
             if not (said.startswith("a ") and " {n} m" in shape)]  # fmt: skip
    assert not differing(table, ranked)


def test_what_is_ranked_is_what_is_named() -> None:
    for what, field in WHAT:
        found = query(f"top three {what} in October")
        assert not isinstance(found, str)
        assert found.group_by == (field,)


def test_without_an_order_it_is_asked_for() -> None:
    assert not differing([(f"top {n} VMs", "Clarify") for n in (3, 5, 10)], ranked)
