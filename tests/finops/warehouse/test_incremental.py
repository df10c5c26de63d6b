"""Files that have not changed are not read again; those that went, changed or doubled are right."""

import gzip
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finops.warehouse import Manifest, Progress, Warehouse
from finops.warehouse.manifest import current

NOW = datetime(2026, 11, 18, tzinfo=UTC)
HEADER = "ProviderName,ChargePeriodStart,EffectiveCost,BilledCost,BillingCurrency,ServiceName\n"


def export(file: Path, service: str, rows: int = 1, cost: str = "1.5") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    row = f"AWS,2026-11-01 00:00:00,{cost},{cost},USD,{service}\n"
    file.write_text(HEADER + row * rows, "utf-8")
    return file


def services(store: Warehouse) -> dict[str, int]:
    with store.connection() as connection:
        found = connection.execute("SELECT service_name, count(*) FROM charges GROUP BY 1")
        return dict(found.fetchall())


def read_by(store: Warehouse) -> tuple[Manifest, list[str]]:
    """A sync, and the files that it said it was reading."""
    told: list[Progress] = []
    manifest = store.sync(NOW, told.append)
    return manifest, [one.doing for one in told if one.doing.startswith("reading")]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name in "abcd":
        export(tmp_path / f"e/{name}.csv", name)
    return tmp_path


@pytest.fixture
def store(place: Path) -> Warehouse:
    made = Warehouse(place / "w", [str(place / "e")], NOW)
    made.sync(NOW)
    return made


def test_nothing_is_read_when_nothing_changed(place: Path, store: Warehouse) -> None:
    before = current(place / "w")
    manifest, read = read_by(store)
    assert (read, manifest.read) == ([], 0)
    assert services(store) == dict.fromkeys("abcd", 1)
    assert current(place / "w") != before, "a new generation says when it was last looked"


def test_a_changed_file_alone_is_read_and_takes_the_place_of_its_rows(
    place: Path, store: Warehouse
) -> None:
    export(place / "e/b.csv", "new", 3)
    manifest, read = read_by(store)
    assert read == ["reading b.csv"]
    assert services(store) == {"a": 1, "new": 3, "c": 1, "d": 1}
    assert sum(total.kept_rows for total in manifest.totals) == 6
    assert manifest.gaps == ()


def test_rows_of_a_file_that_is_gone_are_gone(place: Path, store: Warehouse) -> None:
    (place / "e/c.csv").unlink()
    assert [gap.fix for gap in store.gaps()] == ["run: finops sync"]
    store.sync(NOW)
    assert services(store) == {"a": 1, "b": 1, "d": 1}


def test_of_a_file_that_can_no_longer_be_read_the_known_charges_stay(
    place: Path, store: Warehouse
) -> None:
    (place / "e/c.csv").write_bytes(gzip.compress(b"x"))
    manifest = store.sync(NOW)
    assert services(store) == dict.fromkeys("abcd", 1)
    assert "charges of its version before are counted" in manifest.gaps[-1].why
    export(place / "e/c.csv", "mended")
    assert store.sync(NOW).gaps == ()
    assert services(store) == {"a": 1, "b": 1, "mended": 1, "d": 1}


def test_overlapping_patterns_count_a_file_once(place: Path) -> None:
    patterns = [str(place / "e"), str(place / "e/*.csv"), str(place / "e/../e/a.csv")]
    (place / "link.csv").symlink_to(place / "e/a.csv")
    store = Warehouse(place / "w", [*patterns, str(place / "link.csv")], NOW)
    assert services(store) == dict.fromkeys("abcd", 1)


def test_a_copy_of_a_file_is_counted_once_and_said(place: Path, store: Warehouse) -> None:
    shutil.copy(place / "e/a.csv", place / "e/a (1).csv")
    manifest = store.sync(NOW)
    assert services(store) == dict.fromkeys("abcd", 1)
    assert "counted once" in manifest.gaps[0].why
    assert not manifest.gaps[0].matters
    # The one that was read first goes: the copy counts.
    (place / "e/a (1).csv").unlink()
    store.sync(NOW)
    assert services(store) == dict.fromkeys("abcd", 1)


def test_the_same_rows_as_csv_and_parquet_are_counted_once(place: Path) -> None:
    duckdb.execute(
        f"COPY (FROM read_csv('{place / 'e/a.csv'}')) TO '{place / 'e/a.parquet'}' (FORMAT parquet)"
    )
    assert services(Warehouse(place / "w", [str(place / "e")], NOW)) == dict.fromkeys("abcd", 1)


def test_equal_amounts_for_different_things_are_not_the_same_charges(store: Warehouse) -> None:
    assert services(store) == dict.fromkeys("abcd", 1)
    assert store.gaps() == ()


def test_what_was_killed_in_the_middle_of_an_incremental_sync_is_done_by_the_next(
    place: Path, store: Warehouse
) -> None:
    export(place / "e/b.csv", "new", 150_000)
    export(place / "e/a0.csv", "more", 150_000)
    big = dict.fromkeys("abcd", 1)
    want = {"a": 1, "c": 1, "d": 1, "new": 150_000, "more": 150_000}
    script = (
        "import sys; from datetime import datetime, UTC; from pathlib import Path;"
        "from finops.warehouse.generation import build;"
        "print('go', flush=True); build(Path(sys.argv[1]), [sys.argv[2]], datetime.now(UTC))"
    )
    for delay_s in (0.02, 0.1, 0.2, 0.4):
        command = [sys.executable, "-c", script, str(place / "w"), str(place / "e")]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3])
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(delay_s)
        os.kill(child.pid, signal.SIGKILL)
        child.communicate()
        assert services(Warehouse(place / "w", [str(place / "e")], NOW)) in (big, want)
    store.sync(NOW)
    assert services(store) == want
    kept = [item for item in (place / "w").iterdir() if item.is_dir()]
    assert len(kept) == 2


def test_sums_are_those_of_the_files_and_what_is_quarantined_is_told(tmp_path: Path) -> None:
    file = export(tmp_path / "a.csv", "x", 2, "10.25")
    with file.open("a", encoding="utf-8") as stream:
        stream.write("AWS,nonsense,5,12,USD,y\n")
    manifest = Warehouse(tmp_path / "w", [str(file)], NOW).manifest()
    months = {total.month: total for total in manifest.totals}
    assert all(total.agrees for total in manifest.totals)
    [undated, dated] = sorted(manifest.totals, key=lambda total: total.rows)
    assert (undated.broken_rows, undated.broken_billed) == (1, Decimal(12))
    assert (dated.rows, dated.billed, dated.kept_billed) == (2, Decimal("20.5"), Decimal("20.5"))
    assert len(months) == 2


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(
        st.dictionaries(st.sampled_from("abcde"), st.integers(1, 3), min_size=1), min_size=1,
        max_size=4,
    )
)  # fmt: skip
def test_any_row_of_syncs_ends_where_one_sync_would(
    steps: list[dict[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("steps")
    store = Warehouse(place / "w", [str(place / "e")], NOW)
    for step in steps:
        for file in (place / "e").glob("*"):
            file.unlink()
        for name, rows in step.items():
            export(place / f"e/{name}.csv", name, rows)
        store.sync(NOW)
    assert services(store) == steps[-1]
    store.close()
