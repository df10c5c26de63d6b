"""The judge itself: what it must not let pass, and what it must not hold against an answer."""

from decimal import Decimal
from typing import Any

import pytest

from tests.scored.judge import AWS, BOTH, Decline, Score, Table, judge

Answer = dict[str, Any]
GAP = {
    "where": "aws 333333333333 ap-southeast-1",
    "why": "UnauthorizedOperation: ec2:DescribeInstances",
    "fix": "grant it",
}
UNKNOWN = {"where": "cpu", "why": "2 VMs have no known cpu and were left out", "fix": "wait"}


def answer(*rows: Answer, gaps: tuple[Answer, ...] = (), **rest: Any) -> Answer:
    """An answer as JSON; it is partial where AWS's gap is in it."""
    costs = [cost for row in rows if isinstance(cost := row.get("cost"), int | float)]
    return {
        "outcome": "partial" if GAP in gaps else "answered",
        "headline": "",
        "understood": "VMs over 1–31 Oct 2026",
        "columns": [{"name": name} for name in (rows[0] if rows else ())],
        "rows": list(rows),
        "row_count": len(rows),
        "totals": {"cost": sum(costs) if costs else None},
        "gaps": list(gaps),
        "command": None,
        **rest,
    }


ONE, OTHER = {"name": "a", "cost": 1.5}, {"name": "b", "cost": 0.25}
TRUE = Table([{"name": "a", "cost": Decimal("1.5")}, {"name": "b", "cost": Decimal("0.25")}])
TIED = Table(
    [
        {"name": "a", "cost": Decimal(2)},
        {"name": "b", "cost": Decimal(1)},
        {"name": "c", "cost": Decimal(1)},
    ],
    order="cost",
    limit=2,
)


@pytest.mark.parametrize(
    ("given", "expected", "score"),
    [
        pytest.param(answer(OTHER, ONE), TRUE, "right", id="in any order"),
        pytest.param(
            answer(ONE | {"more": 1}, OTHER | {"more": 2}), TRUE, "right", id="more columns"
        ),
        pytest.param(answer(ONE), TRUE, "wrong", id="a row too few"),
        pytest.param(answer(ONE, OTHER, OTHER), TRUE, "wrong", id="a row twice"),
        pytest.param(answer(ONE, OTHER | {"cost": 0.26}), TRUE, "wrong", id="a cent off"),
        pytest.param(answer(ONE, OTHER | {"cost": None}), TRUE, "wrong", id="unknown"),
        pytest.param(answer(ONE, OTHER | {"cost": "0.25"}), TRUE, "wrong", id="text for a number"),
        pytest.param(answer({"name": "a"}, {"name": "b"}), TRUE, "wrong", id="a column missing"),
        pytest.param(answer(ONE, OTHER, totals={"cost": 2}), TRUE, "wrong", id="the total off"),
        pytest.param(
            answer({"name": "a", "cost": 2}, {"name": "c", "cost": 1}), TIED, "right", id="a tie"
        ),
        pytest.param(
            answer({"name": "c", "cost": 1}, {"name": "a", "cost": 2}), TIED, "wrong", id="order"
        ),
        pytest.param(
            answer({"name": "a", "cost": 2}, {"name": "d", "cost": 1}), TIED, "wrong", id="no such"
        ),
        pytest.param(answer(gaps=(GAP,)), Table([], denied=(AWS,)), "right", id="a denied place"),
        pytest.param(answer(gaps=(GAP,)), Table([]), "wrong", id="a gap that is none"),
        pytest.param(answer(gaps=(GAP,)), Table([], denied=BOTH), "wrong", id="half of the gaps"),
        pytest.param(answer(), Table([], denied=(AWS,)), "wrong", id="could not look, said none"),
        pytest.param(
            answer(gaps=(UNKNOWN,)), Table([], unknown={"cpu": 2}), "right", id="left out"
        ),
        pytest.param(
            answer(gaps=(UNKNOWN,)), Table([], unknown={"cpu": 3}), "wrong", id="not as many"
        ),
        pytest.param(answer(), Table([], unknown={"cpu": 2}), "wrong", id="left out silently"),
        pytest.param(answer(), Table([], says=("30 days",)), "wrong", id="a period not said"),
        pytest.param(answer(outcome="unread"), TRUE, "declined", id="honestly declined"),
        pytest.param(answer(outcome="failed"), TRUE, "wrong", id="broke"),
        pytest.param(answer(ONE), Decline("unread"), "wrong", id="answered what cannot be"),
        pytest.param(answer(outcome="clarify"), Decline("unread"), "declined", id="asked back"),
        pytest.param(
            answer(outcome="unread", headline="I cannot place: “blue”"),
            Decline("unread", ("blue",)), "right", id="the word is named",
        ),
        pytest.param(
            answer(outcome="refused", command="stop it"),
            Decline("refused", command=("web-1",)), "declined", id="the command lacks the name",
        ),
    ],
)  # fmt: skip
def test_scores(given: Answer, expected: Table | Decline, score: Score) -> None:
    assert judge(given, expected).score == score
