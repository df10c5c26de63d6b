"""Promise 2 as a law: a word more or less changes the reading, or the data calls it noise.

Over all phrases, whoever reads them. A word may also repeat what another says ("AWS … EC2"): then
it is one that the reading holds without it, and the note or the Query of the two is compared.
"""

import random

import pytest

from intents import catalog
from intents.classifier.lexicon import swaps
from intents.phrases import Phrase, phrases
from intents.query import Query, Read
from intents.slots.claim import Asked
from intents.slots.noise import JOINTS, NOISE
from intents.words import split
from tests.intents.reading import CONTEXT, asked

ANSWERED = tuple(phrase for phrase in phrases() if phrase.query)
# "Only" before a subject limits nothing ("only VMs"); elsewhere it is `noise.JOINTS`' business.
# Each restricts, negates or asks for something else; none of them may ever be lost.
RESTRICTING = ("stopped", "untagged", "without", "not", "except", "forecast", "yesterday",
               "azure", "us-west-2", "credits", "per", "quarterly", "unencrypted", "7", "cheapest",
               "team=payments", "roughly", "recently", "production", "$500")  # fmt: skip
# Rarer ones: they compare, count, measure, name, or negate halfway.
TURNING = ("nor", "neither", "double", "half", "median", "never", "rarely", "almost", "unless",
           "besides", "before", "versus", "hourly", "newest", "smallest", "unknown", "reserved",
           "sandbox", "Frankfurt", "t3.large", "GPU", "Alice", "42", "5%", "refunds", "nightly",
           "tomorrow", "separate", "main")  # fmt: skip
# One for the other of its class is another question.
SWAPPED = ("before after", "top bottom", "highest lowest", "oldest newest", "largest smallest",
           "cheapest dearest", "above below", "over under", "older newer", "with without",
           "tagged untagged", "including excluding", "attached unattached", "running stopped",
           "encrypted unencrypted", "used unused", "billed list", "aws azure", "ec2 s3",
           "october september", "days weeks", "daily weekly", "service region", "owner team",
           "disks snapshots", "30 31", "5 6", "savings costs", "coverage utilisation",
           "than as", "bigger smaller", "at-least at-most", "maximum minimum")  # fmt: skip


def _same(one: Read, other: Read) -> bool:
    return one.reading == other.reading and set(one.notes) == set(other.notes)


@pytest.mark.parametrize("word", RESTRICTING)
def test_a_word_added_is_never_lost(word: str) -> None:
    draw = random.Random(word)
    for phrase in draw.sample(ANSWERED, 40):
        words = phrase.ask.split()
        at = draw.randrange(len(words) + 1)
        question = " ".join([*words[:at], word, *words[at:]])
        found = asked(question)
        if isinstance(found.reading, Query) and _same(found, asked(phrase.ask)):
            assert _is_said_already(word, phrase), question


@pytest.mark.parametrize("word", TURNING)
def test_a_word_that_turns_a_question_is_never_lost(word: str) -> None:
    draw = random.Random(word)
    for phrase in draw.sample(ANSWERED, 20):
        words = phrase.ask.split()
        at = draw.randrange(len(words) + 1)
        question = " ".join([*words[:at], word, *words[at:]])
        found = asked(question)
        if isinstance(found.reading, Query) and _same(found, asked(phrase.ask)):
            assert _is_said_already(word, phrase), question


@pytest.mark.parametrize("pair", SWAPPED)
def test_a_word_for_another_of_its_class_is_another_question(pair: str) -> None:
    one, other = pair.split()
    swap = {one: other, other: one}
    # Beside each other they may change places: "EC2 and S3".
    said = [(phrase, swap.keys() & set(phrase.ask.casefold().split())) for phrase in ANSWERED]
    told = [phrase for phrase, found in said if len(found) == 1]
    for phrase in random.Random(pair).sample(told, min(12, len(told))):
        words = [swap.get(word.casefold(), word) for word in phrase.ask.split()]
        found = asked(" ".join(words))
        assert not isinstance(found.reading, Query) or not _same(found, asked(phrase.ask)), words


def _is_said_already(word: str, phrase: Phrase) -> bool:
    """Whether the phrase says the same without it: "EC2 … AWS", "cost … forecast", "expected"."""
    asked, query = phrase.ask.casefold(), str(phrase.query).casefold()
    if word in ("by", "per"):
        # "By per engine", "per accounts whose spend grew": grouped once.
        return any(f" {lead} " in asked for lead in ("by", "per")) or "group_by" in query
    if word == "cheapest" and "'order_by': ['cost']" in query:
        # Credits come with the largest first: what is least of all costs.
        return True
    if word == "versus" and "budget" in asked:
        # A budget is what spend is held against.
        return True
    if word == "stopped" and "'field': 'state', 'op': 'eq', 'value': 'paused'" in query:
        # Of a data warehouse the two are one state.
        return True
    if word == "unencrypted" and "'encrypted', 'op': 'eq', 'value': false" in query:
        return True
    return any(part in asked or part in query for part in word.split("="))


def test_what_is_swapped_for_another_word_can_be_told_from_nothing() -> None:
    for phrase in ANSWERED[::7]:
        question = f"{phrase.ask} guzzling"
        found = asked(question)
        # "VMs not tagged guzzling" asks for that tag.
        told = found.notes != asked(phrase.ask).notes or "guzzling" in str(found.reading)
        assert not isinstance(found.reading, Query) or told


def test_content_words_left_out_change_the_reading_or_repeat_what_is_said() -> None:
    lost = []
    for phrase in ANSWERED[::9]:
        before, words = asked(phrase.ask), phrase.ask.split()
        for at, word in enumerate(words):
            if _is_noise(word):
                continue
            after = asked(" ".join([*words[:at], *words[at + 1 :]]))
            if _same(before, after):
                lost.append((word, phrase.ask))
    # Synonyms side by side ("cost bill", "list VM instances") say it twice; numbers, names, tags,
    # regions and negations never may.
    assert [one for one in lost if _may_never_repeat(one[0], one[1])] == []


def _is_noise(raw: str) -> bool:
    words = split(raw)
    if all(word.text in NOISE or word.text in JOINTS for word in words):
        return True
    whole = Asked(words, catalog.subject("cost"), CONTEXT)
    chatter = swaps(whole, frozenset(range(len(words))))
    return bool(chatter) and not any(swap.concept.wording(0) for swap in chatter)


def _may_never_repeat(word: str, question: str) -> bool:
    bare = word.strip(",?.!").casefold()
    if bare.startswith("<@"):
        return False  # whom the question is put to
    once = question.casefold().split().count(word.casefold()) == 1
    negates = bare in {"not", "without", "except", "excluding", "only", "neither", "nor", "unless"}
    number = any(letter.isdigit() for letter in bare) and not bare.isalpha()
    return once and (negates or (number and bare[0] in "$<>0123456789"))
