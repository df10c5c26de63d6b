"""What of a question may differ when it is asked again, and what must not."""

from datetime import date

import pytest

from intents.context import KnownAccount, ReadContext
from intents.recurring import recurring

CONTEXT = ReadContext(
    today=date(2026, 11, 18),
    accounts=(KnownAccount("aws", "111111111111", "shop-prod"), KnownAccount("aws", "2" * 12, "x")),
)


def test_period_region_account_and_numbers_may_differ() -> None:
    found = recurring("zigzags of shop-prod in October in eu-west-1 over $20", CONTEXT)
    assert found.values == {
        "TODAY": "2026-11-18",
        "START": "2026-10-01",
        "END": "2026-11-01",
        "REGION": "eu-west-1",
        "ACCOUNT": "111111111111",
        "NUMBER": 20,
    }
    again = recurring("Zigzags of x in September in us-east-1 over $7.5?", CONTEXT)
    assert again.template == found.template
    assert (again.values["ACCOUNT"], again.values["NUMBER"]) == ("2" * 12, 7.5)
    assert again.values["START"] == "2026-09-01"


@pytest.mark.parametrize(
    "other",
    [
        "zigzags in October",
        "zigzags not of prod in October",
        "zigzags of prod in October excluding spot",
        "zigzags of dev in October",
        "zigzags of prod over $20",
        "zigzags of prod in October over 20%",
        'zigzags of "prod" in October',
    ],
)
def test_every_other_word_must_be_there_again(other: str) -> None:
    question = "zigzags of prod in October"
    assert recurring(other, CONTEXT).template != recurring(question, CONTEXT).template


def test_two_numbers_are_told_apart() -> None:
    values = recurring("zigzags between 3 and then 20", CONTEXT).values
    assert (values["NUMBER"], values["NUMBER_2"]) == (3, 20)


@pytest.mark.parametrize("question", ["", "?", "in", "2026", "a", "{period}", "\ud800"])
def test_any_text_can_be_taken_apart(question: str) -> None:
    assert recurring(question, CONTEXT).values["TODAY"] == "2026-11-18"
