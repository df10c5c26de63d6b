"""Asks every question of the running estate by the public way, in one process."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from demo.run import running
from tests.scored.case import Case
from tests.scored.judge import Verdict, judge
from tests.scored.truth import Truth


@dataclass(frozen=True, slots=True)
class Scored:
    """A question with its answer, as JSON, and its score."""

    case: Case
    answer: dict[str, Any]
    verdict: Verdict


def score(cases: Sequence[Case], home: Path) -> tuple[list[Scored], float]:
    """Every case's score, and how many seconds all questions took together."""
    with running(home) as estate:
        estate.write_settings(home / "finops.toml")
        env = {**_bare(), **estate.env, "FINOPS_CONFIG": str(home / "finops.toml")}
        started = perf_counter()
        answers = _answers([case.question for case in cases], home / "questions.txt", env)
        seconds = perf_counter() - started
        truth = Truth.read(estate.truth)
    return [
        Scored(case, answer, judge(answer, case.expected(truth)))
        for case, answer in zip(cases, answers, strict=True)
    ], seconds


def _bare() -> dict[str, str]:
    """Nothing of this machine's own clouds and settings."""
    ours = ("AWS_", "AZURE_", "FINOPS_", "ANTHROPIC_")
    return {name: text for name, text in os.environ.items() if not name.startswith(ours)}


def _answers(questions: Sequence[str], file: Path, env: dict[str, str]) -> list[dict[str, Any]]:
    file.write_text("".join(f"{question}\n" for question in questions), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--json", "--file", str(file)],
        env=env, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if len(lines) != len(questions):
        raise RuntimeError(f"{len(lines)} answers to {len(questions)} questions: {done.stderr}")
    return lines
