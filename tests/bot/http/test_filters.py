"""Parameters → a Query's data: nothing is ignored, and nothing means something else."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http.filters import LISTS, OPS, PARTS, BadParameters, parameters, query_data
from intents import catalog
from intents.query import Condition, InvalidQuery, Query, parse

VM = catalog.subject("vm")


def read(text: str, subject: str = "vm", cloud: str = "all") -> Query:
    pairs = [tuple(part.split("=", 1)) for part in text.split("&") if part]
    return parse(query_data(cloud, catalog.subject(subject), pairs))  # type: ignore[arg-type]


def where(text: str, subject: str = "vm") -> Condition:
    [found] = read(text, subject).where
    assert isinstance(found, Condition)
    return found


def test_the_main_question() -> None:
    query = read(
        "region=us-east-1&state=running&cpu_lt=20&cost_gt=100&tags.env=prod"
        "&select=name,cost&order_by=-cost&limit=50&period=last_month",
        cloud="aws",
    )
    assert query == Query(
        subject="vm",
        clouds=("aws",),
        regions=("us-east-1",),
        where=(
            Condition(field="state", op="eq", value="running"),
            Condition(field="cpu", op="lt", value=20),
            Condition(field="cost", op="gt", value=100),
            Condition(field="tags.env", op="eq", value="prod"),
        ),
        select=("name", "cost"),
        order_by=("-cost",),
        limit=50,
        period="last_month",
    )


@pytest.mark.parametrize("op", OPS)
def test_every_operator_is_an_ending(op: str) -> None:
    text = "" if op in ("exists", "missing") else "4" if op in ("lt", "le", "gt", "ge") else "x"
    name = "age_days" if op in ("lt", "le", "gt", "ge") else "name"
    assert where(f"{name}_{op}={text}").op == op


@pytest.mark.parametrize(
    ("text", "field", "op", "value"),
    [
        ("state_not_in=running,stopped", "state", "not_in", ("running", "stopped")),
        ('name_in="a,b",c', "name", "in", ("a,b", "c")),
        ("cpu.max_gt=80.5", "cpu.max", "gt", Decimal("80.5")),
        ("tags.opt_in_eq=yes", "tags.opt_in", "eq", "yes"),
        ("tags.opt_in=a,b", "tags.opt", "in", ("a", "b")),
        ("tags.a_b=c", "tags.a_b", "eq", "c"),
        ("tags.owner_missing=", "tags.owner", "missing", None),
        ("tags.owner_missing=false", "tags.owner", "exists", None),
        ("tags.owner_exists=true", "tags.owner", "exists", None),
        ("name=a=b", "name", "eq", "a=b"),
        ("region_ne=us-east-1", "region", "ne", "us-east-1"),
        ("account_starts_with=shop", "account", "starts_with", "shop"),
    ],
)
def test_a_parameter_is_the_condition_it_says(
    text: str, field: str, op: str, value: object
) -> None:
    found = where(text)
    assert (found.field, found.op, found.value) == (field, op, value)


@pytest.mark.parametrize("subject", ["vm", "cost"])
def test_account_and_region_narrow_what_is_read(subject: str) -> None:
    query = read("account_in=prod,staging&region_eq=us-east-1", subject)
    assert (query.accounts, query.regions) == (("prod", "staging"), ("us-east-1",))


def test_what_has_no_region_takes_none() -> None:
    with pytest.raises(BadParameters, match="region: is neither a field"):
        read("region=us-east-1", "account")


def test_groups_ask_for_sums() -> None:
    assert read("group_by=state").analysis == "aggregate"
    assert read("group_by=service_name", "cost").analysis == "aggregate"
    assert read("grain=month&group_by=service_name", "cost").analysis == "trend"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("colour=red", "colour: is neither a field of"),
        ("cst_gt=1", "cst_gt: is neither"),
        ("State=running", "did you mean state"),
        ("cpu_lt=20%", "cpu_lt: is a number"),
        ("cpu_lt=nan", "is a number"),
        ("cpu_lt=1e9", "is a number"),
        ("cpu_lt=１２", "is a number"),
        ("cpu_lt=" + "9" * 40, "is a number"),
        ("cpu_lt=", "is a number"),
        ("name=", "is empty"),
        ("tags.owner_exists=maybe", "true or false"),
        ("state=running&state=stopped", "state_in takes several values"),
        ("period=last_month&period=last_week", "period: is given twice"),
        ("region=a&region_in=b,c", "given twice"),
        ('name_in="a', "not a list"),
        ("name_in=a\nb", "not a list"),
        ("where=x", "where: is neither"),
        ("having=x", "having: is neither"),
        ("clouds=aws", "clouds: is neither"),
        ("subject=cost", "subject: is neither"),
        ("=x", "is neither"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(text: str, why: str) -> None:
    with pytest.raises(BadParameters, match=why) as refused:
        read(text)
    for word in ("cost_basis", "age_days", "tags.<key>", "_starts_with"):
        assert word in refused.value.allowed


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(BadParameters) as refused:
        read("colour=red&cpu_lt=x&limit=1")
    assert len(refused.value.why) == 2


@pytest.mark.parametrize(
    "text",
    [
        "limit=0",
        "limit=x",
        "state=flying",
        "period=whenever",
        "select=name,colour",
        "cpu_matches=1",
    ],
)
def test_a_part_that_cannot_be_is_refused_by_the_query(text: str) -> None:
    with pytest.raises(InvalidQuery):
        read(text)


@pytest.mark.parametrize("subject", catalog.subjects(), ids=lambda subject: subject.name)
def test_no_field_hides_behind_a_part_of_the_query(subject: catalog.Subject) -> None:
    assert not set(subject.fields) & (set(PARTS) | {"page_size"})
    assert set(LISTS) <= set(PARTS) <= set(Query.model_fields)
    names = [str(one["name"]) for one in parameters(subject)]
    assert len(names) == len(set(names))


@given(st.text(max_size=30), st.text(max_size=60))
def test_any_parameter_is_used_or_refused(name: str, text: str) -> None:
    try:
        data = query_data("all", VM, [(name, text)])
    except BadParameters:
        return
    assert data["where"] or set(data) - {"subject", "where", "analysis"}


@given(st.text(min_size=1, max_size=60))
def test_a_value_arrives_as_it_was_sent(text: str) -> None:
    assert query_data("all", VM, [("name", text)])["where"][0]["value"] == text
