"""What quotas leave: how many more, of which family, and what is no wish to start anything."""

import pytest

from intents.query import Clarify, Query, Refuse
from tests.intents.reading import reading, said

from .tables import conditions, differing

KINDS = (
    ("m5 quota in us-east-1", "name contains On-Demand Standard"),
    ("g4dn limit in us-east-1", "name contains On-Demand G and VT"),
    ("azure quota for Dsv5 family", "name contains Standard DSv5 Family"),
    ("NC family quota in westeurope", "name contains Standard NC"),
    ("lambda concurrency limit", "resource eq concurrency"),
    ("can we allocate 3 more elastic IPs in us-east-1", "left ge 3; resource eq public_ip"),
    ("which limits have we hit", "used_percent ge 100"),
)


def test_a_quota_is_named_by_what_it_is_of() -> None:
    assert differing(KINDS, conditions) == ""


@pytest.mark.parametrize(
    "question",
    ["how many more VMs can we launch in us-east-1", "how many vCPUs are left in us-east-1",
     "how much vCPU quota is left in westeurope"],
)  # fmt: skip
def test_what_there_still_may_be_is_what_the_quotas_leave(question: str) -> None:
    found = said(question)
    assert found["subject"] == "quota"
    assert found["select"][-1] == "left"


def test_so_many_more_vms_are_asked_back_for_quotas_count_their_cores() -> None:
    found = reading("can I start 40 more Standard_D8s_v5 in north europe")
    assert isinstance(found, Clarify)
    assert all(isinstance(reading(choice), Query) for choice in found.choices)


def test_a_wish_to_start_more_is_still_refused() -> None:
    assert isinstance(reading("can you start 40 more VMs"), Refuse)
