"""Charges of clouds without an export: asked for once, kept, refreshed while they still change."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from finops.answer import Answer
from finops.reply import reply
from finops.warehouse import Warehouse
from finops.warehouse.asked import AskedCharges, due
from finops.warehouse.bring import bring
from finops.warehouse.known import Known
from intents.period import Span
from intents.query import Query
from providers.base import Lack, MetricNeed, Scope
from providers.charges import Charge, Charges, cost_table, told_apart
from providers.context import Context
from providers.model import Account, Fetched, Gap, Source
from providers.settling import Settling

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
PROD, DEV = Account("aws", "1" * 12, "prod"), Account("aws", "2" * 12, "dev")
CENT = Decimal("0.01")
SETTLING = Settling(months=13, at_once=14, restless_days=3, closes_after_days=7)


@dataclass
class Cloud:
    """A cloud at the network's rim: a dollar a day and account, and each request a cent."""

    cloud: str = "aws"
    subjects: frozenset[str] = frozenset()
    settling: Settling | None = SETTLING
    known: tuple[Account, ...] = (PROD, DEV)
    unlisted: tuple[Gap, ...] = ()
    refused: dict[str, Gap] = field(default_factory=dict)
    asked: list[tuple[str, Span]] = field(default_factory=list)
    daily: Decimal = Decimal(1)
    # What of it is of one resource, where resources are told apart.
    bucket_share: Decimal | None = None

    def preload(self) -> None: ...

    def accounts(self, _: Context) -> Fetched[Account]:
        return Fetched(self.known, self.unlisted)

    def inventory(self, subject: str, _: Scope, __: Context) -> Fetched[pa.Table]:
        raise AssertionError(subject)

    def metrics(self, _: MetricNeed, __: Context) -> Fetched[pa.Table]:
        raise AssertionError

    def known_accounts(self) -> tuple[Account, ...]:
        return ()

    def lacking(self, _: Context) -> Fetched[Lack]:
        return Fetched()

    def charges(self, account: Account, span: Span, context: Context) -> Fetched[Charges]:
        self.asked.append((account.name, span))
        source = Source("CE GetCostAndUsage", NOW, calls=1, price=CENT)
        if gap := self.refused.get(account.name):
            return Fetched((), (gap,), (source,))
        days = [span.start + timedelta(days=n) for n in range(span.days)]
        made = [Charge(day, self.daily, self.daily, "USD", "Usage", "Amazon S3") for day in days]
        since = max(span.start, context.today - timedelta(days=14))
        if self.bucket_share:
            shares = [replace(one, resource="b", billed=self.bucket_share) for one in made]
            made = list(told_apart(made, (one for one in shares if one.day >= since), _day_of))
        return Fetched((Charges(cost_table(account, "AWS", made), since),), sources=(source,))


def _day_of(charge: Charge) -> date:
    return charge.day


class Shop:
    """A home with a warehouse, whose exports and clouds a test chooses."""

    def __init__(self, home: Path) -> None:
        self.home, self.cloud, self.exports = home, Cloud(), list[str]()

    def warehouse(self) -> Warehouse:
        asked = AskedCharges(self.home / "charges", [self.cloud], self.exports)
        return Warehouse(self.home / "warehouse", self.exports, NOW, asked)

    def sync(self, now: datetime = NOW) -> Sequence[Source]:
        with closing(self.warehouse()) as warehouse:
            return bring(warehouse, Context(now)).sources

    def answer(self, query: Query | None = None) -> Answer:
        query = query or Query(subject="cost", period="last_7_days")
        with closing(self.warehouse()) as warehouse:
            return reply(query, [self.cloud], warehouse, Context(NOW))

    def export(self, cloud: str, name: str) -> None:
        charges = [Charge(date(2026, 11, 17), Decimal(500), Decimal(500), "USD", "Usage", name)]
        table = cost_table(
            Account(cloud, "x", "x"), "AWS" if cloud == "aws" else "Microsoft", charges
        )
        file = self.home / f"{cloud}-{name}.parquet"
        parquet.write_table(table, file)
        self.exports.append(str(file))


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_the_first_question_asks_and_its_price_is_in_the_answer(shop: Shop) -> None:
    answer = shop.answer()
    assert answer.totals["cost"] == 14
    assert [(name, span.start) for name, span in shop.cloud.asked] == [
        ("prod", date(2025, 10, 1)),
        ("dev", date(2025, 10, 1)),
    ]
    source = next(one for one in answer.sources if one.name == "CE GetCostAndUsage")
    assert (source.calls, source.price) == (2, Decimal("0.02"))


