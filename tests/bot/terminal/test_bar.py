"""The bar of a sync: on a terminal only, gone when it is done."""

import sys
import time
from io import StringIO

import pytest

from bot.terminal.bar import bar, line
from bot.terminal.progress import ERASE
from finops.warehouse import Progress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", shown := StringIO())
    with bar() as tell:
        tell(Progress(1, 2, "reading a.csv"))
        time.sleep(0.05)
    assert shown.getvalue() == ""


def test_a_terminal_sees_how_far_it_is_and_then_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    with bar() as tell:
        tell(Progress(1, 2, "reading \x1b[2Ja.csv"))
        time.sleep(0.25)
    drawn = shown.getvalue()
    assert "reading ␛[2Ja.csv" in drawn
    assert "50%" in drawn
    assert drawn.endswith(ERASE)


def test_it_is_empty_at_the_start_full_at_the_end_and_never_fuller() -> None:
    assert "█" not in line(Progress(0, 10, "x"))
    assert line(Progress(12, 10, "x")).count("█") == 20
    assert line(Progress(0, 0, "x")).endswith("100%")
