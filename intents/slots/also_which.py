"""What the things that are counted are told apart by: "how many clusters, and on which versions".

Each value is counted. It stands behind the things, and nothing but a verb of having follows.
"""

from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.fields import field_at

_COUNTS = Phrases((words, None) for words in ("how many", "number of", "count of", "count"))
_LEADS = ("on", "of", "in", "with", "at", "running")
_HAVING = Phrases(
    (words, None)
    for words in ("do they run", "do they have", "do they use", "are they on", "are they in",
                  "are they", "do we use", "do we have", "do we run", "are there", "are in use",
                  "do they run on", "are they running", "are they at")
)  # fmt: skip
_ENDS = frozenset({"", "in", "for", "across", "please"})


def read(asked: Asked, at: int) -> Claim | None:
    """`and which versions`, `, of which types`, `and what sizes do they have`."""
    begin = asked.skip(at, ",", "and")
    begin = asked.skip(begin, *_LEADS) if begin > at else at
    if begin == at or begin > at + 3 or asked.text(begin) not in ("which", "what"):
        return None
    if asked.subject.name == "cost" or not any(_COUNTS.at(asked, start) for start in range(at)):
        return None
    found = field_at(asked, begin + 1)
    if found is None or found[0].type not in ("text", "bool"):
        return None
    having = _HAVING.at(asked, found[1])
    end = having[1] if having else found[1]
    if asked.text(end) not in _ENDS:
        return None
    return Claim(at, end, "group", group_by=(found[0].name,))
