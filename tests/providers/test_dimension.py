"""Mapping files: CSV and TOML say the same; a broken one is refused with its line."""

from pathlib import Path

import pytest

from intents.query import AnyOf, Condition
from providers.dimension import Dimension, DimensionError, read
from providers.settings import DimensionSettings


def given(folder: Path, text: str, name: str = "map.csv") -> Dimension:
    file = folder / name
    file.write_text(text, "utf-8")
    return read([DimensionSettings(name="cost center", file=str(file))])[0]


def test_csv_and_toml_are_the_same_rules(tmp_path: Path) -> None:
    csv = given(tmp_path, "value,account,service,tags.team\nCC-1,prod,,web\nCC-2,,Tax,\n")
    toml = given(
        tmp_path,
        '[[rules]]\nvalue = "CC-1"\naccount = "prod"\n"tags.team" = "web"\n'
        '[[rules]]\nvalue = "CC-2"\nservice = "Tax"\n',
        "map.toml",
    )
    assert csv.rules == toml.rules
    account, team = csv.rules[0].where
    assert isinstance(account, AnyOf)
    assert {test.field for test in account.any} == {"sub_account_id", "sub_account_name"}
    assert team == Condition(field="tags.team", op="eq", value="web")


def test_a_star_makes_a_pattern(tmp_path: Path) -> None:
    rule = given(tmp_path, "value,service\nCC-1,Amazon*\n").rules[0]
    assert rule.where == (Condition(field="service_name", op="matches", value="Amazon*"),)


def test_a_rule_without_parts_takes_what_is_left(tmp_path: Path) -> None:
    assert given(tmp_path, "value,service\nRest,\n").rules[0].where == ()


def test_a_tag_of_the_same_name_is_that_tag_and_any_other_a_dimension() -> None:
    assert Dimension("Team", tag="team").field == "tags.team"
    assert Dimension("product line", tag="app").field == "dimensions.product_line"
    assert Dimension("Team", tag="team").is_of("dimensions.team")


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("value,colour\nCC-1,red\n", "map.csv", "line 2: 'colour' is nothing to match by"),
        ("value,service\n,EC2\n", "map.csv", "line 2: value is missing"),
        ("value,service\nCC-1,EC2,S3\n", "map.csv", "line 2: there are more cells than columns"),
        ("value,cost\nCC-1,5\n", "map.csv", "'cost' is nothing to match by"),
        ("[[rules]\n", "map.toml", "is not valid TOML"),
        ("rules = 3\n", "map.toml", "holds no [[rules]]"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    tmp_path: Path, text: str, name: str, why: str
) -> None:
    with pytest.raises(DimensionError) as caught:
        given(tmp_path, text, name)
    assert why in str(caught.value)
    assert name in str(caught.value)
