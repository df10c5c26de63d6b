"""Regions that an account has enabled: where its resources can be."""

from providers.aws.ask import Asker

NEEDS = ("ec2:DescribeRegions",)
SOURCE = "EC2 DescribeRegions"


def codes(asker: Asker) -> list[str]:
    """The codes of the enabled regions, sorted. Raises CloudError."""
    pages = asker.pages(SOURCE, AllRegions=False)
    return sorted(region["RegionName"] for page in pages for region in page["Regions"])
