"""Query → Answer: plan, execute, and say it, with every gap that touches the question.

The Answer made here lacks only what the bot knows: its id, the route by which the question was
read, and how long it took.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from finops import answer as drawn
from finops.console import checks
from finops.execute import analyse, execute
from finops.figures import day_of
from finops.headline import headline
from finops.insights import insights
from finops.plan import Plan, make
from finops.reach import known_until, not_reached
from finops.result import Result
from finops.rows import total
from finops.seen import may_see
from finops.sentences import understood
from finops.spelling import key_alike
from finops.suggestions import suggestions
from finops.warehouse import Manifest, Warehouse
from finops.warehouse.bring import bring_first
from intents.query import Query
from providers.base import Provider
from providers.context import Context
from providers.dimension import PREFIX
from providers.model import REFUSED_FOR, Gap, Source, Stamp


def reply(
    query: Query, providers: Sequence[Provider], warehouse: Warehouse, context: Context
) -> drawn.Answer:
    """The Answer to a Query, for everything that could be read; it raises only for a bug."""
    return replied(make(query, context), providers, warehouse, context).answer


@dataclass(frozen=True, slots=True)
class Replied:
    """An Answer, and all that is kept of what it was made of: see `finops.again`.

    `rests_on` is None where it must not be given again.
    """

    answer: drawn.Answer
    rests_on: tuple[Stamp, ...] | None = None


def replied(
    plan: Plan, providers: Sequence[Provider], warehouse: Warehouse, context: Context
) -> Replied:
    """The Answer to the plan's Query, with what it rests on."""
    query = plan.query
    if analyse(query) is None:
        return Replied(not_yet(query))
    brought = bring_first(warehouse, context).sources if plan.uses_charges else ()
    result = execute(plan, providers, warehouse, context)
    gaps = tuple(dict.fromkeys((*result.facts.gaps, *_gaps(plan, result, warehouse))))
    whole = not any(gap.matters for gap in gaps)
    until = known_until(plan, warehouse) if plan.uses_charges else None
    answer = drawn.Answer(
        id="",
        outcome="answered" if whole else "partial",
        headline=_headline(plan, result, until, whole=whole),
        understood="; ".join(
            (understood(plan, result.currency), *((until,) if until else ()), *result.said)
        ),
        query=query.as_said(),
        resolved=query.resolve(context.today, context.calendar).as_said(),
        columns=result.columns,
        rows=result.rows,
        row_count=len(result.rows),
        totals=_totals(query, result) if result.totals is None else dict(result.totals),
        insights=(*result.insights, *insights(plan, result)),
        gaps=tuple(drawn.Gap(where=gap.where, why=gap.why, fix=_fix(gap)) for gap in gaps),
        sources=tuple(_sources(plan, result, warehouse, brought)),
        checks=checks(plan),
        suggestions=suggestions(query),
    )
    return Replied(answer, None if brought else _rests_on(plan, result))


def _rests_on(plan: Plan, result: Result) -> tuple[Stamp, ...] | None:
    """All that is kept of the facts; None where some are not, or could not be read this time."""
    sources = result.facts.sources
    # Only an answer of charges alone has no source here; of others we do not know what they are of.
    unread = any(gap.matters and gap.asked_at is None for gap in result.facts.gaps)
    if unread or not (sources or plan.query.subject == "cost"):
        return None
    found: list[Stamp] = []
    for source in sources:
        if source.rests_on is None:
            return None
        found += source.rests_on
    return tuple(dict.fromkeys(found))


def _fix(gap: Gap) -> str:
    """What to do; of a refusal that is kept, when what was done will be seen."""
    if gap.asked_at is None:
        return gap.fix
    asked = datetime.fromtimestamp(gap.asked_at, UTC)
    # The next whole minute: nobody is told to come too early.
    again = asked + REFUSED_FOR + timedelta(seconds=59)
    return f"{gap.fix}; asked at {asked:%H:%M} UTC, asked again after {again:%H:%M}"


def _headline(plan: Plan, result: Result, until: str | None, *, whole: bool) -> str:
    if result.headline:
        return result.headline
    said = headline(plan, result, whole=whole)
    return f"{said}; {until}" if until and plan.query.subject == "cost" and result.rows else said


def not_yet(query: Query) -> drawn.Answer:
    """A Query that is well formed and beyond the engine."""
    return drawn.Answer(
        id="",
        outcome="unread",
        headline=f"I cannot compute {query.analysis} yet",
        query=query.as_said(),
        suggestions=suggestions(query),
    )


def _totals(query: Query, result: Result) -> dict[str, drawn.Cell]:
    """Sums of the money and counts shown; money of several currencies has none, nor have rates."""
    no_sums = {one.name for one in query.measures if one.per or one.agg not in _ADDED_UP}
    found: dict[str, drawn.Cell] = {}
    for column in result.columns:
        if column.name in no_sums:
            continue
        summed = column.type == "money" and column.unit is not None
        if (summed or column.name == "count") and "unit_price" not in column.name:
            summed_up = total(result.rows, column.name)
            found[column.name] = int(summed_up or 0) if column.name == "count" else summed_up
    return found


_ADDED_UP = (None, "sum", "count")

# -- gaps -----------------------------------------------------------------------------------------


