"""New resources and gone ones: those whose first, or last, charged day lies in a period.

All charges that are known decide, not the period before: a resource that was off then is not new.
A resource is charged where there is usage of it; a refund that comes later does not revive it. On a
cloud's first known day nobody can tell what is new, and on its last not what is gone: what was
charged first, or last, on that day is left out.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sqlglot import exp

from finops.answer import Cell, Column
from finops.change.days import missing
from finops.change.lines import NAME, RESOURCE, Lines, ordered
from finops.columns import COST, column_of
from finops.condition import all_of, compare_number, literal
from finops.figures import money
from finops.ground import Ground
from finops.plan import Plan
from finops.relation import (
    CURRENCY,
    DATE,
    ROW,
    Rows,
    Tables,
    cast,
    column,
    named,
    resting_on,
    select,
)
from finops.result import Result, run
from finops.rows import Cells, cut, tied, total
from finops.warehouse import Reach
from intents.period import Span
from providers.model import Gap

COUNT = "resources"
# What follows the week's rhythm is off for no longer.
REST_DAYS = 7
# The column of the day, and the aggregate that it is of all charged days.
_DAY = {"new": ("first_charged", "MIN"), "gone": ("last_charged", "MAX")}
_AMOUNTS = {"new": "SUM(cost)", "gone": "-SUM(cost)", COST: "SUM(cost)"}


def of_lifespans(plan: Plan, ground: Ground, tables: Tables, groups: tuple[str, ...]) -> Result:
    """The resources that are new in the period, or were charged last in it, by the groups."""
    engine = ground.connection
    lines = Lines(plan, tables, groups, dialect=engine.dialect)
    known = _reach(plan, ground)
    rows = run(engine, _statement(lines, known))[1]
    currencies = tables.currencies
    if len(currencies) > 1:
        currencies = tuple(sorted({str(row[CURRENCY]) for row in rows}))
    gaps = _gaps(plan, ground, known)
    gaps += [one.gap for one in missing(engine, plan, tables, known) if one.inside]
    ground.facts.gaps.extend(gaps)
    kept = cut(plan.query, rows, groups)
    return Result(
        columns=tuple(_columns(plan, groups, currencies)),
        rows=tuple(kept),
        facts=ground.facts,
        currencies=currencies,
        cut=len(kept) < len(rows),
        tied=tied(plan.query, rows),
        headline=_headline(plan, rows, currencies, whole=not gaps),
        insights=tuple(_maybe_off(plan, rows, known)),
        said=(_rule(plan, known),),
        totals=_totals(kept, groups) if len(currencies) <= 1 else {},
    )


def _reach(plan: Plan, ground: Ground) -> tuple[Reach, ...]:
    """From which day to which the charges of each cloud that is asked about are known."""
    known = {one.cloud: one for one in ground.warehouse.manifest().reach}
    for cloud, first, last in ground.warehouse.asked.reach() if ground.warehouse.asked else ():
        known[cloud] = Reach(cloud, 0, first, last)
    return tuple(one for one in known.values() if one.cloud in (plan.query.clouds or known))


def _columns(plan: Plan, groups: tuple[str, ...], currencies: tuple[str, ...]) -> Iterator[Column]:
    unit = currencies[0] if len(currencies) == 1 else None
    yield from (column_of(plan, name, unit) for name in groups)
    if RESOURCE in groups:
        yield Column(name=NAME, type="text")
    else:
        yield Column(name=COUNT, type="number")
    yield Column(name=_DAY[str(plan.lifespan)][0], type="date")
    yield Column(name=COST, type="money", unit=unit)


def _statement(lines: Lines, reach: tuple[Reach, ...]) -> exp.Select:
    """One line a group of the resources: their name or number, the day, and their cost."""
    plan, fate = lines.plan, str(lines.plan.lifespan)
    day, which = _DAY[fate]
    cells = [named(column(key), name) for key, name in lines.keyed]
    inner = [named(lines.sql("MAX(name)"), NAME)] if RESOURCE in lines.groups else []
    if not inner:
        inner = [named(lines.sql("COUNT(DISTINCT resource_key)"), COUNT)]
    inner += [named(lines.sql(f"{which}(life_day)"), day), named(lines.sql("SUM(cost)"), COST)]
    body = select([*cells, *inner], "used")
    on = column("resource_key").eq(column("life_key"))
    body = body.join(exp.table_("lives"), on=on, copy=False)
    if lines.groups:
        body = body.group_by(*(column(key) for key, _ in lines.keyed), copy=False)
    tests = [
        compare_number(test, lines.sql(_AMOUNTS[test.field]))
        for test in plan.query.having
        if not (test.field == fate and test.value == 0)
    ]
    tests.append(lines.sql("COUNT(*) > 0"))
    body = body.having(all_of(tests), copy=False)
    outer = select([exp.Star()], "grouped")
    outer = outer.order_by(*_order(lines), copy=False)
    steps = {
        ROW: Rows(plan, lines.tables).body(), "used": lines.used(),
        "lives": _lives(lines, reach, which), "grouped": body,
    }  # fmt: skip
    return resting_on(outer, steps)


def _order(lines: Lines) -> Iterator[exp.Expr]:
    """As asked, an amount by the cost that it is; the dearest first."""
    fate = lines.plan.lifespan
    for name in lines.plan.query.order_by or ("-cost",):
        plain, down = name.removeprefix("-"), name.startswith("-")
        if plain == fate:
            plain, down = COST, down if fate == "new" else not down
        yield ordered(column(plain), descending=down)
    for name in lines.groups:
        yield ordered(column(name))


def _lives(lines: Lines, reach: tuple[Reach, ...], which: str) -> exp.Select:
    """The resources whose first, or last, charged day is in the period; in all that is known."""
    plan = lines.plan
    day = lines.sql(f"CAST({which}(charge_period_start) AS DATE)")
    anywhere = plan.query.model_copy(update={"clouds": (), "accounts": (), "regions": ()})
    rows = Rows(replace(plan, query=anywhere), lines.tables)
    use = "charge_category = 'Usage' AND NOT resource_key IS NULL"
    counted = "COALESCE(charge_class, '') <> 'Correction'"
    inside = exp.and_(
        exp.GTE(this=day, expression=_date(plan.period.start)),
        exp.LT(this=day.copy(), expression=_date(plan.period.end)),
    )
    ends = [
        exp.and_(
            column("cloud").eq(literal(one.cloud)),
            exp.NEQ(
                this=day.copy(),
                expression=_date(one.first_day if which == "MIN" else one.last_day),
            ),
        )
        for one in reach
    ]
    cells = [named(column("resource_key"), "life_key"), named(day.copy(), "life_day")]
    body = select(cells, "charges")
    body = body.where(all_of([*rows.scope(), lines.sql(use), lines.sql(counted)]), copy=False)
    body = body.group_by(column("resource_key"), column("cloud"), copy=False)
    return body.having(
        all_of([inside, exp.paren(exp.or_(*ends) if ends else exp.false())]), copy=False
    )


def _date(day: date) -> exp.Expr:
    return cast(literal(day.isoformat()), DATE)


def _totals(rows: list[Cells], groups: tuple[str, ...]) -> dict[str, Cell]:
    found: dict[str, Cell] = {COST: total(rows, COST)}
    if RESOURCE not in groups and len(groups) <= 1:
        count = total(rows, COUNT)
        found[COUNT] = None if count is None else int(count)
    return found


def _rule(plan: Plan, reach: tuple[Reach, ...]) -> str:
    """What counts as new, or as gone."""
    if plan.lifespan == "new":
        since = min((one.first_day for one in reach), default=None)
        return f"new is what was charged on no day before the period{_known('since', since)}"
    until = max((one.last_day for one in reach), default=None)
    return f"gone is what was charged last in the period and not after it{_known('until', until)}"


def _known(word: str, day: date | None) -> str:
    return f" (charges are known {word} {_said(day)})" if day else ""


def _said(day: date) -> str:
    return f"{day:%-d %b %Y}"


def _gaps(plan: Plan, ground: Ground, reach: tuple[Reach, ...]) -> list[Gap]:
    """What of the days that decide is not known."""
    fix = "add the export under [[charges]], then run: finops sync"
    gaps = [
        Gap(
            f"{one.cloud} charges",
            f"charges begin on {_said(one.first_day)}: what was charged before, and so what was "
            "new then, is unknown",
            fix,
        )
        for one in reach
        if plan.lifespan == "new" and plan.period.start <= one.first_day < plan.period.end
    ]
    if not reach:
        gaps.append(Gap("charges", "no charges of these clouds are known", fix))
    elif ground.warehouse.asked:
        # Cost APIs tell the resources of the last days alone.
        first = min(plan.period.start, *(one.first_day for one in reach))
        ever = Span(first, max(plan.period.end, plan.today))
        gaps += ground.warehouse.asked.without_resources(ever, plan.query.clouds)
    return gaps


def _maybe_off(plan: Plan, rows: list[Cells], reach: tuple[Reach, ...]) -> Iterator[str]:
    """What is charged on working days alone looks gone on a Sunday."""
    if plan.lifespan != "gone" or not reach:
        return
    late = max(one.last_day for one in reach) - timedelta(days=REST_DAYS)
    count = sum(date.fromisoformat(str(row["last_charged"])) > late for row in rows)
    if count:
        yield (
            f"{count} of these {len(rows)} were charged within the last {REST_DAYS} days that are "
            "known: they may only be off"
        )


def _headline(plan: Plan, rows: list[Cells], currencies: tuple[str, ...], *, whole: bool) -> str:
    """How many, and what they cost in the period; of those cut off too."""
    new = plan.lifespan == "new"
    several = len(plan.query.group_by) > 1 or len(currencies) > 1
    if several and RESOURCE not in plan.query.group_by:
        return f"{len(rows):,} groups have {'new' if new else 'gone'} resources over {plan.period}"
    count = len(rows) if RESOURCE in plan.query.group_by else int(total(rows, COUNT) or 0)
    known = "" if whole else "as far as is known, "
    such = "such " if len(plan.query.having) > 1 or plan.query.where else ""
    things = f"{count:,} {such}{'new ' if new else ''}resource{'s' if count != 1 else ''}"
    if not rows:
        text = f"{known}no {such}resource {'is new' if new else 'was charged last'}"
        return _sentence(f"{text} over {plan.period}")
    if len(currencies) > 1:
        return _sentence(f"{known}{things} {'' if new else 'gone '}over {plan.period}")
    cost = money(total(rows, COST) or Decimal(0), currencies[0] if currencies else None)
    if new:
        return _sentence(f"{known}{things} cost {cost} over {plan.period}")
    they = "they" if count != 1 else "it"
    return _sentence(f"{known}{things} gone over {plan.period}: {they} cost {cost} in it")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
