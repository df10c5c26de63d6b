"""Progress: on a terminal only, and only for what takes its time."""

import sys
import time
from io import StringIO

import pytest

from bot.terminal import progress as module
from bot.terminal.progress import ERASE, progress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(sys, "stderr", shown := StringIO())
    with progress() as tell:
        tell("reading")
        time.sleep(0.05)
    assert shown.getvalue() == ""


def test_what_is_quick_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    with progress() as tell:
        tell("reading")
    assert shown.getvalue() == ""


def test_what_takes_long_is_told_cleaned_and_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    with progress() as tell:
        tell("reading \x1b[2J")
        time.sleep(0.3)
    assert "reading ␛[2J" in shown.getvalue()
    assert shown.getvalue().endswith(ERASE)
