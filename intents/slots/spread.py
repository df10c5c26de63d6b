"""Showback: "showback by team", "allocate shared cost proportionally", "fully loaded cost".

What is shared is set for a dimension; here it is read that it is to be divided, and how, if said.
"""

import re

from intents.query import Spread
from intents.slots.claim import Asked, Claim

_SHARED = r"(?:shared|common|untagged|unallocated|unmapped|untagged and shared|shared and untagged)"
_MONEY = r"(?: (?:cost|costs|spend|spending|charges|services))"
_RULE = (
    r"(?: (?:evenly|equally|in equal parts|in equal shares)"
    r"| (?:proportionally|proportional|pro-rata|pro rata|in proportion))"
)
_VERB = r"(?:allocat(?:ed|ing|e)|spreading|spread|split|distribut(?:ed|ing|e)|divided?)"
_NOT = r"(?:without (?:spreading |allocating |splitting |distributing )|do not spread )"
_PAPER = r"(?: (?:report|table|statement|sheet|figures|numbers|overview))?"
_FORMS = tuple(
    re.compile(rf"(?:{form})(?= )")
    for form in (
        rf"(?:a )?(?:showback|chargeback|show back|charge back){_PAPER}{_RULE}?",
        rf"(?:cost )?allocation{_RULE}?(?= by | per )",
        rf"{_VERB}{_RULE}?(?: the| our| all)? {_SHARED}{_MONEY}{_RULE}?",
        rf"(?:(?:and|with) )?(?:the |our |all )?{_SHARED}{_MONEY} (?:is |are )?{_VERB}{_RULE}?",
        rf"{_NOT}(?:the |our )?{_SHARED}{_MONEY}",
        r"fully loaded|fully-loaded",
        rf"spread{_RULE}",
        "evenly|equally|in equal parts|proportionally|pro-rata|pro rata|in proportion",
    )
)
_RULES: tuple[tuple[Spread, str], ...] = (
    ("even", "even|equal"),
    ("proportional", r"proportion|pro.rata"),
    ("none", r"without|do not"),
)
# No form has more words.
_MOST_WORDS = 10


def read(asked: Asked, at: int) -> Claim | None:
    """A showback, and the rule if it is said."""
    if asked.subject.name != "cost" or asked.words[at].quoted:
        return None
    ahead = [word.text for word in asked.words[at : at + _MOST_WORDS]]
    text = " ".join(ahead) + " "
    found = [match for form in _FORMS if (match := form.match(text))]
    if not found:
        return None
    longest = max(found, key=lambda match: match.end())
    many = len(longest[0].split())
    return Claim(at, at + many, "spread", spread=_rule(longest))


def _rule(match: re.Match[str]) -> Spread | None:
    return next((rule for rule, said in _RULES if re.search(said, match[0])), None)
