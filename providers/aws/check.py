"""Which of the permissions we have: each subject is begun to be read, and left after one resource.

IAM could be asked instead, but only by who may ask it, and it does not know what an organization
forbids. Denial is the same in every region but for those that are forbidden: one is looked at.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from providers.aws import subjects
from providers.aws.ask import Asker
from providers.aws.place import CLOUD, Place
from providers.aws.session import Session
from providers.base import Lack
from providers.context import Context
from providers.errors import CloudError, gap
from providers.gather import Job, gather
from providers.model import Account, Fetched, Gap


@dataclass(frozen=True, slots=True)
class _Try:
    """One file, tried in one account."""

    file: str
    subjects: tuple[str, ...]
    account: Account


def lacking(
    session: Session, accounts: Iterable[Account], region: str, context: Context
) -> Fetched[Lack]:
    """What may not be read in each of the accounts, looked at in `region`."""
    tries = [
        _Try(file, told, account) for account in accounts for file, told in sorted(_files().items())
    ]
    jobs: list[Job[Lack]] = [
        Job(f"{CLOUD} {one.account.id}", partial(_tried, session, one, region, context))
        for one in tries
    ]
    return gather("aws permissions", jobs, context)


def _files() -> Mapping[str, tuple[str, ...]]:
    """File → the subjects that it reads."""
    found: dict[str, tuple[str, ...]] = {}
    for table in (subjects.REGIONAL, subjects.OF_ACCOUNTS):
        for subject, file in table.items():
            found[file] = (*found.get(file, ()), subject)
    return found


def _tried(session: Session, one: _Try, region: str, context: Context) -> Fetched[Lack]:
    from providers.aws.errors import DENIED  # it imports botocore

    asker = Asker(session, Place(one.account, region), context)
    gaps = list(_refusals(lambda: next(subjects.reader(one.file).rows(asker), None)))
    gaps += asker.gaps
    actions = {action for code, action in map(_said, gaps) if code in DENIED}
    lacks = tuple(Lack(f"{CLOUD} {one.account.id}", a, one.subjects) for a in sorted(actions))
    other = tuple(each for each in gaps if _said(each)[0] not in DENIED)
    return Fetched(lacks, other, asker.sources)


def _refusals(read: Callable[[], object]) -> Iterable[Gap]:
    try:
        read()
    except CloudError as error:
        yield gap(error)


def _said(found: Gap) -> tuple[str, str]:
    code, _, action = found.why.partition(": ")
    return code, action
