"""Of an export's runs over one period, the newest alone counts."""

import json
from dataclasses import dataclass

from providers.focus.runs import newest

A, B = "0a1b2c3d-0000-4000-8000-000000000001", "ff1b2c3d-0000-4000-8000-000000000002"
OCTOBER = "s/export/20261001-20261031"


@dataclass(frozen=True)
class File:
    path: str
    changed_ns: int = 0


def manifest(submitted: str, *parts: str) -> str:
    blobs = [{"blobName": f"export/x/{part}"} for part in parts]
    return json.dumps({"runInfo": {"submittedTime": submitted}, "blobs": blobs})


def kept(*files: File, manifests: dict[str, str] | None = None) -> list[str]:
    found, gaps = newest(files, (manifests or {}).get)
    assert gaps == ()
    return [file.path for file in found]


def test_files_outside_of_any_period_all_count() -> None:
    assert kept(File("x/a.csv"), File("x/b.csv")) == ["x/a.csv", "x/b.csv"]


def test_the_run_that_was_written_last_counts_with_all_its_parts() -> None:
    old = [File(f"{OCTOBER}/{B}/part_{n}_0001.csv", 5) for n in (0, 1)]
    new = [File(f"{OCTOBER}/{A}/part_{n}_0001.csv", 9) for n in (0, 1)]
    assert kept(*old, *new) == [file.path for file in new]


def test_manifests_say_which_run_is_newer_than_their_files_times() -> None:
    files = [File(f"{OCTOBER}/{A}/p.csv", 9), File(f"{OCTOBER}/{B}/p.csv", 1)]
    told = {
        f"{OCTOBER}/{A}": manifest("2026-10-05T01:00:00Z", "p.csv"),
        f"{OCTOBER}/{B}": manifest("2026-10-06T01:00:00Z", "p.csv"),
    }
    assert kept(*files, manifests=told) == [f"{OCTOBER}/{B}/p.csv"]


def test_a_run_without_its_manifest_is_still_being_written() -> None:
    files = [File(f"{OCTOBER}/{A}/p.csv", 1), File(f"{OCTOBER}/{B}/p.csv", 9)]
    told = {f"{OCTOBER}/{A}": manifest("2026-10-05T01:00:00Z", "p.csv")}
    assert kept(*files, manifests=told) == [f"{OCTOBER}/{A}/p.csv"]


def test_a_part_that_the_manifest_names_and_is_not_there_is_a_gap() -> None:
    told = {f"{OCTOBER}/{A}": manifest("2026-10-05T01:00:00Z", "p.csv", "q.csv")}
    _, [gap] = newest([File(f"{OCTOBER}/{A}/p.csv")], told.get)
    assert gap.why.startswith("q.csv is missing")


def test_each_period_and_each_export_has_its_own_newest_run() -> None:
    september = OCTOBER.replace("1001-20261031", "0901-20260930")
    files = [File(f"{OCTOBER}/{A}/p.csv", 1), File(f"{september}/{B}/p.csv", 2)]
    files += [File(f"s/another/20261001-20261031/{B}/p.csv", 3)]
    assert sorted(kept(*files)) == sorted(file.path for file in files)


def test_aws_runs_are_told_by_the_time_in_their_names() -> None:
    month = "b/data/BILLING_PERIOD=2026-10"
    files = [File(f"{month}/20261005T010203Z-{A}/x.parquet", 9)]
    files += [File(f"{month}/20261007T010203Z-{B}/x.parquet", 1)]
    assert kept(*files) == [files[1].path]


def test_a_period_that_is_overwritten_in_place_counts_with_all_its_files() -> None:
    month = "b/data/BILLING_PERIOD=2026-10"
    assert len(kept(File(f"{month}/x-1.parquet", 9), File(f"{month}/x-2.parquet", 1))) == 2


def test_partitions_below_a_period_are_no_runs() -> None:
    month = "b/data/BILLING_PERIOD=2026-10"
    assert (
        len(kept(File(f"{month}/account=1/x.parquet"), File(f"{month}/account=2/x.parquet"))) == 2
    )


def test_azures_older_files_are_a_run_each() -> None:
    files = [File(f"{OCTOBER}/daily_{A}.csv", 1), File(f"{OCTOBER}/daily_{B}.csv", 2)]
    assert kept(*files) == [files[1].path]


def test_a_run_may_be_called_by_a_moment_with_its_signs() -> None:
    data = "s/export/data/BILLING_PERIOD=2026-10"
    old = File(f"{data}/2026-11-01T13:17:46.000Z-{B}/e.csv", 9)
    new = File(f"{data}/2026-11-02T13:17:46.000Z-{A}/e.csv", 5)
    assert kept(old, new) == [new.path]
