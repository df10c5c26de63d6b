"""What `finops train` does: list corrections, decide on them, make the classifier's weights anew.

Deciding takes the right `admin`; on the command line whoever holds the machine has it.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.access import Denied, Rights
from bot.examples import Decision, Examples
from bot.state import Feedback
from intents.context import ReadContext
from intents.query import Query
from intents.router import read

FOLDER = "classifier"


class Undecidable(ValueError):
    """The correction is not known, or its meaning cannot be read: the message says which."""


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides; `rights` None is whoever holds the machine."""

    name: str = "local"
    rights: Rights | None = None

    def denied(self) -> Denied | None:
        """What is missing, or None."""
        if self.rights is None or self.rights.may("admin"):
            return None
        admins = self.rights.admins
        return Denied(f"Only who holds the right admin may decide; {admins} can grant it.")


def decided(
    answer: str,
    candidates: tuple[Feedback, ...],
    by: Decider,
    at: datetime,
    meaning: Query | None,
) -> Decision:
    """The decision on the correction of an answer; without a meaning it is rejected."""
    if denied := by.denied():
        raise Undecidable(denied.message)
    found = next((one for one in candidates if one.asked.id == answer), None)
    if found is None:
        raise Undecidable(f"no undecided correction of answer {answer}; see --candidates")
    return Decision(answer, found.asked.question, meaning, by.name, at)


def meant(text: str, context: ReadContext) -> Query:
    """The Query of what was meant, put as a question. Raises Undecidable."""
    reading = read(text, context).reading
    if not isinstance(reading, Query):
        raise Undecidable(f"{text!r} cannot be read; say what was meant with --meaning")
    return reading


def retrain(home: Path, into: Path | None) -> str:
    """Make the weights: those of this home with what was confirmed, or others `into` a folder.

    A folder of one's own gets none of the confirmed examples: they are a company's own.
    """
    from intents.training import train, write

    confirmed = Examples(home).confirmed() if into is None else ()
    folder = into or home / FOLDER
    made = train(confirmed)
    folder.mkdir(parents=True, exist_ok=True)
    write(made, folder)
    return (
        f"{made.examples:,} examples, {len(confirmed)} of them confirmed here, "
        f"{made.features:,} features: {folder}"
    )
