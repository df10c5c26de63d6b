"""The examples of `phrases/` that are most like a question: what a language model is shown.

Likeness is the overlap of words, each weighted by how rare it is among all examples (TF-IDF without
a library: there are some two thousand short phrases). Numbers count as one word, so that "CPU < 5%"
is like "CPU < 20%".
"""

import math
from collections import Counter
from functools import cache

from intents.phrases import Phrase, phrases
from intents.slots.noise import JOINTS, NOISE
from intents.words import split

# Of one meaning, so many examples are enough.
MOST_ALIKE = 2


def similar(question: str, most: int, own: tuple[Phrase, ...] = ()) -> tuple[Phrase, ...]:
    """At most so many examples with a Query, the most alike first; none where no word is shared.

    `own` are a company's examples beside the phrases; of two as much alike they come first.
    """
    said, weights = _said(question), _weights()
    readable, rarest = (*own, *_readable()), _rarest()
    scored = [
        (sum(weights.get(word, rarest) for word in said & words) / length, at)
        for at, (words, length) in enumerate((*_measured(own), *_known()))
    ]
    found: list[Phrase] = []
    shapes: Counter[str] = Counter()
    for score, at in sorted(scored, key=lambda one: (-one[0], one[1])):
        if score <= 0 or len(found) == most:
            break
        phrase = readable[at]
        shape = _shape(phrase)
        shapes[shape] += 1
        if shapes[shape] <= MOST_ALIKE:
            found.append(phrase)
    return tuple(found)


def _said(text: str) -> frozenset[str]:
    words = (word.text for word in split(text))
    return frozenset(
        "0" if word[:1].isdigit() else word.removesuffix("s")
        for word in words
        if word not in NOISE and word not in JOINTS
    )


def _shape(phrase: Phrase) -> str:
    query = phrase.query or {}
    return f"{query.get('subject')} {query.get('analysis')} {sorted(query)}"


@cache
def _readable() -> tuple[Phrase, ...]:
    return tuple(phrase for phrase in phrases() if phrase.query)


@cache
def _known() -> tuple[tuple[frozenset[str], float], ...]:
    return _measured(_readable())


def _measured(examples: tuple[Phrase, ...]) -> tuple[tuple[frozenset[str], float], ...]:
    """The words of each, and the length of their vector."""
    weights, rarest = _weights(), _rarest()
    told = [_said(phrase.ask) for phrase in examples]
    return tuple(
        (words, math.sqrt(sum(weights.get(word, rarest) ** 2 for word in words)) or 1.0)
        for words in told
    )


@cache
def _rarest() -> float:
    """The weight of a word that no phrase has."""
    return math.log(len(_readable()))


@cache
def _weights() -> dict[str, float]:
    told = [_said(phrase.ask) for phrase in _readable()]
    counts = Counter(word for words in told for word in words)
    return {word: math.log(len(told) / count) for word, count in counts.items()}
