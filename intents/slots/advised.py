"""Who gives an advice: "recommendations from Compute Optimizer", "what does Advisor say".

What Cost Optimization Hub tells was often found by another, and is told once: asked for as Compute
Optimizer's, it is what either of the two names.
"""

from intents.query import Condition
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.scope import is_cloud

_ADVISERS: Phrases[tuple[Condition, ...]] = Phrases(
    (f"{lead}{word}", tuple(Condition(field=field, op="eq", value=name) for field in fields))
    for name, fields, words in (
        ("Compute Optimizer", ("source", "found_by"), ("compute optimizer", "optimizer")),
        ("Cost Explorer", ("found_by",), ("cost explorer",)),
        ("Cost Optimization Hub", ("source",), ("cost optimization hub", "cost optimisation hub")),
        ("Trusted Advisor", ("source",), ("trusted advisor",)),
        ("Azure Advisor", ("source",), ("azure advisor", "advisor")),
    )
    for word in words
    for lead in ("", "aws ", "from ", "by ", "according to ", "from aws ", "by aws ")
)
_VERBS = frozenset({"recommends", "recommend", "suggests", "suggest", "advises", "advise"})
_FOLLOWED = Phrases(
    (f"if we {verb} {which}", None)
    for verb in ("did", "do", "followed", "follow", "accepted", "accept", "applied", "apply",
                 "implemented", "implement", "took", "take", "acted on", "act on")
    for which in ("everything", "all", "all of", "every", "all the", "each", "every single", "the")
)  # fmt: skip


def read(asked: Asked, at: int) -> Claim | None:
    """An adviser; or `if we followed all` of what is advised, which narrows nothing."""
    if asked.subject.name != "recommendation" or asked.words[at].quoted:
        return None
    if followed := _FOLLOWED.at(asked, at):
        return Claim(at, followed[1], "noise")
    found = _ADVISERS.at(asked, at)
    if found is None:
        return None
    tests, end = found
    return Claim(at, end, "test", where=tests, either=len(tests) > 1)


def verb(asked: Asked, at: int) -> Claim | None:
    """`recommends` in "if we did everything AWS recommends": the advice is named before."""
    by = asked.text(at - 1) in ("advisor", "optimizer", "hub") or is_cloud(asked.text(at - 1))
    said = asked.subject.name == "recommendation" and asked.text(at) in _VERBS
    return Claim(at, at + 1, "noise") if said and by else None
