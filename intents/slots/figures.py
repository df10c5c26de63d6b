"""Figures beside the cost: "pricing quantity and billed cost", "core count", "cost per core".

A list of them is claimed whole, as the measures of the Query. Cost bases alone are no such list:
they are the basis slot's. A rate is money by something ("cost per GB") or by money ("effective
cost per billed cost"); it brings what it is divided by. "In pricing currency" turns the cost before
it into that of the pricing currency; list and contracted unit prices are averages. Cores are
counted once a charge, as FOCUS's use cases do, where their count is asked for; what a core costs is
told by the hour, which is the measure slot's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from intents.query import Condition, CostBasis, Measure
from intents.slots.claim import MOST_ITEMS, Asked, Claim, Phrases, spoken
from intents.slots.fields import tag_key
from intents.slots.measure import RATED_USE
from intents.slots.subject import is_cost_word
from intents.slots.vocabulary import is_plain

_BASES: Phrases[CostBasis] = spoken(
    {
        "effective": "effective, amortized, amortised",
        "billed": "billed, unblended, invoiced",
        "list": "list, retail, on-demand",
        "contracted": "contracted",
    }
)
_COSTS = ("cost", "costs", "spend", "amount", "amounts")
_CORES = "sku_price_details.core_count"
_KNOWN_CORES = (Condition(field=_CORES, op="exists"),)
_BETWEEN = frozenset({",", "and", "plus", "vs", "versus", "with", "beside", "besides"})
# How consumed units are spelt in exports of both clouds.
_UNITS: Phrases[tuple[str, ...]] = Phrases(
    [
        *((word, ("GB", "GBs", "Gigabyte", "Gigabytes")) for word in ("gb", "gigabyte")),
        *((word, ("GB-Months", "GB-Month", "GB-Mo")) for word in ("gb-month", "gb month")),
        *((word, ("Hours", "Hour", "Hrs")) for word in ("hour", "instance hour")),
        *((word, ("Requests", "Request")) for word in ("request",)),
    ]
)


@dataclass(frozen=True, slots=True)
class _Figure:
    """One figure: its measures, the charges that have it at all, and the basis of its cost."""

    measures: tuple[Measure, ...]
    where: tuple[Condition, ...] = ()
    basis: CostBasis | None = None


def _sum(field: str, name: str | None = None) -> Measure:
    return Measure(name=name or field, agg="sum", field=field)


_COUNT = _Figure((Measure(name="count", agg="count"),))
_FIRST = Measure(name="first_charge", agg="min", field="charge_period_start")
_LAST = Measure(name="last_charge", agg="max", field="charge_period_end")
# What is used is what usage is charged of; tax and credits bear a service's name too.
_SERVICES = _Figure(
    (Measure(name="services", agg="distinct", field="service_name"),),
    (Condition(field="charge_category", op="eq", value="Usage"),),
)
_CORE_COUNT = _Figure((_sum(_CORES, "core_count"),), _KNOWN_CORES)
_PER_CORE = replace(
    _CORE_COUNT,
    measures=(
        *_CORE_COUNT.measures,
        Measure(name="cost_per_core", agg="sum", field="cost", per="core_count"),
    ),
)
_SERVICES_SAID = ", ".join(
    f"{lead} services{used}"
    for lead in ("how many", "number of", "how many different", "how many cloud", "count of")
    for used in (
        "",
        " do we use",
        " did we use",
        " are we using",
        " were used",
        " are used",
        " are in use",
        " do we pay for",
        " did we pay for",
        " are we paying for",
        " we use",
    )
)
_PLAIN: Phrases[_Figure] = spoken(
    {
        _Figure((_sum("pricing_quantity"),)): "pricing quantity, priced quantity",
        _Figure((_sum("consumed_quantity"),)): (
            "consumed quantity, usage quantity, usage amount, consumption"
        ),
        _CORE_COUNT: "core count, cores, number of cores, vcpus, number of vcpus, vcpu count",
        _SERVICES: _SERVICES_SAID,
        _COUNT: "number of charges, count of charges, charge count, how many charges",
        _Figure((_FIRST, _LAST)): "first and last charge, first and last charge period",
        _Figure((_FIRST,)): "first charge",
        _Figure((_LAST,)): "last charge",
        _Figure((_sum("pricing_currency_effective_cost"),)): "pricing currency effective cost",
    }
)
_PRICES: Phrases[str] = Phrases(
    (phrase, field)
    for field, phrases in (
        ("list_unit_price", ("list unit price", "list unit prices", "average list unit price")),
        ("contracted_unit_price", (
            "contracted unit price", "contracted unit prices", "average contracted unit price",
        )),
    )
    for phrase in phrases
)  # fmt: skip
_IN_PRICING = Phrases((f"in {the}pricing currency", None) for the in ("", "the "))
_COVERAGE = Phrases(
    (f"tag coverage{of}", None)
    for of in ("", " of cost", " of costs", " of our cost", " of our costs", " of spend",
               " of our spend", " of the cost")
)  # fmt: skip


def read(asked: Asked, at: int) -> Claim | None:
    """One or more figures, unless they are cost bases alone."""
    if asked.subject.name != "cost" or asked.words[at].quoted:
        return None
    return _difference(asked, at) or _coverage(asked, at) or _listed(asked, at)


def each_charge(asked: Asked, at: int) -> Claim | None:
    """`of each charge`: charges one by one, not added up."""
    found = _EACH.at(asked, at) if asked.subject.name == "cost" else None
    return Claim(at, found[1], "each") if found else None


_EACH = Phrases(
    (f"{lead} {word}", None)
    for lead in ("of each", "for each", "of every", "for every", "per", "each", "every", "by")
    for word in ("charge", "single charge", "line item", "charge line")
)


def _listed(asked: Asked, at: int) -> Claim | None:
    figures: list[_Figure] = []
    end = begin = at
    while len(figures) < MOST_ITEMS and (one := _one(asked, begin, first=not figures)):
        figures.append(one[0])
        end = one[1]
        begin = asked.skip(end, *_BETWEEN, "the", "total")
        if begin == end:
            break
    if all(_is_basis(figure) for figure in figures):
        return None
    bases = {figure.basis for figure in figures if figure.basis}
    if len(bases) > 1:
        return None
    per_core = any(_PER_CORE.measures[-1] in figure.measures for figure in figures)
    if per_core and _CORE_COUNT not in figures:
        # Without their count, cores are priced by the hour: the measure slot's.
        return None
    counts_cores = any(figure.where == _KNOWN_CORES for figure in figures)
    return Claim(
        at, end, "figures", note=_OF_CORES if counts_cores else None,
        figures=_distinct(one for figure in figures for one in figure.measures),
        where=tuple(dict.fromkeys(test for figure in figures for test in figure.where)),
        basis=bases.pop() if bases else None,
    )  # fmt: skip


_OF_CORES = "cores are counted once a charge, whatever time it covers"


def _is_basis(figure: _Figure) -> bool:
    names = {f"{basis}_cost" for basis in ("effective", "billed", "list", "contracted")}
    return len(figure.measures) == 1 and figure.measures[0].name in names


def _distinct(measures: Iterable[Measure]) -> tuple[Measure, ...]:
    return tuple({measure.name: measure for measure in measures}.values())


def _one(asked: Asked, at: int, *, first: bool) -> tuple[_Figure, int] | None:
    if found := _PLAIN.at(asked, at):
        return found
    if price := _PRICES.at(asked, at):
        average = Measure(name=price[0], agg="avg", field=price[0])
        return _Figure((average,)), price[1]
    return _savings_rate(asked, at) or _cost(asked, at, first=first)


def _cost(asked: Asked, at: int, *, first: bool) -> tuple[_Figure, int] | None:
    """`billed cost`, `billed` where more follows, each perhaps per something."""
    if found := _BASES.at(asked, at):
        basis, end = found
        named = asked.text(end) in _COSTS
        if not named and not _goes_on(asked, end, first=first):
            return None
        end += named
    elif is_cost_word(asked, at) and asked.text(at) in _COSTS:
        basis, end, named = None, at + 1, True
    else:
        return None
    if (rate := _rate(asked, end, basis)) and named:
        return rate
    if basis is None:
        return None
    if (priced := _IN_PRICING.at(asked, end)) and basis == "effective":
        return _Figure((_sum("pricing_currency_effective_cost"),)), priced[1]
    return _Figure((_sum(f"{basis}_cost"),)), end


def _goes_on(asked: Asked, at: int, *, first: bool) -> bool:
    """Whether a bare "billed" is one of several: "billed and effective cost"."""
    return asked.text(at) in (",", "and", "vs", "versus") if first else asked.text(at) != ""


def _rate(asked: Asked, at: int, basis: CostBasis | None) -> tuple[_Figure, int] | None:
    """`per core`, `per GB`, `per unit`, `per billed cost`."""
    if asked.text(at) != "per":
        return None
    if asked.text(at + 1) in ("core", "vcpu"):
        return replace(_PER_CORE, basis=basis), at + 2
    if (other := _BASES.at(asked, at + 1)) and asked.text(other[1]) in _COSTS and basis:
        whole = f"{other[0]}_cost"
        name = f"{basis}_per_{other[0]}"
        rate = Measure(name=name, agg="sum", field=f"{basis}_cost", per=whole)
        return _Figure((_sum(whole), rate)), other[1] + 1
    unit = _UNITS.at(asked, at + 1)
    if asked.text(at + 1) == "hour" and basis is None:
        # A pace, and no price of what is metered by the hour; "per hour of EC2" is `measure`'s.
        return None
    if unit or asked.text(at + 1) == "unit":
        rate = Measure(name="cost_per_unit", agg="sum", field="cost", per="consumed_quantity")
        of_unit = (Condition(field="consumed_unit", op="in", value=unit[0]),) if unit else ()
        # With a basis it is FOCUS's own sum of all charges; a plain rate is of use.
        tests = (*of_unit, *(() if basis else RATED_USE))
        end = unit[1] if unit else at + 2
        if not unit and asked.text(end) == "of" and (used := _PLAIN.at(asked, end + 1)):
            end = used[1] if used[0].measures[0].name == "consumed_quantity" else end
        return _Figure((_sum("consumed_quantity"), rate), tests, basis), end
    return None


def _savings_rate(asked: Asked, at: int) -> tuple[_Figure, int] | None:
    """`effective savings rate`: what the discounts save of the contracted cost."""
    words = tuple(asked.text(at + one) for one in range(3))
    if words != ("effective", "savings", "rate"):
        return None
    rate = Measure(
        name="effective_savings_rate", agg="sum", field="contracted_cost",
        minus="effective_cost", per="contracted_cost",
    )  # fmt: skip
    return _Figure((_sum("contracted_cost"), _sum("effective_cost"), rate)), at + 3


def _difference(asked: Asked, at: int) -> Claim | None:
    """`list unit price minus contracted unit price`, in the pricing currency too."""
    first = _PRICES.at(asked, at)
    second = _PRICES.at(asked, first[1] + 1) if first else None
    if not first or not second or (first[0], second[0]) != _LISTED_FIRST:
        return None
    if asked.text(first[1]) not in ("minus", "less"):
        return None
    both = _IN_BOTH.at(asked, second[1])
    priced = ("pricing_currency_",) if both else ()
    measures = [one for prefix in (*priced, "") for one in _price_difference(prefix)]
    test = Condition(
        field=f"{priced[0] if priced else ''}list_unit_price", op="gt",
        value={"field": f"{priced[0] if priced else ''}contracted_unit_price"},
    )  # fmt: skip
    end = both[1] if both else second[1]
    return Claim(at, end, "figures", figures=tuple(measures), where=(test,))


_LISTED_FIRST = ("list_unit_price", "contracted_unit_price")
_IN_BOTH = Phrases(
    (phrase, None)
    for phrase in ("in pricing and billing currency", "in billing and pricing currency")
)


def _price_difference(prefix: str) -> tuple[Measure, Measure]:
    """Both of the prices only where both are known."""
    listed, agreed = f"{prefix}list_unit_price", f"{prefix}contracted_unit_price"
    name = "unit_price_difference" + ("_in_pricing_currency" if prefix else "")
    known = [(Condition(field=field, op="exists"),) for field in (listed, agreed)]
    return (
        Measure(name=agreed, agg="sum", field=agreed, where=known[0]),
        Measure(name=name, agg="sum", field=listed, where=known[1], minus=agreed),
    )


def _coverage(asked: Asked, at: int) -> Claim | None:
    """`tag coverage of cost for Application`; of charges above zero, for credits are not tagged."""
    if keyed := _coverage_of_key(asked, at):
        return _tagged(at, *keyed)
    found = _COVERAGE.at(asked, at)
    if found is None:
        return None
    field, end = "tags", found[1]
    if asked.text(end) in ("for", "of", "by") and (key := _key(asked, end + 1)):
        field, end = key
    return _tagged(at, field, end)


def _coverage_of_key(asked: Asked, at: int) -> tuple[str, int] | None:
    """`team tag coverage`, `coverage of the team tag`."""
    led = asked.text(at) == "coverage" and asked.text(at + 1) in ("of", "by", "for")
    key = tag_key(asked, asked.skip(at + 2, "the", "our") if led else at)
    if key is None or asked.text(key[1] - 1) not in ("tag", "tags"):
        return None
    if led:
        return key
    return (key[0], key[1] + 1) if asked.text(key[1]) == "coverage" else None


def _tagged(at: int, field: str, end: int) -> Claim:
    tagged = (Condition(field=field, op="exists"),)
    measures = (
        Measure(name="tagged_cost", agg="sum", field="cost", where=tagged),
        _sum("cost", "all_cost"),
        Measure(name="tag_coverage", agg="share", field="cost", where=tagged, per="all_cost"),
    )
    above = (Condition(field="cost", op="gt", value=0),)
    return Claim(
        at, end, "figures", figures=measures, where=above,
        note="tag coverage is of charges above zero: credits and refunds are left out",
    )  # fmt: skip


def _key(asked: Asked, at: int) -> tuple[str, int] | None:
    """A tag's key, called one or not."""
    at = asked.skip(at, "the")
    if known := tag_key(asked, at):
        typed = known[1] == at + 1 and "." not in asked.text(at)
        return (f"tags.{asked.words[at].raw}" if typed else known[0]), known[1]
    return (f"tags.{asked.words[at].raw}", at + 1) if is_plain(asked, at) else None
