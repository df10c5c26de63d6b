"""What a script may ask of clouds: the asker's rights as the broker's Grant. Pure.

A script sees what a cloud says before anybody narrows it, so it is granted less than a person is:

- a part that is bounded by tags gives no calls to clouds, only `query()`, which is narrowed;
- an account is granted where the right `script` and the right `inventory` hold for all of it;
- calls about cost are granted only to who may see the cost of all accounts of that cloud: what an
  organization's payer is told by Cost Explorer is everybody's;
- in a channel, only what the channel was granted as well.
"""

from collections.abc import Iterable

from bot.access import Denied, Right, Rights
from finops.seen import may_see
from providers.context import Allowed, Limits
from providers.model import Account
from sandbox_runner.broker.grant import Grant


def granted(rights: Rights | None, accounts: Iterable[Account], regions: tuple[str, ...]) -> Grant:
    """The Grant of whoever has these rights over these accounts, `regions` being AWS's.

    Who has no right to scripts is granted nothing.
    """
    every = tuple(accounts)
    if denied(rights):
        return Grant()
    inventory, cost = _whole(rights, "inventory"), _whole(rights, "cost")
    seen = [one for one in every if may_see(one, inventory)]
    kinds = {"query", "inventory"} if seen else {"query"}
    if _is_everywhere(cost, every):
        seen, kinds = seen or list(every), kinds | {"cost"}
    return Grant(
        accounts=tuple(one.id for one in seen if one.cloud == "aws"),
        regions=regions,
        subscriptions=tuple(one.id for one in seen if one.cloud == "azure"),
        rights=frozenset(kinds),
    )


def denied(rights: Rights | None) -> Denied | None:
    """Why they may have no scripts; None if they may."""
    limits = rights.over(("script",)) if rights else None
    return limits if isinstance(limits, Denied) else None


def _whole(rights: Rights | None, right: Right) -> Limits:
    """The ways to hold a right, and that to scripts, over something whole."""
    limits = rights.over(("script", right)) if rights else None
    if isinstance(limits, Denied):
        return ()
    if limits is None:
        return None
    return tuple(way for way in limits if not any(part.tags for part in way))


def _is_everywhere(limits: Limits, accounts: tuple[Account, ...]) -> bool:
    """Whether some way is over every account, those that are not known yet included."""
    if limits is None:
        return True
    return any(all(_is_whole(part, accounts) for part in way) for way in limits)


def _is_whole(part: Allowed, accounts: tuple[Account, ...]) -> bool:
    clouds = {one.cloud for one in accounts}
    return not part.accounts and (not part.clouds or clouds <= set(part.clouds))
