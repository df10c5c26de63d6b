"""Azure as a Provider: which subscriptions, what the cache holds, and what is to be read.

What Resource Graph has is read and kept for all subscriptions at once (`tenant`), what is listed
for each by itself: both over all regions, and a question's regions are picked afterwards. Making a
provider, and answering from the cache, imports no Azure SDK.
To add a subject, see `subjects`.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from threading import Lock
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from intents.period import Span
from providers import behind, schema
from providers.azure import (
    account,
    charges,
    check,
    forecast,
    graph,
    known,
    management_group,
    metric,
    price,
    subjects,
)
from providers.azure.arm import Reader
from providers.azure.errors import CLOUD
from providers.azure.known import KNOWN_FOR
from providers.azure.session import Session
from providers.azure.settling import SETTLING
from providers.azure.tenant import Tenant
from providers.base import Lack, MetricNeed, Scope
from providers.behind import Kept
from providers.cache import Cache, Key, Record
from providers.charges import Charges
from providers.context import Context
from providers.errors import CloudError, Throttled, gap
from providers.forecast import Basis, Foreseen
from providers.gather import Job, gather
from providers.metrics import remembered, remembered_known
from providers.model import Account, Fetched, Gap
from providers.settings import Azure

T = TypeVar("T")
# Every subscription, over all regions.
EVERYWHERE = "*"
# For so long after Cost Management refused to be asked more, in seconds, it is not.
LET_REST = 60.0


class AzureProvider:
    """See `providers.base.Provider`."""

    cloud = CLOUD
    subjects = frozenset(
        {*subjects.IN_GRAPH, *subjects.OF_SUBSCRIPTIONS, *subjects.OF_TENANT, "account", "price"}
    )

    def __init__(self, settings: Azure, cache: Cache) -> None:
        """Nothing is imported, read or connected yet."""
        self._settings = settings
        self._cache = cache
        self._session = Session(settings.endpoint)
        self.settling = SETTLING if settings.cost_api else None
        # Cost Management counts the requests of a whole tenant: they are made one after the other.
        self._one_at_a_time = Lock()
        self._refused: CloudError | None = None
        self._refused_at = 0.0

    def preload(self) -> None:
        """Import the SDK before it is needed."""
        self._session.preload()

    def accounts(self, context: Context) -> Fetched[Account]:
        """The subscriptions of the settings; without any, all that the credential sees."""
        said = self._settings.subscriptions
        if said and all(one.name for one in said):
            return Fetched(account.chosen(said, ()))
        key, age = known.key(self._session), KNOWN_FOR
        fetch = partial(account.records, Reader(self._session, context))
        job = Job(
            CLOUD,
            partial(self._cache.records, key, age, fetch),
            partial(self._cache.records_known, key, age),
        )
        seen = gather(f"{CLOUD} subscriptions", [job], context)
        # That none is seen is no matter where the settings say which there are: reading them tells.
        gaps = tuple(gap for gap in seen.gaps if not (said and gap == account.NONE_SEEN))
        return Fetched(account.chosen(said, seen.items), gaps, seen.sources)

    def known_accounts(self) -> tuple[Account, ...]:
        """Those of the settings, or what was found of late."""
        return known.accounts(self._settings, self._cache)

    def inventory(self, subject: str, scope: Scope, context: Context) -> Fetched[pa.Table]:
        """Resources of one subject: one table a subscription, of the regions asked for."""
        if subject not in self.subjects:
            return Fetched(gaps=(_not_offered(subject),))
        if subject == "price":
            return self._prices(scope, context)
        known = self._in_scope(scope, context)
        if subject == "account":
            told = self._standing(known.items, context)
            table = schema.table(subject, account.rows(known.items, told.items))
            before: Fetched[pa.Table] = Fetched((table,), known.gaps, known.sources)
            return before + Fetched((), told.gaps, told.sources)
        if scope.regions and not _codes(scope.regions):
            return Fetched(gaps=known.gaps)
        if subject in subjects.OF_TENANT:
            return self._of_tenant(subject, scope, known, context)
        read = {one.id: one for one in known.items if account.unread(one) is None}
        remarks = tuple(remark for one in known.items if (remark := account.unread(one)))
        by_list = partial(self._job, subject, context)
        if subject in subjects.IN_GRAPH:
            every = {one.id: one for one in self.accounts(context).items if not account.unread(one)}
            tenant = Tenant(self._session, self._cache, context, self._key)
            got = tenant.inventory(subject, every, read, by_list)
        else:
            got = gather(f"{CLOUD} {subject}", [by_list(one) for one in read.values()], context)
        tables = tuple(_in_regions(table, scope.regions) for table in got.items)
        return Fetched(tables, known.gaps + remarks, known.sources) + Fetched(
            (), got.gaps, got.sources
        )

    def metrics(self, need: MetricNeed, context: Context) -> Fetched[pa.Table]:
        """Rows of METRIC_SCHEMA: one table a subscription and region."""
        if not (every := subjects.series(need.subject, need.metric)):
            return Fetched(gaps=(_not_offered(f"{need.subject}.{need.metric}"),))
        known = self.accounts(context)
        by_id = {one.id: one for one in known.items}
        jobs = [
            self._metric_job(
                series, by_id.get(place, Account(CLOUD, place, place)), region, own, need, context
            )
            for (place, region), ids in metric.by_place(need.ids).items()
            for series in every
            if (own := [one for one in ids if len(every) == 1 or series.is_of(one)])
        ]
        return gather(f"{CLOUD} {need.subject} {need.metric}", jobs, context)

    def lacking(self, context: Context) -> Fetched[Lack]:
        """What each subscription's roles leave out."""
        every = self.accounts(context)
        read = [one for one in every.items if account.unread(one) is None]
        found = check.lacking(Reader(self._session, context), read)
        before: Fetched[Lack] = Fetched((), every.gaps, every.sources)
        return before + found

    def charges(self, account: Account, span: Span, context: Context) -> Fetched[Charges]:
        """From Cost Management."""
        reader = Reader(self._session, context, account)
        return self._costs(reader, lambda: charges.read(reader, account, span))

    def forecast(
        self, account: Account, span: Span, basis: Basis, context: Context
    ) -> Fetched[Foreseen]:
        """From Cost Management."""
        reader = Reader(self._session, context, account)
        return self._costs(reader, lambda: forecast.read(reader, account, span, basis))

    def _costs(self, reader: Reader, read: Callable[[], Fetched[T]]) -> Fetched[T]:
        """One question to Cost Management at a time."""
        with self._one_at_a_time:
            # Whoever was refused for asking too much is not helped by the next subscription's try.
            if self._refused and time.monotonic() - self._refused_at < LET_REST:
                return Fetched((), (replace(gap(self._refused), where=reader.where),))
            try:
                return read()
            except CloudError as error:
                self._refused = error if isinstance(error, Throttled) else None
                self._refused_at = time.monotonic()
                return Fetched((), (gap(error),))

    def _in_scope(self, scope: Scope, context: Context) -> Fetched[Account]:
        known = self.accounts(context)
        wanted = {one.lower() for one in scope.accounts}
        kept = (one for one in known.items if not wanted or {one.id, one.name.lower()} & wanted)
        return Fetched(tuple(kept), known.gaps, known.sources)

    def _job(self, subject: str, context: Context, one: Account) -> Job[pa.Table]:
        def read(asking: Context) -> Fetched[pa.Table]:
            reader = Reader(self._session, asking, one)
            if subject in subjects.IN_GRAPH:
                got = graph.listed_rows(subjects.in_graph(subject), reader, one)
            else:
                got = subjects.of_subscription(subject).rows(reader, one)
            tables = schema.told(subject, got.items, got.gaps)
            return Fetched(tables, got.gaps, got.sources)

        key = self._key(one.id, EVERYWHERE, subject)
        where = Reader(self._session, context, one).where
        return behind.job(where, Kept(self._cache, key, schema.schema(subject)), context, read)

    def _standing(self, accounts: Sequence[Account], context: Context) -> Fetched[Record]:
        """What Resource Graph tells of these subscriptions themselves."""
        if not accounts:
            return Fetched()
        by_id = {one.id: one for one in accounts}
        key, age = self._key("standing", *sorted(by_id)), KNOWN_FOR
        fetch = partial(management_group.records, Reader(self._session, context), by_id)
        job = Job(
            CLOUD,
            partial(self._cache.records, key, age, fetch),
            partial(self._cache.records_known, key, age),
        )
        return gather(f"{CLOUD} management groups", [job], context)

    def _prices(self, scope: Scope, context: Context) -> Fetched[pa.Table]:
        """Of the public list, which nobody needs a right for."""
        only = dict(scope.only) | ({"region": scope.regions} if scope.regions else {})
        if not (only.get("size") or only.get("region")):
            return Fetched()

        def read(asking: Context) -> Fetched[pa.Table]:
            got = price.fetch(Reader(self._session, asking), only)
            tables = schema.told("price", got.items, got.gaps)
            return Fetched(tables, got.gaps, got.sources)

        key = self._key("price", repr(sorted(only.items())))
        kept = Kept(self._cache, key, schema.schema("price"))
        return gather(f"{CLOUD} prices", [behind.job(CLOUD, kept, context, read)], context)

    def _of_tenant(
        self, subject: str, scope: Scope, known: Fetched[Account], context: Context
    ) -> Fetched[pa.Table]:
        """What the tenant has; of accounts that are named, theirs."""
        every = {one.id: one for one in self.accounts(context).items}
        key = self._key(EVERYWHERE, subject, *sorted(one.name for one in every.values()))

        def read(asking: Context) -> Fetched[pa.Table]:
            reader = Reader(self._session, asking)
            got = subjects.of_tenant(subject).rows(reader, every)
            tables = schema.told(subject, got.items, got.gaps)
            return Fetched(tables, got.gaps, got.sources)

        kept = Kept(self._cache, key, schema.schema(subject))
        job = behind.job(CLOUD, kept, context, read)
        got = gather(f"{CLOUD} {subject}", [job], context)
        tables = tuple(_in_regions(table, scope.regions) for table in got.items)
        if scope.accounts:
            own = pa.array([one.id for one in known.items], pa.string())
            tables = tuple(
                table.filter(pc.is_in(table["account_id"], value_set=own)) for table in tables
            )
        return Fetched(tables, known.gaps + got.gaps, known.sources) + Fetched((), (), got.sources)

    def _metric_job(
        self,
        series: metric.Series,
        one: Account,
        region: str,
        ids: Sequence[str],
        need: MetricNeed,
        context: Context,
    ) -> Job[pa.Table]:
        step = "hourly" if need.hourly else "daily"
        what = f"{need.subject}.{need.metric}"
        told = (series.namespace, need.span.text, step, *sorted(need.aggs))
        key = self._key(one.id, region, what, *told)
        reader = Reader(self._session, context, one, region)
        fetch = metric.Reading(reader, need, series).fetch
        age = context.age_limit
        return Job(
            reader.where,
            partial(remembered, self._cache, key, age, ids, fetch),
            partial(remembered_known, self._cache, key, age, ids),
        )

    def _key(self, *parts: str) -> Key:
        return (CLOUD, self._session.identity(), *parts)


def _codes(regions: Sequence[str]) -> list[str]:
    """The codes that can be Azure's, which are written without a hyphen."""
    codes = (code.replace(" ", "").lower() for code in regions)
    return [code for code in codes if "-" not in code]


def _in_regions(table: pa.Table, regions: Sequence[str]) -> pa.Table:
    """What is in one of the regions, or tells none."""
    if not regions:
        return table
    own = pc.is_in(table["region"], value_set=pa.array(_codes(regions), pa.string()))
    return table.filter(pc.or_(own, pc.is_null(table["region"])))


def _not_offered(what: str) -> Gap:
    return Gap(
        CLOUD, f"NotOffered: {what} is not read from Azure", "ask for another field or cloud"
    )
