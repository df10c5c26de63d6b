"""What holds when root starts the sandbox holds when an ordinary user does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parent / "ordinary_user.py"


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests already run as an ordinary user")
@pytest.mark.parametrize("tier", ["A", "B", "C"])
def test_an_ordinary_users_sandbox_holds_every_attack(tier: str) -> None:
    run = subprocess.run(
        [sys.executable, str(PROGRAM), tier],
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    told = json.loads(run.stdout)
    assert told["user"] != 0
    if told["refusal"]:
        pytest.skip(told["refusal"])
    assert told["lost"] == {}
    assert told["tier"] == tier
