"""The audit: one whole JSON line a question and a call, whatever happens to its writers."""

import json
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audit import Audit
from bot.redaction import BLOT
from finops.answer import Answer, Gap, Source
from providers.model import Call

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
CALL = Call(
    "aws", "111111111111", "us-east-1", "ce", "GetCostAndUsage", "ok", 41.5, Decimal("0.01")
)
ANSWER = Answer(
    id="a7f3",
    outcome="partial",
    headline="3 VMs",
    route="rules",
    query={"subject": "vm"},
    row_count=3,
    gaps=(Gap(where="aws", why="denied", fix="grant it"),),
    sources=(Source(name="Cost Explorer", as_of=NOON, calls=2, price=Decimal("0.02")),),
    elapsed_ms=9,
)
# A writer with an endless stream of lines, some longer than a page of memory.
WRITER = """
import sys
from pathlib import Path
from bot.audit import Audit
from providers.model import Call
audit = Audit(Path(sys.argv[1]))
record = audit.recorder(sys.argv[2])
for number in range(int(sys.argv[3])):
    record(Call("aws", str(number), "r" * (number % 50 * 300), "ec2", "DescribeVpcs", "ok", 1.0))
    if number == 20:
        print("writing", flush=True)
audit.close()
"""


def ask(audit: Audit, question: str) -> None:
    audit.question(ANSWER, question=question, asker="ann", surface="terminal")


def lines(home: Path) -> list[dict[str, Any]]:
    files = sorted((home / "audit").iterdir())
    return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]


def writer(home: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(home), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_question_and_its_calls_are_one_line_each(tmp_path: Path) -> None:
    audit = Audit(tmp_path, lambda: NOON)
    audit.recorder("a7f3")(CALL)
    ask(audit, "list vms")
    call, question = lines(tmp_path)
    assert call == {
        "time": "2026-11-18T12:00:00.000+00:00",
        "kind": "call",
        "id": "a7f3",
        "cloud": "aws",
        "account": "111111111111",
        "region": "us-east-1",
        "service": "ce",
        "operation": "GetCostAndUsage",
        "ended": "ok",
        "ms": 41.5,
        "price": 0.01,
    }
    assert question["kind"] == "question"
    assert question["asker"] == "ann"
    assert (question["question"], question["outcome"], question["route"]) == (
        "list vms",
        "partial",
        "rules",
    )
    assert (question["calls"], question["price"], question["gaps"]) == (2, 0.02, 1)


def test_each_day_has_a_file_of_its_own_for_its_owner_alone(tmp_path: Path) -> None:
    times = iter([NOON, NOON + timedelta(days=1)])
    audit = Audit(tmp_path, lambda: next(times))
    ask(audit, "first")
    ask(audit, "second")
    files = sorted((tmp_path / "audit").iterdir())
    assert [file.name for file in files] == ["2026-11-18.jsonl", "2026-11-19.jsonl"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "audit").stat().st_mode) == 0o700


@given(st.text())
def test_whatever_was_asked_stays_on_its_line(
    tmp_path_factory: pytest.TempPathFactory, question: str
) -> None:
    home = tmp_path_factory.mktemp("home")
    audit = Audit(home, lambda: NOON)
    ask(audit, question)
    ask(audit, "after")
    audit.close()
    text = (home / "audit" / "2026-11-18.jsonl").read_text("ascii")
    assert text.count("\n") == 2
    assert text.replace("\n", "").isprintable()
    assert lines(home)[0]["question"] == question


@pytest.mark.parametrize(
    "secret",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "xoxb-1234567890-abcdefgh",
        "sk-ant-api03-abcdefghijklmnop",
    ],
)
def test_a_credential_in_a_question_is_blotted_out(tmp_path: Path, secret: str) -> None:
    audit = Audit(tmp_path)
    ask(audit, f"vms of {secret}, please")
    assert lines(tmp_path)[0]["question"] == f"vms of {BLOT}, please"


def test_a_password_in_a_question_is_blotted_out_and_the_line_stays_json(tmp_path: Path) -> None:
    audit = Audit(tmp_path)
    ask(audit, 'password=hunter2"and')
    assert lines(tmp_path)[0]["question"] == f'password={BLOT}"and'


def test_a_secret_is_blotted_out_of_the_query_as_out_of_the_question(tmp_path: Path) -> None:
    query = {"subject": "vm", "where": [{"field": "tags.password", "op": "eq", "value": "hunter2"}]}
    answer = ANSWER.model_copy(update={"query": query, "resolved": query})
    Audit(tmp_path).question(answer, question="password Hunter2", asker="a", surface="http")
    [line] = lines(tmp_path)
    assert line["question"] == f"password {BLOT}"
    assert line["query"] == line["resolved"]
    assert line["query"]["where"] == [{"field": "tags.password", "op": "eq", "value": BLOT}]


def test_writers_in_several_processes_never_mix_their_lines(tmp_path: Path) -> None:
    writers = [writer(tmp_path, name, 300) for name in ("a", "b", "c")]
    for process in writers:
        process.communicate(timeout=60)
    found = [(line["id"], int(line["account"])) for line in lines(tmp_path)]
    for name in ("a", "b", "c"):
        assert [number for by, number in found if by == name] == list(range(300))


def test_a_killed_writer_leaves_whole_lines_and_the_next_goes_on(tmp_path: Path) -> None:
    for attempt in range(5):
        process = writer(tmp_path, str(attempt), 10**9)
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        audit = Audit(tmp_path)
        ask(audit, "after the kill")
        audit.close()
        for by in range(attempt + 1):
            written = [int(line["account"]) for line in lines(tmp_path) if line["id"] == str(by)]
            assert written == list(range(len(written)))
            assert len(written) > 20


def test_a_fragment_is_dropped_and_the_lines_before_it_kept(tmp_path: Path) -> None:
    audit = Audit(tmp_path, lambda: NOON)
    ask(audit, "first")
    file = tmp_path / "audit" / "2026-11-18.jsonl"
    with file.open("a") as torn:
        torn.write('{"time": "2026-11-1')
    ask(audit, "second")
    assert [line["question"] for line in lines(tmp_path)] == ["first", "second"]


def test_an_audit_that_cannot_be_written_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "audit").mkdir()
    (tmp_path / "audit" / "2026-11-18.jsonl").mkdir()
    with pytest.raises(OSError, match="Is a directory"):
        ask(Audit(tmp_path, lambda: NOON), "anything")


def test_it_may_be_closed_twice_and_written_to_again(tmp_path: Path) -> None:
    audit = Audit(tmp_path)
    for close in (audit.close, audit.close):
        ask(audit, "again")
        close()
    assert len(lines(tmp_path)) == 2


def test_recording_from_threads_keeps_every_call(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    record: Callable[[Call], None] = Audit(tmp_path).recorder("x")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(record, [CALL] * 200))
    assert len(lines(tmp_path)) == 200
