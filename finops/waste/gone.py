"""Questions about findings that are gone, and about what acting on them has saved.

They are answered from what was kept of findings from day to day; no rule is judged anew. Without a
period, savings are those since each finding went.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pyarrow as pa

from finops.figures import day_of, money
from finops.ground import Ground
from finops.plan import Plan
from finops.resources import of_table
from finops.result import Result
from finops.warehouse.lives import Ledger, Life
from finops.waste.decided import decisions
from finops.waste.owner import owner
from finops.waste.realised import Realised, realised
from finops.waste.rule import conditions
from finops.waste.seen import KEEPS, midnight
from intents.period import Span
from intents.query import Query
from providers.model import Gap, Source
from providers.schema import schema

GONE, SAVED = "gone", "realised_saving"
# What nothing but a finding that is gone has.
_OF_GONE = frozenset({"gone_on", SAVED, "verified_until"})
_SHOWN = ("resource", "rule", "account", "owner", "first_seen", "gone_on", "monthly_saving", SAVED)
# Moments that are midnights.
DAYS = (
    "since", "first_seen", "last_seen", "gone_on", "decided_on", "snoozed_until", "verified_until",
)  # fmt: skip
# Beyond a year nobody can say that it would still be there: the savings of a year are counted.
COUNTED = timedelta(days=365)
_DAY = timedelta(days=1)
_ADDED: dict[str, pa.DataType] = {SAVED: pa.decimal128(38, 15)}


def is_asked(query: Query) -> bool:
    """Whether a question is about findings that are gone."""
    tests = list(conditions(query.where))
    named = {field.name for field, _ in query.fields()} | {*query.select, *query.group_by}
    statuses = [set(test.values) for test in tests if test.field == "status" and test.op in
                ("eq", "in")]  # fmt: skip
    return bool(named & _OF_GONE) or any(one == {GONE} for one in statuses)


def of_gone(plan: Plan, ground: Ground) -> Result:
    """The rows of a Query over findings that are gone."""
    ledger = ground.warehouse.lives.read()
    period = _period(plan, ledger)
    lives = [one for one in ledger.lives.values() if _is_counted(one, plan, period)]
    saved = realised(lives, period, ground)
    decided = decisions(ground.context)
    rows = [{**_row(one, saved[one.id], ground), **decided.get(one.id, {})} for one in lives]
    table = pa.Table.from_pylist(rows, schema=_schema())
    currencies = tuple(sorted({str(row["currency"]) for row in rows if row["currency"]}))
    query = plan.query
    if query.analysis == "list":
        shown = {"select": query.select or _SHOWN, "order_by": query.order_by or ("-gone_on",)}
        plan = replace(plan, query=query.model_copy(update=shown))
    ground.facts.gaps += _gaps(ledger, period)
    if ledger.begins:
        kept = f"findings kept since {day_of(ledger.begins)}"
        ground.facts.sources.append(Source(kept, ground.context.now, cached=True))
    result = of_table(plan, ground, table, currencies, DAYS)
    if query.analysis == "list":
        ground.facts.gaps += _waiting(result)
    return replace(
        result,
        headline=_headline(plan, result, period),
        said=_said(plan, lives, saved, period),
        totals=_totals(result) if query.analysis == "list" else None,
    )


def _period(plan: Plan, ledger: Ledger) -> Span:
    """The days whose savings are counted: those that are over."""
    if plan.query.period is not None:
        start = plan.period.start
        return Span(start, max(start + _DAY, min(plan.period.end, plan.today)))
    went = [one.gone for one in ledger.lives.values() if one.gone]
    first = max(min(went, default=plan.today), plan.today - COUNTED)
    return Span(first, max(first + _DAY, plan.today))


def _is_counted(one: Life, plan: Plan, period: Span) -> bool:
    if one.gone is None:
        return False
    named = plan.query.period is not None
    return not named or (one.gone < period.end and one.gone + COUNTED > period.start)


def _row(one: Life, saved: Realised, ground: Ground) -> Mapping[str, object]:
    return {
        **one.told,
        "owner": owner(one.told, ground.context.owners),
        "status": GONE,
        "counted_saving": Decimal(0),
        "first_seen": midnight(one.first),
        "last_seen": midnight(one.last),
        "gone_on": midnight(one.gone) if one.gone else None,
        "verified_until": midnight(saved.until) if saved.until else None,
        "currency": saved.currency or one.told["currency"],
        SAVED: saved.amount,
    }


def _schema() -> pa.Schema:
    return pa.schema([*schema("finding"), *pa.schema(_ADDED)])


def _gaps(ledger: Ledger, period: Span) -> Iterable[Gap]:
    """What nobody kept."""
    begins = ledger.begins
    if begins is None:
        yield Gap("findings", "none were kept from day to day yet", KEEPS)
    elif period.start < begins:
        why = f"kept since {day_of(begins)}: what was acted on before is not known"
        yield Gap("findings", why, KEEPS)


def _waiting(result: Result) -> Iterable[Gap]:
    """Listed findings whose saving is not known; of a sum the general words say it."""
    waiting = sum(SAVED in row and row[SAVED] is None for row in result.rows)
    if waiting:
        what = "finding that is gone has" if waiting == 1 else "findings that are gone have"
        why = f"{waiting:,} {what} an unknown saving: no charges before, or none since"
        fix = "ask again when the charges of the days since have come"
        yield Gap("findings", why, fix, matters=False)


def _said(
    plan: Plan, lives: Sequence[Life], saved: Mapping[str, Realised], period: Span
) -> tuple[str, ...]:
    if not lives:
        return ()
    over = str(period) if plan.query.period is not None else "all days since each is gone"
    told = [one.until for one in saved.values() if one.until]
    until = f", by charges until {day_of(max(told))}" if told else ""
    before = "the 30 complete days before its finding was last seen"
    return (
        f"savings are over {over}{until}, by effective cost",
        f"each is what was charged a day over {before}, less what is charged since",
        "what a commitment paid is not counted, and a finding counts for a year",
    )


def _headline(plan: Plan, result: Result, period: Span) -> str | None:
    """How much was saved; the general one says the rest."""
    query = plan.query
    if query.group_by or query.limit or len(result.currencies) != 1:
        return None
    if query.analysis == "aggregate" and [one.field for one in query.measures] != [SAVED]:
        return None
    known = [row.get(SAVED) for row in result.rows]
    amounts = [value for value in known if isinstance(value, Decimal)]
    if not amounts or SAVED not in result.rows[0]:
        return None
    least = "at least " if result.facts.unread or None in known or result.unknown else ""
    whole = money(sum(amounts, Decimal(0)), result.currencies[0])
    over = f" over {period}" if query.period is not None else ""
    if query.analysis == "aggregate":
        said = f"{least}{whole} saved{over}"
        return f"{said[0].upper()}{said[1:]} by findings that people acted on"
    many, are = len(result.rows), "finding is" if len(result.rows) == 1 else "findings are"
    return f"{many:,} {are} gone: {least}{whole} saved{over or ' since'}"


def _totals(result: Result) -> dict[str, Decimal]:
    amounts = [row.get(SAVED) for row in result.rows]
    known = [value for value in amounts if isinstance(value, Decimal)]
    return {SAVED: sum(known, Decimal(0))} if known and len(result.currencies) == 1 else {}
