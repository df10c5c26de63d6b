"""Nothing is in the Query that the question has not: a check of a model's reading.

A service may stand under its full name, a place as its region; the phrases know such names.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from intents.checked import DIGITS, Checked, amounts, texts, texts_of
from intents.phrases import phrases
from intents.query import Condition
from intents.slots import number, region
from intents.slots.claim import Asked


def invented(one: Checked) -> Iterator[str]:
    """No name, tag or number in the Query that the question has not."""
    said = " ".join(word.text for word in one.asked.words)
    numbers = {Decimal(0), *_spoken(one.asked)}
    for account in one.query.accounts:
        if account.casefold() not in said:
            yield f"the question names no account {account!r}"
    for code in one.query.regions:
        if code.casefold() not in said and not any(code in c.regions for c in one.claims()):
            yield f"the question does not name the region {code!r}"
    # What a slot reads from words ("overloaded") is in the question by its words.
    read = {test for claim in one.claims() for test in claim.where}
    for test in (*one.query.conditions(), *one.query.having):
        if test in read:
            continue
        yield from _invented_values(one, test, said, numbers)
    usual = {1, 10} | ({8} if one.query.analysis == "change" else set())
    if one.query.limit is not None and one.query.limit not in numbers | usual:
        yield f"the question asks for no {one.query.limit}"


def _invented_values(
    one: Checked, test: Condition, said: str, numbers: set[Decimal]
) -> Iterator[str]:
    for value in texts_of(test):
        if not _is_known(one, test, value) and value.casefold().strip("*%.") not in said:
            yield f"{value!r} is not in the question"
    if any(amount not in numbers for amount in amounts(_without_texts(test))):
        yield f"the question has no such number: {test.field} {test.op} {test.value}"


def _without_texts(test: Condition) -> list[object]:
    values = test.values
    return [value for value in values if not isinstance(value, str)]


def _is_known(one: Checked, test: Condition, value: str) -> bool:
    """Whether it is a word of the catalog, a region, a date, or one that the phrases use."""
    field = one.asked.subject.field(test.field)
    if field is not None and (field.values or field.type == "datetime"):
        return True
    if field is not None and test.field.startswith("tags."):
        return False
    return (test.field, value) in _usual() or region.cloud_of(value) is not None


@cache
def _usual() -> frozenset[tuple[str, str]]:
    """Values that stand for words, as a service's full name: those of the phrases, tags apart."""
    queries = [phrase.query for phrase in phrases() if phrase.query]
    return frozenset(value for query in queries for value in _values(query))


def _values(data: object) -> Iterator[tuple[str, str]]:
    """Fields and the texts that conditions of a Query as JSON compare them with."""
    match data:
        case {"field": str(field), "op": _, **rest}:
            if not field.startswith(("tags.", "name", "account", "id")):
                yield from ((field, text) for text in texts(rest.get("value")))
        case dict():
            for part in data.values():
                yield from _values(part)
        case list() | tuple():
            for part in data:
                yield from _values(part)
        case _:
            return


def _spoken(asked: Asked) -> Iterator[Decimal]:
    """Every number of the question, as it is and as its unit makes it."""
    for at in range(len(asked.words)):
        if found := number.amount(asked, at):
            yield found.value
        yield from (Decimal(digits) for digits in DIGITS.findall(asked.text(at)))
