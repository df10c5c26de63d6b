"""The rules of one subject as one statement: which resources each flags, and whom it cannot judge.

Every rule is a column of the same rows: true where it flags, false where it does not, null where
something that it asks is not known. So facts are joined once, however many rules look at them.

What a rule spares must be known for sure; a resource whose age nobody tells is not spared for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlglot import exp

from finops.condition import all_of, literal
from finops.plan import Need, Plan
from finops.relation import ROW, Rows, Tables, column, named, resting_on, select
from finops.waste.charged import AGO, AMOUNT, CHARGED, COMMITTED, DAYS, IN, KEY
from finops.waste.rule import OF_SIZE, OF_WINDOW, Rule, conditions, slots
from intents.catalog import Subject
from intents.period import Span
from intents.query import Condition, FieldRef, Query, Where

# Facts of a resource that a finding repeats, where its subject has them.
PLACE = (
    "id", "cloud", "account", "account_id", "region", "name", "tags", "resource_group", "currency",
)  # fmt: skip
AGE = "age_days"


@dataclass(frozen=True, slots=True)
class Docket:
    """The rules of a subject, with the plan that names all the facts they need.

    `where` are conditions of the question itself, which every finding must meet.
    """

    plan: Plan
    rules: tuple[Rule, ...]
    where: tuple[Where, ...] = ()

    @property
    def subject(self) -> Subject:
        """What the rules are about."""
        return self.plan.subject

    @property
    def values(self) -> Mapping[str, Condition]:
        """What a finding tells of its resource: column → what is looked at, over which window."""
        found = {}
        for rule in self.rules:
            for name in self.told(rule):
                found[key(rule, name)] = _shown(self.subject, rule, name)
        return found

    def told(self, rule: Rule) -> Iterator[str]:
        """The fields that a finding of the rule tells, or is worked out by."""
        extra = (OF_WINDOW, *OF_SIZE)
        yield from (name for name in slots(rule.why) if name not in extra)
        yield from (name for text in rule.act.values() for name in slots(text))
        if rule.since:
            yield rule.since
        if rule.saving.list_price and rule.saving.list_price.per:
            yield rule.saving.list_price.per
        if rule.saving.field:
            yield rule.saving.field
        if rule.saving.way == "resize":
            yield from ("size", "os", rule.saving.load, "memory.max")
        if rule.saving.way == "licence":
            yield from ("size", "os")


def key(rule: Rule, name: str) -> str:
    """The column that holds a field as a rule looks at it: metrics are of its own window."""
    return f"{name}@{rule.window or ''}"


def docket(
    subject: str, rules: Iterable[Rule], asked: Plan, where: tuple[Where, ...] = ()
) -> Docket:
    """What the rules of a subject need, within the scope of the question."""
    own = tuple(rule for rule in rules if rule.subject == subject)
    scope = asked.query
    query = Query(subject=subject, clouds=scope.clouds, accounts=scope.accounts,
                  regions=scope.regions, select=("id",))  # fmt: skip
    made = Docket(replace(asked, query=query), own, where)
    tests = [rule.placed(part) for rule in own for part in every(rule)]
    shown = list(made.values.values())
    whole = query.model_copy(update={"where": (*where, *tests, *shown)})
    return replace(made, plan=replace(made.plan, query=whole))


def every(rule: Rule) -> Iterator[Where]:
    """Every condition of a rule, whatever it decides."""
    yield from rule.where
    for spare in rule.spare:
        yield from spare.where
    for also in rule.also:
        yield from also.where


def _shown(subject: Subject, rule: Rule, name: str) -> Condition:
    """A field that is only told, as a condition, so that it is joined like those that decide."""
    field = subject.field(name)
    measured = field is not None and field.kind == "metric"
    return Condition(field=name, op="exists", period=rule.window if measured else None)


@dataclass(frozen=True, slots=True)
class _Rows(Rows):
    """Rows whose needs are numbered once: many rules name them hundreds of times."""

    aliases: Mapping[Need, str]

    def alias(self, need: Need) -> str:
        """A Need's column."""
        return self.aliases[need]


