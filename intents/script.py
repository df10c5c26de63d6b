"""The last resort: a language model writes a script for a question that no Query can express.

What may be used is told to it (`available`), and what is wrong with a script can be told before it
runs (`check`): both are handed in by whoever runs scripts, since nothing here knows the sandbox. A
script that is wrong goes back once with what is wrong; after that the question stays unanswered.
What a script computed never comes by here, and nothing of a cloud is in a prompt.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from intents.model import Model, Prompt, Said, Tool
from intents.prompt import query_schema, told_subjects
from intents.query import Hindrance, Spent
from intents.tokens import Usage
from intents.trouble import Trouble

Check = Callable[[str], tuple[str, ...]]

WRITE, DECLINE = "script", "decline"
LONGEST = 20_000
# More is no repair but another prompt.
_MOST_PROBLEMS, _MOST_PROBLEM = 12, 300
_DECLINED = {
    "action": "the language model takes it for a wish to change something, which nothing here does",
    "off_topic": "the language model does not take it for a question about clouds or their cost",
    "not_possible": "the language model sees no script that could answer it with what may be read",
}
_FIX = "ask for something near it"
_UNFIT = "the language model wrote no script that may run"
_SYSTEM = files("intents").joinpath("script_instructions.md").read_text("utf-8")


def _nothing_wrong(_: str) -> tuple[str, ...]:
    return ()


def _silent(_: object) -> None:
    """Nobody watches the progress."""


@dataclass(frozen=True, slots=True)
class Written:
    """A script, or why there is none; `spent` is what asking cost."""

    code: str | None = None
    hindrance: Hindrance | None = None
    spent: Spent | None = None


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What the model said, and why that cannot run."""

    code: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScriptWriter:
    """Asks the model for scripts. `tell` takes a sentence for whoever waits."""

    model: Model
    available: str
    check: Check = _nothing_wrong
    tell: Callable[[object], None] = _silent

    def __call__(self, question: str, today: date) -> Written:
        """A script for the question; one that is wrong is mended once."""
        self.tell("asking the language model for a script")
        said = self.model.ask(self._prompt(question, today))
        usage, found = said.usage, self._held(said)
        if isinstance(found, _Wrong):
            again = self.model.ask(self._prompt(question, today, found))
            usage += again.usage
            found = self._held(again)
        if isinstance(found, _Wrong):
            why = "; ".join((_UNFIT, *found.problems[:1]))
            found = Written(hindrance=Hindrance(why, "say it in other words"))
        return replace(found, spent=self._spent(usage))

    def _prompt(self, question: str, today: date, wrong: _Wrong | None = None) -> Prompt:
        system = f"{_SYSTEM}\n{self.available}\n\n{_about_queries()}"
        return Prompt(system, message(question, today, wrong), _tools(), effort="medium")

    def _held(self, said: Said | Trouble) -> Written | _Wrong:
        if isinstance(said, Trouble):
            return Written(hindrance=Hindrance(said.message, said.fix))
        if said.tool == DECLINE:
            why = _DECLINED.get(str(said.input.get("why")), _DECLINED["not_possible"])
            return Written(hindrance=Hindrance(why, _FIX))
        code = said.input.get("code")
        if said.tool != WRITE or not isinstance(code, str):
            return _Wrong(said.text[:1000], ("no tool was called with code: call exactly one",))
        if len(code) > LONGEST:
            return _Wrong("", (f"it is longer than {LONGEST} characters",))
        problems = tuple(one[:_MOST_PROBLEM] for one in self.check(code)[:_MOST_PROBLEMS])
        return _Wrong(code, problems) if problems else Written(code)

    def _spent(self, usage: Usage) -> Spent | None:
        if not usage.calls:
            return None
        return Spent(self.model.name, usage.calls, usage.tokens, usage.price)


def message(question: str, today: date, wrong: "_Wrong | None" = None) -> str:
    """What goes with one question, which comes as a JSON string."""
    parts = [
        told_subjects(question),
        f"Today is {today}, a {today:%A}.",
        f"The question: {json.dumps(question, ensure_ascii=False)}",
    ]
    if wrong:
        parts += [
            f"You wrote {json.dumps(wrong.code, ensure_ascii=False)}",
            "That cannot run:",
            *(f"- {problem}" for problem in wrong.problems),
        ]
    return "\n".join(parts)


@cache
def _tools() -> tuple[Tool, ...]:
    code = {"type": "string", "description": "the whole script"}
    why = {"type": "string", "enum": list(_DECLINED)}
    return (
        Tool(WRITE, "Answer the question by a script.", _object(code=code)),
        Tool(DECLINE, "Say why there is no script.", _object(why=why)),
    )


def _object(**properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


@cache
def _about_queries() -> str:
    """What `query(...)` takes: the same for every question."""
    schema = json.dumps(query_schema(), separators=(",", ":"))
    return f"A Query, as keyword arguments of `query`, by this JSON schema:\n{schema}"
