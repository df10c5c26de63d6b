"""Dates that are two different days on two continents: "10/1/2024" is in January or in October.

Such a question is given back as the same question with each of the two, day first and month first;
all its dates are taken the same way.
"""

import re
from collections.abc import Callable
from datetime import date

from intents.compose import quoted, spaced
from intents.query import Clarify
from intents.words import Word

_AMBIGUOUS = re.compile(r"(\d{1,2})/(\d{1,2})/(20\d\d)")


def asked_back(words: tuple[Word, ...], is_answered: Callable[[str], bool]) -> Clarify | None:
    """The two questions that it may be, as far as they are answered; None: no date is like that."""
    unsure = tuple(word for word in words if _days(word))
    if not unsure:
        return None
    choices = (_put(words, month_first=True), _put(words, month_first=False))
    answered = tuple(dict.fromkeys(one for one in choices if is_answered(one)))
    if not answered:
        return None
    return Clarify(f"Does {unsure[0].raw} begin with the month or with the day?", answered)


def _days(word: Word) -> tuple[int, int, int] | None:
    found = _AMBIGUOUS.fullmatch(word.text) if not word.quoted else None
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    both = 1 <= first <= 12 and 1 <= second <= 12 and first != second
    return (first, second, year) if both else None


def _put(words: tuple[Word, ...], *, month_first: bool) -> str:
    made: list[str] = []
    for word in words:
        if numbers := _days(word):
            first, second, year = numbers
            month, day = (first, second) if month_first else (second, first)
            made.append(date(year, month, day).isoformat())
        else:
            made.append(quoted(word))
    return spaced(made)