def test_the_second_question_asks_nothing_and_says_where_the_charges_are_from(shop: Shop) -> None:
    shop.answer()
    shop.cloud.asked.clear()
    answer = shop.answer()
    assert shop.cloud.asked == []
    assert sum(one.price for one in answer.sources) == 0
    assert any("AWS cost API" in one.name for one in answer.sources)


def test_a_question_that_is_not_about_cost_asks_no_cost_api(shop: Shop) -> None:
    shop.answer(Query(subject="account"))
    assert shop.cloud.asked == []


def test_closed_days_are_not_asked_twice_and_restless_days_replace_what_was_known(
    shop: Shop,
) -> None:
    shop.sync()
    shop.cloud.asked.clear()
    shop.cloud.daily = Decimal(2)
    shop.sync(NOW + timedelta(days=1))
    assert shop.cloud.asked[0] == ("prod", Span(date(2026, 11, 15), date(2026, 11, 19)))
    # Two accounts: four days before are a dollar, the 15th to the 17th two.
    assert shop.answer().totals["cost"] == 2 * (4 * 1 + 3 * 2)


def test_a_month_is_asked_for_once_more_after_its_invoice(shop: Shop) -> None:
    shop.sync(datetime(2026, 11, 3, tzinfo=UTC))
    shop.cloud.asked.clear()
    shop.sync(datetime(2026, 11, 9, tzinfo=UTC))
    assert shop.cloud.asked[0] == ("prod", Span(date(2026, 10, 1), date(2026, 11, 9)))
    shop.cloud.asked.clear()
    shop.sync(datetime(2026, 11, 10, tzinfo=UTC))
    assert shop.cloud.asked[0] == ("prod", Span(date(2026, 11, 6), date(2026, 11, 10)))


def test_a_second_sync_within_hours_costs_nothing(shop: Shop) -> None:
    assert sum(one.price for one in shop.sync()) == Decimal("0.02")
    assert sum(one.price for one in shop.sync(NOW + timedelta(hours=1))) == 0


def test_a_denied_account_is_a_gap_and_what_was_known_of_it_stays(shop: Shop) -> None:
    shop.sync()
    denied = Gap("aws dev", "AccessDeniedException: ce:GetCostAndUsage", "finops permissions")
    shop.cloud.refused["dev"] = denied
    shop.sync(NOW + timedelta(days=1))
    answer = shop.answer()
    assert answer.totals["cost"] == 14
    assert answer.outcome == "partial"
    assert denied.why in {gap.why for gap in answer.gaps}
    shop.cloud.refused.clear()
    shop.cloud.asked.clear()
    shop.sync(NOW + timedelta(days=1))
    assert [name for name, _ in shop.cloud.asked] == ["dev"]
    assert shop.answer().outcome == "answered"


def test_an_export_of_the_cloud_wins_and_nothing_is_asked(shop: Shop) -> None:
    shop.export("aws", "focus")
    assert shop.answer().totals["cost"] == 500
    assert shop.cloud.asked == []


def test_an_export_of_another_cloud_does_not(shop: Shop) -> None:
    shop.export("azure", "focus")
    assert shop.answer().totals["cost"] == 514


def test_an_export_that_comes_later_takes_the_place_of_what_was_asked(shop: Shop) -> None:
    shop.sync()
    shop.export("aws", "focus")
    shop.sync(NOW + timedelta(days=1))
    assert shop.answer().totals["cost"] == 500


def test_an_export_whose_folder_gets_the_cloud_later_wins_too(shop: Shop) -> None:
    shop.export("azure", "focus")
    shop.exports[:] = [str(shop.home / "*.parquet")]
    shop.sync()
    assert shop.answer().totals["cost"] == 514
    shop.export("aws", "late")
    shop.exports.pop()
    shop.sync(NOW + timedelta(days=1))
    assert shop.answer().totals["cost"] == 1000


def test_a_cloud_that_is_switched_off_is_never_asked(shop: Shop) -> None:
    shop.cloud.settling = None
    assert shop.answer().totals.get("cost") is None
    assert shop.cloud.asked == []


