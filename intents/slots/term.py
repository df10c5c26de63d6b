"""How long a commitment was bought for, how it is paid, whether all of it is used: "3-year".

A term is a number of years or months beside a word for it, or before the commitments themselves:
"expiring in 3 years" names no term.
"""

import re

from intents.query import Condition
from intents.slots import number
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.subject import phrases

_MONTHS = {"month": 1, "months": 1, "mo": 1, "year": 12, "years": 12, "yr": 12, "yrs": 12}
_GLUED = re.compile(r"(?P<count>\d{1,3}|one|two|three|five)-?(?P<unit>years?|yrs?|y|months?|mo)")
_LEADS = Phrases(
    (f"{bought}{lead}{a}", None)
    for bought in ("", "bought ", "purchased ", "taken out ", "taken ", "signed ", "made ",
                   "we bought ", "we purchased ", "that run ", "running ", "committed ")
    for lead in ("for", "over", "with", "on", "with a term of", "with terms of", "of", "term of",
                 "whose term is", "with term")
    for a in ("", " a")
)  # fmt: skip
_TERMS = ("term", "terms", "commitment", "commitments")
_PAYMENTS: Phrases[str] = Phrases(
    (f"{lead}{how}{sep}upfront", f"{how} upfront")
    for lead in ("", "with ", "paid ")
    for how in ("all", "no", "partial")
    for sep in (" ", "-")
)
_FULLY = Phrases(
    (phrase, None)
    for phrase in ("fully used", "fully utilised", "fully utilized", "completely used",
                   "used fully", "used up completely", "100% used", "100% utilised",
                   "100% utilized")
)  # fmt: skip


_BY_END = Phrases(
    (f"{lead}{end}", None)
    for lead in ("by ", "sorted by ", "ordered by ", "in order of ")
    for end in ("expiry", "expiry date", "expiration", "expiration date", "end date",
                "renewal date", "end", "when they expire", "when they end", "days left")
)  # fmt: skip


def read(asked: Asked, at: int) -> Claim | None:
    """The term, the payment, or that all of it is used."""
    if asked.subject.name != "commitment" or asked.words[at].quoted:
        return None
    if paid := _PAYMENTS.at(asked, at):
        return _is(at, paid[1], "payment", paid[0])
    if (full := _FULLY.at(asked, at)) and asked.text(at - 1) != "not":
        test = Condition(field="utilisation", op="ge", value=100)
        return Claim(at, full[1], "test", where=(test,))
    if by_end := _BY_END.at(asked, at):
        return Claim(at, by_end[1], "order", order_by=("end",))
    return _led(asked, at) or _before(asked, at)


def _led(asked: Asked, at: int) -> Claim | None:
    """`bought for 3 years`, `with a three year term`."""
    lead = _LEADS.at(asked, at)
    found = _months(asked, lead[1]) if lead else None
    if lead is None or found is None:
        return None
    months, end = found
    named = asked.text(end) in _TERMS
    said = {word.text for word in asked.words[at : lead[1]]}
    if not named and said <= {"with", "on", "over", "of", "a", "running", "made", "taken"}:
        # "Over 3 years" is no term by itself.
        return None
    return _is(at, end + named, "term_months", months)


def _before(asked: Asked, at: int) -> Claim | None:
    """`3-year reservations`, `36 month term`, `1 year`, right before what has it."""
    found = _months(asked, at)
    if found is None:
        return None
    months, end = found
    if asked.text(end) in ("term", "terms"):
        return _is(at, end + 1, "term_months", months)
    begin = asked.skip(end, "aws", "azure", "ec2", "rds", "compute", "no", "all", "partial",
                       "upfront", "active", "expired")  # fmt: skip
    beside = phrases("commitment").at(asked, begin) is not None
    return _is(at, end, "term_months", months) if beside else None


def _months(asked: Asked, at: int) -> tuple[int, int] | None:
    if glued := _GLUED.fullmatch(asked.text(at)):
        count = number.WORDS.get(glued["count"]) or int(glued["count"])
        return count * _MONTHS.get(glued["unit"], 12), at + 1
    many = number.count(asked, at)
    each = _MONTHS.get(asked.text(many[1])) if many else None
    return (many[0] * each, many[1] + 1) if many and each else None


def _is(at: int, end: int, field: str, value: str | int) -> Claim:
    return Claim(at, end, "test", where=(Condition(field=field, op="eq", value=value),))
