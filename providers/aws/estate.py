"""Which accounts and regions there are, and which of them a question is about.

Accounts are those of the settings, else the caller's own; regions those of the settings, else what
each account has enabled. What was discovered is kept for `KNOWN_FOR`. An account or region that is
asked for and not set up is a gap: "no VMs in eu-west-9" would be a lie.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from providers.aws import account, region
from providers.aws.ask import Asker
from providers.aws.place import CLOUD, Place
from providers.aws.session import Session
from providers.base import Scope
from providers.cache import Cache, Key, Record
from providers.context import Context
from providers.errors import CloudError, gap
from providers.gather import Job, gather
from providers.model import Account, Fetched, Gap
from providers.settings import Aws, AwsAccount

# Accounts do not change behind a credential, and regions are enabled by hand.
KNOWN_FOR = timedelta(hours=1)
# What a code of ours looks like: another cloud's region in the same question is not our gap.
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d{1,2}")
_ACCOUNT_ID = re.compile(r"\d{12}")
# Another cloud's account id.
_FOREIGN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NOBODY = Account(CLOUD, "", "")


class Estate:
    """The accounts and regions that the settings and the credentials reach."""

    def __init__(self, settings: Aws, session: Session, cache: Cache) -> None:
        """Nothing is read yet."""
        self._settings, self._session, self._cache = settings, session, cache

    def accounts(self, context: Context) -> Fetched[Account]:
        """The accounts of the settings, or the caller's own. At most one call."""
        said = self._settings.accounts
        if said and all(each.role_arn for each in said):
            return _set_up(said, Fetched())
        caller = self._discover(self._key("caller"), _NOBODY, _caller, context)
        if said:
            return _set_up(said, caller)
        own = tuple(Account(CLOUD, str(r["id"]), str(r["id"])) for r in caller.items)
        return Fetched(own, caller.gaps, caller.sources)

    def chosen(self, scope: Scope, context: Context) -> Fetched[Account]:
        """The accounts that a question names, by id or name without case; all where it names none.

        One that is named and not set up is a gap.
        """
        every = self.accounts(context)
        if not scope.accounts:
            return every
        wanted = {text.casefold() for text in scope.accounts}
        known = {text.casefold() for a in every.items for text in (a.id, a.name)}
        told = {each.where.removeprefix(f"{CLOUD} ") for each in every.gaps}
        missing = [t for t in scope.accounts if t.casefold() not in known and t not in told]
        return Fetched(
            tuple(a for a in every.items if {a.id.casefold(), a.name.casefold()} & wanted),
            (*every.gaps, *(_no_account(text, every.items) for text in missing)),
            every.sources,
        )

    def places(self, scope: Scope, context: Context) -> Fetched[Place]:
        """The places that a question is about; what it names and is not set up is a gap."""
        accounts = self.chosen(scope, context)
        jobs = [self._job(each, scope, context) for each in accounts.items]
        before: Fetched[Place] = Fetched((), accounts.gaps, accounts.sources)
        return before + gather("aws regions", jobs, context)

    def _job(self, each: Account, scope: Scope, context: Context) -> Job[Place]:
        key = self._key("regions", each.id)

        def narrowed(codes: Fetched[Record]) -> Fetched[Place]:
            return _narrowed(each, codes, scope.regions)

        if self._settings.regions:
            said: Fetched[Record] = Fetched(tuple({"id": c} for c in self._settings.regions))
            return Job(f"{CLOUD} {each.id}", lambda: narrowed(said), lambda: narrowed(said))

        def known() -> Fetched[Place] | None:
            codes = self._cache.records_known(key, KNOWN_FOR)
            return narrowed(codes) if codes else None

        def fetch() -> Fetched[Place]:
            return narrowed(self._discover(key, each, _regions, context))

        return Job(f"{CLOUD} {each.id}", fetch, known)

    def _discover(
        self, key: Key, each: Account, read: Callable[[Asker], list[str]], context: Context
    ) -> Fetched[Record]:
        """Ids from the cache or from `read`; a CloudError is a gap."""

        def fetch() -> Fetched[Record]:
            asker = Asker(self._session, Place(each, self._session.home_region), context)
            try:
                items: tuple[Record, ...] = tuple({"id": item} for item in read(asker))
            except CloudError as error:
                return Fetched((), (gap(error),), asker.sources)
            return Fetched(items, (), asker.sources)

        return self._cache.records(key, KNOWN_FOR, fetch)

    def _key(self, *parts: str) -> Key:
        return (CLOUD, self._session.identity(), *parts)


def _caller(asker: Asker) -> list[str]:
    return [account.caller(asker)]


def _regions(asker: Asker) -> list[str]:
    return region.codes(asker)


def _set_up(said: Sequence[AwsAccount], caller: Fetched[Record]) -> Fetched[Account]:
    """The accounts of the settings, but for those that would be read as another's.

    `caller` is the account of the credentials: those without a role are read with them.
    """
    own = next((str(record["id"]) for record in caller.items), None)
    wrong = {each.id: found for each in said if (found := _mistaken(each, own))}
    usable = (each for each in said if each.id not in wrong and (each.role_arn or own))
    accounts = tuple(Account(CLOUD, each.id, each.name or each.id) for each in usable)
    return Fetched(accounts, (*caller.gaps, *wrong.values()), caller.sources)


def _mistaken(said: AwsAccount, own: str | None) -> Gap | None:
    """Settings that would put one account's name on another's resources."""
    if said.role_arn:
        owner = (said.role_arn.split(":") + [""] * 5)[4]
        if owner != said.id:
            why = f"WrongRole: its role_arn is of account {owner or 'unknown'}"
            return Gap(f"{CLOUD} {said.id}", why, "mend [aws] accounts in the settings")
    elif own is not None and own != said.id:
        why = f"NoRole: the credentials are those of account {own}"
        return Gap(f"{CLOUD} {said.id}", why, "give it a role_arn in [aws] accounts")
    return None


def _no_account(text: str, accounts: Iterable[Account]) -> Gap:
    there = ", ".join(sorted({a.name for a in accounts})) or "none"
    why = f"NotSetUp: there is no AWS account {text!r} among those read ({there})"
    fix = "add it to [aws] accounts in the settings, or name one of those"
    return Gap(CLOUD, why, fix, matters=_FOREIGN.fullmatch(text) is None)


def _narrowed(each: Account, codes: Fetched[Record], asked: Sequence[str]) -> Fetched[Place]:
    """An account's places: all its regions, or those asked for."""
    there = [str(record["id"]) for record in codes.items]
    if not asked:
        return Fetched(tuple(Place(each, c) for c in there), codes.gaps, codes.sources)
    wanted = tuple(dict.fromkeys(text.lower() for text in asked))
    ours = [code for code in wanted if _REGION.fullmatch(code)]
    if codes.gaps:
        # Which regions there are may not be read: whoever names one is taken at their word.
        return Fetched(
            tuple(Place(each, c) for c in ours), () if ours else codes.gaps, codes.sources
        )
    gaps = tuple(_no_region(each, code, ours) for code in wanted if code not in there)
    return Fetched(tuple(Place(each, c) for c in wanted if c in there), gaps, codes.sources)


def _no_region(each: Account, code: str, ours: Sequence[str]) -> Gap:
    if code not in ours:
        # Said once, not for each account: it is no region of AWS at all.
        return Gap(CLOUD, f"NoSuchRegion: {code}", "name a region that AWS has", matters=False)
    why = f"NotSetUp: {code} is not among the regions that are read"
    return Gap(
        f"{CLOUD} {each.id} {code}", why, "enable it for the account, or add it to [aws] regions"
    )
