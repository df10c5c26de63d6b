"""Read the facts that a plan needs: inventory from the clouds at once, then the metrics.

Metrics are read only for the resources that the plain facts of the question leave in, since each
costs time and money.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import pyarrow as pa

from finops.plan import Need, Plan
from finops.seen import may_see, names
from intents.catalog import CLOUD_TITLES, WEEKLY
from intents.query import Condition, Query
from providers.base import MetricNeed, Provider, Scope
from providers.context import Context
from providers.model import Account, Fetched, Gap, Source, joined, merged
from providers.schema import METRIC_SCHEMA, schema

# What is told by hourly points alone.
HOURLY = frozenset({"p95", *WEEKLY})
# Resources by place: `(cloud, account id, region, ids)`.
Ids = Sequence[tuple[str, str, str, Sequence[str]]]


@dataclass(slots=True)
class Facts:
    """What has been read for one question so far, with what could not be."""

    gaps: list[Gap] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)

    @property
    def unread(self) -> bool:
        """Whether something that matters could not be read."""
        return any(gap.matters for gap in self.gaps)

    def take(self, fetched: Fetched[pa.Table], empty: pa.Schema) -> pa.Table:
        """The tables as one; their gaps and sources are kept."""
        self.gaps += [gap for gap in fetched.gaps if gap not in self.gaps]
        self.sources[:] = merged([*self.sources, *fetched.sources])
        return pa.concat_tables([empty.empty_table(), *fetched.items])


def inventory(
    plan: Plan,
    providers: Iterable[Provider],
    context: Context,
    facts: Facts,
    only: Sequence[tuple[str, tuple[str, ...]]] = (),
) -> pa.Table:
    """Every resource of the plan's subject that the scope reaches; `only` as in `Scope`."""
    subject, query = plan.query.subject, plan.query
    wanted = clouds(query)
    asked = [provider for provider in providers if provider.cloud in wanted]
    for cloud in query.clouds:
        if cloud in wanted and cloud not in {provider.cloud for provider in asked}:
            facts.gaps.append(not_set_up(cloud))
    if not asked and not query.clouds:
        fix = "switch one on: enabled = true under [aws] or [azure]"
        facts.gaps.append(Gap("clouds", "no cloud that could have any is switched on", fix))
    have = [provider for provider in asked if subject in provider.subjects]
    for provider in asked:
        # What one cloud alone has is missing from another only where that one is asked for.
        expected = provider.cloud in (*plan.subject.clouds, *query.clouds)
        if provider not in have and expected:
            facts.gaps.append(_lacks(provider.cloud, plan.subject.plural))
    scopes = [
        (one, replace(scope, only=tuple(only)))
        for one, scope in _scopes(plan, have, context, facts)
    ]
    with ThreadPoolExecutor(max(len(scopes), 1), "clouds") as pool:
        read = pool.map(lambda one: one[0].inventory(subject, one[1], context), scopes)
        found = facts.take(joined(read), schema(subject))
    if query.regions and len(found):
        # One cloud's region is no region of the other: that is no news once it has been read.
        facts.gaps[:] = [gap for gap in facts.gaps if gap.matters or "NoSuchRegion" not in gap.why]
    return found


def _scopes(
    plan: Plan, providers: Iterable[Provider], context: Context, facts: Facts
) -> list[tuple[Provider, Scope]]:
    """Which accounts to read of which cloud: those named, and none that the asker may not see."""
    query, limits = plan.query, plan.limits
    if not query.accounts and limits is None:
        return [(one, Scope((), query.regions)) for one in providers]
    wanted = {name.lower() for name in query.accounts}
    scopes, found = [], set()
    for one in providers:
        known = one.accounts(context)
        facts.gaps += [gap for gap in known.gaps if gap not in facts.gaps]
        facts.sources[:] = merged([*facts.sources, *known.sources])
        own = [account for account in known.items if is_asked(account, plan)]
        found |= {name for account in own for name in names(account)}
        if own:
            scopes.append((one, Scope(tuple(account.id for account in own), query.regions)))
    for name in sorted(wanted - found):
        fix = "ask “list accounts” for those that are, or add it to the settings"
        facts.gaps.append(Gap(f"account {name}", "no such account is set up", fix))
    return scopes


def is_asked(account: Account, plan: Plan) -> bool:
    """Whether the account is one of those that are named, if any are, and may be seen."""
    wanted = {name.lower() for name in plan.query.accounts}
    return (not wanted or bool(wanted & names(account))) and may_see(account, plan.limits)


def clouds(query: Query) -> set[str]:
    """The clouds that can have an answer: by the scope, and by conditions on `cloud` itself."""
    wanted = set(query.clouds or CLOUD_TITLES)
    for test in query.where:
        if not isinstance(test, Condition) or test.field != "cloud":
            continue
        values = test.values
        named = {str(value).lower() for value in values}
        if test.op in ("eq", "in"):
            wanted &= named
        elif test.op in ("ne", "not_in"):
            wanted -= named
    return wanted


def not_set_up(cloud: str) -> Gap:
    """That a cloud is named which is switched off."""
    title = CLOUD_TITLES[cloud]
    return Gap(cloud, f"{title} is switched off", f"set enabled = true under [{cloud}]")


def _lacks(cloud: str, plural: str) -> Gap:
    return Gap(cloud, f"{plural} are not read from {CLOUD_TITLES[cloud]}", "see docs/subjects.md")


def metrics(
    plan: Plan,
    ids: Ids,
    providers: Iterable[Provider],
    context: Context,
    facts: Facts,
    only: Sequence[Need] | None = None,
) -> dict[Need, pa.Table]:
    """One table for each metric Need; Needs over one metric and window share their calls.

    `only`: those to be read; left out, all of the plan's.
    """
    needs = [need for need in (plan.needs if only is None else only) if not need.is_cost]
    found: dict[Need, pa.Table] = {}
    for name, span in dict.fromkeys((need.name, need.span) for need in needs):
        same = [need for need in needs if (need.name, need.span) == (name, span)]
        aggs = frozenset(need.agg for need in same)
        request = MetricNeed(plan.query.subject, name, span, (), bool(aggs & HOURLY), aggs)
        found |= dict.fromkeys(same, _read(request, ids, providers, context, facts))
    return found


def _read(
    request: MetricNeed, ids: Ids, providers: Iterable[Provider], context: Context, facts: Facts
) -> pa.Table:
    """The metric from every cloud, each asked only for resources of its own."""

    def read(one: Provider) -> Fetched[pa.Table]:
        own = [
            (account, region, id_)
            for cloud, account, region, there in ids
            if cloud == one.cloud
            for id_ in there
        ]
        return one.metrics(replace(request, ids=own), context) if own else Fetched()

    clouds = tuple(providers)
    with ThreadPoolExecutor(max(len(clouds), 1), "metrics") as pool:
        return facts.take(joined(pool.map(read, clouds)), METRIC_SCHEMA)


def tag_keys(table: pa.Table) -> tuple[str, ...]:
    """The spellings of tag keys in an inventory."""
    if "tags" not in table.column_names:
        return ()
    keys: set[str] = set()
    for chunk in table.column("tags").chunks:
        if isinstance(chunk, pa.MapArray):
            keys.update(str(key) for key in chunk.keys.unique().to_pylist())
    return tuple(sorted(keys))
