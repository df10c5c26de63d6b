"""AWS as a Provider: facts about the places that a question is about, from the cache or from AWS.

Nothing here raises for what AWS refuses: that is a Gap beside what the rest gave.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from intents.period import Span
from providers import behind, schema
from providers.aws import account, charges, check, forecast, metric, permissions, price, subjects
from providers.aws.ask import Asker
from providers.aws.estate import Estate
from providers.aws.metric import Series
from providers.aws.place import CLOUD, EVERYWHERE, GLOBAL_HOME, Place
from providers.aws.session import Session
from providers.aws.settling import SETTLING
from providers.aws.subjects import Reader
from providers.base import Lack, MetricNeed, Scope
from providers.behind import Kept
from providers.cache import Cache, Key
from providers.charges import Charges
from providers.context import Context
from providers.errors import CloudError, gap, legible
from providers.forecast import Basis, Foreseen
from providers.gather import Job, gather
from providers.metrics import remembered, remembered_known
from providers.model import Account, Fetched, Gap, Row
from providers.settings import Aws

# How long the metrics of a window that is over are kept: its numbers no longer change, but for
# points that arrive late, which CloudWatch takes within `SETTLED` after.
CLOSED_FOR = timedelta(hours=1)
SETTLED = timedelta(hours=1)
# Of one place; of all places together. More would meet the limit of calls a second, and hold their
# queries in memory while they wait for each other.
BATCHES_AT_ONCE, BATCHES_IN_ALL = 4, 16


class AwsProvider:
    """The accounts and regions of the settings, or whatever the caller's credentials reach."""

    cloud = CLOUD
    subjects = frozenset({*subjects.REGIONAL, *subjects.OF_ACCOUNTS, "account", "price"})

    def __init__(self, settings: Aws, cache: Cache) -> None:
        """Nothing is read, and no SDK imported, yet."""
        self.settling = SETTLING if settings.cost_api else None
        self._session = Session(settings, permissions.session_policy)
        self._estate = Estate(settings, self._session, cache)
        self._cache = cache

    def preload(self) -> None:
        """Import the SDK, and load its models, before they are needed."""
        self._session.preload()

    def accounts(self, context: Context) -> Fetched[Account]:
        """The accounts of the settings, or the caller's own."""
        return self._estate.accounts(context)

    def known_accounts(self) -> tuple[Account, ...]:
        """Those of the settings, or what was found of late."""
        return self._estate.known()

    def inventory(self, subject: str, scope: Scope, context: Context) -> Fetched[pa.Table]:
        """One table a place; a subject that AWS does not have is a gap."""
        if subject == "account":
            return self._accounts_table(scope, context)
        if subject == "price":
            return self._prices(scope, context)
        if subject not in self.subjects:
            why = f"NotOffered: {subject} is not read from AWS"
            return Fetched(gaps=(Gap(CLOUD, why, "ask about another subject"),))
        found: Fetched[pa.Table] = Fetched()
        if file := subjects.OF_ACCOUNTS.get(subject):
            every = self._estate.chosen(scope, context)
            at = tuple(Place(each, self._session.home_region) for each in every.items)
            got = self._read(subject, file, Fetched(at, every.gaps, every.sources), context)
            tables = tuple(_in_regions(table, scope.regions) for table in got.items)
            found += Fetched(tables, got.gaps, got.sources)
        if file := subjects.REGIONAL.get(subject):
            found += self._read(subject, file, self._estate.places(scope, context), context)
        return replace(found, items=subjects.told_once(subject)(found.items))

    def _read(
        self, subject: str, file: str, places: Fetched[Place], context: Context
    ) -> Fetched[pa.Table]:
        who, reader = self._session.identity(), subjects.reader(file)
        jobs = [
            self._inventory_job(_key(who, place, subject, file), subject, reader, place, context)
            for place in places.items
        ]
        before: Fetched[pa.Table] = Fetched((), places.gaps, places.sources)
        return before + gather(f"aws {subject}", jobs, context)

    def metrics(self, need: MetricNeed, context: Context) -> Fetched[pa.Table]:
        """One table a place; a metric that AWS does not have is a gap."""
        if not (every := subjects.series(need.subject, need.metric)):
            why = f"NotOffered: {need.metric} of {need.subject} is not read from AWS"
            return Fetched(gaps=(Gap(CLOUD, why, "ask about another metric"),))
        if not need.ids:
            return Fetched()
        accounts = self._estate.accounts(context)
        places, strangers = _by_place(need, accounts)
        who, at_once = self._session.identity(), _at_once(len(places))
        jobs = [
            self._metrics_job(_metric_key(who, place, need, n), whole, place, context, at_once)
            for place, ids in places.items()
            for n, series in enumerate(every)
            if (own := [one for one in ids if series.of(one)])
            for whole in [metric.Ask(series, need, own)]
        ]
        gaps = () if accounts.gaps else tuple(_stranger(each) for each in strangers)
        before: Fetched[pa.Table] = Fetched((), accounts.gaps + gaps, accounts.sources)
        return before + gather(f"aws {need.metric}", jobs, context)

    def lacking(self, context: Context) -> Fetched[Lack]:
        """Each subject is tried in the home region of each account."""
        every = self._estate.accounts(context)
        found = check.lacking(self._session, every.items, self._session.home_region, context)
        before: Fetched[Lack] = Fetched((), every.gaps, every.sources)
        return before + found

    def charges(self, account: Account, span: Span, context: Context) -> Fetched[Charges]:
        """From Cost Explorer."""
        asker = Asker(self._session, Place(account, self._session.home_region), context)
        try:
            found = charges.read(asker, span, context.today)
        except CloudError as error:
            return Fetched((), (gap(error),), asker.sources)
        return Fetched((found,), tuple(asker.gaps), asker.sources)

    def forecast(
        self, account: Account, span: Span, basis: Basis, context: Context
    ) -> Fetched[Foreseen]:
        """From Cost Explorer."""
        asker = Asker(self._session, Place(account, self._session.home_region), context)
        try:
            found = forecast.read(asker, span, basis)
        except CloudError as error:
            return Fetched((), (gap(error),), asker.sources)
        return Fetched((found,), (), asker.sources)

    def _accounts_table(self, scope: Scope, context: Context) -> Fetched[pa.Table]:
        every = self._estate.chosen(scope, context)
        told = self._estate.told(context)
        table = schema.table("account", account.rows(every.items, told.items))
        before: Fetched[pa.Table] = Fetched((table,), every.gaps, every.sources)
        return before + Fetched((), told.gaps, told.sources)

    def _prices(self, scope: Scope, context: Context) -> Fetched[pa.Table]:
        """Of the public list, which any of the accounts may read."""
        every = self._estate.accounts(context)
        before: Fetched[pa.Table] = Fetched((), every.gaps, every.sources)
        only = dict(scope.only) | ({"region": scope.regions} if scope.regions else {})
        if not every.items or not (only.get("size") or only.get("region")):
            return before
        place = Place(every.items[0], price.HOME)

        def read(asking: Context) -> Fetched[pa.Table]:
            asker = Asker(self._session, place, asking)
            try:
                tables = schema.told("price", price.rows(asker, only), asker.gaps)
            except CloudError as error:
                return Fetched((), (gap(error),), asker.sources)
            return Fetched(tables, tuple(asker.gaps), asker.sources)

        key = _key(self._session.identity(), place, "price", repr(sorted(only.items())))
        job = behind.job(CLOUD, Kept(self._cache, key, schema.schema("price")), context, read)
        return before + gather("aws prices", [job], context)

    def _inventory_job(
        self, key: Key, subject: str, reader: Reader, place: Place, context: Context
    ) -> Job[pa.Table]:
        def read(asking: Context) -> Fetched[pa.Table]:
            asker = Asker(self._session, place, asking)
            tables = schema.told(subject, _rows(reader, asker), asker.gaps)
            return Fetched(tables, tuple(asker.gaps), asker.sources)

        kept = Kept(self._cache, key, schema.schema(subject))
        return behind.job(place.where, kept, context, read)

    def _metrics_job(
        self,
        key: Key,
        whole: metric.Ask,
        place: Place,
        context: Context,
        at_once: int,
    ) -> Job[pa.Table]:
        series, need, ids = whole.series, whole.need, whole.ids
        settled = datetime.combine(need.span.end, time.min, UTC) + SETTLED
        age = CLOSED_FOR if settled <= context.now else context.age_limit
        # A place that was begun is read to its end, and says nothing: `metrics` does, for all.
        inside = replace(context, deadline=None, tell=lambda _: None)

        def read(missing: Sequence[str]) -> Fetched[pa.Table]:
            before, facts = self._facts(series, need, place, inside)
            known = bool(series.told or series.only) or series.listed
            told = [one for one in missing if one in facts] if known else missing
            jobs = [
                self._batch(metric.Ask(series, need, batch, facts), place, inside)
                for batch in metric.batches(series, need, told)
            ]
            return before + gather(f"aws {need.metric}", jobs, inside, at_once)

        return Job(
            place.where,
            lambda: remembered(self._cache, key, age, ids, read),
            lambda: remembered_known(self._cache, key, age, ids),
        )

    def _facts(
        self, series: Series, need: MetricNeed, place: Place, context: Context
    ) -> tuple[Fetched[pa.Table], metric.Facts]:
        """What dimensions need of resources, of those of which all is told: see `Series.told`.

        With it the calls that were made for it. Raises CloudError.
        """
        if series.listed:
            asker = Asker(self._session, place, context)
            found = metric.fetch_listed(asker, series)
            return Fetched((), (), asker.sources), found
        if not (fields := {*series.told.values(), *series.only}):
            return Fetched(), {}
        scope = Scope((place.account.id,), (place.region,))
        tables = self.inventory(need.subject, scope, context).items
        rows = [row for table in tables for row in table.select(["id", *fields]).to_pylist()]
        own = [row for row in rows if all(row[name] == v for name, v in series.only.items())]
        return Fetched(), metric.told_apart(series, own)

    def _batch(self, ask: metric.Ask, place: Place, context: Context) -> Job[pa.Table]:
        def read() -> Fetched[pa.Table]:
            asker = Asker(self._session, place, context)
            try:
                with legible(place.where, metric.SOURCE):
                    table = metric.fetch(asker, ask)
            except CloudError as error:
                return Fetched((), (gap(error),), asker.sources)
            return Fetched((table,), tuple(asker.gaps), asker.sources)

        return Job(place.where, read)


