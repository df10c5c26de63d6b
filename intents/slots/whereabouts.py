"""Where things are: "in which regions do we have VMs", "which accounts have Redis caches".

How many there are is counted in each of the places. What says how many there must be ("which
regions have more than 5 VMs"), or that there are none, is no question of this form.
"""

from intents.catalog import Cloud
from intents.slots import number
from intents.slots.claim import NEGATES, Asked, Claim, Phrases
from intents.slots.fields import field_at, is_run
from intents.slots.subject import phrases

_PLACES = frozenset({"region", "account", "account_id", "zone", "resource_group", "network",
                     "subnet", "cloud"})  # fmt: skip
_HAVE = Phrases(
    (words, None)
    for words in (
        "have", "has", "got", "contain", "contains", "host", "hosts", "run", "hold", "do we have",
        "do we run", "do we use", "do we own", "do i have", "do we host", "do we keep",
        "have we got", "are we running", "are we using", "are we hosting", "are there",
        "do we operate", "we have", "we run",
    )
)  # fmt: skip
_SILENT = ("any", "our", "the", "my", "some", "all", "these", "of", "running", "active")
# How far the things may stand behind: "which regions have unencrypted EBS volumes".
_MOST_BETWEEN = 3
_NOT_SO = NEGATES | frozenset({"only", "most", "least", "fewest", "both", "a", "an", "one", "at"})


def read(asked: Asked, at: int) -> Claim | None:
    """`[in] which regions do we have`, before the things."""
    begin = asked.skip(at, "in", "on", "across")
    if begin > at + 1 or asked.text(begin) not in ("which", "what"):
        return None
    found = field_at(asked, begin + 1)
    if found is None or found[0].name not in _PLACES or asked.subject.name == "cost":
        return None
    have = _HAVE.at(asked, found[1])
    if have is None or not _follow(asked, have[1]):
        return None
    named = {word.text for word in asked.words[at : found[1]]}
    azure = "subscription" in asked.text(found[1] - 1) or "resource" in named
    clouds: tuple[Cloud, ...] = ("azure",) if azure else ()
    return Claim(at, have[1], "group", group_by=(found[0].name,), clouds=clouds)


def _follow(asked: Asked, at: int) -> bool:
    """Whether the things follow, and nothing that says how many."""
    at = asked.skip(at, *_SILENT)
    for place in range(at, at + 1 + _MOST_BETWEEN):
        if asked.text(place) in _NOT_SO or number.is_count(asked.text(place)):
            return False
        if phrases(asked.subject.name).at(asked, place) or is_run(asked, place):
            return True
    return False
