"""A Query as one SQL statement, built as sqlglot expressions and printed for the engine at hand.

Everything here (columns, groups, measures, order) is over `row_facts`, and the same for resources
and for charges. Text from a question enters only as a literal that sqlglot quotes; every order ends
with columns that make it the same each time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from finops.condition import all_of, compare_number, literal
from finops.plan import Need, Plan
from finops.relation import (
    CURRENCY,
    ROW,
    Rows,
    Tables,
    column,
    named,
    resting_on,
    select,
    within,
)
from finops.warehouse.rollups import RESOURCES
from intents.catalog import Field
from intents.query import GRAINS, AnyOf, Condition, Measure, Query

# The column that tells the currencies of resources apart, where there are several.
RESOURCE_CURRENCY = "currency"
CATEGORY, RESOURCE = "charge_category", "resource_id"
# What a number in a text (a tag, a property of a SKU) is read as.
DECIMAL = "DECIMAL(38, 15)"
# Columns of the statement that adds up the rest: a group's key, and its place in the order.
KEY, PLACE = "@key_", "@place"


@dataclass(frozen=True, slots=True)
class Statement:
    """Prints the SQL of one plan."""

    plan: Plan
    tables: Tables

    @property
    def query(self) -> Query:
        """The question."""
        return self.plan.query

    @property
    def rows(self) -> Rows:
        """What the statement is over."""
        return Rows(self.plan, self.tables)

    def listed(self) -> exp.Select:
        """One line a row."""
        body = self._over_rows(
            [named(self._value(shown.field, shown.need), shown.name) for shown in self.plan.shown]
        )
        for measure in self.query.measures:
            body = body.select(named(self._arithmetic(measure), measure.name), copy=False)
        for name in self._told_apart():
            body = body.select(column(name), copy=False)
        costs = any(need.is_cost for need in self.plan.needs) and self.query.subject != "cost"
        if costs and len(self.tables.currencies) > 1:
            currency = column(f"{self._cost_alias}_currency")
            body = body.select(named(currency, RESOURCE_CURRENCY), copy=False)
        body = body.where(self.rows.matching(), copy=False)
        if self.query.limit_per:
            body = body.qualify(self._place_in_group(), copy=False)
        body = body.order_by(*self._list_order(), copy=False)
        if self.query.limit is None or self.query.limit_per:
            return body
        # One more than is shown, to see whether the cut falls between equals.
        return body.limit(self.query.limit + 1, copy=False)

    def _told_apart(self) -> Iterator[str]:
        """The currency of charges that are listed one by one, where there are several."""
        shown = {one.name for one in self.plan.shown}
        if (
            self.query.subject == "cost"
            and len(self.tables.currencies) > 1
            and CURRENCY not in shown
        ):
            yield CURRENCY

    def _value(self, field: Field, need: Need | None) -> exp.Expr:
        if need is not None and self.query.subject != "cost":
            return column(self.rows.alias(need))
        return self.rows.spell(field)

    def _arithmetic(self, measure: Measure) -> exp.Expr:
        def value(name: str) -> exp.Expr:
            field = self.plan.subject.field(name)
            if field is None:
                raise KeyError(name)
            return self.rows.spell(field)

        return _formula(value(measure.field or ""), measure, value)

    def _list_order(self) -> Iterator[exp.Expr]:
        """As asked; else the dearest first where cost is shown; then the same each time."""
        shown = {one.name: self._value(one.field, one.need) for one in self.plan.shown}
        for name in self.query.order_by or (("-cost",) if "cost" in shown else ()):
            plain = name.removeprefix("-")
            yield _ordered(shown.get(plain, column(plain)), descending=name.startswith("-"))
        ties = ("cloud", "account", "region", "name", "id")
        for name in ties:
            if name in self.plan.subject.fields:
                yield _ordered(column(name))
        if self.query.subject == "cost":
            yield _ordered(column("charge_period_start"))

    @property
    def _cost_alias(self) -> str:
        """The first Need on cost, whose currency stands for the row's."""
        return next(self.rows.alias(need) for need in self.plan.needs if need.is_cost)

    def mixed(self) -> exp.Select:
        """How many rows are billed in several currencies, so that their cost is no one amount."""
        test = exp.Where(this=column(f"{self._cost_alias}_mixed"))
        count = exp.Filter(this=exp.Count(this=exp.Star()), expression=test)
        scope = all_of(list(self.rows.scope()))
        return self._over_rows([count]).where(scope, copy=False)

    def _place_in_group(self) -> exp.Expr:
        groups = [self._group(name) for name in self.query.limit_per]
        order = exp.Order(expressions=list(self._list_order()))
        place = exp.Window(this=exp.RowNumber(), partition_by=groups, order=order)
        return exp.LTE(this=place, expression=literal(self.query.limit or 1))

    def grouped(
        self, groups: Iterable[str], measures: Mapping[str, exp.Expr], most: int | None = None
    ) -> exp.Select:
        """One line a group, the first `most` of them; without groups one line in all."""
        names = list(groups)
        body = self._groups(names, measures)
        body = body.order_by(*self._group_order(names, measures), copy=False)
        body = body if most is None else body.limit(most, copy=False)
        return self._told(body, names, measures) if self.rows.numbered else body

    def _told(
        self, body: exp.Select, names: Sequence[str], measures: Mapping[str, exp.Expr]
    ) -> exp.Select:
        """The same lines with the ids of resources in the place of their numbers."""
        if RESOURCE not in names:
            return body
        cells: list[exp.Expr] = [column(name, "groups") for name in (*names, *measures)]
        cells[names.index(RESOURCE)] = column(RESOURCE, "resources")
        same = exp.EQ(this=column("number", "resources"), expression=column(RESOURCE, "groups"))
        told = exp.Select(expressions=cells).from_(body.subquery("groups"), copy=False)
        told = told.join(exp.to_table(RESOURCES), on=same, join_type="left", copy=False)
        return told.order_by(*self._group_order(names, measures), copy=False)

    def _groups(self, names: Sequence[str], measures: Mapping[str, exp.Expr]) -> exp.Select:
        cells = [named(self._group(name), name) for name in names]
        cells += [named(value, name) for name, value in measures.items()]
        body = self._over_rows(cells).where(self.rows.matching(), copy=False)
        if names:
            body = body.group_by(*(self._group(name) for name in names), copy=False)
        if self.query.having:
            tests = all_of([self._having(test, measures) for test in self.query.having])
            # A share is of all groups: those that the condition leaves out are in the whole.
            shares = any(measure.agg == "share" for measure in self.query.measures)
            body = body.qualify(tests) if shares else body.having(tests)
        return body

    def rest(
        self, groups: Iterable[str], measures: Mapping[str, exp.Expr], apart: Sequence[str]
    ) -> exp.Select:
        """What the groups after the first N are together, one line for each of `apart`.

        Measured over their charges: the rate of several groups is no sum of their rates.
        """
        names = list(groups)
        ranked = self._ranked(names, measures)
        keys = enumerate(names)
        same = all_of([self._is_of(name, column(f"{KEY}{number}")) for number, name in keys])
        cells = [named(self._group(name), name) for name in apart]
        cells += [named(value.copy(), name) for name, value in measures.items()]
        cells.append(named(exp.Count(this=exp.Distinct(expressions=[column(PLACE)])), PLACE))
        after = exp.GT(this=column(PLACE), expression=literal(self.query.limit or 0))
        body = self._over_rows(cells).join(ranked.subquery("ranked"), on=same, copy=False)
        body = body.where(self.rows.matching(), after, copy=False)
        return body.group_by(*(self._group(name) for name in apart), copy=False)

    def _ranked(self, names: list[str], measures: Mapping[str, exp.Expr]) -> exp.Select:
        """The key of each group with its place in the order."""
        grouped = self._groups(names, {name: value.copy() for name, value in measures.items()})
        # The rows are named once, in the statement around this one.
        grouped.set("with_", None)
        order = exp.Order(expressions=list(self._group_order(names, measures)))
        cells: list[exp.Expr] = [
            named(column(name), f"{KEY}{number}") for number, name in enumerate(names)
        ]
        cells.append(named(exp.Window(this=exp.RowNumber(), order=order), PLACE))
        return exp.Select(expressions=cells).from_(grouped.subquery("grouped"), copy=False)

    def _is_of(self, name: str, key: exp.Expr) -> exp.Expr:
        """Whether a row is of the group with this key; what has none is a group too."""
        return exp.NullSafeEQ(this=self._group(name), expression=key)

    def _having(self, test: Condition, measures: Mapping[str, exp.Expr]) -> exp.Expr:
        """A condition over groups; the cost and the count need no measure of their own."""
        if test.field in measures:
            return compare_number(test, measures[test.field].copy())
        if test.field == "count":
            return compare_number(test, exp.Count(this=exp.Star()))
        cost = Measure(name=test.field, agg="sum", field=test.field)
        return compare_number(test, self._aggregate(cost))

    def _group(self, name: str) -> exp.Expr:
        if name in GRAINS:
            return column(name)
        if name == RESOURCE_CURRENCY and name not in self.plan.subject.fields:
            return column(f"{self._cost_alias}_currency")
        field = self.plan.subject.field(name)
        if field is None:
            raise KeyError(name)
        return self.rows.spell(field)

    def _group_order(
        self, names: Sequence[str], measures: Mapping[str, exp.Expr]
    ) -> Iterator[exp.Expr]:
        for name in self.query.order_by:
            plain = name.removeprefix("-")
            if plain in measures or plain in names:
                yield _ordered(column(plain), descending=name.startswith("-"))
        for name in names:
            if name in GRAINS:
                yield _ordered(column(name))
        if not self.query.order_by and measures:
            yield _ordered(column(next(iter(measures))), descending=True)
        for name in names:
            yield _ordered(column(name))

    def measure(self, measure: Measure, apart: Sequence[str] = ()) -> exp.Expr:
        """A Measure over a group, the ones it is made of put in.

        `apart` names the groups (steps of a trend, currencies, units) that have a whole each, of
        which a share is.
        """
        by_name = {one.name: one for one in self.query.measures}

        def value(name: str, seen: tuple[str, ...]) -> exp.Expr:
            if name in seen:
                raise ValueError(f"measure {name} is made of itself")
            # A field stands for the same aggregate of it.
            one = by_name.get(name) or measure.model_copy(
                update={"name": name, "field": name, "minus": None, "per": None}
            )
            return self._formed(one, lambda other: value(other, (*seen, name)), apart)

        return self._formed(measure, lambda other: value(other, (measure.name,)), apart)

    def _formed(
        self, one: Measure, value: Callable[[str], exp.Expr], apart: Sequence[str]
    ) -> exp.Expr:
        part = self._aggregate(one)
        if one.agg != "share":
            return _formula(part, one, value)
        if one.minus:
            part = exp.paren(exp.Sub(this=part, expression=value(one.minus)))
        if one.per:
            return _percent(part, value(one.per))
        all_rows = self._aggregate(one.model_copy(update={"where": ()}))
        by = [self._group(name) for name in apart]
        return _percent(part, exp.Window(this=exp.Sum(this=all_rows), partition_by=by))

    def distinct(self, name: str, of: str | None = None) -> exp.Select:
        """Every value of a column among the matching rows (that have an `of`), most rows first."""
        tests = [exp.not_(column(of).is_(exp.null()))] if of else []
        body = (
            self._over_rows([column(name)])
            .where(all_of([self.rows.matching(), *tests]), copy=False)
            .group_by(column(name), copy=False)
        )
        return body.order_by(_ordered(exp.Count(this=exp.Star()), descending=True), copy=False)

    def profile(self) -> exp.Select:
        """How many matching rows there are of each currency and charge category, and their cost.

        Those of the period compared with are counted in a column of their own.
        """
        names = (CURRENCY, CATEGORY)
        now, before = self._during("period"), self._during("compare_to")
        cells: list[exp.Expr] = [column(name) for name in names]
        cells.append(named(aggregate("sum", column("cost"), now), "cost"))
        cells.append(named(aggregate("count", exp.Star(), now), "charges"))
        if before:
            cells.append(named(aggregate("count", exp.Star(), before), "charges_before"))
        body = self._over_rows(cells).where(self.rows.matching(), copy=False)
        return body.group_by(*(column(name) for name in names), copy=False)

    def day_count(self) -> exp.Select:
        """On how many days of the period there is any matching charge."""
        days = aggregate("distinct", column("day"), self._during("period"))
        return self._over_rows([days]).where(self.rows.matching(), copy=False)

    def _aggregate(self, measure: Measure) -> exp.Expr:
        field = self.plan.subject.field(measure.field) if measure.field else None
        over = self._measurable(field, measure.agg) if field else exp.Star()
        tests = [self.rows.where(part) for part in measure.where]
        return aggregate(measure.agg or "sum", over, [*tests, *self._during(measure.of)])

    def _during(self, which: Literal["period", "compare_to"]) -> list[exp.Expr]:
        """What tells the rows of one of two periods; of one period alone, nothing has to."""
        if self.query.subject != "cost" or self.plan.compare is None:
            return []
        span = self.plan.period if which == "period" else self.plan.compare
        return [within(span, self.rows.moment)]

    def _measurable(self, field: Field, agg: str | None) -> exp.Expr:
        """A field's value; a number where a key of a JSON column is to be added up or compared."""
        value = self.rows.spell(field)
        is_key = "." in field.name and field.type == "text"
        if not is_key or agg in ("count", "distinct"):
            return value
        return exp.TryCast(this=value, to=exp.DataType.build(DECIMAL))

    def unknown(self) -> exp.Select:
        """How many rows might match but have an unknown value, in all and for each condition."""
        tests = [self.rows.where(part) for part in self.query.where]
        matching = all_of([*self.rows.scope(), *tests])
        cells: list[exp.Expr] = [named(exp.Count(this=exp.Star()), "rows")]
        for number, test in enumerate(tests):
            missing = exp.Filter(
                this=exp.Count(this=exp.Star()),
                expression=exp.Where(this=exp.paren(test).is_(exp.null())),
            )
            cells.append(named(missing, f"test_{number}"))
        return self._over_rows(cells).where(exp.paren(matching).is_(exp.null()))

    def blank(self, names: Iterable[str]) -> exp.Select:
        """How many matching rows have no known value of these fields."""
        cells: list[exp.Expr] = []
        for name in dict.fromkeys(names):
            if field := self.plan.subject.field(name):
                missing = exp.Where(this=self.rows.spell(field).is_(exp.null()))
                count = exp.Filter(this=exp.Count(this=exp.Star()), expression=missing)
                cells.append(named(count, name))
        return self._over_rows(cells).where(self.rows.matching(), copy=False)

    def candidates(self) -> exp.Select:
        """The resources that the plain facts leave in: metrics are read for these alone.

        A row has cloud, account, region, and the ids of all that are there.
        """
        tests = list(self.rows.scope())
        subject = self.plan.subject
        for part in self.query.where:
            ones = part.any if isinstance(part, AnyOf) else (part,)
            fields = [subject.field(one.field) for one in ones]
            if all(field and field.kind == "fact" for field in fields):
                tests.append(exp.Coalesce(this=self.rows.where(part), expressions=[exp.true()]))
        table = self.query.subject
        place = [column(name) for name in ("cloud", "account_id", "region")]
        ids = exp.ArrayAgg(this=column("id"))
        return exp.select(*place, ids).from_(table).where(all_of(tests)).group_by(*place)

    def _over_rows(self, cells: Sequence[exp.Expr]) -> exp.Select:
        return resting_on(select(cells, ROW), {ROW: self.rows.body()})


