"""Words that mean a comparison of a field: "empty buckets", "unhealthy targets", "premium disks".

The catalog tells them (`means`). What they were taken for is noted: "unused" of a function is that
it was not called, of an image that no VM was made of it.
"""

from functools import cache

from intents import catalog
from intents.catalog import Field
from intents.query import Condition, FieldRef
from intents.slots.claim import Asked, Claim, Phrases

_SAID = {"eq": "is", "lt": "below", "le": "at most", "gt": "above", "ge": "at least"}


def read(asked: Asked, at: int) -> Claim | None:
    """A word that means a comparison."""
    found = _meanings(asked.subject.name).at(asked, at)
    if found is None:
        return None
    test, end = found
    field = asked.subject.fields[test.field]
    words = " ".join(word.text for word in asked.words[at:end])
    note = f"{words} is read as {_told(field, test, asked.subject)}" if test.op in _SAID else None
    return Claim(at, end, "test", where=(test,), note=note)


def of(subject: catalog.Subject, word: str) -> Condition | None:
    """The comparison that one word means."""
    return _words(subject.name).get(word)


def _told(field: Field, test: Condition, subject: catalog.Subject) -> str:
    """A comparison in words: "invocations is 0", "CPU below 20%"."""
    value = test.value
    if isinstance(value, bool):
        return field.title if value else f"not {field.title}"
    if isinstance(value, FieldRef):
        return f"{field.title} {_SAID[test.op]} {subject.fields[value.field].title}"
    unit = {"percent": "%", "GiB": " GiB", "days": " days"}.get(field.unit or "", "")
    return f"{field.title} {_SAID[test.op]} {value}{unit if value else ''}"


@cache
def _words(subject: str) -> dict[str, Condition]:
    known = catalog.subject(subject)
    return {
        word: Condition.model_validate(
            {"field": field.name, "op": op, "value": _value(known, field, op, value)}
        )
        for field in known.fields.values()
        for op, values in field.means.items()
        for value, words in values.items()
        for word in words
    }


@cache
def _meanings(subject: str) -> Phrases[Condition]:
    return Phrases(_words(subject).items())


def _value(subject: catalog.Subject, field: Field, op: str, text: str) -> object:
    if op == "in":
        return tuple(text.split(","))
    if field.type == "bool":
        return text == "true"
    if field.type != "number":
        return text
    return {"field": text} if text in subject.fields else int(text)
