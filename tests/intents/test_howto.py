"""Help is made from the catalog and shows only what can be asked."""

import pytest

from intents import catalog
from intents.howto import overview
from intents.query import HowTo, Query

from .reading import reading


@pytest.mark.parametrize("question", ["help", "Help!", "what can you do?", "@finops help", "hello"])
def test_help_is_given(question: str) -> None:
    assert reading(question) == HowTo("help", overview())


def test_every_example_in_the_help_is_answered() -> None:
    shown = [line[2:] for line in overview().splitlines() if line.startswith("• ")]
    assert len(shown) >= len(catalog.subjects())
    for question in shown:
        assert isinstance(reading(question), Query), question


@pytest.mark.parametrize("subject", catalog.subjects(), ids=lambda subject: subject.name)
def test_the_fields_of_a_subject_are_told_with_the_clouds_that_lack_them(
    subject: catalog.Subject,
) -> None:
    found = reading(f"what fields do {subject.plural} have?")
    assert isinstance(found, HowTo)
    assert found.topic == subject.name
    assert all(field.about in found.text for field in subject.fields.values())
