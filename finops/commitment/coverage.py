"""Coverage of commitments: how much is covered, how much of what was bought is used, what it saves.

One row a group (service, account, month, commitment …), with each figure's inputs beside it. The
question's `select` names the figures; the arithmetic is `figures`', the sums are `sums`'.

Grouped by a field of the commitment itself, what is not covered belongs to no group: then a group's
coverage is its share of all that is eligible in the same step, account or service.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from finops.answer import Cell, Column
from finops.bound import holds
from finops.columns import column_of
from finops.commitment.figures import MOST_UNPRICED, Sums, total
from finops.commitment.sums import is_of_commitments, read
from finops.daily import Key, currencies, currency_of, name_of
from finops.figures import money, percent
from finops.ground import Ground
from finops.plan import Plan
from finops.result import Result
from finops.rows import Cells
from intents.query import GRAINS

# Each figure with what it is made of, as they stand in a row.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "coverage": ("coverage", "covered_list_cost", "eligible_list_cost"),
    "utilisation": ("utilisation", "used_cost", "unused_cost", "committed_cost"),
    "unused_cost": ("unused_cost", "used_cost", "committed_cost", "utilisation"),
    "savings_rate": ("savings_rate", "usage_list_cost", "usage_effective_cost", "savings"),
}
_USUAL = ("coverage", "utilisation", "unused_cost")
_RATES = ("coverage", "utilisation", "savings_rate")
# What comes first: where most could be done.
_FIRST = {
    "coverage": "open_list", "utilisation": "unused", "unused_cost": "unused",
    "savings_rate": "usage_cost",
}  # fmt: skip
_SAID = {
    "coverage": "coverage is the covered share of the usage that a commitment could cover, by list "
    "cost, without spot",
    "utilisation": "utilisation is used / (used + unused), by effective cost",
    "unused_cost": "unused is the effective cost of what was committed and found no usage",
    "savings_rate": "the savings rate is 1 − effective / list cost of usage, unused commitments "
    "included",
}


def coverage(plan: Plan, ground: Ground) -> Result:
    """The rows of a Query for coverage, and the figures of them all."""
    wanted = plan.query.select or _USUAL
    groups, found = read(plan, ground, plan.query.group_by)
    found = {key: one for key, one in found.items() if not one.is_empty}
    wholes, sums = _wholes(groups, found), _with_open(groups, found)
    relevant = {key: one for key, one in sums.items() if _is_about(wanted, one)}
    known = [(key, one) for key, one in relevant.items() if _is_within(plan, one)]
    known.sort(key=lambda pair: _place(plan, groups, *pair))
    kept = known[: plan.query.limit]
    found_in = currencies(ground, groups, found)
    unit = found_in[0] if len(found_in) == 1 else None
    names = tuple(dict.fromkeys(name for figure in wanted for name in _COLUMNS[figure]))
    whole = next(iter(wholes.values())) if len(wholes) == 1 else None
    return Result(
        columns=tuple(_column(plan, name, unit) for name in (*groups, *names)),
        rows=tuple(_row(groups, names, key, one) for key, one in kept),
        facts=ground.facts,
        currencies=found_in,
        cut=len(kept) < len(known),
        tag_keys=ground.warehouse.manifest().tag_keys,
        headline=_headline(plan, wanted, whole, unit),
        insights=tuple(_told(wanted, groups, kept, wholes, unit)),
        said=tuple(_said(plan, wanted)),
        totals=_cells(names, whole) if whole and unit else {},
    )


def _with_open(groups: tuple[str, ...], sums: Mapping[Key, Sums]) -> dict[Key, Sums]:
    """Where groups are commitments: to each, what is open or covered by others beside it."""
    of_commitments = [n for n, name in enumerate(groups) if is_of_commitments(name)]
    if not of_commitments:
        return dict(sums)

    def beside(key: Key) -> Key:
        return tuple(cell for n, cell in enumerate(key) if n not in of_commitments)

    eligible: dict[Key, Sums] = {}
    for key, one in sums.items():
        eligible[beside(key)] = eligible.get(beside(key), Sums()) + one
    found = {}
    for key, one in sums.items():
        if any(key[n] is not None for n in of_commitments):
            whole = eligible[beside(key)]
            others = whole.eligible - one.covered_list
            cost = whole.covered_cost + whole.open_cost - one.covered_cost
            unpriced = whole.covered_unpriced + whole.open_unpriced - one.covered_unpriced
            found[key] = replace(one, open_list=others, open_cost=cost, open_unpriced=unpriced)
    return found


def _wholes(groups: tuple[str, ...], sums: Mapping[Key, Sums]) -> dict[str | None, Sums]:
    """Everything as one, for each currency."""
    by: dict[str | None, list[Sums]] = {}
    for key, one in sums.items():
        by.setdefault(currency_of(groups, key), []).append(one)
    return {currency: total(parts) for currency, parts in by.items()}


def _is_about(wanted: Sequence[str], one: Sums) -> bool:
    """Whether a group has anything of what is asked for: no row says nothing in each column."""
    has = {
        "coverage": bool(one.eligible), "utilisation": bool(one.committed),
        "unused_cost": bool(one.committed), "savings_rate": bool(one.usage_cost or one.usage_list),
    }  # fmt: skip
    return any(has[figure] for figure in wanted)


def _is_within(plan: Plan, one: Sums) -> bool:
    return all(holds(test, _figure(one, test.field)) for test in plan.query.having)


def _figure(one: Sums, name: str) -> Decimal | None:
    found: Decimal | None = one.unused if name == "unused_cost" else getattr(one, name)
    return found


def _place(plan: Plan, groups: tuple[str, ...], key: Key, one: Sums) -> tuple[object, ...]:
    """In time; then as asked, else where most could be done; then by name."""
    steps = tuple(str(cell) for name, cell in zip(groups, key, strict=True) if name in GRAINS)
    if plan.query.order_by:
        name = plan.query.order_by[0].removeprefix("-")
        sign = -1 if plan.query.order_by[0].startswith("-") else 1
        known = _figure(one, name) if name in _COLUMNS else None
        return (known is None, sign * (known or 0), steps, str(key))
    first = _FIRST[(plan.query.select or _USUAL)[0]]
    return (steps, -getattr(one, first), str(key))


def _cells(names: Sequence[str], one: Sums) -> dict[str, Cell]:
    every: dict[str, Cell] = {
        "coverage": one.coverage,
        "covered_list_cost": one.covered_list,
        "eligible_list_cost": one.eligible,
        "utilisation": one.utilisation,
        "used_cost": one.covered_cost,
        "unused_cost": one.unused,
        "committed_cost": one.committed,
        "savings_rate": one.savings_rate,
        "usage_list_cost": one.usage_list,
        "usage_effective_cost": one.usage_cost,
        "savings": one.savings,
    }
    return {name: every[name] for name in names}


def _row(groups: Sequence[str], names: Sequence[str], key: Key, one: Sums) -> Cells:
    return {**dict(zip(groups, key, strict=True)), **_cells(names, one)}


def _column(plan: Plan, name: str, unit: str | None) -> Column:
    if name in _RATES:
        return Column(name=name, type="number", unit="percent")
    if any(name in parts for parts in _COLUMNS.values()):
        return Column(name=name, type="money", unit=unit)
    return column_of(plan, name, unit)


# -- what is said ---------------------------------------------------------------------------------


def _said(plan: Plan, wanted: Sequence[str]) -> Iterator[str]:
    yield from (_SAID[figure] for figure in wanted)
    yield "corrections of other months are left out"
    other = any(not is_of_commitments(test.field) for test in plan.query.conditions())
    narrowed = plan.query.accounts or plan.query.regions or other
    if plan.limits is not None:
        yield "of the charges that you may see: a commitment may be used elsewhere too"
    elif narrowed and {"utilisation", "unused_cost"} & set(wanted):
        yield "of the charges named: a commitment that is shared may be used elsewhere too"


def _headline(plan: Plan, wanted: Sequence[str], whole: Sums | None, unit: str | None) -> str:
    if whole is None:
        return f"No usage or commitment is known over {plan.period}"
    if unit is None:
        return "Commitments in several currencies, which are not added up"
    parts = [_sentence(figure, whole, unit) for figure in wanted]
    if plan.query.select == () and whole.committed == 0:
        parts = [*parts[:1], "no commitment was paid for"]
    text = "; ".join(dict.fromkeys(parts))
    return f"{text[:1].upper()}{text[1:]} over {plan.period}"


def _sentence(figure: str, whole: Sums, unit: str) -> str:
    match figure:
        case "coverage":
            if whole.coverage is None:
                return "what is covered is unknown" if whole.eligible else "nothing is eligible"
            return (
                f"{percent(whole.coverage)} of eligible usage is covered: "
                f"{money(whole.covered_list, unit)} of {money(whole.eligible, unit)} at list cost"
            )
        case "utilisation":
            if whole.utilisation is None:
                return "no commitment was paid for"
            return (
                f"{percent(whole.utilisation)} of what was committed was used: "
                f"{money(whole.covered_cost, unit)} of {money(whole.committed, unit)}"
            )
        case "unused_cost":
            if not whole.committed:
                return "no commitment was paid for"
            of = f" of {money(whole.committed, unit)} committed"
            return f"{money(whole.unused, unit)}{of} was not used"
        case _:
            if whole.savings is None or whole.savings_rate is None:
                return "the savings rate is unknown"
            return (
                f"{percent(whole.savings_rate)} saved on usage: {money(whole.usage_cost, unit)} "
                f"instead of {money(whole.usage_list, unit)}"
            )


def _told(
    wanted: Sequence[str],
    groups: tuple[str, ...],
    rows: Sequence[tuple[Key, Sums]],
    wholes: Mapping[str | None, Sums],
    unit: str | None,
) -> Iterator[str]:
    """What has no list cost; and, of several groups, which wastes most."""
    for currency, whole in wholes.items():
        unpriced = whole.usage_unpriced if "savings_rate" in wanted else (
            whole.covered_unpriced + whole.open_unpriced if "coverage" in wanted else Decimal(0)
        )  # fmt: skip
        if unpriced:
            yield (
                f"usage of {money(unpriced, currency or unit)} has no list cost: what rests on it "
                f"is unknown where that is more than {MOST_UNPRICED}%"
            )
    wasteful = [(one.unused, key) for key, one in rows if one.unused > 0]
    steps = any(name in GRAINS for name in groups)
    if len(rows) > 1 and wasteful and not steps and {"utilisation", "unused_cost"} & set(wanted):
        most, key = max(wasteful, key=lambda pair: pair[0])
        cost = money(most, currency_of(groups, key) or unit)
        yield f"most of what was not used is {name_of(groups, key)}'s: {cost}"
