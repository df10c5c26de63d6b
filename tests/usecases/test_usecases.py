"""Every use case of FOCUS 1.2, asked in plain words, has the rows that its official SQL has.

The product reads the files as it reads any export; the SQL reads the same files by itself.
"""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from finops.answer import Answer
from finops.reply import reply
from finops.warehouse import Warehouse
from intents.context import ReadContext
from intents.query import Query, parse
from intents.router import read
from providers.context import Context

from .charges import write
from .compared import answered, columns, differences, expected
from .library import CORRECTIONS, USE_CASES, run, sql, table

SAMPLE = USE_CASES.parents[1] / "focus_sample_1000_v1.0.csv"
CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases.toml").read_text("utf-8")
)["case"]
NOW = datetime(2024, 11, 15, 12, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not USE_CASES.exists(), reason="the use cases are not there")
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    own = tmp_path_factory.mktemp("charges") / "charges.csv"
    write(own)
    return SAMPLE, own


@pytest.fixture(scope="module")
def store(files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    folder = tmp_path_factory.mktemp("home") / "warehouse"
    return Warehouse(folder, [str(file) for file in files], NOW)


@pytest.fixture(scope="module")
def official(files: tuple[Path, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    with table(*files) as connection:
        yield connection


def ask(question: str, store: Warehouse) -> Answer:
    """As the product does it: read with the accounts that it knows of, then computed."""
    known = ReadContext.known(store.manifest().accounts)
    reading = read(question, ReadContext(NOW.date(), accounts=known)).reading
    assert isinstance(reading, Query)
    return reply(reading, [], store, Context(now=NOW))


def test_every_use_case_is_asked() -> None:
    assert {case["file"] for case in CASES} == {file.stem for file in USE_CASES.glob("*.yaml")}
    assert len(CASES) == 53


def test_every_row_is_taken_in(store: Warehouse, official: duckdb.DuckDBPyConnection) -> None:
    manifest = store.manifest()
    found = official.execute("SELECT count(*) FROM focus_data_table").fetchone()
    assert manifest.gaps == ()
    assert found == (sum(reach.rows for reach in manifest.reach),)


def test_every_correction_is_needed_somewhere() -> None:
    assert {name for case in CASES for name in case.get("corrections", ())} == set(CORRECTIONS)


@pytest.mark.parametrize("name", CORRECTIONS)
def test_a_correction_changes_what_is_compared(
    name: str, official: duckdb.DuckDBPyConnection
) -> None:
    """Else it would not be a difference, and the data would not show it."""
    for case in CASES:
        names = case.get("corrections", ())
        if name in names:
            some = [one for one in names if one != name]
            rows = [run(official, sql(case["file"], n), case["params"]) for n in (names, some)]
            if sorted(map(str, rows[0])) != sorted(map(str, rows[1])):
                return
    raise AssertionError(name)


@each_case
def test_the_words_mean_the_query(case: dict[str, Any]) -> None:
    found = read(case["ask"], ReadContext(NOW.date()))
    assert found.reading == parse(case["query"])
    assert found.route == "rules"


@each_case
def test_the_answer_to_the_words_is_the_official_one(
    case: dict[str, Any], store: Warehouse, official: duckdb.DuckDBPyConnection
) -> None:
    theirs = run(official, sql(case["file"], case.get("corrections", ())), case["params"])
    assert theirs, "nothing is compared"
    answer = ask(case["ask"], store)
    ours = answered(case, answer, columns(case, theirs[0]))
    assert differences(ours, expected(case, theirs)) == []
