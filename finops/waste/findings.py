"""Questions about findings: all rules over all that they are about, as one table.

Only the rules that a question can be about are read and judged, each subject once. What is counted
of a saving is worked out among the findings that the question leaves in: so each answer's sum is
what acting on all that it names would save.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import pyarrow as pa

from finops import gathering
from finops.commitment.inventory import with_use
from finops.figures import money
from finops.gathering import Facts
from finops.ground import Ground
from finops.plan import Plan
from finops.relation import Tables
from finops.resources import TEXT, of_table
from finops.result import Result
from finops.rows import Cells, amount
from finops.statement import Statement
from finops.waste import advised, charged
from finops.waste.advised import Advice
from finops.waste.attached import Disks, disks
from finops.waste.decided import decisions
from finops.waste.finding import Found, Row, cost_of
from finops.waste.gaps import gathered
from finops.waste.gone import DAYS, is_asked, of_gone
from finops.waste.judging import Docket, Judging, docket, key, metric_needs
from finops.waste.life import Watch
from finops.waste.overlap import Claimed, counted
from finops.waste.own import known
from finops.waste.owner import OWNED_BY, owner, unread
from finops.waste.resize import FREE, Machine, Prices, price_of, prices, sold, targets
from finops.waste.rule import Rule, conditions
from finops.waste.saving import Sizes, worth
from finops.waste.seen import SEEN, seen, untold
from finops.waste.since import begun
from intents.catalog import subject as catalog_subject
from intents.period import Span, span
from intents.query import Condition, Query, Where
from providers.model import Gap, merged
from providers.own_waste import HIDDEN, Status
from providers.schema import schema

# A question about either is about what is left out of others, too.
_ASKS_FOR_HIDDEN = {"status", "id"}
SAVING, COUNTED = "monthly_saving", "counted_saving"
JUDGED = "waste_judged"
DISK, COMMITMENT = "disk", "commitment"
# Which conditions of a question leave out whole rules, so that nothing is read for these.
_OF_RULE: Mapping[str, Callable[[Rule], str]] = {
    "rule": lambda rule: rule.name,
    "category": lambda rule: rule.category,
    "resource_type": lambda rule: rule.subject,
    "effort": lambda rule: rule.effort,
    "risk": lambda rule: rule.risk,
}
_NOTE = (
    "savings are a month's, by the charges of the last 30 complete days; of findings on one "
    "resource only the greatest is counted"
)


def of_findings(plan: Plan, ground: Ground) -> Result:
    """The rows of a Query over findings."""
    if is_asked(plan.query):
        return of_gone(plan, ground)
    chosen = tuple(rule for rule in known_rules(ground) if _may_be_asked(rule, plan.query))
    return _answered(plan, find(chosen, plan, ground), ground)


def of_waste(plan: Plan, ground: Ground) -> Result:
    """The findings about the resources that a Query over another subject names."""
    own = tuple(rule for rule in known_rules(ground) if rule.subject == plan.query.subject)
    found = find(own, plan, ground, plan.query.where)
    query = Query(subject="finding").model_copy(
        update={
            "clouds": plan.query.clouds,
            "accounts": plan.query.accounts,
            "regions": plan.query.regions,
            "limit": plan.query.limit,
        }
    )
    return _answered(replace(plan, query=query), found, ground)


def find(
    chosen: Sequence[Rule],
    asked: Plan,
    ground: Ground,
    where: tuple[Where, ...] = (),
    watch: Watch | None = None,
) -> tuple[Found, ...]:
    """Everything that the rules flag in the scope of the question, with gaps for what they cannot.

    `where` are conditions on the resources themselves, for rules that are all of one subject. A
    `watch` is told what was not read and not cleared.
    """
    dockets = _dockets(chosen, asked, ground, where)
    if not dockets:
        return ()
    charged.keep(ground)
    tables = _inventories(dockets, ground, watch)
    held = disks(tables[DISK], ground) if _needs_disks(dockets) else {}
    found: list[Found] = []
    for one in dockets:
        found += _judged(one, tables[one.subject.name], held, ground, watch)
    return tuple(found)


def known_rules(ground: Ground) -> tuple[Rule, ...]:
    """The product's and the company's; a file that cannot be read is a gap."""
    found = known(ground.context.rules)
    ground.facts.gaps += found.gaps
    return found.rules


def _dockets(
    chosen: Sequence[Rule], asked: Plan, ground: Ground, where: tuple[Where, ...]
) -> list[Docket]:
    """One a subject, each within the clouds that are asked about and switched on."""
    on = {provider.cloud for provider in ground.providers}
    wanted = gathering.clouds(asked.query)
    for cloud in sorted(set(asked.query.clouds) - on):
        ground.facts.gaps.append(gathering.not_set_up(cloud))
    made = []
    for name in dict.fromkeys(rule.subject for rule in chosen):
        own = [rule for rule in chosen if rule.subject == name]
        clouds = {cloud for rule in own for cloud in rule.of_clouds} & wanted & on
        if clouds:
            query = asked.query.model_copy(update={"clouds": tuple(sorted(clouds))})
            made.append(docket(name, own, replace(asked, query=query), where))
    return made


def _may_be_asked(rule: Rule, query: Query) -> bool:
    """Whether no condition of the question leaves the rule out."""
    for test in query.where:
        if isinstance(test, Condition) and test.op in ("eq", "in") and test.field in _OF_RULE:
            named = {str(value).lower() for value in test.values}
            if _OF_RULE[test.field](rule).lower() not in named:
                return False
    return True


# -- reading --------------------------------------------------------------------------------------


def _inventories(
    dockets: Sequence[Docket], ground: Ground, watch: Watch | None
) -> dict[str, pa.Table]:
    """The resources of each subject, read at once; what could not be read is told once."""
    plans = {one.subject.name: _read_whole(one) for one in dockets}
    if _needs_disks(dockets) and DISK not in plans:
        vms = plans["vm"]
        plans[DISK] = replace(vms, query=vms.query.model_copy(update={"subject": DISK}))

    def read(plan: Plan) -> tuple[str, pa.Table, Facts]:
        facts = Facts()
        table = gathering.inventory(plan, ground.providers, ground.context, facts)
        return plan.query.subject, table, facts

    with ThreadPoolExecutor(len(plans), "waste") as pool:
        told = list(pool.map(read, plans.values()))
    if watch:
        watch.gaps |= {subject: tuple(facts.gaps) for subject, _, facts in told}
    gaps = dict.fromkeys(gap for _, _, facts in told for gap in facts.gaps)
    ground.facts.gaps += gathered(gap for gap in gaps if gap not in ground.facts.gaps)
    for _, _, facts in told:
        ground.facts.sources[:] = merged([*ground.facts.sources, *facts.sources])
    tables = {subject: table for subject, table, _ in told}
    if COMMITMENT in tables:
        tables[COMMITMENT] = with_use(tables[COMMITMENT], plans[COMMITMENT], ground)
    return tables


def _read_whole(one: Docket) -> Plan:
    """The plan to read a subject by: conditions of rules narrow nothing that is read."""
    return replace(one.plan, query=one.plan.query.model_copy(update={"where": one.where}))


def _needs_disks(dockets: Sequence[Docket]) -> bool:
    return any(rule.saving.way == "attached" for one in dockets for rule in one.rules)


# -- judging --------------------------------------------------------------------------------------


def _judged(
    one: Docket, resources: pa.Table, held: Disks, ground: Ground, watch: Watch | None
) -> Iterator[Found]:
    local, facts, context = ground.local, ground.facts, ground.context
    subject = one.subject.name
    local.register(subject, resources)
    needs = {need: f"metric_{n}" for n, need in enumerate(metric_needs(one.plan))}
    currencies = ground.warehouse.manifest().currencies
    judging = Judging(one, Tables(gathering.tag_keys(resources), needs, currencies))
    for rules, own in judging.readings():
        _, ids = local.run(judging.candidates(rules))
        read = gathering.metrics(one.plan, ids, ground.providers, context, facts, own)
        for need, table in read.items():
            local.register(needs[need], table)
    local.keep(JUDGED, judging.verdicts())
    _, counts = local.run(judging.unjudged(JUDGED))
    facts.gaps += _unjudged(one, counts[0])
    names, lines = local.run(judging.flagged(JUDGED))
    rows = [dict(zip(names, line, strict=True)) for line in lines]
    found = tuple(_found(one, rows, held, ground, watch))
    if watch:
        _, lines = local.run(judging.unknown(JUDGED))
        watch.uncleared |= {
            (rule.name, str(line[0]).lower())
            for line in lines
            for rule, unknown in zip(one.rules, line[1:], strict=True)
            if unknown
        }
    untold: dict[str, list[str]] = {rule.name: [] for rule in one.rules}
    for made in found:
        if made.told_since is None:
            untold[made.rule.name].append(str(made.row["id"]))
    days = begun(one, untold, judging.tables.tag_keys, ground)
    for made in found:
        day = days.get((made.rule.name, str(made.row["id"]).lower()))
        yield replace(made, begun=day) if day else made


def _unjudged(one: Docket, counts: Sequence[int]) -> Iterator[Gap]:
    for rule, count in zip(one.rules, counts, strict=True):
        if count:
            subject = one.subject
            noun, are = (subject.title, "was") if count == 1 else (subject.plural, "were")
            why = f"{count:,} {noun} {are} not judged: {_asked(rule)} is not known"
            fix = "unknown is not waste: look at them one by one, or wait for more data"
            yield Gap(f"rule {rule.name}", why, fix, matters=False)


def _asked(rule: Rule) -> str:
    """What the rule asks that may be unknown: text that is not there is known to be none."""
    own = catalog_subject(rule.subject)
    fields = [own.field(test.field) for test in conditions(rule.where)]
    told = [one for one in fields if one and (one.type not in TEXT or one.values)]
    return " or ".join(dict.fromkeys(one.title for one in told)) or "its age"


def _found(
    one: Docket,
    rows: Sequence[Mapping[str, object]],
    held: Disks,
    ground: Ground,
    watch: Watch | None,
) -> Iterator[Found]:
    for number, rule in enumerate(one.rules):
        flagged = [row for row in rows if row[f"rule_{number}"]]
        own = held if rule.saving.way == "attached" else {}
        make = _Maker(one, rule, number, own, ground, watch)
        match rule.saving.way:
            case "resize":
                yield from make.resized(flagged)
            case "licence":
                yield from make.unlicensed(flagged)
            case _:
                yield from map(make.made, flagged)


@dataclass(frozen=True)
class _Maker:
    """Makes the findings of one rule."""

    docket: Docket
    rule: Rule
    number: int
    held: Disks
    ground: Ground
    watch: Watch | None = None

    @cached_property
    def _window(self) -> Span | None:
        window, context = self.rule.window, self.ground.context
        return span(window, context.today, context.calendar) if window else None

    def made(self, row: Mapping[str, object], sizes: Sizes | None = None) -> Found:
        rule, cost = self.rule, cost_of(row)
        attached = self.held.get(str(row["id"]).lower()) if self.held else None
        also = tuple([name for name, flags in self._also if row[flags]]) if self._also else ()
        more = {name: row[told] for name, told in self._priced}
        priced = {**row, **more} if more else row
        found = worth(rule, priced, cost, attached, sizes)
        return Found(rule, self.docket.subject, row, cost, found, also, self._window)

    @cached_property
    def _also(self) -> Sequence[tuple[str, str]]:
        """Whose other thresholds there are, with the column of each."""
        also = enumerate(self.rule.also)
        return [(other.name, f"also_{self.number}_{place}") for place, other in also]

    @cached_property
    def _priced(self) -> Sequence[tuple[str, str]]:
        """What the saving is worked out by, with the column of each."""
        saving = self.rule.saving
        per = saving.list_price.per if saving.list_price else None
        told = (("@per", per), ("@saved", saving.field))
        return [(name, key(self.rule, field)) for name, field in told if field]

    def resized(self, rows: Sequence[Mapping[str, object]]) -> Iterator[Found]:
        """Those that fit a smaller size of their family; others are as small as can be."""
        machines = [(row, self._machine(row)) for row in rows]
        fitting = [
            (row, machine, fit)
            for row, machine in machines
            if (fit := targets(machine, self.rule.saving.most))
        ]
        asked = [(machine, fit) for _, machine, fit in fitting]
        known: Prices = prices(asked, self.docket.plan, self.ground)
        for row, machine, fit in fitting:
            if to := sold(machine, fit, known):
                sizes = Sizes(price_of(machine, machine.size, known), price_of(machine, to, known))
                yield replace(self.made(row, sizes), current=machine.size, recommended=to)
            elif self.watch:
                self.watch.uncleared.add((self.rule.name, str(row["id"]).lower()))

    def unlicensed(self, rows: Sequence[Mapping[str, object]]) -> Iterator[Found]:
        """All of them: the same size costs less where a licence of one's own is used."""
        machines = [(row, self._machine(row)) for row in rows]
        pairs = [(row, one, replace(one, os=FREE)) for row, one in machines]
        asked = [(each, ()) for _, *both in pairs for each in both]
        known: Prices = prices(asked, self.docket.plan, self.ground)
        for row, now, then in pairs:
            sizes = Sizes(price_of(now, now.size, known), price_of(then, then.size, known))
            yield self.made(row, sizes)

    def _machine(self, row: Mapping[str, object]) -> Machine:
        def said(name: str) -> str:
            return str(row[key(self.rule, name)] or "")

        def number(name: str) -> Decimal | None:
            value = row[key(self.rule, name)]
            return Decimal(str(value)) if isinstance(value, int | float | Decimal) else None

        sized = self.rule.saving.way == "resize"
        load = number(self.rule.saving.load) if sized else None
        memory = number("memory.max") if sized else None
        cloud, region = str(row["cloud"]), str(row["region"])
        return Machine(cloud, region, said("os"), said("size"), load, memory)


