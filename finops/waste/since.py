"""Since when a finding is so, by the daily snapshots: what clouds themselves seldom tell.

Looked back day by day while the rule's plain facts held (stopped, attached to nothing); a day on
which the resource's account was not looked at says neither. Where the first snapshots already show
it, it is so at least since then. Rules over metrics are not looked back for: snapshots hold the
mean of a day alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from sqlglot import exp

from finops.condition import all_of
from finops.ground import Ground
from finops.relation import Rows, Tables, column, named, select
from finops.waste.judging import Docket, is_fact
from finops.waste.rule import Rule
from intents.catalog import subject
from intents.period import Span
from intents.query import Where

# Farther back nobody asks, and each day is a file to be read.
MOST_DAYS = 92
THEN = "waste_then"
# By rule and id of the resource, in lower case.
Begun = Mapping[tuple[str, str], date]


def begun(
    docket: Docket, flagged: Mapping[str, Sequence[str]], tags: tuple[str, ...], ground: Ground
) -> Begun:
    """The first day of each finding, where snapshots tell; `flagged` are ids by rule."""
    rules = {rule.name: rule for rule in docket.rules if flagged[rule.name] and _is_told(rule)}
    if not rules:
        return {}
    open_: dict[tuple[str, str], None] = {
        (name, identity.lower()): None for name in rules for identity in flagged[name]
    }
    found: dict[tuple[str, str], date] = {}
    for day, then in _days(docket, rules, tags, ground):
        for key in list(open_):
            held = then.get(key)
            if held is False:
                del open_[key]
            elif held:
                found[key] = day
        if not open_:
            break
    return found


def _is_told(rule: Rule) -> bool:
    """Whether snapshots can show it: by facts alone."""
    return rule.window is None and bool(_facts(rule))


def _facts(rule: Rule) -> list[Where]:
    return [part for part in rule.where if is_fact(subject(rule.subject), part)]


def _days(
    docket: Docket, rules: Mapping[str, Rule], tags: tuple[str, ...], ground: Ground
) -> Iterator[tuple[date, Mapping[tuple[str, str], bool]]]:
    """Each day that has a snapshot, the latest first: whether each rule's facts held."""
    kept, today, name = ground.warehouse.snapshots, ground.context.today, docket.subject.name
    span = Span(today - timedelta(days=MOST_DAYS), today)
    rows = Rows(docket.plan, Tables(tags, {}, ()))
    cells: list[exp.Expr] = [column("id")]
    for rule in rules.values():
        tests = [rows.where(part) for part in _facts(rule)]
        cells.append(named(all_of([exp.paren(test) for test in tests]), rule.name))
    for day in sorted(kept.looks(name, span), reverse=True):
        ground.local.register(THEN, kept.rows(name, day))
        _, lines = ground.local.run(select([one.copy() for one in cells], THEN))
        yield (
            day,
            {
                (rule, str(line[0]).lower()): bool(held)
                for line in lines
                for rule, held in zip(rules, line[1:], strict=True)
            },
        )
