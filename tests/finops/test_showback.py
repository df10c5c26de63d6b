"""Showback: what is everybody's is divided to the cent, and nothing is lost on the way."""

from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from finops.showback import spread
from providers.dimension import Dimension

from .estate import ask, charge, column, warehouse

TEAM = Dimension("team", tag="team", shared=("platform",), spread="proportional")
QUERY = {"subject": "cost", "group_by": ["tags.team"], "spread": "proportional"}
amounts = st.decimals(-10_000, 100_000, places=10)


def of(team: str, cost: str, day: str = "2026-11-17", currency: str = "USD") -> str:
    tags = f'{{"team": "{team}"}}' if team else ""
    return charge(day, cost, tags=tags, currency=currency)


@given(
    st.lists(st.tuples(st.none() | amounts, st.booleans()), max_size=30),
    st.sampled_from(["none", "even", "proportional"]),
)
def test_what_is_given_is_what_is_received(
    rows: list[tuple[Decimal | None, bool]], rule: str
) -> None:
    costs, gives = [cost for cost, _ in rows], [gave for _, gave in rows]
    parts = spread(costs, gives, rule)  # type: ignore[arg-type]
    assert sum(parts, Decimal(0)) == 0
    for cost, gave, part in zip(costs, gives, parts, strict=True):
        assert not gave or part in (0, -(cost or 0))


@given(st.lists(amounts.filter(lambda cost: cost > 0), min_size=1, max_size=20), amounts)
def test_parts_are_within_a_cent_of_the_exact_ones(costs: list[Decimal], shared: Decimal) -> None:
    parts = spread([*costs, shared], [*(False for _ in costs), True], "proportional")
    whole = sum(costs)
    for cost, part in zip(costs, parts, strict=False):
        assert abs(part - shared * cost / whole) < Decimal("0.02")


def test_shared_and_untagged_cost_is_divided_by_direct_cost(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path, of("a", "0", "2026-10-01"),
        of("a", "300"), of("b", "100"), of("platform", "60"), of("", "20"),
    )  # fmt: skip
    answer = ask(QUERY, store, dimensions=(TEAM,))
    assert answer.rows == (
        {"tags.team": "a", "direct": 300, "spread": 60, "total": 360},
        {"tags.team": "b", "direct": 100, "spread": 20, "total": 120},
        {"tags.team": "platform", "direct": 60, "spread": -60, "total": 0},
        {"tags.team": None, "direct": 20, "spread": -20, "total": 0},
    )
    assert answer.totals == {"direct": 480, "spread": 0, "total": 480}
    assert answer.headline == (
        "$480.00 over 19 Oct–17 Nov 2026 (30 days); most is a at $360.00 (75%), $60.00 of it from "
        "others"
    )
    assert (
        "the cost of team platform and of what has no team is spread over the others in proportion "
        "to the direct cost of each, to the cent" in answer.understood
    )


def test_in_equal_parts_the_cent_that_remains_goes_to_the_first(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path, of("a", "0", "2026-10-01"),
        of("a", "3"), of("b", "2"), of("c", "1"), of("", "1"),
    )  # fmt: skip
    answer = ask({**QUERY, "spread": "even"}, store)
    received = dict(zip(column(answer, "tags.team"), column(answer, "spread"), strict=True))
    cents = [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")]
    expected: dict[object, Decimal] = {**dict(zip("abc", cents, strict=True)), None: Decimal(-1)}
    assert received == expected


def test_without_a_rule_nothing_moves_and_the_unmapped_stays_a_row(tmp_path: Path) -> None:
    store = warehouse(tmp_path, of("a", "0", "2026-10-01"), of("a", "3"), of("", "2"))
    answer = ask({**QUERY, "spread": "none"}, store)
    assert column(answer, "total") == [3, 2]
    assert column(answer, "spread") == [0, 0]
    assert "what has no team is not spread" in answer.understood


def test_each_currency_and_each_month_is_divided_by_itself(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path,
        of("a", "10", "2026-10-01"), of("", "5", "2026-10-01"),
        of("a", "10"), of("b", "10"), of("", "4"),
        of("a", "7", currency="EUR"), of("", "1", currency="EUR"),
    )  # fmt: skip
    query = {**QUERY, "analysis": "trend", "grain": "month", "period": "last_2_months"}
    query["period"] = "2026-10-01/2026-11-18"
    answer = ask(query, store)
    found = {
        (row["month"], row["billing_currency"], row["tags.team"]): row["total"]
        for row in answer.rows
    }
    assert found[("2026-10-01", "USD", "a")] == 15
    assert found[("2026-11-01", "USD", "a")] == found[("2026-11-01", "USD", "b")] == 12
    assert found[("2026-11-01", "EUR", "a")] == 8
    assert answer.totals == {}


def test_where_nobody_can_receive_nothing_is_given(tmp_path: Path) -> None:
    store = warehouse(tmp_path, of("", "0", "2026-10-01"), of("platform", "3"), of("", "2"))
    answer = ask(QUERY, store, dimensions=(TEAM,))
    assert column(answer, "total") == [3, 2]
    assert "there is nothing to give, or nobody to give it to" in answer.understood


def test_the_rest_of_a_showback_is_one_row(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path, of("a", "0", "2026-10-01"), of("a", "5"), of("b", "3"), of("c", "2"), of("", "1")
    )
    answer = ask({**QUERY, "limit": 1, "others": True}, store)
    assert column(answer, "tags.team") == ["a", "3 others"]
    assert answer.totals == {"direct": 11, "spread": 0, "total": 11}
