"""What `sync` takes beside DuckDB's own `CREATE TABLE AS` on the same files, and its peak memory.

FOCUS Parquet of `benchmarks.charges`, 10 million rows unless `--rows` says otherwise. Each is run
in a process of its own, by turns, `--rounds` times; the ratio is of the fastest, since a busy
machine only ever adds. DuckDB makes one table a cloud, as the two exports have other types. A sync
answers questions once its files are taken in, and then makes roll-ups: both times are told, and the
bar is for all of it. Then the same sync again, when nothing, and when one file, has changed.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from benchmarks.charges import generate

BAR, MOST_GB = 1.5, 2.0


class Taken(NamedTuple):
    """Seconds until it answers, in all, and of processor; GB of memory at its peak."""

    ready: float
    seconds: float
    busy: float
    peak: float


def by_duckdb(files: Path, place: Path) -> float:
    import duckdb

    started = perf_counter()
    with duckdb.connect(str(place / "own.duckdb")) as connection:
        for cloud in ("aws", "azure"):
            connection.execute(
                f"CREATE TABLE {cloud} AS FROM read_parquet('{files}/{cloud}/*.parquet')"
            )
    return perf_counter() - started


def by_sync(files: Path, place: Path) -> float:
    """Seconds until the charges answer questions."""
    from finops.warehouse import Progress, Warehouse

    started, ready = perf_counter(), []

    def tell(progress: Progress) -> None:
        if progress.doing == "making roll-ups":
            ready.append(perf_counter() - started)

    store = Warehouse(place / "warehouse", [str(files)], datetime.now(UTC))
    manifest = store.sync(datetime.now(UTC), tell)
    ready.append(perf_counter() - started)
    assert all(total.agrees for total in manifest.totals), "sums differ from the files'"
    assert not manifest.gaps, manifest.gaps
    return ready[0]


def alone(what: str, files: Path, place: Path) -> Taken:
    """Run one in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.sync", "--child", what, str(files), str(place)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Taken(*map(float, done.stdout.split()[-4:]))


def child(what: str, files: Path, place: Path) -> None:
    started = perf_counter()
    ready = {"duckdb": by_duckdb, "sync": by_sync}[what](files, place)
    seconds = perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(ready, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20)


def told(name: str, taken: Taken) -> None:
    print(
        f"{name:<28}{taken.ready:6.1f} s, {taken.seconds:6.1f} s in all, "
        f"{taken.busy:6.1f} s of processor, {taken.peak:5.2f} GB at most",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="files that are there already")
    parser.add_argument("--child", nargs=3, metavar=("WHAT", "FILES", "PLACE"))
    options = parser.parse_args()
    if options.child:
        what, files, place = options.child
        child(what, Path(files), Path(place))
        return 0
    with tempfile.TemporaryDirectory(prefix="finops-bench-") as spare:
        files = options.folder or Path(spare) / "exports"
        if options.folder is None:
            generate(files, options.rows)
        taken: dict[str, list[Taken]] = {"duckdb": [], "sync": []}
        for number in range(options.rounds):
            for what, known in taken.items():
                place = Path(spare) / f"{what}{number}"
                place.mkdir()
                known.append(alone(what, files, place))
                told(what, known[-1])
        ready, ratio = (
            min(getattr(one, name) for one in taken["sync"])
            / min(one.seconds for one in taken["duckdb"])
            for name in ("ready", "seconds")
        )
        peak = max(one.peak for one in taken["sync"])
        last = Path(spare) / f"sync{options.rounds - 1}"
        told("sync, nothing has changed", alone("sync", files, last))
        os.utime(sorted(files.rglob("*.parquet"))[0])
        told("sync, one file has changed", alone("sync", files, last))
        print(f"until it answers {ready:.2f} times; with roll-ups {ratio:.2f} (at most {BAR})")
        print(f"peak {peak:.2f} GB (at most {MOST_GB})")
    return 0 if ratio <= BAR and peak < MOST_GB else 1


if __name__ == "__main__":
    sys.exit(main())