def _rows(reader: Reader, asker: Asker) -> Iterator[Row | pa.RecordBatch]:
    """All rows that could be read; what stopped them is noted on `asker`."""
    try:
        with legible(asker.place.where, "AWS"):
            yield from reader.rows(asker)
    except CloudError as error:
        asker.missing(error)


def _in_regions(table: pa.Table, regions: Sequence[str]) -> pa.Table:
    """Of what an account has once, that which is in one of the regions, or tells none."""
    if not regions or "region" not in table.column_names:
        return table
    wanted = pa.array([region.lower() for region in regions], pa.string())
    own = pc.or_(pc.is_in(table["region"], value_set=wanted), pc.is_null(table["region"]))
    return table.filter(own)


def _key(who: str, place: Place, *what: str) -> Key:
    return (CLOUD, who, place.account.id, place.region, *what)


def _metric_key(who: str, place: Place, need: MetricNeed, number: int) -> Key:
    """Of one of the metric's series, by its number."""
    grain, wanted = "hourly" if need.hourly else "daily", "+".join(sorted(need.aggs))
    what = (need.subject, f"{need.metric} {number}", need.span.text, grain, wanted)
    return _key(who, place, "metric", *what)


def _by_place(
    need: MetricNeed, accounts: Fetched[Account]
) -> tuple[dict[Place, list[str]], list[str]]:
    """The resources by place, and the ids of accounts that are not read."""
    known = {each.id: each for each in accounts.items}
    places: dict[Place, list[str]] = {}
    strangers: set[str] = set()
    for account_id, region, resource in need.ids:
        if account_id in known:
            where = GLOBAL_HOME if region == EVERYWHERE else region
            places.setdefault(Place(known[account_id], where), []).append(resource)
        else:
            strangers.add(account_id)
    return places, sorted(strangers)


def _at_once(places: int) -> int:
    """How many calls for metrics of one place run at once."""
    return max(1, min(BATCHES_AT_ONCE, BATCHES_IN_ALL // max(places, 1)))


def _stranger(account_id: str) -> Gap:
    why = "NotSetUp: this account is not among those read"
    return Gap(f"{CLOUD} {account_id}", why, "add it to [aws] accounts in the settings")
