"""Charges from Cost Explorer, asked over real HTTP with the real SDK of a stand-in that adds up."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from intents.period import Span
from providers.aws.charges import category, groups
from providers.charges import CHARGE_SCHEMA
from providers.context import Context
from providers.model import Account, Call

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
OWN = Account("aws", "123456789012", "prod")
COMPUTE = "Amazon Elastic Compute Cloud - Compute"
WEEK = Span(date(2026, 11, 11), date(2026, 11, 18))


@dataclass(frozen=True)
class Line:
    """A line of the bill, as Cost Explorer knows it."""

    day: date
    service: str
    region: str
    record_type: str
    unblended: str
    net: str
    resource_id: str = "NoResourceId"
    linked_account: str = OWN.id
    unit: str = "USD"


def nth(n: int) -> date:
    return WEEK.start + timedelta(days=n)


LINES = (
    Line(nth(0), COMPUTE, "us-east-1", "Usage", "10.0000000001", "9.5", "i-1"),
    Line(nth(0), COMPUTE, "us-east-1", "Usage", "2.5", "2.5", "i-2"),
    Line(nth(0), COMPUTE, "us-east-1", "Usage", "0.25", "0.2"),
    Line(nth(0), COMPUTE, "eu-west-1", "SavingsPlanCoveredUsage", "7", "4", "i-3"),
    Line(nth(0), COMPUTE, "eu-west-1", "SavingsPlanNegation", "-7", "0"),
    Line(nth(0), "EC2 - Other", "us-east-1", "Usage", "1.5", "1.5", "vol-1"),
    Line(nth(0), "AWS Support (Business)", "NoRegion", "Fee", "29", "29"),
    Line(nth(1), "Amazon Simple Storage Service", "us-east-1", "Usage", "3.3", "3.3"),
    Line(nth(1), "Tax", "NoRegion", "Tax", "4.75", "4.75"),
    Line(nth(1), COMPUTE, "us-east-1", "Credit", "-5", "-5"),
    Line(nth(2), "Savings Plans for Compute", "global", "SavingsPlanRecurringFee", "6", "2"),
    Line(nth(0), COMPUTE, "us-east-1", "Usage", "1000", "1000", "i-9", "999999999999"),
    Line(nth(-30), COMPUTE, "us-east-1", "Usage", "8", "8", "i-1"),
)  # fmt: skip


@dataclass
class CostExplorer:
    """Answers as Cost Explorer does: it filters, groups by at most two, and pages."""

    lines: tuple[Line, ...] = LINES
    errors: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    script: list[tuple[int, Any]] = field(default_factory=list)
    asked: list[Any] = field(default_factory=list)
    page_size: int = 2

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        operation = environ["HTTP_X_AMZ_TARGET"].partition(".")[2]
        asked = json.loads(environ["wsgi.input"].read())
        self.asked.append(asked | {"operation": operation})
        if operation in self.errors:
            status, code, message = self.errors[operation]
            answer: Any = {"__type": code, "message": message}
        elif self.script:
            status, answer = self.script.pop(0)
        else:
            status, answer = 200, self.answer(asked)
        body = json.dumps(answer).encode()
        kind = "application/x-amz-json-1.1"
        start(f"{status} X", [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    def answer(self, asked: Any) -> Any:
        assert len(asked["GroupBy"]) <= 2
        keys = [by["Key"] for by in asked["GroupBy"]]
        found: dict[tuple[date, tuple[str, ...], str], list[Line]] = defaultdict(list)
        for line in self.lines:
            period = asked["TimePeriod"]
            inside = period["Start"] <= line.day.isoformat() < period["End"]
            if inside and _holds(asked["Filter"], line):
                by = tuple(getattr(line, key.lower()) for key in keys)
                found[line.day, by, line.unit].append(line)
        every = sorted(found)
        at = int(asked.get("NextPageToken", "0"))
        page = every[at : at + self.page_size]
        more = at + self.page_size < len(every)
        return {
            "ResultsByTime": [_result(one, found[one]) for one in page],
            **({"NextPageToken": str(at + self.page_size)} if more else {}),
        }


def _holds(test: Any, line: Line) -> bool:
    if "And" in test:
        return all(_holds(one, line) for one in test["And"])
    if "Not" in test:
        return not _holds(test["Not"], line)
    return getattr(line, test["Dimensions"]["Key"].lower()) in test["Dimensions"]["Values"]


def _result(one: tuple[date, tuple[str, ...], str], lines: list[Line]) -> Any:
    start, keys, unit = one
    billed = sum(Decimal(line.unblended) for line in lines)
    net = sum(Decimal(line.net) for line in lines)
    metrics = {
        "UnblendedCost": {"Amount": str(billed), "Unit": unit},
        "AmortizedCost": {"Amount": str(net + 1), "Unit": unit},
        "NetAmortizedCost": {"Amount": str(net), "Unit": unit},
    }
    end = start + timedelta(days=1)
    return {
        "TimePeriod": {"Start": start.isoformat(), "End": end.isoformat()},
        "Total": {},
        "Estimated": True,
        "Groups": [{"Keys": list(keys), "Metrics": metrics}],
    }


@pytest.fixture
def explorer(aws: Any, monkeypatch: pytest.MonkeyPatch) -> CostExplorer:
    stand_in = CostExplorer()
    monkeypatch.setattr(aws, "inner", stand_in)
    return stand_in


def rows(fetched: Any) -> list[dict[str, Any]]:
    (charges,) = fetched.items
    assert charges.table.schema == CHARGE_SCHEMA
    found: list[dict[str, Any]] = charges.table.to_pylist()
    return found


def total(found: list[dict[str, Any]], column: str) -> Decimal:
    return sum((row[column] for row in found), Decimal(0))


def by(found: list[dict[str, Any]], *names: str) -> Mapping[tuple[Any, ...], Decimal]:
    sums: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for row in found:
        sums[tuple(row[name] for name in names)] += row["BilledCost"]
    return sums


def test_the_charges_of_all_pages_add_up_to_the_bill_of_this_account_alone(
    provider: Callable[..., Any], explorer: CostExplorer
) -> None:
    found = rows(provider().charges(OWN, WEEK, Context(NOW)))
    own = [one for one in LINES if one.linked_account == OWN.id and one.day >= WEEK.start]
    assert total(found, "BilledCost") == sum(Decimal(one.unblended) for one in own)
    assert total(found, "EffectiveCost") == sum(Decimal(one.net) for one in own)


def test_categories_services_and_regions_are_those_of_focus(
    provider: Callable[..., Any], explorer: CostExplorer
) -> None:
    found = rows(provider().charges(OWN, WEEK, Context(NOW)))
    assert by(found, "ChargeCategory") == {
        ("Usage",): Decimal("17.5500000001"),
        ("Purchase",): Decimal(35),
        ("Tax",): Decimal("4.75"),
        ("Credit",): Decimal(-5),
    }
    regions = by([row for row in found if row["ChargeCategory"] == "Usage"], "RegionId")
    assert regions[("us-east-1",)] == Decimal("17.5500000001")
    assert regions[("eu-west-1",)] == 0
    assert ("Amazon Elastic Compute Cloud",) in by(found, "ServiceName")


def test_resources_stand_in_the_place_of_their_service_and_add_nothing(
    provider: Callable[..., Any], explorer: CostExplorer
) -> None:
    fetched = provider().charges(OWN, WEEK, Context(NOW))
    found = rows(fetched)
    costs = by(found, "ResourceId")
    assert costs[("i-1",)] == Decimal("10.0000000001")
    assert costs[("vol-1",)] == Decimal("1.5")
    assert fetched.items[0].resources_from == WEEK.start
    rest = [
        row for row in found
        if row["ResourceId"] is None and row["ChargeDescription"] == COMPUTE
        and row["RegionId"] == "us-east-1"
    ]  # fmt: skip
    assert sum(row["BilledCost"] for row in rest) == Decimal("0.25")


def test_resources_are_asked_for_the_last_14_days_alone(
    provider: Callable[..., Any], explorer: CostExplorer
) -> None:
    long = Span(date(2026, 9, 1), WEEK.end)
    fetched = provider().charges(OWN, long, Context(NOW))
    assert fetched.items[0].resources_from == date(2026, 11, 4)
    starts = {
        one["TimePeriod"]["Start"]
        for one in explorer.asked
        if one["operation"] == "GetCostAndUsageWithResources"
    }
    assert starts == {"2026-11-04"}
    older = [row for row in rows(fetched) if row["ChargePeriodStart"].date() < date(2026, 11, 4)]
    assert [(row["BilledCost"], row["ResourceId"]) for row in older] == [(Decimal(8), None)]


def test_each_page_costs_a_cent_and_is_audited(
    provider: Callable[..., Any], explorer: CostExplorer
) -> None:
    calls: list[Call] = []
    fetched = provider().charges(OWN, WEEK, Context(NOW, record=calls.append))
    assert len(calls) == len(explorer.asked) > 4
    assert sum(call.price for call in calls) == Decimal("0.01") * len(calls)
    assert sum(source.price for source in fetched.sources) == Decimal("0.01") * len(calls)


def test_resource_data_that_is_not_switched_on_is_a_remark_and_the_cost_stands(
    provider: Callable[..., Any], explorer: CostExplorer
) -> None:
    said = "Data is not available. Please try to adjust the time period."
    explorer.errors["GetCostAndUsageWithResources"] = (400, "DataUnavailableException", said)
    fetched = provider().charges(OWN, WEEK, Context(NOW))
    assert total(rows(fetched), "BilledCost") == Decimal("52.3000000001")
    assert fetched.items[0].resources_from is None
    (gap,) = fetched.gaps
    assert "DataUnavailableException" in gap.why
    assert "resource-level data" in gap.fix
    assert not gap.matters


def test_a_denied_permission_is_a_gap_and_no_charges(
    provider: Callable[..., Any], explorer: CostExplorer
) -> None:
    explorer.errors["GetCostAndUsage"] = (400, "AccessDeniedException", "User is not authorized")
    fetched = provider().charges(OWN, WEEK, Context(NOW))
    assert fetched.items == ()
    (gap,) = fetched.gaps
    assert gap.why == "AccessDeniedException: ce:GetCostAndUsage"
    assert "finops permissions" in gap.fix


def test_two_currencies_stay_two(provider: Callable[..., Any], explorer: CostExplorer) -> None:
    explorer.lines = (
        Line(nth(0), "Amazon RDS", "us-east-1", "Usage", "1", "1"),
        Line(nth(0), "Amazon RDS", "cn-north-1", "Usage", "7", "7", unit="CNY"),
    )
    found = rows(provider().charges(OWN, WEEK, Context(NOW)))
    assert by(found, "BillingCurrency") == {("USD",): Decimal(1), ("CNY",): Decimal(7)}


@pytest.mark.parametrize(
    ("record_type", "expected"),
    [
        ("SavingsPlanNegation", "Usage"),
        ("Savings Plan Covered Usage", "Usage"),
        ("RIFee", "Purchase"),
        ("Refund", "Adjustment"),
        ("Enterprise Discount Program Discount", "Adjustment"),
        ("something new", "Adjustment"),
    ],
)
def test_record_types_have_a_category_in_either_spelling(record_type: str, expected: str) -> None:
    assert category(record_type) == expected


def test_the_documented_output_is_read() -> None:
    path = Path(__file__).parents[3].parent / "shared/recordings/aws-cli-examples-ce"
    file = path / "get-cost-and-usage.rst"
    if not file.is_file():
        pytest.skip(f"no recordings at {path}")
    output = re.search(r"Output::\n(.*)", file.read_text("utf-8"), re.DOTALL)
    assert output is not None
    found = list(groups([json.loads(output[1])]))
    assert [(keys, str(cost.billed)[:10]) for *keys, cost in found] == [
        (["Amazon Simple Storage Service", "Environment$"], "40.3543773"),
        (["Amazon Simple Storage Service", "Environment$Dev"], "0.26823646"),
    ]


@pytest.mark.parametrize("code", ["LimitExceededException", "ThrottlingException"])
def test_a_throttled_request_is_tried_again_and_loses_nothing(
    provider: Callable[..., Any],
    explorer: CostExplorer,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "3")
    explorer.script = [(400, {"__type": code, "message": "Rate exceeded"})]
    found = rows(provider().charges(OWN, WEEK, Context(NOW)))
    assert total(found, "BilledCost") == Decimal("52.3000000001")


@pytest.mark.parametrize("operation", ["GetCostAndUsage", "GetCostAndUsageWithResources"])
def test_throttling_that_does_not_end_is_a_gap_and_the_days_are_left_for_the_next_time(
    provider: Callable[..., Any], explorer: CostExplorer, operation: str
) -> None:
    explorer.errors[operation] = (400, "LimitExceededException", "Rate exceeded")
    fetched = provider().charges(OWN, WEEK, Context(NOW))
    assert fetched.items == ()
    assert [gap.why for gap in fetched.gaps] == [f"LimitExceededException: ce:{operation}"]


def test_a_token_that_comes_again_ends_the_pages_at_once_and_costs_two_cents(
    provider: Callable[..., Any], explorer: CostExplorer
) -> None:
    explorer.script = [(200, {"ResultsByTime": [], "NextPageToken": "a"})] * 9
    fetched = provider().charges(OWN, WEEK, Context(NOW))
    assert fetched.items == ()
    assert "EndlessPages" in fetched.gaps[0].why
    assert sum(one.price for one in fetched.sources) == Decimal("0.02")


@pytest.mark.parametrize("message", ["no such user", "User not enabled for cost explorer access"])
def test_cost_explorer_that_is_not_switched_on_is_a_gap(
    provider: Callable[..., Any], explorer: CostExplorer, message: str
) -> None:
    explorer.errors["GetCostAndUsage"] = (400, "DataUnavailableException", message)
    (gap,) = provider().charges(OWN, WEEK, Context(NOW)).gaps
    assert gap.why == "DataUnavailableException: ce:GetCostAndUsage"
    assert gap.matters


def group(*keys: str, **metrics: object) -> Any:
    period = {"Start": "2026-11-11", "End": "2026-11-12"}
    groups = [{"Keys": list(keys), "Metrics": metrics}]
    return {"ResultsByTime": [{"TimePeriod": period, "Groups": groups}]}


COST = {"Amount": "1", "Unit": "USD"}


@pytest.mark.parametrize(
    "page",
    [
        {},
        {"ResultsByTime": [{"Groups": [{}]}]},
        group("a", "b"),
        group("a", UnblendedCost=COST),
        group("a", "b", UnblendedCost={"Amount": "lots", "Unit": "USD"}),
        group("a", "b", UnblendedCost={"Amount": "NaN", "Unit": "USD"}),
        group("a", "b", UnblendedCost={"Amount": "1"}),
        group("a", "b", UnblendedCost={"Amount": "1" * 40, "Unit": "USD"}),
    ],
)
def test_an_answer_that_cannot_be_read_is_a_gap_and_no_charges(
    provider: Callable[..., Any], explorer: CostExplorer, page: Any
) -> None:
    explorer.script = [(200, page)]
    fetched = provider().charges(OWN, WEEK, Context(NOW))
    assert fetched.items == ()
    assert "cannot be read" in fetched.gaps[0].why


def test_amounts_of_trillions_and_of_fractions_of_a_cent_are_kept(
    provider: Callable[..., Any], explorer: CostExplorer
) -> None:
    explorer.lines = (
        Line(nth(0), "Amazon RDS", "us-east-1", "Usage", "98765432109876.12", "1E-7"),
    )
    found = rows(provider().charges(OWN, WEEK, Context(NOW)))
    assert total(found, "BilledCost") == Decimal("98765432109876.12")
    assert total(found, "EffectiveCost") == Decimal("0.0000001")


@pytest.mark.parametrize("end", ["2026-01-01", "2026-03-01", "2028-03-01"])
def test_the_end_is_exclusive_at_the_edges_of_months_and_years(
    provider: Callable[..., Any], explorer: CostExplorer, end: str
) -> None:
    after = date.fromisoformat(end)
    last, span = after - timedelta(days=1), Span(after - timedelta(days=3), after)
    explorer.lines = tuple(
        Line(day, "Amazon RDS", "us-east-1", "Usage", "1", "1")
        for day in (span.start - timedelta(days=1), span.start, last, after)
    )
    now = datetime.combine(after, datetime.min.time(), UTC)
    found = rows(provider().charges(OWN, span, Context(now)))
    assert {row["ChargePeriodStart"].date() for row in found} == {span.start, last}
    assert {row["BillingPeriodEnd"].date() for row in found} == {after}


def test_what_has_no_name_has_none_and_its_cost_stands(
    provider: Callable[..., Any], explorer: CostExplorer
) -> None:
    explorer.lines = (Line(nth(0), "", "", "Usage", "1.5", "1.5", ""),)
    (row,) = rows(provider().charges(OWN, WEEK, Context(NOW)))
    names = ("ServiceName", "RegionId", "ResourceId", "BilledCost")
    assert [row[name] for name in names] == [None, None, None, Decimal("1.5")]
