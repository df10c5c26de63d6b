"""Cost: periods, groupings, scopes, bases, days, thresholds on groups; never a gap of inventory."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from tests.scored.case import Case, grouped
from tests.scored.judge import Table
from tests.scored.truth import (
    LAST_14_DAYS,
    LAST_30_DAYS,
    LAST_MONTH,
    Days,
    Fact,
    Test,
    Truth,
    days,
    has,
    months,
    not_,
    tag,
    tagged,
    untagged,
)

SEPTEMBER = days("2026-09-01", "2026-10-01")
THIS_MONTH = days("2026-11-01", "2026-11-19")
THIS_QUARTER = days("2026-10-01", "2026-11-19")
SINCE_MARCH = days("2026-03-01", "2026-11-19")
THIS_YEAR = days("2026-01-01", "2026-11-19")


def total(
    span: Days, where: Test | None = None, basis: str = "effective", says: str = ""
) -> Callable[[Truth], Table]:
    """One row with the cost."""

    def expected(truth: Truth) -> Table:
        cost = truth.cost(span, where, basis)
        return Table([{"cost": cost}], says=(says,))

    return expected


def unknown(span: Days) -> Callable[[Truth], Table]:
    """What is known of a span that charges do not reach, or only in part: "partial"."""
    return lambda truth: Table([{"cost": truth.cost(span)}], partial=True)


def by(
    column: str,
    key: Callable[[Fact], object],
    span: Days,
    where: Test | None = None,
    *,
    limit: int | None = None,
    over: int | None = None,
    under: int | None = None,
) -> Callable[[Truth], Table]:
    """A row a group, dearest first: the first `limit`, or those `over` or `under` an amount."""

    def expected(truth: Truth) -> Table:
        rows = grouped(dict(truth.cost_by(key, span, where)), column)
        rows = [row for row in rows if over is None or row["cost"] > over]
        rows = [row for row in rows if under is None or row["cost"] < under]
        return Table(rows, order="cost", limit=limit)

    return expected


def daily(span: Days, where: Test | None = None) -> Callable[[Truth], Table]:
    """A row a day, in order."""
    return lambda truth: Table(
        [{"day": day, "cost": cost} for day, cost in truth.cost_by_day(span, where).items()],
        order="day",
    )


def monthly(first: str, count: int, where: Test | None = None) -> Callable[[Truth], Table]:
    """A row a month, in order."""
    return lambda truth: Table(
        [{"month": m, "cost": truth.cost(span, where)} for m, span in months(first, count)],
        order="month",
    )


def change(now: Days, before: Days, where: Test | None = None) -> Callable[[Truth], Table]:
    """Both amounts and what lies between them."""

    def expected(truth: Truth) -> Table:
        cost, earlier = (truth.cost(s, where) or Decimal(0) for s in (now, before))
        return Table([{"cost": cost, "cost_before": earlier, "change": cost - earlier}])

    return expected


def by_two(
    columns: tuple[str, str],
    keys: tuple[Callable[[Fact], object], Callable[[Fact], object]],
    span: Days,
    where: Test | None = None,
) -> Callable[[Truth], Table]:
    """A row a pair of groups."""

    def expected(truth: Truth) -> Table:
        pairs: dict[object, Decimal] = truth.cost_by(
            lambda line: (keys[0](line), keys[1](line)), span, where
        )
        return Table([
            {columns[0]: pair[0], columns[1]: pair[1], "cost": cost}
            for pair, cost in pairs.items() if isinstance(pair, tuple)
        ])  # fmt: skip

    return expected


def starts(name: str, firsts: Sequence[str], end: str) -> Callable[[Truth], Table]:
    """A row a stretch that begins on one of these days, until the next or `end`."""
    spans = [days(one, after) for one, after in zip(firsts, (*firsts[1:], end), strict=True)]
    return lambda truth: Table(
        [{name: str(span[0]), "cost": truth.cost(span)} for span in spans], order=name
    )


def nothing_before(now: Days) -> Callable[[Truth], Table]:
    """Compared with what nobody knows: unknown, and so is the change."""
    return lambda truth: Table(
        [{"cost": truth.cost(now), "cost_before": None, "change": None}], partial=True
    )


def of(column: str) -> Callable[[Fact], object]:
    """That column of a charge."""
    return lambda line: line[column]


def team(line: Fact) -> object:
    """The team that a charge is tagged with."""
    return tag(line, "team")


def monthly_by_cloud(truth: Truth) -> Table:
    """This quarter so far, a row a month and cloud."""
    return Table([
        {"month": month, "cloud": cloud, "cost": truth.cost(span, has(cloud=cloud))}
        for month, span in months("2026-10-01", 2) for cloud in ("aws", "azure")
    ])  # fmt: skip


AWS, AZURE = has(cloud="aws"), has(cloud="azure")
SERVICE = ("service_name", of("service"))
ACCOUNT = ("sub_account_name", of("account"))
REGION = ("region_id", of("region"))
CLOUD = ("cloud", of("cloud"))
TEAM = ("tags.team", team)
OCTOBER_SAYS = "1–31 Oct 2026"

CASES = (
    Case("what did we spend last month", total(LAST_MONTH, says=OCTOBER_SAYS), listed=True),
    Case("how much did we spend in September", total(SEPTEMBER)),
    Case("total cost", total(LAST_30_DAYS, says="19 Oct–17 Nov 2026")),
    Case("What was our AWS bill last month?", total(LAST_MONTH, AWS)),
    Case("azure spend last month", total(LAST_MONTH, AZURE)),
    Case("cost yesterday", total(days("2026-11-17", "2026-11-18"))),
    Case("cost last week", total(days("2026-11-09", "2026-11-16"))),
    Case("cost last quarter", total(days("2026-07-01", "2026-10-01"))),
    Case("spend year to date", total(THIS_YEAR)),
    Case("cost this month", total(THIS_MONTH)),
    Case("cost from 2026-10-05 to 2026-10-11", total(days("2026-10-05", "2026-10-12"))),
    Case("cost in Q3 2026", total(days("2026-07-01", "2026-10-01"))),
    Case("billed cost last month", total(LAST_MONTH, basis="billed")),
    Case("what was the list cost last month", total(LAST_MONTH, basis="list")),
    Case("contracted cost last month", total(LAST_MONTH, basis="contracted")),
    Case("cost of account data-platform last month", total(
        LAST_MONTH, has(account="data-platform"))),
    Case("cost of legacy-erp last month", total(LAST_MONTH, has(account="legacy-erp"))),
    Case("cost in eu-west-1 last month", total(LAST_MONTH, has(region="eu-west-1"))),
    Case("cost of team платежи last month", total(LAST_MONTH, tagged("team", "платежи"))),
    Case("cost of env=prod last month", total(LAST_MONTH, tagged("env", "prod"))),
    Case("cost without a team tag last month", total(LAST_MONTH, untagged("team"))),
    Case("EC2 cost last month", total(
        LAST_MONTH, has(service="Amazon Elastic Compute Cloud"))),
    Case("what did we spend on S3 last month", total(
        LAST_MONTH, has(service="Amazon Simple Storage Service"))),
    Case("cost last month excluding tax", total(LAST_MONTH, not_(has(charge_category="Tax")))),
    Case("credits last month", total(LAST_MONTH, has(charge_category="Credit"))),
    Case("cost last month not in us-east-1", total(
        LAST_MONTH, not_(lambda line: line["region"] == "us-east-1"))),
    Case("cost by service last month", by(*SERVICE, LAST_MONTH), listed=True),
    Case("COST BY SERVICE LAST MONTH", by(*SERVICE, LAST_MONTH)),
    Case("AWS cost by service last month", by(*SERVICE, LAST_MONTH, AWS)),
    Case("cost by service in data-platform last month", by(
        *SERVICE, LAST_MONTH, has(account="data-platform"))),
    Case("cost by team since March", by(*TEAM, SINCE_MARCH), listed=True),
    Case("cost by team last month", by(*TEAM, LAST_MONTH)),
    Case("cost by owner last month", by(
        "tags.owner", lambda line: tag(line, "owner"), LAST_MONTH)),
    Case("cost by account last month", by(*ACCOUNT, LAST_MONTH)),
    Case("Azure cost by subscription last month", by(*ACCOUNT, LAST_MONTH, AZURE)),
    Case("cost by region last month", by(*REGION, LAST_MONTH)),
    Case("cost by charge category last month", by(
        "charge_category", of("charge_category"), LAST_MONTH)),
    Case("cost by cloud last month", by(*CLOUD, LAST_MONTH)),
    Case("top 3 services by cost last month", by(*SERVICE, LAST_MONTH, limit=3)),
    Case("top 5 AWS services this year", by(*SERVICE, THIS_YEAR, AWS, limit=5)),
    Case("daily AWS cost for the last 14 days", daily(LAST_14_DAYS, AWS), listed=True),
    Case("daily cost for the last 14 days", daily(LAST_14_DAYS)),
    Case("daily CloudWatch cost in data-platform for the last 14 days", daily(
        LAST_14_DAYS,
        has(account="data-platform", service="AmazonCloudWatch"))),
    Case("Azure cost per day last week", daily(days("2026-11-09", "2026-11-16"), AZURE)),
    Case("monthly cost since March", monthly("2026-03-01", 9)),
    Case("cost by month this year", monthly("2026-01-01", 11)),
    Case("AWS cost by month for the last 3 months", monthly("2026-08-01", 3, AWS)),
    Case("compare AWS and Azure spend this quarter", by(*CLOUD, THIS_QUARTER), listed=True),
    Case("compare AWS and Azure spend last month", by(*CLOUD, LAST_MONTH)),
    Case("AWS vs Azure cost last quarter", by(*CLOUD, days("2026-07-01", "2026-10-01"))),
    Case("compare cost last month with the month before", change(LAST_MONTH, SEPTEMBER)),
    Case("how did cost change last month", change(LAST_MONTH, SEPTEMBER)),
    # Charges reach until yesterday: 17 days of November beside as many of October.
    Case("cost this month vs last month", change(THIS_MONTH, days("2026-10-01", "2026-10-18"))),
    Case("cost last month vs the same month last year", nothing_before(LAST_MONTH)),
    Case("services over $1,000 last month", by(*SERVICE, LAST_MONTH, over=1000), listed=True),
    Case("services not over $1,000 last month", by(*SERVICE, LAST_MONTH, under=1000)),
    Case("services over $1,000 last month excluding EC2", by(
        *SERVICE, LAST_MONTH, lambda line: "Elastic Compute" not in line["service"], over=1000)),
    Case("compare EC2 and S3 cost last month", by(
        *SERVICE, LAST_MONTH, lambda line: line["service"] in (
            "Amazon Elastic Compute Cloud", "Amazon Simple Storage Service"))),
    Case("compare us-east-1 and eu-west-1 cost last month", by(
        *REGION, LAST_MONTH, lambda line: line["region"] in ("us-east-1", "eu-west-1"))),
    Case("compare AWS and Azure spend this quarter by month", monthly_by_cloud),
    Case("daily AWS cost for the last 14 days excluding tax", daily(
        LAST_14_DAYS, lambda line: line["cloud"] == "aws" and line["charge_category"] != "Tax")),
    Case("daily cost for the last 14 days in us-east-1", daily(
        LAST_14_DAYS, has(region="us-east-1"))),
    Case("cost by team since march 15", by(*TEAM, days("2026-03-15", "2026-11-19"))),
    Case("cost by Team last quarter", by(*TEAM, days("2026-07-01", "2026-10-01"))),
    Case("spend by team from March to May", by(*TEAM, days("2026-03-01", "2026-06-01"))),
    Case("services over $1k last month", by(*SERVICE, LAST_MONTH, over=1000)),
    Case("services over $100 in Azure last month", by(*SERVICE, LAST_MONTH, AZURE, over=100)),
    Case("accounts over $2,000 last month", by(*ACCOUNT, LAST_MONTH, over=2000)),
    Case("teams over $500 last month", by(*TEAM, LAST_MONTH, over=500)),
    Case("cost by servce last month", by(*SERVICE, LAST_MONTH)),
    Case("what did we spend in December", total(days("2025-12-01", "2026-01-01"))),
    Case("cost in October 2025", unknown(days("2025-10-01", "2025-11-01"))),
    Case("cost since October 2025", unknown(days("2025-10-01", "2026-11-19"))),
    Case("cost today", unknown(days("2026-11-18", "2026-11-19"))),
    Case("cost last 12 months", total(days("2025-11-01", "2026-11-01"))),
    Case("cost last 3 weeks", total(days("2026-10-26", "2026-11-16"))),
    Case("cost from October 1 to October 10", total(days("2026-10-01", "2026-10-11"))),
    Case("cost last month excluding tax and credits", total(
        LAST_MONTH, lambda line: line["charge_category"] not in ("Tax", "Credit"))),
    Case("cost last month except shop-prod", total(
        LAST_MONTH, not_(has(account="shop-prod")))),
    Case("cost last month not in AWS", total(LAST_MONTH, AZURE)),
    Case("cost of last month in AWS but not EC2", total(
        LAST_MONTH, lambda line: line["cloud"] == "aws" and "Elastic Compute" not in line["service"]
    )),
    Case("cost in eastus and westeurope last month", total(
        LAST_MONTH, lambda line: line["region"] in ("eastus", "westeurope"))),
    Case("cost in Ireland last month", total(
        LAST_MONTH, lambda line: line["region"] in ("eu-west-1", "northeurope"))),
    Case("cost in Frankfurt last month", total(
        LAST_MONTH, lambda line: line["region"] == "eu-central-1")),
    Case("spot cost last month", total(LAST_MONTH, has(pricing_category="Dynamic"))),
    Case("committed cost last month", total(LAST_MONTH, has(pricing_category="Committed"))),
    Case("tax last month", total(LAST_MONTH, has(charge_category="Tax"))),
    Case("storage cost last month", total(LAST_MONTH, has(service_category="Storage"))),
    Case("amortized cost last month", total(LAST_MONTH)),
    Case("unblended cost last month", total(LAST_MONTH, basis="billed")),
    Case("services between $100 and $1000 last month", by(
        *SERVICE, LAST_MONTH, over=100, under=1000)),
    Case("services under $50 last month", by(*SERVICE, LAST_MONTH, under=50)),
    Case("accounts below $1000 last month", by(*ACCOUNT, LAST_MONTH, under=1000)),
    Case("which services cost more than $1,000 in September", by(
        *SERVICE, SEPTEMBER, over=1000)),
    Case("cost by team in shop-prod last month", by(
        *TEAM, LAST_MONTH, has(account="shop-prod"))),
    Case("RDS cost by account last month", by(
        *ACCOUNT, LAST_MONTH, has(service="Amazon Relational Database Service"))),
    Case("AWS cost last month by account and service", by_two(
        (ACCOUNT[0], SERVICE[0]), (ACCOUNT[1], SERVICE[1]), LAST_MONTH, AWS)),
    Case("cost by owner and team last month", by_two(
        ("tags.owner", "tags.team"), (lambda line: tag(line, "owner"), team), LAST_MONTH)),
    Case("top 10 resources by cost last month", by(
        "resource_id", of("resource_id"), LAST_MONTH, limit=10)),
    Case("weekly cost for the last 4 weeks", starts(
        "week", ("2026-10-19", "2026-10-26", "2026-11-02", "2026-11-09"), "2026-11-16")),
    Case("quarterly cost this year", starts(
        "quarter", ("2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"), "2026-11-19")),
)  # fmt: skip
