"""The app package: valid against Microsoft's schema, and what the bot really is."""

import json
import struct
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import pytest

from bot.teams.icons import color_icon, outline_icon
from bot.teams.package import main
from intents.context import ReadContext
from intents.query import Query
from intents.router import read
from tests.bot.teams.microsoft import APP_ID

TODAY = date(2026, 11, 18)
FOLDER = Path("teams")
SCHEMA = json.loads((Path(__file__).parent / "schemas/teams-manifest-1.20.json").read_text("utf-8"))


@pytest.fixture
def package(tmp_path: Path) -> zipfile.ZipFile:
    out = tmp_path / "app.zip"
    assert main(["--app-id", APP_ID, "--out", str(out)]) == 0
    return zipfile.ZipFile(out)


def manifest_in(package: zipfile.ZipFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(package.read("manifest.json"))
    return found


def test_the_manifest_is_valid_against_the_schema(package: zipfile.ZipFile) -> None:
    with package:
        manifest = manifest_in(package)
    jsonschema.Draft4Validator(SCHEMA).validate(manifest)
    jsonschema.Draft4Validator(SCHEMA).validate(json.loads((FOLDER / "manifest.json").read_text()))
    assert manifest["id"] == manifest["bots"][0]["botId"] == APP_ID


def test_the_package_holds_the_manifest_and_its_icons_at_its_root(
    package: zipfile.ZipFile,
) -> None:
    with package:
        names = package.namelist()
        icons = manifest_in(package)["icons"].values()
    assert sorted(names) == sorted(["manifest.json", *icons])


def test_the_same_input_gives_the_same_package(tmp_path: Path) -> None:
    outs = [tmp_path / "a.zip", tmp_path / "b.zip"]
    for out in outs:
        main(["--app-id", APP_ID, "--out", str(out)])
    assert outs[0].read_bytes() == outs[1].read_bytes()


@pytest.mark.parametrize("given", [[], ["--app-id", "x"], ["--app-id", ""]])
def test_without_a_bot_there_is_no_package(
    given: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TEAMS_APP_ID", raising=False)
    with pytest.raises(SystemExit):
        main([*given, "--out", str(tmp_path / "app.zip")])
    assert not (tmp_path / "app.zip").exists()


@pytest.mark.parametrize(("draw", "side"), [(color_icon, 192), (outline_icon, 32)])
def test_icons_have_the_size_that_teams_wants_and_lie_in_the_repository(
    draw: Any, side: int
) -> None:
    drawn = draw()
    assert struct.unpack(">II", drawn[16:24]) == (side, side)
    name = "color.png" if side == 192 else "outline.png"
    assert (FOLDER / name).read_bytes() == drawn


def test_every_command_that_is_offered_is_understood() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    (offered,) = manifest["bots"][0]["commandLists"]
    for command in offered["commands"]:
        reading = read(command["title"], ReadContext(today=TODAY)).reading
        assert isinstance(reading, Query), command["title"]


def test_the_repository_names_nobodys_bot() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    assert UUID(manifest["id"]).int == 0