def _gaps(plan: Plan, result: Result, warehouse: Warehouse) -> Iterator[Gap]:
    for name, count in result.unknown.items():
        yield _unknown(plan, name, count, all_of_them=not result.rows)
    if result.mixed:
        yield _mixed(plan, result.mixed)
    yield from _no_such_tag(plan, result)
    if not plan.uses_charges:
        return
    manifest = warehouse.manifest()
    yield from warehouse.gaps()
    yield from _without_resources(plan, warehouse)
    if plan.query.subject == "cost":
        yield from _no_such_account(plan, manifest)
        yield from _no_such_dimension(plan)
    if manifest.reach or manifest.patterns:
        yield from not_reached(plan, warehouse)
    if plan.query.analysis == "trend" and result.days is not None:
        yield from _missing_days(plan, result.days)
    if len(result.currencies) > 1:
        why = f"amounts are in {', '.join(result.currencies)}; they are compared, not converted"
        yield Gap("currencies", why, "narrow the question to one currency", matters=False)


def _without_resources(plan: Plan, warehouse: Warehouse) -> Iterator[Gap]:
    """Cost APIs tell the cost of resources for some days alone."""
    if plan.query.subject == "cost" or warehouse.asked is None:
        return
    for need in plan.needs:
        if need.is_cost:
            yield from warehouse.asked.without_resources(need.span, plan.query.clouds)


def _no_such_tag(plan: Plan, result: Result) -> Iterator[Gap]:
    """A tag key that nothing has is more often a spelling than a fact."""
    if not result.tag_keys:
        return
    known = {key.lower() for key in result.tag_keys}
    asked = [name for name in plan.query.group_by if name.startswith("tags.")]
    asked += [test.field for test in plan.query.conditions() if test.field.startswith("tags.")]
    for name in dict.fromkeys(asked):
        key = name.removeprefix("tags.")
        if key.lower() not in known:
            why = f"nothing that was read has a tag {key}"
            near = key_alike(key, known)
            fix = f"ask for the tag {near}" if near else "check the tag's name"
            yield Gap(f"tag {key}", why, fix, matters=near is not None)


def _no_such_dimension(plan: Plan) -> Iterator[Gap]:
    """A dimension that no setting makes: nothing has a value of it."""
    used = {field.name for field, _ in plan.query.fields() if field.name.startswith(PREFIX)}
    for name in sorted(used):
        if not any(one.is_of(name) for one in plan.dimensions):
            title = name.removeprefix(PREFIX).replace("_", " ")
            why = f"no dimension is called {title}"
            yield Gap(f"dimension {title}", why, "set it under [[dimensions]] in finops.toml")


def _mixed(plan: Plan, count: int) -> Gap:
    noun = plan.subject.title if count == 1 else plan.subject.plural
    why = f"{count} {noun} billed in several currencies: the cost is no one amount, and left out"
    return Gap("cost", why, "ask for their cost by currency: cost by resource and currency")


def _unknown(plan: Plan, name: str, count: int, *, all_of_them: bool) -> Gap:
    noun = plan.subject.title if count == 1 else plan.subject.plural
    verb = "has" if count == 1 else "have"
    field = plan.subject.field(name)
    window = " over its window" if field and field.kind in ("metric", "cost") else ""
    were = "was" if count == 1 else "were"
    return Gap(
        where=name,
        why=f"{count} {noun} {verb} no known {name}{window} and {were} left out",
        fix="unknown is neither high nor low: look at them one by one, or wait for more data",
        matters=all_of_them,
    )


def _no_such_account(plan: Plan, manifest: Manifest) -> Iterator[Gap]:
    # An account that the asker may not see looks like one that is not there.
    seen = [account for account in manifest.accounts if may_see(account, plan.limits)]
    names = {text.lower() for account in seen for text in (account.id, account.name)}
    for asked in plan.query.accounts:
        if asked.lower() not in names:
            why = "no charges in the exports are of such an account"
            yield Gap(f"account {asked}", why, "ask “cost by account” for those that have some")


def _missing_days(plan: Plan, have: int) -> Iterator[Gap]:
    end = min(plan.period.end, plan.today)
    missing = (end - plan.period.start).days - have
    if missing > 0:
        why = f"{missing} days of the period have no matching charges"
        yield Gap(
            "charges", why, "they are left out of the trend, not shown as zero", matters=False
        )


# -- sources --------------------------------------------------------------------------------------


def _sources(
    plan: Plan, result: Result, warehouse: Warehouse, brought: Sequence[Source]
) -> Iterator[drawn.Source]:
    found = list(result.facts.sources)
    if plan.uses_charges:
        found += brought
        found += warehouse.asked.sources() if warehouse.asked else ()
        manifest = warehouse.manifest()
        if warehouse.remote:
            name = f"{_until(manifest)} in {warehouse.remote.title}"
            found.append(Source(name=name, as_of=manifest.built_at))
        elif manifest.files:
            found.append(_charges_source(manifest))
    for source in found:
        yield drawn.Source(
            name=source.name,
            as_of=source.as_of,
            cached=source.cached,
            calls=source.calls,
            price=source.price,
        )


def _charges_source(manifest: Manifest) -> Source:
    """As of the newest export file; the days that it reaches are named."""
    newest = max(file.changed_ns for file in manifest.files)
    as_of = datetime.fromtimestamp(newest / 1e9, UTC)
    return Source(name=_until(manifest), as_of=as_of, cached=True)


def _until(manifest: Manifest) -> str:
    until = max((reach.last_day for reach in manifest.reach), default=None)
    return f"FOCUS charges until {day_of(until)}" if until else "FOCUS charges"
