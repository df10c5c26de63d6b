"""Anomalies: "anomalies", "unusual spend", "anything weird", "any spikes".

Only words for what stands out by itself. "Spiked" or "the jump" name a change that somebody saw
already, and are `why`'s.
"""

from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.noise import leads

_ADJECTIVES = (
    "unusual", "abnormal", "anomalous", "weird", "strange", "odd", "suspicious", "unexpected",
    "irregular", "surprising", "unexplained", "out of the ordinary", "out of line", "off",
    "unusually high", "abnormally high", "unexpectedly high", "not normal",
)  # fmt: skip
_NOUNS = (
    "anomaly", "anomalies", "outlier", "outliers", "spikes", "surges", "peaks", "sudden increases",
    "sudden increase", "sudden jumps", "sudden jump", "sudden spikes", "sudden spike",
    "irregularities", "abnormalities", "surprises", "anomaly detection",
)  # fmt: skip
_OF_A_SPIKE = ("spike", "spikes", "surge", "surges", "anomaly", "anomalies", "outliers")
_MORE = ("", " usage", " activity", " behavior", " behaviour", " pattern", " patterns",
         " increases", " increase", " jumps", " spikes", " things", " happening",
         " going on", " spending", " spending patterns", " spend patterns", " cost patterns",
         " spending behaviour", " spending behavior")  # fmt: skip
# Of these the largest is meant, alone if it is one.
BIGGEST = ("biggest", "largest", "worst", "most expensive", "highest", "costliest")
_LEADS: Phrases[None] = Phrases(
    (lead, None)
    for lead in ("any", "look for", "check for", "scan for", "search for", "detect", "spot", "find",
                 "identify", "flag", "detected")
)  # fmt: skip
_LED: Phrases[None] = Phrases(
    (phrase, None)
    for phrase in (
        *_NOUNS,
        *(f"{word}{more}" for word in _ADJECTIVES if word != "off" for more in _MORE),
        *(f"{kind} {noun}" for kind in ("cost", "spend", "spending", "usage", "billing")
          for noun in _OF_A_SPIKE),
        *(f"{thing} {word}{more}" for thing in ("anything", "something", "nothing")
          for word in _ADJECTIVES for more in _MORE),
        *(f"{thing} {spikes}" for thing in ("anything", "something", "what", "who", "anyone")
          for spikes in ("spiking", "spiked", "that spiked", "that is spiking")),
        "cost anomaly detection", "anomaly report", "anomaly summary", "anything spike",
    )
)  # fmt: skip
_ALONE: Phrases[None] = Phrases(
    (phrase, None)
    for phrase in (
        *(f"{big} {kind}{noun}" for big in BIGGEST for kind in ("", "cost ", "spend ", "spending ")
          for noun in _OF_A_SPIKE),
        "any spike", "any surge", "any sudden rise",
    )
)  # fmt: skip


# Said of anomalies, these say nothing: all that are told were found.
_FOUND = frozenset("detected found flagged seen spotted identified reported noticed raised "
                   "discovered happened occurred".split())  # fmt: skip
_BEFORE_FOUND = ("that", "which", "were", "was", "are", "is", "have", "has", "had", "been", "got",
                 "we", "you", "did")  # fmt: skip
_WORTH = Phrases(
    (phrase, None)
    for phrase in ("i should know about", "we should know about", "i should be aware of",
                   "we should be aware of", "worth knowing about", "to worry about",
                   "i should worry about", "we should worry about", "worth looking at",
                   "worth looking into", "i need to know about", "to look at", "to look into")
)  # fmt: skip


def read(asked: Asked, at: int) -> Claim | None:
    """What stands out, named at a position."""
    found = _named(asked, at) if asked.subject.name == "cost" else None
    if found is None:
        return None
    end = found[1]
    if (asked.text(end), asked.text(end + 1)) == ("going", "on"):
        end += 2
    if asked.text(end) == "with":
        end += 1
    found_at = asked.skip(end, *_BEFORE_FOUND)
    if asked.text(found_at) in _FOUND:
        end = found_at + 1
    elif worth := _WORTH.at(asked, asked.skip(end, "that", "which")):
        end = worth[1]
    return Claim(at, end, "anomaly")


def _named(asked: Asked, at: int) -> tuple[None, int] | None:
    lead = _LEADS.at(asked, at)
    if lead and asked.text(at) == "spot" and not leads(asked, at):
        # "Daily spot anomalies" may be those of spot instances.
        return None
    if lead:
        led = _LED.each_at(asked, asked.skip(lead[1], "any", "the", "our"))
        return next(led, None) or _ALONE.at(asked, at)
    return _LED.at(asked, at) or _ALONE.at(asked, at)
