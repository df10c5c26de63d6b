"""Tags: `env=prod`, "tagged with env prod", "without an owner tag", `tag key="Team", value="web"`.

A key is taken for one only after a word like "tag", or if companies commonly tag by it (`fields`).
Absence ("no owner tag") is the negation slot's, except for "untagged" and "not tagged", which are
words of their own here. A bare "prod" is the tag `env` only where no account is called so, with a
note.
"""

import re

from intents.query import Condition
from intents.slots import region, scope, threshold
from intents.slots.claim import Asked, Claim
from intents.slots.fields import TAG_KEYS, tag_key
from intents.slots.pattern import matching
from intents.slots.value import flag
from intents.slots.value import value as field_value
from intents.slots.vocabulary import is_plain

_LEADS = frozenset({"tagged", "tag", "tags", "tagging", "label", "labels", "labelled", "labeled"})
_SILENT = ("with", "as", "a", "an", "the", "key", "by", "=", "tag", "tags", "having")
_GLUED = re.compile(r"(?i:tags?)[.:](?P<key>[\w.:/+@-]{1,127})")
# Before "owner tag": a word that says that the tag is there, or not.
_PRESENT = frozenset("with an a the any no not without missing lacking lack have has having and or "
                     ", whose where".split())  # fmt: skip
# After these a common key needs no "tag": "no owner", "without an owner".
_WITHOUT = frozenset({"an", "no", "without", "missing", "lacking", "lack"})
_UNSET = frozenset({"missing", "absent", "empty", "blank", "unset"})
_NO_VALUE = frozenset({"=", "!=", ",", "<", ">", "not", "no", "and", "or"})
_EQUALS = frozenset({"=", "is", "equals", "as", "set"})
ENVIRONMENTS = frozenset(
    "prod production dev development staging stg test testing qa uat sandbox preprod "
    "pre-prod pre-production".split()
)


def read(asked: Asked, at: int) -> Claim | None:
    """A condition on tags."""
    if "tags" not in asked.subject.fields or asked.words[at].quoted:
        return None
    return (
        _none_at_all(asked, at)
        or _after_lead(asked, at)
        or _pair(asked, at)
        or _key_first(asked, at)
        or _environment(asked, at)
    )


def _none_at_all(asked: Asked, at: int) -> Claim | None:
    """`untagged`, `tagged VMs`."""
    word, following = asked.text(at), asked.text(at + 1)
    if word in ("untagged", "unlabelled", "unlabeled"):
        return Claim(at, at + 1, "tag", where=(Condition(field="tags", op="missing"),))
    if word == "tags" and following in ("at", "whatsoever"):
        return None
    if word == "tagged" and not is_plain(asked, at + 1) and following not in (*_SILENT, ":"):
        return Claim(at, at + 1, "tag", where=(Condition(field="tags", op="exists"),))
    return None


def _after_lead(asked: Asked, at: int) -> Claim | None:
    """`tagged [with] KEY [=] [VALUE]`, `tag:KEY=VALUE`, `tag key="KEY", value="VALUE"`."""
    word = asked.text(at)
    if glued := _GLUED.fullmatch(asked.words[at].raw):
        return _keyed(asked, at, glued["key"], at + 1)
    if word not in _LEADS:
        return None
    begin = asked.skip(at + 1, *_SILENT)
    if begin > at + 6 or not is_plain(asked, begin):
        return None
    key = asked.words[begin].raw
    alone = not is_plain(asked, begin + 1) and asked.text(begin + 1) not in _EQUALS
    if asked.text(begin) in ENVIRONMENTS and alone:
        return _env(at, begin + 1, key)
    claim = _keyed(asked, at, key, begin + 1)
    # "no tags unicorn" names no key; "tags team=web" does.
    paired = claim is not None and claim.where[0].op != "exists"
    return claim if paired or word not in ("tags", "labels") else None


def _keyed(asked: Asked, start: int, key: str, at: int) -> Claim | None:
    """A key as typed, perhaps with its value after a colon, and what follows it."""
    # A key may hold a colon; a key in quotation marks is parted by an equals sign alone.
    name, sign, value = key.partition("=" if asked.words[at - 1].quoted else ":")
    if sign and value:
        return _is(start, at, name, value)
    return _with_value(asked, start, key, at) or _exists(start, at, key)


