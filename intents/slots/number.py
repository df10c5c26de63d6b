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
    r"(?P<scale>k|m|mn|bn|mio)?(?P<unit>[%$€£]|gb|gib|tb|tib|mb|mib|usd|eur|gbp|d|days?|ms|secs?|mins?)?"
)
_SCALES = {"k": 1000, "m": 10**6, "mn": 10**6, "mio": 10**6, "bn": 10**9}
# What a unit is of, and by how much the number is multiplied.
_UNITS: dict[str, tuple[Unit, int]] = {
    "%": ("percent", 1), "percent": ("percent", 1), "pct": ("percent", 1),
    "$": ("money", 1), "us$": ("money", 1), "€": ("money", 1), "£": ("money", 1),
    "usd": ("money", 1), "eur": ("money", 1), "gbp": ("money", 1), "dollars": ("money", 1),
    "dollar": ("money", 1), "bucks": ("money", 1), "buck": ("money", 1), "euros": ("money", 1),
    "euro": ("money", 1),
    "pounds": ("money", 1), "pound": ("money", 1), "quid": ("money", 1), "gigabyte": ("GiB", 1),
    "megabyte": ("MiB", 1), "terabyte": ("GiB", 1024),
    "gb": ("GiB", 1), "gib": ("GiB", 1), "gigabytes": ("GiB", 1), "gigs": ("GiB", 1),
    "gig": ("GiB", 1),
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
# What "a" or "an" before it is one of.
_SINGLE = frozenset({"days", "seconds", "GiB", "MiB"})
_ROUGH = {"month": "a month is read as 30 days", "months": "a month is read as 30 days",
          "year": "a year is read as 365 days", "years": "a year is read as 365 days"}  # fmt: skip
_CURRENCIES = {"€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP",
               "pounds": "GBP", "pound": "GBP", "quid": "GBP"}  # fmt: skip
WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
     "ninety": 90, "hundred": 100}  # fmt: skip
WORDS |= {
    f"{ten}-{one}": WORDS[ten] + WORDS[one]
    for ten in ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
    for one in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
}
# What these follow is so many times as much: "2 grand", "two dozen", "five hundred thousand".
_TIMES = {"hundred": 100, "dozen": 12, "thousand": 1000, "grand": 1000, "k": 1000,
          "million": 10**6, "billion": 10**9}  # fmt: skip
_LETTERS = frozenset({"k"})
_COUNTS = frozenset({"dozen", "hundred"})

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
    """`a year`, `an hour`, `a terabyte`."""
    unit = asked.text(at + 1)
    if asked.text(at) not in ("a", "an") or _UNITS.get(unit, ("",))[0] not in _SINGLE:
        return None
    return _as(asked, Decimal(1), unit, at + 2)


@dataclass(frozen=True, slots=True)
class _Said:
    """A number as said, before its unit; `sign` and `unit` are what is glued to it."""

    value: Decimal
    end: int
    sign: str | None = None
    unit: str | None = None
    note: str | None = None


def _said(asked: Asked, at: int) -> _Said | None:
    """`1,200.50`, `$1.5k`, `two dozen`, `a hundred`, `2 grand`, `a couple of`, `half a`."""
    word, following = asked.text(at), asked.text(at + 1)
    an = at + (word in ("a", "an"))
    if found := _NUMBER.fullmatch(word):
        value = Decimal(found["digits"].replace(",", "")) * _SCALES.get(found["scale"] or "", 1)
        said = _Said(value, at + 1, found["sign"], found["unit"])
        return said if said.unit else _multiplied(asked, said)
    if asked.text(an) == "couple":
        end = asked.skip(an + 1, "of")
        return _multiplied(asked, _Said(Decimal(2), end, note="a couple is read as 2"))
    if word == "half" and following in ("a", "an"):
        return _multiplied(asked, _Said(Decimal("0.5"), at + 2))
    if word in WORDS:
        return _multiplied(asked, _Said(Decimal(WORDS[word]), at + 1))
    if an > at and following in _TIMES.keys() - _LETTERS:
        return _multiplied(asked, _Said(Decimal(1), at + 1))
    return None


def _multiplied(asked: Asked, said: _Said) -> _Said:
    """The number with the words that multiply it, each more than the one before."""
    value, end, last = said.value, said.end, 1
    while last < (factor := _TIMES.get(asked.text(end), 0)):
        value, end, last = value * factor, end + 1, factor
    return replace(said, value=value, end=end)


def _amount(asked: Asked, at: int) -> Amount | None:
    word = asked.text(at)
    if word in ("usd", "eur", "gbp", "$", "€", "£"):
        inner = amount(asked, at + 1)
        return _as(asked, inner.value, word, inner.end) if inner and inner.unit is None else None
    number = _said(asked, at)
    found = _with_unit(asked, number) if number else None
    if number is None or found is None or number.note is None:
        return found
    return replace(found, note=number.note if not found.note else f"{number.note}; {found.note}")


def _with_unit(asked: Asked, number: _Said) -> Amount | None:
    value, at, sign, unit = number.value, number.end, number.sign, number.unit
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


def _as(asked: Asked, value: Decimal, said: str, end: int) -> Amount | None:
    unit, factor = _UNITS[said]
    if unit == "days":
        return _days(value * factor, said, end)
    if unit != "money":
        return Amount(value * factor, unit, end)
    code, known = _CURRENCIES.get(said, "USD"), asked.context.currencies
    note = None
    if len(known) > 1 and code in known:
        note = f"{value} {code} is compared with each charge in its own currency"
    # Where nothing is known, a dollar sign is how people write any amount.
    return Amount(value * factor, unit, end, note, foreign=code not in (known or ("USD",)))


def _days(value: Decimal, said: str, end: int) -> Amount | None:
    """Whole days: half a year has 182."""
    whole = Decimal(int(value))
    if value and not whole:
        return None
    part = f"a part of a {said.removesuffix('s')} is read as {whole} days"
    return Amount(whole, "days", end, _ROUGH.get(said) if whole == value else part)


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
    """A whole positive number at a position, as "10", "ten" or "a dozen"; the position after it."""
    word = asked.text(at)
    many = word.isascii() and word.isdigit() and len(word) <= 6
    if word in _COUNTS and word not in WORDS:
        # "Top dozen".
        return _TIMES[word], at + 1
    spoken = word in WORDS or (word == "a" and asked.text(at + 1) in _COUNTS)
    found = _said(asked, at) if many or spoken else None
    return (int(found.value), found.end) if found else None


def is_count(text: str) -> bool:
    """Whether a word ends what `count` reads."""
    return text.isdigit() or text in WORDS or text in _COUNTS
