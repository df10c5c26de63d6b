"""Another of what the question before named: "and team web", "same for sub-dev".

A name alone is one only if it looks like one, and if the question before named a single thing that
it can stand beside: an account, a resource group, a tag's value …
"""

import re

from intents.query import Condition, Query
from intents.slots.claim import Asked, Claim
from intents.slots.fields import tag_key

# What may be named one by one; and what such names look like.
_NAMED = frozenset({"resource_group", "resource_name", "name", "cluster", "vault", "network"})
_LIKE_A_NAME = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+){1,8}")


def another(asked: Asked, at: int) -> Claim | None:
    """`and team web`, `same for sub-dev`: another value of what the question before named."""
    previous = asked.context.previous
    if previous is None or at == 0 or at + 1 > len(asked.words):
        return None
    key = tag_key(asked, at)
    if key and key[1] == len(asked.words) - 1 and _is_tested(previous.query, key[0]):
        test = Condition(field=key[0], op="eq", value=asked.words[key[1]].raw)
        return Claim(at, key[1] + 1, "tag", where=(test,))
    word = asked.words[at]
    if at != len(asked.words) - 1 or not _LIKE_A_NAME.fullmatch(word.text):
        return None
    return _of_its_field(at, word.raw, previous.query)


def _is_tested(query: Query, field: str) -> bool:
    return any(test.field == field and test.op == "eq" for test in query.conditions())


def _of_its_field(at: int, word: str, query: Query) -> Claim | None:
    """A name beside the one thing that the question before named."""
    named = [
        test.field
        for test in query.conditions()
        if test.op == "eq" and (test.field in _NAMED or test.field.startswith("tags."))
    ]
    if len(named) + bool(query.accounts) != 1:
        return None
    if query.accounts:
        return Claim(at, at + 1, "scope", accounts=(word,), note=f"{word} is read as an account")
    test = Condition(field=named[0], op="eq", value=word)
    return Claim(at, at + 1, "name", where=(test,), note=f"{word} is read as another of its kind")
