"""Starting it: nothing is made twice, and its settings are a real `finops.toml`."""

import tomllib
from pathlib import Path

from demo.estate import make_estate
from demo.run import Running, written
from demo.shape import Estate


def test_the_settings_file_says_what_the_settings_say(served: Running, tmp_path: Path) -> None:
    path = tmp_path / "finops.toml"
    served.write_settings(path)
    assert tomllib.loads(path.read_text(encoding="utf-8")) == served.settings


def test_the_environment_points_only_to_loopback(served: Running) -> None:
    assert served.env["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert served.env["FINOPS_NOW"] == "2026-11-18T12:00:00Z"


def test_a_second_start_finds_the_files_of_the_first(
    served: Running, estate: Estate, tmp_path: Path
) -> None:
    first = written(tmp_path, estate)
    # Another folder, the same seed: the same to the byte.
    assert (first / "truth.json").read_bytes() == served.truth.read_bytes()
    stamp = (first / "truth.json").stat().st_mtime_ns
    assert written(tmp_path, estate) == first
    assert (first / "truth.json").stat().st_mtime_ns == stamp
    assert [path.name for path in first.parent.iterdir()] == [first.name]


def test_another_seed_has_files_of_its_own(served: Running, tmp_path: Path) -> None:
    assert written(tmp_path, make_estate(seed=7)).name != served.truth.parent.name
