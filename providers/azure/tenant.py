"""Subjects of Resource Graph: one table for all subscriptions, kept whole and narrowed afterwards.

What the credential may read where is learnt first, and kept for an hour while all is well: what is
refused is looked at again as soon as inventory would be. A question that names accounts, while the
whole is not at hand, is asked of those alone.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from providers import behind, schema
from providers.azure import graph, readable, subjects
from providers.azure.arm import Reader
from providers.azure.errors import CLOUD
from providers.azure.readable import Place
from providers.azure.session import Session
from providers.behind import Kept
from providers.cache import Cache, Key, Record
from providers.context import Context
from providers.gather import Job, gather
from providers.model import Account, Fetched, Gap, Source

# How long it is believed that a subscription may be read.
BELIEVED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tenant:
    """The tenant's subscriptions, as one question reads them; `key` makes keys of the cache."""

    session: Session
    cache: Cache
    context: Context
    key: Callable[..., Key]

    def inventory(
        self,
        subject: str,
        every: Mapping[str, Account],
        wanted: Mapping[str, Account],
        by_list: Callable[[Account], Job[pa.Table]],
    ) -> Fetched[pa.Table]:
        """A subject in the `wanted` of `every` subscription, by id; one by itself is `by_list`."""
        actions = [f"{table.name}/read" for table in subjects.in_graph(subject).TABLES]
        told = self._told(every, actions)
        places = readable.places(every, told.items)
        whole = {one: place.account for one, place in places.items() if place.by == "graph"}
        shown = {one: whole[one] for one in whole if one in wanted}
        mine = [place for one, place in places.items() if one in wanted]
        jobs = [self._job(subject, whole, shown)] if shown else []
        jobs += [by_list(place.account) for place in mine if place.by == "lists"]
        got = gather(f"{CLOUD} {subject}", jobs, self.context)
        tables = tuple(_of_accounts(table, wanted) for table in got.items)
        gaps = told.gaps + _since(_gaps(mine, actions), told.sources) + got.gaps
        return Fetched(tables, tuple(dict.fromkeys(gaps)), told.sources) + Fetched(
            (), (), got.sources
        )

    def _told(self, every: Mapping[str, Account], actions: Sequence[str]) -> Fetched[Record]:
        key, age = self.key("readable", _digest(every)), self.context.age_limit
        known = self.cache.records_known(key, BELIEVED)
        if known and not _gaps(readable.places(every, known.items).values(), actions):
            return known
        fetch = partial(readable.records, Reader(self.session, self.context), every)
        job = Job(
            CLOUD,
            partial(self.cache.records, key, age, fetch),
            partial(self.cache.records_known, key, age),
        )
        return gather(f"{CLOUD} subscriptions", [job], self.context)

    def _job(
        self, subject: str, whole: Mapping[str, Account], shown: Mapping[str, Account]
    ) -> Job[pa.Table]:
        job = self._read(subject, whole)
        if len(shown) == len(whole) or job.known() is not None:
            return job
        return self._read(subject, shown)

    def _read(self, subject: str, accounts: Mapping[str, Account]) -> Job[pa.Table]:
        def read(asking: Context) -> Fetched[pa.Table]:
            reader = Reader(self.session, asking)
            got = graph.rows(subjects.in_graph(subject), reader, accounts)
            tables = schema.told(subject, got.items, got.gaps)
            return Fetched(tables, got.gaps, got.sources)

        key = self.key("graph", subject, _digest(accounts))
        kept = Kept(self.cache, key, schema.schema(subject))
        return behind.job(CLOUD, kept, self.context, read)


def _gaps(places: Iterable[Place], actions: Sequence[str]) -> tuple[Gap, ...]:
    return tuple(gap for place in places for gap in (*place.gaps(actions), *place.remarks))


def _since(gaps: Iterable[Gap], told: Sequence[Source]) -> tuple[Gap, ...]:
    """What is refused is so since it was told; where no source says when, it is asked each time."""
    at = min((source.as_of.timestamp() for source in told), default=None)
    return tuple(replace(gap, denied=True, asked_at=at) if gap.matters else gap for gap in gaps)


def _digest(accounts: Mapping[str, Account]) -> str:
    """Differs where the accounts or their names do: rows hold both."""
    text = "\0".join(f"{one.id}\0{one.name}" for _, one in sorted(accounts.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _of_accounts(table: pa.Table, wanted: Mapping[str, Account]) -> pa.Table:
    ids = pa.array(list(wanted), pa.string())
    return table.filter(pc.is_in(table["account_id"], value_set=ids))
