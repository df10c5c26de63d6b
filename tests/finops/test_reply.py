"""From a Query to an Answer: what is kept, what is left out, and what is said about it."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from finops.answer import Answer
from finops.warehouse import Warehouse
from providers.model import Gap

from .estate import NOW, Cloud, ask, charge, column, vm, warehouse

DENIED = Gap("aws 1 eu-west-1", "UnauthorizedOperation: ec2:DescribeInstances", "grant it")
CHEAP_AND_IDLE = {
    "subject": "vm",
    "where": [
        {"field": "cpu", "op": "lt", "value": 20},
        {"field": "cost", "op": "gt", "value": 100},
    ],
}


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    """Web costs 200, api exactly 100, db 300, over the last 30 days; all days are there."""
    arn = "arn:aws:ec2:us-east-1:1:instance/"
    days = [charge("2026-10-01", "0"), charge("2026-11-17", "0")]
    return warehouse(
        tmp_path,
        *days,
        charge("2026-11-10", "150.25", f"{arn}i-web"),
        charge("2026-11-11", "49.75", "I-WEB"),
        charge("2026-11-11", "100", "i-api"),
        charge("2026-10-18", "999", "i-api"),
        charge("2026-11-11", "300", "i-db"),
    )


def test_cpu_and_cost_are_joined_and_both_boundaries_are_exclusive(store: Warehouse) -> None:
    cloud = Cloud(
        rows=[vm("web"), vm("api"), vm("db"), vm("edge")],
        points={"i-web": (19.9, 14), "i-api": (5, 14), "i-db": (50, 14), "i-edge": (20, 14)},
    )
    answer = ask(CHEAP_AND_IDLE, store, cloud)
    assert column(answer, "name") == ["web"]
    assert answer.rows[0]["cost"] == Decimal("200.000000000000000")
    assert answer.totals == {"cost": 200}
    assert answer.outcome == "answered"
    assert answer.understood == (
        "VMs in all clouds; average CPU below 20% over 4–17 Nov 2026 (14 days); "
        "effective cost above $100 over 19 Oct–17 Nov 2026 (30 days)"
    )


def test_unknown_cpu_is_neither_low_nor_high_and_is_counted(store: Warehouse) -> None:
    few_days = Cloud(rows=[vm("web"), vm("db")], points={"i-web": (1, 6)})
    answer = ask(CHEAP_AND_IDLE, store, few_days)
    assert answer.rows == ()
    assert [gap.why for gap in answer.gaps] == [
        "2 VMs have no known cpu over its window and were left out"
    ]


def test_half_of_the_window_is_enough_data(store: Warehouse) -> None:
    answer = ask(CHEAP_AND_IDLE, store, Cloud(rows=[vm("web")], points={"i-web": (1, 7)}))
    assert column(answer, "name") == ["web"]


def test_a_vm_without_charges_has_an_unknown_cost(store: Warehouse) -> None:
    query = {"subject": "vm", "select": ["name", "cost"]}
    answer = ask(query, store, Cloud(rows=[vm("web"), vm("new")]))
    assert answer.rows == ({"name": "web", "cost": Decimal(200)}, {"name": "new", "cost": None})


def test_a_denied_region_makes_the_answer_partial_and_is_named(store: Warehouse) -> None:
    answer = ask({"subject": "vm"}, store, Cloud(rows=[vm("web")], gaps=(DENIED,)))
    assert answer.outcome == "partial"
    assert answer.gaps[0].where == "aws 1 eu-west-1"


def test_nothing_found_where_not_all_was_looked_at_is_not_said_to_be_none(store: Warehouse) -> None:
    found = ask({"subject": "vm"}, store, Cloud(gaps=(DENIED,)))
    assert found.headline == "Found no VMs – but not everything could be looked at"
    assert ask({"subject": "vm"}, store, Cloud()).headline == "No VMs"


def test_metrics_are_asked_only_for_what_the_plain_facts_leave_in(store: Warehouse) -> None:
    cloud = Cloud(rows=[vm("web"), vm("api", region="eu-west-1")], points={"i-web": (1, 14)})
    where = [
        {"field": "region", "op": "ne", "value": "eu-west-1"},
        {"field": "cpu", "op": "lt", "value": 20},
    ]
    ask({"subject": "vm", "where": where}, store, cloud)
    assert [need.ids for need in cloud.asked] == [[("1", "us-east-1", "i-web")]]


def test_a_question_without_metrics_asks_for_none(store: Warehouse) -> None:
    cloud = Cloud(rows=[vm("web")])
    ask({"subject": "vm", "select": ["name"]}, store, cloud)
    assert cloud.asked == []


def test_two_conditions_on_one_metric_keep_their_own_statistics(store: Warehouse) -> None:
    cloud = Cloud(rows=[vm("web")], points={"i-web": (10, 14)})
    where = [
        {"field": "cpu", "op": "lt", "value": 20},
        {"field": "cpu", "op": "gt", "value": 90, "agg": "max"},
    ]
    answer = ask({"subject": "vm", "select": ["name"], "where": where}, store, cloud)
    assert answer.rows == ({"name": "web", "cpu": 10.0, "cpu.max": 99.0},)


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ({"field": "tags.env", "op": "eq", "value": "PROD"}, ["a"]),
        ({"field": "tags.env", "op": "ne", "value": "prod"}, ["b", "c", "d"]),
        ({"field": "tags.owner", "op": "missing"}, ["b", "c", "d"]),
        ({"field": "tags.owner", "op": "exists"}, ["a"]),
        ({"field": "tags", "op": "missing"}, ["d"]),
        ({"field": "tags.nowhere", "op": "missing"}, ["a", "b", "c", "d"]),
        ({"field": "name", "op": "matches", "value": "?"}, ["a", "b", "c", "d"]),
        ({"field": "name", "op": "not_in", "value": ["a", "b"]}, ["c", "d"]),
        ({"field": "os", "op": "ne", "value": "windows"}, ["a", "b", "c", "d"]),
        ({"any": [{"field": "name", "op": "eq", "value": "a"},
                  {"field": "name", "op": "eq", "value": "d"}]}, ["a", "d"]),
    ],
)  # fmt: skip
def test_conditions_on_text_and_tags(
    condition: dict[str, object], names: list[str], store: Warehouse
) -> None:
    rows = [
        vm("a", tags={"env": "Prod", "Owner": "ann"}),
        vm("b", tags={"env": "dev", "owner": ""}),
        vm("c", tags={"Env": ""}),
        vm("d", tags={}),
    ]
    answer = ask({"subject": "vm", "where": [condition]}, store, Cloud(rows=rows))
    assert column(answer, "name") == names


def test_scope_is_held_even_if_a_cloud_hands_out_more(store: Warehouse) -> None:
    rows = [vm("a"), vm("b", account="dev", account_id="2"), vm("c", region="eu-west-1")]
    query = {"subject": "vm", "accounts": ["PROD"], "regions": ["us-east-1"]}
    assert column(ask(query, store, Cloud(rows=rows)), "name") == ["a"]


def test_an_account_is_read_only_in_the_cloud_that_has_it(store: Warehouse) -> None:
    aws = Cloud(rows=[vm("a")])
    azure = Cloud("azure", [vm("b", cloud="azure", account="erp")], gaps=(DENIED,))
    answer = ask({"subject": "vm", "accounts": ["prod"]}, store, aws, azure)
    assert column(answer, "name") == ["a"]
    assert answer.gaps == ()


def test_an_account_that_nobody_set_up_is_a_gap(store: Warehouse) -> None:
    answer = ask({"subject": "vm", "accounts": ["nowhere"]}, store, Cloud(rows=[vm("a")]))
    assert answer.rows == ()
    assert answer.gaps[0].where == "account nowhere"


def test_age_counts_whole_days_until_today(store: Warehouse) -> None:
    rows = [vm("a", created_at=datetime(2026, 11, 15, 23, tzinfo=UTC))]
    answer = ask({"subject": "vm", "select": ["name", "age_days"]}, store, Cloud(rows=rows))
    assert answer.rows == ({"name": "a", "age_days": 3},)


def test_one_cost_with_a_period_of_its_own_is_still_called_cost(store: Warehouse) -> None:
    where = [{"field": "cost", "op": "gt", "value": 100, "period": "last_7_days"}]
    answer = ask(
        {"subject": "vm", "select": ["name"], "where": where}, store, Cloud(rows=[vm("db")])
    )
    assert answer.rows == ({"name": "db", "cost": Decimal(300)},)


def test_costs_of_two_periods_are_two_columns(store: Warehouse) -> None:
    where = [
        {"field": "cost", "op": "gt", "value": 100},
        {"field": "cost", "op": "ge", "value": 0, "period": "2026-11-11"},
    ]
    answer = ask(
        {"subject": "vm", "select": ["name"], "where": where}, store, Cloud(rows=[vm("web")])
    )
    assert answer.rows == (
        {"name": "web", "cost": Decimal(200), "cost@2026-11-11/2026-11-12": Decimal("49.75")},
    )


def test_a_cloud_that_lacks_the_subject_is_a_gap(store: Warehouse) -> None:
    answer = ask({"subject": "network"}, store, Cloud())
    assert answer.outcome == "partial"
    assert "networks are not read from AWS" in answer.gaps[0].why


def test_counting_by_cloud_gives_a_row_each(store: Warehouse) -> None:
    aws = Cloud(rows=[vm("a"), vm("b")])
    azure = Cloud("azure", [vm("c", cloud="azure")])
    query = {"subject": "vm", "analysis": "aggregate", "group_by": ["cloud"],
             "measures": [{"name": "count", "agg": "count"}]}  # fmt: skip
    answer = ask(query, store, aws, azure)
    assert answer.rows == ({"cloud": "aws", "count": 2}, {"cloud": "azure", "count": 1})
    assert answer.headline == "3 VMs: 2 in AWS, 1 in Azure"
    assert answer.totals == {"count": 3}


def test_top_n_puts_unknown_last(store: Warehouse) -> None:
    rows = [vm("none"), vm("api"), vm("db"), vm("web")]
    query = {"subject": "vm", "select": ["name", "cost"], "order_by": ["-cost"], "limit": 2}
    assert column(ask(query, store, Cloud(rows=rows)), "name") == ["db", "web"]


def test_the_dearest_one_is_named(store: Warehouse) -> None:
    query = {"subject": "vm", "order_by": ["-cost"], "limit": 1}
    answer = ask(query, store, Cloud(rows=[vm("web"), vm("db")]))
    assert answer.headline == "db is the VM with the highest cost, $300.00"


def test_an_analysis_that_is_not_there_yet_says_so(store: Warehouse) -> None:
    answer = ask({"subject": "cost", "analysis": "waste"}, store)
    assert answer.outcome == "unread"
    assert answer.rows == ()


def test_text_that_looks_like_a_number_stays_text_in_json(store: Warehouse) -> None:
    rows = [vm("007", account_id="333333333333", zone="2", tags={"nan": "nan"})]
    query = {"subject": "vm", "select": ["name", "account_id", "zone", "tags", "cost"]}
    answer = ask(query, store, Cloud(rows=rows))
    assert json.loads(answer.to_json())["rows"] == [
        {"name": "007", "account_id": "333333333333", "zone": "2", "tags": {"nan": "nan"},
         "cost": None}
    ]  # fmt: skip


def test_an_average_says_how_many_it_could_not_include(store: Warehouse) -> None:
    cloud = Cloud(rows=[vm("a"), vm("b"), vm("c")], points={"i-a": (10, 14), "i-b": (30, 14)})
    query = {"subject": "vm", "analysis": "aggregate",
             "measures": [{"name": "average_cpu", "agg": "avg", "field": "cpu"}]}  # fmt: skip
    answer = ask(query, store, cloud)
    assert answer.headline == "Average cpu: 20%"
    assert "over 4–17 Nov 2026 (14 days)" in answer.understood
    assert answer.gaps[0].why == "1 VM has no known cpu over its window and was left out"


@pytest.mark.parametrize(
    "condition",
    [
        {"field": "cloud", "op": "ne", "value": "aws"},
        {"field": "cloud", "op": "in", "value": ["azure"]},
    ],
)
def test_a_cloud_that_a_condition_rules_out_is_not_read(
    condition: dict[str, object], store: Warehouse
) -> None:
    aws, azure = Cloud(rows=[vm("a")], gaps=(DENIED,)), Cloud("azure", [vm("b", cloud="azure")])
    answer = ask({"subject": "vm", "where": [condition]}, store, aws, azure)
    assert column(answer, "name") == ["b"]
    assert answer.outcome == "answered"


def test_a_count_where_nothing_could_be_read_is_unknown(store: Warehouse) -> None:
    answer = ask({"subject": "vm", "analysis": "aggregate"}, store, Cloud(gaps=(DENIED,)))
    assert answer.rows == ({"count": None},)
    assert answer.headline == "How many VMs there are could not be looked at"


def test_a_count_with_a_denied_region_is_a_lower_bound(store: Warehouse) -> None:
    cloud = Cloud(rows=[vm("a")], gaps=(DENIED,))
    assert ask({"subject": "vm"}, store, cloud).headline == "At least 1 VM"
    assert ask({"subject": "vm", "analysis": "aggregate"}, store, cloud).headline == "At least 1 VM"


def test_no_low_cpu_where_all_of_it_is_unknown_is_not_none(store: Warehouse) -> None:
    where = [{"field": "cpu", "op": "lt", "value": 20}]
    answer = ask({"subject": "vm", "where": where}, store, Cloud(rows=[vm("a"), vm("b")]))
    assert answer.headline == "Found no VMs: CPU below 20% – but cpu of 2 is unknown"
    assert answer.outcome == "partial"


def test_a_tag_key_that_nothing_has_is_pointed_out(store: Warehouse) -> None:
    where = [{"field": "tags.environment", "op": "eq", "value": "prod"}]
    cloud = Cloud(rows=[vm("a", tags={"env": "prod"})])
    answer = ask({"subject": "vm", "where": where}, store, cloud)
    assert answer.gaps[0].why == "nothing that was read has a tag environment"


def test_a_cut_between_equals_is_told(store: Warehouse) -> None:
    rows = [vm(name, created_at=NOW) for name in ("a", "b", "c")]
    query = {"subject": "vm", "order_by": ["-age_days"], "limit": 2}
    answer = ask(query, store, Cloud(rows=rows))
    assert column(answer, "name") == ["a", "b"]
    assert answer.insights == ("more have the same age as the last one shown",)


def test_only_windows_that_were_used_are_named(store: Warehouse) -> None:
    where = [{"field": "cpu", "op": "gt", "value": 80, "agg": "max", "period": "last_7_days"}]
    answer = ask({"subject": "vm", "where": where}, store, Cloud())
    assert answer.understood == (
        "VMs in all clouds; highest CPU above 80% over 11–17 Nov 2026 (7 days)"
    )
    assert answer.headline == "No VMs: highest CPU above 80%"


def test_resources_of_several_currencies_are_not_added(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path,
        charge("2026-10-01", "0"),
        charge("2026-11-17", "10", "i-a"),
        charge("2026-11-17", "40", "i-b", currency="EUR"),
        charge("2026-11-17", "1", "i-c"),
        charge("2026-11-17", "2", "i-c", currency="EUR"),
    )
    cloud = Cloud(rows=[vm("a"), vm("b"), vm("c")])
    query = {"subject": "vm", "analysis": "aggregate",
             "measures": [{"name": "cost", "agg": "sum", "field": "cost"}]}  # fmt: skip
    answer = ask(query, store, cloud)
    assert {(row["currency"], row["cost"]) for row in answer.rows} == {
        ("USD", Decimal(10)),
        ("EUR", Decimal(40)),
        (None, None),
    }
    assert answer.totals == {}
    assert any("1 VM billed in several currencies" in gap.why for gap in answer.gaps)
    listed = ask({"subject": "vm", "select": ["name", "cost"]}, store, cloud)
    assert {row["name"]: row["currency"] for row in listed.rows} == {
        "a": "USD", "b": "EUR", "c": None,
    }  # fmt: skip


def test_without_any_cloud_there_is_a_gap_not_an_empty_estate(store: Warehouse) -> None:
    answer = ask({"subject": "vm"}, store)
    assert answer.outcome == "partial"
    assert answer.gaps[0].where == "clouds"


def test_the_same_question_gives_the_same_rows_in_the_same_order(store: Warehouse) -> None:
    rows = [vm(name) for name in "zyxwv"]
    answers = [ask({"subject": "vm"}, store, Cloud(rows=order)) for order in (rows, rows[::-1])]
    assert answers[0].rows == answers[1].rows


def test_what_is_executed_is_what_is_shown(store: Warehouse) -> None:
    answer = ask(CHEAP_AND_IDLE, store, Cloud())
    assert answer.query == CHEAP_AND_IDLE | {"analysis": "list"}
    assert answer.resolved is not None
    assert answer.resolved["period"] == "2026-10-19/2026-11-18"
    assert NOW.date().isoformat() == "2026-11-18"


def test_text_of_digits_is_text_when_an_answer_is_read_back() -> None:
    answer = Answer(id="", outcome="answered", headline="", rows=({"account": "007", "n": 7},))
    assert Answer.model_validate_json(answer.to_json()).rows == answer.rows


def test_a_sum_that_something_is_missing_from_is_the_least_it_can_be(store: Warehouse) -> None:
    measure = {"name": "vcpus", "agg": "sum", "field": "vcpus"}
    query = {"subject": "vm", "analysis": "aggregate", "measures": [measure]}
    rows = [vm("a", vcpus=4), vm("b", vcpus=8)]
    assert ask(query, store, Cloud(rows=rows)).headline == "Total vCPUs: 12"
    denied = Cloud(rows=rows, gaps=(DENIED,))
    assert ask(query, store, denied).headline == "Total vCPUs: at least 12"
