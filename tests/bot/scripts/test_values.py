"""A script's constants stand for what its question names, and no other day hides in it."""

import pytest

from bot.scripts.values import Unfit, filled, problems

OCTOBER: dict[str, str | int | float] = {
    "START": "2026-10-01",
    "END": "2026-11-01",
    "TODAY": "2026-11-18",
    "NUMBER": 20,
}
GOOD = """START = "2026-10-01"; END = '2026-11-01'  # ü
NUMBER = 20
result = query(period=f"{START}/{END}", limit=NUMBER)
"""


def test_a_script_that_goes_by_its_constants_may_recur() -> None:
    assert problems(GOOD, OCTOBER) == ()
    changed = filled(GOOD, {**OCTOBER, "START": "2026-01-01", "END": "2026-02-01", "NUMBER": 7.5})
    assert changed == GOOD.replace("2026-10-01", "2026-01-01").replace(
        '"2026-01-01"', "'2026-01-01'"
    ).replace("2026-11-01", "2026-02-01").replace("NUMBER = 20", "NUMBER = 7.5")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (GOOD.replace("2026-10-01", "2026-09-01"), "the question says '2026-10-01'"),
        (GOOD.replace("NUMBER = 20", "n = 20"), "NUMBER = 20 should stand at its top"),
        (GOOD + "REGION = 'eu-west-1'", "REGION is not in the question"),
        (GOOD + "x = '2026-10'", "is of a day"),
        (GOOD + "from datetime import date\nx = date(2026, 10, 1)", "is of a day"),
    ],
)
def test_what_would_be_wrong_another_time_is_not_promoted(code: str, why: str) -> None:
    assert why in " ".join(problems(code, OCTOBER))


def test_a_value_cannot_become_code() -> None:
    name = "x'; import os #\n\\"
    code = filled("ACCOUNT = '1'\nresult = ACCOUNT", {"ACCOUNT": name})
    scope: dict[str, object] = {}
    exec(code, scope)
    assert scope["result"] == name
    assert "os" not in scope


def test_what_the_question_does_not_say_cannot_be_filled_in() -> None:
    with pytest.raises(Unfit):
        filled(GOOD, {"START": "2026-01-01"})
    with pytest.raises(Unfit):
        filled("START = ", {})
