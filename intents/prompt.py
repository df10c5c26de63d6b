"""What a language model is told so that it reads a question: rules, tools, fields, examples.

The instructions (`instructions.md`) and tools are the same for every question, so that the API's
cache keeps them; `message` holds what goes with one question: the day, the fields of the subjects
that it may be about, the examples most like it, and the question as a JSON string, last.

Nothing here comes from a cloud: no account, resource, tag, budget or amount. Of the reader's
context there is the day, the Query that the question may go on from, with marks for names
(`intents.hidden`), and those confirmed examples whose Query has no name in it. Tool schemas and
fields are derived from `Query` and the catalog.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from intents import catalog
from intents.catalog import Field, Subject
from intents.context import ReadContext
from intents.hidden import hidden
from intents.model import Prompt, Tool
from intents.phrases import Phrase
from intents.query import Query
from intents.similar import similar
from intents.slots import subject as subject_slot
from intents.slots.claim import Asked
from intents.words import split

MOST_EXAMPLES, MOST_SUBJECTS = 8, 4
# A field is told in so few characters; its name says most of it.
MOST_ABOUT = 72
# The day on which the phrases are read: see `intents.phrases`.
DAY_OF_EXAMPLES = date(2026, 11, 18)
READ, ASK_BACK, DECLINE = "read", "ask_back", "decline"
# Which subjects are named depends on no account.
_NOBODY = ReadContext(DAY_OF_EXAMPLES)

SYSTEM = files("intents").joinpath("instructions.md").read_text("utf-8")


def prompt(
    question: str, context: ReadContext, wrong: tuple[str, ...] = (), before: str = ""
) -> Prompt:
    """The call that reads a question; `wrong` is what did not hold of the reading `before`."""
    return Prompt(SYSTEM, message(question, context, wrong, before), tools())


def message(
    question: str, context: ReadContext, wrong: tuple[str, ...] = (), before: str = ""
) -> str:
    """What goes with one question; the question itself comes as a JSON string."""
    alike = similar(question, MOST_EXAMPLES, _confirmed(context))
    parts = [
        told_subjects(question, alike),
        f"Examples, read as if today were {DAY_OF_EXAMPLES}:",
        *(_example(phrase) for phrase in alike),
        f"Today is {context.today}, a {context.today:%A}.",
        *_earlier(context),
        f"The question: {json.dumps(question, ensure_ascii=False)}",
    ]
    if wrong:
        parts += [f"You read it as {before}", "That does not hold:", *(f"- {one}" for one in wrong)]
    return "\n".join(parts)


def told_subjects(question: str, alike: Sequence[Phrase] | None = None) -> str:
    """All subjects, and the fields of those that the question, or examples like it, name."""
    alike = similar(question, MOST_EXAMPLES) if alike is None else alike
    fields = (_fields(one) for one in _subjects(question, alike))
    return "\n".join(("Subjects: " + ", ".join(catalog.by_name()), *fields))


def _earlier(context: ReadContext) -> Iterator[str]:
    """The Query that the question may go on from."""
    if context.previous:
        data = hidden(context.previous.query).data
        yield f"The question before it was read as {json.dumps(data, ensure_ascii=False)}"


def _confirmed(context: ReadContext) -> tuple[Phrase, ...]:
    """The company's own examples, as far as they hold no name."""
    return tuple(
        Phrase(ask, query.as_said())
        for ask, query in context.confirmed.items()
        if not hidden(query).names
    )


@cache
def tools() -> tuple[Tool, ...]:
    """The three ways to answer."""
    choices = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 4}
    why = {"type": "string", "enum": ["action", "off_topic", "not_expressible"]}
    return (
        Tool(READ, "Read the question as a Query.", _read_schema()),
        Tool(ASK_BACK, "Ask which of several questions is meant.", _object(choices=choices)),
        Tool(DECLINE, "Say why there is no Query.", _object(why=why)),
    )


def _object(**properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def query_schema() -> dict[str, Any]:
    """The JSON schema of a Query, without what a model needs not be told."""
    whole: dict[str, Any] = _plain(Query.model_json_schema())
    whole["properties"]["subject"]["enum"] = list(catalog.by_name())
    return whole


def _read_schema() -> dict[str, Any]:
    whole = query_schema()
    shared = whole.pop("$defs")
    place = {"type": "string", "description": "where.0, period, subject …, or noise"}
    part = _object(words={"type": "string"}, place=place)
    schema = _object(query=whole, accounted={"type": "array", "items": part})
    schema["properties"]["goes_on"] = {"type": "boolean"}
    return {**schema, "$defs": shared}


def _plain(schema: Any) -> Any:
    """A JSON schema without what a model needs not be told: titles, defaults, limits, null."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    options = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if len(options) == 1:
        return _plain({**options[0], **{k: v for k, v in schema.items() if k != "anyOf"}})
    if options and all(set(one) <= {"type", "maxLength", "pattern"} for one in options):
        # Numbers come as decimals in text, too; a model has no use for that.
        return {"type": sorted({one["type"] for one in options})}
    dropped = ("title", "default", "maxLength", "maxItems", "description")
    kept = {key: one for key, one in schema.items() if key not in dropped or isinstance(one, dict)}
    if options:
        kept["anyOf"] = options
    return {
        key: {name: _plain(one) for name, one in value.items()} if key == "properties" else (
            _plain(value)
        )
        for key, value in kept.items()
    }  # fmt: skip


def _subjects(question: str, alike: Sequence[Phrase]) -> list[Subject]:
    """Those that the words name, then those of the examples."""
    words, every = split(question), subject_slot.every()
    asked = Asked(words, catalog.subject("vm"), _NOBODY)
    named = [found[0] for at in range(len(words)) if (found := every.at(asked, at))]
    shown = [str(phrase.query["subject"]) for phrase in alike if phrase.query]
    order = list(dict.fromkeys((*named, *shown, "cost", "vm")))[:MOST_SUBJECTS]
    return [catalog.subject(name) for name in order]


def _fields(subject: Subject) -> str:
    told = "; ".join(_field(one, subject) for one in subject.fields.values())
    return f"{subject.name} ({', '.join(subject.words[:3])}; {', '.join(subject.clouds)}): {told}"


def _field(field: Field, subject: Subject) -> str:
    """`size_gib number GiB: its size`."""
    kind = {"metric": "metric", "cost": "cost"}.get(field.kind, "")
    about = f"one of {', '.join(field.values)}" if field.values else field.about
    if subject.name == "cost" and not field.values:
        # FOCUS's columns are called by what they are, and there are sixty of them.
        about = ""
    head = " ".join(part for part in (field.name, field.type, field.unit, kind) if part)
    return f"{head}: {about[:MOST_ABOUT]}" if about else head


def _example(phrase: Phrase) -> str:
    query = json.dumps(phrase.query, separators=(",", ":"), ensure_ascii=False)
    return f"{json.dumps(phrase.ask, ensure_ascii=False)} → {query}"
