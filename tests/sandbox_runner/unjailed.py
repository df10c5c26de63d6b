"""Runs scripts with the shims in a process of their own, without any wall: quick, and everywhere.

The walls have tests of their own; here it matters what a script asks, and what it is told. One
process serves many scripts; each is a line of JSON, and so is each request and reply.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CHILD = """
import contextlib, io, json, sys, threading, traceback
from sandbox_runner import shims

sys.path.clear()
lock, out = threading.Lock(), sys.stdout
shims.prepare()

def ask(request):
    with lock:
        out.write(json.dumps(request) + "\\n")
        out.flush()
        return json.loads(sys.stdin.readline())

for line in sys.stdin:
    shims.connect(ask)
    scope, printed, wrong = {"__name__": "__main__", **shims.provided()}, io.StringIO(), None
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(json.loads(line), "script", "exec"), scope)
    except BaseException:
        wrong = traceback.format_exc()
    done = {"done": scope.get("result"), "stdout": printed.getvalue(), "error": wrong}
    out.write(json.dumps(done, default=str) + "\\n")
    out.flush()
""".replace("sys.path.clear()\n", "")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a script left."""

    result: Any
    stdout: str
    error: str | None


class Unjailed:
    """One child, which runs one script after the other."""

    def __init__(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-c", _CHILD],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=Path(__file__).parents[2], env={"AZURE_CORE_PYTHON_NO_VERSION": "1"},
        )  # fmt: skip

    def run(self, code: str, answer: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Ran:
        self._write(code)
        while "done" not in (told := self._read()):
            self._write(answer(told))
        return Ran(told["done"], told["stdout"], told["error"])

    def close(self) -> None:
        assert self._child.stdin
        assert self._child.stdout
        self._child.stdin.close()
        self._child.wait(10)
        self._child.stdout.close()

    def _write(self, message: object) -> None:
        assert self._child.stdin
        self._child.stdin.write(json.dumps(message) + "\n")
        self._child.stdin.flush()

    def _read(self) -> Any:
        assert self._child.stdout
        line = self._child.stdout.readline()
        assert line, "the child ended"
        return json.loads(line)
