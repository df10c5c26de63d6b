"""Questions about cost, answered from the charges in the warehouse."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlglot import exp

from finops.absent import Absent, absent
from finops.columns import BEFORE, BILLED, CHANGE, COST, PERCENT, column_of
from finops.credits import GIVEN, beside, hidden
from finops.ground import Ground
from finops.insights import bases
from finops.others import others
from finops.plan import Plan
from finops.profile import profile
from finops.reached import unreached
from finops.regrouped import regrouped
from finops.relation import CURRENCY, Tables
from finops.result import Result, run
from finops.rows import Cells, amount, cut, tied
from finops.savings import distortions
from finops.statement import Statement
from finops.units import UNIT_OF, is_money, units
from finops.unranked import ranked, unranked
from finops.unranked import told as unranked_cost
from finops.warehouse.engine import Engine
from intents.catalog import CLOUDS
from intents.query import GRAINS, Measure


def of_charges(plan: Plan, ground: Ground) -> Result:
    """The rows of a Query over charges."""
    connection, manifest = ground.connection, ground.warehouse.manifest()
    tables = ground.tables
    statement = Statement(plan, tables)
    seen = profile(Statement(regrouped(plan, compared=True), tables), connection)
    currencies = seen.currencies if is_money(plan) else ()
    counted = units(plan, statement, connection)
    apart = ((CURRENCY,) if len(currencies) > 1 else ()) + counted.apart
    groups = tuple(dict.fromkeys((*plan.groups, *apart)))
    measures: dict[str, exp.Expr] = {}
    beside_it: dict[str, exp.Expr] = {}
    reach = ground.warehouse.reach()
    blind = unreached(plan, reach)
    if plan.query.analysis == "list":
        select = statement.listed()
    else:
        measures = _measures(plan, statement, groups, both=seen.both and not blind)
        if len(currencies) > 1 and _is_beside(plan):
            measures.pop(BILLED, None)
        if len(currencies) == 1:
            beside_it = beside(plan, statement, groups, seen.categories)
        over = measures | beside_it
        select = Statement(ranked(plan), tables).grouped(groups, over, _most(plan))
    names, rows = run(connection, select)
    bare = unranked(plan, connection, tables)
    if bare is not None and not rows:
        bare, rows = None, run(connection, statement.grouped(groups, measures | beside_it))[1]
    kept = cut(plan.query, rows, groups)
    if _has_rest(plan, rows):
        first, rest = rows[: plan.query.limit], rows[plan.query.limit :]
        kept = first + others(statement, connection, groups, apart, measures, rest)
    given = [amount(row, GIVEN) for row in kept]
    if beside_it:
        names, kept = _without(GIVEN, names, kept)
    money = currencies[0] if len(currencies) == 1 else None
    result = Result(
        columns=tuple(column_of(plan, name, money, counted.unit) for name in names),
        rows=tuple(_without_change(row, blind) if blind else row for row in kept),
        facts=ground.facts,
        categories=seen.categories if money else {},
        charges=seen.charges,
        days=_days(plan, tables, connection, rows),
        currencies=currencies,
        cut=len(kept) < len(rows) or bare is not None,
        tied=tied(plan.query, rows),
        tag_keys=manifest.tag_keys,
    )
    told = (
        *(() if bare is None else (unranked_cost(plan, bare, money),)),
        *hidden(plan, result, given),
        *distortions(plan, connection, tables, money),
    )
    if BILLED in measures and _is_beside(plan):
        result = _without_equal_basis(result)
    if not (seen.charges or seen.before):
        return _nothing(result, absent(plan, connection, tables, reach))
    return replace(result, insights=told)


def _is_beside(plan: Plan) -> bool:
    """Whether billed cost is there only because it may differ, which of one currency is said."""
    asked = {name.removeprefix("-") for name in plan.query.order_by}
    return not plan.query.measures and BILLED not in asked


def _without_equal_basis(result: Result) -> Result:
    """Billed cost is a column beside cost only where it tells something that cost does not."""
    if bases(result):
        return result
    columns = tuple(column for column in result.columns if column.name != BILLED)
    rows = _without(BILLED, [column.name for column in columns], result.rows)[1]
    return replace(result, columns=columns, rows=tuple(rows))


def _without(
    name: str, names: Iterable[str], rows: Iterable[Cells]
) -> tuple[list[str], list[Cells]]:
    """The names of the columns, and the rows, without one of them."""
    kept = [one for one in names if one != name]
    return kept, [{one: row[one] for one in kept} for row in rows]


def _nothing(result: Result, why: Absent | None) -> Result:
    """What is said of no charge: why, where it is known."""
    if why is None:
        return result
    result.facts.gaps.extend([why.gap] if why.gap else [])
    return replace(result, headline=why.headline, insights=why.insights)


def _most(plan: Plan) -> int | None:
    """Only as many groups as are shown, and one more to see a tie; all where the rest is told."""
    query = plan.query
    if query.limit is None or query.limit_per or query.others:
        return None
    return query.limit + 1


def _days(plan: Plan, tables: Tables, connection: Engine, rows: Sequence[Cells]) -> int | None:
    """On how many days of a trend there are charges; of whole billing periods no day is missing."""
    if plan.query.analysis != "trend" or plan.query.period_on != "charge":
        return None
    if "day" in plan.groups and plan.query.limit is None and not plan.query.having:
        return len({row["day"] for row in rows})
    by_day = Statement(regrouped(plan, "day"), tables)
    return int(str(connection.run(by_day.day_count())[1][0][0]))


def _has_rest(plan: Plan, rows: Sequence[Cells]) -> bool:
    """Whether groups are left out that are to be one row."""
    query = plan.query
    wanted = query.others and not query.limit_per and query.analysis != "list"
    return wanted and query.limit is not None and len(rows) > query.limit


def _measures(
    plan: Plan, statement: Statement, groups: tuple[str, ...], *, both: bool
) -> dict[str, exp.Expr]:
    """The measures asked for; where none are, the cost, and what was billed beside it."""
    query = plan.query
    if query.measures:
        apart = [name for name in groups if name in (*GRAINS, CURRENCY, *UNIT_OF.values())]
        return {measure.name: statement.measure(measure, apart) for measure in query.measures}
    now = statement.measure(Measure(name=COST, agg="sum", field="cost"))
    if plan.compare is not None:
        before = Measure(name=BEFORE, agg="sum", field="cost", of="compare_to")
        return _change(now, statement.measure(before), both=both)
    if query.cost_basis != "effective":
        return {COST: now}
    billed = Measure(name=BILLED, agg="sum", field="billed_cost")
    return {COST: now, BILLED: statement.measure(billed)}


def _without_change(row: Cells, blind: frozenset[str]) -> Cells:
    """A row that may hold charges of a cloud of which too many days are not known."""
    is_known = row.get("cloud") in CLOUDS and row["cloud"] not in blind
    if CHANGE not in row or is_known:
        return row
    return row | {CHANGE: None, PERCENT: None}


def _change(now: exp.Expr, before: exp.Expr, *, both: bool) -> dict[str, exp.Expr]:
    """The cost of two periods and their difference.

    Where both periods have charges, a group that one of them lacks cost nothing then: its rows are
    all there. Where one has none at all, its cost is unknown, and so is the change.
    """
    if both:
        zero = [exp.Literal.number(0)]
        now, before = (exp.Coalesce(this=one, expressions=zero) for one in (now, before))
    change = exp.Sub(this=now.copy(), expression=before.copy())
    percent = exp.Div(
        this=exp.Mul(this=exp.paren(change.copy()), expression=exp.Literal.number(100)),
        expression=exp.Nullif(this=before.copy(), expression=exp.Literal.number(0)),
    )
    return {COST: now, BEFORE: before, CHANGE: change, PERCENT: percent}
