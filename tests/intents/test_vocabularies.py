"""The lists of regions and services, and the catalog's words, agree with each other."""

import pytest

from intents import catalog
from intents.query import Query
from intents.slots import region, service
from intents.slots.noise import JOINTS, NOISE

from .reading import reading, said


@pytest.mark.parametrize(("code", "cloud"), sorted(region.clouds().items()))
def test_every_region_is_read_by_its_code(code: str, cloud: str) -> None:
    assert said(f"VMs in {code}")["regions"] == [code]
    assert cloud in catalog.CLOUDS


@pytest.mark.parametrize("name", ["West Europe", "west-europe", "westeurope", "WestEurope"])
def test_an_azure_region_is_read_however_it_is_spelled(name: str) -> None:
    assert said(f"VMs in {name}")["regions"] == ["westeurope"]


def test_the_longer_region_wins() -> None:
    assert said("VMs in West US 2")["regions"] == ["westus2"]
    assert said("VMs in West US")["regions"] == ["westus"]


@pytest.mark.parametrize("word", service.words())
def test_every_service_is_read_in_a_question_about_cost(word: str) -> None:
    where = said(f"cost of {word} last month")["where"]
    assert where[0]["field"] in ("service_name", "service_category")
    assert isinstance(reading(f"cost by account excluding {word} last month"), Query)


# What has to be named with it, for there are too many of all of them.
OF = {"price": " of m5.large"}


@pytest.mark.parametrize("subject", catalog.subjects(), ids=lambda subject: subject.name)
def test_every_word_for_a_subject_is_read(subject: catalog.Subject) -> None:
    clouds = [("", word) for word in subject.words]
    clouds += [(cloud, word) for cloud, words in subject.cloud_words.items() for word in words]
    for cloud, word in clouds:
        if word in subject.loose_words:
            continue
        found = said(f"show me {word}{OF.get(subject.name, '')}")
        assert found["subject"] == subject.name, word
        assert found.get("clouds", []) == ([cloud] if cloud else []), word


@pytest.mark.parametrize("subject", catalog.subjects(), ids=lambda subject: subject.name)
def test_a_word_for_a_kind_of_a_subject_says_both(subject: catalog.Subject) -> None:
    for field, values in subject.value_words.items():
        for value, word in ((value, word) for value, words in values.items() for word in words):
            found = said(f"show me {word}")
            assert found["subject"] == subject.name, word
            assert found["where"] == [{"field": field, "op": "eq", "value": value}], word


@pytest.mark.parametrize("subject", catalog.subjects(), ids=lambda subject: subject.name)
def test_every_column_of_a_resource_can_be_asked_for(subject: catalog.Subject) -> None:
    if subject.name == "cost":
        return
    for name, field in subject.fields.items():
        for word in (name, *field.words):
            if word == "$":
                continue
            of = OF.get(subject.name, "")
            found = said(f"{subject.plural}{of} with their id and {word}")["select"]
            assert found[0] == "id", word
            assert subject.field(found[-1]) is not None, word


def test_no_negation_is_noise() -> None:
    negations = set("not no without except excluding never neither nor other than unless".split())
    assert not negations & (NOISE | set(JOINTS))
