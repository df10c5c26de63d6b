"""Credentials blotted out of what is written down, since people paste such things into questions.

Two things are taken for one: text that looks like a key, a token or `password=…`, and the value of
a condition on a tag whose key speaks of a secret. What was found in either is blotted out of the
question and of its Query alike. Pure.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

BLOT = "[secret]"
LONG = 8
# AWS key ids, JSON web tokens, Slack and model keys, shared keys and signatures of Azure storage.
_KEY = re.compile(
    r"\b(?:(?:AKIA|ASIA)[0-9A-Z]{16}|eyJ[\w-]{8,}(?:\.[\w-]+)+|xox[a-z]-[\w-]{8,}|sk-[\w-]{16,})"
    r"|(?<=[Bb]earer )[\w.~+/-]{8,}|(?<=AccountKey=)[\w+/=]{16,}|(?<=sig=)[\w%]{16,}"
)
_KEY_ID = re.compile(r"(?:AKIA|ASIA)[0-9A-Z]{16}", re.IGNORECASE)
# An AWS secret key is any 40 such characters, as is a commit: only beside a key id it is one.
_BESIDE_KEY_ID = re.compile(r"(?<![\w/+])[\w/+]{40}(?![\w/+])")
_ASSIGNED = re.compile(
    r"(?:passw(?:or)?d|passphrase|pwd|secret|token|(?:api|access|secret|private)[_-]?key)"
    r"""["']?\s*[=:]\s*["']?(?!\[secret\])([^\s"'\\&;,]+)""",
    re.IGNORECASE,
)
_SECRET_NAME = re.compile(r"passw|passphrase|pwd|secret|token|credential|key(?![a-z])", re.I)
# What names parts of a Query; a secret that is spelled alike does not blot them.
_NAMES = ("field", "op", "agg", "name")


def redacted(text: str) -> str:
    """The text without what looks like a credential.

    >>> redacted("VMs tagged password=hunter2")
    'VMs tagged password=[secret]'
    """
    return _without(text, _secrets(text))


def redacted_question(question: str, *queries: object) -> tuple[str, list[object]]:
    """A question and its Queries as JSON values, each without the secrets of any of them."""
    told = (question, _data(question), *queries)
    found = {secret for one in told for text in _texts(one) for secret in _secrets(text)}
    found.update(secret for one in told for secret in _secret_values(one))
    return _without(question, found), [_blotted(query, found) for query in queries]


def _data(question: str) -> object:
    """A question that came as data is written down as its JSON."""
    try:
        return json.loads(question) if question.startswith("{") else None
    except ValueError:
        return None


def _secrets(text: str) -> Iterator[str]:
    yield from (match.group() for match in _KEY.finditer(text))
    yield from (match.group(1) for match in _ASSIGNED.finditer(text))
    if _KEY_ID.search(text):
        yield from (match.group() for match in _BESIDE_KEY_ID.finditer(text))


def _secret_values(value: object) -> Iterator[str]:
    """The values of conditions on tags that are named like a secret."""
    match value:
        case {"field": str(field), "value": tested} if _names_a_secret(field):
            yield from _texts(tested)
        case Mapping():
            for part in value.values():
                yield from _secret_values(part)
        case list() | tuple():
            for part in value:
                yield from _secret_values(part)
        case _:
            return


def _names_a_secret(field: str) -> bool:
    # Our own fields hold none: only people name tags.
    return field.startswith("tags.") and bool(_SECRET_NAME.search(field))


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for key, part in value.items():
                if key not in _NAMES:
                    yield from _texts(part)
        case list() | tuple():
            for part in value:
                yield from _texts(part)
        case _:
            return


def _blotted(value: object, secrets: Iterable[str]) -> object:
    match value:
        case str():
            return _without(value, secrets)
        case Mapping():
            return {
                key: part if key in _NAMES else _blotted(part, secrets)
                for key, part in value.items()
            }
        case list() | tuple():
            return [_blotted(part, secrets) for part in value]
        case _:
            return value


def _without(text: str, secrets: Iterable[str]) -> str:
    """The text without these, the longest first, in either case."""
    for secret in sorted(secrets, key=len, reverse=True):
        literal = re.escape(secret)
        # A short one, as "on", is part of many words.
        pattern = literal if len(secret) >= LONG else rf"(?<!\w){literal}(?!\w)"
        text = re.sub(pattern, BLOT, text, flags=re.IGNORECASE)
    return text
