"""What an asker may see: every Query is held to it before a cloud is read or a charge is added."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from finops.warehouse import Warehouse
from providers.context import Allowed, Limits
from providers.model import Row

from .estate import Cloud, ask, charge, column, vm, warehouse

ROWS: Sequence[Row] = (
    vm("a", tags={"Team": "Web"}),
    vm("b", tags={"team": "data"}),
    vm("c", account="dev", account_id="2", tags={"team": "web"}),
)


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    return warehouse(
        tmp_path,
        charge("2026-10-01", "0"),
        charge("2026-11-17", "1", tags='{"team": "web"}'),
        charge("2026-11-17", "2", tags='{"team": "data"}'),
        charge("2026-11-17", "4", provider="Microsoft"),
    )


@pytest.mark.parametrize(
    ("limits", "names"),
    [
        (None, ["c", "a", "b"]),
        ((), []),
        (((Allowed(),),), ["c", "a", "b"]),
        (((Allowed(accounts=("DEV",)),),), ["c"]),
        (((Allowed(clouds=("azure",)),),), []),
        (((Allowed(tags=(("team", "web"),)),),), ["c", "a"]),
        (((Allowed(tags=(("team", "web"),)), Allowed(accounts=("prod",))),), ["a"]),
        (((Allowed(accounts=("2",)),), (Allowed(tags=(("team", "data"),)),)), ["c", "b"]),
    ],
)
def test_a_list_shows_what_may_be_seen_and_no_more(
    limits: Limits, names: list[str], store: Warehouse
) -> None:
    answer = ask({"subject": "vm"}, store, Cloud(rows=ROWS), limits=limits)
    assert column(answer, "name") == names


@pytest.mark.parametrize(
    ("limits", "cost"),
    [
        (None, 7),
        ((), None),
        (((Allowed(clouds=("aws",)),),), 3),
        (((Allowed(tags=(("TEAM", "data"),)),),), 2),
        (((Allowed(clouds=("azure",)),), (Allowed(tags=(("team", "web"),)),)), 5),
    ],
)
def test_a_total_adds_up_what_may_be_seen_and_no_more(
    limits: Limits, cost: int | None, store: Warehouse
) -> None:
    assert ask({"subject": "cost"}, store, limits=limits).rows[0]["cost"] == cost


def test_a_count_and_a_share_are_of_what_may_be_seen(store: Warehouse) -> None:
    limits: Limits = ((Allowed(accounts=("dev",)),),)
    query = {"subject": "vm", "analysis": "aggregate"}
    assert ask(query, store, Cloud(rows=ROWS), limits=limits).rows == ({"count": 1},)


def test_an_account_whose_charges_may_not_be_seen_is_not_said_to_have_any(store: Warehouse) -> None:
    limits: Limits = ((Allowed(accounts=("dev",)),),)
    hidden = ask({"subject": "cost", "accounts": ["prod"]}, store, limits=limits)
    absent = ask({"subject": "cost", "accounts": ["prod2"]}, store, limits=limits)
    assert [gap.why for gap in hidden.gaps] == [gap.why for gap in absent.gaps]


def test_an_account_that_may_not_be_seen_is_not_even_said_to_exist(store: Warehouse) -> None:
    limits: Limits = ((Allowed(accounts=("dev",)),),)
    query = {"subject": "vm", "accounts": ["prod"]}
    hidden = ask(query, store, Cloud(rows=ROWS), limits=limits)
    absent = ask({**query, "accounts": ["prod2"]}, store, Cloud(rows=ROWS), limits=limits)
    assert hidden.gaps[0].why == absent.gaps[0].why == "no such account is set up"
