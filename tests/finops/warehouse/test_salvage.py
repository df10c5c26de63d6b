"""Rows that are broken cost no other row its place: each line is either counted or quarantined."""

import csv
import gzip
import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops.warehouse import Manifest, Warehouse
from finops.warehouse.salvage import salvage

NOW = datetime(2026, 11, 18, tzinfo=UTC)
HEADER = b"ProviderName,ChargePeriodStart,EffectiveCost,BilledCost,BillingCurrency,ServiceName"


def row(name: str, cost: str = "1.5") -> bytes:
    return f"AWS,2026-11-01 00:00:00,{cost},{cost},USD,{name}".encode()


GOOD = [row(f"s{n}") for n in range(8)]


def synced(folder: Path, lines: list[bytes], name: str = "e.csv") -> tuple[Warehouse, Manifest]:
    content = b"\n".join([HEADER, *lines]) + b"\n"
    file = folder / name
    file.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    store = Warehouse(folder / "w", [str(file)], NOW)
    return store, store.sync(NOW)


def run(store: Warehouse, sql: str) -> list[tuple[object, ...]]:
    with store.connection() as connection:
        found: list[tuple[object, ...]] = connection.execute(sql).fetchall()
        return found


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"AWS,2026-11-01,9,9,USD", "line 5: 5 of 6 columns"),
        (row("x") + b",y", "line 5: 7 of 6 columns"),
        (row('"open'), "line 5: an open quote"),
        (b'AWS,"2026-11-01,9,9,USD,x', "line 5: an open quote"),
        (row('"a" b'), "line 5: a sign that stands in a wrong place"),
        (b"AWS,2026-11-01,9,9,USD,caf\xe9", "line 5: not UTF-8"),
        (b"AWS,2026-11-01,9,9,USD,a\rb", "line 5: a sign that stands in a wrong place"),
    ],
)
@pytest.mark.parametrize("name", ["e.csv", "e.csv.gz"])
def test_a_broken_row_is_quarantined_with_the_reason_and_all_others_count(
    tmp_path: Path, line: bytes, problem: str, name: str
) -> None:
    store, manifest = synced(tmp_path, [*GOOD[:3], line, *GOOD[3:]], name)
    assert run(store, "SELECT count(*), sum(billed_cost) FROM charges") == [(8, Decimal(12))]
    quarantined = run(store, "SELECT problem, raw_row FROM quarantine")
    assert quarantined == [(problem, line.decode("utf-8", "replace"))]
    (gap,) = manifest.gaps
    assert gap.why.startswith("1 row could not be read and is in no sum")
    assert problem in gap.why
    assert sum(one.rows for one in manifest.totals) == 9
    assert sum(one.broken_rows for one in manifest.totals) == 1
    assert all(one.agrees for one in manifest.totals)
    store.close()


def test_an_open_quote_swallows_no_row_that_has_quotes_itself(tmp_path: Path) -> None:
    lines = [GOOD[0], row('"open'), row('"S3, standard"'), row('"say ""hi"""'), GOOD[1]]
    store, _ = synced(tmp_path, lines)
    names = run(store, "SELECT service_name FROM charges ORDER BY 1")
    assert [name for (name,) in names] == ["S3, standard", "s0", "s1", 'say "hi"']
    store.close()


def test_a_value_of_several_lines_is_one_row_beside_a_broken_one(tmp_path: Path) -> None:
    store, _ = synced(tmp_path, [*GOOD[:2], row('"two\nlines"'), b"AWS,1", GOOD[2]])
    assert ("two\nlines",) in run(store, "SELECT service_name FROM charges")
    problems = run(store, "SELECT problem FROM quarantine")
    assert problems == [("line 6: 2 of 6 columns",)]
    store.close()


def test_line_ends_of_two_kinds_are_no_fault(tmp_path: Path) -> None:
    store, manifest = synced(tmp_path, [GOOD[0] + b"\r", GOOD[1]])
    assert run(store, "SELECT count(*) FROM charges") == [(2,)]
    assert manifest.gaps == ()
    store.close()


@pytest.mark.parametrize("lines", [[b"a;b"] * 9, [one + b",x" for one in GOOD]])
def test_a_file_in_another_dialect_is_a_gap_and_nothing_of_it_counts(
    tmp_path: Path, lines: list[bytes]
) -> None:
    store, manifest = synced(tmp_path, lines)
    assert "it is not a CSV table" in manifest.gaps[0].why
    assert manifest.deliveries == ()
    store.close()


def test_a_broken_row_of_one_file_costs_the_others_nothing(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.csv").write_bytes(b"\n".join([HEADER, row(f"f{n}"), *GOOD, b"A" * n]))
    store = Warehouse(tmp_path / "w", [str(tmp_path / "*.csv")], NOW)
    manifest = store.sync(NOW)
    assert run(store, "SELECT count(*) FROM charges") == [(27,)]
    assert len(manifest.deliveries) == 3
    again = store.sync(NOW)
    assert (again.read, again.of_rows) == (0, manifest.of_rows)
    store.close()


def test_rows_of_azures_two_cost_exports_are_told_apart_beside_a_broken_one(
    tmp_path: Path,
) -> None:
    header = b"SubscriptionId,Date,ChargeType,PricingModel,MeterCategory,Cost,BillingCurrency\n"
    line = b"s,11/01/2026,Usage,Reservation,Compute,2.5,USD\n"
    (tmp_path / "a.csv").write_bytes(header + line * 3 + b"s,oops\n" + line)
    store = Warehouse(tmp_path / "w", [str(tmp_path / "a.csv")], NOW)
    (one,) = store.sync(NOW).deliveries
    assert one.format == "Azure amortised cost"
    assert run(store, "SELECT sum(effective_cost) FROM charges") == [(Decimal(10),)]
    store.close()


TEXTS = st.text(st.sampled_from('ab",\n ;é'), max_size=5)
# What a fault may make of a line: cut, doubled, with a quote or a byte put in.
FAULTS = st.tuples(st.integers(0, 5), st.sampled_from(["", '"', ",", "\xff", "\\", "\r", "x"]))


@given(
    rows=st.lists(st.lists(TEXTS, min_size=4, max_size=4), min_size=3, max_size=12),
    at=st.sets(st.integers(0, 11), max_size=3),
    fault=FAULTS,
)
def test_whatever_is_broken_no_line_is_lost_or_doubled(
    rows: list[list[str]], at: set[int], fault: tuple[int, str]
) -> None:
    written = []
    for n, cells in enumerate(rows):
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerow(["r", *cells])
        line = out.getvalue().removesuffix("\n")
        if n in at:
            line = line[: fault[0]] + fault[1] + line[fault[0] + 1 :]
        written.append(line.encode("latin-1" if n in at else "utf-8"))
    with TemporaryDirectory() as folder:
        file = Path(folder, "e.csv")
        file.write_bytes(b"\n".join([b"a,b,c,d,e", *written]) + b"\n")
        found = salvage(str(file), Path(folder, "sound.csv"))
        if found is None:
            return
        sound = found.path.read_bytes().split(b"\n", 1)[1]
    broken = [one.text for one in found.broken]
    if all(b"\xe9" not in line and b"\xff" not in line for line in written):
        told = sorted((sound.decode() + "\n".join([*broken, ""])).replace("\r\n", "\n").split("\n"))
        lines = sorted((b"\n".join(written) + b"\n").decode().replace("\r\n", "\n").split("\n"))
        assert [one for one in told if one] == [one for one in lines if one]
    if not at:
        assert found.sound == len(rows)
        assert broken == []
