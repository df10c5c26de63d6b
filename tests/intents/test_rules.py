"""Hostile questions: what must not be read, what must be asked back, and what must be said."""

from datetime import date

import pytest

from intents.context import ReadContext
from intents.query import Clarify, Query, Unread

from .reading import CONTEXT, WITH_ACCOUNTS, asked, reading, said


@pytest.mark.parametrize(
    "question",
    [
        "VMs never stopped",
        "VMs unless they are stopped",
        "don't show stopped VMs",
        "VMs excluding us-east-1 and stopped",
        "VMs without an owner tag and stopped",
        "VMs in us-east-1 or stopped",
        "VMs with env=prod and CPU < 5% or cost > 10",
        "cost by service not by region",
        "cost last month not this month",
        "cost without",
        "VMs except",
        "VMs with CPU not < 20%",
        "VMs with CPU < 20% and entropy < 10%",
        "VMs with CPU < $20",
        "VMs with cost > 20%",
        "disks of stopped VMs",
        "VMs and disks",
        "subnets with no VMs",
        "list VMs last month",
        "cost for last month and this month",
        "cost until October",
        "cost since last month",
        "cost last 24 hours",
        "cost in 2027",
        "cost in the last week of October",
        "blended cost",
        "how much would an Azure VM cost",
        "VMs over-provisioned",
        "VMs in us-east-9",
        "top 0 services",
        "show me 5 VMs",
        "top 5 services over time",
        "most expensive VMs by CPU",
        "largest VMs",
        "EC2 instances named",
        "VMs tagged env=prod and env=dev",
        "VMs 'painted'",
        "list VMs; drop table vms",
        "list hosts",
        "list desks",
        "compare",
        "compare AWS cost last month",
        "SQL servers",
        "Kinesis streams",
        "forecast last month",
        "anomalies next month",
        "VMs next month",
        "will",
    ],
)
def test_what_the_rules_cannot_say_is_unread(question: str) -> None:
    found = reading(question)
    assert isinstance(found, Unread)
    assert found.words


def test_the_words_that_have_no_place_are_named_as_they_were_typed() -> None:
    assert reading("VMs painted Blue") == Unread(
        ("painted", "Blue"),
        ("VMs", "list all VMs", "how many VMs do we have in AWS, how many in Azure"),
    )


def test_suggestions_can_be_answered() -> None:
    for question in ("VMs painted blue", "cost by unicorn", "list Kinesis streams", "disks of VMs"):
        found = reading(question)
        assert isinstance(found, Unread)
        for nearest in found.nearest:
            assert isinstance(reading(nearest), Query), nearest


def test_a_suggestion_never_drops_a_negation() -> None:
    found = reading("don't show stopped VMs")
    assert isinstance(found, Unread)
    assert all("stopped" not in nearest for nearest in found.nearest)


@pytest.mark.parametrize(
    "question",
    [
        "VMs by region",
        "list all stopped VMs by region",
        "top 10 VMs in eu-west-1",
        "show VM costs last month",
        "EBS cost last month",
        "EC2 instances in Azure that are stopped",
        "list VPCs in Azure",
        "VMs with public IPs",
        "VMs with tags",
    ],
)
def test_two_meanings_are_asked_back_with_questions_that_can_be_answered(question: str) -> None:
    found = reading(question)
    assert isinstance(found, Clarify)
    assert 0 < len(found.choices) <= 4
    for choice in found.choices:
        assert isinstance(reading(choice), Query), choice


def test_the_rest_of_an_unclear_question_stays_in_its_choices() -> None:
    found = reading("list all stopped VMs by region")
    assert isinstance(found, Clarify)
    assert found.choices == ("how many stopped VMs by region", "stopped VMs sorted by region")


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("cost in October", "October is read as October 2026"),
        ("cost in December", "December is read as December 2025"),
        ("cost in November", "November is read as November 2026, so far"),
        ("cost in Q3", "Q3 is read as Q3 2026"),
        ("prod VMs", "prod is read as the tag env=prod"),
        ("unused disks", "unused is read as attached to nothing"),
        ("list all instnaces", "'instnaces' is read as 'instances'"),
        ("csots by service", "'csots' is read as 'costs'"),
        ("weekly spend", "no period was named: last 8 weeks"),
        ("VMs in Dublin", "the place is read as eu-west-1 (AWS) and northeurope (Azure)"),
        ("storage cost", "Storage is read as the service category"),
        ("how much do our disks cost", "only disks that exist now are counted"),
        ("disks older than 2 months", "a month is read as 30 days"),
    ],
)
def test_what_was_assumed_is_said(question: str, note: str) -> None:
    found = asked(question)
    assert isinstance(found.reading, Query)
    assert note in found.notes


def test_what_was_said_plainly_needs_no_note() -> None:
    assert asked("VMs with CPU < 20% and cost > $100 last month").notes == ()


def test_a_known_account_is_read_by_name_id_and_in_quotation_marks() -> None:
    for question in ("VMs in prod", "VMs in the prod account", "VMs in 111111111111",
                     "VMs in account 'prod'", "prod VMs"):  # fmt: skip
        assert said(question, WITH_ACCOUNTS).get("accounts") == ["prod"], question
    assert said("cost in Atlas Orion", WITH_ACCOUNTS)["accounts"] == ["Atlas Orion"]
    both = said("compare the costs of staging and prod subscriptions", WITH_ACCOUNTS)
    assert both["accounts"] == ["Staging", "prod"]
    assert both["group_by"] == ["sub_account_name"]


