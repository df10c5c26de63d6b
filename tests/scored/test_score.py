"""The scored run: questions in plain words over the embedded estate, against what is true there."""

from collections import Counter
from pathlib import Path

import pytest

from tests.scored.case import Case
from tests.scored.questions import CASES
from tests.scored.run import Scored, score


@pytest.fixture(scope="session")
def scored(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scored]:
    found, _ = score(CASES, Path(tmp_path_factory.mktemp("scored")))
    return {one.case.question: one for one in found}


def test_there_are_many_questions_and_each_once() -> None:
    assert len(CASES) >= 80
    assert [q for q, n in Counter(case.question for case in CASES).items() if n > 1] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question or "(empty)")
def test_is_right_or_honestly_declined(case: Case, scored: dict[str, Scored]) -> None:
    verdict = scored[case.question].verdict
    assert verdict.score != "wrong", "\n".join(verdict.why)
    if case.listed:
        assert verdict.score == "right", "\n".join(verdict.why)
