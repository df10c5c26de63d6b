"""Why cost changed: "why", "what drove", "the increase", "new resources".

`cause` asks for what a change is made of, `than` introduces the period that is compared with; which
way it went is the `moved` slot's. A way alone asks which, or how much, and not why. What these mean
together is composed in `intents.compose_change`.
"""

from intents.query import EFFECTS
from intents.slots import period, region, scope, service
from intents.slots.claim import Asked, Claim, Phrases, spoken

# Whole in themselves; the others ask for the cause of a change that has to be named too.
WHAT_CHANGED: Phrases[tuple[str, ...]] = Phrases(
    (phrase, EFFECTS)
    for phrase in (
        "what changed", "what has changed", "what have changed", "what is different",
        "what was different", "what happened to", "what happened with", "what has happened to",
        "what is changed", "what moved", "what happened", "what has happened",
        "what has moved", "what shifted",
        *(f"{most} {of}{moves}" for most in ("biggest", "largest", "top", "main", "major")
          for of in ("", "cost ", "spend ", "spending ")
          for moves in ("changes", "movers", "differences", "moves", "shifts", "swings", "change",
                        "mover", "shift", "swing")),
    )
)  # fmt: skip
_CAUSE: Phrases[tuple[str, ...]] = Phrases(
    (phrase, EFFECTS)
    for phrase in (
        "why", "how come", "explain", "what explains", "what drove", "what drives",
        "what is driving", "what was driving", "what has driven", "what is behind",
        "what was behind", "what caused", "what is causing", "what was causing", "what causes",
        "what led to", "what made", "what makes", "what is making", "what pushed",
        "what contributed to", "what contributed most to", "what accounts for", "what is up with",
        "what is responsible for",
        "who caused", "is responsible for", "are responsible for", "was responsible for",
        "were responsible for", "is behind", "are behind", "are driving", "drove", "caused",
        "contributed to", "contributed most to", "who is driving", "who drives", "who drove",
        "reason for", "reasons for", "reason behind", "reasons behind", "cause of", "causes of",
        "root cause of", "root causes of", "cost drivers", "cost driver", "spend drivers",
        "cost drivers of", "cost drivers for", "drivers of", "driver of", "drivers for",
        "drivers behind", "drivers", "main drivers of", "biggest drivers of", "top drivers of",
        "main cost drivers", "biggest cost drivers",
    )
)  # fmt: skip
_FRESH: Phrases[tuple[str, ...]] = spoken(
    {
        ("new",): (
            "new resources, newly created resources, resources that are new, which resources are "
            "new, newly added resources, resources that appeared, added resources"
        ),
        ("gone",): (
            "gone resources, resources that are gone, which resources are gone, which resources "
            "disappeared, resources that disappeared, removed resources, deleted resources, "
            "resources that went away, which resources went away"
        ),
    }
)
_THAN: Phrases[None] = Phrases((word, None) for word in ("than", "since"))
_BEFORE: Phrases[str] = spoken(
    {
        "previous": (
            "than before, than the month before, than the week before, than the day before, than "
            "the quarter before, than the year before, than the previous month, than the previous "
            "week, than the period before, than the previous period, than it was before, than usual"
        ),
        "year_before": "than a year ago, than the same month last year, than the same period last "
        "year",
    }
)
_THEIR_COST = Phrases(
    (phrase, None)
    for phrase in ("and what they cost", "and how much they cost", "and their cost",
                   "and their costs", "and what do they cost", "and how much do they cost")
)  # fmt: skip
# At the end, they ask for what every answer about cost tells.
_HOW_MUCH = Phrases(
    (f"and how much{rest}", None)
    for rest in ("", " was it", " were they", " is it", " are they", " in total", " was that",
                 " do they cost", " did they cost", " does it cost", " did it cost", " altogether",
                 " in all", " did we get", " did we pay", " was that in total", " they cost")
)  # fmt: skip
_WITH_COST = Phrases(
    (f"{lead}{what}", None)
    for lead in ("with their ", "with the ", "and their total ", "along with their ", "and its ",
                 "together with their ", "with its ", "with ")
    for what in ("cost", "costs", "spend", "spending", "total cost", "total spend")
)  # fmt: skip
_BEFORE_THINGS = ("in", "on", "for", "the", "our", "with")
_LAST = ("week", "month", "quarter", "year")


def cause(asked: Asked, at: int) -> Claim | None:
    """`why`, `what changed`, `what is driving`, `new resources`: what to show of the change."""
    if asked.subject.name != "cost":
        return None
    for phrases in (_FRESH, WHAT_CHANGED, _CAUSE):
        if found := phrases.at(asked, at):
            return Claim(at, found[1], "why", select=found[0])
    return None


def than(asked: Asked, at: int) -> Claim | None:
    """`than in September`, `than the month before`, `since last month`."""
    if asked.subject.name != "cost":
        return None
    if found := _BEFORE.at(asked, at):
        return Claim(at, found[1], "versus", compare_to=found[0])
    if _THAN.at(asked, at) is None:
        return None
    if asked.text(at) == "than" and _is_thing(asked, asked.skip(at + 1, *_BEFORE_THINGS)):
        return Claim(at, at + 1, "versus")
    begin = asked.skip(at + 1, "in", "the", "during", "for", "it", "was")
    if asked.text(at) == "since" and (asked.text(begin), asked.text(begin + 1)) not in {
        ("last", unit) for unit in _LAST
    }:
        return None
    return Claim(at, at + 1, "versus") if period.read(asked, begin) else None


def _is_thing(asked: Asked, at: int) -> bool:
    """Whether a cloud, an account or a service stands there: "dearer than Azure"."""
    slots = (scope.cloud, scope.account, region.read, service.read)
    return at < len(asked.words) and any(slot(asked, at) for slot in slots)


def their_cost(asked: Asked, at: int) -> Claim | None:
    """`and what they cost`, which every answer about cost tells."""
    if asked.subject.name != "cost" or at == 0:
        return None
    if (much := _HOW_MUCH.at(asked, at)) and _ends(asked, much[1]):
        return Claim(at, much[1], "subject")
    if (beside := _WITH_COST.at(asked, at)) and _ends(asked, beside[1]):
        return Claim(at, beside[1], "subject")
    found = _THEIR_COST.at(asked, at)
    return Claim(at, found[1], "subject") if found else None


def _ends(asked: Asked, at: int) -> bool:
    """Whether nothing but a period, if anything, is still to come."""
    begin = asked.skip(at, "in", "for", "over", "during", "the")
    return at >= len(asked.words) or (
        begin < len(asked.words) and period.read(asked, begin) is not None
    )
