"""Verbs of what is measured: "how much traffic went through", "requests served by", "throw errors".

Beside a metric that is asked for they say nothing more. Alone they would: "functions that throw
errors" are those that have some, which the catalog's words say (`means`).
"""

from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.statistic import metric_at
from intents.slots.subject import phrases

_VERBS = Phrases(
    (verb, None)
    for verb in (
        "went through", "goes through", "go through", "flowed through", "flows through",
        "flow through", "passed through", "passes through", "pass through", "going through",
        "passing through", "flowing through", "go out of", "went out of", "go through",
        "through", "sent through", "run through", "come through", "came through",
        *(form for verb in ("serve", "handle", "receive", "produce", "generate", "take", "process",
                            "throw", "return", "push", "carry", "accept", "see", "get", "hit")
          for form in (verb, f"{verb}s", f"{verb}d")),
        "processes", "processed", "returned", "pushed", "carries", "carried", "took", "taken",
        "threw", "thrown", "got", "saw", "seen", "returning", "throwing", "serving", "handling",
        "receiving", "getting", "processing", "generating",
    )
)  # fmt: skip
_MOST = frozenset({"most", "least", "fewest", "highest", "lowest"})
_ENDS = frozenset({"", ",", "in", "over", "last", "this", "during", "yesterday", "since", "per",
                   "by", "on", "today", "for", "and", "between"})  # fmt: skip
_MANY = frozenset({"much", "many"})


def read(asked: Asked, at: int) -> Claim | None:
    """Such a verb, where a metric is asked for."""
    if asked.subject.name in ("cost", "price") or asked.words[at].quoted:
        return None
    found = _VERBS.at(asked, at)
    if found is None:
        return None
    end = found[1]
    begin = asked.skip(end, "the")
    if asked.text(begin) in _MOST and metric_at(asked, begin + 1):
        # "Which load balancers serve the most requests".
        return Claim(at, end, "noise")
    if _how_many(asked, at) and (asked.text(end) in _ENDS or _of_things(asked, end)):
        return Claim(at, end, "noise")
    return None


def past(asked: Asked, at: int) -> int | None:
    """Past `handled by` of "requests handled by the load balancers", right behind a metric."""
    found = _VERBS.at(asked, at)
    if found is None:
        return None
    end = found[1] + (asked.text(found[1]) == "by")
    led = end > found[1] or asked.text(end - 1) == "through"
    return end if led and _of_things(asked, end) else None


def _how_many(asked: Asked, at: int) -> bool:
    """Whether "how much" of a metric is asked for before."""
    return any(
        asked.text(start) == "how"
        and asked.text(start + 1) in _MANY
        and metric_at(asked, start + 2)
        for start in range(at)
    )


def _of_things(asked: Asked, at: int) -> bool:
    begin = asked.skip(at, "the", "our", "my", "each", "every", "all", "of")
    return phrases(asked.subject.name).at(asked, begin) is not None
