"""The command line, and machines that cannot hold a script."""

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox_runner import Pool, seccomp
from sandbox_runner.__main__ import main

from .test_attacks import HELD_HERE

holds = pytest.mark.skipif(not {"A", "B"} & set(HELD_HERE), reason="no tier holds here")


@holds
def test_a_line_of_json_for_each_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    good.write_text("print('hi')\nresult = [1]")
    bad.write_text("1 / 0")
    assert main(["--json", "--timeout", "2", str(good), str(bad), str(tmp_path / "none.py")]) == 1
    first, second, third = map(json.loads, capsys.readouterr().out.splitlines())
    assert list(first)[:8] == [
        "file",
        "ending",
        "result",
        "stdout",
        "stderr",
        "tier",
        "calls",
        "wall_ms",
    ]
    assert (first["ending"], first["result"], first["stdout"]) == ("finished", [1], "hi\n")
    assert first["tier"] in HELD_HERE
    assert second["ending"] == "failed"
    assert "ZeroDivisionError" in second["stderr"]
    assert third["ending"] == "refused"


@holds
def test_what_a_script_prints_does_not_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "script.py"
    script.write_text("print('\\x1b]0;owned\\x07')")
    assert main([str(script)]) == 0
    assert "\x1b" not in capsys.readouterr().out


@holds
def test_the_doctor_names_the_tier(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--doctor"]) == 0
    assert "scripts run in tier" in capsys.readouterr().out


@pytest.mark.skipif(
    os.geteuid() != 0 or "B" not in HELD_HERE or not shutil.which("setpriv"),
    reason="takes away a right of root's",
)
def test_without_the_right_to_make_namespaces_the_next_tier_is_taken() -> None:
    command = ["setpriv", "--bounding-set", "-sys_admin", "--inh-caps", "-all", sys.executable]
    told = subprocess.run(
        [*command, "-m", "sandbox_runner", "--doctor"], capture_output=True, text=True, check=True
    ).stdout
    assert "unshare: Operation not permitted" in told
    assert "scripts run in tier B" in told


@pytest.mark.parametrize("timeout", ["0", "31", "nan", "x"])
def test_a_timeout_that_no_job_may_have_is_refused(
    timeout: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["--timeout", timeout, "x.py"])
    assert "timeout" in capsys.readouterr().err


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_systems_refuse_with_a_message(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", system)
    with Pool() as pool:
        outcome = pool.run("result = 1")
    assert outcome.ending == "refused"
    assert "needs Linux" in str(outcome.reason)


def test_an_unknown_processor_refuses_with_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with Pool() as pool:
        outcome = pool.run("result = 1")
    assert outcome.ending == "refused"
    assert "riscv64" in str(outcome.reason)


def test_each_call_has_its_reason_and_a_number_where_it_exists() -> None:
    for table in seccomp.policy().values():
        for name, entry in table.items():
            assert len(entry["why"]) >= 4, name
            assert {"x86_64", "aarch64"} & set(entry), name


@pytest.mark.parametrize("architecture", ["x86_64", "aarch64"])
@pytest.mark.parametrize("reads_files", [True, False])
def test_the_policy_becomes_a_program_for_each_processor(
    architecture: str, *, reads_files: bool
) -> None:
    program = seccomp.compile_policy(architecture, reads_files=reads_files)
    assert 100 < len(program.code) // 8 < 4096
    assert len(program.own_pid_at) == 2
    assert program.of(77) != program.of(78)


@pytest.mark.parametrize("architecture", ["x86_64", "aarch64"])
def test_no_number_stands_for_two_calls(architecture: str) -> None:
    told = seccomp.policy()
    numbers = [e[architecture] for t in told.values() for e in t.values() if architecture in e]
    assert len(numbers) == len(set(numbers))
