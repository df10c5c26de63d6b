"""When a question is one for a script, and a script that was run, shown to be read. Pure.

Imported wherever the bot is: nothing of the sandbox is loaded from here.
"""

from collections.abc import Mapping, Sequence

from bot.state import Asked
from finops.answer import Answer
from intents.query import Read, Unread


def fits(found: Read) -> bool:
    """Whether no Query can express the question: a language model said so, without any trouble."""
    return found.route == "llm" and isinstance(found.reading, Unread) and found.hindrance is None


def shown(asked: Asked, code: str, records: Sequence[Mapping[str, object]]) -> Answer:
    """The script that was run for a question, and what it did, from its audit."""
    calls = [one for one in records if one["kind"] == "script_call"]
    jobs = [one for one in records if one["kind"] == "script"]
    refused = sum(one["decision"] == "denied" for one in calls)
    told = [f"it made {len(calls)} call{'' if len(calls) == 1 else 's'}, {refused} were refused"]
    told += [f"it {one['ending']} in tier {one['tier']}, sha256 {one['sha256']}" for one in jobs]
    return Answer(
        id="",
        outcome="howto",
        headline="The script that a language model wrote for this question",
        understood=asked.question,
        route="script",
        insights=tuple(told),
        command=code,
        suggestions=(asked.question,),
    )
