"""Figures of commitments: a frame around a name; of several readings the longest counts."""

from datetime import date

import pytest

from intents import catalog
from intents.context import ReadContext
from intents.slots import committed
from intents.slots.claim import Asked
from intents.words import split


def claimed(question: str) -> tuple[tuple[str, ...], tuple[str, ...], int] | None:
    """The figures, the clouds, and how many words were claimed."""
    asked = Asked(split(question), catalog.subject("cost"), ReadContext(date(2026, 11, 18)))
    found = committed.read(asked, 0)
    return (found.select, found.clouds, found.end) if found else None


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("ri coverage", (("coverage",), (), 2)),
        ("coverage of our azure reservations", (("coverage",), ("azure",), 5)),
        ("coverage and utilisation of savings plans", (("coverage", "utilisation"), (), 6)),
        ("how well are our ris utilised", (("utilisation",), (), 6)),
        ("wasted savings plan spend", (("unused_cost",), (), 4)),
    ],
)
def test_the_words_around_a_name_say_which_figure(
    question: str, meant: tuple[tuple[str, ...], tuple[str, ...], int]
) -> None:
    assert claimed(question) == meant


def test_two_names_together_are_longer_than_the_first() -> None:
    assert claimed("coverage of savings plans and ris") == (("coverage",), (), 6)


def test_coverage_by_one_kind_groups_by_it() -> None:
    assert claimed("coverage by ri") is None
    assert claimed("coverage by ris") == (("coverage",), (), 3)


def test_unused_commitments_are_charges_of_that_status() -> None:
    assert claimed("unused commitments") is None
    assert claimed("unused reservations") == (("unused_cost",), (), 2)
