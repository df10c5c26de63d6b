"""Corrections that people gave, and what somebody with the right made of them.

A 👎 with a reason is a candidate: the question, and the reason as what was meant. Confirmed, it is
an example with a Query, in `home/examples.toml`: read from then on as confirmed where the same
words are asked (`intents.confirmed`), and learned from by `finops train`. Rejected, it is not
offered again. Who decided, and when, stands beside it and in the audit.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.keeping import keeping
from bot.state import Feedback
from intents.confirmed import key
from intents.phrases import Phrase
from intents.query import Query, parse


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of the correction of an answer; `query` is None where it was rejected."""

    answer: str
    ask: str
    query: Query | None
    by: str
    at: datetime


class Examples:
    """The decisions of one `home`. What cannot be written raises NotKept."""

    def __init__(self, home: Path) -> None:
        """Read nothing yet."""
        self._file = home / "examples.toml"

    def decisions(self) -> tuple[Decision, ...]:
        """All of them, oldest first."""
        if not self._file.exists():
            return ()
        with keeping(self._file):
            raw = tomllib.loads(self._file.read_text("utf-8"))
        return tuple(_decision(one) for one in raw.get("decision", ()))

    def decide(self, decision: Decision) -> None:
        """Keep it; a later decision on the same answer replaces the earlier one."""
        others = [one for one in self.decisions() if one.answer != decision.answer]
        text = "# Written by `finops train --confirm` and `--reject`.\n"
        text += "".join(_as_toml(one) for one in (*others, decision))
        fresh = self._file.with_suffix(".new")
        with keeping(self._file):
            fresh.write_text(text, "utf-8")
            fresh.chmod(0o600)
            fresh.replace(self._file)

    def confirmed(self) -> tuple[Phrase, ...]:
        """The confirmed ones as phrases."""
        return tuple(Phrase(one.ask, one.query.as_said()) for one in self.decisions() if one.query)

    def meanings(self) -> Mapping[str, Query]:
        """What the confirmed questions mean, by their words."""
        return {key(one.ask): one.query for one in self.decisions() if one.query}

    def candidates(self, feedback: Iterable[Feedback]) -> tuple[Feedback, ...]:
        """Corrections on which nobody has decided, newest first."""
        decided = {one.answer for one in self.decisions()}
        return tuple(
            one
            for one in feedback
            if one.thumb == "down" and one.reason.strip() and one.asked.id not in decided
        )


def _decision(raw: Mapping[str, object]) -> Decision:
    query = parse(raw["query"]) if "query" in raw else None
    at = datetime.fromisoformat(str(raw["at"]))
    return Decision(str(raw["answer"]), str(raw["ask"]), query, str(raw["by"]), at)


def _as_toml(one: Decision) -> str:
    told: dict[str, object] = {
        "answer": one.answer, "ask": one.ask, "by": one.by, "at": one.at.isoformat(),
    }  # fmt: skip
    if one.query:
        told["query"] = one.query.as_said()
    return "\n[[decision]]\n" + "".join(f"{name} = {_value(v)}\n" for name, v in told.items())


def _value(value: object) -> str:
    """A value as TOML; JSON's texts, numbers and booleans are TOML's too."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(k)} = {_value(v)}" for k, v in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(_value(one) for one in value) + "]"
        case str():
            # The same escapes but for DEL, which TOML wants escaped.
            return json.dumps(value).replace("\x7f", "\\u007f")
        case _:
            return json.dumps(value)
