"""Negations and exclusions: "not in us-east-1", "without an owner tag", "excluding tax".

A negation is read together with the part that it turns round, or not at all: it is never dropped,
and neither is the part left standing without it. After an excluding word, a further part joined by
"and" without a word of its own ("excluding us-east-1 and stopped") could be inside the exclusion or
outside it; the rules do not accept such a question.
"""

from dataclasses import replace

from intents.query import Condition, Op
from intents.slots import (
    advised,
    charged,
    charges,
    column,
    dimension,
    family,
    meant,
    name,
    of_service,
    owned,
    powered,
    region,
    runs,
    scope,
    service,
    tag,
    usage,
    value,
    waste,
    weekday,
)
from intents.slots.claim import NEGATES, Asked, Claim, Phrases, listed

_WORDS = Phrases(
    (phrase, None)
    for phrase in (
        "not", "no", "without", "except", "except for", "excluding", "exclude", "excludes",
        "other than", "outside", "outside of", "but not", "ignoring", "ignore", "apart from",
        "aside from", "omitting", "omit", "minus", "missing", "lacking", "lack", "lacks",
        "leaving out",
        "leave out", "does not have", "do not have", "is not", "are not", "not including",
        "non", "neither", "everything but", "all but", "anything but", "besides", "that is not",
        "not have", "not got", "have not got", "has not got", "not using", "not use",
        "do not use", "does not use",
        "have no", "has no", "with no", "having no", "in no", "on no", "and not",
        "and no", "nor", "and neither", "ex", "excl", "excl.", "exc", "less", "sans", "barring",
        "save for", "not counting", "with the exception of", "exclusive of", "net of",
        *(f"{every} {envs} {but}" for every in ("all", "all the", "all our", "every", "any")
          for envs in ("environments", "envs", "environment", "env")
          for but in ("but", "except", "except for", "other than", "excluding", "besides")),
    )
)  # fmt: skip
# Such words after what they leave out: "credits excluded", "tax aside".
_AFTER = Phrases(
    (f"{lead}{word}", None)
    for lead in ("", "is ", "are ", "being ")
    for word in ("excluded", "left out", "taken out", "filtered out", "not included",
                 "not counted", "omitted", "ignored", "aside")
)  # fmt: skip
_LAST = frozenset("excluded out included counted omitted ignored aside".split())
# Small words between a negation and what it is about.
_BETWEEN = (
    "in", "on", "from", "for", "the", "a", "an", "any", "those", "ones", "that", "which", "is",
    "are", "with", "have", "having", "by", "of", "being", "currently", "been", "at", "our", "my",
    "all", "to", "where", "under", "belonging",
)  # fmt: skip
_MOST_BETWEEN = 4
_NOT_PROD = dict.fromkeys(
    ("non-prod", "nonprod", "non-production", "nonproduction"), "prod and production"
)
_PRODUCTION = ("prod", "production")
# Verbs whose "out" may come last.
_PARTED = ("leaving", "leave", "taking", "take", "keeping", "keep", "filtering", "filter")
_TURNABLE = (
    usage.read,
    weekday.read,
    value.value,
    value.flag,
    meant.read,
    runs.read,
    powered.read,
    owned.read,
    region.read,
    scope.cloud,
    scope.account,
    tag.read,
    dimension.read,
    service.read,
    of_service.read,
    charged.read,
    family.read,
    name.read,
    column.optional,
    waste.left_out,
    advised.read,
)
_OPPOSITES: dict[Op, Op] = {
    "eq": "ne",
    "ne": "eq",
    "in": "not_in",
    "not_in": "in",
    "exists": "missing",
    "missing": "exists",
}
_REGION = {"cost": "region_id"}
_ACCOUNT = {"cost": ("sub_account_name", "sub_account_id")}


