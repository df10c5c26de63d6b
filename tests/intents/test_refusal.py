"""A request for a change is refused with a command that is safe to paste."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.query import Clarify, Query, Refuse, Unread

from .reading import reading


def refused(question: str) -> Refuse:
    found = reading(question)
    assert isinstance(found, Refuse), f"{question!r} is {found}"
    return found


def test_a_command_for_each_cloud_where_none_is_named() -> None:
    command = refused("stop vm web-1").command
    assert command == (
        "aws ec2 stop-instances --instance-ids '<instance id of web-1>'\n"
        "az vm deallocate --resource-group '<resource group>' --name web-1"
    )


def test_an_id_tells_the_cloud() -> None:
    assert refused("please terminate i-0abc1234def567890").command == (
        "aws ec2 terminate-instances --instance-ids i-0abc1234def567890"
    )


def test_a_named_cloud_gets_its_own_command_alone() -> None:
    command = refused("can you restart the Azure VM web-1?").command
    assert command == "az vm restart --resource-group '<resource group>' --name web-1"


@pytest.mark.parametrize(
    "question",
    [
        "delete disk data-1",
        "Could you please delete the disk data-1",
        "I want to start my VM",
        "<@U02ABC> stop all VMs",
        "how do I resize a VM",
        "detach volume vol-0abc1234",
        "release elastic IP eipalloc-0abc1234",
        "tag VM web-1 with owner=alice",
        "buy a savings plan",
        "list unattached disks and delete them",
        "show stopped VMs, then terminate them",
        "shut down web-1",
        "turn off the VMs in us-east-1",
        "create a VM",
    ],
)
def test_an_imperative_is_an_action(question: str) -> None:
    assert refused(question).why == "action"


@pytest.mark.parametrize(
    "question",
    ["stopped VMs", "VMs that are stopped", "running VMs", "cost change by service last month"],
)
def test_a_state_is_not_a_request(question: str) -> None:
    assert isinstance(reading(question), Query)


@pytest.mark.parametrize("question", ["list VMs to delete", "which VMs can we rename"])
def test_a_verb_elsewhere_is_never_dropped(question: str) -> None:
    assert isinstance(reading(question), Unread)


@pytest.mark.parametrize("question", ["create a cost report", "set up a dashboard of cost"])
def test_making_a_document_changes_no_cloud(question: str) -> None:
    assert not isinstance(reading(question), Refuse)


@pytest.mark.parametrize("question", ["what's the weather", "tell me a joke", "who won the game"])
def test_what_is_not_ours_is_off_topic(question: str) -> None:
    assert refused(question).why == "off_topic"


@given(
    st.text(
        st.characters(exclude_characters='"\n“”', exclude_categories=["Cs"]),
        min_size=1,
        max_size=60,
    )
)
def test_no_name_escapes_its_quotation(name: str) -> None:
    found = reading(f'stop Azure VM "{name}"')
    assert not isinstance(found, Query | Clarify)
    if isinstance(found, Refuse) and found.command:
        words = shlex.split(found.command)
        assert words[:3] == ["az", "vm", "deallocate"]
        assert len(words) == 7


VERBS = ("stop", "delete", "resize", "start", "terminate", "detach", "restart")
THINGS = ("web-1", "the VM web-1", "all VMs in AWS", "disk data-1", "my server")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("thing", THINGS)
def test_no_request_for_a_change_becomes_a_query(verb: str, thing: str) -> None:
    assert not isinstance(reading(f"{verb} {thing}"), Query)
