"""Columns that are asked for, and in which order."""

from itertools import permutations

from .tables import differing, query

SAID = (
    ("show name, region and size of VMs", "name,region,size"),
    ("name and region of VMs", "name,region"),
    ("VMs with their name and region", "name,region"),
    ("VMs with name, size and age", "name,size,age_days"),
    ("list VMs with their size", "name,cloud,account,region,size"),
    ("list VMs with size and cost", "name,cloud,account,region,size,cost"),
    ("show me the size of VMs", "name,cloud,account,region,size"),
    ("VMs and their sizes", "name,cloud,account,region,size"),
    ("VMs with their tags", "name,cloud,account,region,tags"),
    ("VMs with their cost", "name,cloud,account,region,cost"),
    ("VMs including their size", "name,cloud,account,region,size"),
    ("what size are our VMs", "name,cloud,account,region,size"),
    ("what region are our VMs in", "name,cloud,account,region"),
    ("VMs: name, size", "name,size"),
    ("VMs showing name and age", "name,age_days"),
    ("VMs with columns name and size", "name,size"),
)
COLUMNS = (("name", "name"), ("region", "region"), ("size", "size"), ("state", "state"),
           ("account", "account"))  # fmt: skip
SHAPES = ("show {} and {} of VMs", "list {} and {} for all VMs", "VMs with their {} and {}",
          "{} and {} of our VMs")  # fmt: skip


def columns(words: str) -> str:
    found = query(words)
    return found if isinstance(found, str) else ",".join(found.select)


def test_columns_are_read_as_they_are_meant() -> None:
    assert not differing(SAID, columns)


def test_two_columns_stand_in_the_order_that_they_are_named() -> None:
    for shape in SHAPES:
        for (one, first), (other, second) in permutations(COLUMNS, 2):
            found = columns(shape.format(one, other)).split(",")
            assert {first, second} <= set(found), (shape, one, other, found)
