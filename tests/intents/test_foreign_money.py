"""An amount in a currency that nothing is billed in is asked back, never converted or ignored."""

from intents.context import ReadContext
from intents.query import Clarify, Query
from tests.intents.reading import TODAY, reading

AMOUNTS = ("€500", "500 euros", "£20", "500 EUR", "€1.5k", "20 pounds", "a hundred euros")
QUESTIONS = ("services that cost more than {} last month", "VMs with cost > {}",
             "accounts over {} in October")  # fmt: skip


def test_it_is_asked_whether_the_known_currency_is_meant_in_questions_that_read() -> None:
    for amount in AMOUNTS:
        for question in QUESTIONS:
            found = reading(question.format(amount))
            assert isinstance(found, Clarify), (question, amount)
            assert amount in found.question
            assert "not converted" in found.question
            assert all("USD" in one and isinstance(reading(one), Query) for one in found.choices)


def test_every_known_currency_is_offered() -> None:
    found = reading("VMs with cost > £20", ReadContext(TODAY, currencies=("EUR", "USD")))
    assert isinstance(found, Clarify)
    assert found.choices == ("VMs with cost > 20 EUR", "VMs with cost > 20 USD")


def test_both_ends_of_a_range_are_asked_in_one_currency() -> None:
    found = reading("accounts that cost between €100 and €200 last month")
    assert isinstance(found, Clarify)
    assert found.choices == ("accounts that cost between 100 USD and 200 USD last month",)
