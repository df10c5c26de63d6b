"""The change of cost between two periods, split into effects, as one SQL statement.

Each step is a common table expression over the one before:

    row_facts   the charges of both periods (`finops.relation`)
    used        those that match, with what makes two charges comparable: kind, resource or place
                (the thing), meter, unit
    lines       one row a comparable line: cost, quantity and on-demand equivalent of each period
    seen        whether the line's thing and meter were there at all in each period
    fates       what became of the line: new, gone, quantity, split, commitment or other
    effects     its effects, which add up to the line's change exactly

The method is written down in `docs/decisions/0011-what-a-change-is-made-of.md`. Invariants: the
quantity effect of a split line is what the other effects leave, so that no rounding is lost; every
other line has one effect, its whole change. Only functions that DuckDB, PostgreSQL and Spark share
are used: filtered sums, window sums, casts.

An engine that can hold `effects` (`Lines.kept`) reads the charges once for everything that is asked
of a change; any other reads them for each statement.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify_columns import quote_identifiers

from finops.change.method import (
    CELLS,
    COMMITTED,
    FATE,
    LINE,
    LINES,
    PARTS,
    PLAIN,
    REST,
    SEEN,
    TIMES,
    USED,
)
from finops.condition import all_of, compare_number, literal
from finops.plan import Plan
from finops.relation import ROW, Rows, Tables, column, named, resting_on, select, within
from finops.warehouse import Reach
from finops.warehouse.dialects import printed
from finops.warehouse.engine import Engine
from intents.query import GRAINS

NAME_TAG = "tags.Name"
RESOURCE, NAME = "resource_id", "resource_name"
# What a line is called where it is told of: asked for apart, since text costs more to add up.
LABELS = ("service_name", "charge_category", "resource_id", "region_id", "name", "title")
FIRST_DAY = "first_day"
EFFECTED = "effects"
# The texts of the method, and those with the number of more days that a period has.
_MOST_TEXTS = 2048


@lru_cache(_MOST_TEXTS)
def _spelt(text: str, dialect: str) -> str:
    return printed(quote_identifiers(sqlglot.parse_one(text)), dialect)


@dataclass(frozen=True, slots=True)
class Lines:
    """The statement over one plan. `blind` are the clouds of which some days are not known.

    `reach` tells from which day to which each cloud's charges are known. `is_kept`: the engine
    holds `effects`, with all labels.
    """

    plan: Plan
    tables: Tables
    groups: tuple[str, ...]
    blind: tuple[str, ...] = ()
    reach: tuple[Reach, ...] = ()
    dialect: str = "duckdb"
    is_kept: bool = False

    def sql(self, text: str) -> exp.Expr:
        """An expression of our own making, never from a question; identifiers are quoted.

        It is spelt once for a dialect, since the method's texts are most of a statement. Beside
        AND or another operator, one with an operator of lower rank needs brackets of its own.
        """
        return exp.Var(this=_spelt(text, self.dialect))

    def kept(self, engine: Engine) -> "Lines":
        """The same, held by the engine where it can: nothing that is asked then reads a charge."""
        if self.is_kept:
            return self
        body = select([exp.Star()], EFFECTED)
        held = engine.keep(EFFECTED, self.complete(body, (*LABELS, FIRST_DAY)))
        return replace(self, is_kept=held)

    @property
    def _rows(self) -> Rows:
        return Rows(self.plan, self.tables)

    @property
    def keyed(self) -> list[tuple[str, str]]:
        """What each group is called inside, and outside."""
        return list(zip(self._keys, self.groups, strict=True))

    @property
    def _keys(self) -> list[str]:
        """What the groups are called inside: a group may have the name of a column of ours."""
        return [f"group_{number}" for number in range(len(self.groups))]

    def grouped(self) -> exp.Select:
        """One line a group: its cost in both periods, the change, its percentage, the effects.

        What a cloud lacks days of has no change: the costs are what is known.
        """
        cells = [named(column(key), name) for key, name in self.keyed]
        if RESOURCE in self.groups:
            cells.append(named(self.sql("MAX(name)"), NAME))
        cells += [named(self.sql(text), name) for name, text in CELLS.items()]
        body = select(cells, EFFECTED)
        if self.groups:
            body = body.group_by(*(column(key) for key in self._keys), copy=False)
        having = self.plan.query.having
        tests = [compare_number(test, self.sql(CELLS[test.field])) for test in having]
        if tests:
            body = body.having(all_of(tests), copy=False)
        # In a step of its own: Spark takes a name in an order over groups for the column's.
        outer = select([exp.Star()], "grouped")
        labels = ["name"] if RESOURCE in self.groups else []
        return self.complete(outer.order_by(*self._order(), copy=False), labels, grouped=body)

    def _order(self) -> Iterator[exp.Expr]:
        """As asked; else what changed most, up or down; then the same each time."""
        for name in self.plan.query.order_by:
            plain = name.removeprefix("-")
            if plain in CELLS or plain in self.groups:
                yield ordered(column(plain), descending=name.startswith("-"))
        if not self.plan.query.order_by:
            yield ordered(self.sql("ABS(change)"), descending=True)
            # Where it is unknown, the dearest.
            yield ordered(column("cost"), descending=True)
        for name in self.groups:
            yield ordered(column(name))

    def complete(
        self, body: exp.Select, labels: Collection[str] = (), **more: exp.Select
    ) -> exp.Select:
        """A SELECT over `effects`, or over further steps, with everything that it rests on.

        `labels` are those of LABELS, and FIRST_DAY, that it reads.
        """
        steps = more if self.is_kept else self._steps(labels) | more
        return resting_on(body, steps)

    def over_used(self, body: exp.Select) -> exp.Select:
        """A SELECT over `used`, with what it rests on."""
        return resting_on(body, {ROW: self._rows.body(), "used": self.used()})

    def _steps(self, labels: Collection[str]) -> dict[str, exp.Select]:
        return {
            ROW: self._rows.body(),
            "used": self.used(),
            "lines": self._lines(labels),
            "seen": self._onward("lines", SEEN),
            "timed": self._onward("seen", {"times": TIMES}),
            "fates": self._onward("timed", {"fate": FATE}),
            "parts": self._onward("fates", self._effects()),
            EFFECTED: self._onward("parts", {"quantity_effect": REST}),
        }

    def used(self) -> exp.Select:
        """The matching charges, with what makes two of them comparable, by `keyed` groups."""
        rows = self._rows
        compare = self.plan.compare or self.plan.period
        cells: list[exp.Expr] = [
            named(self._group(name), key) for name, key in zip(self.groups, self._keys, strict=True)
        ]
        cells += [named(self.sql(text), name) for name, text in USED.items()]
        cells += [column(name) for name in PLAIN]
        cells.append(named(self._on_demand(), "on_demand"))
        cells.append(named(self._name(), "name"))
        cells.append(named(within(self.plan.period, rows.moment), "is_now"))
        cells.append(named(within(compare, rows.moment), "is_before"))
        cells.append(named(self._is_blind(), "blind"))
        body = select(cells, ROW)
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
        return self.sql(
            f"CASE WHEN {COMMITTED} THEN COALESCE(NULLIF(contracted_cost, 0), "
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

    def _lines(self, labels: Collection[str]) -> exp.Select:
        """The charges added up by what makes a line."""
        keys = [column(name) for name in (*self._keys, *LINE)]
        told = {one: "MIN(day)" if one == FIRST_DAY else f"MAX({one})" for one in labels}
        cells = [named(self.sql(text), name) for name, text in (LINES | told).items()]
        body = select([*keys, *cells], "used")
        return body.group_by(*(key.copy() for key in keys), copy=False)

    def _effects(self) -> dict[str, str]:
        longer = 0.0
        if before := self.plan.compare:
            longer = self.plan.period.days / before.days - 1
        return {name: text.replace("{longer}", repr(longer)) for name, text in PARTS.items()}

    def _onward(self, step: str, cells: dict[str, str]) -> exp.Select:
        """All of a step, and more cells made of it."""
        made = [named(self.sql(text), name) for name, text in cells.items()]
        return select([exp.Star(), *made], step)


def ordered(by: exp.Expr, *, descending: bool = False) -> exp.Expr:
    """A place in an order, what is unknown last."""
    return exp.Ordered(this=by, desc=descending, nulls_first=False)
