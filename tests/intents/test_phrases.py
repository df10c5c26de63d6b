"""Every phrase is its own test, and every word of it counts."""

import pytest

from intents.phrases import Phrase, phrases
from intents.query import Query, Unread, parse
from intents.rules import covered
from intents.slots.claim import Claim

from .reading import CONTEXT, asked, reading

ANSWERED = [phrase for phrase in phrases() if phrase.query]
# No word of any cloud, company or language; none is one edit from a word that means something.
RARE = ("zyzzyva", "quokka", "xylographic")
# What says a part of the Query that nothing else says; a superlative may repeat the default order.
TELLING = ("period", "scope", "test", "tag", "name", "group", "select")


@pytest.mark.parametrize("phrase", phrases(), ids=lambda phrase: phrase.ask)
def test_a_phrase_is_read_as_it_says(phrase: Phrase) -> None:
    found = reading(phrase.ask)
    if phrase.query is not None:
        assert found == parse(phrase.query)
    else:
        assert type(found).__name__.lower() == phrase.outcome
    if isinstance(found, Unread):
        assert found.words == phrase.words


def test_no_two_phrases_ask_the_same_words() -> None:
    questions = [phrase.ask for phrase in phrases()]
    assert len(questions) == len(set(questions)) >= 200


@pytest.mark.parametrize("rare", RARE)
def test_an_unknown_word_anywhere_never_leaves_a_reading_as_it_was(rare: str) -> None:
    for phrase in ANSWERED:
        before, words = reading(phrase.ask), phrase.ask.split()
        for at in range(len(words) + 1):
            question = " ".join([*words[:at], rare, *words[at:]])
            after = reading(question)
            assert after != before, question
            if isinstance(after, Query):
                # Only where a name may stand is an unknown word one; then the Query holds it.
                assert rare in after.model_dump_json(), question


def test_leaving_out_what_says_something_changes_the_reading_or_is_noted() -> None:
    for phrase in ANSWERED:
        found = covered(phrase.ask, CONTEXT)
        if found is None:  # a misspelled subject is mended before it is covered
            continue
        before = asked(phrase.ask)
        for claim in found.claims:
            if claim.kind in TELLING and not _repeats(claim, found.claims):
                kept = [
                    f'"{word.raw}"' if word.quoted else word.raw
                    for at, word in enumerate(found.asked.words)
                    if not claim.start <= at < claim.end
                ]
                assert asked(" ".join(kept)) != before, (phrase.ask, found.text(claim))


def _repeats(claim: Claim, claims: tuple[Claim, ...]) -> bool:
    """Whether another claim says the same: "Azure … Azure VNets"."""
    said = (claim.where, claim.clouds, claim.regions, claim.period)
    others = [other for other in claims if other is not claim]
    return any((c.where, c.clouds, c.regions, c.period) == said for c in others)
