"""Regions that an account has enabled: where its resources can be."""

from providers.aws.ask import Asker
from providers.cache import Record

NEEDS = ("ec2:DescribeRegions",)
SOURCE = "EC2 DescribeRegions"


def codes(asker: Asker) -> list[Record]:
    """The codes of the enabled regions, as `id`, sorted. Raises CloudError."""
    pages = asker.pages(SOURCE, AllRegions=False)
    found = sorted(region["RegionName"] for page in pages for region in page["Regions"])
    return [{"id": code} for code in found]
