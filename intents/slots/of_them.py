"""Columns asked for of things by a pronoun: "and how big they are", "and what each costs".

What is asked for stands in the verb or the adjective; which field holds it depends on the things.
"""

from intents.slots.claim import Asked, Claim, Phrases

_JOINED = ("and", ",", "with", "including", "plus", "along", "also", "as", "well")
# The pronoun, its "to be", and the ending of its verbs.
_PRONOUNS = (
    ("they", "are", ""),
    ("each", "is", "s"),
    ("it", "is", "s"),
    ("each one", "is", "s"),
    ("each of them", "is", "s"),
)
# Fields, the first that a subject has, and what is said.
_SAID = (
    (
        ("cost",),
        (
            "how much {they} cost{s}",
            "what {they} cost{s}",
            "how much {they} cost{s} us",
            "what {they} cost{s} us",
            "how much {they} {be} costing",
            "how much {they} {be} costing us",
            "what {they} {be} costing us",
            "how expensive {they} {be}",
        ),
    ),
    (
        ("size_gib", "stored_gib", "storage_gib", "size"),
        ("how big {they} {be}", "how large {they} {be}"),
    ),
    (
        ("stored_gib", "size_gib", "storage_gib"),
        (
            "how much {they} store{s}",
            "how much {they} hold{s}",
            "how much {they} contain{s}",
            "how much data {they} store{s}",
            "how much data {they} hold{s}",
            "how much space {they} take{s}",
            "how much storage {they} use{s}",
        ),
    ),
    (
        ("age_days",),
        (
            "how old {they} {be}",
            "how long {they} have existed",
            "how long {they} has existed",
            "how long {they} have been around",
            "how long {they} has been around",
        ),
    ),
    (
        ("cpu",),
        (
            "how busy {they} {be}",
            "how loaded {they} {be}",
            "how utilised {they} {be}",
            "how utilized {they} {be}",
            "how well {they} {be} used",
        ),
    ),
    (
        ("region",),
        (
            "where {they} {be}",
            "where {they} run{s}",
            "where {they} live{s}",
            "where {they} sit{s}",
            "where {they} {be} running",
            "where {they} {be} located",
            "where {they} {be} hosted",
        ),
    ),
    (
        ("attached_to",),
        (
            "what {they} {be} attached to",
            "what {they} hang{s} off",
            "what {they} {be} hanging off",
            "what {they} {be} connected to",
        ),
    ),
    (
        ("invocations", "requests"),
        (
            "how often {they} {be} called",
            "how often {they} {be} invoked",
            "how often {they} {be} used",
            "how often {they} run{s}",
        ),
    ),
)
_PHRASES: Phrases[tuple[str, ...]] = Phrases(
    (words.format(they=they, be=be, s=s), names)
    for names, forms in _SAID
    for words in forms
    for they, be, s in _PRONOUNS
)


def read(asked: Asked, at: int) -> Claim | None:
    """`and how big they are`, behind what they are."""
    begin = asked.skip(at, *_JOINED)
    found = _PHRASES.at(asked, begin) if begin > at and asked.subject.name != "cost" else None
    if found is None:
        return None
    name = next((one for one in found[0] if asked.subject.field(one)), None)
    return Claim(at, found[1], "select", select=(name,)) if name else None
