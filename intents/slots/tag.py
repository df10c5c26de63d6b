"""Tags: `env=prod`, "tagged with env prod", "without an owner tag", `tag key="Team", value="web"`.

A key is taken for one only after a word like "tag", or if companies commonly tag by it (`fields`).
Absence ("no owner tag") is the negation slot's, except for "untagged" and "not tagged", which are
words of their own here. A bare "prod" is the tag `env` only where no account is called so, with a
note.
"""

import re

from intents.query import Condition, Op
from intents.slots import period, region, scope, threshold
from intents.slots.claim import SEPARATORS, Asked, Claim, Phrases, listed
from intents.slots.fields import TAG_KEYS, tag_key
from intents.slots.noise import NOISE
from intents.slots.pattern import matching
from intents.slots.presence import UNCLEAR, presence
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
# "Tagged resources" are things with tags, not things tagged "resources".
_THINGS = frozenset("resources resource services service charges assets items usage".split())
_LED = frozenset(
    "for of in from excluding exclude except leaving leave taking keeping did has is was "
    "showback chargeback".split()
)
_NO_VALUE = frozenset({"=", "!=", ",", "<", ">", "not", "no", "and", "or"})
_EQUALS = frozenset({"=", "is", "equals", "as", "set"})
_VERSUS = frozenset({"vs", "versus"})
_DIFFERS = Phrases(
    (f"{lead}{differs}", None)
    for lead in ("", "is ", "are ")
    for differs in ("!=", "not", "not equal to", "not equals", "not set to", "not =",
                    "other than", "different from")
)  # fmt: skip
# Before several values of which one must hold, or none may.
_SEVERAL: Phrases[Op] = Phrases(
    [(words, "in") for words in ("in", "is in", "is one of", "one of", "is any of", "any of",
                                 "is either", "either")]
    + [(words, "not_in") for words in ("not in", "is not in", "is not one of", "not one of",
                                       "is none of", "none of", "is neither", "neither",
                                       "is not any of", "is not either")]
)  # fmt: skip
_DIFFERS_TOO = Phrases((words, None) for words in ("does not equal", "do not equal"))
# Words that say nothing elsewhere, but a value right after a key: "tag app report". Of the others
# ("tagged app which are …") none can be a value, and `closes` knows which may stand there.
_VALUES_TOO = frozenset(
    "list show give provide get display print fetch pull find tell return see view report want "
    "need have all every any existing total overall know details current summary summarize "
    "summarise analyze analyse analysis overview amount money cloud much receive received "
    "incur incurred let".split()
)
_POLITE = frozenset("please pls plz thanks thank kindly".split())
_WE = frozenset("we i you".split())
ENVIRONMENTS = frozenset(
    "prod production dev development staging stg test testing qa uat sandbox preprod "
    "pre-prod pre-production".split()
)


def read(asked: Asked, at: int) -> Claim | None:
    """A condition on tags."""
    if "tags" not in asked.subject.fields:
        return None
    if asked.words[at].quoted and asked.text(at + 1) not in ("tag", "tags"):
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
    things = following in _THINGS and asked.text(at + 2) not in _EQUALS
    if word == "tagged" and things:
        return Claim(at, at + 1, "tag", where=(Condition(field="tags", op="exists"),))
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
    if begin > at + 6 or not is_plain(asked, begin) or _none_at_all(asked, at):
        return None
    key = asked.words[begin].raw
    alone = not is_plain(asked, begin + 1) and asked.text(begin + 1) not in _EQUALS
    if asked.text(begin) in ENVIRONMENTS and alone:
        return _env(asked, at, begin + 1, key)
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
    """`KEY = VALUE`, `KEY VALUE`, `KEY is not VALUE`, `KEY is empty`, `key="K", value="V"`."""
    if found := presence(asked, at):
        test = Condition(field=f"tags.{key}", op=found[0])
        return Claim(start, found[1], "tag", where=(test,), excludes=found[0] == "missing")
    if several := _one_of_several(asked, start, key, at):
        return several
    if differs := _DIFFERS.at(asked, at) or _DIFFERS_TOO.at(asked, at):
        return _is_not(asked, start, differs[1], key)
    begin = at
    if asked.text(begin) == "," and asked.text(begin + 1) == "value":
        begin += 1
    begin = asked.skip(begin, "value", *_EQUALS, "to")
    if begin > at + 4:
        return None
    value = _value(asked, begin)
    if value is None or (begin == at and (":" in value or value.casefold() in TAG_KEYS)):
        return None
    if asked.text(begin + 1) == "or" and begin > at and _alternative(asked, begin + 2):
        values = (value, asked.words[begin + 2].raw)
        return Claim(
            start, begin + 3, "tag", where=(Condition(field=f"tags.{key}", op="in", value=values),)
        )
    return _is(start, begin + 1, key, value)


