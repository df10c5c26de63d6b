"""Generations: whole or not there, whoever is killed and whoever else reads."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet

from finops.warehouse import Warehouse
from finops.warehouse.manifest import current

NOW = datetime(2026, 11, 18, tzinfo=UTC)
HEADER = "ProviderName,ChargePeriodStart,EffectiveCost,BilledCost,BillingCurrency\n"
SOUND = "AWS,2026-11-01 00:00:00,1.5,1.5,USD\n"


def total(store: Warehouse) -> tuple[int, object]:
    with store.connection() as connection:
        found = connection.execute("SELECT count(*), sum(effective_cost) FROM charges").fetchone()
    assert found is not None
    return found


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "export.csv"
    file.write_text(HEADER + SOUND * 3, "utf-8")
    return file


def test_exports_never_synced_are_read_on_first_use(tmp_path: Path, export: Path) -> None:
    assert total(Warehouse(tmp_path / "w", [str(export)], NOW))[0] == 3


def test_a_changed_export_is_told_and_a_sync_reads_it(tmp_path: Path, export: Path) -> None:
    store = Warehouse(tmp_path / "w", [str(export)], NOW)
    store.manifest()
    export.write_text(HEADER + SOUND * 5, "utf-8")
    assert total(store)[0] == 3
    assert [gap.fix for gap in store.gaps()] == ["run: finops sync"]
    store.sync(NOW)
    assert total(store)[0] == 5
    assert store.gaps() == ()


def test_syncing_twice_doubles_nothing(tmp_path: Path, export: Path) -> None:
    store = Warehouse(tmp_path / "w", [str(export), str(export)], NOW)
    store.sync(NOW)
    store.sync(NOW)
    assert total(store)[0] == 3


def test_another_process_sees_the_new_generation(tmp_path: Path, export: Path) -> None:
    reader = Warehouse(tmp_path / "w", [str(export)], NOW)
    assert total(reader)[0] == 3
    export.write_text(HEADER + SOUND * 4, "utf-8")
    Warehouse(tmp_path / "w", [str(export)], NOW).sync(NOW)
    assert total(reader)[0] == 4


def test_broken_rows_are_quarantined_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    broken = "AWS,yesterday,1,1,USD\nAWS,2026-11-01,twelve,1,USD\nAWS,2026-11-01,,,USD\n"
    file.write_text(HEADER + SOUND + broken, "utf-8")
    store = Warehouse(tmp_path / "w", [str(file)], NOW)
    assert total(store)[0] == 1
    assert "3 rows could not be read" in store.gaps()[0].why
    with store.connection() as connection:
        found = connection.execute("SELECT problem, raw_row FROM quarantine ORDER BY 1").fetchall()
    assert [problem for problem, _ in found] == [
        "charge_period_start: yesterday",
        "effective_cost and billed_cost: missing",
        "effective_cost: twelve",
    ]
    assert '"EffectiveCost":"twelve"' in found[2][1]


def test_an_unreadable_file_is_a_gap_and_the_rest_is_counted(tmp_path: Path, export: Path) -> None:
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 this is not Parquet PAR1")
    store = Warehouse(tmp_path / "w", [str(export), str(tmp_path / "bad.parquet")], NOW)
    assert total(store)[0] == 3
    assert "bad.parquet" in store.gaps()[0].where


def test_a_path_that_matches_nothing_is_a_gap(tmp_path: Path) -> None:
    store = Warehouse(tmp_path / "w", [str(tmp_path / "*.parquet")], NOW)
    assert total(store) == (0, None)
    assert "no CSV or Parquet file there" in store.gaps()[0].why


def test_parquet_of_other_types_gives_the_same_charges(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    rows = pa.table(
        {
            "provider_name": ["Microsoft"],
            "ChargePeriodStart": pa.array([moment], pa.timestamp("ns", tz="Europe/Berlin")),
            "EffectiveCost": [0.1],
            "BilledCost": pa.array(["7E-06"]),
            "SubAccountId": ["/subscriptions/ABC"],
            "RegionId": ["West Europe"],
            "ResourceId": ["/Subscriptions/ABC/VM"],
            "Tags": ['"team": "web"'],
        }
    )
    parquet.write_table(rows, tmp_path / "a.parquet")
    with Warehouse(tmp_path / "w", [str(tmp_path)], NOW).connection() as connection:
        found = connection.execute(
            "SELECT cloud, charge_period_start, effective_cost::VARCHAR, billed_cost::VARCHAR, "
            "sub_account_id, region_id, resource_key, tags['team'] FROM charges"
        ).fetchone()
    assert found == (
        "azure", datetime(2026, 11, 1), "0.100000000000000", "0.000007000000000",  # noqa: DTZ001
        "abc", "westeurope", "/subscriptions/abc/vm", "web",
    )  # fmt: skip


def test_a_question_can_neither_write_nor_read_a_file(tmp_path: Path, export: Path) -> None:
    with Warehouse(tmp_path / "w", [str(export)], NOW).connection() as connection:
        for statement in (
            "DELETE FROM charges",
            f"SELECT * FROM read_csv('{export}')",
            f"COPY charges TO '{tmp_path / 'out.csv'}'",
            "SET enable_external_access = true",
            "SET lock_configuration = false",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(statement)


def test_many_threads_read_while_one_syncs(tmp_path: Path, export: Path) -> None:
    store = Warehouse(tmp_path / "w", [str(export)], NOW)
    with ThreadPoolExecutor(6) as pool:
        syncs = [pool.submit(store.sync, NOW) for _ in range(3)]
        reads = [pool.submit(total, store) for _ in range(30)]
        assert {read.result()[0] for read in reads} == {3}
        assert all(sync.result().reach[0].rows == 3 for sync in syncs)


@pytest.mark.parametrize("delay_s", [0, 0.1, 0.3])
def test_a_kill_in_the_middle_of_a_sync_leaves_a_whole_generation(
    delay_s: float, tmp_path: Path, export: Path
) -> None:
    store = Warehouse(tmp_path / "w", [str(export)], NOW)
    store.manifest()
    export.write_text(HEADER + SOUND * 200_000, "utf-8")
    script = (
        "import sys; from datetime import datetime, UTC; from pathlib import Path;"
        "from finops.warehouse.generation import build;"
        "print('go', flush=True); build(Path(sys.argv[1]), [sys.argv[2]], datetime.now(UTC))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "w"), str(export)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3])
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(delay_s)  # wherever in the build that is: every moment must be safe
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert current(tmp_path / "w") is not None
    assert total(store)[0] in (3, 200_000)
    assert store.sync(NOW).reach[0].rows == 200_000
    kept = [item for item in (tmp_path / "w").iterdir() if item.is_dir()]
    assert len(kept) == 2, "what the killed one began is cleared away"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.csv", b"root\npostgres:x:1,2,3,4\n", "it is not a CSV table"),
        ("a.csv", HEADER.encode() + SOUND.encode() + b"postgres:x\n", "it is not a CSV table"),
        ("a.csv", b"\xff\xfepostgres:x,a\n1,2\n", "it is not a CSV table"),
        ("a.csv", HEADER.encode() + b"\xffpostgres:x,1,1,1,USD\n", "it is not a CSV table"),
        ("a.csv.gz", b"postgres:x", "it is not a CSV table"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00postgres:x", "it is not a CSV table"),
        ("a.parquet", b"postgres:x", "it is not Parquet"),
    ],
)
def test_a_file_that_is_no_export_is_a_gap_that_quotes_nothing_of_it(
    name: str, data: bytes, why: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    [gap] = Warehouse(tmp_path / "w", [str(tmp_path / name)], NOW).manifest().gaps
    assert gap.why == f"cannot be read: {why}"


def test_columns_of_odd_types_or_names_are_a_gap_and_the_rest_is_counted(
    tmp_path: Path, export: Path
) -> None:
    odd = pa.table({"ChargePeriodStart": [[1]], "BilledCost": [{"a": 1}], "EffectiveCost": [True]})
    parquet.write_table(odd, tmp_path / "odd.parquet")
    names = 'ChargePeriodStart,BilledCost,,Tags,tags,"a""b"\n2026-11-01,1,2,3,4,5\n'
    (tmp_path / "names.csv").write_text(names, "utf-8")
    store = Warehouse(tmp_path / "w", [str(export), str(tmp_path)], NOW)
    assert total(store)[0] == 4
    of_files = {gap.where: gap.why for gap in store.gaps() if str(tmp_path) in gap.where}
    odd_one, named = (f"charges {tmp_path / name}" for name in ("odd.parquet", "names.csv"))
    assert set(of_files) == {odd_one, named}
    assert of_files[named] == "1 charge has tags that cannot be read: they count as untagged"
