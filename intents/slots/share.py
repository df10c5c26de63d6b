"""Parts of a whole: "what share of cost is EC2", "percentage of spend by service", "% of total".

The words are claimed here; which claims are the part and which the whole, `compose_share` tells by
where they stand.
"""

from intents.slots.claim import Asked, Claim, Phrases

_NOUNS = ("share", "shares", "percentage", "percentages", "percent", "proportion", "fraction", "%")
_PHRASES = Phrases(
    (f"{lead}{noun}{tail}", None)
    for lead in ("", "as a ", "as ", "in ", "with ", "with the ", "and ", "and the ", "as the ",
                 "with its ", "with their ")
    for noun in _NOUNS
    for tail in ("", " of", " of the total", " of total", " of the whole", " share", " share of",
                 " breakdown of", " breakdown", " contribution", " contribution to")
)  # fmt: skip
_GOES = frozenset({"goes", "went", "go", "gone", "going"})
_HOW_MUCH = Phrases((phrase, None) for phrase in ("how much of", "what part of", "which part of"))


def read(asked: Asked, at: int) -> Claim | None:
    """A share, and the small words that belong to it."""
    if asked.subject.name != "cost":
        return None
    if asked.text(at) in _GOES and asked.text(at + 1) in ("to", "on", "into", "for"):
        led = any(_PHRASES.at(asked, n) or _HOW_MUCH.at(asked, n) for n in range(at))
        return Claim(at, at + 2, "noise") if led else None
    found = _PHRASES.at(asked, at) or _HOW_MUCH.at(asked, at)
    return Claim(at, found[1], "share") if found else None