# -- answering ------------------------------------------------------------------------------------


def _answered(plan: Plan, found: Sequence[Found], ground: Ground) -> Result:
    standings = _standings(found, ground)
    wanted = _wanted(plan)
    advice = advised.read(plan, ground) if wanted & advised.FIELDS else None
    beside = _beside(found, wanted, ground)
    table = _table(found, standings, wanted, advice, beside)
    left = _left(plan, table, ground)
    every = {one.id: one for one in found}
    hidden = _hidden(plan, left, standings)
    if hidden:
        found = [one for one in found if one.id not in hidden]
        table = _table(found, standings, wanted, advice, beside)
    by_id = {one.id: one for one in found}
    counts = _counted(by_id[one] for one in left if one not in hidden)
    table = _with_counts(table, [counts.get(one.id) for one in found])
    in_all = advice if advised.ALL in wanted else None
    if in_all:
        table = advised.in_all(table, _claimed(every[one] for one in left), in_all)
    currencies = tuple(sorted({str(one) for one in table["currency"].to_pylist() if one}))
    query = plan.query
    if query.analysis == "list" and not query.order_by:
        plan = replace(plan, query=query.model_copy(update={"order_by": (f"-{SAVING}",)}))
    result = of_table(plan, ground, table, currencies, DAYS)
    listed = query.analysis == "list"
    whole = _total(result.rows, COUNTED)
    return replace(
        result,
        headline=_headline(plan, result, counts, by_id) if not in_all else _both(result, counts),
        said=(_NOTE, *_said(hidden), *(advised.said(in_all) if in_all else ())),
        # Savings that overlap, and the cost of a resource that has two findings, have no sum.
        totals=({} if whole is None else {COUNTED: whole}) if listed else None,
    )