def read(asked: Asked, at: int) -> Claim | None:
    """A negation and the part it turns round."""
    if glued := _not_production(asked, at) or _non(asked, at):
        return glued
    found = _WORDS.at(asked, at) if _goes_on(asked, at) else None
    if found is None and _is_all_but(asked, at):
        found = None, at + 1
    if found is None and asked.text(at) in _PARTED:
        found = None, at + 1
    if found is None:
        return _excluded_after(asked, at)
    inner = _longest(asked, found[1])
    skipped = found[1]
    while inner is None and asked.text(skipped) in _BETWEEN and skipped < found[1] + _MOST_BETWEEN:
        skipped += 1
        inner = _longest(asked, skipped)
    if inner is None or (asked.text(at) in charges.NETTING and _came_back(inner)):
        return None
    if asked.text(at) in _PARTED and found[1] == at + 1:
        # "Leaving team data out".
        if asked.text(inner.end) != "out":
            return None
        inner = replace(inner, end=inner.end + 1)
    if asked.text(inner.end) in ("ones", "one"):
        inner = replace(inner, end=inner.end + 1)
    bare = inner.kind == "tag" and inner.where[0].field == f"tags.{tag.env_key(asked)}"
    return (_environments(asked, skipped, at) if bare else None) or turned(inner, asked, at)


def _non(asked: Asked, at: int) -> Claim | None:
    """`non-spot`, `non-public`: in one word."""
    word = asked.words[at]
    stem = word.text.removeprefix("non-")
    if stem == word.text or word.quoted:
        return None
    alone = replace(asked, words=(replace(word, text=stem, raw=stem),))
    slots = (value.value, value.flag, meant.read, name.read)
    inner = next((claim for slot in slots if (claim := slot(alone, 0))), None)
    return turned(replace(inner, start=at, end=at + 1), asked, at) if inner else None


def _goes_on(asked: Asked, at: int) -> bool:
    """Whether a "nor" goes on from a negation; any other word may begin one."""
    before = (word.text for word in asked.words[:at])
    return asked.text(at) != "nor" or any(text in NEGATES for text in before)


def _is_all_but(asked: Asked, at: int) -> bool:
    """`every account but sandbox`, `all our regions but us-east-1`."""
    every = {asked.text(at - 2), asked.text(at - 3)} & {"all", "every", "any"}
    only = asked.text(at + 1) in ("only", "just", "not", "no", "with", "without", "in")
    return asked.text(at) == "but" and bool(every) and not only


def _excluded_after(asked: Asked, at: int) -> Claim | None:
    """`credits excluded`, `retail-prod left out`."""
    if not any(word.text in _LAST for word in asked.words[at + 1 :]):
        return None
    inner = _longest(asked, at)
    found = _AFTER.at(asked, inner.end) if inner else None
    if inner is None or found is None:
        return None
    return turned(replace(inner, end=found[1]), asked, at)


def _not_production(asked: Asked, at: int) -> Claim | None:
    """`non-prod`, `non-production environments`."""
    if asked.text(at) not in _NOT_PROD or asked.words[at].quoted:
        return None
    if "tags" not in asked.subject.fields:
        return None
    value, key = _NOT_PROD[asked.text(at)], tag.env_key(asked)
    end = at + 1 + (asked.text(at + 1) in ("env", "envs", "environment", "environments"))
    test = Condition(field=f"tags.{key}", op="not_in", value=_PRODUCTION)
    note = f"{asked.text(at)} is read as the tag {key} other than {value}"
    return Claim(at, end, "tag", where=(test,), excludes=True, turned=True, note=note)


def _environments(asked: Asked, begin: int, at: int) -> Claim | None:
    """`except prod`, `excluding prod and dev`, where no key is named.

    Without prod is what "non-prod" is, whichever way it is spelt.
    """
    found = listed(asked, begin, tag.one_environment)
    if found is None:
        return None
    said, end = found
    words = {asked.text(n) for n in range(begin, end)}
    if len(said) > 1 and asked.text(at) in ("not", "no", "non") and not words & {"or", "nor"}:
        # "Not prod and staging": staging, perhaps, is asked for.
        return None
    out = dict.fromkeys(one.casefold() for one in said)
    if not out.keys().isdisjoint(_PRODUCTION):
        out = dict.fromkeys((*_PRODUCTION, *out))
    if len(out) == 1:
        return None
    end += asked.text(end) in ("env", "envs", "environment", "environments")
    key = tag.env_key(asked)
    test = Condition(field=f"tags.{key}", op="not_in", value=tuple(out))
    note = f"{' and '.join(said)} left out is read as the tag {key} other than {', '.join(out)}"
    return Claim(at, end, "tag", where=(test,), excludes=True, turned=True, note=note)


