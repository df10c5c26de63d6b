"""`row_facts`: the rows that a Query is about, with everything that is joined to them.

For resources: the inventory, each Need on cost or a metric as a column `need_0`, `need_1` …, and
the age. For cost: the charges of the period (and of the one compared with), with `cost` by the
question's basis, and each grain's start as a column.

Invariants: money is DECIMAL; a resource billed in two currencies has an unknown cost; a metric is
known only where at least half of its window has data.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlglot import exp

from finops.condition import all_of, kept, literal, where
from finops.derived import CHARGE_TEXT, charge_text, derived, is_told
from finops.plan import Need, Plan
from finops.source import IS_THERE, source
from finops.warehouse.rollups import NUMBERED, TAG_SET, TAG_SETS
from intents.catalog import Field
from intents.period import Span
from intents.query import GRAINS, Condition, Query, Where
from providers.context import Allowed

# A metric answers only where at least one day of two has data.
DAYS_PER_DAY_WITH_DATA = 2
ROW = "row_facts"
TIMESTAMP, DATE = exp.DataType.build("timestamp"), exp.DataType.build("date")
MAP = exp.DataType.build("map")
TEXT = exp.DataType.build("varchar")
CURRENCY = "billing_currency"
# Whole days since a moment that the inventory tells.
DAYS_SINCE = {"age_days": "created_at", "unused_days": "last_used_at"}


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tables:
    """What the statement may read: `tag_keys` are the spellings that exist in the rows.

    `joined` names the table of each Need on metrics, and of each on cost that another engine has
    answered; the others come from `charges`, or from one of the `rollups` that may be read in its
    place.
    """

    tag_keys: tuple[str, ...]
    joined: Mapping[Need, str]
    currencies: tuple[str, ...]
    rollups: frozenset[str] = frozenset()


def cast(value: exp.Expr, kind: exp.DataType) -> exp.Cast:
    """A cast; sqlglot's own parses the name of the type each time, which takes a while."""
    return exp.Cast(this=value, to=kind.copy())


def column(name: str, table: str | None = None) -> exp.Column:
    """A quoted column."""
    return exp.column(name, table=table, quoted=True)


def named(value: exp.Expr, name: str) -> exp.Alias:
    """A column of a SELECT; sqlglot's own `alias_` copies the value, which takes milliseconds."""
    return exp.Alias(this=value, alias=exp.to_identifier(name, quoted=True))


def select(cells: Sequence[exp.Expr], table: str) -> exp.Select:
    """The cells of each row of a table or step; a bare name would be parsed each time."""
    schema, _, name = table.rpartition(".")
    source = exp.table_(name, db=schema or None)
    return exp.Select(expressions=list(cells)).from_(source, copy=False)


def resting_on(body: exp.Select, steps: Mapping[str, exp.Select]) -> exp.Select:
    """A SELECT with the steps before it, each under its name."""
    for name, step in steps.items():
        alias = exp.TableAlias(this=exp.to_identifier(name))
        body = body.with_(alias, as_=step, copy=False)
    return body


def _table_alias(name: str) -> exp.TableAlias:
    return exp.TableAlias(this=exp.to_identifier(name, quoted=True))