def _wanted(plan: Plan) -> frozenset[str]:
    """The fields that the answer shows or decides by: of `tags.team` its first part."""
    named = {field.name for field, _ in plan.query.fields()}
    shown = {one.name for one in plan.shown} if plan.query.analysis != "aggregate" else set()
    limited = {"tags"} if plan.limits is not None else set()
    return frozenset(name.partition(".")[0] for name in (*named, *shown, *limited))


def _standings(found: Sequence[Found], ground: Ground) -> Mapping[str, Status]:
    """What people decided on each finding, as it is today."""
    told = {one.finding: one.on(ground.context.today) for one in ground.context.standings}
    return {one.id: told.get(one.id, "open") for one in found}


def _hidden(
    plan: Plan, left: Sequence[str], standings: Mapping[str, Status]
) -> Mapping[str, Status]:
    """Those that are left out since nobody asks for them: snoozed, or not waste."""
    named = {*(test.field for test in conditions(plan.query.where)), *plan.query.group_by}
    if named & _ASKS_FOR_HIDDEN:
        return {}
    return {one: standings[one] for one in left if standings[one] in HIDDEN}


def _said(hidden: Mapping[str, Status]) -> Iterator[str]:
    told = list(hidden.values())
    counts = [f"{told.count(status):,} {status}" for status in HIDDEN if status in told]
    if counts:
        yield f"left out: {' and '.join(counts)}; a question that names the status shows them"