def test_older_cost_of_resources_is_a_gap_and_not_zero(shop: Shop) -> None:
    shop.sync()
    asked = AskedCharges(shop.home / "charges", [shop.cloud], [])
    (one, _) = asked.without_resources(Span(date(2026, 11, 1), date(2026, 11, 18)), ())
    assert "only since 4 Nov 2026" in one.why
    assert not list(asked.without_resources(Span(date(2026, 11, 4), date(2026, 11, 18)), ()))
    assert not list(asked.without_resources(Span(date(2026, 11, 1), date(2026, 11, 18)), ["azure"]))


def test_days_that_were_asked_for_and_cost_nothing_are_known(shop: Shop) -> None:
    shop.cloud.daily = Decimal(0)
    answer = shop.answer(Query(subject="cost", period="last_30_days"))
    assert answer.totals["cost"] == 0
    assert answer.outcome == "answered"


def test_months_that_the_cost_api_no_longer_tells_are_a_gap(shop: Shop) -> None:
    answer = shop.answer(Query(subject="cost", period="since:2025-01-01"))
    assert "charges begin on 1 Oct 2025" in " ".join(gap.why for gap in answer.gaps)


def test_a_kill_after_the_files_doubles_nothing(shop: Shop) -> None:
    shop.sync()
    (shop.home / "charges" / "aws" / "asked.json").unlink()
    shop.sync(NOW + timedelta(days=1))
    assert shop.answer().totals["cost"] == 14


def test_resources_told_in_time_stay_told_when_their_month_is_asked_for_again(shop: Shop) -> None:
    shop.cloud.known, shop.cloud.bucket_share = (PROD,), Decimal("0.4")
    for day in (15, 29):
        shop.sync(datetime(2026, 10, day, tzinfo=UTC))
    shop.cloud.daily = Decimal(2)
    shop.sync(datetime(2026, 11, 8, tzinfo=UTC))
    assert shop.cloud.asked[-1][1].start == date(2026, 10, 1)
    october = "2026-10"
    costs = Query(subject="cost", period=october, cost_basis="billed")
    assert shop.answer(costs).totals["cost"] == 2 * 31
    by_resource = shop.answer(costs.model_copy(update={"group_by": ("resource_id",)}))
    found = {row["resource_id"]: row["cost"] for row in by_resource.rows}
    assert found["b"] == Decimal("0.4") * 31
    assert not [gap for gap in by_resource.gaps if "cost by resource" in gap.why]


def test_an_account_that_is_gone_keeps_its_charges_and_holds_nothing_up(shop: Shop) -> None:
    shop.sync()
    shop.cloud.refused["dev"] = Gap("aws dev", "AccountClosed", "nothing")
    shop.sync(NOW + timedelta(days=1))
    shop.cloud.known = (PROD,)
    shop.sync(NOW + timedelta(days=2))
    asked = AskedCharges(shop.home / "charges", [shop.cloud], [])
    assert list(asked.gaps()) == []
    assert [last for *_, last in asked.reach()] == [date(2026, 11, 19)]
    assert shop.answer().totals["cost"] == 14


def test_accounts_that_could_not_be_listed_are_not_gone(shop: Shop) -> None:
    shop.sync()
    shop.cloud.known = ()
    shop.cloud.unlisted = (Gap("aws", "Throttled: organizations:ListAccounts", "ask again"),)
    shop.sync(NOW + timedelta(days=1))
    asked = AskedCharges(shop.home / "charges", [shop.cloud], [])
    assert [last for *_, last in asked.reach()] == [date(2026, 11, 17)]
    assert shop.answer().outcome == "partial"


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(days=st.lists(DAYS, min_size=1, max_size=6, unique=True), at_once=st.integers(1, 14))
def test_however_often_it_is_asked_no_day_is_left_out_and_final_days_are_left_alone(
    days: list[date], at_once: int
) -> None:
    settling = replace(SETTLING, at_once=at_once)
    known, told = Known(PROD), set[date]()
    for today in sorted(days):
        spans = due(known, settling, today)
        for span in spans:
            assert known.final is None or span.start >= min(
                known.final, (known.until or span.start) - timedelta(days=3)
            )
            told |= {span.start + timedelta(days=n) for n in range(span.days)}
        known = replace(known, until=today, final=settling.final_until(today))
        first = settling.first_day(today)
        assert {first + timedelta(days=n) for n in range((today - first).days)} <= told
