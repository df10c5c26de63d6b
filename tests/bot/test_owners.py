"""Whose resources are: by a mapping file, by tags, and what is said of a file that is broken."""

from pathlib import Path

import pytest

from bot.owners import mine, owners
from bot.settings import Waste
from finops.waste.owner import owner
from providers.own_waste import OWNER_TAGS, Owners

TOML = """
[[owner]]
name = "web team"
people = ["slack:U1"]
account = "shop-prod"
resource = "web-*"

[[owner]]
name = "payments"
people = ["slack:U1", "teams:7"]
tags = { app = "checkout" }
"""
CSV = """owner,people,account,resource,tags.app
web team,slack:U1,shop-prod,web-*,
payments,slack:U1 teams:7,,,checkout
"""
WEB = {"account": "shop-prod", "account_id": "1", "resource": "WEB-1", "resource_id": "i-1"}


def mapped(folder: Path, text: str, name: str = "owners.toml") -> Owners:
    (folder / name).write_text(text, "utf-8")
    return owners(Waste(owners=folder / name))


@pytest.mark.parametrize(("text", "name"), [(TOML, "owners.toml"), (CSV, "owners.csv")])
def test_the_first_entry_of_which_every_part_holds_tells_the_owner(
    tmp_path: Path, text: str, name: str
) -> None:
    known = mapped(tmp_path, text, name)
    tags = {"App": "Checkout", "owner": "ann"}
    assert known.unread == ""
    assert owner({**WEB, "tags": tags}, known) == "web team"
    assert owner({**WEB, "resource": "db-1", "tags": tags}, known) == "payments"
    assert owner({**WEB, "resource": "db-1", "tags": [("Owner", "ann")]}, known) == "ann"
    assert owner({**WEB, "resource": "db-1", "tags": {}}, known) is None
    assert mine(known, "Slack:U1") == ("web team", "payments")
    assert mine(known, "slack:U2") == ()


def test_without_a_file_tags_tell_the_owner_and_settings_tell_which() -> None:
    known = owners(Waste())
    assert known.tags == OWNER_TAGS
    assert owner({"tags": {"team": "web", "squad": "x"}}, known) == "web"
    assert owner({"tags": {"team": "web", "squad": "x"}}, owners(Waste(owner_tags=("Squad",)))) == (
        "x"
    )


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("owner = 3", "owners.toml", "owner"),
        ("[[owner]]\nname = 'all'", "owners.toml", "would own everything"),
        ("owner,colour\nweb,red\n", "owners.csv", "not colour"),
        ("owner,account\nweb\n", "owners.csv", "line 2"),
        ("= broken", "owners.toml", "owners.toml"),
    ],
)
def test_a_file_that_is_broken_is_told_and_tags_tell_owners_then(
    tmp_path: Path, text: str, name: str, why: str
) -> None:
    known = mapped(tmp_path, text, name)
    assert why in known.unread
    assert owner({**WEB, "tags": {"owner": "ann"}}, known) == "ann"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "none.toml" in owners(Waste(owners=tmp_path / "none.toml")).unread
