"""Where to look: clouds and accounts.

Accounts are read by the names and ids that are known, by any id (twelve digits, a GUID), and by
name after the word account. "in all accounts" and the like say what holds anyway.
"""

import re

from intents.catalog import Cloud
from intents.slots.claim import Asked, Claim, Phrases, listed
from intents.slots.vocabulary import is_plain

_CLOUDS: Phrases[tuple[Cloud, ...]] = Phrases(
    [(word, ("aws",)) for word in ("aws", "amazon", "amazon web services", "amazon aws")]
    + [(word, ("azure",)) for word in ("azure", "microsoft azure", "microsoft", "ms azure")]
    + [(word, ("aws", "azure")) for word in ("both clouds", "all clouds", "both cloud providers")]
)
_EVERYWHERE = Phrases(
    (f"{lead}{which}", None)
    for lead in ("in ", "across ", "over ", "for ", "on ", "")
    for which in (
        "all accounts", "all our accounts", "all of our accounts", "all my accounts",
        "all subscriptions", "all our subscriptions", "all my subscriptions", "every account",
        "all regions", "all our regions", "every region", "my subscription", "my subscriptions",
        "any account", "any subscription", "any region", "every subscription",
        "our subscription", "our subscriptions", "the subscription", "my account", "my accounts",
        "our account", "our accounts", "our organization", "the whole org", "our whole org",
        "the whole organization", "our estate", "the whole estate", "our cloud estate",
        "everything", "everything combined", "org-wide", "organization-wide", "company-wide",
        "our cloud", "the cloud", "our infrastructure", "our tenant",
    )
    if lead or which.startswith(("all ", "every ")) or which.endswith("-wide")
)  # fmt: skip
_EXCEPT = frozenset(
    "except excluding besides without minus apart other aside not tagged untagged in on that we "
    "with".split()
)
_ID = re.compile(r"\d{12}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_LEFT_OUT = frozenset({"except", "excluding", "but"})
_LEADS = frozenset("for in of from on within the my our".split()) | _LEFT_OUT
# Words before "account" that say what kind of account it is, not which.
_KINDS = frozenset(
    "billing storage default payer management master member sub same new configured linked "
    "connected active existing other available remaining".split()
)
_ACCOUNT = ("account", "accounts", "subscription", "subscriptions")


def is_cloud(name: str) -> bool:
    """Whether it is what a cloud is called."""
    return name in _CLOUDS


def everywhere(asked: Asked, at: int) -> Claim | None:
    """`in all accounts`: no narrowing at all; `everything except EC2`: what is left out tells."""
    if asked.text(at) == "everything" and asked.text(at + 1) in _EXCEPT:
        return Claim(at, at + 1, "noise")
    found = _EVERYWHERE.at(asked, at) if asked.subject.name != "account" else None
    if found is None or asked.text(found[1]) in ("named", "called"):
        return None
    return Claim(at, found[1], "noise")


def cloud(asked: Asked, at: int) -> Claim | None:
    """One or both clouds."""
    found = listed(asked, at, _CLOUDS.at)
    if found is None:
        return None
    clouds = tuple(dict.fromkeys(cloud for some in found[0] for cloud in some))
    end = found[1] + (asked.text(found[1]) in ("cloud", "clouds"))
    end += len(clouds) > 1 and asked.text(end) in ("combined", "together", "alike")
    return Claim(at, end, "scope", clouds=clouds)


def account(asked: Asked, at: int) -> Claim | None:
    """One or more accounts, by name or id."""
    begin = asked.skip(at, "a", "an", *_ACCOUNT)
    said = asked.text(begin - 1) in _ACCOUNT and begin > at
    if said and asked.text(at) in ("a", "an") and asked.text(begin) not in ("named", "called"):
        return None
    if said:
        begin = asked.skip(begin, "is", "=", "id", "named", "called", "name")
    found = listed(asked, begin, _known)
    if found and not (said or is_plain(asked, begin) or asked.text(found[1]) in _ACCOUNT):
        # An account may be called "all" or "last".
        found = None
    if begin > at and not said:
        return None
    if found is None and asked.text(at - 1) in _LEADS:
        left_out = asked.text(at - 1) in _LEFT_OUT and asked.text(at - 2) in _ACCOUNT
        found = _named(asked, begin, before=said or left_out)
    if found is None:
        return None
    end = found[1] + (asked.text(found[1]) in _ACCOUNT)
    return Claim(at, end, "scope", accounts=tuple(dict.fromkeys(found[0])))


def may_be(asked: Asked, name: str) -> bool:
    """Whether an account may be called so: it is known, an id, or none is known."""
    known = {one.name for one in asked.context.accounts}
    return not known or name in known or _ID.fullmatch(name) is not None


def _named(asked: Asked, at: int, *, before: bool) -> tuple[tuple[str, ...], int] | None:
    """`account staging` (the word came before) or `staging account`.

    No list need confirm it: of an account that is not known the answer says so.
    """
    if before:
        return listed(asked, at, _plain)
    one = _plain(asked, at)
    if one is None or asked.text(one[1]) not in _ACCOUNT or asked.text(at) in _KINDS:
        return None
    return (one[0],), one[1]


def _known(asked: Asked, at: int) -> tuple[str, int] | None:
    """The longest known name at a position, or any account id."""
    if found := asked.accounts.at(asked, at):
        return found
    if _ID.fullmatch(asked.text(at)):
        return asked.text(at), at + 1
    quoted = at < len(asked.words) and asked.words[at].quoted
    return next(
        ((one.name, at + 1) for one in asked.context.accounts
         if quoted and one.name.casefold() == asked.text(at)), None,
    )  # fmt: skip


def _plain(asked: Asked, at: int) -> tuple[str, int] | None:
    return (asked.words[at].raw, at + 1) if is_plain(asked, at) else None
