"""The laws of the figures, whatever the sums."""

from dataclasses import fields
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from finops.commitment.figures import Sums, total

MONEY = st.decimals(0, 10**9, places=6)
SUMS = st.builds(Sums, **{one.name: MONEY for one in fields(Sums)})


@given(SUMS)
def test_used_and_unused_are_what_was_committed(one: Sums) -> None:
    assert one.covered_cost + one.unused == one.committed


@given(SUMS)
def test_coverage_and_utilisation_lie_between_0_and_100(one: Sums) -> None:
    for rate in (one.coverage, one.utilisation):
        assert rate is None or 0 <= rate <= 100


@given(st.lists(SUMS, max_size=5))
def test_a_total_is_the_sum_of_its_parts(parts: list[Sums]) -> None:
    whole = total(parts)
    assert whole.committed == sum((one.committed for one in parts), Decimal(0))
    assert whole.eligible == sum((one.eligible for one in parts), Decimal(0))
    assert whole.unused == sum((one.unused for one in parts), Decimal(0))


def test_nothing_eligible_is_unknown_coverage_and_nothing_committed_unknown_use() -> None:
    assert Sums().coverage is None
    assert Sums().utilisation is None
    assert Sums().savings_rate is None


def test_usage_without_a_list_cost_makes_what_rests_on_it_unknown() -> None:
    one = Sums(covered_cost=Decimal(50), covered_unpriced=Decimal(50), open_list=Decimal(100),
               open_cost=Decimal(100), usage_cost=Decimal(150), usage_unpriced=Decimal(50),
               usage_list=Decimal(100), unused=Decimal(50))  # fmt: skip
    assert one.coverage is None
    assert one.savings is None
    assert one.utilisation == 50


def test_unused_commitments_can_make_the_savings_rate_negative() -> None:
    one = Sums(usage_list=Decimal(100), usage_cost=Decimal(130))
    assert one.savings_rate == -30
