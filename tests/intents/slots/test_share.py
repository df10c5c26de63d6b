"""Shares of a whole: what is a part of what, in percent."""

from intents.query import Query
from tests.intents.reading import reading

PARTS = ("S3", "RDS", "Azure", "AWS", "us-east-1", "Lambda")
OF = ("what share of cost is {} last month", "what percentage of spend is {} last month",
      "{} as a percentage of total cost last month", "{} share of total cost last month",
      "what portion of spend is {} last month", "what fraction of cost is {} last month",
      "what percent of our spend is {} last month", "{}'s share of cost last month")  # fmt: skip
EACH = ("percentage of cost by service last month", "share of cost by service last month",
        "cost share by account last month", "cost share by region last month",
        "percentage of spend by team last month",
        "share of total cost per cloud last month")  # fmt: skip
COUNTS = ("percentage of VMs that are stopped", "what percentage of VMs are untagged",
          "what share of disks is unattached",
          "what percentage of databases are public")  # fmt: skip


def shares(words: str) -> list[str]:
    """The measures that are shares: `share` with what they are of."""
    found = reading(words)
    assert isinstance(found, Query), words
    return [one.name for one in found.measures if one.agg == "share" and bool(one.where)]


def test_a_part_of_cost_is_a_share_of_the_whole() -> None:
    for shape in OF:
        for part in PARTS:
            assert shares(shape.format(part)), (shape, part)


def test_a_share_by_something_is_told_of_each() -> None:
    for words in EACH:
        found = reading(words)
        assert isinstance(found, Query), words
        assert found.group_by, words
        assert any(one.agg == "share" for one in found.measures), words


def test_a_share_of_things_counts_them() -> None:
    for words in COUNTS:
        assert shares(words), words