def _one_of_several(asked: Asked, start: int, key: str, at: int) -> Claim | None:
    """`KEY in A, B`, `KEY is neither A nor B`, `KEY is not A or B`."""
    lead = _SEVERAL.at(asked, at)
    differs = None if lead else _DIFFERS.at(asked, at)
    begin = lead[1] if lead else differs[1] if differs else None
    found = listed(asked, begin, _one_value) if begin else None
    if found is None or (lead is None and len(found[0]) < 2):
        return None
    op: Op = lead[0] if lead else "not_in"
    values, end = tuple(dict.fromkeys(found[0])), found[1]
    if asked.text(at) == "in" and len(values) < 2:
        # "Tagged app in prod": where, perhaps, and not which.
        return None
    test = Condition(field=f"tags.{key}", op=op, value=values)
    return Claim(start, end, "tag", where=(test,), excludes=op == "not_in")


def _one_value(asked: Asked, at: int) -> tuple[str, int] | None:
    """One of several values: a word that means nothing else here, or an environment's."""
    if not is_plain(asked, at) or asked.text(at + 1) in _EQUALS or "*" in asked.text(at):
        return None
    if asked.text(at) not in ENVIRONMENTS and not asked.words[at].quoted:
        slots = (field_value, flag, region.read, scope.cloud, threshold.read)
        if any(slot(asked, at) for slot in slots):
            return None
    return asked.words[at].raw, at + 1


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
    word = asked.words[at]
    if word.text in UNCLEAR and asked.text(at - 1) in ("is", "not") and not word.quoted:
        return None
    after_sign = asked.text(at - 1) in ("=", "!=") and word.text not in _NO_VALUE
    plain = after_sign or is_plain(asked, at) or _is_silent_elsewhere(asked, at)
    return word.raw if plain else None


def _is_silent_elsewhere(asked: Asked, at: int) -> bool:
    """Whether a word of noise is a value here: nothing follows that it could belong to."""
    if asked.text(at) not in _VALUES_TOO:
        return False
    after = asked.text(at + 1)
    ends = after in ("", "in", "on", "for", "from", "with") or after in SEPARATORS
    return ends or period.read(asked, at + 1) is not None


def closes(asked: Asked, at: int) -> bool:
    """Whether the word after a key alone ("tagged app which are …") can be none of its values."""
    word, following = asked.text(at), asked.text(at + 1)
    if word in ("that", "which", "who"):
        return following != ""
    if word in ("are", "were"):
        return following == "there" or (following != "" and following not in NOISE)
    if word in ("do", "did", "can", "could"):
        return following in _WE
    return word in _POLITE


def _pair(asked: Asked, at: int) -> Claim | None:
    """`env=prod`, `team:payments`: a common key, an equals sign or colon, a value."""
    name, colon, value = asked.words[at].raw.partition(":")
    if colon and value and name.casefold() in TAG_KEYS:
        return _is(at, at + 1, name, value)
    known = tag_key(asked, at)
    if known is None:
        return None
    key, end = known
    compared = asked.text(end) in ("=", "is", "equals") or presence(asked, end) is not None
    compared = compared or _one_of_several(asked, at, key, end) is not None
    if not compared and not (_DIFFERS.at(asked, end) or _DIFFERS_TOO.at(asked, end)):
        return None
    typed = end == at + 1 and "." not in asked.text(at)
    raw = asked.words[at].raw if typed else key.removeprefix("tags.")
    return _with_value(asked, at, raw, end)


