"""Taking snapshots: once a day and account, with what was not read and how things were used."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from finops.warehouse.snapshots import Snapshots, take
from intents.period import Span
from providers import schema
from providers.base import Lack, MetricNeed, Scope
from providers.charges import Charges
from providers.context import Context
from providers.model import Account, Fetched, Gap, Source
from providers.schema import METRIC_SCHEMA
from providers.settling import Settling

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
PROD, DEV = Account("aws", "1" * 12, "prod"), Account("aws", "2" * 12, "dev")
TODAY = Span(NOW.date(), NOW.date() + timedelta(days=1))


@dataclass
class Cloud:
    """A cloud at the network's rim with a VM in each account."""

    cloud: str = "aws"
    subjects: frozenset[str] = frozenset({"vm", "account"})
    settling: Settling | None = None
    gaps: tuple[Gap, ...] = ()
    asked: list[tuple[str, ...]] = field(default_factory=list)
    needs: list[MetricNeed] = field(default_factory=list)

    def preload(self) -> None: ...

    def accounts(self, _: Context) -> Fetched[Account]:
        return Fetched((PROD, DEV))

    def known_accounts(self) -> tuple[Account, ...]:
        return ()

    def lacking(self, _: Context) -> Fetched[Lack]:
        return Fetched()

    def charges(self, account: Account, span: Span, _: Context) -> Fetched[Charges]:
        raise AssertionError(account, span)

    def inventory(self, subject: str, scope: Scope, _: Context) -> Fetched[pa.Table]:
        self.asked.append(scope.accounts)
        unread = {gap.where.split()[1] for gap in self.gaps if " " in gap.where}
        rows = [
            {"id": f"i-{one}", "cloud": "aws", "account_id": one, "region": "us-east-1"}
            for one in scope.accounts
            if one not in unread
        ]
        source = Source("EC2 DescribeInstances", NOW, calls=1)
        return Fetched((schema.table(subject, rows),), self.gaps, (source,))

    def metrics(self, need: MetricNeed, _: Context) -> Fetched[pa.Table]:
        self.needs.append(need)
        rows = [{"id": "i-" + PROD.id, "avg": 12.5, "days": 1}]
        return Fetched((pa.Table.from_pylist(rows, schema=METRIC_SCHEMA),))


@pytest.fixture
def kept(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path)


def test_a_snapshot_has_each_account_and_yesterdays_use(kept: Snapshots) -> None:
    cloud = Cloud()
    taken = take(kept, [cloud], Context(NOW))
    assert taken.counts == {"vm": 2}
    rows = kept.rows("vm", NOW.date()).to_pylist()
    used = {row["account_id"]: row["cpu"] for row in rows}
    # What has no data is unknown, not idle.
    assert used == {PROD.id: 12.5, DEV.id: None}
    # Shares in use alone: each other metric that were read would cost money.
    assert {need.metric for need in cloud.needs} == {"cpu", "memory"}
    assert {need.span.text for need in cloud.needs} == {"2026-11-17/2026-11-18"}


def test_a_second_snapshot_of_the_day_reads_nothing(kept: Snapshots) -> None:
    cloud = Cloud()
    take(kept, [cloud], Context(NOW))
    assert take(kept, [cloud], Context(NOW + timedelta(hours=3))).counts == {}
    assert len(cloud.asked) == 1


def test_what_could_not_be_read_is_kept_with_its_account_and_tried_again(kept: Snapshots) -> None:
    denied = Gap(f"aws {DEV.id} us-east-1", "UnauthorizedOperation: ec2:DescribeInstances", "grant")
    cloud = Cloud(gaps=(denied,))
    take(kept, [cloud], Context(NOW))
    looks = {look.account: look.unread for look in kept.looks("vm", TODAY)[NOW.date()]}
    assert looks == {PROD: frozenset(), DEV: {denied.where}}
    cloud.gaps = ()
    take(kept, [cloud], Context(NOW))
    assert cloud.asked == [(PROD.id, DEV.id), (DEV.id,)]
    looks = {look.account: look.unread for look in kept.looks("vm", TODAY)[NOW.date()]}
    assert looks == {PROD: frozenset(), DEV: frozenset()}
    assert len(kept.rows("vm", NOW.date())) == 2


def test_a_cloud_that_did_not_answer_at_all_is_a_look_that_saw_nothing(kept: Snapshots) -> None:
    cloud = Cloud(gaps=(Gap("aws", "Expired: ExpiredToken", "sign in"),))
    take(kept, [cloud], Context(NOW))
    assert all(look.unread == {"aws"} for look in kept.looks("vm", TODAY)[NOW.date()])


def test_an_account_without_any_vm_is_a_look_that_saw_none(kept: Snapshots) -> None:
    cloud = Cloud(gaps=tuple(Gap(f"aws {one.id}", "-", "-", matters=False) for one in (PROD, DEV)))
    assert take(kept, [cloud], Context(NOW)).counts == {"vm": 0}
    assert all(not look.unread for look in kept.looks("vm", TODAY)[NOW.date()])
    assert cloud.needs == []


def test_each_day_is_a_file_of_its_own(kept: Snapshots) -> None:
    cloud = Cloud()
    for n in range(3):
        take(kept, [cloud], Context(NOW + timedelta(days=n)))
    span = Span(NOW.date(), NOW.date() + timedelta(days=9))
    assert len(kept.looks("vm", span)) == 3
    assert kept.first_day("vm") == NOW.date()
