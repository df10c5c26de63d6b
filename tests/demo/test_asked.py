"""Questions in words on the estate's charges, against its truth: read, computed and said.

Nothing of the expectation comes from the engine: it is added up from `truth.json` in Python, with
the mapping of cost centres written down again by hand.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from demo.run import Running
from finops.answer import Answer

Ask = Callable[[str], Answer]

Line = dict[str, Any]
EFFECTIVE, LISTED, QUANTITY = 4, 5, 2
S3 = "Amazon Simple Storage Service"


@pytest.fixture(scope="module")
def summed(truth: dict[str, Any]) -> Callable[..., dict[Any, Decimal]]:
    """Amounts of last month's charges by a key of their lines."""

    def by(
        key: Callable[[Line], Any],
        column: int = EFFECTIVE,
        where: Callable[[Line], bool] = lambda _: True,
    ) -> dict[Any, Decimal]:
        found: dict[Any, Decimal] = {}
        for line in filter(where, truth["charges"]):
            for run in line["runs"]:
                first, many = date.fromisoformat(run[0]), run[1]
                days = (first + timedelta(days=n) for n in range(many))
                inside = sum(day.year == 2026 and day.month == 10 for day in days)
                if inside:
                    value = Decimal(run[column]) * inside
                    found[key(line)] = found.get(key(line), Decimal(0)) + value
        return found

    return by


def cents(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def rows(answer: Answer, key: str, value: str = "cost") -> dict[object, Decimal]:
    return {row[key]: cents(row[value]) for row in answer.rows}


def rounded(sums: dict[Any, Decimal]) -> dict[Any, Decimal]:
    return {key: cents(value) for key, value in sums.items()}


def team_as_spelt(line: Line) -> str | None:
    tags = {key.lower(): value for key, value in line["tags"].items()}
    return tags.get("team") or None


def team(line: Line) -> str | None:
    return (team_as_spelt(line) or "").lower() or None


def cost_center(line: Line) -> str | None:
    """The mapping file, by hand."""
    account, who = line["account"], team(line)
    name = (line["resource_id"] or "").lower()
    if line["service"] in ("AWS Support (Business)", "Tax"):
        return "CC-900 Shared"
    if name.startswith("lake-"):
        return "CC-300 Data"
    if who in ("web", "payments"):
        return "CC-100 Shop"
    if who == "data":
        return "CC-300 Data"
    owners = {
        "retail-prod": "CC-200 Retail", "retail-dev": "CC-200 Retail",
        "legacy-erp": "CC-400 Finance", "data-platform": "CC-300 Data",
    }  # fmt: skip
    return owners.get(account) or ("CC-900 Shared" if who == "platform" else None)


def test_shares_by_service_add_up_to_a_hundred(asked: Ask, summed: Any) -> None:
    answer = asked("percentage of spend by service last month")
    assert rows(answer, "service_name") == rounded(summed(lambda line: line["service"]))
    assert sum(float(str(row["share"])) for row in answer.rows) == pytest.approx(100)


def test_the_share_of_what_is_untagged(asked: Ask, summed: Any) -> None:
    answer = asked("how much of the bill is untagged last month")
    true = summed(lambda line: bool(line["tags"]))
    assert cents(answer.rows[0]["cost"]) == cents(true[False])
    share = 100 * true[False] / (true[False] + true[True])
    assert float(str(answer.rows[0]["share"])) == pytest.approx(float(share))


def test_cost_centres_are_the_mapping_of_each_charge(asked: Ask, summed: Any) -> None:
    answer = asked("cost by cost center last month")
    assert rows(answer, "dimensions.cost_center") == rounded(summed(cost_center))


def test_a_chargeback_divides_what_is_shared_and_unmapped_in_proportion(
    asked: Ask, summed: Any
) -> None:
    answer = asked("chargeback by cost center last month")
    true = summed(cost_center)
    given = true["CC-900 Shared"] + true[None]
    own = {key: cost for key, cost in true.items() if key not in ("CC-900 Shared", None)}
    whole = sum(own.values())
    for row in answer.rows:
        center = row["dimensions.cost_center"]
        expected = own[center] * (1 + given / whole) if center in own else Decimal(0)
        # What is divided is whole cents: each part is within one of its exact share.
        assert abs(Decimal(str(row["total"])) - expected) < Decimal("0.02")
    assert cents(answer.totals["total"]) == cents(sum(true.values()))
    assert answer.totals["spread"] == 0


def test_a_showback_by_team_uses_the_rule_of_the_settings(asked: Ask, summed: Any) -> None:
    answer = asked("showback by team last month")
    assert rows(answer, "tags.team", "direct") == rounded(summed(team_as_spelt))
    assert "the cost of team platform and of what has no team is spread" in answer.understood
    assert {row["tags.team"]: row["total"] for row in answer.rows}["platform"] == 0


def is_commitment_bought(line: Line) -> bool:
    return bool(line["charge_category"] == "Purchase" and line["commitment"])


def test_savings_against_list_price(asked: Ask, summed: Any) -> None:
    answer = asked("how much did we save against list price by account last month")
    listed, paid = (
        summed(lambda line: line["account"], one, lambda line: not is_commitment_bought(line))
        for one in (LISTED, EFFECTIVE)
    )
    saved = {account: cents(listed[account] - paid[account]) for account in paid}
    assert rows(answer, "sub_account_name", "savings") == saved
    first = max(saved, key=lambda account: saved[account])
    assert answer.rows[0]["sub_account_name"] == first
    assert f"most is {first} at ${saved[first]:,.2f}" in answer.headline
    bought = summed(lambda _: "", LISTED, is_commitment_bought)[""]
    assert answer.insights[0].startswith(f"purchases of commitments, ${bought:,.2f} at list cost")
    assert "without what is no saving" in answer.understood


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("refunds last month", lambda line: line["charge_class"] == "Correction"),
        ("only credits last month", lambda line: line["charge_category"] == "Credit"),
        ("cost before credits and tax last month",
         lambda line: line["charge_category"] not in ("Credit", "Tax")),
        ("purchases last month", lambda line: line["charge_category"] == "Purchase"),
        ("marketplace spend last month", lambda line: line["service"] == "Datadog Pro"),
        ("cost excluding marketplace last month", lambda line: line["service"] != "Datadog Pro"),
        ("neither EC2 nor S3 cost last month",
         lambda line: line["service"] not in (S3, "Amazon Elastic Compute Cloud")),
        ("cost of untagged resources last month",
         lambda line: line["resource_id"] and not line["tags"]),
        ("cost without a team tag last month", lambda line: team(line) is None),
        ("cost where service name does not contain Amazon last month",
         lambda line: "Amazon" not in line["service"]),
        ("cost of cost center \"CC-300 Data\" last month",
         lambda line: cost_center(line) == "CC-300 Data"),
        ("cost without a cost center last month", lambda line: cost_center(line) is None),
    ],
)  # fmt: skip
def test_a_part_of_the_cost(asked: Ask, summed: Any, question: str, where: Any) -> None:
    answer = asked(question)
    assert cents(answer.rows[0]["cost"]) == cents(summed(lambda _: "", where=where)[""])