def test_an_account_that_is_not_known_is_read_for_the_answer_says_that_it_is_not() -> None:
    assert said("VMs in account unicorn", WITH_ACCOUNTS)["accounts"] == ["unicorn"]


def test_an_excluded_account_is_a_condition() -> None:
    assert said("VMs not in prod", WITH_ACCOUNTS)["where"] == [
        {"field": "account", "op": "ne", "value": "prod"}
    ]


def test_an_account_called_like_a_word_of_the_grammar_does_not_swallow_it() -> None:
    accounts = ReadContext(CONTEXT.today, accounts=ReadContext.known(()))
    assert said("list all VMs", accounts) == {"subject": "vm", "analysis": "list"}


def test_a_bare_month_is_never_in_the_future() -> None:
    for month in range(1, 13):
        context = ReadContext(date(2026, month, 1))
        for name in ("January", "March", "May", "October", "December"):
            period = said(f"cost in {name}", context)["period"]
            assert period == "this_month" or period < f"2026-{month:02}"


def test_several_thousand_accounts_do_not_slow_the_reading_beyond_use() -> None:
    from time import process_time

    from intents.context import KnownAccount

    many = tuple(KnownAccount("aws", f"{at:012}", f"team {at}") for at in range(5_000))
    context = ReadContext(CONTEXT.today, accounts=many)
    reading("VMs in team 4999", context)
    started = process_time()
    assert said("VMs in team 4999", context)["accounts"] == ["team 4999"]
    assert process_time() - started < 0.2


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Azure VMs in prod", "prod"),
        ("AWS cost in Staging last month", "Staging"),
        ("VMs in prod in westeurope", "westeurope"),
        ("Azure VMs in us-east-1", "us-east-1"),
        ("cost of prod in us-east-1 and Staging in westeurope", "Staging"),
        ("VMs in prod and us-east-1", "us-east-1"),
    ],
)
def test_places_that_exclude_each_other_are_not_an_empty_estate(question: str, word: str) -> None:
    found = reading(question, WITH_ACCOUNTS)
    assert isinstance(found, Unread)
    assert found.words == (word,)


def test_of_two_questions_in_one_the_first_is_offered() -> None:
    found = reading("VMs stopped in AWS and running in Azure")
    assert isinstance(found, Unread)
    assert found.words == ("running",)
    assert found.nearest[0] == "VMs stopped in AWS"


@pytest.mark.parametrize(
    ("currencies", "amount", "is_read"),
    [
        ((), "$100", True),
        ((), "€100", False),
        (("USD",), "$100", True),
        (("USD",), "100 EUR", False),
        (("EUR",), "€100", True),
        (("EUR",), "100 euros", True),
        (("EUR",), "100", True),
        (("EUR",), "$100", False),
        (("EUR", "USD"), "£100", False),
        (("EUR", "USD"), "$100", True),
    ],
)
def test_an_amount_is_read_only_in_the_currency_of_the_charges(
    currencies: tuple[str, ...], amount: str, is_read: bool
) -> None:
    context = ReadContext(CONTEXT.today, currencies=currencies)
    found = asked(f"VMs with cost > {amount}", context)
    assert isinstance(found.reading, Query) is is_read
    if isinstance(found.reading, Unread):
        assert " ".join(found.reading.words) == amount
    elif is_read and len(currencies) > 1:
        assert "100 USD is compared with each charge in its own currency" in found.notes


def test_two_ends_of_a_range_that_are_compared_are_not_said_to_be_a_period() -> None:
    assert asked("cost difference between July and October").notes == ()
    whole = asked("cost between July and October").notes
    assert whole == ("the period is read as 2026-07-01 to 2026-10-31",)


@pytest.mark.parametrize(
    ("question", "period"),
    [("cheapest month this year", "2026-01-01/2026-11-01"),
     ("which week since 8 June cost most", "2026-06-08/2026-11-16"),
     ("the most expensive week in October", "2026-10-05/2026-10-26"),
     ("which month cost most", "2026-05-01/2026-11-01")],
)  # fmt: skip
def test_units_that_a_period_cuts_are_not_ranked_beside_whole_ones(
    question: str, period: str
) -> None:
    found = asked(question)
    assert isinstance(found.reading, Query)
    assert found.reading.period == period
    assert any("only whole" in note for note in found.notes)


def test_of_a_period_without_a_whole_unit_none_is_ranked() -> None:
    assert not isinstance(reading("most expensive month this month"), Query)


def test_a_budget_that_is_named_is_shown_over_or_not() -> None:
    context = ReadContext(date(2026, 11, 18), budgets=("web team",))
    named = {"field": "name", "op": "eq", "value": "web team"}
    for question in ("is the web team budget over", "is the web team budget exceeded"):
        assert said(question, context)["where"] == [named]
    over = {"field": "status", "op": "eq", "value": "over"}
    assert said("which budgets are over", context)["where"] == [over]


@pytest.mark.parametrize(
    "question",
    ["the day", "cost per weekend day", "team web vs owner ann", "VMs of team web vs team app"],
)  # fmt: skip
def test_what_no_query_says_exactly_is_not_read(question: str) -> None:
    assert not isinstance(reading(question), Query)
