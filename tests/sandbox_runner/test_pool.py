"""The pool: results, limits and endings, crashes of what it is made of, and nothing left behind."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox_runner import Limits, Pool

from .test_attacks import HELD_HERE

pytestmark = pytest.mark.skipif(not {"A", "B"} & set(HELD_HERE), reason="no tier holds here")


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(size=2) as pool:
        yield pool


def test_a_result_comes_back(pool: Pool) -> None:
    outcome = pool.run("print('hello'); result = {'sum': 1 + 1, 'none': None}")
    assert outcome.ending == "finished"
    assert outcome.result == {"sum": 2, "none": None}
    assert outcome.stdout == "hello\n"
    assert outcome.tier in ("A", "B")


def test_a_script_that_leaves_nothing_has_no_result(pool: Pool) -> None:
    outcome = pool.run("x = 1")
    assert (outcome.ending, outcome.result) == ("finished", None)


def test_dates_decimals_and_numbers_of_numpy_become_json(pool: Pool) -> None:
    code = (
        "import datetime, decimal\n"
        "result = [datetime.date(2026, 11, 1), decimal.Decimal('1.25'), decimal.Decimal('3.0')]"
    )
    assert pool.run(code).result == ["2026-11-01", 1.25, 3]


def test_an_exception_tells_the_scripts_own_lines_and_no_others(pool: Pool) -> None:
    outcome = pool.run("def f():\n    return 1 / 0\n\nf()\n")
    assert outcome.ending == "failed"
    assert outcome.reason == "ZeroDivisionError: division by zero"
    assert "return 1 / 0" in outcome.stderr
    assert "sandbox_runner" not in outcome.stderr


def test_a_syntax_error_is_the_scripts_failure(pool: Pool) -> None:
    outcome = pool.run("for in")
    assert outcome.ending == "failed"
    assert "SyntaxError" in outcome.stderr


def test_one_job_knows_nothing_of_another(pool: Pool) -> None:
    pool.run("import json; json.kept = 1; import builtins; builtins.kept = 1")
    assert (
        pool.run(
            "import json; result = hasattr(json, 'kept') or 'kept' in dir(__builtins__)"
        ).result
        is False
    )


def test_jobs_draw_different_numbers() -> None:
    code = "import random, numpy; result = [random.random(), float(numpy.random.random())]"
    with Pool(size=2, preload=["numpy"]) as pool:
        drawn = [pool.run(code).result for _ in range(3)]
    assert len({number for pair in drawn for number in pair}) == 6


@pytest.mark.parametrize("seconds", [0.1, 0.5])
def test_a_timeout_ends_within_50_ms_of_its_limit(pool: Pool, seconds: float) -> None:
    late = []
    for _ in range(3):
        started = time.monotonic()
        outcome = pool.run("while True: pass", timeout=seconds)
        late.append(time.monotonic() - started - seconds)
        assert outcome.ending == "timed_out"
    assert 0 <= min(late) < 0.05  # the best of three: the machine may pause any one


def test_what_was_printed_before_a_timeout_is_kept(pool: Pool) -> None:
    outcome = pool.run(
        "print('one'); print('two'); import time\nwhile True: time.sleep(.01); print('.')",
        timeout=0.3,
    )
    assert outcome.ending == "timed_out"
    assert outcome.stdout.startswith("one\n")


def test_more_than_thirty_seconds_are_not_to_be_had(pool: Pool) -> None:
    with pytest.raises(ValueError, match="at most 30 seconds"):
        pool.run("pass", timeout=31)
    with pytest.raises(ValueError, match="at most 30 seconds"):
        Limits(seconds=float("nan"))


def test_memory_is_what_was_promised_and_no_more() -> None:
    code = "kept = []\nfor _ in range({}): kept.append(bytearray(1_000_000))\nresult = len(kept)"
    with Pool(size=1, limits=Limits(memory_mb=100)) as pool:
        assert pool.run(code.format(90)).result == 90
        assert pool.run(code.format(110)).ending == "out_of_memory"


def test_a_script_may_catch_that_memory_ran_out(pool: Pool) -> None:
    code = "try: [0] * 10 ** 10\nexcept MemoryError: result = 'caught'"
    assert pool.run(code).result == "caught"


def test_output_up_to_the_limit_is_kept_whole() -> None:
    with Pool(size=1, limits=Limits(output_bytes=10_000)) as pool:
        assert len(pool.run("print('x' * 9_000)").stdout) == 9_001
        outcome = pool.run("print('ä' * 9_000)")
    assert outcome.ending == "too_much_output"
    assert outcome.stdout == "ä" * 5_000


@pytest.mark.parametrize("code", ["a\0b", "'\ud800'", "#" * 1_000_001, b"pass", None])
def test_what_is_not_a_script_is_refused(pool: Pool, code: object) -> None:
    assert pool.run(code).ending == "refused"  # type: ignore[arg-type]


def test_a_big_script_runs(pool: Pool) -> None:
    assert pool.run("#" * 900_000 + "\nresult = 1").result == 1


def test_the_library_works_inside(pool: Pool) -> None:
    code = """
