"""Questions that name no kind of thing are offered of one kind at a time."""

import pytest

from intents.query import Clarify, Query
from tests.intents.reading import WITH_ACCOUNTS, reading


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("what is running in us-west-2", "VMs running in us-west-2"),
        ("what do we have in Ireland", "VMs in Ireland"),
        ("what are we running in westeurope", "VMs in westeurope"),
        ("what's in the prod account", "VMs in the prod account"),
    ],
)
def test_what_there_is_somewhere_is_asked_of_one_kind(question: str, first: str) -> None:
    found = reading(question, WITH_ACCOUNTS)
    assert isinstance(found, Clarify)
    assert found.choices[0] == first
    assert all(isinstance(reading(one, WITH_ACCOUNTS), Query) for one in found.choices)


@pytest.mark.parametrize("question", ["what is our bill in October", "what is idle in prod"])
def test_what_is_named_is_not_asked_back(question: str) -> None:
    assert isinstance(reading(question), Query)
