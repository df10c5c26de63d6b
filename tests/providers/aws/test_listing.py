"""A list as columns: every item has a place in each, and what is not told is None."""

import pytest

from providers.aws.listing import COLUMNS, Listing

VOLUMES = Listing("Groups.Volumes", ("VolumeId", "State.Name"), (("Tags", ("Key", "Value")),))
PAGE = {
    "Groups": [
        {"Volumes": [{"VolumeId": "a", "State": {"Name": "in-use"}, "Tags": [{"Key": "k"}]}]},
        {"Volumes": []},
        {"Volumes": [{"VolumeId": "b", "State": {}}, {}]},
    ]
}


def test_items_of_all_groups_stand_in_order_and_what_is_not_told_is_none() -> None:
    assert VOLUMES.of(PAGE) == {
        "VolumeId": ["a", "b", None],
        "State.Name": ["in-use", None, None],
        "Tags": [[("k", None)], [], []],
    }


def test_a_page_that_came_in_columns_is_given_as_it_is() -> None:
    assert VOLUMES.of({COLUMNS: {"VolumeId": ["a"]}}) == {"VolumeId": ["a"]}


def test_a_page_without_the_list_is_no_empty_list() -> None:
    with pytest.raises(KeyError):
        VOLUMES.of({"Groups": [{}]})


def test_its_paths_lead_from_the_page_down() -> None:
    assert VOLUMES.paths == (
        "Groups.Volumes.VolumeId",
        "Groups.Volumes.State.Name",
        "Groups.Volumes.Tags.Key",
        "Groups.Volumes.Tags.Value",
    )