@dataclass(frozen=True, slots=True)
class Rows:
    """Spells the fields of one plan's rows, and the rows themselves."""

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
        if key and field.kind == "fact":
            return self._tag(head, key)
        if field.name == "resource_id" and self.numbered and condition and condition.op in IS_THERE:
            return cast(column(field.name), TEXT)
        return column(field.name)

    def alias(self, need: Need) -> str:
        """A Need's column in `row`."""
        return f"need_{self.plan.needs.index(need)}"

    def _tag(self, head: str, key: str) -> exp.Expr:
        """A tag under any spelling of its key that exists; its empty value is no value."""
        if head == "tags" and self.numbered:
            return column(f"{head}.{key}")
        return self._spelt(head, key)

    def _spelt(self, head: str, key: str) -> exp.Expr:
        spellings = [known for known in self.tables.tag_keys if known.lower() == key.lower()]
        spellings.sort(key=lambda known: (known != key, known))
        if head != "tags":
            # FOCUS writes its properties in Pascal case: `core_count` is CoreCount.
            pascal = "".join(part[:1].upper() + part[1:] for part in key.split("_"))
            spellings = list(dict.fromkeys((pascal, key)))
        if not spellings:
            spellings = [key]
        found = [exp.Bracket(this=_map(head), expressions=[literal(key)]) for key in spellings]
        first = found[0] if len(found) == 1 else exp.Coalesce(this=found[0], expressions=found[1:])
        return exp.Nullif(this=first, expression=literal(""))

    # -- row --------------------------------------------------------------------------------------

    def body(self) -> exp.Select:
        """The body of `row`."""
        return self._charge_rows() if self.query.subject == "cost" else self._resource_rows()

    def _resource_rows(self) -> exp.Select:
        subject = self.query.subject
        cells: list[exp.Expr] = [exp.Column(this=exp.Star(), table=exp.to_identifier(subject))]
        for name, since in DAYS_SINCE.items():
            if name in self.plan.subject.fields:
                cells.append(named(self._days(since), name))
        joins = []
        for need in self.plan.needs:
            alias = self.alias(need)
            if need.is_cost:
                joined = self._costs(need)
                key = column("resource_key", alias)
                to: exp.Expr = exp.Lower(this=column("id", subject))
                cells.append(named(column("amount", alias), alias))
                cells.append(named(column(CURRENCY, alias), f"{alias}_currency"))
                cells.append(named(column("mixed", alias), f"{alias}_mixed"))
            else:
                joined = self._table(need)
                key, to = column("id", alias), column("id", subject)
                cells.append(named(_enough(need, alias), alias))
            joins.append(exp.Join(this=joined, side="LEFT", on=exp.EQ(this=key, expression=to)))
        body = select(cells, subject)
        body.set("joins", joins)
        return body

    def _table(self, need: Need) -> exp.Expr:
        table = exp.to_identifier(self.tables.joined[need], quoted=True)
        return exp.Table(this=table, alias=_table_alias(self.alias(need)))

    def _costs(self, need: Need) -> exp.Expr:
        if need in self.tables.joined:
            return self._table(need)
        return exp.Subquery(this=self.cost_by_resource(need), alias=_table_alias(self.alias(need)))

    def cost_by_resource(self, need: Need) -> exp.Select:
        """The cost of every resource over a Need's window, with its currency."""
        return _cost_by_resource(self._cost_column(), need.span)

    def _days(self, since: str) -> exp.Expr:
        today = cast(literal(self.plan.today.isoformat()), DATE)
        return exp.DateDiff(this=today, expression=cast(column(since), DATE), unit=exp.var("DAY"))

    def _cost_column(self) -> str:
        return f"{self.query.cost_basis}_cost"

    def _charge_rows(self) -> exp.Select:
        cells: list[exp.Expr] = [exp.Star(), named(column(self._cost_column()), "cost")]
        for grain in self._grains:
            start = exp.func("date_trunc", literal(grain), column(self.moment))
            cells.append(named(cast(start, DATE), grain))
        cells += [named(derived(one, self.plan, self.spell), one.name) for one in self._derived]
        spans = [span for span in (self.plan.period, self.plan.compare) if span]
        tests = exp.or_(*(within(span, self.moment) for span in spans), copy=False)
        body = self._of_charges(cells)
        if self.numbered and (tags := self._tags()):
            body = body.join(tags, using=[TAG_SET], join_type="left", copy=False)
        return body.where(tests, copy=False)

    def _of_charges(self, cells: list[exp.Expr]) -> exp.Select:
        """Cells of the charges; what is told by their text finds it put together already."""
        if not any(is_told(one) for one in self._derived):
            return select(cells, self._table_of_charges)
        text = named(charge_text(self.spell), CHARGE_TEXT)
        rows = select([exp.Star(), text], self._table_of_charges)
        return exp.Select(expressions=cells).from_(rows.subquery("told"), copy=False)

    @property
    def _table_of_charges(self) -> str:
        return source(self.plan, self.tables.rollups)

    @property
    def numbered(self) -> bool:
        """Whether resources and sets of tags are numbers in the rows."""
        return self.query.subject == "cost" and self._table_of_charges == NUMBERED

    def _tags(self) -> exp.Subquery | None:
        """The tags in use, of each set: looked up in the few sets that there are."""
        limits = (part for way in self.plan.limits or () for part in way)
        keys = [key for part in limits for key, _ in part.tags]
        names = [field.name for field, _ in self.query.fields()]
        keys += [name.removeprefix("tags.") for name in names if name.startswith("tags.")]
        cells = [named(self._spelt("tags", key), f"tags.{key}") for key in dict.fromkeys(keys)]
        if not cells:
            return None
        return select([named(column("number"), TAG_SET), *cells], TAG_SETS).subquery("tags_of_set")

    @property
    def _grains(self) -> Iterator[str]:
        """Days, and the grains in use: each takes a while to print and to bind."""
        used = {"day", *self.plan.groups, *(field.name for field, _ in self.query.fields())}
        return (grain for grain in GRAINS if grain in used)

    @property
    def _derived(self) -> tuple[Field, ...]:
        """The fields in use that no export has, each once."""
        used = {one.name: one for one, _ in self.query.fields() if one.kind == "derived"}
        return tuple(used.values())

    @property
    def moment(self) -> str:
        """The column that says to which period a charge belongs."""
        return "charge_period_start" if self.query.period_on == "charge" else "billing_period_start"

    # -- conditions -------------------------------------------------------------------------------

    def matching(self) -> exp.Expr:
        """The scope and every condition over rows."""
        return all_of([*self.scope(), *(kept(self.where(part)) for part in self.query.where)])

    def where(self, part: Where) -> exp.Expr:
        """A condition over rows, or any of several."""
        return where(part, self.plan.subject, self.spell)

    def scope(self) -> Iterator[exp.Expr]:
        """Clouds, accounts and regions, and what the asker may see; never unknown."""
        if self.query.clouds:
            yield _one_of(["cloud"], self.query.clouds)
        if self.query.accounts:
            yield _one_of(self._account_columns, self.query.accounts)
        if self.query.regions:
            yield _one_of([self._of_cost("region_id", "region")], self.query.regions)
        if self.plan.limits is not None:
            allowed = [all_of([self._allowed(part) for part in way]) for way in self.plan.limits]
            yield exp.or_(*allowed) if allowed else exp.false()

    def _allowed(self, part: Allowed) -> exp.Expr:
        """Whether a row lies in a part of the estate; what has no tags lies in no tagged one."""
        tests = [_one_of(["cloud"], part.clouds)] if part.clouds else []
        if part.accounts:
            tests.append(_one_of(self._account_columns, part.accounts))
        if part.tags and "tags" not in self.plan.subject.fields:
            return exp.false()
        for key, value in part.tags:
            tag = exp.Lower(this=self._tag("tags", key))
            same = exp.EQ(this=tag, expression=literal(value.lower()))
            tests.append(exp.Coalesce(this=same, expressions=[exp.false()]))
        return all_of(tests)

    @property
    def _account_columns(self) -> tuple[str, str]:
        return self._of_cost(("sub_account_id", "sub_account_name"), ("account_id", "account"))

    def _of_cost(self, of_charges: T, of_resources: T) -> T:
        return of_charges if self.query.subject == "cost" else of_resources


