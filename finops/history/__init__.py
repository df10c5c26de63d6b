"""Trends over resources, from the daily snapshots: how many there were, how large, how used.

Numbers of things (counts, sums of sizes) are those of the last day of each step on which an account
was wholly read; how things were used is the mean of every day of the step. What nobody looked at is
missing and never zero:

- a step without a snapshot has no row, and a gap says so;
- where an account or region could not be read in one step and could in another, that step's number
  is unknown: it would look like a fall. What could be read in none is left out of all alike, and
  said;
- an account whose snapshots begin later than the others' is said.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from finops import gathering
from finops.columns import column_of
from finops.ground import Ground
from finops.history import told
from finops.history.steps import (
    DAY,
    Looks,
    Step,
    grain_of,
    in_scope,
    is_used,
    looked,
    measured,
    steps_of,
    unread_in_all,
)
from finops.plan import Plan
from finops.relation import Rows, Tables, column, named
from finops.result import Result, run
from finops.rows import Cells, cut
from finops.statement import Statement
from finops.warehouse.snapshots import Snapshots, schema
from intents.catalog import Field
from intents.period import moved, unit_start
from intents.query import GRAINS, Condition, Measure
from providers.model import Gap, Source

COUNT = Measure(name="count", agg="count")


class _PastRows(Rows):
    """Rows of snapshots: what is measured is a column, and ages are counted to the row's day."""

    def spell(self, field: Field, condition: Condition | None = None) -> exp.Expr:
        if field.kind == "metric":
            return column(field.name.partition(".")[0])
        return Rows.spell(self, field, condition)

    def body(self) -> exp.Select:
        cells: list[exp.Expr] = [exp.Star()]
        if "age_days" in self.plan.subject.fields:
            created = exp.cast(column("created_at"), "date")
            age = exp.DateDiff(this=column("day"), expression=created, unit=exp.var("DAY"))
            cells.append(named(age, "age_days"))
        return exp.Select(expressions=cells).from_(self.query.subject, copy=False)


class _PastStatement(Statement):
    """The same statement, over snapshots."""

    @property
    def rows(self) -> Rows:
        return _PastRows(self.plan, self.tables)


def of_snapshots(plan: Plan, ground: Ground) -> Result:
    """The rows of a trend over resources, one for each step (and group)."""
    if refusal := told.not_kept(plan):
        return _nothing(plan, ground, refusal)
    kept = ground.warehouse.snapshots
    looks = in_scope(plan, kept.looks(plan.query.subject, looked(plan)))
    if not looks:
        return _nothing(plan, ground, told.none_yet(plan, kept))
    steps = list(steps_of(plan, looks))
    table = _table(plan, kept, steps, looks)
    ground.local.register(plan.query.subject, table)
    keys = gathering.tag_keys(table)
    statement = _PastStatement(plan, Tables(keys, {}, ()))
    measures = plan.query.measures or (COUNT,)
    made = {one.name: statement.measure(one) for one in measures}
    names, rows = run(ground.local, statement.grouped(plan.groups, made))
    never = unread_in_all(steps)
    thin = _thin(plan, steps, table) if is_used(plan) else []
    unknown = frozenset({step.start for step in steps if step.unread - never} | set(thin))
    rows = _complete(plan, rows, steps, measures, unknown)
    ground.facts.gaps.extend(told.gaps(plan, kept, looks, steps, never))
    ground.facts.gaps.extend(told.thin_steps(plan, thin))
    last = datetime.combine(max(looks), time.min, UTC)
    days = f"{len(looks)} day{'s' if len(looks) != 1 else ''}"
    ground.facts.sources.append(Source(f"snapshots of {days}", last, cached=True))
    whole = cut(plan.query, rows, plan.groups)
    return Result(
        columns=tuple(column_of(plan, name, None) for name in names),
        rows=tuple(whole),
        facts=ground.facts,
        cut=len(whole) < len(rows),
        tag_keys=keys,
        headline=told.headline(plan, rows, measures[0], whole=not never),
        said=tuple(told.said(plan)),
        totals={},
    )


def _nothing(plan: Plan, ground: Ground, gap: Gap) -> Result:
    ground.facts.gaps.append(gap)
    measures = plan.query.measures or (COUNT,)
    names = (*plan.groups, *(one.name for one in measures))
    return Result(
        columns=tuple(column_of(plan, name, None) for name in names),
        rows=(),
        facts=ground.facts,
        headline=f"The history of {plan.subject.plural} is not known: {gap.why}",
        totals={},
    )


def _table(plan: Plan, kept: Snapshots, steps: Sequence[Step], looks: Looks) -> pa.Table:
    """The resources of the days that count, each with its day and the start of every grain."""
    later = DAY if is_used(plan) else timedelta()
    wanted: dict[date, set[str]] = {}
    if later:
        wanted = {day: {look.account.id for look in found} for day, found in looks.items()}
    else:
        for step in steps:
            for account, day in step.days.items():
                wanted.setdefault(day, set()).add(account)
    parts = [_dated(plan, schema(plan.query.subject).empty_table(), date.min)]
    for day, accounts in wanted.items():
        rows = kept.rows(plan.query.subject, day)
        own = pc.is_in(rows["account_id"], value_set=pa.array(sorted(accounts), pa.string()))
        parts.append(_dated(plan, rows.filter(own), day - later))
    return pa.concat_tables(parts)


def _dated(plan: Plan, rows: pa.Table, day: date) -> pa.Table:
    for grain in GRAINS:
        start = unit_start(day, grain, plan.calendar) if day != date.min else day
        rows = rows.append_column(grain, pa.array([start] * len(rows), pa.date32()))
    return rows


def _thin(plan: Plan, steps: Sequence[Step], table: pa.Table) -> list[date]:
    """The steps of whose days, as far as they are in the period, fewer than half have any data."""
    grain, data = grain_of(plan), table
    for field in measured(plan):
        data = data.filter(pc.is_valid(data[field.name]))
    days = set(data["day"].to_pylist())
    found = []
    for step in steps:
        start = max(step.start, plan.period.start)
        end = min(moved(step.start, grain, 1), plan.period.end, plan.today)
        every = [start + n * DAY for n in range((end - start).days)]
        if sum(day in days for day in every) * 2 < len(every):
            found.append(step.start)
    return found


def _complete(
    plan: Plan,
    rows: Sequence[Cells],
    steps: Sequence[Step],
    measures: Sequence[Measure],
    unknown: frozenset[date],
) -> list[Cells]:
    """A row for each step and group: none of them is 0 where all was read, else unknown."""
    grain, *others = plan.groups
    groups = list(dict.fromkeys(tuple(str(row[name]) for name in others) for row in rows))
    example = {tuple(str(row[name]) for name in others): row for row in rows}
    known = {(str(row[grain]), *(str(row[name]) for name in others)): row for row in rows}
    found = []
    for step in steps:
        for group in groups or ([()] if not others else []):
            row = known.get((step.start.isoformat(), *group))
            if row is None:
                empty = {name: example[group][name] for name in others} if others else {}
                row = {grain: step.start.isoformat(), **empty}
                row |= {one.name: 0 if one.agg in ("count", "distinct", "sum") else None
                        for one in measures}  # fmt: skip
            if step.start in unknown:
                row = row | {one.name: None for one in measures}
            found.append(row)
    return found
