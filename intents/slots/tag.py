"""Tags: `env=prod`, "tagged with env prod", "without an owner tag", `tag key="Team", value="web"`.

A key is taken for one only after a word like "tag", or if companies commonly tag by it (`fields`).
Absence ("no owner tag") is the negation slot's, except for "untagged" and "not tagged", which are
words of their own here. A bare "prod" is the tag `env` only where no account is called so, with a
note.
"""

from intents.query import Condition
from intents.slots.claim import Asked, Claim, listed
from intents.slots.fields import TAG_KEYS, tag_key
from intents.slots.vocabulary import is_plain

_LEADS = frozenset({"tagged", "tag", "tags", "tagging", "label", "labels", "labelled", "labeled"})
_SILENT = ("with", "as", "a", "an", "the", "key", "by", "=", "tag", "tags", "having")
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
    if word.startswith(("tag:", "tags:", "tag.", "tags.")) and len(word.split(word[3])[-1]):
        key = asked.words[at].raw.partition(":" if ":" in word else ".")[2]
        name, colon, value = key.partition(":")
        if colon and value:
            return _is(at, at + 1, name, (value,))
        return _with_value(asked, at, key, at + 1) or _exists(at, at + 1, key)
    if word not in _LEADS:
        return None
    begin = asked.skip(at + 1, *_SILENT)
    if begin > at + 6 or not is_plain(asked, begin):
        return None
    key = asked.words[begin].raw
    name, colon, value = key.partition(":")
    if colon and value and not asked.words[begin].quoted:
        return _is(at, begin + 1, name, (value,))
    if asked.text(begin) in ENVIRONMENTS and not is_plain(asked, begin + 1):
        if asked.text(begin + 1) not in _EQUALS:
            return _env(at, begin + 1, key)
    return _with_value(asked, at, key, begin + 1) or _exists(at, begin + 1, key)


def _with_value(asked: Asked, start: int, key: str, at: int) -> Claim | None:
    at = asked.skip(at, "tag") if asked.text(at) == "tag" else at
    begin = at
    if asked.text(begin) == "," and asked.text(begin + 1) == "value":
        begin += 1
    begin = asked.skip(begin, "value", *_EQUALS, "to")
    if begin > at + 4:
        return None
    found = _values(asked, begin, said=begin > at)
    return _is(start, found[1], key, found[0]) if found else None


def _values(asked: Asked, at: int, *, said: bool) -> tuple[tuple[str, ...], int] | None:
    """One value, or several after an equals sign: `env=prod or staging`."""
    if not said:
        return ((asked.words[at].raw,), at + 1) if is_plain(asked, at) else None
    one = _one_value(asked, at)
    if one is None:
        return None
    if asked.text(one[1]) == "or":
        return listed(asked, at, _one_value)
    return (one[0],), one[1]


def _one_value(asked: Asked, at: int) -> tuple[str, int] | None:
    """Any word after an equals sign, one more `=` excepted: that begins another pair."""
    if at >= len(asked.words) or asked.text(at) in ("=", ",", "<", ">"):
        return None
    if asked.text(at + 1) == "=":
        return None
    return asked.words[at].raw, at + 1


def _pair(asked: Asked, at: int) -> Claim | None:
    """`env=prod`, `team:payments`: a common key, an equals sign or colon, a value."""
    name, colon, value = asked.words[at].raw.partition(":")
    if colon and value and name.casefold() in TAG_KEYS:
        return _is(at, at + 1, name, (value,))
    known = tag_key(asked, at)
    if known is None:
        return None
    key, end = known
    if asked.text(end) in ("!=",):
        found = _one_value(asked, end + 1)
        return _is_not(at, found[1], key[5:], found[0]) if found else None
    if asked.text(end) not in ("=", "is", "equals"):
        return None
    raw = asked.words[at].raw if end == at + 1 and "." not in asked.text(at) else key[5:]
    return _with_value(asked, at, raw, end)


def _key_first(asked: Asked, at: int) -> Claim | None:
    """`owner tag` (present), `for team payments`, `the payments team`."""
    if asked.text(at + 1) in ("tag", "tags") and is_plain(asked, at):
        if asked.text(at - 1) in ("by", "per", "each"):
            return None
        return _exists(at, at + 2, asked.words[at].raw)
    known = tag_key(asked, at)
    if known and asked.text(known[1] - 1) in ("tag", "tags"):
        return _exists(at, known[1], known[0][5:])
    if known and asked.text(at - 1) in ("no", "without", "missing", "lacking", "an"):
        return _exists(at, known[1], known[0][5:])
    if known and asked.text(at - 1) in ("for", "of", "in", "from") and is_plain(asked, known[1]):
        return _is(at, known[1] + 1, known[0][5:], (asked.words[known[1]].raw,))
    following = tag_key(asked, at + 1)
    if following and asked.text(at - 1) in ("the", "our") and is_plain(asked, at):
        if asked.text(at) not in TAG_KEYS:
            return _belonging(asked, at, *following)
    return None


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


def _is(start: int, end: int, key: str, values: tuple[str, ...]) -> Claim | None:
    name = f"tags.{key}"
    if len(values) > 1:
        return Claim(start, end, "tag", where=(Condition(field=name, op="in", value=values),))
    value = values[0]
    if "*" not in value:
        return Claim(start, end, "tag", where=(Condition(field=name, op="eq", value=value),))
    if value.endswith("*") and "*" not in value[:-1] and len(value) > 1:
        test = Condition(field=name, op="starts_with", value=value[:-1])
        return Claim(start, end, "tag", where=(test,))
    return None


def _is_not(start: int, end: int, key: str, value: str) -> Claim:
    test = Condition(field=f"tags.{key}", op="ne", value=value)
    return Claim(start, end, "tag", where=(test,), excludes=True)
