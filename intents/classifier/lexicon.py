"""Words that mean what the rules call otherwise, and words that mean nothing: data, and its use.

`lexicon.toml` has the first, `chatter.toml` the second. Only what the rules left over is touched: a
word that some slot claimed, as a name or a tag's value, keeps its meaning. Nothing is dropped that
is not declared there as chatter, and what is put in another's place is declared to mean the same.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from intents import catalog
from intents.context import ReadContext
from intents.slots import subject
from intents.slots.claim import Asked, Phrases
from intents.slots.noise import opens
from intents.words import Word, split


@dataclass(frozen=True, slots=True)
class Concept:
    """Wordings that mean the same. `say`: those that the rules know; `of`: the subjects; ()=any."""

    say: tuple[str, ...]
    of: frozenset[str] = frozenset()
    number: int = -1

    def wording(self, choice: int) -> str:
        """One of `say` by its number, or the last."""
        return self.say[min(choice, len(self.say) - 1)]


@dataclass(frozen=True, slots=True)
class Swap:
    """Words `[start, end)` of a question that stand for a concept; chatter has nothing to say."""

    start: int
    end: int
    concept: Concept


_CHATTER = Concept(("",))
# Before a number they say that it is not exact: "around 20%".
_NEARLY = frozenset({"about", "around"})


@cache
def concepts() -> tuple[tuple[Concept, tuple[str, ...]], ...]:
    """Every concept with its wordings, in the file's order."""
    raw = tomllib.loads(_text("lexicon.toml"))["concept"]
    return tuple(
        (Concept(tuple(one["say"]), frozenset(one.get("of", ())), number), _parts(one["words"]))
        for number, one in enumerate(raw)
    )


@cache
def _chatter() -> dict[str, tuple[str, ...]]:
    return {place: _parts(text) for place, text in tomllib.loads(_text("chatter.toml")).items()}


@cache
def _meant() -> Phrases[Concept]:
    """Phrase to concept; chatter too. A wording of two concepts would be a mistake in the data."""
    found = [(words, concept) for concept, wordings in concepts() for words in wordings]
    return Phrases([(words, _CHATTER) for words in _chatter()["anywhere"]] + found)


@cache
def _opening() -> Phrases[Concept]:
    return Phrases((words, _CHATTER) for words in _chatter()["opening"])


def swaps(asked: Asked, left: frozenset[int]) -> tuple[Swap, ...]:
    """What may be put otherwise, from left to right, the longest first: what touches `left`."""
    found: list[Swap] = []
    at = 0
    while at < len(asked.words):
        swap = _at(asked, at)
        if swap is None or left.isdisjoint(range(swap.start, swap.end)):
            at += 1
            continue
        found.append(swap)
        at = swap.end
    return tuple(found)


def is_known(asked: Asked) -> bool:
    """Whether the question has any word that means something of ours, and nowhere else."""
    found = (_meant().at(asked, at) for at in range(len(asked.words)))
    return any(one and (one[0].of or _names_subject(one[0])) for one in found)


@cache
def _names_subject(concept: Concept) -> bool:
    said = Asked(split(concept.wording(0)), catalog.subject("cost"), ReadContext(date.min))
    return any(subject.every().at(said, at) for at in range(len(said.words)))


def _at(asked: Asked, at: int) -> Swap | None:
    found = [_meant().at(asked, at)]
    if opens(asked, at) or _follows_chatter(asked, at):
        found.append(_opening().at(asked, at))
    best = max((one for one in found if one), key=lambda one: one[1], default=None)
    if best is None or any(word.quoted for word in asked.words[at : best[1]]):
        return None
    if asked.text(at) in _NEARLY and asked.text(best[1]).lstrip("$€£")[:1].isdigit():
        return None
    return Swap(at, best[1], best[0])


def _follows_chatter(asked: Asked, at: int) -> bool:
    """Whether only chatter stands before a position: "hmm, check …"."""
    place = 0
    while place < at:
        found = _meant().at(asked, place)
        if asked.text(place) == ",":
            place += 1
        elif found and found[0] is _CHATTER:
            place = found[1]
        elif opens(asked, place + 1):
            place += 1
        else:
            return False
    return place == at


def put(words: tuple[Word, ...], made: tuple[Swap, ...], choice: int) -> tuple[Word, ...]:
    """The words with every swap made, by its wording number `choice` or its last."""
    found: list[Word] = []
    at = 0
    for swap in made:
        found += words[at : swap.start]
        place = words[swap.start].start, words[swap.end - 1].end
        found += (Word(word.text, word.raw, *place) for word in split(swap.concept.wording(choice)))
        at = swap.end
    return (*found, *words[at:])


def _text(name: str) -> str:
    return files("intents.classifier").joinpath(name).read_text("utf-8")


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for piece in text.split(",") if (part := " ".join(piece.split())))
