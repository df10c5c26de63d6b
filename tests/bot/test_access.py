"""Who may ask what: nobody, unless granted; and then no more than all their rights allow."""

import pytest

from bot.access import Access, Denied, Grant, Rights, Teams
from intents.query import Query, parse
from providers.context import Allowed

COST = parse({"subject": "cost"})
VMS = parse({"subject": "vm"})
BOTH = parse({"subject": "vm", "where": [{"field": "cost", "op": "gt", "value": 100}]})
FINDINGS, WASTE = parse({"subject": "finding"}), parse({"subject": "vm", "analysis": "waste"})
PROD, STAGING = Allowed(accounts=("prod",)), Allowed(accounts=("staging",))


def rights(*grants: Grant, channel: Rights | None = None) -> Rights:
    return Rights(grants, "the cloud team", channel)


def grant(*names: str, accounts: tuple[str, ...] = ()) -> Grant:
    return Grant(to=("slack:U1",), rights=frozenset(names), accounts=accounts)


@pytest.mark.parametrize("query", [COST, VMS, BOTH])
def test_without_a_grant_nothing_may_be_asked(query: Query) -> None:
    denied = Access(admins="the cloud team").of(["slack:U1"]).limits(query)
    assert isinstance(denied, Denied)
    assert "the cloud team can grant it" in denied.message


def test_a_name_counts_only_whole_and_with_its_surface() -> None:
    access = Access(grants=(grant("cost"),))
    assert access.of(["slack:u1"]).may("cost")
    for other in ("slack:U12", "teams:U1", "U1", "slack-group:U1"):
        assert not access.of([other]).may("cost")


@pytest.mark.parametrize(
    ("query", "missing"),
    [(COST, "cost"), (VMS, None), (BOTH, "cost"), (FINDINGS, "cost"), (WASTE, "cost")],
)
def test_a_question_needs_every_right_it_touches(query: Query, missing: str | None) -> None:
    found = rights(grant("inventory")).limits(query)
    if missing is None:
        assert found == ((Allowed(),),)
    else:
        assert isinstance(found, Denied)
        assert f"about {missing}." in found.message


def test_a_teams_group_is_its_members_in_the_settings() -> None:
    teams = Teams(groups={"finance": ("AAD-1", "aad-2")})
    held = Grant(to=("teams-group:finance",), rights=frozenset({"cost"}))
    access = Access(teams=teams, grants=(held,))
    assert teams.names("aad-1") == ["teams:aad-1", "teams-group:finance"]
    assert access.of(teams.names("aad-1")).may("cost")
    assert not access.of(teams.names("aad-3")).may("cost")


def test_a_grant_to_a_group_that_nobody_is_in_is_refused() -> None:
    held = Grant(to=("teams-group:finance",), rights=frozenset({"cost"}))
    with pytest.raises(ValueError, match="has no such group"):
        Access(grants=(held,))


def test_a_joined_question_is_held_to_where_both_rights_are() -> None:
    held = rights(grant("inventory", accounts=("prod",)), grant("cost", accounts=("staging",)))
    assert held.limits(BOTH) == ((PROD, STAGING),)
    assert held.limits(VMS) == ((PROD,),)
    assert held.limits(COST) == ((STAGING,),)


def test_grants_add_up() -> None:
    held = rights(grant("cost", accounts=("prod",)), grant("cost", accounts=("staging",)))
    assert held.limits(COST) == ((PROD,), (STAGING,))


def test_a_channel_sees_no_more_than_it_was_granted() -> None:
    channel = rights(grant("cost", accounts=("staging",)))
    person = rights(grant("cost", "inventory"), channel=channel)
    assert person.limits(COST) == ((Allowed(), STAGING),)
    denied = person.limits(VMS)
    assert isinstance(denied, Denied)
    assert "This channel may not see inventory" in denied.message


def test_a_channel_gives_nobody_a_right() -> None:
    everything = rights(grant("cost", "inventory"))
    assert isinstance(rights(channel=everything).limits(COST), Denied)
