"""`finops train --candidates`: corrections that wait for a decision. Pure."""

from collections.abc import Sequence

from tabulate import tabulate

from bot.drawing.clean import clean
from bot.state import Feedback

HEADINGS = ("id", "when", "question", "what was meant", "who")


def as_text(found: Sequence[Feedback]) -> str:
    """A table; what people wrote cannot steer the terminal."""
    if not found:
        return "no correction waits for a decision\n"
    rows = [
        (one.asked.id, f"{one.given_at:%Y-%m-%d %H:%M}", clean(one.asked.question),
         clean(one.reason), clean(one.asker))
        for one in found
    ]  # fmt: skip
    return tabulate(rows, HEADINGS, tablefmt="plain", disable_numparse=True) + "\n"