import asyncio, csv, io, json, statistics, zoneinfo, datetime, sqlite3
from concurrent.futures import ThreadPoolExecutor

async def later(n):
    await asyncio.sleep(0.001)
    return n

async def all_of_them():
    return sum(await asyncio.gather(*(later(n) for n in range(10))))

with ThreadPoolExecutor(16) as pool:
    squares = sum(pool.map(lambda n: n * n, range(100)))
db = sqlite3.connect(":memory:")
result = [
    asyncio.run(all_of_them()), asyncio.run(asyncio.to_thread(lambda: 7)), squares,
    list(csv.DictReader(io.StringIO("a,b\\n1,2"))), statistics.median([1, 2, 9]),
    datetime.datetime.now().astimezone().tzname(), db.execute("select 6 * 7").fetchone()[0],
]
"""
    outcome = pool.run(code)
    assert outcome.result == [45, 7, 328350, [{"a": "1", "b": "2"}], 2, "UTC", 42], outcome.reason


def test_pandas_and_numpy_work_inside() -> None:
    code = """
import io
import numpy as np, pandas as pd
frame = pd.read_csv(io.StringIO("team,cost\\na,1.5\\nb,2\\na,3"))
other = pd.DataFrame({"team": ["a", "b"], "owner": ["x", "y"]})
joined = frame.groupby("team", as_index=False).cost.sum().merge(other, on="team")
solved = np.linalg.solve([[2.0, 0], [0, 4]], [2, 4])
day = pd.Timestamp("2026-03-29", tz="Europe/Berlin") + pd.Timedelta(hours=3)
result = [joined.to_dict("records"), solved.tolist(), day.isoformat(), frame.cost.mean()]
"""
    with Pool(size=1, preload=["numpy", "pandas"]) as pool:
        outcome = pool.run(code)
    assert outcome.ending == "finished", outcome.stderr
    joined, solved, day, mean = outcome.result
    assert joined == [
        {"team": "a", "cost": 4.5, "owner": "x"},
        {"team": "b", "cost": 2.0, "owner": "y"},
    ]
    assert (solved, day) == ([1.0, 1.0], "2026-03-29T04:00:00+02:00")
    assert mean == pytest.approx(6.5 / 3)


def test_many_threads_may_run_jobs_at_once(pool: Pool) -> None:
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda n: pool.run(f"result = {n} * 2").result, range(40)))
    assert results == [n * 2 for n in range(40)]


def test_jobs_beyond_the_places_wait_no_longer_than_they_may_run() -> None:
    with Pool(size=1, at_once=1) as pool, ThreadPoolExecutor(1) as thread:
        thread.submit(pool.run, "while True: pass", timeout=0.6)
        time.sleep(0.1)
        outcome = pool.run("result = 1", timeout=0.1)
    assert outcome.ending == "refused"


def test_a_pool_leaves_no_descriptor_open() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    with Pool(size=2) as pool:
        for _ in range(5):
            pool.run("result = 1")
        pool.run("while True: pass", timeout=0.05)
    time.sleep(0.1)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_threads_of_callers_may_end_before_the_pool() -> None:
    made: list[Pool] = []
    thread = threading.Thread(target=lambda: made.append(Pool(size=1)))
    thread.start()
    thread.join()
    with made[0] as pool:
        time.sleep(0.1)
        assert pool.run("result = 1").result == 1
