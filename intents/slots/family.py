"""Families of sizes: "on t2 or m4", "the m5 family", "db.t3 instances", "B-series", "GPU machines".

A family of AWS begins a size's name and ends at its dot, so that "m5" is not m5a. Of Azure a series
is the letter after `Standard_`; the confidential machines whose names begin with the same letter
are another series.
"""

import re

from intents.query import Condition
from intents.slots.claim import Asked, Claim, listed

# Every family name begins with one of these and a number.
_AWS = re.compile(
    r"(?P<cache>(?:db|cache)\.)?"
    r"(?:t[1-4]|m[1-9]|c[1-9]|r[3-9]|x[128]|i[2-9]|d[23]|g[2-7]|p[2-6]|z1|h1|f[12]|a1|"
    r"inf[12]|trn[12]|dl[12]|hpc[678]|u7|mac[12])[a-z]{0,4}(?:\.\*)?"
)
_AZURE = re.compile(r"(?P<letter>[a-z]{1,2})-(?:series|family)")
_NOUNS = ("family", "families", "series", "generation", "class", "based")
_LEADS = ("family", "families", "series", "size", "sizes", "type", "types")
_IS = ("is", "=", ":", "are", "in")
# What stands before the family in a size of AWS.
_PREFIXES = {"database": "db.", "cache": "cache."}
_LETTERS = frozenset("abdefhlmn")
_DATABASE = re.compile(r"(?:db|cache)\.[a-z]\d[a-z\d]*\.[a-z\d]+")


def database_size(word: str) -> bool:
    """Whether a word has the form of a size of databases or caches: `db.r6g.large`."""
    return _DATABASE.fullmatch(word) is not None


def read(asked: Asked, at: int) -> Claim | None:
    """One or more families of sizes."""
    if "size" not in asked.subject.fields or asked.words[at].quoted:
        return None
    begin = asked.skip(at, *_LEADS)
    begin = asked.skip(begin, *_IS) if begin > at else at
    return _aws(asked, at, begin) or _azure(asked, at, begin)


def _aws(asked: Asked, at: int, begin: int) -> Claim | None:
    found = listed(asked, begin, _family)
    if found is None:
        return None
    tests = tuple(
        Condition(field="size", op="starts_with", value=one) for one in dict.fromkeys(found[0])
    )
    end = asked.skip(found[1], *_NOUNS)
    return Claim(at, end, "test", where=tests, either=len(tests) > 1)


def _family(asked: Asked, at: int) -> tuple[str, int] | None:
    word = asked.text(at)
    found = _AWS.fullmatch(word)
    prefix = _PREFIXES.get(asked.subject.name, "")
    if found is None or (found["cache"] or prefix) != prefix:
        return None
    bare = word.removesuffix(".*").removeprefix(prefix)
    return f"{prefix}{bare}.", asked.skip(at + 1, *_NOUNS)


def _azure(asked: Asked, at: int, begin: int) -> Claim | None:
    """`B-series`, `D series`: of VMs alone."""
    if asked.subject.name != "vm":
        return None
    found = _AZURE.fullmatch(asked.text(begin))
    letter = found["letter"] if found else asked.text(begin)
    if letter not in _LETTERS or not (found or asked.text(begin + 1) == "series"):
        return None
    start = f"Standard_{letter.upper()}"
    tests = [Condition(field="size", op="starts_with", value=start)]
    if letter in "de":
        tests.append(Condition(field="size", op="not_matches", value=f"{start}C*"))
    end = begin + 1 + (found is None)
    return Claim(at, end, "test", where=tuple(tests), clouds=("azure",))
