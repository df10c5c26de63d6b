"""Which accounts and regions there are, and which of them a question is about.

Accounts are those of the settings, of the organization where the settings say so, else the
caller's own; regions those of the settings, else what each account has enabled. What was discovered
is kept for `KNOWN_FOR`. An account or region that is asked for and not set up is a gap: "no VMs in
eu-west-9" would be a lie.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from providers.aws import account, organization, region
from providers.aws.ask import Asker
from providers.aws.place import CLOUD, Place
from providers.aws.session import Session
from providers.base import Scope
from providers.cache import Cache, Key, Record
from providers.context import Context
from providers.errors import CloudError, gap
from providers.gather import Job, gather
from providers.model import Account, Fetched, Gap
from providers.settings import Aws, AwsAccount, Organization

# Accounts do not change behind a credential, and regions are enabled by hand.
KNOWN_FOR = timedelta(hours=1)
# What a code of ours looks like: another cloud's region in the same question is not our gap.
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d{1,2}")
_ACCOUNT_ID = re.compile(r"\d{12}")
# Another cloud's account id.
_FOREIGN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NOBODY = Account(CLOUD, "", "")
# States of an account in which it can be read; one that was not told is tried.
READABLE = (None, "active")


class Estate:
    """The accounts and regions that the settings and the credentials reach."""

    def __init__(self, settings: Aws, session: Session, cache: Cache) -> None:
        """Nothing is read yet."""
        self._settings, self._session, self._cache = settings, session, cache

    def accounts(self, context: Context) -> Fetched[Account]:
        """The accounts of the settings or of the organization, or the caller's own."""
        said = self._settings.accounts
        if known := self._settings.organization:
            return self._of_organization(known, context)
        if said and all(each.role_arn for each in said):
            return _set_up(said, Fetched())
        caller = self._discover(self._key("caller"), _NOBODY, _caller, context)
        if said:
            return _set_up(said, caller)
        return Fetched(tuple(map(_named, caller.items)), caller.gaps, caller.sources)

    def _of_organization(self, said: Organization, context: Context) -> Fetched[Account]:
        """Its accounts, each with its role; where they may not be listed, the caller's own."""
        caller = self._discover(self._key("caller"), _NOBODY, _caller, context)
        own = next(iter(caller.items), None)
        if own is None:
            return Fetched((), caller.gaps, caller.sources)
        listed = self._discover(self._key("organization"), _NOBODY, _listed, context)
        before: Fetched[Account] = Fetched((), caller.gaps + listed.gaps, caller.sources)
        found = tuple(_named(record) for record in listed.items or (own,))
        kept = [each for each in found if _is_meant(each, said)]
        self._session.know(
            AwsAccount(
                id=each.id,
                role_arn=f"arn:{own['partition']}:iam::{each.id}:role/{said.role}",
                external_id=said.external_id,
            )
            for each in kept
            if each.id != own["id"]
        )
        read = tuple(each for each in kept if each.state in READABLE)
        return before + Fetched(read, tuple(_remarks(kept, found, said)), listed.sources)

    def known(self) -> tuple[Account, ...]:
        """The accounts of the settings, or those that were found in the last `KNOWN_FOR`."""
        if said := self._settings.accounts:
            return tuple(Account(CLOUD, each.id, each.name or each.id) for each in said)
        what = "organization" if self._settings.organization else "caller"
        found = self._cache.records_known(self._key(what), KNOWN_FOR)
        return tuple(map(_named, found.items)) if found else ()

    def told(self, context: Context) -> Fetched[Record]:
        """What the organization tells of its accounts besides, where the settings name it.

        Where they stand may be kept from us: that is a remark, for the accounts are known.
        """
        if not self._settings.organization:
            return Fetched()
        listed = self._discover(self._key("organization"), _NOBODY, _listed, context)
        where = self._discover(self._key("units"), _NOBODY, organization.units, context)
        remarks = tuple(replace(gap, matters=False) for gap in where.gaps)
        return listed + Fetched(where.items, remarks, where.sources)

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
        self, key: Key, each: Account, read: Callable[[Asker], list[Record]], context: Context
    ) -> Fetched[Record]:
        """What is in the cache, or from `read`; a CloudError is a gap."""

        def fetch() -> Fetched[Record]:
            asker = Asker(self._session, Place(each, self._session.home_region), context)
            try:
                items = tuple(read(asker))
            except CloudError as error:
                return Fetched((), (gap(error),), asker.sources)
            return Fetched(items, (), asker.sources)

        return self._cache.records(key, KNOWN_FOR, fetch)

    def _key(self, *parts: str) -> Key:
        return (CLOUD, self._session.identity(), *parts)


def _caller(asker: Asker) -> list[Record]:
    return [account.caller(asker)]


def _listed(asker: Asker) -> list[Record]:
    return account.of_organization(asker)


def _regions(asker: Asker) -> list[Record]:
    return region.codes(asker)


def _named(record: Record) -> Account:
    identity = str(record["id"])
    return Account(CLOUD, identity, record.get("name") or identity, record.get("state"))


def _is_meant(each: Account, said: Organization) -> bool:
    names = {each.id, each.name.casefold()}
    only, without = ({text.casefold() for text in part} for part in (said.only, said.without))
    return not names & without and (not only or bool(names & only))


def _remarks(
    kept: Iterable[Account], found: Iterable[Account], said: Organization
) -> Iterator[Gap]:
    """What of the organization is not read, though the settings mean it."""
    for each in kept:
        if each.state not in READABLE:
            why = f"the account is {each.state}: it is not read"
            fix = "nothing to do, unless it should be in use"
            yield Gap(f"{CLOUD} {each.id}", why, fix, matters=False)
    known = {text for each in found for text in (each.id, each.name.casefold())}
    for text in said.only:
        if text.casefold() not in known:
            why = f"NotSetUp: the organization has no account {text!r} that may be seen"
            yield Gap(CLOUD, why, "mend [aws] organization in the settings")


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
