"""Charges from Cost Management, over real HTTP with the real SDK, of a stand-in that adds up."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml  # type: ignore[import-untyped]

from intents.period import Span
from providers.azure.charges import amounts, rows
from providers.azure.provider import AzureProvider
from providers.cache import Cache
from providers.context import Context
from providers.model import Account, Call
from providers.settings import Azure

from .loopback import Reply, answering

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
SUBSCRIPTION = "aaaaaaaa-0000-4000-8000-000000000000"
PROD = Account("azure", SUBSCRIPTION, "prod")
WEEK = Span(date(2026, 11, 11), date(2026, 11, 18))
VM = f"/subscriptions/{SUBSCRIPTION}/resourcegroups/web/providers/microsoft.compute/virtualmachines"
WAIT = "x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after"


def line(
    day: int, service: str, kind: str, billed: float, used: float, resource: str = "", **more: str
) -> dict[str, Any]:
    named = {"ServiceName": service, "ChargeType": kind, "ResourceId": resource}
    place = {"ResourceLocation": "West Europe" if resource else "", "Currency": "USD"}
    return {"day": day, "ActualCost": billed, "AmortizedCost": used, **named, **place, **more}


LINES = (
    line(20261111, "Virtual Machines", "Usage", 10.1, 10.1, f"{VM}/web-1"),
    line(20261111, "Virtual Machines", "Usage", 0, 3.7, f"{VM}/web-2"),
    line(20261112, "Virtual Machines", "Usage", 7e-06, 7e-06, f"{VM}/web-1"),
    line(20261112, "Bandwidth", "Usage", 0.3, 0.3),
    line(20261112, "Virtual Machines", "UnusedReservation", 0, 1.2),
    line(20261113, "Virtual Machines", "Purchase", 100, 0),
    line(20261113, "Azure DevOps", "Refund", -12.5, -12.5),
    line(20261114, "Storage", "Usage", 5, 5, f"{VM}/st", Currency="EUR"),
    line(20261118, "Storage", "Usage", 999, 999),
)


@dataclass
class CostManagement:
    """Answers as Cost Management does: it filters, groups by at most two, pages and throttles."""

    lines: tuple[dict[str, Any], ...] = LINES
    script: list[Reply] = field(default_factory=list)
    asked: list[Any] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    page_size: int = 2
    base: str = ""

    def answer(self, path: str, body: Any) -> Reply:
        self.paths.append(path)
        self.asked.append(body)
        if self.script:
            return self.script.pop(0)
        at = int(parse_qs(urlsplit(path).query).get("$skiptoken", ["0"])[0])
        data, kind = body["dataset"], body["type"]
        by = [one["name"] for one in data["grouping"]]
        assert len(by) <= 2
        first, last = (int(body["timePeriod"][k][:10].replace("-", "")) for k in ("from", "to"))
        wanted = data.get("filter", {}).get("dimensions", {}).get("values")
        sums: dict[tuple[Any, ...], float] = defaultdict(float)
        for one in self.lines:
            if first <= one["day"] <= last and (not wanted or one["ChargeType"] in wanted):
                key = (one["day"], *(one[name] for name in by), one["Currency"])
                sums[key] += one[kind]
        daily = data["granularity"] == "Daily"
        names = ["Cost", *(["UsageDate"] if daily else []), *by, "Currency"]
        found = [[cost, *key[0 if daily else 1 :]] for key, cost in sums.items()]
        more = at + self.page_size < len(found)
        onward = f"{self.base}{urlsplit(path).path}?api-version=1&$skiptoken={at + self.page_size}"
        properties = {
            "nextLink": onward if more else None,
            "columns": [{"name": name, "type": "String"} for name in names],
            "rows": found[at : at + self.page_size],
        }
        return 200, {WAIT: "60"}, {"properties": properties}


@pytest.fixture
def management() -> Iterator[CostManagement]:
    stand_in = CostManagement()
    with answering(lambda path, _, body: stand_in.answer(path, json.loads(body))) as base:
        stand_in.base = base
        yield stand_in


@pytest.fixture
def provider(management: CostManagement, tmp_path: Path) -> AzureProvider:
    return AzureProvider(Azure(endpoint=management.base), Cache(tmp_path))


def found(provider: AzureProvider, span: Span = WEEK) -> list[dict[str, Any]]:
    fetched = provider.charges(PROD, span, Context(NOW))
    assert fetched.gaps == ()
    rows: list[dict[str, Any]] = fetched.items[0].table.to_pylist()
    return rows


def by(found: list[dict[str, Any]], name: str, cost: str = "BilledCost") -> dict[Any, Decimal]:
    sums: dict[Any, Decimal] = defaultdict(Decimal)
    for row in found:
        sums[row[name]] += row[cost]
    return dict(sums)


def test_the_charges_of_all_pages_add_up_by_currency_billed_and_used(
    provider: AzureProvider,
) -> None:
    told = found(provider)
    assert by(told, "BillingCurrency") == {"USD": Decimal("97.900007"), "EUR": Decimal(5)}
    used = by(told, "BillingCurrency", "EffectiveCost")
    assert used == {"USD": Decimal("2.800007"), "EUR": Decimal(5)}


def test_the_last_day_is_asked_for_and_the_one_after_is_not(
    provider: AzureProvider, management: CostManagement
) -> None:
    assert max(row["ChargePeriodStart"].date() for row in found(provider)) == date(2026, 11, 14)
    assert management.asked[0]["timePeriod"]["to"].startswith("2026-11-17")


def test_resources_have_their_region_and_leave_nothing_twice(provider: AzureProvider) -> None:
    told = found(provider)
    web = [row for row in told if row["ResourceId"] == f"{VM}/web-2"]
    assert [(row["BilledCost"], row["EffectiveCost"], row["RegionId"]) for row in web] == [
        (Decimal(0), Decimal("3.7"), "westeurope")
    ]
    assert by(told, "ChargeCategory") == {
        "Usage": Decimal("15.400007"),
        "Purchase": Decimal(100),
        "Adjustment": Decimal("-12.5"),
    }
    unused = [row for row in told if row["ChargeDescription"] == "UnusedReservation"]
    assert [(row["EffectiveCost"], row["ResourceId"]) for row in unused] == [(Decimal("1.2"), None)]


def test_204_means_that_there_are_no_charges(
    provider: AzureProvider, management: CostManagement
) -> None:
    management.script = [(204, {}, None)] * 5
    assert found(provider) == []


def test_a_429_is_waited_out_as_cost_management_asks(
    provider: AzureProvider, management: CostManagement
) -> None:
    refusal = {"error": {"code": "429", "message": "Too many requests"}}
    management.script = [(429, {WAIT: "1"}, refusal)]
    began = datetime.now(UTC)
    assert by(found(provider), "BillingCurrency")["USD"] == Decimal("97.900007")
    assert (datetime.now(UTC) - began).total_seconds() >= 1
    assert management.asked[0] == management.asked[1]


def test_a_429_that_asks_for_too_long_is_a_gap(
    provider: AzureProvider, management: CostManagement
) -> None:
    refusal = {"error": {"code": "429", "message": "Too many requests"}}
    management.script = [(429, {WAIT: "3600"}, refusal)]
    calls: list[Call] = []
    fetched = provider.charges(PROD, WEEK, Context(NOW, record=calls.append))
    assert fetched.items == ()
    assert [gap.why for gap in fetched.gaps] == ["429: Microsoft.CostManagement/query/read"]
    assert [call.ended for call in calls] == ["429"]
    # The tenant is let rest: another subscription of it is not asked either.
    (gap,) = provider.charges(Account("azure", "b", "dev"), WEEK, Context(NOW)).gaps
    assert (gap.where, len(management.asked)) == ("azure dev", 1)


def test_a_denied_subscription_is_a_gap(
    provider: AzureProvider, management: CostManagement
) -> None:
    refusal = {"error": {"code": "AuthorizationFailed", "message": "no"}}
    management.script = [(403, {}, refusal)]
    (gap,) = provider.charges(PROD, WEEK, Context(NOW)).gaps
    assert gap.where == "azure prod"
    assert "Reader" in gap.fix


@pytest.mark.parametrize("onward", ["https://example.com/x", "{base}/subscriptions/s/delete"])
def test_a_page_that_leads_elsewhere_is_not_followed(
    provider: AzureProvider, management: CostManagement, onward: str
) -> None:
    page = {"nextLink": onward.format(base=management.base), "columns": [], "rows": []}
    management.script = [(200, {}, {"properties": page})]
    (gap,) = provider.charges(PROD, WEEK, Context(NOW)).gaps
    assert "ForeignNextLink" in gap.why


def test_nothing_but_the_cost_query_is_posted(
    provider: AzureProvider, management: CostManagement
) -> None:
    found(provider)
    path = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.CostManagement/query"
    assert {urlsplit(one).path for one in management.paths} == {path}


@pytest.fixture(scope="session")
def recorded() -> Callable[[str], Any]:
    folder = Path(__file__).parents[3].parent / "shared/recordings/azure-cli-extensions"
    if not folder.is_dir():
        pytest.skip(f"no recordings at {folder}")

    def read(name: str) -> Any:
        cassette = yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8"))
        return json.loads(cassette["interactions"][0]["response"]["body"]["string"])

    return read


def test_a_recorded_page_of_a_thousand_rows_is_read_by_name(recorded: Callable[[str], Any]) -> None:
    page = recorded("test_data_grouping_in_subscription_scopde")
    told = rows(page)
    assert len(told) == len(page["properties"]["rows"]) == 1000
    sums = amounts(told, ("ResourceGroup",))
    assert {currency for _, currency, _ in sums} == {"USD"}
    whole = sum(Decimal(str(row[0])) for row in page["properties"]["rows"])
    assert sum(sums.values()) == whole
    # What belongs to no resource group is kept.
    assert any(keys == ("",) for _, _, keys in sums)


TOO_MANY = {"error": {"code": "429", "message": "Too many requests"}}


def test_a_429_that_says_no_time_is_tried_again(
    provider: AzureProvider, management: CostManagement
) -> None:
    management.script = [(429, {}, TOO_MANY)]
    assert by(found(provider), "BillingCurrency")["USD"] == Decimal("97.900007")


@pytest.mark.parametrize("said", ["1", datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")])
def test_retry_after_is_obeyed_in_seconds_and_as_a_date(
    provider: AzureProvider, management: CostManagement, said: str
) -> None:
    management.script = [(429, {"Retry-After": said}, TOO_MANY)]
    assert by(found(provider), "BillingCurrency")["USD"] == Decimal("97.900007")


def test_a_page_that_leads_to_itself_ends_the_pages(
    provider: AzureProvider, management: CostManagement
) -> None:
    path = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.CostManagement/query"
    page = {"nextLink": f"{management.base}{path}?$skiptoken=x", "columns": [], "rows": []}
    management.script = [(200, {}, {"properties": page})] * 9
    (gap,) = provider.charges(PROD, WEEK, Context(NOW)).gaps
    assert "EndlessPages" in gap.why
    assert len(management.asked) == 2


def test_a_page_of_another_subscription_is_not_followed(
    provider: AzureProvider, management: CostManagement
) -> None:
    path = "/subscriptions/another/providers/Microsoft.CostManagement/query"
    page = {"nextLink": f"{management.base}{path}?$skiptoken=x", "columns": [], "rows": []}
    management.script = [(200, {}, {"properties": page})]
    (gap,) = provider.charges(PROD, WEEK, Context(NOW)).gaps
    assert "ForeignNextLink" in gap.why
    assert len(management.asked) == 1


COLUMNS = [
    {"name": name} for name in ("Cost", "UsageDate", "ServiceName", "ChargeType", "Currency")
]


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (COLUMNS, [1.5, 20261111]),
        (COLUMNS[1:], [20261111, "Storage", "Usage", "USD"]),
        (COLUMNS, [1.5, 99999999, "Storage", "Usage", "USD"]),
        (COLUMNS, ["lots", 20261111, "Storage", "Usage", "USD"]),
        (COLUMNS, [None, 20261111, "Storage", "Usage", "USD"]),
        (COLUMNS, [1e30, 20261111, "Storage", "Usage", "USD"]),
        (COLUMNS[:4], [1.5, 20261111, "Storage", "Usage"]),
        (None, [1.5]),
        (COLUMNS, 7),
    ],
)
def test_an_answer_that_cannot_be_read_is_a_gap_and_no_charges(
    provider: AzureProvider, management: CostManagement, columns: object, row: object
) -> None:
    page = {"nextLink": None, "columns": columns, "rows": [row]}
    management.script = [(200, {}, {"properties": page})]
    fetched = provider.charges(PROD, WEEK, Context(NOW))
    assert fetched.items == ()
    assert "cannot be read" in fetched.gaps[0].why


@pytest.mark.parametrize(("first", "last"), [(20251231, 20260101), (20240228, 20240229)])
def test_the_last_day_of_a_span_is_in_it_at_the_edges_of_months_and_years(
    provider: AzureProvider, management: CostManagement, first: int, last: int
) -> None:
    days = (first, last)
    management.lines = tuple(line(day, "Storage", "Usage", 1, 1) for day in days)
    start = datetime.strptime(str(first), "%Y%m%d").replace(tzinfo=UTC).date()
    assert len(found(provider, Span(start, start + timedelta(days=2)))) == 2
    assert len(found(provider, Span(start, start + timedelta(days=1)))) == 1


def test_what_has_no_name_has_none_and_its_cost_stands(
    provider: AzureProvider, management: CostManagement
) -> None:
    management.lines = (line(20261111, "", "", 1.5, 1.5, ""), line(20261111, "", "Usage", 2, 2))
    told = found(provider)
    assert {row["ServiceName"] for row in told} == {None}
    assert by(told, "BillingCurrency") == {"USD": Decimal("3.5")}
