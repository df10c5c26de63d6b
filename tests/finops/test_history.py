"""Trends over resources, from snapshots of days that were kept, missed, or read in part."""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from finops.answer import Answer
from finops.reply import reply
from finops.warehouse import Warehouse
from finops.warehouse.snapshots import Look, Snapshots, schema
from intents.query import Condition, Measure, Query
from providers.context import Allowed, Context
from providers.model import Account, Gap

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
PROD, DEV = Account("aws", "1" * 12, "prod"), Account("azure", "sub-dev", "dev")
DENIED = Gap("aws 111111111111 eu-west-1", "UnauthorizedOperation: ec2:DescribeInstances", "grant")


@dataclass(frozen=True)
class Past:
    """A home in which a test keeps the days that it wants."""

    home: Path

    def keep(
        self,
        day: str,
        account: Account = PROD,
        count: int = 1,
        gaps: tuple[Gap, ...] = (),
        cpu: float | None = None,
        **fields: object,
    ) -> None:
        rows = [
            {
                "id": f"i-{n}", "name": f"web-{n}", "cloud": account.cloud, "account": account.name,
                "account_id": account.id, "region": "us-east-1", "state": "running", "cpu": cpu,
                "created_at": datetime(2026, 1, 1, tzinfo=UTC), "tags": {"team": "web"}, **fields,
            }
            for n in range(count)
        ]  # fmt: skip
        table = pa.Table.from_pylist(rows, schema=schema("vm"))
        kept = Snapshots(self.home / "snapshots")
        kept.keep("vm", date.fromisoformat(day), [Look(account, gaps)], table)

    def trend(self, context: Context | None = None, **query: Any) -> Answer:
        asked = Query.model_validate(
            {"subject": "vm", "analysis": "trend", "grain": "month", "period": "this_year", **query}
        )
        with closing(Warehouse(self.home / "warehouse", [], NOW)) as warehouse:
            return reply(asked, [], warehouse, context or Context(NOW))


@pytest.fixture
def past(tmp_path: Path) -> Past:
    return Past(tmp_path)


def counts(answer: Answer) -> list[tuple[object, object]]:
    return [tuple(row.values())[:2] for row in answer.rows]  # type: ignore[misc]


def whys(answer: Answer) -> str:
    return "\n".join(f"{gap.where}: {gap.why}" for gap in answer.gaps)


def test_a_month_counts_what_was_there_on_its_last_day_with_a_snapshot(past: Past) -> None:
    past.keep("2026-09-01", count=9)
    past.keep("2026-09-28", count=3)
    past.keep("2026-10-31", count=5)
    answer = past.trend()
    assert counts(answer) == [("2026-09-01", 3), ("2026-10-01", 5)]
    assert answer.headline == "5 VMs in Oct 2026, 3 in Sep 2026"
    assert answer.totals == {}


def test_a_month_without_a_snapshot_is_missing_and_said_not_zero(past: Past) -> None:
    past.keep("2026-08-31", count=3)
    past.keep("2026-10-31", count=5)
    answer = past.trend()
    assert [step for step, _ in counts(answer)] == ["2026-08-01", "2026-10-01"]
    assert "1 of its months have none and are left out" in whys(answer)
    assert "snapshots begin on 31 Aug 2026; asked was from 1 Jan 2026" in whys(answer)
    assert answer.outcome == "partial"


def test_an_account_that_could_not_be_read_makes_the_month_unknown(past: Past) -> None:
    for day in ("2026-08-31", "2026-09-30", "2026-10-31"):
        past.keep(day, PROD, count=3)
    past.keep("2026-08-31", DEV, count=4)
    past.keep("2026-09-30", DEV, count=0, gaps=(Gap("azure dev", "AuthorizationFailed", "grant"),))
    past.keep("2026-10-31", DEV, count=6)
    answer = past.trend()
    assert counts(answer) == [("2026-08-01", 7), ("2026-09-01", None), ("2026-10-01", 9)]
    assert "azure dev: it could not be read in Sep 2026" in whys(answer)


def test_a_day_on_which_the_account_was_read_stands_for_one_on_which_it_was_not(past: Past) -> None:
    past.keep("2026-09-29", count=3)
    past.keep("2026-09-30", count=1, gaps=(DENIED,))
    past.keep("2026-10-31", count=4)
    assert counts(past.trend()) == [("2026-09-01", 3), ("2026-10-01", 4)]


