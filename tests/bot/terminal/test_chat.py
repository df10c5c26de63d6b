"""A conversation at a keyboard: a real terminal, prompt, history and leaving."""

import os
import pty
import subprocess
import sys
import time
from pathlib import Path
from select import select

QUESTION = "what did we spend last month"


def test_at_a_keyboard_it_prompts_answers_and_keeps_the_history(home: Path) -> None:
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=os.environ | {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
    ) as finops:
        os.close(slave)
        assert "exit leaves" in until(master, "finops>")
        os.write(master, f"{QUESTION}\r".encode())
        # The line is drawn again when it is sent, and a prompt follows the answer.
        assert "$20.00" in until(master, f"finops> {QUESTION}", "finops>")
        os.write(master, b"\x04")
        assert finops.wait(timeout=20) == 0
    os.close(master)
    history = home / "history"
    assert QUESTION in history.read_text("utf-8")
    assert history.stat().st_mode & 0o777 == 0o600


def until(terminal: int, *words: str) -> str:
    """What the terminal shows until it has shown all of these, one after the other."""
    seen, start = "", 0
    deadline = time.monotonic() + 20
    for word in words:
        while word not in seen[start:] and time.monotonic() < deadline:
            if select([terminal], [], [], 0.1)[0]:
                seen += os.read(terminal, 4096).decode("utf-8", "replace")
        start = seen.find(word, start) + len(word)
    return seen
