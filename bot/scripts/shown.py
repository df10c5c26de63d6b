"""When a question is one for a script, and a script that was run, shown to be read. Pure.

Imported wherever the bot is: nothing of the sandbox is loaded from here.
"""

import hashlib
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence

from bot.state import Asked
from finops.answer import Answer, Script
from intents.query import Read, Unread

Record = Mapping[str, object]
MOST_CALLS = 20
_WRITTEN = "The script that a language model wrote for this question"
_PROMOTED = "The promoted script that was run for this question"


def fits(found: Read) -> bool:
    """Whether no Query can express the question: a language model said so, without any trouble."""
    return found.route == "llm" and isinstance(found.reading, Unread) and found.hindrance is None


def digest(code: str) -> str:
    """The code's SHA-256, by which audit and answer name it."""
    return hashlib.sha256(code.encode("utf-8", "backslashreplace")).hexdigest()


def shown(
    asked: Asked, code: str, records: Sequence[Record], seen: Container[str] | None = None
) -> Answer:
    """The script that was run for a question, and what it did, from its audit.

    `seen` are the ids, in lower case, of the accounts that may be named; None: all.
    """
    job: Record = next((one for one in records if one["kind"] == "script"), {})
    ending, tier = str(job.get("ending", "not kept")), job.get("tier")
    return Answer(
        id="",
        outcome="howto",
        headline=_PROMOTED if job.get("promoted") else _WRITTEN,
        understood=asked.question,
        route="script",
        insights=(
            *_calls([one for one in records if one["kind"] == "script_call"], seen),
            f"ending: {ending}; tier of the sandbox: {tier or 'none'}",
        ),
        script=Script(
            code=code, sha256=digest(code), tier=str(tier) if tier else None, ending=ending
        ),
        suggestions=(asked.question,),
    )


def _calls(calls: Sequence[Record], seen: Container[str] | None) -> Iterator[str]:
    """What it asked, each once with how often; what was refused says why."""
    counts = Counter(_call(one, seen) for one in calls)
    for sentence, count in counts.most_common(MOST_CALLS):
        yield f"{sentence} ({count:,} times)" if count > 1 else sentence
    if len(counts) > MOST_CALLS:
        yield f"… and {len(counts) - MOST_CALLS:,} other calls"
    if not counts:
        yield "it asked nothing of the clouds"


def _call(call: Record, seen: Container[str] | None) -> str:
    account = str(call["account"] or "")
    if account and seen is not None and account.lower() not in seen:
        return f"{call['service']} {call['operation']}, in an account that you may not see"
    parts = (str(call[name]) for name in ("service", "operation", "account", "region"))
    said = " ".join(dict.fromkeys(part for part in parts if part))
    return f"{said}: {call['decision']}" + (f", {call['reason']}" if call["reason"] else "")
