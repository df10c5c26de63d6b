"""The lexicon's data: what it says is what the rules read, and no wording means two things."""

from collections import Counter

from intents import catalog
from intents.classifier.lexicon import concepts, swaps
from intents.slots.claim import Asked
from intents.slots.negation import read as negation
from intents.words import split
from tests.intents.reading import CONTEXT

NEVER_CHATTER = ("not", "no", "without", "except", "only", "excluding", "but", "never", "other",
                 "roughly", "should", "would", "recently", "about", "around", "almost")  # fmt: skip
SUBJECT = catalog.subject("cost")


def test_no_wording_means_two_things() -> None:
    counts = Counter(wording for _, wordings in concepts() for wording in wordings)
    assert [wording for wording, count in counts.items() if count > 1] == []


def test_of_names_subjects() -> None:
    assert {name for concept, _ in concepts() for name in concept.of} <= set(catalog.by_name())


def test_what_restricts_is_never_chatter() -> None:
    for word in NEVER_CHATTER:
        asked = Asked(split(f"cost {word}"), SUBJECT, CONTEXT)
        assert not [one for one in swaps(asked, frozenset({0, 1})) if not one.concept.wording(0)]


def test_a_wording_that_negates_is_said_by_one_that_does() -> None:
    leads = ("not counting", "not including", "do not include", "leaving out")
    own = {w: concept.say[0] for concept, wordings in concepts() for w in wordings}
    for lead in leads:
        asked = Asked(split(f"{own[lead]} credits"), SUBJECT, CONTEXT)
        claim = negation(asked, 0)
        assert claim is None or claim.excludes
        assert own[lead] == "excluding"


def test_quoted_words_are_never_swapped() -> None:
    asked = Asked(split("cost of 'burning'"), SUBJECT, CONTEXT)
    assert swaps(asked, frozenset(range(len(asked.words)))) == ()
