"""What a script asks of the parent: answered in threads, within the job's time, or refused."""

import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from sandbox_runner import Pool

from .test_attacks import HELD_HERE

pytestmark = pytest.mark.skipif(not {"A", "B"} & set(HELD_HERE), reason="no tier holds here")


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(size=1, preload=["sandbox_runner.shims"]) as pool:
        yield pool


def echo(request: Mapping[str, Any]) -> dict[str, Any]:
    return {"ok": request["query"]}


def test_a_request_is_answered(pool: Pool) -> None:
    assert pool.run("result = query(subject='vm')", answer=echo).result == {"subject": "vm"}


def test_without_anyone_to_answer_a_request_is_refused(pool: Pool) -> None:
    outcome = pool.run("try: query(subject='vm')\nexcept PermissionError as e: result = str(e)")
    assert outcome.result == "nothing outside can be asked from this sandbox"


def test_threads_of_a_script_ask_at_the_same_time(pool: Pool) -> None:
    together = threading.Barrier(4, timeout=2)

    def answer(request: Mapping[str, Any]) -> dict[str, Any]:
        together.wait()
        return echo(request)

    code = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(4) as threads:\n"
        "    result = list(threads.map(lambda n: query(n=n)['n'], range(4)))"
    )
    assert pool.run(code, answer=answer).result == [0, 1, 2, 3]


def test_a_slow_answer_does_not_outlive_the_job(pool: Pool) -> None:
    late, done = threading.Event(), threading.Event()

    def answer(request: Mapping[str, Any]) -> dict[str, Any]:
        late.wait(5)
        done.set()
        return echo(request)

    started = time.monotonic()
    outcome = pool.run("query(n=1)", answer=answer, timeout=0.2)
    assert outcome.ending == "timed_out"
    assert time.monotonic() - started < 0.7
    late.set()
    assert done.wait(1)  # and is dropped without harm
    assert pool.run("result = query(n=2)", answer=echo).result == {"n": 2}


def test_an_answer_that_is_too_long_is_refused_not_sent(pool: Pool) -> None:
    code = "try: query(n=1)\nexcept Exception as e: result = str(e)[:60]"
    outcome = pool.run(code, answer=lambda _: {"ok": "x" * 20_000_000})
    assert "the answer: 200000" in outcome.result


def test_an_answer_that_is_not_json_is_refused_not_sent(pool: Pool) -> None:
    code = "try: query(n=1)\nexcept Exception as e: result = str(e)"
    assert "is not JSON" in pool.run(code, answer=lambda _: {"ok": object()}).result


def test_big_requests_and_answers_pass_whole(pool: Pool) -> None:
    outcome = pool.run("result = len(query(text='ä' * 900_000)['text'])", answer=echo)
    assert outcome.result == 900_000


def test_an_answer_that_raises_is_told_and_harms_nothing(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised, told = [], threading.Event()

    def hook(args: threading.ExceptHookArgs) -> None:
        raised.append(args.exc_type)
        told.set()

    def answer(_: Mapping[str, Any]) -> dict[str, Any]:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(threading, "excepthook", hook)
    code = "try: query(n=1)\nexcept Exception as e: result = str(e)"
    outcome = pool.run(code, answer=answer)
    assert "the answer failed" in outcome.result
    assert "a bug of ours" not in outcome.result
    assert told.wait(5)  # the script may hear of it before the thread has ended
    assert raised == [RuntimeError]


def test_many_requests_in_a_row_are_answered_in_order(pool: Pool) -> None:
    outcome = pool.run("result = [query(n=n)['n'] for n in range(300)]", answer=echo)
    assert outcome.result == list(range(300))


def test_a_page_of_many_megabytes_reaches_the_script(pool: Pool) -> None:
    def answer(_: Mapping[str, Any]) -> dict[str, Any]:
        return {"ok": ["x" * 1000] * 9000}

    outcome = pool.run("result = sum(map(len, query(subject='vm')))", answer=answer)
    assert outcome.result == 9_000_000
