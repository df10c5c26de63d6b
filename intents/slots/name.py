"""Names, ids and other text: "named web-1", `web-*`, `i-0abc…`, "resource group rg-1", "m5.large".

A common word is never taken for a name unless "named" or quotation marks say so. Of patterns only
`web-*` (begins with) and `*web*` (contains) are read.
"""

import re
from dataclasses import replace

from intents.catalog import Field
from intents.query import Condition
from intents.slots import region
from intents.slots.called import HOLDERS, IDS, address, beside_subject, is_telling, subject_of
from intents.slots.claim import Asked, Claim, Phrases, listed
from intents.slots.fields import field_at
from intents.slots.holder import held_by, unmarked
from intents.slots.pattern import matching
from intents.slots.presence import UNCLEAR, presence
from intents.slots.vocabulary import is_piece, is_plain, looks_named

_NAMED = Phrases(
    (phrase, None)
    for phrase in ("named", "called", "name is", "name =", "name", "with the name", "with name",
                   "with name =", "by the name of", "whose name is", "with id", "id =", "id")
)  # fmt: skip
_OPERATIONS = Phrases(
    [(f"{no} {word}", "not_contains") for no in ("not", "does not", "do not", "is not", "without")
     for word in ("contain", "containing", "include", "including", "like")]
    + [(f"{no} {word} with", "not_starts") for no in ("not", "does not", "do not")
       for word in ("start", "begin", "starting", "beginning")]
    + [(word, "contains") for word in ("contains", "contain", "containing", "includes", "like")]
    + [(word, "starts_with") for word in ("starts with", "starting with", "start with",
                                          "begins with", "beginning with", "begin with")]
    + [(word, "ne") for word in ("is not", "!=", "not")]
    + [(word, "eq") for word in ("=", "is", "equals", "equal to", "are")]
)  # fmt: skip
# Shapes that a size or disk type has, so that "m5.large VMs" needs no more words.
_SIZE = re.compile(
    r"[a-z][a-z0-9-]{1,12}\.(?:\d{0,2}x?large|medium|small|micro|nano|metal(?:-\d+xl)?)"
)
_AZURE_SIZE = re.compile(r"standard_[a-z][a-z0-9_]{1,30}")
_DISK_TYPE = re.compile(
    r"gp2|gp3|io1|io2|st1|sc1|(?:premium|premiumv2|standard|standardssd|ultrassd)_l?z?rs"
)
_ZONE = re.compile(r"[a-z]{2}(?:-[a-z]+){1,2}-\d[a-f]")
# Fields whose value may follow without a verb: "resource group rg-1", "subnet app-a".
_PLAIN_VALUE = frozenset(
    {"resource_group", "network", "subnet", "zone", "size", "disk_type", "scaling_group", "plan",
     "cluster", "pool", "vault", "namespace", "storage_account", "gateway", "image", "application",
     "attached_to", "disk", "server"}
)  # fmt: skip
_TEXT_KINDS = ("text", "list")
_ELSEWHERE = frozenset(
    {"cloud", "region", "account", "account_id", "sub_account_name", "region_id"}
)


def read(asked: Asked, at: int) -> Claim | None:
    """A condition on a name, an id or another text."""
    return (
        address(asked, at)
        or _named(asked, at)
        or _in_name(asked, at)
        or _shape(asked, at)
        or _text(asked, at)
        or beside_subject(asked, at)
        or held_by(asked, at)
        or unmarked(asked, at)
    )


def _named(asked: Asked, at: int) -> Claim | None:
    """`named web-1`, `called "blue"`, `name web-*`."""
    found = _NAMED.at(asked, at)
    if found is None or "name" not in asked.subject.fields:
        return None
    end = found[1]
    said = asked.text(end - 1)
    if said in ("=", "is") and (presence(asked, end - 1) or asked.text(end) in UNCLEAR):
        return None
    clear = said in ("named", "called", "of", "=", "is")
    if not (is_plain(asked, end) if clear else looks_named(asked, end)):
        return None
    field = "id" if said == "id" else "name"
    names = listed(asked, end, _like_a_name)
    if names and len(names[0]) > 1:
        return Claim(at, names[1], "name", where=(Condition(field=field, op="in", value=names[0]),))
    return _pattern(asked, at, end, field)


def _in_name(asked: Asked, at: int) -> Claim | None:
    """`with "test" in their name`, `that have web in the name`."""
    begin = asked.skip(at, "that", "which", "with", "have", "having", "has", "containing", "the",
                       "word", "text", "string")  # fmt: skip
    tail = tuple(word.text for word in asked.words[begin + 1 : begin + 4])
    named = tail[:1] == ("in",) and tail[1:2] in (("the",), ("their",), ("its",))
    if begin == at or not named or tail[2:] not in (("name",), ("names",)):
        return None
    if "name" not in asked.subject.fields or not is_piece(asked, begin):
        return None
    test = Condition(field="name", op="contains", value=asked.words[begin].raw)
    return Claim(at, begin + 4, "name", where=(test,))


def _like_a_name(asked: Asked, at: int) -> tuple[str, int] | None:
    plain = looks_named(asked, at) and "*" not in asked.text(at)
    return (asked.words[at].raw, at + 1) if plain and not region.read(asked, at) else None


