"""How often functions are called: "how often is it called", "and how often are they invoked".

It is the number of invocations, of each thing that is listed, the most often called first.
"""

from intents.slots.claim import Asked, Claim

_FIELD = "invocations"
_VERBS = frozenset("called invoked run executed triggered used ran running invoke".split())
_BETWEEN = ("is", "are", "was", "were", "do", "does", "did", "has", "have", "been", "they", "it",
            "these", "those", "each", "get", "gets", "being")  # fmt: skip


def read(asked: Asked, at: int) -> Claim | None:
    """`how often`, with its verb where that stands near; the verb, where it stands last."""
    if _FIELD not in asked.subject.fields:
        return None
    if asked.text(at) in _VERBS and any(_asks(asked, start) for start in range(at)):
        return Claim(at, at + 1, "noise")
    begin = asked.skip(at, "and", ",") if at else at
    if not _asks(asked, begin) or not any(word.text in _VERBS for word in asked.words[begin:]):
        return None
    verb = asked.skip(begin + 2, *_BETWEEN)
    end = verb + 1 if asked.text(verb) in _VERBS else begin + 2
    return Claim(at, end, "select", select=(_FIELD,), order_by=(f"-{_FIELD}",))


def _asks(asked: Asked, at: int) -> bool:
    return asked.text(at) == "how" and asked.text(at + 1) in ("often", "frequently")
