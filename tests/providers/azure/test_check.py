"""Which permissions are missing: as each subscription's roles say."""

from collections.abc import Callable
from typing import Any


def test_what_a_role_leaves_out_is_missing_and_says_what_that_costs(
    cloud_of: Callable[..., Any],
) -> None:
    cloud = cloud_of(forbidden=frozenset({"microsoft.compute/snapshots"}))
    found = cloud.provider().lacking(cloud.context)
    assert {(one.where, one.action, one.subjects) for one in found.items} == {
        (where, "Microsoft.Compute/snapshots/read", ("snapshot",))
        for where in ("azure prod", "azure dev")
    }


def test_where_nothing_is_left_out_nothing_is_missing(cloud: Any) -> None:
    found = cloud.provider().lacking(cloud.context)
    assert (found.items, found.gaps) == ((), ())