def _came_back(claim: Claim) -> bool:
    """Whether it is of money that came back."""
    return any("Credit" in test.values for test in claim.where)


def _longest(asked: Asked, at: int) -> Claim | None:
    if at >= len(asked.words):
        return None
    claims = [claim for slot in _TURNABLE if (claim := slot(asked, at))]
    return max(claims, key=lambda claim: claim.end, default=None)


def turned(claim: Claim, asked: Asked, start: int) -> Claim | None:
    """The opposite of a claim; None where a Query cannot say it.

    The opposites of `eq` and `in` keep rows whose value is unknown: "not tagged env=prod" includes
    what has no such tag.
    """
    tests = claim.where
    if any(not scope.may_be(asked, name) for name in claim.accounts):
        # Of an account that is not known, nothing would be left out.
        return None
    if claim.kind == "scope":
        scoped = as_test(claim, asked)
        tests = (scoped,) if scoped else ()
    if claim.either and all(_is_part(test) or test.op == "eq" for test in tests):
        # Neither the one nor the other: each by itself does not hold.
        each = tuple(_opposite(test) for test in tests)
        return replace(claim, start=start, where=each, either=False, excludes=True, turned=True)
    if len(tests) != 1 or not (tests[0].op in _OPPOSITES or _is_part(tests[0])):
        return None
    if tests[0].op == "starts_with" and claim.kind != "test":
        # "Not named web-*": whether it means that beginning is not certain.
        return None
    opposite = _opposite(tests[0])
    kind = "test" if claim.kind == "scope" else claim.kind
    clouds = () if claim.kind in ("scope", "test") else claim.clouds
    return replace(
        claim, start=start, kind=kind, where=(opposite,), excludes=True, turned=True,
        clouds=clouds, regions=(), accounts=(),
    )  # fmt: skip


def _is_part(test: Condition) -> bool:
    """Whether it asks for a part of a text, in which no sign is a wildcard."""
    return test.op in ("contains", "starts_with") and not set(str(test.value)) & set("*?")


def _opposite(test: Condition) -> Condition:
    if _is_part(test):
        lead = "*" if test.op == "contains" else ""
        return Condition(field=test.field, op="not_matches", value=f"{lead}{test.value}*")
    if isinstance(test.value, bool):
        return Condition(field=test.field, op="eq", value=not test.value)
    return Condition(field=test.field, op=_OPPOSITES[test.op], value=test.value)


def as_test(claim: Claim, asked: Asked) -> Condition | None:
    """A scope as a condition, so that it can be turned round, or be a part of a whole."""
    subject = asked.subject.name
    if claim.regions:
        return _among(asked, _REGION.get(subject, "region"), claim.regions)
    if claim.accounts:
        named, by_id = _ACCOUNT.get(subject, ("account", "account_id"))
        ids = all(not known.isidentifier() and _is_id(known) for known in claim.accounts)
        return _among(asked, by_id if ids else named, claim.accounts)
    return _among(asked, "cloud", claim.clouds) if len(claim.clouds) == 1 else None


def _is_id(text: str) -> bool:
    return text.isdigit() or text.count("-") == 4


def _among(asked: Asked, field: str, values: tuple[str, ...]) -> Condition | None:
    if asked.subject.field(field) is None:
        return None
    if len(values) == 1:
        return Condition(field=field, op="eq", value=values[0])
    return Condition(field=field, op="in", value=values)
