"""A Query as one SQL statement, built as sqlglot expressions and printed for the engine at hand.

The statement reads one common table expression, `row`: the inventory with its costs and metrics
joined, or the charges of the period. Everything above it (conditions, groups, measures, order) is
the same for both.

Invariants: money is DECIMAL and never added across currencies; text from a question enters only as
a literal that sqlglot quotes; every order ends with columns that make it the same each time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from finops.condition import all_of, compare_number, literal, where
from finops.plan import Need, Plan
from intents.catalog import Field
from intents.period import Span
from intents.query import GRAINS, AnyOf, Condition, Measure, Query, Where

# A metric answers only where at least half of its window has data.
LEAST_DATA = 2
ROW = "row_facts"
CURRENCY = "billing_currency"


@dataclass(frozen=True, slots=True)
class Tables:
    """What the statement may read: `tag_keys` are the spellings that exist in the rows.

    `joined` names the table of each Need on metrics; costs come from `charges`.
    """

    tag_keys: tuple[str, ...]
    joined: Mapping[Need, str]
    currencies: tuple[str, ...]


def column(name: str, table: str | None = None) -> exp.Column:
    """A quoted column."""
    return exp.column(name, table=table, quoted=True)


@dataclass(frozen=True, slots=True)
class Statement:
    """Prints the SQL of one plan."""

    plan: Plan
    tables: Tables

    @property
    def query(self) -> Query:
        """The question."""
        return self.plan.query

    # -- what a field is called inside `row` ------------------------------------------------------

    def spell(self, field: Field, condition: Condition | None = None) -> exp.Expr:
        """The field's value in `row`."""
        head, _, key = field.name.partition(".")
        if field.name in GRAINS:
            return column(field.name)
        if need := self.plan.need(field, condition):
            if self.query.subject == "cost":
                return column("cost")
            return column(self.alias(need))
        if key:
            return self._tag(head, key)
        return column(field.name)

    def alias(self, need: Need) -> str:
        """A Need's column in `row`."""
        return f"need_{self.plan.needs.index(need)}"

    def _tag(self, head: str, key: str) -> exp.Expr:
        """A tag under any spelling of its key that exists; its empty value is no value."""
        spellings = [known for known in self.tables.tag_keys if known.lower() == key.lower()]
        spellings.sort(key=lambda known: (known != key, known))
        if head != "tags" or not spellings:
            spellings = [key]
        found = [exp.Bracket(this=column(head), expressions=[literal(key)]) for key in spellings]
        first = found[0] if len(found) == 1 else exp.Coalesce(this=found[0], expressions=found[1:])
        return exp.Nullif(this=first, expression=literal(""))

    # -- row --------------------------------------------------------------------------------------

    def rows(self) -> exp.Select:
        """The body of `row`."""
        return self._charge_rows() if self.query.subject == "cost" else self._resource_rows()

    def _resource_rows(self) -> exp.Select:
        subject = self.query.subject
        body = exp.select(f"{subject}.*").from_(subject)
        body = body.select(self._age()) if "age_days" in self.plan.subject.fields else body
        for need in self.plan.needs:
            alias = self.alias(need)
            if need.is_cost:
                joined: exp.Expr = _cost_by_resource(self._cost_column(), need.span).subquery(alias)
                key = exp.Lower(this=column("id", subject))
                body = body.join(
                    joined,
                    on=exp.EQ(this=column("resource_key", alias), expression=key),
                    join_type="left",
                )
                body = body.select(exp.alias_(column("amount", alias), alias, quoted=True))
                body = body.select(
                    exp.alias_(column(CURRENCY, alias), f"{alias}_currency", quoted=True)
                )
            else:
                table = exp.alias_(
                    exp.to_table(self.tables.joined[need], quoted=True), alias, table=True
                )
                on = exp.EQ(this=column("id", alias), expression=column("id", subject))
                body = body.join(table, on=on, join_type="left")
                body = body.select(exp.alias_(_enough(need, alias), alias, quoted=True))
        return body

    def _age(self) -> exp.Expr:
        today = exp.cast(literal(self.plan.today.isoformat()), "date")
        created = exp.cast(column("created_at"), "date")
        return exp.alias_(
            exp.DateDiff(this=today, expression=created, unit=exp.var("DAY")),
            "age_days",
            quoted=True,
        )

    def _cost_column(self) -> str:
        return f"{self.query.cost_basis}_cost"

    def _charge_rows(self) -> exp.Select:
        body = exp.select("*", exp.alias_(column(self._cost_column()), "cost", quoted=True)).from_(
            "charges"
        )
        for grain in GRAINS:
            start = exp.cast(exp.func("date_trunc", literal(grain), column(self._moment)), "date")
            body = body.select(exp.alias_(start, grain, quoted=True))
        spans = [span for span in (self.plan.period, self.plan.compare) if span]
        return body.where(exp.or_(*(_within(span, self._moment) for span in spans)))

    @property
    def _moment(self) -> str:
        return "charge_period_start" if self.query.period_on == "charge" else "billing_period_start"

    # -- conditions -------------------------------------------------------------------------------

    def matching(self) -> exp.Expr:
        """The scope and every condition over rows."""
        return all_of([*self.scope(), *(self._where(part) for part in self.query.where)])

    def _where(self, part: Where) -> exp.Expr:
        return where(part, self.plan.subject, self.spell)

    def scope(self) -> Iterator[exp.Expr]:
        """Clouds, accounts and regions; never unknown."""
        cost = self.query.subject == "cost"
        if self.query.clouds:
            yield _one_of(["cloud"], self.query.clouds)
        if self.query.accounts:
            names = ("sub_account_id", "sub_account_name") if cost else ("account_id", "account")
            yield _one_of(names, self.query.accounts)
        if self.query.regions:
            yield _one_of(["region_id" if cost else "region"], self.query.regions)

    # -- the statements ---------------------------------------------------------------------------

    def listed(self) -> exp.Select:
        """One line a row."""
        body = self._over_rows(
            [
                exp.alias_(self._value(shown.field, shown.need), shown.name, quoted=True)
                for shown in self.plan.shown
            ]
        )
        for measure in self.query.measures:
            body = body.select(exp.alias_(self._arithmetic(measure), measure.name, quoted=True))
        for need in self.plan.needs:
            if need.is_cost and len(self.tables.currencies) > 1 and self.query.subject != "cost":
                body = body.select(
                    exp.alias_(column(f"{self.alias(need)}_currency"), "currency", quoted=True)
                )
                break
        body = body.where(self.matching())
        if self.query.limit_per:
            body = body.qualify(self._place_in_group())
        body = body.order_by(*self._list_order())
        return (
            body.limit(self.query.limit) if self.query.limit and not self.query.limit_per else body
        )

    def _value(self, field: Field, need: Need | None) -> exp.Expr:
        if need is not None and self.query.subject != "cost":
            return column(self.alias(need))
        return self.spell(field)

    def _arithmetic(self, measure: Measure) -> exp.Expr:
        def value(name: str) -> exp.Expr:
            field = self.plan.subject.field(name)
            if field is None:
                raise KeyError(name)
            return self.spell(field)

        return _formula(value(measure.field or ""), measure, value)

    def _list_order(self) -> Iterator[exp.Expr]:
        for name in self.query.order_by:
            plain = name.removeprefix("-")
            field = self.plan.subject.field(plain)
            by = self.spell(field) if field else column(plain)
            yield _ordered(by, descending=name.startswith("-"))
        ties = ("cloud", "account", "region", "name", "id")
        for name in ties:
            if name in self.plan.subject.fields:
                yield _ordered(column(name))
        if self.query.subject == "cost":
            yield _ordered(column("charge_period_start"))

    def _place_in_group(self) -> exp.Expr:
        groups = [self._group(name) for name in self.query.limit_per]
        order = exp.Order(expressions=list(self._list_order()))
        place = exp.Window(this=exp.RowNumber(), partition_by=groups, order=order)
        return exp.LTE(this=place, expression=literal(self.query.limit or 1))

    def grouped(self, groups: Iterable[str], measures: Mapping[str, exp.Expr]) -> exp.Select:
        """One line a group; without groups one line in all."""
        names = list(groups)
        cells = [exp.alias_(self._group(name), name, quoted=True) for name in names]
        cells += [exp.alias_(value, name, quoted=True) for name, value in measures.items()]
        body = self._over_rows(cells).where(self.matching())
        if names:
            body = body.group_by(*(self._group(name) for name in names))
        if self.query.having:
            body = body.having(all_of([_having(test, measures) for test in self.query.having]))
        return body.order_by(*self._group_order(names, measures))

    def _group(self, name: str) -> exp.Expr:
        if name in GRAINS:
            return column(name)
        field = self.plan.subject.field(name)
        if field is None:
            raise KeyError(name)
        return self.spell(field)

    def _group_order(
        self, names: list[str], measures: Mapping[str, exp.Expr]
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

    def measure(self, measure: Measure) -> exp.Expr:
        """A Measure over a group, the ones it is made of put in."""
        by_name = {one.name: one for one in self.query.measures}

        def value(name: str, seen: tuple[str, ...]) -> exp.Expr:
            if name in seen:
                raise ValueError(f"measure {name} is made of itself")
            one = by_name[name]
            return _formula(self._aggregate(one), one, lambda other: value(other, (*seen, name)))

        return value(measure.name, ())

    def measure_alone(self, measure: Measure) -> exp.Expr:
        """A Measure that is made of no other."""
        return self._aggregate(measure)

    def distinct(self, name: str) -> exp.Select:
        """Every value of a column among the matching rows, most rows first."""
        body = self._over_rows([column(name)]).where(self.matching()).group_by(column(name))
        return body.order_by(_ordered(exp.Count(this=exp.Star()), descending=True))

    def by_category(self) -> exp.Select:
        """The cost of each charge category among the matching charges of the period."""
        name = column("charge_category")
        tests = [_within(self.plan.period, self._moment)]
        cost = exp.alias_(aggregate("sum", column("cost"), tests), "cost")
        body = self._over_rows([name, cost]).where(self.matching()).group_by(name)
        return body.order_by(_ordered(column("cost"), descending=True))

    def day_count(self) -> exp.Select:
        """On how many days of the period there is any matching charge."""
        tests = [_within(self.plan.period, self._moment)]
        return self._over_rows([aggregate("distinct", column("day"), tests)]).where(self.matching())

    def _aggregate(self, measure: Measure) -> exp.Expr:
        field = self.plan.subject.field(measure.field) if measure.field else None
        over = self.spell(field) if field else exp.Star()
        tests = [self._where(part) for part in measure.where]
        if self.query.subject == "cost" and self.plan.compare:
            span = self.plan.period if measure.of == "period" else self.plan.compare
            tests.append(_within(span, self._moment))
        return aggregate(measure.agg or "sum", over, tests)

    def unknown(self) -> exp.Select:
        """How many rows might match but have an unknown value, in all and for each condition."""
        tests = [self._where(part) for part in self.query.where]
        matching = all_of([*self.scope(), *tests])
        cells: list[exp.Expr] = [exp.alias_(exp.Count(this=exp.Star()), "rows")]
        for number, test in enumerate(tests):
            missing = exp.Filter(
                this=exp.Count(this=exp.Star()),
                expression=exp.Where(this=exp.paren(test).is_(exp.null())),
            )
            cells.append(exp.alias_(missing, f"test_{number}"))
        return self._over_rows(cells).where(exp.paren(matching).is_(exp.null()))

    def candidates(self) -> exp.Select:
        """Ids of the resources that the plain facts leave in: metrics are read for these alone."""
        tests = list(self.scope())
        subject = self.plan.subject
        for part in self.query.where:
            ones = part.any if isinstance(part, AnyOf) else (part,)
            fields = [subject.field(one.field) for one in ones]
            if all(field and field.kind == "fact" for field in fields):
                tests.append(exp.Coalesce(this=self._where(part), expressions=[exp.true()]))
        table = self.query.subject
        return (
            exp.select(column("account_id"), column("region"), column("id"))
            .from_(table)
            .where(all_of(tests))
        )

    def _over_rows(self, cells: list[exp.Expr]) -> exp.Select:
        return exp.select(*cells).from_(ROW).with_(ROW, as_=self.rows())


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
            made = exp.Sum(this=over)
        case _:
            made = {"sum": exp.Sum, "avg": exp.Avg, "min": exp.Min, "max": exp.Max}[agg](this=over)
    if tests:
        made = exp.Filter(this=made, expression=exp.Where(this=all_of(tests)))
    if agg != "share":
        return made
    whole = exp.Window(this=exp.Sum(this=made.copy()))
    part = exp.Mul(this=made, expression=literal(100))
    return exp.Div(this=exp.paren(part), expression=exp.Nullif(this=whole, expression=literal(0)))


def _formula(base: exp.Expr, measure: Measure, value: Callable[[str], exp.Expr]) -> exp.Expr:
    if measure.minus:
        base = exp.paren(exp.Sub(this=base, expression=value(measure.minus)))
    if measure.per:
        base = exp.Div(
            this=base, expression=exp.Nullif(this=value(measure.per), expression=literal(0))
        )
    return base


def _having(test: Condition, measures: Mapping[str, exp.Expr]) -> exp.Expr:
    return compare_number(test, measures[test.field].copy())


def _enough(need: Need, alias: str) -> exp.Expr:
    """The statistic, where at least half of the window's days have data."""
    days = exp.Mul(this=column("days", alias), expression=literal(LEAST_DATA))
    enough = exp.GTE(this=days, expression=literal(need.span.days))
    return exp.Case(ifs=[exp.If(this=enough, true=column(need.agg, alias))])


def _cost_by_resource(cost: str, span: Span) -> exp.Select:
    """The cost of every resource in a span; of one billed in two currencies, unknown."""
    one_currency = exp.LTE(
        this=exp.Count(this=exp.Distinct(expressions=[column(CURRENCY)])), expression=literal(1)
    )
    amount = exp.Case(ifs=[exp.If(this=one_currency, true=exp.Sum(this=column(cost)))])
    return (
        exp.select(
            column("resource_key"),
            exp.alias_(amount, "amount"),
            exp.alias_(exp.Min(this=column(CURRENCY)), CURRENCY),
        )
        .from_("charges")
        .where(_within(span, "charge_period_start"))
        .where(exp.not_(column("resource_key").is_(exp.null())))
        .group_by(column("resource_key"))
    )


def _within(span: Span, moment: str) -> exp.Expr:
    at = column(moment)
    return exp.and_(
        exp.GTE(this=at, expression=_timestamp(span.start)),
        exp.LT(this=at.copy(), expression=_timestamp(span.end)),
    )


def _timestamp(day: date) -> exp.Expr:
    return exp.cast(literal(day.isoformat()), "timestamp")


def _one_of(names: Iterable[str], values: Iterable[str]) -> exp.Expr:
    lowered = [literal(value.lower()) for value in values]
    tests = [exp.Lower(this=column(name)).isin(*lowered) for name in names]
    return exp.Coalesce(this=exp.paren(exp.or_(*tests)), expressions=[exp.false()])


def _ordered(by: exp.Expr, *, descending: bool = False) -> exp.Expr:
    return exp.Ordered(this=by, desc=descending, nulls_first=False)
