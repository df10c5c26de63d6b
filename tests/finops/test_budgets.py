"""Budgets of our own by charges, beside those of a cloud: spent, forecast, days, who sees them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from finops.answer import Answer
from finops.reply import reply
from finops.warehouse import Warehouse
from intents.query import parse
from providers.context import Allowed, Context, Limits
from providers.model import Row
from providers.own_budget import OwnBudget

from .estate import NOW, Cloud, charge, warehouse

FIRST = date(2026, 8, 1)
DAYS = [FIRST + timedelta(days=n) for n in range((NOW.date() - FIRST).days)]
COST = {"subject": "cost", "analysis": "aggregate"}


def own(name: str = "all", amount: int = 300, currency: str = "USD", **of: Any) -> OwnBudget:
    query = parse({**COST, **of})
    return OwnBudget(name, Decimal(amount), currency, "monthly", "cost", query)


def ten_a_day(folder: Path, **more: str) -> Warehouse:
    return warehouse(folder, *(charge(str(day), "10", **more) for day in DAYS))


def cloud(**fields: object) -> Cloud:
    row: dict[str, object] = {
        "id": "1:b", "cloud": "aws", "account": "prod", "account_id": "1", "name": "theirs",
        "source": "AWS Budgets", "recurs": "monthly", "currency": "USD", "ended": False,
        "amount": Decimal(100), "spent": Decimal(40), "forecast": Decimal(90),
    }  # fmt: skip
    made: Row = {**row, **fields}  # type: ignore[dict-item]
    return Cloud(rows=(made,), subjects=frozenset({"budget"}))


def ask(
    store: Warehouse,
    *clouds: Cloud,
    budgets: tuple[OwnBudget, ...] = (),
    limits: Limits = None,
    **query: object,
) -> Answer:
    context = Context(now=NOW, budgets=budgets, limits=limits)
    return reply(parse({"subject": "budget", **query}), clouds, store, context)


def test_an_own_budget_has_what_was_charged_and_what_the_month_will_come_to(tmp_path: Path) -> None:
    select = ["spent", "remaining", "status", "forecast", "breach_on", "start", "end"]
    (row,) = ask(ten_a_day(tmp_path), budgets=(own(amount=290),), select=select).rows
    assert row["spent"] == 170
    assert row["remaining"] == 120
    assert row["status"] == "will be over"
    assert Decimal(str(row["forecast"])) == 300
    # 29 days at 10 are the amount; it is exceeded on the 30th.
    assert row["breach_on"] == "2026-11-30"
    assert (row["start"], row["end"]) == ("2026-11-01", "2026-12-01")


def test_an_own_budget_that_is_used_up_tells_the_day(tmp_path: Path) -> None:
    answer = ask(ten_a_day(tmp_path), budgets=(own(amount=95),))
    assert answer.rows[0]["status"] == "over"
    assert answer.rows[0]["breach_on"] == "2026-11-10"
    assert any("over by $75.00" in sentence for sentence in answer.insights)


def test_a_budget_without_charges_is_unknown_and_not_zero(tmp_path: Path) -> None:
    nothing = own(where=[{"field": "service_name", "op": "eq", "value": "Nothing"}])
    answer = ask(ten_a_day(tmp_path), budgets=(nothing,))
    (row,) = answer.rows
    assert row["spent"] is None
    assert row["used_percent"] is None
    assert row["status"] == "unknown"
    assert answer.outcome == "partial"


def test_charges_in_another_currency_are_not_counted_and_are_said(tmp_path: Path) -> None:
    lines = [charge(str(day), "10") for day in DAYS]
    lines += [charge(str(day), "5", currency="EUR") for day in DAYS]
    answer = ask(warehouse(tmp_path, *lines), budgets=(own(), own("euro", 60, "EUR")))
    spent = {row["name"]: (row["spent"], row["currency"]) for row in answer.rows}
    assert spent == {"all": (170, "USD"), "euro": (85, "EUR")}
    assert any("charges in EUR are not counted" in gap.why for gap in answer.gaps)
    assert answer.totals == {}


def test_a_clouds_budget_keeps_the_clouds_figures(tmp_path: Path) -> None:
    (row,) = ask(warehouse(tmp_path), cloud()).rows
    assert (row["spent"], row["forecast"], row["status"]) == (40, 90, "on track")
    assert row["source"] == "AWS Budgets"


def test_a_condition_on_the_status_says_what_it_cannot_judge(tmp_path: Path) -> None:
    over = [{"field": "status", "op": "eq", "value": "over"}]
    answer = ask(warehouse(tmp_path), cloud(spent=None), where=over)
    assert answer.row_count == 0
    assert any("1 budget is of unknown status" in sentence for sentence in answer.insights)


def test_a_budget_that_could_not_be_read_stays_and_says_why(tmp_path: Path) -> None:
    broken = OwnBudget("x", Decimal(1), "USD", "monthly", "gibberish", None, "not understood")
    answer = ask(ten_a_day(tmp_path), budgets=(broken,))
    assert answer.rows[0]["status"] == "unknown"
    assert any(gap.why == "not understood" for gap in answer.gaps)


def test_who_may_see_a_part_of_its_cost_is_not_shown_a_part_of_a_budget(tmp_path: Path) -> None:
    limits: Limits = ((Allowed(accounts=("1",)),),)
    store = ten_a_day(tmp_path)
    answer = ask(store, cloud(), budgets=(own(), own("mine", accounts=["1"])), limits=limits)
    assert {row["name"] for row in answer.rows} == {"theirs", "mine"}
    assert any("more than you may see" in gap.why for gap in answer.gaps)


def test_who_is_limited_to_a_tag_sees_no_accounts_budget(tmp_path: Path) -> None:
    limits: Limits = ((Allowed(tags=(("team", "web"),)),),)
    assert ask(warehouse(tmp_path), cloud(), limits=limits).rows == ()


def test_a_burn_down_adds_up_day_by_day_beside_an_even_pace(tmp_path: Path) -> None:
    answer = ask(ten_a_day(tmp_path), budgets=(own(),), analysis="trend", grain="day")
    assert len(answer.rows) == 30
    assert [row["spent"] for row in answer.rows[:3]] == [10, 20, 30]
    assert answer.rows[16]["spent"] == 170
    assert answer.rows[17]["spent"] is None
    assert [row["pace"] for row in answer.rows[:2]] == [10, 20]
    assert answer.rows[-1]["pace"] == 300
    assert Decimal(str(answer.rows[-1]["forecast"])) == 300
    for row in answer.rows[:17]:
        # What is over is known, and is no estimate.
        assert row["low"] == row["forecast"] == row["high"] == row["spent"]


def test_a_burn_down_of_a_budget_that_is_not_ours_says_so(tmp_path: Path) -> None:
    named = [{"field": "name", "op": "eq", "value": "theirs"}]
    answer = ask(ten_a_day(tmp_path), budgets=(own(),), analysis="trend", where=named)
    assert answer.rows == ()
    assert "no budget of our own is called so" in answer.headline


def test_a_burn_down_for_a_month_is_of_the_budgets_that_run_by_month(tmp_path: Path) -> None:
    both = (own("all"), replace(own("year", 9000), recurs="yearly"))
    for recurs, named in (("monthly", "all"), ("yearly", "year")):
        where = [{"field": "recurs", "op": "eq", "value": recurs}]
        answer = ask(ten_a_day(tmp_path), budgets=both, analysis="trend", grain="day", where=where)
        assert answer.headline.startswith(f"{named}: ")
    where = [{"field": "recurs", "op": "eq", "value": "quarterly"}]
    answer = ask(ten_a_day(tmp_path), budgets=both, analysis="trend", where=where)
    assert answer.headline == "No burn-down: no budget of our own runs so"


def test_a_burn_down_of_several_says_of_each_how_it_stands(tmp_path: Path) -> None:
    both = (own("all"), own("prod", accounts=["prod"]))
    answer = ask(ten_a_day(tmp_path), budgets=both, analysis="trend", grain="day")
    assert answer.headline.count("$170.00 of $300.00 spent") == 2
    assert "all: " in answer.headline
    assert "prod: " in answer.headline
    assert {"all is $0.00 behind an even pace", "prod is $0.00 behind an even pace"} <= set(
        answer.insights
    )


def test_a_budget_of_something_else_is_not_one_whose_status_is_unknown(tmp_path: Path) -> None:
    over = [{"field": "status", "op": "eq", "value": "over"}]
    nobody = own("mars", where=[{"field": "tags.team", "op": "eq", "value": "mars"}])
    answer = ask(ten_a_day(tmp_path), cloud(), budgets=(nobody,), where=over, accounts=["prod"])
    assert not any("unknown status" in sentence for sentence in answer.insights)
