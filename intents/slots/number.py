"""Amounts and comparisons as people write them: `$1.5k`, `20 percent`, `at least`, `≥`.

No slot itself: what thresholds, ages and top-N share.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from intents.query import Op
from intents.slots.claim import Asked, Phrases, spoken

Unit = Literal["money", "percent", "GiB", "MiB", "days", "seconds", "ms"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it is of (None: it was not said) and what had to be assumed.

    `foreign`: an amount of money in a currency that the charges are not known to be in.
    """

    value: Decimal
    unit: Unit | None
    end: int
    note: str | None = None
    begin: int = 0
    foreign: bool = False

    @property
    def plain(self) -> int | Decimal:
        """The value, as an int where it is whole."""
        return int(self.value) if self.value == self.value.to_integral_value() else self.value


_NUMBER = re.compile(
    r"(?P<sign>us\$|[$€£])?(?P<digits>\d[\d,]{0,20}(?:\.\d{1,9})?|\.\d{1,9})"
    r"(?P<scale>k|m|mn|bn|mio)?(?P<unit>%|gb|gib|tb|tib|mb|mib|usd|eur|gbp|d|days?|ms|secs?|mins?)?"
)
_SCALES = {"k": 1000, "m": 10**6, "mn": 10**6, "mio": 10**6, "bn": 10**9,
           "thousand": 1000, "million": 10**6, "billion": 10**9}  # fmt: skip
# What a unit is of, and by how much the number is multiplied.
_UNITS: dict[str, tuple[Unit, int]] = {
    "%": ("percent", 1), "percent": ("percent", 1), "pct": ("percent", 1),
    "$": ("money", 1), "us$": ("money", 1), "€": ("money", 1), "£": ("money", 1),
    "usd": ("money", 1), "eur": ("money", 1), "gbp": ("money", 1), "dollars": ("money", 1),
    "dollar": ("money", 1), "bucks": ("money", 1), "euros": ("money", 1), "euro": ("money", 1),
    "pounds": ("money", 1),
    "gb": ("GiB", 1), "gib": ("GiB", 1), "gigabytes": ("GiB", 1), "gigs": ("GiB", 1),
    "mb": ("MiB", 1), "mib": ("MiB", 1), "megabytes": ("MiB", 1), "megs": ("MiB", 1),
    "ms": ("ms", 1), "milliseconds": ("ms", 1), "millisecond": ("ms", 1),
    "sec": ("seconds", 1), "secs": ("seconds", 1), "second": ("seconds", 1),
    "seconds": ("seconds", 1), "min": ("seconds", 60), "mins": ("seconds", 60),
    "minute": ("seconds", 60), "minutes": ("seconds", 60), "hour": ("seconds", 3600),
    "hours": ("seconds", 3600),
    "tb": ("GiB", 1024), "tib": ("GiB", 1024), "terabytes": ("GiB", 1024),
    "d": ("days", 1), "day": ("days", 1), "days": ("days", 1), "week": ("days", 7),
    "weeks": ("days", 7), "month": ("days", 30), "months": ("days", 30), "year": ("days", 365),
    "years": ("days", 365),
}  # fmt: skip
_ROUGH = {"month": "a month is read as 30 days", "months": "a month is read as 30 days",
          "year": "a year is read as 365 days", "years": "a year is read as 365 days"}  # fmt: skip
_CURRENCIES = {"€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP",
               "pounds": "GBP"}  # fmt: skip
WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "sixty": 60, "ninety": 90, "hundred": 100, "a hundred": 100}

_OPERATORS: Phrases[Op] = spoken(
    {
        "gt": (
            ">, over, above, more than, greater than, higher than, exceeding, exceeds, "
            "exceed, bigger than, larger than, in excess of, north of, exceeded, went over, "
            "went above, go over, goes over, gone over, going over, topped, surpassed, beyond, "
            "was over, were over, rose above, passed"
        ),
        "ge": (
            ">=, at least, no less than, not less than, minimum of, a minimum of, not below, "
            "no fewer than, not fewer than, not lower than, not under"
        ),
        "lt": (
            "<, under, below, less than, fewer than, lower than, smaller than, short of, "
            "fell below, dropped below, went below, went under, stayed under, stayed below, "
            "was under, were under, was below, were below"
        ),
        "le": (
            "<=, at most, up to, no more than, not more than, maximum of, a maximum of, not "
            "over, not above, not exceeding, no greater than, not greater than, no higher "
            "than, not higher than"
        ),
        "eq": "=, equals, equal to, equal, exactly, is exactly",
        "ne": "!=, not equal to, not exactly",
    }
)
_SUFFIXES: Phrases[Op] = spoken(
    {
        "ge": (
            "or more, or higher, or above, or greater, or over, and above, and over, and up, "
            "and more, or older, or larger, or bigger"
        ),
        "le": (
            "or less, or lower, or below, or fewer, or under, and below, and under, or "
            "smaller, or younger"
        ),
    }
)