def aggregate(agg: str, over: exp.Expr, tests: list[exp.Expr]) -> exp.Expr:
    """An aggregate of a value over the rows that pass the tests."""
    made: exp.Expr
    match agg:
        case "count":
            made = exp.Count(this=over)
        case "distinct":
            made = exp.Count(this=exp.Distinct(expressions=[over]))
        case "p95":
            made = exp.func("quantile_cont", over, literal(0.95))
        case "share":
            made = exp.Count(this=over) if isinstance(over, exp.Star) else exp.Sum(this=over)
        case _:
            made = {"sum": exp.Sum, "avg": exp.Avg, "min": exp.Min, "max": exp.Max}[agg](this=over)
    if tests:
        made = exp.Filter(this=made, expression=exp.Where(this=all_of(tests)))
    return made


def _percent(part: exp.Expr, whole: exp.Expr) -> exp.Expr:
    """A part in percent; unknown of a whole that is not above zero, for credits may eat it up."""
    hundredfold = exp.paren(exp.Mul(this=part, expression=literal(100)))
    above = exp.GT(this=whole, expression=literal(0))
    share = exp.Div(this=hundredfold, expression=whole.copy())
    return exp.Case(ifs=[exp.If(this=above, true=share)])


def _formula(base: exp.Expr, measure: Measure, value: Callable[[str], exp.Expr]) -> exp.Expr:
    if measure.minus:
        base = exp.paren(exp.Sub(this=base, expression=value(measure.minus)))
    if measure.per:
        base = exp.Div(
            this=base, expression=exp.Nullif(this=value(measure.per), expression=literal(0))
        )
    return base


def _ordered(by: exp.Expr, *, descending: bool = False) -> exp.Expr:
    return exp.Ordered(this=by, desc=descending, nulls_first=False)
