"""What a script may ask of clouds, by its asker's rights: never more than they could see."""

from typing import Any

from bot.access import Access, Rights
from bot.scripts.grant import denied, granted
from providers.model import Account

PROD = Account("aws", "111111111111", "prod")
DEV = Account("aws", "222222222222", "dev")
SUB = Account("azure", "0f5f0000-0000-0000-0000-000000000000", "shop")
ALL = (PROD, DEV, SUB)
REGIONS = ("us-east-1",)


def rights(*grants: dict[str, Any], channel: Rights | None = None) -> Rights:
    table = [{"to": ["slack:U1"], **grant} for grant in grants]
    held = Access.model_validate({"grants": table}).of(["slack:U1"])
    return Rights(held.grants, held.admins, channel)


def test_whoever_holds_the_machine_may_ask_of_everything() -> None:
    grant = granted(None, ALL, REGIONS)
    assert grant.accounts == (PROD.id, DEV.id)
    assert (grant.subscriptions, grant.regions) == ((SUB.id,), REGIONS)
    assert grant.rights == {"query", "inventory", "cost"}


def test_without_the_right_to_scripts_nothing_is_granted() -> None:
    asker = rights({"rights": ["cost", "inventory", "admin"]})
    assert denied(asker)
    assert not granted(asker, ALL, REGIONS).rights


def test_accounts_are_those_of_scripts_and_inventory_together() -> None:
    asker = rights(
        {"rights": ["script"], "accounts": ["prod"]},
        {"rights": ["inventory"], "clouds": ["aws"]},
    )
    grant = granted(asker, ALL, REGIONS)
    assert (grant.accounts, grant.subscriptions) == ((PROD.id,), ())
    assert grant.rights == {"query", "inventory"}


def test_a_part_that_is_bounded_by_tags_has_no_calls_to_clouds() -> None:
    asker = rights({"rights": ["script", "inventory", "cost"], "tags": {"team": "payments"}})
    grant = granted(asker, ALL, REGIONS)
    assert not grant.accounts
    assert not grant.subscriptions
    assert grant.rights == {"query"}


def test_costs_of_some_accounts_are_reached_by_queries_alone() -> None:
    some = rights({"rights": ["script", "inventory", "cost"], "accounts": ["prod"]})
    assert granted(some, ALL, REGIONS).rights == {"query", "inventory"}
    one_cloud = rights({"rights": ["script", "inventory", "cost"], "clouds": ["aws"]})
    assert granted(one_cloud, ALL, REGIONS).rights == {"query", "inventory"}
    assert granted(one_cloud, (PROD, DEV), REGIONS).rights == {"query", "inventory", "cost"}


def test_costs_of_all_do_not_widen_whose_inventory_is_seen() -> None:
    asker = rights({"rights": ["script", "cost"]}, {"rights": ["inventory"], "accounts": ["dev"]})
    grant = granted(asker, ALL, REGIONS)
    assert grant.accounts == (DEV.id,)
    assert grant.rights == {"query", "inventory", "cost"}


def test_in_a_channel_both_must_be_granted() -> None:
    everything = {"rights": ["script", "inventory", "cost"]}
    closed = rights(everything, channel=rights({"rights": ["cost", "inventory"]}))
    told = denied(closed)
    assert told is not None
    assert "direct message" in told.message
    open_to_dev = rights(
        everything, channel=rights({"rights": ["script", "inventory"], "accounts": ["dev"]})
    )
    assert granted(open_to_dev, ALL, REGIONS).accounts == (DEV.id,)
    assert granted(open_to_dev, ALL, REGIONS).rights == {"query", "inventory"}