def _pattern(asked: Asked, start: int, at: int, field: str) -> Claim | None:
    word = asked.words[at]
    test = matching(field, word.raw)
    if test is None and word.quoted:
        # In quotation marks, stars that make no pattern are part of the name.
        test = Condition(field=field, op="eq", value=word.raw)
    return Claim(start, at + 1, "name", where=(test,)) if test else None


def _shape(asked: Asked, at: int) -> Claim | None:
    """`i-0abc1234`, `/subscriptions/…`, `m5.large`, `gp2`, `us-east-1a`, `web-*`."""
    word, fields = asked.text(at), asked.subject.fields
    field = None
    if found := IDS.fullmatch(word):
        field = HOLDERS[found[1]].get(asked.subject.name)
    elif word.startswith("/subscriptions/") and "/providers/" in word:
        field = "resource_id" if asked.subject.name == "cost" else "id"
    elif kind := _kind(asked, at):
        return _of_kinds(asked, at, kind)
    elif word.startswith("rg-") and looks_named(asked, at):
        field = "resource_group"
    elif _ZONE.fullmatch(word):
        field = "zone"
    elif is_telling(asked, at) or ("*" in word and looks_named(asked, at)):
        field = "name"
    if field is None or field not in fields:
        return None
    claim = _pattern(asked, at, at, field)
    if claim and field == "name" and is_telling(asked, at) and asked.subject.name != "vm":
        note = f"{asked.words[at].raw} is read as a {asked.subject.title}, as its name begins"
        return replace(claim, note=note)
    return claim


def _kind(asked: Asked, at: int) -> str | None:
    """The field that a word with the shape of a size or a disk's type is a value of."""
    word = asked.text(at)
    if _SIZE.fullmatch(word) or _AZURE_SIZE.fullmatch(word):
        return "size" if "size" in asked.subject.fields else None
    if not _DISK_TYPE.fullmatch(word):
        return None
    known = (name for name in ("disk_type", "storage_type") if name in asked.subject.fields)
    return next(known, None)


def _of_kinds(asked: Asked, at: int, field: str) -> Claim | None:
    """`gp2`, `m5.large or m5.xlarge`."""

    def one(asked: Asked, at: int) -> tuple[str, int] | None:
        return (asked.words[at].raw, at + 1) if _kind(asked, at) == field else None

    found = listed(asked, at, one)
    if found is None:
        return None
    values, end = tuple(dict.fromkeys(found[0])), found[1]
    end += field == "storage_type" and asked.text(end) in ("storage", "disks", "volumes")
    if len(values) == 1:
        test = Condition(field=field, op="eq", value=values[0])
    else:
        test = Condition(field=field, op="in", value=values)
    return Claim(at, end, "name", where=(test,))


def _text(asked: Asked, at: int) -> Claim | None:
    """`name contains web`, `network = vpc-1`, `resource group rg-1`."""
    found = field_at(asked, at)
    if found is None or found[0].type not in _TEXT_KINDS or found[0].name in _ELSEWHERE:
        return None
    field, end = found
    if held := presence(asked, end):
        test = Condition(field=field.name, op=held[0])
        return Claim(at, held[1], "name", where=(test,), excludes=held[0] == "missing")
    operation = _OPERATIONS.at(asked, end)
    if operation is None:
        direct = field.name in _PLAIN_VALUE and looks_named(asked, end)
        # "What is attached to vol-0abc" asks for its holder.
        direct = direct and subject_of(asked.text(end)) != asked.subject.name
        direct = direct or _is_told(asked, at, field, end)
        return _pattern(asked, at, end, field.name) if direct else None
    op, end = operation
    if asked.text(end) in UNCLEAR and not asked.words[end].quoted:
        return None
    plain = is_plain if op in ("eq", "ne") else is_piece
    if not plain(asked, end) or (op == "eq" and asked.text(end - 1) in ("is", "are")
                                    and not looks_named(asked, end)):  # fmt: skip
        return None
    if field.values and asked.text(end) not in field.values:
        return None
    return _compared(asked, at, end, field.name, op)


def _is_told(asked: Asked, at: int, field: Field, end: int) -> bool:
    """`with pricing unit Credits`: of a charge, a column and what stands in it."""
    told = asked.text(at - 1) == "with" and asked.subject.name == "cost" and not field.values
    return told and is_plain(asked, end)


def text_test(asked: Asked, start: int, at: int, field: str) -> Claim | None:
    """`contains web`, `does not contain web`, `starts with web`, right after a field's words."""
    found = _OPERATIONS.at(asked, at)
    if found is None or found[0] in ("eq", "ne") or not is_piece(asked, found[1]):
        return None
    return _compared(asked, start, found[1], field, found[0])


def _compared(asked: Asked, start: int, at: int, field: str, op: str) -> Claim | None:
    raw = asked.words[at].raw
    if op == "eq":
        return _pattern(asked, start, at, field)
    if op == "contains":
        test = Condition(field=field, op="contains", value=raw.strip("*"))
    elif op == "starts_with":
        test = Condition(field=field, op="starts_with", value=raw.rstrip("*"))
    elif op.startswith("not_"):
        pattern = f"*{raw.strip('*')}*" if op == "not_contains" else f"{raw.rstrip('*')}*"
        test = Condition(field=field, op="not_matches", value=pattern)
    elif "*" in raw and not asked.words[at].quoted:
        # No condition says "does not begin with".
        return None
    else:
        test = Condition(field=field, op="ne", value=raw)
    return Claim(start, at + 1, "name", where=(test,), excludes=test.op in ("ne", "not_matches"))