@dataclass(frozen=True)
class Judging:
    """Prints the SQL of one docket."""

    docket: Docket
    tables: Tables

    @cached_property
    def rows(self) -> Rows:
        """The resources with all that is joined to them."""
        plan = self.docket.plan
        aliases = {need: f"need_{number}" for number, need in enumerate(plan.needs)}
        return _Rows(plan, self.tables, aliases)

    def verdicts(self) -> exp.Select:
        """A line for each resource and all that is told of it; `rule_0` … are the verdicts."""
        subject = self.docket.subject
        cells: list[exp.Expr] = [
            named(column(name, ROW), name) for name in PLACE if name in subject.fields
        ]
        cells += [column(name, CHARGED) for name in (AMOUNT, IN, COMMITTED, AGO)]
        if AGE in subject.fields:
            cells.append(named(column(AGE, ROW), AGE))
        cells += [named(self._value(test), name) for name, test in self.docket.values.items()]
        for number, rule in enumerate(self.docket.rules):
            cells.append(named(self._verdict(rule), f"rule_{number}"))
            for other, also in enumerate(rule.also):
                test = all_of([self._where(rule, part) for part in also.where])
                cells.append(named(test, f"also_{number}_{other}"))
        body = select(cells, ROW)
        charged = exp.to_table(CHARGED)
        same = exp.EQ(this=column(KEY, CHARGED), expression=exp.Lower(this=column("id", ROW)))
        body = body.join(charged, on=same, join_type="left", copy=False)
        body = body.where(all_of([*self.rows.scope(), *self._asked()]), copy=False)
        return resting_on(body, {ROW: self.rows.body()})

    def flagged(self, judged: str) -> exp.Select:
        """The lines that any rule flags, of a kept table of verdicts."""
        rules = range(len(self.docket.rules))
        body = select([exp.Star()], judged).where(
            exp.or_(*(column(f"rule_{n}") for n in rules)), copy=False
        )
        return body.order_by(column("id"), copy=False)

    def unjudged(self, judged: str) -> exp.Select:
        """For each rule, how many it could not judge."""
        cells = []
        for number in range(len(self.docket.rules)):
            unknown = exp.Where(this=column(f"rule_{number}").is_(exp.null()))
            count = exp.Filter(this=exp.Count(this=exp.Star()), expression=unknown)
            cells.append(named(count, f"rule_{number}"))
        return select(cells, judged)

    def unknown(self, judged: str) -> exp.Select:
        """The ids that some rule could not judge: for each rule, whether it is one of these."""
        tests = [column(f"rule_{n}").is_(exp.null()) for n in range(len(self.docket.rules))]
        body = select([column("id"), *tests], judged)
        return body.where(exp.or_(*(test.copy() for test in tests)), copy=False)

    def readings(self) -> Iterator[tuple[Sequence[Rule], Sequence[Need]]]:
        """Which metrics to read, by the rules that look at them: each for their resources alone.

        Metrics of one name and window are read together; what the question itself asks of the
        resources is read for all that any rule is about.
        """
        rules = self.docket.rules
        looked_at = [{_series(need) for need in self._looked_at(rule)} for rule in rules]
        asked = {_series(need) for need in self._needs(conditions(self.docket.where))}
        grouped: dict[tuple[int, ...], list[Need]] = {}
        for need in metric_needs(self.docket.plan):
            one = _series(need)
            users = (n for n, own in enumerate(looked_at) if one in asked or one in own)
            grouped.setdefault(tuple(users), []).append(need)
        for found, needs in grouped.items():
            yield [rules[n] for n in found], needs

    def _looked_at(self, rule: Rule) -> Iterator[Need]:
        tests = [one for part in every(rule) for one in conditions((rule.placed(part),))]
        tests += [_shown(self.docket.subject, rule, name) for name in self.docket.told(rule)]
        yield from self._needs(tests)

    def _needs(self, tests: Iterable[Condition]) -> Iterator[Need]:
        plan, subject = self.docket.plan, self.docket.subject
        for test in tests:
            found = [plan.need(field, test)] if (field := subject.field(test.field)) else []
            if isinstance(test.value, FieldRef) and (other := subject.field(test.value.field)):
                found.append(plan.need(other))
            yield from (need for need in found if need and not need.is_cost)

    def candidates(self, rules: Sequence[Rule]) -> exp.Select:
        """The resources that the plain facts of any of the rules leave in, by place.

        A row has cloud, account, region, and the ids of all that are there.
        """
        subject = self.docket.subject
        any_rule = exp.or_(*(all_of(list(self._facts(rule))) for rule in rules), copy=False)
        asked = [self._surely(part) for part in self.docket.where if is_fact(subject, part)]
        place = [column(name) for name in ("cloud", "account_id", "region")]
        ids = exp.ArrayAgg(this=column("id"))
        tests = all_of([*self.rows.scope(), *asked, exp.paren(any_rule)])
        return select([*place, ids], subject.name).where(tests, copy=False).group_by(*place)

    def _facts(self, rule: Rule) -> Iterator[exp.Expr]:
        yield self._in_clouds(rule)
        for part in rule.where:
            if is_fact(self.docket.subject, part):
                yield self._surely(part)

    def _surely(self, part: Where) -> exp.Expr:
        return exp.Coalesce(this=self.rows.where(part), expressions=[exp.true()])

    def _asked(self) -> Iterator[exp.Expr]:
        for part in self.docket.where:
            yield exp.Coalesce(this=self.rows.where(part), expressions=[exp.false()])

    def _value(self, test: Condition) -> exp.Expr:
        field = self.docket.subject.field(test.field)
        if field is None:
            raise KeyError(test.field)
        return self.rows.spell(field, test)

    def _where(self, rule: Rule, part: Where) -> exp.Expr:
        return self.rows.where(rule.placed(part))

    def _verdict(self, rule: Rule) -> exp.Expr:
        tests = [self._in_clouds(rule), *(self._where(rule, part) for part in rule.where)]
        if rule.age_days:
            tests.append(self._is_old_enough(rule.age_days))
        for spare in rule.spare:
            spared = all_of([self._where(rule, part) for part in spare.where])
            known = exp.Coalesce(this=exp.paren(spared), expressions=[exp.false()])
            tests.append(exp.not_(known, copy=False))
        return all_of([exp.paren(test) for test in tests])

    def _in_clouds(self, rule: Rule) -> exp.Expr:
        return column("cloud").isin(*(literal(cloud) for cloud in rule.of_clouds))

    def _is_old_enough(self, days: int) -> exp.Expr:
        """By when it was made, or by its first charge: a restart makes nothing younger."""
        charged = column(AGO, CHARGED)
        since_first = exp.GTE(this=charged, expression=literal(min(days, DAYS)))
        if AGE not in self.docket.subject.fields:
            return exp.Coalesce(this=since_first, expressions=[exp.true()])
        age = column(AGE, ROW)
        older = exp.Greatest(this=age, expressions=[charged], ignore_nulls=True)
        known = exp.GTE(this=older, expression=literal(days))
        untold = exp.and_(age.copy().is_(exp.null()), since_first)
        either = exp.Coalesce(this=known, expressions=[exp.true()])
        return exp.paren(exp.or_(either, untold))


def _series(need: Need) -> tuple[str, Span]:
    return need.name, need.span


def metric_needs(plan: Plan) -> tuple[Need, ...]:
    """The metrics that have to be read."""
    return tuple(need for need in plan.needs if not need.is_cost)


def is_fact(subject: Subject, part: Where) -> bool:
    """Whether it rests on what the inventory tells alone."""
    fields = [subject.field(one.field) for one in conditions((part,))]
    return all(field is not None and field.kind == "fact" for field in fields)