def _key_first(asked: Asked, at: int) -> Claim | None:
    """`owner tag` (present), `for team payments`, `team a vs team b`, `the payments team`."""
    before = asked.text(at - 1)
    known = tag_key(asked, at)
    called = known is not None and asked.text(known[1] - 1) in ("tag", "tags")
    if known and (called or before in _WITHOUT) and before in _PRESENT:
        return _exists(at, known[1], known[0].removeprefix("tags."))
    beside = {before, asked.text(known[1] + 1)} & _VERSUS if known else None
    led = before in _LED or beside or (known is not None and _is_compared(asked, at))
    led = led or (known is not None and _is_numbered(asked, at, known[1]))
    if known and led and is_plain(asked, known[1]):
        value = asked.words[known[1]].raw
        return _is(at, known[1] + 1, known[0].removeprefix("tags."), value)
    following = tag_key(asked, at + 1)
    if following is None or before not in ("the", "our") or not is_plain(asked, at):
        return None
    called = asked.text(following[1] - 1) in ("tag", "tags")
    return None if called or asked.text(at) in TAG_KEYS else _belonging(asked, at, *following)


def _is_numbered(asked: Asked, at: int, end: int) -> bool:
    """Whether a number follows that can only be one of the key's: `cost center 4711`, no year."""
    number = asked.text(end)
    is_one = number.isdigit() and len(number) > 2 and not 1990 <= int(number) <= 2200
    return is_one and not asked.text(at).endswith("s") and asked.text(at - 1) not in ("by", "per")


def _is_compared(asked: Asked, at: int) -> bool:
    """Whether the key is named twice, as things that are compared: "compare team a and team b"."""
    words = [word.text for word in asked.words]
    beside = asked.text(at - 1) in ("compare", "between", "and", "with", "to")
    return beside and words.count(words[at]) > 1 and bool({"compare", "between"} & set(words))


def _belonging(asked: Asked, at: int, key: str, end: int) -> Claim:
    """`the payments team`; `the staging environment` is what "staging" is."""
    value = asked.words[at].raw
    if value.casefold() in ENVIRONMENTS and key in ("tags.env", "tags.environment"):
        return _env(asked, at, end, value)
    test = Condition(field=key, op="eq", value=value)
    note = f"{value} is read as the tag {key.removeprefix('tags.')}={value}"
    return Claim(at, end, "tag", where=(test,), note=note)


def _environment(asked: Asked, at: int) -> Claim | None:
    """`prod`, `dev environments`; of things, not of cost, also `dev and test`."""
    found = listed(asked, at, one_environment)
    if found is None:
        return None
    values, end = found
    if asked.subject.name == "cost" or len(set(values)) < 2:
        values, end = values[:1], at + 1
    end += asked.text(end) in ("env", "envs", "environment", "environments")
    return _env(asked, at, end, *values)


def one_environment(asked: Asked, at: int) -> tuple[str, int] | None:
    """An environment's name, as typed."""
    one = at < len(asked.words) and asked.text(at) in ENVIRONMENTS
    return (asked.words[at].raw, at + 1) if one else None


def env_key(asked: Asked) -> str:
    """The key that environments are tagged by: "environment", where the company has that alone."""
    keys = {key.casefold() for key in asked.context.tag_keys}
    return "environment" if "environment" in keys and "env" not in keys else "env"


def _env(asked: Asked, start: int, end: int, *values: str) -> Claim:
    key = env_key(asked)
    if len(values) == 1:
        test = Condition(field=f"tags.{key}", op="eq", value=values[0])
        note = f"{values[0]} is read as the tag {key}={values[0]}"
    else:
        test = Condition(field=f"tags.{key}", op="in", value=values)
        note = f"{', '.join(values)} are read as values of the tag {key}"
    return Claim(start, end, "tag", where=(test,), note=note)


def _exists(start: int, end: int, key: str) -> Claim:
    return Claim(start, end, "tag", where=(Condition(field=f"tags.{key}", op="exists"),))


def _is(start: int, end: int, key: str, value: str) -> Claim | None:
    test = matching(f"tags.{key}", value)
    return Claim(start, end, "tag", where=(test,)) if test else None


def _is_not(asked: Asked, start: int, at: int, key: str) -> Claim | None:
    value = _value(asked, at)
    # No condition says "does not begin with".
    if value is None or ("*" in value and not asked.words[at].quoted):
        return None
    test = Condition(field=f"tags.{key}", op="ne", value=value)
    return Claim(start, at + 1, "tag", where=(test,), excludes=True)