def test_the_price_of_storage(asked: Ask, summed: Any) -> None:
    answer = asked("cost per GB-month of S3 last month")

    def storage(line: Line) -> bool:
        return bool(line["service"] == S3 and line["unit"] == "GB-Months")

    cost, quantity = (summed(lambda _: "", one, storage)[""] for one in (EFFECTIVE, QUANTITY))
    assert cents(answer.rows[0]["cost"]) == cents(cost)
    assert Decimal(str(answer.rows[0]["quantity"])) == quantity
    assert float(str(answer.rows[0]["unit_price"])) == pytest.approx(float(cost / quantity))


def test_vcpu_hours_are_hours_times_the_cores_of_each_machine(
    asked: Ask, summed: Any, served: Running
) -> None:
    from demo.prices import SIZES

    sizes = {vm.id: vm.size for vm in served.estate.vms}
    hours = summed(
        lambda line: line["resource"],
        QUANTITY,
        lambda line: line["unit"] == "Hours" and line["resource"] in sizes,
    )
    true = sum(quantity * SIZES[sizes[vm]][1] for vm, quantity in hours.items())
    answer = asked("how many vCPU hours last month")
    assert Decimal(str(answer.rows[0]["vcpu_hours"])) == true


def is_use(line: Line) -> bool:
    return bool(line["charge_category"] == "Usage" and line["charge_class"] != "Correction")


def test_a_refund_is_in_no_rate(asked: Ask, summed: Any) -> None:
    def hours(line: Line) -> bool:
        return is_use(line) and "Relational" in line["service"] and line["unit"] == "Hours"

    cost, quantity = (summed(lambda _: "", one, hours)[""] for one in (EFFECTIVE, QUANTITY))
    answer = asked("cost per hour of rds in october")
    assert float(str(answer.rows[0]["unit_price"])) == pytest.approx(float(cost / quantity))
    assert "without corrections" in answer.understood


