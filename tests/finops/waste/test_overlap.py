"""Savings that overlap are counted once, whatever overlaps."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from finops.waste.overlap import Claimed, counted

SAVINGS = st.none() | st.decimals(0, 1000, places=2)


@st.composite
def claims(draw: st.DrawFn) -> list[Claimed]:
    many = draw(st.integers(0, 12))
    ids = st.sets(st.sampled_from("abcdef"), min_size=1, max_size=3)
    return [Claimed(str(n), sorted(draw(ids)), draw(SAVINGS)) for n in range(many)]


@given(claims())
def test_no_resource_is_saved_from_twice(found: list[Claimed]) -> None:
    counts = counted(found)
    paid = [one.of for one in found if counts[one.id]]
    every = [resource for of in paid for resource in of]
    assert len(every) == len(set(every))


@given(claims())
def test_the_greatest_counts_and_each_is_counted_whole_or_not(found: list[Claimed]) -> None:
    counts = counted(found)
    assert all(counts[one.id] in (one.saving, 0) for one in found)
    known = [one for one in found if one.saving]
    if known:
        most = max(one.saving or 0 for one in known)
        assert any(counts[one.id] == most for one in known)


@given(claims())
def test_the_order_in_which_they_are_found_changes_nothing(found: list[Claimed]) -> None:
    assert counted(found) == counted(found[::-1])


def test_unknown_is_not_nothing_but_beside_a_known_one_it_adds_nothing_known() -> None:
    alone = counted([Claimed("a", ["vm"], None)])
    both = counted([Claimed("a", ["vm"], None), Claimed("b", ["vm"], Decimal(5))])
    assert alone == {"a": None}
    assert both == {"a": Decimal(0), "b": Decimal(5)}


def test_what_is_not_counted_stands_in_nobodys_way() -> None:
    whole, between, other = (
        Claimed("a", ["vm-1", "disk"], Decimal(10)),
        Claimed("b", ["disk", "vm-2"], Decimal(8)),
        Claimed("c", ["vm-2"], Decimal(5)),
    )
    assert counted([whole, between, other]) == {"a": Decimal(10), "b": Decimal(0), "c": Decimal(5)}


def test_one_resource_written_in_two_ways_is_one() -> None:
    found = [Claimed("a", ["/Disks/One"], Decimal(2)), Claimed("b", ["/disks/one"], Decimal(1))]
    assert counted(found) == {"a": Decimal(2), "b": Decimal(0)}


COSTS = {name: Decimal(100 + n) for n, name in enumerate("abcdef")}
SHARES = st.decimals(0, 1, places=2)


@given(
    claims(), st.lists(SHARES, min_size=12, max_size=12), st.lists(SHARES, min_size=6, max_size=6)
)
def test_a_sum_is_never_above_what_the_resources_cost_nor_with_what_clouds_recommend(
    found: list[Claimed], shares: list[Decimal], advised: list[Decimal]
) -> None:
    ours = [
        replace(one, saving=one.saving and sum((COSTS[of] for of in one.of), Decimal(0)) * share)
        for one, share in zip(found, shares, strict=False)
    ]
    claimed = {of for one in ours if one.saving is not None for of in one.of}
    theirs = [
        Claimed(f"advice-{name}", (name,), COSTS[name] * share)
        for name, share in zip(COSTS, advised, strict=True)
        if name not in claimed
    ]
    whole = sum(filter(None, (*counted(ours).values(), *counted(theirs).values())), Decimal(0))
    assert whole <= sum(COSTS.values())
