"""A conversation at a keyboard: a real terminal, prompt, history and leaving."""

import os
import pty
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from select import POLLIN, poll

import pytest

from bot.terminal.chat import WELCOME, welcome

QUESTION = "what did we spend last month"


@pytest.fixture
def keyboard(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`finops chat` in a terminal of its own, and the terminal's other end."""
    master, slave = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    command = [sys.executable, "-m", "bot", "chat"]
    finops = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    yield finops, master
    finops.kill()
    finops.wait()
    os.close(master)


def test_at_a_keyboard_it_prompts_answers_and_keeps_the_history(
    home: Path, keyboard: tuple[subprocess.Popen[bytes], int]
) -> None:
    finops, terminal = keyboard
    assert "exit leaves" in until(terminal, "finops>")
    os.write(terminal, f"{QUESTION}\r".encode())
    # Sent before the next prompt, the end of input would be lost.
    assert "$20.00" in until(terminal, "$20.00", "finops>")
    os.write(terminal, b"\x04")
    assert finops.wait(timeout=20) == 0
    history = home / "history"
    assert QUESTION in history.read_text("utf-8")
    assert history.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("cells", [20, 60, 200])
def test_the_welcome_fits_and_breaks_no_word(cells: int) -> None:
    lines = welcome(cells).splitlines()
    assert max(map(len, lines)) <= cells
    assert " ".join(" ".join(lines).split()).startswith(WELCOME)


def until(terminal: int, *words: str) -> str:
    """What the terminal shows until it has shown all of these, one after the other."""
    seen, start = "", 0
    waiting = poll()  # select() knows no descriptor above 1023
    waiting.register(terminal, POLLIN)
    deadline = time.monotonic() + 20
    for word in words:
        while word not in seen[start:] and time.monotonic() < deadline:
            if waiting.poll(100):
                seen += os.read(terminal, 4096).decode("utf-8", "replace")
        start = seen.find(word, start) + len(word)
    return seen