def test_a_core_is_priced_by_the_hour(asked: Ask) -> None:
    by_core = asked("cost per core last month")
    assert by_core.rows == asked("cost per vCPU hour last month").rows
    assert "a core is priced by the hour" in by_core.understood


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("cost per GB of S3 last month",
         "this is not metered in GB: it is metered in GB-Months, Requests"),
        ("how many lambda requests last month",
         "this is not metered in Requests: it is metered in GB-Seconds"),
        ("cost per vcpu hour of S3 last month",
         "no number of cores is told of this use: it is metered in GB-Months, Requests"),
    ],
)  # fmt: skip
def test_a_unit_that_nothing_is_metered_in_is_a_gap(asked: Ask, question: str, why: str) -> None:
    answer = asked(question)
    assert answer.outcome == "partial"
    assert [gap.why for gap in answer.gaps] == [why]
    assert answer.headline.lower().startswith(why.lower())


@pytest.mark.parametrize(
    ("question", "said", "instead"),
    [
        ("cost of team marketing last month", "No charge has team marketing", "team is one of "),
        ("cost of team paymnts last month", "No charge has team paymnts", "nearest: payments"),
        ("cost where env=qa last month", "No charge has env qa", "env is one of "),
        ("cost of cost center CC-300 last month", "No charge has cost center CC-300",
         "nearest: CC-300 Data"),
    ],
)  # fmt: skip
def test_a_value_that_no_charge_has_is_said_to_be_none(
    asked: Ask, question: str, said: str, instead: str
) -> None:
    answer = asked(question)
    assert answer.headline == said
    assert answer.insights[0].startswith(instead)


def test_the_largest_of_a_top_n_is_a_share_of_all(asked: Ask, summed: Any) -> None:
    true = summed(lambda line: line["service"])
    whole = sum(true.values())
    first = sorted(true.values(), reverse=True)[:3]
    said = asked("top 3 services last month").headline
    assert said.startswith(f"${sum(first):,.2f} in the 3 shown, {sum(first) / whole * 100:.0f}% of")
    assert said.endswith(f" at ${first[0]:,.2f} ({first[0] / whole * 100:.0f}%)")


def test_who_spends_the_most_is_named(asked: Ask, summed: Any) -> None:
    true = summed(
        lambda line: line["tags"].get("team"), where=lambda line: line["tags"].get("team")
    )
    name = max(true, key=lambda one: true[one])
    answer = asked("which team spends the most last month")
    start = f"The team with the highest cost is {name} at ${true[name]:,.2f} ("
    assert answer.headline.startswith(start)


def test_what_has_no_resource_is_a_line_among_many_and_not_the_first(
    asked: Ask, summed: Any
) -> None:
    true = summed(lambda line: line["resource_id"])
    answer = asked("top 10 resources last month")
    assert [cents(row["cost"]) for row in answer.rows] == [
        cents(cost) for cost in sorted(true.values(), reverse=True)[:10]
    ]
    without = true.pop(None)
    first = asked("most expensive resource last month")
    assert cents(first.rows[0]["cost"]) == cents(max(true.values()))
    assert first.insights[0] == f"${without:,.2f} has no resource and is not ranked"


def test_purchases_say_what_was_billed(asked: Ask) -> None:
    said = asked("purchases in february").headline
    assert said.startswith("$8,652.65 billed, $1,312.50 effective over 1–28 Feb 2026")


def test_fields_are_called_by_their_titles(asked: Ask) -> None:
    said = asked("cost by instance type last month")
    assert "most is what has no instance type" in said.headline
    assert "sku" not in " ".join((said.headline, *said.insights))


def test_two_bare_months_stand_side_by_side(asked: Ask, summed: Any) -> None:
    answer = asked("cost in September and October")
    assert [row["month"] for row in answer.rows] == ["2026-09-01", "2026-10-01"]
    assert cents(answer.rows[1]["cost"]) == cents(summed(lambda _: "")[""])


def test_resource_groups_are_read_from_the_ids(asked: Ask, summed: Any) -> None:
    def group(line: Line) -> str | None:
        parts = (line["resource_id"] or "").lower().split("/")
        return parts[4] if parts[3:4] == ["resourcegroups"] else None

    true = {name: amount for name, amount in summed(group).items() if name}
    told = rows(asked("cost by resource group last month"), "resource_group")
    assert len(true) > 3
    assert {name: told[name] for name in true} == rounded(true)
