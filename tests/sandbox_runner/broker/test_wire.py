"""Clouds that are slow, break off, or send too much: nothing of them outlives a job."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from sandbox_runner.broker import Limits

_OK = b"HTTP/1.1 200 OK\r\n"
S = "a1111111-aaaa-4111-8111-000000000001"
DISKS = f"https://management.azure.com/subscriptions/{S}/providers/Microsoft.Compute/disks?api-version=2026-04-01"
AWS = {
    "kind": "aws",
    "service": "ec2",
    "operation": "DescribeInstances",
    "region": "us-east-1",
    "params": {},
}
AZURE = {"kind": "azure", "method": "GET", "url": DISKS, "body": None}
How = Callable[[Any, threading.Event], None]


def ready(make: Any, **limits: Any) -> Any:
    """A broker with its client made: loading the model of EC2 takes longer than a deadline here."""
    broker = make(limits=Limits(**limits))
    broker._aws.client("111111111111", "us-east-1", "ec2")
    return broker


def silent(_: Any, over: threading.Event) -> None:
    over.wait(5)


def drips_a_body(out: Any, over: threading.Event) -> None:
    out.write(_OK + b"Content-Length: 100000\r\n\r\n")
    while not over.wait(0.05):
        out.write(b"x")
        out.flush()


def drips_a_header(out: Any, over: threading.Event) -> None:
    out.write(_OK + b"X: ")
    while not over.wait(0.05):
        out.write(b"x")
        out.flush()


def drips_chunks(out: Any, over: threading.Event) -> None:
    out.write(_OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while not over.wait(0.05):
        out.write(b"1\r\nx\r\n")
        out.flush()


def sends_without_end(out: Any, over: threading.Event) -> None:
    out.write(_OK + b"\r\n")
    while not over.is_set():
        out.write(b"x" * 65536)


def breaks_off(out: Any, _: threading.Event) -> None:
    out.write(_OK + b"Content-Length: 1000\r\n\r\n<half")
    out.flush()


def says_nothing(_: Any, __: threading.Event) -> None:
    """Close at once."""


def promises_much(out: Any, _: threading.Event) -> None:
    out.write(_OK + b"Content-Length: 99999999999999\r\n\r\n")
    out.flush()


def talks_nonsense(out: Any, _: threading.Event) -> None:
    out.write(b"\x00\xffSSH-2.0\r\n\r\n" * 100)
    out.flush()


@pytest.mark.parametrize("request_", [AWS, AZURE], ids=["aws", "azure"])
@pytest.mark.parametrize("how", [silent, drips_a_body, drips_a_header, drips_chunks])
def test_a_slow_cloud_is_cut_off_at_the_deadline(
    make: Any, upstream: Any, how: How, request_: dict[str, Any]
) -> None:
    upstream.how = how
    broker = ready(make, call_seconds=0.3)
    before, start = threading.active_count(), time.monotonic()
    reply = broker.answer(request_)
    assert reply["error"]["code"] == "RequestTimeout"
    assert time.monotonic() - start < 1
    upstream.over.set()
    # The server's own threads end as well; none of ours is left.
    assert threading.active_count() <= before + 2


@pytest.mark.parametrize("request_", [AWS, AZURE], ids=["aws", "azure"])
@pytest.mark.parametrize("how", [silent, drips_a_body, sends_without_end])
def test_the_end_of_a_job_cuts_what_is_in_the_air(
    make: Any, upstream: Any, how: How, request_: dict[str, Any]
) -> None:
    upstream.how = how
    broker, replies = ready(make, answer_bytes=2**40), []
    thread = threading.Thread(target=lambda: replies.append(broker.answer(request_)))
    thread.start()
    time.sleep(0.15)
    start = time.monotonic()
    broker.close()
    thread.join(2)
    assert not thread.is_alive()
    assert time.monotonic() - start < 0.4
    assert replies[0]["error"]["code"] == "RequestTimeout"
    assert "error" in broker.answer(request_), "nothing begins after the end"


@pytest.mark.parametrize("request_", [AWS, AZURE], ids=["aws", "azure"])
def test_an_endless_answer_is_read_no_further_than_its_limit(
    make: Any, upstream: Any, request_: dict[str, Any]
) -> None:
    upstream.how = sends_without_end
    broker = make(limits=Limits(answer_bytes=300_000))
    assert broker.answer(request_)["error"]["code"] == "AnswerTooLarge"
    assert 300_000 < broker.calls[0].bytes <= 300_000 + 65_536


@pytest.mark.parametrize("request_", [AWS, AZURE], ids=["aws", "azure"])
@pytest.mark.parametrize("how", [breaks_off, says_nothing, promises_much, talks_nonsense])
def test_a_cloud_that_breaks_off_is_told_as_such(
    make: Any, upstream: Any, how: How, request_: dict[str, Any]
) -> None:
    upstream.how = how
    assert make().answer(request_)["error"]["code"] == "ServiceUnavailable"


def test_a_body_that_would_unpack_to_a_huge_one_is_not_unpacked(make: Any, upstream: Any) -> None:
    import gzip

    upstream.headers = {"Content-Encoding": "gzip"}
    upstream.body = gzip.compress(b"x" * 30_000_000)
    assert "error" in make().answer(AZURE)


def test_a_cloud_that_is_not_there_is_told_as_such(make: Any, upstream: Any) -> None:
    broker = make()
    broker._azure.endpoint = "http://127.0.0.1:9"
    assert broker.answer(AZURE)["error"]["code"] == "ServiceUnavailable"


def test_connections_are_used_again(make: Any, upstream: Any) -> None:
    broker = make()
    for _ in range(5):
        assert "ok" in broker.answer(AZURE)
    assert len(upstream.asked) == 5
