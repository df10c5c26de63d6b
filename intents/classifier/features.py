"""What the classifier looks at: words, pieces of words, concepts, and which slots found something.

A feature is a text: `w:ec2 cost` for one or two words, `c:cos` for three or four letters of a word
with its edges, `k:7` for a concept of the lexicon, `s:period` for a slot. A question's features are
a mapping to their weights, of length 1.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import log, sqrt

from intents.classifier.lexicon import Swap
from intents.slots.claim import Claim
from intents.words import Word

PIECES = (3, 4)
# Longer words are ids; their middle says nothing.
MOST_LETTERS = 16


def counted(
    words: tuple[Word, ...], claims: tuple[Claim, ...], found: tuple[Swap, ...]
) -> Counter[str]:
    """How often each feature is in a question. Quoted words are names and say nothing."""
    texts = [word.text[:MOST_LETTERS] for word in words if not word.quoted]
    return Counter(
        [
            *(f"w:{text}" for text in texts),
            *(f"w:{one} {other}" for one, other in pairwise(texts)),
            *(f"c:{piece}" for text in texts for piece in _pieces(text)),
            *(f"k:{swap.concept.number}" for swap in found if swap.concept.number >= 0),
            *(f"s:{claim.kind}" for claim in claims),
        ]
    )


def _pieces(text: str) -> Iterator[str]:
    edged = f" {text} "
    for length in PIECES:
        for at in range(len(edged) - length + 1):
            yield edged[at : at + length]


def weighed(counts: Mapping[str, int], rarity: Mapping[str, float]) -> dict[str, float]:
    """The known features, each by how often it is here and how rare it is; of length 1."""
    found = {name: (1 + log(n)) * rarity[name] for name, n in counts.items() if name in rarity}
    length = sqrt(sum(weight * weight for weight in found.values()))
    return {name: weight / length for name, weight in found.items()} if length else {}