def test_an_account_that_was_not_looked_at_makes_the_month_unknown(past: Past) -> None:
    past.keep("2026-09-30", PROD, count=3)
    past.keep("2026-09-30", DEV, count=4)
    past.keep("2026-10-31", PROD, count=3)
    assert counts(past.trend()) == [("2026-09-01", 7), ("2026-10-01", None)]


def test_what_could_never_be_read_is_left_out_of_all_alike_and_said(past: Past) -> None:
    for day, count in (("2026-09-30", 3), ("2026-10-31", 5)):
        past.keep(day, count=count, gaps=(DENIED,))
    answer = past.trend()
    assert counts(answer) == [("2026-09-01", 3), ("2026-10-01", 5)]
    assert answer.headline.startswith("At least 5 VMs")
    assert "eu-west-1: it could never be read" in whys(answer)


def test_an_account_that_joined_later_is_said(past: Past) -> None:
    past.keep("2026-09-30", PROD, count=3)
    past.keep("2026-10-31", PROD, count=3)
    past.keep("2026-10-31", DEV, count=4)
    answer = past.trend()
    assert counts(answer) == [("2026-09-01", 3), ("2026-10-01", 7)]
    assert "azure dev: its snapshots begin on 31 Oct 2026" in whys(answer)


def test_none_of_what_was_wholly_read_is_zero(past: Past) -> None:
    past.keep("2026-09-30", count=2, state="stopped")
    past.keep("2026-10-31", count=2)
    stopped = Condition(field="state", op="eq", value="stopped")
    assert counts(past.trend(where=(stopped,))) == [("2026-09-01", 2), ("2026-10-01", 0)]


def test_groups_that_were_not_there_are_zero(past: Past) -> None:
    past.keep("2026-09-30", PROD, count=2)
    past.keep("2026-09-30", DEV, count=0)
    past.keep("2026-10-31", PROD, count=2)
    past.keep("2026-10-31", DEV, count=1)
    answer = past.trend(group_by=("cloud",))
    found = {(row["month"], row["cloud"]): row["count"] for row in answer.rows}
    assert found[("2026-09-01", "azure")] == 0
    assert answer.headline == "3 VMs in Oct 2026, 2 in Sep 2026"


def test_use_is_the_mean_of_the_days_and_belongs_to_the_day_before(past: Past) -> None:
    for n in range(30):
        past.keep(str(date(2026, 10, 1) + timedelta(days=n)), cpu=90 if n == 0 else 10)
    # The snapshot of 1 October holds the CPU of 30 September: one day of thirty is too few.
    cpu = Measure(name="cpu", agg="avg", field="cpu")
    answer = past.trend(measures=(cpu,), period="2026-09-01/2026-11-01")
    assert counts(answer) == [("2026-09-01", None), ("2026-10-01", 10)]
    assert answer.headline == "Average CPU: 10% in Oct 2026"
    assert "fewer than half of the days in Sep 2026 have data" in whys(answer)


def test_age_is_counted_to_the_day_of_the_snapshot(past: Past) -> None:
    past.keep("2026-03-31", count=1)
    past.keep("2026-10-31", count=1)
    old = Condition(field="age_days", op="gt", value=100)
    assert counts(past.trend(where=(old,))) == [("2026-03-01", 0), ("2026-10-01", 1)]


def test_nobody_sees_the_past_of_what_they_may_not_see(past: Past) -> None:
    past.keep("2026-10-31", PROD, count=2)
    past.keep("2026-10-31", DEV, count=5)
    limits = ((Allowed(accounts=("prod",)),),)
    assert counts(past.trend(Context(NOW, limits=limits))) == [("2026-10-01", 2)]
    tagged = ((Allowed(tags=(("team", "data"),)),),)
    assert counts(past.trend(Context(NOW, limits=tagged))) == [("2026-10-01", 0)]


@pytest.mark.parametrize(
    "query",
    [
        {"measures": (Measure(name="cost", agg="sum", field="cost"),)},
        {"measures": (Measure(name="cpu", agg="max", field="cpu"),)},
        {"where": (Condition(field="cpu", op="lt", value=10),)},
    ],
)
def test_what_snapshots_do_not_hold_is_not_made_up(past: Past, query: dict[str, Any]) -> None:
    past.keep("2026-10-31", cpu=5)
    answer = past.trend(**query)
    assert answer.rows == ()
    assert "is not known" in answer.headline


def test_without_any_snapshot_it_is_said_how_to_take_one(past: Past) -> None:
    answer = past.trend()
    assert answer.rows == ()
    assert [gap.fix for gap in answer.gaps if "snapshot" in gap.why] == [
        "finops sync takes one a day: run it daily"
    ]