def _map(name: str) -> exp.Column:
    """A column of keys and values; sqlglot would look for its type, which takes milliseconds."""
    made = column(name)
    made.type = MAP
    return made


def _enough(need: Need, alias: str) -> exp.Expr:
    """The statistic, where at least half of the window's days have data."""
    days = exp.Mul(this=column("days", alias), expression=literal(DAYS_PER_DAY_WITH_DATA))
    enough = exp.GTE(this=days, expression=literal(need.span.days))
    return exp.Case(ifs=[exp.If(this=enough, true=column(need.agg, alias))])


def _cost_by_resource(cost: str, span: Span) -> exp.Select:
    """The cost of every resource in a span; of one billed in two currencies, unknown."""
    one_currency = exp.LTE(
        this=exp.Count(this=exp.Distinct(expressions=[column(CURRENCY)])), expression=literal(1)
    )
    amount = exp.Case(ifs=[exp.If(this=one_currency, true=exp.Sum(this=column(cost)))])
    currency = exp.Case(ifs=[exp.If(this=one_currency.copy(), true=exp.Min(this=column(CURRENCY)))])
    cells = [column("resource_key"), named(amount, "amount")]
    cells.append(named(currency, CURRENCY))
    cells.append(named(exp.not_(one_currency.copy(), copy=False), "mixed"))
    body = select(cells, "charges")
    body = body.where(
        within(span, "charge_period_start"),
        exp.not_(column("resource_key").is_(exp.null()), copy=False),
        copy=False,
    )
    return body.group_by(column("resource_key"), copy=False)


def within(span: Span, moment: str) -> exp.Expr:
    """Whether the column `moment` lies in the span."""
    at = column(moment)
    return exp.and_(
        exp.GTE(this=at, expression=_timestamp(span.start)),
        exp.LT(this=at.copy(), expression=_timestamp(span.end)),
    )


def _timestamp(day: date) -> exp.Expr:
    return cast(literal(day.isoformat()), TIMESTAMP)


def _one_of(names: Iterable[str], values: Iterable[str]) -> exp.Expr:
    lowered = [literal(value.lower()) for value in values]
    tests = [exp.Lower(this=column(name)).isin(*lowered) for name in names]
    return exp.Coalesce(this=exp.paren(exp.or_(*tests)), expressions=[exp.false()])
