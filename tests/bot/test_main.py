"""The finops command: what it prints, how it ends, and how soon it starts."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import main

ASK_COST = "what did we spend last month"
HEAVY = {"pyarrow", "duckdb", "boto3", "botocore", "azure", "pydantic", "fastapi", "moto"}


def run(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)


def process(*arguments: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | more,
    )


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, bot.__main__\n"
        "try: bot.__main__.main(['--help'])\n"
        "except SystemExit: print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())


def test_making_a_bot_imports_no_cloud_sdk(home: Path) -> None:
    code = (
        "import sys; from bot.ask import Bot; from bot.settings import load\n"
        "from bot.clock import clock\n"
        "settings = load(); Bot(settings, clock(settings.now)).close()\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"FINOPS_AWS_ENABLED": "true", "FINOPS_AZURE_ENABLED": "true"},
    )
    assert not {"boto3", "botocore", "azure", "moto", "fastapi"} & set(done.stdout.split())


def test_an_answer_as_text(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ask", ASK_COST) == 0
    assert "$20.00" in capsys.readouterr().out


def test_words_without_quotes_are_one_question(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", *ASK_COST.split()) == 0
    assert "$20.00" in capsys.readouterr().out


def test_an_answer_as_json_is_one_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ask", "--json", ASK_COST) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line)["query"]["subject"] == "cost"


def test_an_answer_as_csv_leaves_the_remarks_to_stderr(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", "--csv", f"{ASK_COST} by service") == 0
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 3
    assert "Amazon EC2" in shown.out
    assert "$20.00" in shown.err


def test_each_line_of_a_file_gets_one_json_line_in_order(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        f"{ASK_COST} by service\r".encode(),
        b"",
        b"xyzzy \xff plugh",
        b"\x0c",
        ASK_COST.encode(),
    ]
    file = tmp_path / "questions"
    file.write_bytes(b"\xef\xbb\xbf" + b"\n".join(lines) + b"\n")
    assert run("ask", "--json", "--file", str(file)) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.split("\n")[:-1]]
    assert len(answers) == 5
    assert [len(answer["rows"]) for answer in (answers[0], answers[4])] == [2, 1]
    assert answers[1]["outcome"] != "answered"
    assert answers[2]["outcome"] != "answered"


def test_a_line_is_answered_before_the_next_is_written(home: Path) -> None:
    with process("ask", "--json", "--file", "-") as finops:
        assert finops.stdin is not None
        assert finops.stdout is not None
        for _ in range(2):
            finops.stdin.write(f"{ASK_COST}\n")
            finops.stdin.flush()
            assert json.loads(finops.stdout.readline())["outcome"] in ("answered", "partial")
        finops.stdin.close()
        assert finops.wait() == 0


def test_a_question_that_is_no_text_is_answered_all_the_same(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--json", b"caf\xff\x1b"],
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["outcome"] == "unread"


def test_thread_does_not_swallow_the_question(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", "--json", "--thread", ASK_COST) == 0
    assert json.loads(capsys.readouterr().out)["query"]["subject"] == "cost"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["ask"],
        ["ask", "--json", "--csv", "x"],
        ["ask", "--file", "nowhere"],
        ["ask", "--file", "."],
        ["ask", "x", "--file", "charges.csv"],
        ["ask", "--csv", "--file", "charges.csv"],
        ["nonsense"],
    ],
)
def test_a_mistake_in_the_command_ends_with_2(
    home: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "usage: finops" in shown.err


def test_a_mistake_in_the_settings_ends_with_2_and_says_which(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FINOPS_NOW", "noon")
    assert run("ask", ASK_COST) == 2
    assert "finops: FINOPS_NOW: 'noon' is not an ISO time" in capsys.readouterr().err


def test_a_variable_that_means_nothing_is_told_on_stderr(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FINOPS_REGION", "us-east-1")
    assert run("permissions", "aws") == 0
    shown = capsys.readouterr()
    assert "FINOPS_REGION is not a setting" in shown.err
    assert json.loads(shown.out)["Version"] == "2012-10-17"


def test_a_reader_that_leaves_is_no_failure_of_ours(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions"
    file.write_text(f"{ASK_COST}\n" * 200)
    with process("ask", "--json", "--file", str(file)) as finops:
        assert finops.stdout is not None
        assert finops.stderr is not None
        finops.stdout.readline()
        finops.stdout.close()
        assert finops.wait() == 141
        assert finops.stderr.read() == ""


def test_an_interrupt_ends_quietly(home: Path) -> None:
    with process("ask", "--json", "--file", "-") as finops:
        assert finops.stdin is not None
        assert finops.stdout is not None
        assert finops.stderr is not None
        finops.stdin.write(f"{ASK_COST}\n")
        finops.stdin.flush()
        finops.stdout.readline()
        finops.send_signal(signal.SIGINT)
        assert finops.wait() == 130
        assert finops.stderr.read() == ""


def test_chat_from_a_pipe_answers_each_line_and_picks_by_number(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{ASK_COST}\n\nexit\nnever asked\n"))
    assert run("chat") == 0
    shown = capsys.readouterr().out
    assert "$20.00" in shown
    assert "never" not in shown
    audit = next((home / "audit").iterdir()).read_text()
    assert audit.count('"question":') == 1


def test_permissions_for_both_clouds_have_a_heading_each(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("permissions") == 0
    shown = capsys.readouterr().out
    assert "ec2:DescribeInstances" in shown
    assert "Microsoft.Compute/virtualMachines/read" in shown
    assert "Write" not in shown


def test_a_role_for_azure_names_the_subscriptions_that_are_set_up(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FINOPS_AZURE_SUBSCRIPTIONS", '[{"id": "abc"}]')
    assert run("permissions", "azure") == 0
    assert json.loads(capsys.readouterr().out)["AssignableScopes"] == ["/subscriptions/abc"]


def test_doctor_says_what_is_there_and_what_is_switched_off(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("doctor") == 0
    shown = capsys.readouterr().out
    assert "2026-11-18 12:00 UTC (frozen)" in shown
    assert "aws        switched off" in shown
    assert "2 rows, 2026-10-05 to 2026-10-06" in shown


def test_doctor_ends_with_1_where_something_is_not_well(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FINOPS_CHARGES", "/nowhere/*.csv")
    assert run("doctor") == 1
    assert "charges    none found" in capsys.readouterr().out


def test_sync_says_what_it_took_in(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sync") == 0
    assert "2 rows" in capsys.readouterr().out


FULL = """
import resource, sys
from bot.__main__ import main
# The files that were filled up to this size take no more, as on a full disk.
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
sys.exit(main(["ask", sys.argv[1]]))
"""


def test_a_full_disk_is_told_and_no_answer_is_given(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", ASK_COST) == 0
    capsys.readouterr()
    for name in ("log/finops.log", f"audit/{datetime.now(UTC):%Y-%m-%d}.jsonl"):
        (home / name).write_bytes(b" " * ((1 << 20) - 1) + b"\n")
    shutil.rmtree(home / "warehouse")
    done = subprocess.run(
        [sys.executable, "-c", FULL, ASK_COST], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert "audit cannot be written: File too large; make room" in line


@pytest.mark.parametrize("name", ["state.sqlite", "audit", "log"])
def test_a_part_of_home_that_cannot_be_written_is_told_before_anything_is_asked(
    name: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    (home / name).mkdir() if name == "state.sqlite" else (home / name).write_text("")
    assert run("ask", ASK_COST) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"{name} cannot be written" in shown.err
    assert "Traceback" not in shown.err
