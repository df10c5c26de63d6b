"""Who may ask about what: default deny, by grants in `[access]` of the settings.

    [access]
    admins = "the cloud team, #finops-help"     # whom to ask; part of every refusal
    [access.slack]
    teams = ["T0123ABCD"]                       # workspaces that are heard
    app = "A0123ABCD"                           # the app that their events must name
    [access.teams]
    tenants = ["0f5f…"]                         # Entra tenants that are heard
    groups.finance = ["<aadObjectId>", …]       # who is in a group that grants name
    [[access.tokens]]
    name = "grafana"                            # granted rights as "http:grafana"
    sha256 = "9f86d081884c7d65…"                # of the token; the token itself stands nowhere
    [[access.grants]]
    to = ["slack:U024BE7LH", "slack-group:S0614TZR7", "slack-channel:C061EG9SL",
          "teams:<aadObjectId>", "teams-group:finance", "teams-channel:<id>", "http:api"]
    rights = ["cost", "inventory"]              # cost, inventory, script, admin
    clouds = ["aws"]                            # left out: any
    accounts = ["shop-prod"]                    # left out: any
    tags = { team = "payments" }                # left out: any

A person's rights are those of every grant to any of their names. What a Query needs is worked out
from the Query; the parts of the estate where the person has *all* of these rights become the limits
that the engine applies before it reads or adds anything. In a channel, an answer shows no more than
the channel was granted as well.

Pure: it decides on values, and reads neither the network nor the clock.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from intents.catalog import Cloud
from intents.query import Query
from providers.context import Allowed, Limits

Right = Literal["cost", "inventory", "script", "admin"]
# Subjects that are about money whatever is asked of them.
OF_COST = ("cost", "budget", "commitment", "finding", "recommendation")
# Who holds FINOPS_API_TOKEN is `http:api`; see bot/http/tokens.py.
OPERATOR = "api"
# Grants that overlap in many ways would make the statement long; nobody has that many.
MOST_WAYS = 200


TEAMS_GROUP = "teams-group:"


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Grant(_Table):
    """Rights over a part of the estate, to each of `to`."""

    to: tuple[str, ...] = Field(min_length=1)
    rights: frozenset[Right] = Field(min_length=1)
    clouds: tuple[Cloud, ...] = ()
    accounts: tuple[str, ...] = ()
    tags: Mapping[str, str] = Field(default_factory=dict)

    @property
    def part(self) -> Allowed:
        """The part of the estate that it is over."""
        return Allowed(self.clouds, self.accounts, tuple(self.tags.items()))


class Slack(_Table):
    """Which Slack workspaces are heard, and as which app."""

    teams: tuple[str, ...] = ()
    app: str | None = None


class Teams(_Table):
    """Which Entra tenants are heard, and who is in which group.

    Teams does not tell a bot the groups of a person, and asking Microsoft Graph would need a right
    over the whole directory. So groups are named here, each with its members' `aadObjectId`s.
    """

    tenants: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)

    def names(self, person: str) -> list[str]:
        """The names of the person with that `aadObjectId`: their own, and their groups'."""
        who = person.casefold()
        member_of = [
            group
            for group, members in self.groups.items()
            if who in {member.casefold() for member in members}
        ]
        return [f"teams:{person}", *(f"{TEAMS_GROUP}{group}" for group in member_of)]


class Token(_Table):
    """A bearer token of the HTTP API, known by its hash; its rights are those of `http:<name>`."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")
    sha256: str = Field(pattern=r"^[0-9a-fA-F]{64}$")


class Access(_Table):
    """The `[access]` table. Without it nobody is heard on any chat surface."""

    admins: str = "the people who run this bot"
    slack: Slack = Slack()
    teams: Teams = Teams()
    tokens: tuple[Token, ...] = ()
    grants: tuple[Grant, ...] = ()

    @model_validator(mode="after")
    def _tokens_are_told_apart(self) -> Self:
        names = [token.name for token in self.tokens]
        if OPERATOR in names:
            raise ValueError(f"tokens: the name {OPERATOR!r} is kept for FINOPS_API_TOKEN")
        for what, found in (("name", names), ("sha256", [t.sha256.lower() for t in self.tokens])):
            if twice := [one for one, count in Counter(found).items() if count > 1]:
                raise ValueError(f"tokens: {what} {twice[0]!r} stands twice")
        return self

    @model_validator(mode="after")
    def _groups_have_members(self) -> Self:
        known = {f"{TEAMS_GROUP}{group}".casefold() for group in self.teams.groups}
        for name in (name for grant in self.grants for name in grant.to):
            if name.casefold().startswith(TEAMS_GROUP) and name.casefold() not in known:
                raise ValueError(
                    f"a grant is to {name}, but [access.teams.groups] has no such group"
                )
        return self

    def of(self, names: Iterable[str]) -> "Rights":
        """What somebody who goes by these names may do."""
        known = {name.casefold() for name in names}
        held = [g for g in self.grants if known & {name.casefold() for name in g.to}]
        return Rights(tuple(held), self.admins)


@dataclass(frozen=True, slots=True)
class Denied:
    """What is missing, in a sentence that says who can grant it."""

    message: str


@dataclass(frozen=True, slots=True)
class Rights:
    """The grants that somebody holds; `channel` is what the channel that sees the answer holds."""

    grants: tuple[Grant, ...] = ()
    admins: str = ""
    channel: "Rights | None" = field(default=None)

    def may(self, right: Right) -> bool:
        """Whether they hold a right at all, over anything."""
        return any(right in grant.rights for grant in self.grants)

    def reach(self) -> Limits:
        """Every part of the estate over which they hold any right."""
        return tuple(dict.fromkeys((grant.part,) for grant in self.grants))

    def limits(self, query: Query) -> Limits | Denied:
        """The parts of the estate about which they may ask this."""
        return self.over(needs(query))

    def over(self, needed: tuple[Right, ...]) -> Limits | Denied:
        """The parts of the estate over which they hold all of these rights."""
        missing = [right for right in needed if not self.may(right)]
        if missing:
            what = " and ".join(missing)
            may_not = "have a script run" if missing == ["script"] else f"ask about {what}"
            return Denied(
                f"You may not {may_not}. {self.admins} can grant it: the right {what} in [access]."
            )
        own = self._ways(needed)
        if self.channel is None:
            return own
        shared = self.channel.over(needed)
        if isinstance(shared, Denied):
            return Denied(
                f"This channel may not see {_told(needed)}, whoever asks. Ask me in a "
                f"direct message, or {self.admins} can grant it to the channel in [access]."
            )
        return tuple((*a, *b) for a, b in product(own, shared or ()))[:MOST_WAYS]

    def _ways(self, needed: Iterable[Right]) -> tuple[tuple[Allowed, ...], ...]:
        """Every way to hold all of the rights at once: one grant for each right."""
        choices = [[g.part for g in self.grants if right in g.rights] for right in needed]
        ways = (tuple(dict.fromkeys(way)) for way in product(*choices))
        return tuple(dict.fromkeys(ways))[:MOST_WAYS]


def _told(needed: Iterable[Right]) -> str:
    return " and ".join("what scripts compute" if one == "script" else one for one in needed)


def needs(query: Query) -> tuple[Right, ...]:
    """The rights that a Query asks for: cost, inventory, or both where it joins them."""
    costs = query.subject in OF_COST or any(field.kind == "cost" for field, _ in query.fields())
    # What is waste tells what it costs.
    costs = costs or query.analysis == "waste"
    found: list[Right] = []
    if query.subject not in ("cost", "budget"):
        found.append("inventory")
    if costs:
        found.append("cost")
    return tuple(found)