def _table(
    found: Sequence[Found],
    standings: Mapping[str, Status],
    wanted: Collection[str],
    advice: Advice | None,
    beside: Mapping[str, Row],
) -> pa.Table:
    rows = [{**one.told(wanted), **beside[one.id], "status": standings[one.id]} for one in found]
    if advice:
        rows = [{**row, **advised.beside(row, advice)} for row in rows]
    return pa.Table.from_pylist(rows, schema=schema("finding"))


def _beside(found: Sequence[Found], wanted: frozenset[str], ground: Ground) -> Mapping[str, Row]:
    """What its row does not tell: whose it is, what people decided, when it was first seen."""
    context = ground.context
    decided = decisions(context)
    rows: dict[str, dict[str, object]] = {one.id: dict(decided.get(one.id, {})) for one in found}
    if "owner" in wanted:
        if context.owners.unread:
            ground.facts.gaps.append(unread(context.owners))
        for one in found:
            rows[one.id]["owner"] = owner(one.told(OWNED_BY), context.owners)
    if wanted & SEEN:
        ledger = ground.warehouse.lives.read()
        ground.facts.gaps += untold(found, ledger, context.today)
        for one in found:
            rows[one.id] |= seen(one, ledger, context.today)
    return rows


def _with_counts(table: pa.Table, counts: Sequence[Decimal | None]) -> pa.Table:
    place = table.schema.get_field_index(COUNTED)
    field = table.schema.field(place)
    return table.set_column(place, field, pa.array(counts, field.type))


