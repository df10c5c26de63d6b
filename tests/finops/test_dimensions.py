"""A company's own dimensions of cost: the first rule that fits, and what fits none."""

from decimal import Decimal
from pathlib import Path

from providers.dimension import Dimension, read
from providers.settings import DimensionSettings

from .estate import ask, charge, column, warehouse

FIELD = "dimensions.cost_center"
BY = {"subject": "cost", "group_by": [FIELD]}


def dimension(folder: Path, *lines: str) -> tuple[Dimension, ...]:
    file = folder / "centers.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return read([DimensionSettings(name="Cost Center", file=str(file))])


def test_the_first_rule_that_fits_counts_and_the_unmapped_is_a_row(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path, charge("2026-10-01", "0"),
        charge("2026-11-17", "1", "web-1", service="EC2"),
        charge("2026-11-17", "2", "db-1", service="RDS"),
        charge("2026-11-17", "4", "x", service="S3", tags='{"Team": "Data"}'),
        charge("2026-11-17", "8", "y", service="S3"),
    )  # fmt: skip
    known = dimension(
        tmp_path,
        "value,resource,service,tags.team,account",
        "CC-1,WEB-*,,,", "CC-2,,ec2,,", "CC-2,,rds,,prod", "CC-3,,s3,data,1",
    )  # fmt: skip
    answer = ask(BY, store, dimensions=known)
    assert [(row[FIELD], row["cost"]) for row in answer.rows] == [
        (None, Decimal(8)), ("CC-3", Decimal(4)), ("CC-2", Decimal(2)), ("CC-1", Decimal(1)),
    ]  # fmt: skip
    assert answer.totals == {"cost": 15}
    assert answer.headline.endswith("most is what has no cost center at $8.00 (53%)")


def test_a_dimension_is_a_condition_like_any_field(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path, charge("2026-10-01", "0"),
        charge("2026-11-17", "1", service="EC2"), charge("2026-11-17", "2", service="RDS"),
    )  # fmt: skip
    known = dimension(tmp_path, "value,service", "CC-1,EC2")
    query = {"subject": "cost", "where": [{"field": FIELD, "op": "eq", "value": "cc-1"}]}
    assert column(ask(query, store, dimensions=known), "cost") == [1]
    query["where"] = [{"field": FIELD, "op": "missing"}]
    answer = ask(query, store, dimensions=known)
    assert column(answer, "cost") == [2]
    assert "without a cost center" in answer.understood


def test_a_dimension_by_tag_is_that_tag(tmp_path: Path) -> None:
    tags = [f'{{"squad": "{name}"}}' for name in ("a", "A", "b")]
    lines = [charge("2026-11-17", "1", tags=one) for one in tags]
    store = warehouse(tmp_path, charge("2026-10-01", "0", tags=tags[0]), *lines)
    known = (Dimension("team", tag="squad"),)
    answer = ask({"subject": "cost", "group_by": ["dimensions.team"]}, store, dimensions=known)
    found = [(row["dimensions.team"], row["cost"]) for row in answer.rows]
    assert found == [("A", 1), ("a", 1), ("b", 1)]
    assert "A, a differ only in case and are shown apart" in answer.insights
    where = [{"field": "dimensions.team", "op": "eq", "value": "a"}]
    one = ask({"subject": "cost", "where": where}, store, dimensions=known)
    assert "team A ($1.00), a ($1.00) differ only in case and are taken together" in one.insights


def test_a_dimension_that_is_not_set_is_a_gap_not_an_empty_answer(tmp_path: Path) -> None:
    store = warehouse(tmp_path, charge("2026-10-01", "0"), charge("2026-11-17", "1"))
    answer = ask(BY, store)
    assert answer.outcome == "partial"
    assert [gap.why for gap in answer.gaps] == ["no dimension is called cost center"]