def amount(asked: Asked, at: int) -> Amount | None:
    """The amount at a position: "$1.5k", "20 %", "1,000 dollars", "90 days", "100 GB", "ten"."""
    found = _one(asked, at) or _amount(asked, at)
    return replace(found, begin=at) if found else None


def _one(asked: Asked, at: int) -> Amount | None:
    """`a year`, `an hour`."""
    unit = asked.text(at + 1)
    if asked.text(at) not in ("a", "an") or _UNITS.get(unit, ("",))[0] not in ("days", "seconds"):
        return None
    return _as(asked, Decimal(1), unit, at + 2)


def _amount(asked: Asked, at: int) -> Amount | None:
    word = asked.text(at)
    if word in ("usd", "eur", "gbp", "$", "€", "£"):
        inner = amount(asked, at + 1)
        return _as(asked, inner.value, word, inner.end) if inner and inner.unit is None else None
    if word in WORDS:
        value, sign, unit = Decimal(WORDS[word]), None, None
    elif found := _NUMBER.fullmatch(word):
        value = Decimal(found["digits"].replace(",", "")) * _SCALES.get(found["scale"] or "", 1)
        sign, unit = found["sign"], found["unit"]
    else:
        return None
    at += 1
    if asked.text(at) in ("thousand", "million", "billion"):
        value, at = value * _SCALES[asked.text(at)], at + 1
    if sign is not None and unit is not None and _apart(sign, unit):
        return None
    said = unit or sign
    if said is not None:
        # "$100 usd" says it twice; "$100 eur" says two things.
        following = asked.text(at)
        money = _UNITS[said][0] == "money" and following in _UNITS
        same = money and _UNITS[following][0] == "money"
        if same and _apart(said, following):
            return None
        return _as(asked, value, said, at + same)
    if asked.text(at) == "per" and asked.text(at + 1) == "cent":
        return _as(asked, value, "%", at + 2)
    if asked.text(at) in _UNITS:
        return _as(asked, value, asked.text(at), at + 1)
    return Amount(value, None, at)


def _as(asked: Asked, value: Decimal, said: str, end: int) -> Amount:
    unit, factor = _UNITS[said]
    if unit != "money":
        return Amount(value * factor, unit, end, _ROUGH.get(said))
    code, known = _CURRENCIES.get(said, "USD"), asked.context.currencies
    note = None
    if len(known) > 1 and code in known:
        note = f"{value} {code} is compared with each charge in its own currency"
    # Where nothing is known, a dollar sign is how people write any amount.
    return Amount(value * factor, unit, end, note, foreign=code not in (known or ("USD",)))


def _apart(one: str, other: str) -> bool:
    """Whether two units are not the same: of other things, or of two currencies."""
    if _UNITS[one][0] != _UNITS[other][0]:
        return True
    return _UNITS[one][0] == "money" and _CURRENCIES.get(one) != _CURRENCIES.get(other)


def operator(asked: Asked, at: int) -> tuple[Op, int] | None:
    """The comparison at a position: `<`, "at least", "no more than"."""
    return _OPERATORS.at(asked, at)


def suffix(asked: Asked, at: int) -> tuple[Op, int] | None:
    """A comparison said after the amount: "5 or more"."""
    return _SUFFIXES.at(asked, at)


def count(asked: Asked, at: int) -> tuple[int, int] | None:
    """A whole positive number at a position, as "10" or "ten", and the position after it."""
    word = asked.text(at)
    if word.isascii() and word.isdigit() and len(word) <= 6:
        return int(word), at + 1
    return (WORDS[word], at + 1) if word in WORDS else None