def _left(plan: Plan, table: pa.Table, ground: Ground) -> list[str]:
    """The ids of the findings that the question leaves in."""
    ground.local.register("finding", table)
    where = tuple(part for part in plan.query.where if not _is_on_count(part))
    query = Query(subject="finding", select=("id",)).model_copy(
        update={
            "where": where,
            "clouds": plan.query.clouds,
            "accounts": plan.query.accounts,
            "regions": plan.query.regions,
        }
    )
    keys = gathering.tag_keys(table)
    statement = Statement(replace(plan, query=query), Tables(keys, {}, ()))
    names, lines = ground.local.run(statement.listed())
    place = names.index("id")
    return [str(line[place]) for line in lines]


def _counted(left: Iterable[Found]) -> dict[str, Decimal | None]:
    """What each finding that the question leaves in adds to the others of them."""
    return counted(Claimed(one.id, one.worth.of, one.worth.amount) for one in left)


def _is_on_count(part: Where) -> bool:
    return isinstance(part, Condition) and part.field in (COUNTED, advised.ALL)


def _claimed(found: Iterable[Found]) -> set[tuple[str, str]]:
    """What findings whose saving is known save from, as recommendations are matched."""
    return {
        advised.key(one.row["cloud"], name)
        for one in found if one.worth.amount is not None
        for name in one.worth.of
    }  # fmt: skip


def _total(rows: Sequence[Cells], name: str) -> Decimal | None:
    known = [value for row in rows if (value := amount(row, name)) is not None]
    return sum(known, Decimal(0)) if known else None


def _both(result: Result, counts: Mapping[str, Decimal | None]) -> str | None:
    """What findings save together with what only the clouds recommend, where that is one sum."""
    whole = _total(result.rows, advised.ALL)
    if whole is None or len(result.rows) != 1 or result.currency is None:
        return None
    known = [value for value in counts.values() if value is not None]
    least = "at least " if result.facts.unread or result.unknown else ""
    own = sum(known, Decimal(0))
    parts = f"{money(own, result.currency)} by {len(counts):,} findings"
    rest = f"{money(whole - own, result.currency)} by what only the clouds recommend"
    said = f"{least}{money(whole, result.currency)} a month can be saved"
    return f"{said[0].upper()}{said[1:]}: {parts}, {rest}"


def _headline(
    plan: Plan,
    result: Result,
    counts: Mapping[str, Decimal | None],
    by_id: Mapping[str, Found],
) -> str | None:
    """How many findings, and what acting on all of them saves; the general one says the rest."""
    if not counts or len(result.currencies) > 1 or plan.query.limit:
        return None
    known = [value for value in counts.values() if value is not None]
    if not known or not result.currencies:
        return None
    least = "at least " if result.facts.unread or len(known) < len(counts) else ""
    whole = money(sum(known, Decimal(0)), result.currencies[0])
    many = len(counts)
    things = catalog_subject("finding").title if many == 1 else "findings"
    of = len({by_id[one].row["id"] for one in counts})
    resources = "resource" if of == 1 else "resources"
    return f"{many:,} {things} on {of:,} {resources}: acting on all saves {least}{whole} a month"
