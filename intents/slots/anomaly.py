"""Anomalies: "anomalies", "unusual spend", "anything weird", "any spikes".

Only words for what stands out by itself. "Spiked" or "the jump" name a change that somebody saw
already, and are `why`'s.
"""

from intents.slots.claim import Asked, Claim, Phrases

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
         " going on")  # fmt: skip
# Of these the largest is meant, alone if it is one.
BIGGEST = ("biggest", "largest", "worst", "most expensive", "highest", "costliest")
_PHRASES: Phrases[None] = Phrases(
    (phrase, None)
    for lead in ("", "any ", "look for ", "check for ", "scan for ", "search for ", "detect ",
                 "spot ", "find ", "identify ", "flag ", "detected ")
    for phrase in (
        *(f"{lead}{noun}" for noun in _NOUNS),
        *(f"{lead}{word}{more}" for word in _ADJECTIVES if word != "off" for more in _MORE),
        *(f"{lead}{kind} {noun}" for kind in ("cost", "spend", "spending", "usage", "billing")
          for noun in _OF_A_SPIKE),
        *(f"{lead}{thing} {word}{more}" for thing in ("anything", "something", "nothing")
          for word in _ADJECTIVES for more in _MORE),
        *(f"{big} {kind}{noun}" for big in BIGGEST for kind in ("", "cost ", "spend ", "spending ")
          for noun in _OF_A_SPIKE if not lead),
        *(("any spike", "any surge", "any sudden rise") if lead == "any " else ()),
    )
)  # fmt: skip


def read(asked: Asked, at: int) -> Claim | None:
    """What stands out, named at a position."""
    found = _PHRASES.at(asked, at) if asked.subject.name == "cost" else None
    if found is None:
        return None
    end = found[1]
    if (asked.text(end), asked.text(end + 1)) == ("going", "on"):
        end += 2
    if asked.text(end) == "with":
        end += 1
    return Claim(at, end, "anomaly")
