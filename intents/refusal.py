"""Requests to change something, and what is none of the bot's business.

The bot reads; whoever asks it to change a cloud (`wish`) gets the command to run instead.
"""

from intents import command, wish
from intents.beyond import is_comparison, is_tutorial
from intents.query import Refuse
from intents.slots import subject
from intents.slots.claim import Asked

_OFF_TOPIC = frozenset(
    "weather joke jokes poem song recipe recipes football soccer movie movies lottery horoscope "
    "president lyrics restaurant restaurants lunch dinner birthday sports game games bitcoin "
    "forecast's news translate".split()
)
NOT_OURS = "I answer questions about AWS and Azure infrastructure and what it costs."
_CHANGES = "I only read clouds and never change them. {how}"


def action(asked: Asked) -> Refuse | None:
    """The refusal of a request to change something, or None."""
    wished = wish.found(asked)
    if wished is None or is_tutorial(asked):
        return None
    told = command.of(wished, asked)
    if told is None and asked.text(0) == "how" and asked.text(1) != "about":
        # How something is built is the clouds' own documentation's, unless a command does it.
        return None
    how = "You could run this yourself:" if told else "Please use the cloud's own console or CLI."
    return Refuse("action", _CHANGES.format(how=how), told)


def comparison(asked: Asked) -> Refuse | None:
    """The refusal to explain how two services differ, which is no question for their cost."""
    return Refuse("off_topic", NOT_OURS) if is_comparison(asked) else None


def off_topic(asked: Asked) -> Refuse | None:
    """The refusal of what is not about clouds or their cost, or None."""
    about = any(subject.every().at(asked, at) for at in range(len(asked.words)))
    if about or not any(word.text in _OFF_TOPIC for word in asked.words):
        return None
    return Refuse("off_topic", NOT_OURS)
