"""The change of cost between two periods, split into effects, as one SQL statement.

Each step is a common table expression over the one before:

    row_facts   the charges of both periods (`finops.relation`)
    used        those that match, with what makes two charges comparable: kind, thing, meter, unit
    counted     these added up by line, and by which of the periods they are in
    lines       one row a comparable line: cost, quantity and on-demand equivalent of each period
    seen        whether the line's thing and meter were there at all in each period
    fates       what became of the line: new, gone, quantity, split, commitment or other
    effects     its effects, which add up to the line's change exactly

The method is written down in `docs/decisions/0011-what-a-change-is-made-of.md`. Invariants: the
quantity effect of a split line is what the other effects leave, so that no rounding is lost; every
other line has one effect, its whole change. Only functions that DuckDB, PostgreSQL and Spark share
are used: sums of CASE, window sums, casts.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify_columns import quote_identifiers

from finops.columns import BEFORE, CHANGE, COST, PERCENT
from finops.condition import all_of, compare_number, literal
from finops.plan import Plan
from finops.relation import ROW, Rows, Tables, column, named, within
from finops.warehouse import Reach
from intents.query import EFFECTS, GRAINS

NAME_TAG = "tags.Name"
RESOURCE, NAME = "resource_id", "resource_name"
# Wide enough for any bill, and narrow enough that no engine cuts digits of a difference.
MONEY = "DECIMAL(33, 15)"
# Beyond it an old price at a new quantity is no amount that anyone pays, and no decimal holds it.
MOST_COST = 10**15

# What a committed row would have cost on demand; where no price is known, neither is that.
_COMMITTED = "commitment_discount_id IS NOT NULL OR pricing_category = 'Committed'"
_PLACE = " || '\n' || ".join(
    f"COALESCE({part}, '')"
    for part in (
        "sub_account_id", "service_name", "region_id",
        "COALESCE(sku_id, sku_meter, charge_description)",
    )
)  # fmt: skip
_USED = {
    # A correction, a tax or a credit has no quantity that could explain it.
    "kind": """CASE
        WHEN charge_class = 'Correction' THEN 'other'
        WHEN commitment_discount_status = 'Unused' THEN 'commitment'
        WHEN charge_category = 'Usage' THEN 'usage'
        WHEN charge_category = 'Purchase' AND commitment_discount_id IS NOT NULL THEN 'commitment'
        WHEN charge_category = 'Purchase' AND charge_frequency = 'One-Time' THEN 'other'
        WHEN charge_category = 'Purchase' THEN 'usage'
        ELSE 'other' END""",
    # What has no resource is known by where its meter ran; no id has a line's end in it.
    "thing": f"""CASE WHEN NOT resource_key IS NULL THEN resource_key ELSE {_PLACE} END""",
    "meter": "COALESCE(sku_id, sku_meter, charge_description)",
    "has_sku": "CASE WHEN sku_id IS NOT NULL OR sku_meter IS NOT NULL THEN 1 ELSE 0 END",
    "unit": """CASE WHEN pricing_quantity IS NOT NULL THEN pricing_unit
        WHEN consumed_quantity IS NOT NULL THEN consumed_unit END""",
    "quantity": "COALESCE(pricing_quantity, consumed_quantity)",
    "steady": """CASE WHEN COALESCE(charge_frequency, 'Usage-Based') = 'Usage-Based'
        THEN 1 ELSE 0 END""",
    "title": "COALESCE(sku_meter, charge_description, sku_id)",
}
_PLAIN = (
    "resource_key", "resource_id", "service_name", "region_id", "charge_category", "cloud", "cost",
    "day",
)  # fmt: skip
# What two charges must share to be of one line.
_LINE = ("kind", "thing", "resource_key", "meter", "unit")
# What is added up first, by which of the periods a charge lies in: it may lie in both.
_COUNTED = {
    "rows": "COUNT(*)",
    "cost": "SUM(cost)",
    "quantity": "SUM(quantity)",
    "demand": "SUM(on_demand)",
    # Of what one charge lacks, the sum is unknown.
    "no_quantity": "SUM(CASE WHEN quantity IS NULL THEN 1 ELSE 0 END)",
    "no_demand": "SUM(CASE WHEN on_demand IS NULL AND NOT cost IS NULL THEN 1 ELSE 0 END)",
    "has_sku": "MIN(has_sku)",
    "steady": "MIN(steady)",
    "blind": "MAX(blind)",
}
_LINES = {
    f"{name}_{period}": sql.format(test=test)
    for period, test in (("1", "is_now"), ("0", "is_before"))
    for name, sql in {
        "rows": "SUM(CASE WHEN {test} THEN rows ELSE 0 END)",
        "cost": f"CAST(SUM(CASE WHEN {{test}} THEN COALESCE(cost, 0) ELSE 0 END) AS {MONEY})",
        "quantity": """CASE WHEN SUM(CASE WHEN {test} THEN no_quantity ELSE 0 END) = 0
            THEN SUM(CASE WHEN {test} THEN quantity END) END""",
        "demand": f"""CASE WHEN SUM(CASE WHEN {{test}} THEN no_demand ELSE 0 END) = 0
            THEN CAST(SUM(CASE WHEN {{test}} THEN COALESCE(demand, 0) ELSE 0 END) AS {MONEY})
            END""",
    }.items()
} | {"has_sku": "MIN(has_sku)", "steady": "MIN(steady)", "blind": "MAX(blind)"}
# What a line is called where it is told of: asked for apart, since text costs more to add up.
LABELS = ("service_name", "charge_category", "resource_id", "region_id", "name", "title")
FIRST_DAY = "first_day"
_SEEN = {
    f"{name}_{period}": f"SUM(rows_{period}) OVER (PARTITION BY {by})"
    for period in ("0", "1")
    for name, by in (("thing", "kind, thing"), ("meter", "kind, thing, meter"))
}
_FATE = f"""CASE
    WHEN kind <> 'usage' THEN kind
    WHEN thing_0 = 0 THEN 'new'
    WHEN thing_1 = 0 THEN 'gone'
    WHEN meter_0 = 0 OR meter_1 = 0 THEN CASE WHEN has_sku = 1 THEN 'quantity' ELSE 'other' END
    WHEN rows_0 = 0 OR rows_1 = 0 THEN 'other'
    WHEN ABS(CAST(cost_0 AS DOUBLE)) * times < {MOST_COST}
        AND COALESCE(ABS(CAST(demand_0 AS DOUBLE)), 0) * times < {MOST_COST} THEN 'split'
    WHEN (quantity_0 = 0 AND cost_0 = 0) OR (quantity_1 = 0 AND cost_1 = 0) THEN 'quantity'
    ELSE 'other' END"""
# By how much more was used. A double: engines cut the digits of a quotient of decimals as they
# like; it is made exact again by the casts, and what they round off is quantity effect.
_TIMES = """CASE WHEN quantity_0 > 0 AND quantity_1 > 0
    THEN CAST(quantity_1 AS DOUBLE) / CAST(quantity_0 AS DOUBLE) END"""
_EXACT = f"CAST(CAST({{}} AS DECIMAL(24, 6)) AS {MONEY})"
_AT_OLD_USE = _EXACT.format("CAST({now} AS DOUBLE) - CAST({before} AS DOUBLE) * times")
_PRICED = "fate = 'split' AND NOT demand_0 IS NULL AND NOT demand_1 IS NULL"
_NOTHING = f"CAST(0 AS {MONEY})"
_EFFECTS = {
    "change": "cost_1 - cost_0",
    "price_effect": f"""CASE WHEN {_PRICED}
        THEN {_AT_OLD_USE.format(now="demand_1", before="demand_0")} ELSE {_NOTHING} END""",
    "commitment_effect": f"""CASE WHEN fate = 'commitment' THEN cost_1 - cost_0
        WHEN {_PRICED}
        THEN {_AT_OLD_USE.format(now="(cost_1 - demand_1)", before="(cost_0 - demand_0)")}
        ELSE {_NOTHING} END""",
    "new": f"CASE WHEN fate = 'new' THEN cost_1 - cost_0 ELSE {_NOTHING} END",
    "gone": f"CASE WHEN fate = 'gone' THEN cost_1 - cost_0 ELSE {_NOTHING} END",
    # A committed line whose price on demand is unknown: price or commitment, nobody can tell.
    "other_effect": f"""CASE WHEN fate = 'other' THEN cost_1 - cost_0
        WHEN fate = 'split' AND (demand_0 IS NULL OR demand_1 IS NULL)
        THEN {_AT_OLD_USE.format(now="cost_1", before="cost_0")} ELSE {_NOTHING} END""",
    # What the same use a day costs over more days, at the old price; part of the quantity effect.
    "days_effect": f"""CASE WHEN fate = 'split' AND steady = 1
        THEN {_EXACT.format("CAST(cost_0 AS DOUBLE) * {longer}")} ELSE {_NOTHING} END""",
}
_REST = f"""CASE WHEN fate IN ('split', 'quantity')
    THEN change - price_effect - commitment_effect - other_effect ELSE {_NOTHING} END"""
# Nothing of what is not wholly known.
_KNOWN = "CASE WHEN MAX(blind) = 1 THEN NULL ELSE {} END"
_OF_PERIOD = "CASE WHEN MAX(blind) = 1 AND SUM(rows_{0}) = 0 THEN NULL ELSE SUM(cost_{0}) END"
# What a group of lines adds up to.
_CELLS = {
    COST: _OF_PERIOD.format("1"),
    BEFORE: _OF_PERIOD.format("0"),
    CHANGE: _KNOWN.format("SUM(change)"),
    PERCENT: _KNOWN.format("SUM(change) * 100 / NULLIF(SUM(cost_0), 0)"),
} | {name: _KNOWN.format(f"SUM({name})") for name in EFFECTS}


@cache
def _parsed(sql: str) -> exp.Expr:
    return quote_identifiers(sqlglot.parse_one(sql))


def sql(text: str) -> exp.Expr:
    """An expression of our own making; identifiers are quoted. Never from a question."""
    return _parsed(text).copy()


@dataclass(frozen=True, slots=True)
class Lines:
    """The statement over one plan. `blind` are the clouds of which some days are not known.

    `reach` tells from which day to which each cloud's charges are known.
    """

    plan: Plan
    tables: Tables
    groups: tuple[str, ...]
    blind: tuple[str, ...] = ()
    reach: tuple[Reach, ...] = ()

    @property
    def _rows(self) -> Rows:
        return Rows(self.plan, self.tables)

    @property
    def _keys(self) -> list[str]:
        """What the groups are called inside: a group may have the name of a column of ours."""
        return [f"group_{number}" for number in range(len(self.groups))]

    def grouped(self) -> exp.Select:
        """One line a group: its cost in both periods, the change, its percentage, the effects.

        What a cloud lacks days of has no change: the costs are what is known.
        """
        cells = [
            named(column(key), name) for key, name in zip(self._keys, self.groups, strict=True)
        ]
        if RESOURCE in self.groups:
            cells.append(named(sql("MAX(name)"), NAME))
        cells += [named(sql(text), name) for name, text in _CELLS.items()]
        body = exp.Select(expressions=cells).from_("effects", copy=False)
        if self.groups:
            body = body.group_by(*(column(key) for key in self._keys), copy=False)
        tests = [compare_number(test, sql(_CELLS[test.field])) for test in self.plan.query.having]
        if tests:
            body = body.having(all_of(tests), copy=False)
        # In a step of its own: Spark takes a name in an order over groups for the column's.
        outer = exp.Select(expressions=[exp.Star()]).from_("grouped", copy=False)
        labels = ["name"] if RESOURCE in self.groups else []
        return self.complete(outer.order_by(*self._order(), copy=False), labels, grouped=body)

    def _order(self) -> Iterator[exp.Expr]:
        """As asked; else what changed most, up or down; then the same each time."""
        for name in self.plan.query.order_by:
            plain = name.removeprefix("-")
            if plain in _CELLS or plain in self.groups:
                yield ordered(column(plain), descending=name.startswith("-"))
        if not self.plan.query.order_by:
            yield ordered(sql("ABS(change)"), descending=True)
        for name in self.groups:
            yield ordered(column(name))

    def complete(
        self, body: exp.Select, labels: Collection[str] = (), **more: exp.Select
    ) -> exp.Select:
        """A SELECT over `effects`, or over further steps, with everything that it rests on.

        `labels` are those of LABELS, and FIRST_DAY, that it reads.
        """
        steps = (
            (ROW, self._rows.body()),
            ("used", self._used()),
            ("counted", self._counted(labels)),
            ("lines", self._lines(labels)),
            ("seen", _onward("lines", _SEEN)),
            ("timed", _onward("seen", {"times": _TIMES})),
            ("fates", _onward("timed", {"fate": _FATE})),
            ("parts", _onward("fates", self._effects())),
            ("effects", _onward("parts", {"quantity_effect": _REST})),
            *more.items(),
        )
        for name, step in steps:
            body = body.with_(name, as_=step, copy=False)
        return body

    def _used(self) -> exp.Select:
        rows = self._rows
        compare = self.plan.compare or self.plan.period
        cells: list[exp.Expr] = [
            named(self._group(name), key) for name, key in zip(self.groups, self._keys, strict=True)
        ]
        cells += [named(sql(text), name) for name, text in _USED.items()]
        cells += [column(name) for name in _PLAIN]
        cells.append(named(self._on_demand(), "on_demand"))
        cells.append(named(self._name(), "name"))
        cells.append(named(within(self.plan.period, rows.moment), "is_now"))
        cells.append(named(within(compare, rows.moment), "is_before"))
        cells.append(named(self._is_blind(), "blind"))
        body = exp.Select(expressions=cells).from_(ROW, copy=False)
        return body.where(rows.matching(), copy=False)

    def _group(self, name: str) -> exp.Expr:
        if name in GRAINS:
            return column(name)
        if name == RESOURCE:
            # One resource under one id: exports write some as a bare id and as an ARN.
            return column("resource_key")
        field = self.plan.subject.field(name)
        if field is None:
            raise KeyError(name)
        return self._rows.spell(field)

    def _on_demand(self) -> exp.Expr:
        """What a row would have cost without a commitment, by the question's basis."""
        if self.plan.query.cost_basis in ("list", "contracted"):
            return column("cost")
        return sql(
            f"CASE WHEN {_COMMITTED} THEN COALESCE(NULLIF(contracted_cost, 0), "
            "NULLIF(list_cost, 0)) ELSE cost END"
        )

    def _name(self) -> exp.Expr:
        tag = self.plan.subject.field(NAME_TAG)
        known = [self._rows.spell(tag)] if tag else []
        return exp.Coalesce(this=column("resource_name"), expressions=known)

    def _is_blind(self) -> exp.Expr:
        if not self.blind:
            return literal(0)
        test = column("cloud").isin(*(literal(cloud) for cloud in self.blind))
        return exp.Case(ifs=[exp.If(this=test, true=literal(1))], default=literal(0))

    def _counted(self, labels: Collection[str]) -> exp.Select:
        return self._by_line("used", _COUNTED, labels, "day", "is_now", "is_before")

    def _lines(self, labels: Collection[str]) -> exp.Select:
        return self._by_line("counted", _LINES, labels, FIRST_DAY)

    def _by_line(
        self, step: str, sums: dict[str, str], labels: Collection[str], day: str, *more: str
    ) -> exp.Select:
        """The rows of a step, added up by what makes a line, and `more`."""
        keys = [column(name) for name in (*self._keys, *_LINE, *more)]
        told = {one: f"MIN({day})" if one == FIRST_DAY else f"MAX({one})" for one in labels}
        cells = [named(sql(text), name) for name, text in (sums | told).items()]
        body = exp.Select(expressions=[*keys, *cells]).from_(step, copy=False)
        return body.group_by(*(key.copy() for key in keys), copy=False)

    def _effects(self) -> dict[str, str]:
        longer = 0.0
        if before := self.plan.compare:
            longer = self.plan.period.days / before.days - 1
        return {name: text.replace("{longer}", repr(longer)) for name, text in _EFFECTS.items()}


def ordered(by: exp.Expr, *, descending: bool = False) -> exp.Expr:
    """A place in an order, what is unknown last."""
    return exp.Ordered(this=by, desc=descending, nulls_first=False)


def _onward(step: str, cells: dict[str, str]) -> exp.Select:
    """All of a step, and more cells made of it."""
    made = [named(sql(text), name) for name, text in cells.items()]
    return exp.Select(expressions=[exp.Star(), *made]).from_(step, copy=False)
