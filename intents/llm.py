"""The last reader: a language model fills in the Query, and is held to the question.

It is asked for what rules and classifier could not read, be it a whole question or one that goes on
from the answer before (`intents.carried`). Its Query is validated like any other's
and then held to each word of the question (`accounted`). What does not hold goes back to it once;
after that the question is Unread. It may also ask back, or say that there is no Query. None of its
own sentences reaches people: choices are questions that the rules can read, refusals are ours.

The question is data: the worst that it can talk the model into is another Query, which is computed
under the rights of whoever asked, and which has to hold every word of what they typed.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from intents import rules
from intents.accounted import in_accounts, problems
from intents.carried import carried_problems
from intents.context import ReadContext
from intents.followup import goes_on
from intents.hidden import hidden
from intents.model import Model, Said
from intents.placed import Part, notes
from intents.prompt import ASK_BACK, DECLINE, READ, prompt
from intents.query import (
    Clarify,
    Hindrance,
    InvalidQuery,
    Query,
    Read,
    Reading,
    Refuse,
    Spent,
    Unread,
    parse,
)
from intents.tokens import Usage
from intents.trouble import Trouble

MOST_CHOICES = 4
# More is no repair but another prompt.
MOST_PROBLEMS, MOST_PROBLEM = 8, 300
_REFUSALS = {
    "action": Refuse(
        "action",
        "I only read clouds and never change them. Please use the cloud's own console or CLI.",
    ),
    "off_topic": Refuse(
        "off_topic", "I answer questions about AWS and Azure infrastructure and what it costs."
    ),
}
_UNREAD = Unread(())
_NOT_HELD = Hindrance(
    "the language model found no reading that says all of the question", "say it in other words"
)


def _silent(_: object) -> None:
    """Nobody watches the progress."""


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A reading that does not hold, and why."""

    before: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelReader:
    """The reader with its model: called as `(question, context) -> Read`, as every reader is.

    `tell` takes a sentence for whoever waits.
    """

    model: Model
    tell: Callable[[object], None] = _silent

    def __call__(self, question: str, context: ReadContext) -> Read:
        """The reading of a question. Unread without a hindrance: no Query can express it."""
        self.tell("asking the language model")
        said = self.model.ask(prompt(question, context))
        usage = said.usage
        found = _meaning(said, question, context)
        if isinstance(found, _Wrong):
            again = prompt(question, context, found.problems, found.before)
            said = self.model.ask(again)
            usage += said.usage
            found = _meaning(said, question, context)
        if isinstance(found, _Wrong):
            found = Read(_UNREAD, "llm", hindrance=_NOT_HELD)
        return replace(found, spent=self._spent(usage))

    def _spent(self, usage: Usage) -> Spent | None:
        if not usage.calls:
            return None
        return Spent(self.model.name, usage.calls, usage.tokens, usage.price)


def _meaning(said: Said | Trouble, question: str, context: ReadContext) -> Read | _Wrong:
    if isinstance(said, Trouble):
        return Read(_UNREAD, "llm", hindrance=Hindrance(said.message, said.fix))
    before = json.dumps(said.input, ensure_ascii=False)[:4000]
    match said.tool:
        case str(name) if name == READ:
            return _held(said, before, question, context)
        case str(name) if name == ASK_BACK:
            return Read(_choices(said.input.get("choices"), context), "llm")
        case str(name) if name == DECLINE:
            why = str(said.input.get("why"))
            return Read(_REFUSALS.get(why, _UNREAD), "llm")
        case _:
            return _Wrong(said.text[:1000], ("no tool was called: call exactly one",))


def _held(said: Said, before: str, question: str, context: ReadContext) -> Read | _Wrong:
    """The Query, if it is one and says what the question says."""
    earlier = context.previous if said.input.get("goes_on") is True else None
    data = said.input.get("query")
    try:
        query = parse(hidden(earlier.query).shown(data) if earlier else data)
    except InvalidQuery as error:
        return _Wrong(before, _few(error.problems))
    parts = _parts(said.input.get("accounted"))
    query = in_accounts(question, query, context)
    if earlier:
        wrong = carried_problems(question, query, earlier, parts, context)
    else:
        wrong = problems(question, query, parts, context)
    if wrong:
        return _Wrong(before, _few(wrong))
    told = (goes_on(earlier),) if earlier else ()
    return Read(query, "llm", (*told, *notes(question, query, parts, context)))


def _parts(data: object) -> tuple[Part, ...]:
    """What the model accounted for, as far as it is in the form it should have."""
    if not isinstance(data, list):
        return ()
    return tuple(
        Part(str(one["words"]), str(one["place"]))
        for one in data
        if isinstance(one, dict) and {"words", "place"} <= set(one)
    )


def _few(sentences: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sentence[:MOST_PROBLEM] for sentence in sentences[:MOST_PROBLEMS])


def _choices(data: object, context: ReadContext) -> Reading:
    """The questions to choose from; those that the rules cannot read would only ask again."""
    asked = [one for one in data if isinstance(one, str)] if isinstance(data, list) else []
    read = [one for one in asked if isinstance(rules.read(one, context).reading, Query)]
    choices = tuple(dict.fromkeys(read))[:MOST_CHOICES]
    return Clarify("Which of these do you mean?", choices) if choices else _UNREAD