def _with_value(asked: Asked, start: int, key: str, at: int) -> Claim | None:
    """`KEY = VALUE`, `KEY VALUE`, `KEY is not VALUE`, `key="KEY", value="VALUE"`."""
    begin = at
    if asked.text(begin) == "," and asked.text(begin + 1) == "value":
        begin += 1
    begin = asked.skip(begin, "value", *_EQUALS, "to")
    if begin > at + 4:
        return None
    if asked.text(begin) in ("!=", "not"):
        found = _value(asked, begin + 1)
        return _is_not(start, begin + 2, key, found) if found else None
    found = _value(asked, begin)
    if found is None or (begin == at and (":" in found or found.casefold() in TAG_KEYS)):
        return None
    if asked.text(begin + 1) == "or" and begin > at and _alternative(asked, begin + 2):
        values = (found, asked.words[begin + 2].raw)
        test = Condition(field=f"tags.{key}", op="in", value=values)
        return Claim(start, begin + 3, "tag", where=(test,))
    return _is(start, begin + 1, key, found)


def _alternative(asked: Asked, at: int) -> bool:
    """Whether a word after `or` can only be a further value: it means nothing by itself."""
    slots = (field_value, flag, region.read, scope.cloud, threshold.read)
    if not is_plain(asked, at) or asked.text(at + 1) in _EQUALS or asked.text(at) in ENVIRONMENTS:
        return False
    return asked.text(at).isalnum() and not any(slot(asked, at) for slot in slots)


def _value(asked: Asked, at: int) -> str | None:
    """The value at a position: any word after an equals sign, else one that may be a name."""
    if at >= len(asked.words) or asked.text(at + 1) == "=":
        return None
    after_sign = asked.text(at - 1) in ("=", "!=") and asked.text(at) not in _NO_VALUE
    return asked.words[at].raw if after_sign or is_plain(asked, at) else None


def _pair(asked: Asked, at: int) -> Claim | None:
    """`env=prod`, `team:payments`: a common key, an equals sign or colon, a value."""
    name, colon, value = asked.words[at].raw.partition(":")
    if colon and value and name.casefold() in TAG_KEYS:
        return _is(at, at + 1, name, value)
    known = tag_key(asked, at)
    if known is None:
        return None
    key, end = known
    if asked.text(end) not in ("=", "!=", "is", "equals"):
        return None
    if asked.text(end + 1) in _UNSET:
        test = Condition(field=key, op="missing")
        return Claim(at, end + 2, "tag", where=(test,), excludes=True)
    typed = end == at + 1 and "." not in asked.text(at)
    raw = asked.words[at].raw if typed else key.removeprefix("tags.")
    return _with_value(asked, at, raw, end)


def _key_first(asked: Asked, at: int) -> Claim | None:
    """`owner tag` (present), `for team payments`, `the payments team`."""
    before = asked.text(at - 1)
    known = tag_key(asked, at)
    called = known is not None and asked.text(known[1] - 1) in ("tag", "tags")
    if known and (called or before in _WITHOUT) and before in _PRESENT:
        return _exists(at, known[1], known[0].removeprefix("tags."))
    if known and before in ("for", "of", "in", "from") and is_plain(asked, known[1]):
        value = asked.words[known[1]].raw
        return _is(at, known[1] + 1, known[0].removeprefix("tags."), value)
    following = tag_key(asked, at + 1)
    if following is None or before not in ("the", "our") or not is_plain(asked, at):
        return None
    called = asked.text(following[1] - 1) in ("tag", "tags")
    return None if called or asked.text(at) in TAG_KEYS else _belonging(asked, at, *following)


def _belonging(asked: Asked, at: int, key: str, end: int) -> Claim:
    """`the payments team`."""
    value = asked.words[at].raw
    test = Condition(field=key, op="eq", value=value)
    note = f"{value} is read as the tag {key.removeprefix('tags.')}={value}"
    return Claim(at, end, "tag", where=(test,), note=note)


def _environment(asked: Asked, at: int) -> Claim | None:
    word = asked.text(at)
    if word not in ENVIRONMENTS:
        return None
    end = at + 1 + (asked.text(at + 1) in ("env", "environment", "environments"))
    return _env(at, end, asked.words[at].raw)


def _env(start: int, end: int, value: str) -> Claim:
    test = Condition(field="tags.env", op="eq", value=value)
    note = f"{value} is read as the tag env={value}"
    return Claim(start, end, "tag", where=(test,), note=note)


def _exists(start: int, end: int, key: str) -> Claim:
    return Claim(start, end, "tag", where=(Condition(field=f"tags.{key}", op="exists"),))


def _is(start: int, end: int, key: str, value: str) -> Claim | None:
    test = matching(f"tags.{key}", value)
    return Claim(start, end, "tag", where=(test,)) if test else None


def _is_not(start: int, end: int, key: str, value: str) -> Claim:
    test = Condition(field=f"tags.{key}", op="ne", value=value)
    return Claim(start, end, "tag", where=(test,), excludes=True)
