"""Two values of one field are either of the two, and are never asked of one thing at once."""

import pytest

from intents.query import AnyOf, Query, Refuse, Unread

from .reading import reading


@pytest.mark.parametrize("between", ["and", "or", ",", "vs"])
def test_two_patterns_of_one_field_are_either(between: str) -> None:
    found = reading(f"how many functions on python {between} node")
    assert isinstance(found, Query)
    assert [type(one) for one in found.where] == [AnyOf]


def test_each_of_two_engines_keeps_its_own_version() -> None:
    found = reading("mysql 8 and postgres 15 databases")
    assert isinstance(found, Query)
    clauses = [one.any for one in found.where if isinstance(one, AnyOf)]
    said = {frozenset((one.field, str(one.value)) for one in clause) for clause in clauses}
    assert frozenset({("engine", "mysql"), ("engine_version", "15")}) in said
    assert frozenset({("engine_version", "8"), ("engine", "postgresql")}) in said


def test_a_version_behind_two_engines_is_not_given_to_both() -> None:
    assert isinstance(reading("mysql and postgres 12 databases"), Unread)


def test_what_follows_an_or_is_not_given_to_one_of_the_two_at_a_guess() -> None:
    assert isinstance(reading("functions on node or python and with more than 5 errors"), Unread)


@pytest.mark.parametrize(
    "question", ["security groups allowing traffic to anywhere", "API gateways per stage"]
)
def test_what_the_catalog_does_not_hold_stays_unread(question: str) -> None:
    assert isinstance(reading(question), Unread)


def test_a_question_with_an_id_is_never_declined() -> None:
    assert not isinstance(reading("in what state is i-0123456789abcdef0"), Refuse)
