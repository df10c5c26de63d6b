"""The estate's cost centres: a mapping file, as a company would keep it, and who is everybody's.

The first line that fits counts. What no line fits has no cost centre, on purpose: a showback must
say what it cannot put down to anybody.
"""

from pathlib import Path

FILE = "cost-centers.csv"
# Read from the top: named resources and services first, then teams, then whole accounts.
LINES = (
    "value,account,service,resource,tags.team",
    "CC-900 Shared,,AWS Support (Business),,",
    "CC-900 Shared,,Tax,,",
    "CC-300 Data,,,lake-*,",
    "CC-100 Shop,,,,web",
    "CC-100 Shop,,,,payments",
    "CC-300 Data,,,,data",
    "CC-200 Retail,retail-prod,,,",
    "CC-200 Retail,retail-dev,,,",
    "CC-400 Finance,legacy-erp,,,",
    "CC-300 Data,data-platform,,,",
    "CC-900 Shared,,,,platform",
)


def write_mapping(folder: Path) -> None:
    """Write `cost-centers.csv`."""
    (folder / FILE).write_text("\n".join(LINES) + "\n", "utf-8")


def dimensions(folder: Path) -> list[dict[str, object]]:
    """What `[[dimensions]]` says of it: cost centres by the file, teams by their tag."""
    return [
        {
            "name": "cost center",
            "file": str(folder / FILE),
            "shared": ["CC-900 Shared"],
            "spread": "proportional",
        },
        {"name": "team", "tag": "team", "shared": ["platform"], "spread": "proportional"},
    ]
