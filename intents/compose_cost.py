"""Questions about cost: a total, by dimension, over time, or one period beside another."""

from datetime import date

from intents import (
    compose_change,
    compose_coverage,
    compose_difference,
    compose_outlook,
    compose_showback,
    compose_tagged,
    compose_without,
)
from intents.compose import (
    MOST_DAILY_DAYS,
    TREND_PERIODS,
    Composed,
    Misplaced,
    Parts,
    clouds,
    is_of_one,
    is_superlative,
    limit,
    near,
    order,
    query,
    quoted,
    reworded,
    spaced,
    where,
)
from intents.compose_charges import one_by_one
from intents.compose_compared import compared
from intents.compose_measures import (
    Measurement,
    basis_of,
    first,
    is_of_bases,
    measured,
    spread_of,
    unmeasurable,
)
from intents.compose_rank import OF_SERVICES, is_of_services, ranked
from intents.compose_unsaid import COMPARED, UNSAID, is_about_cost, is_unsaid
from intents.compose_when import When, said, whole_units
from intents.compose_when import when as when_of
from intents.period import moved, unit_start
from intents.query import Clarify, Condition, Grain, Where
from intents.slots import averaged
from intents.slots.basis import is_unsure
from intents.slots.claim import Claim, Kind
from intents.slots.fresh import NOTHING_NOW

_PAIRS = frozenset(
    {"vs", "versus", "against", "compared to", "compared with", "relative to", "and how much"}
)
_NO_PLACE: tuple[Kind, ...] = ("select", "count", "total", "unsure")


def compose(parts: Parts) -> Composed | Misplaced:
    """A Query over cost."""
    alone = compose_showback.of_one(compose_outlook.of_heads(ranked(parts)))
    return Composed(alone, parts.notes) if isinstance(alone, Clarify) else _asked(alone)


def _asked(parts: Parts) -> Composed | Misplaced:
    if compose_coverage.is_asked(parts):
        return compose_coverage.compose(parts)
    if compose_outlook.is_asked(parts):
        return compose_outlook.compose(parts)
    if not is_about_cost(parts):
        return Misplaced(parts.cover.claims)
    if misplaced := parts.of(*_NO_PLACE):
        return Misplaced(misplaced)
    grouped = any(claim.group_by for claim in parts.of("group", "head"))
    measurement = _measured(parts, grouped=grouped)
    if isinstance(measurement, Composed | Misplaced):
        return measurement
    if measurement:
        parts = parts.without(measurement.part)
    tests = where(parts)
    if isinstance(tests, Misplaced):
        return tests
    when = when_of(parts)
    if when.misplaced:
        return Misplaced(when.misplaced)
    parts, tests = compose_tagged.by_key(parts, tests)
    made = _compose(parts, tests, when, measurement)
    if isinstance(made, Composed) and is_unsure(parts.asked) and not parts.of("basis"):
        return Composed(_which_basis(parts), parts.notes)
    return made


def _measured(parts: Parts, *, grouped: bool) -> Measurement | Misplaced | Composed | None:
    """What is measured; a difference, or what there must be none of, stands beside nothing else."""
    own = (
        compose_tagged.unclear(parts)
        or compose_difference.between(parts)
        or compose_without.without(parts)
    )
    if isinstance(own, Clarify):
        return Composed(own, parts.notes)
    if isinstance(own, Measurement):
        parts = parts.without(own.part)
    found = measured(parts, grouped=grouped)
    if own is None or isinstance(own, Misplaced) or isinstance(found, Misplaced):
        return own or found
    return Misplaced(parts.of("share", "measure", "figures", "basis")) if found else own


def _compose(
    parts: Parts, tests: tuple[Where, ...], when: When, measurement: Measurement | None
) -> Composed | Misplaced:
    unsure = compose_change.unusual_day(parts) or compose_change.of_what(parts) or _who(parts)
    named, many = unsure or clouds(parts), limit(parts)
    if isinstance(named, Clarify):
        return Composed(named, parts.notes)
    if isinstance(many, Misplaced):
        return many
    grouped, limit_per = _groups(parts, when)
    when = whole_units(when, grouped, parts)
    grouped = compose_change.grouped(parts, grouped, tests)
    of_services = not grouped and (is_of_services(parts) or _is_breakdown(parts, tests))
    grouped = ("service_name",) if of_services else grouped
    grains = {claim.grain for claim in parts.of("trend", "group") if claim.grain}
    grains |= {when.grain} if when.grain and not grains else set()
    trending = bool(parts.of("trend") or grains)
    if misplaced := _misplaced(parts, grouped, grains, when):
        return Misplaced(misplaced)
    if many is None and _names_one(parts):
        many = 1
    costs = tuple(t for t in tests if isinstance(t, Condition) and t.field == "cost")
    costs += tuple(test for claim in parts.of("change") for test in claim.where)
    if no_place := unmeasurable(
        parts, measurement, grouped, single=not (when.compare_to or limit_per or costs)
    ):
        return Misplaced(no_place)
    if parts.of("rest") and (many is None or trending):
        return Misplaced(parts.of("rest"))
    spread, told = spread_of(parts)
    shared: dict[str, object] = {
        "subject": "cost",
        "where": (
            *(test for test in tests if test not in costs),
            # One by one, each charge shows its own; what is left out is left out of sums.
            *(measurement.where if measurement and not parts.of("each") else ()),
        ),
        "measures": measurement.measures if measurement else (),
        "others": bool(parts.of("rest")),
        "spread": spread,
        "having": (*costs, *(measurement.having if measurement else ())),
        "group_by": grouped,
        "clouds": named,
        "accounts": parts.accounts,
        "regions": near(parts.regions, named),
        "limit": many,
        "limit_per": limit_per,
        "cost_basis": None if is_of_bases(parts) else basis_of(parts),
        "period_on": "billing" if any(claim.billing for claim in parts.of("period")) else None,
    }
    unsaid = when.apart.note if when.apart else None
    notes = tuple(note for note in parts.notes if note != unsaid) + when.notes + told
    notes += (OF_SERVICES,) if of_services else ()
    if parts.of("each"):
        return one_by_one(parts, shared | {"period": when.period}, notes)
    if is_unsaid(parts) and not compose_change.asked(parts):
        notes += (COMPARED if parts.of("versus") else UNSAID,)
    if trending:
        return _trend(parts, shared | {"period": when.period}, grains, notes)
    default = _first_change(costs) if when.compare_to else first(measurement, tests, spread)
    asked_order = _asked_order(parts, when, measurement)
    changed = compose_change.changed(parts, many, costs, asked_order)
    ordered = {"order_by": (_came_back(asked_order, default) or default) if grouped else ()}
    return _summed(shared | ordered | changed, when, notes + compose_change.notes(parts))


def _came_back(asked: tuple[str, ...], default: tuple[str, ...]) -> tuple[str, ...]:
    """The order asked for, of money that came back: the biggest refund is the lowest cost."""
    if default != ("cost",) or asked not in (("cost",), ("-cost",)):
        return asked
    return ("cost",) if asked == ("-cost",) else ("-cost",)


def _first_change(costs: tuple[Condition, ...]) -> tuple[str, ...]:
    """What rose most comes first; of what costs nothing any more, what cost most."""
    return ("change",) if NOTHING_NOW in costs else ("-change",)


def _asked_order(
    parts: Parts, when: When, measurement: Measurement | None = None
) -> tuple[str, ...]:
    names = order(parts) or (("cost",) if _bottom(parts) else ())
    said = {word for claim in parts.of("order") for word in parts.cover.text(claim).split()}
    if when.compare_to and not said & {"cost", "costs", "spend", "expensive", "cheapest"}:
        # "Biggest first", of changes.
        return tuple(name.replace("cost", "change") for name in names)
    figures = measurement.measures if measurement else ()
    if figures and figures[-1]["name"] == "tag_coverage":
        # "Lowest first", of how much is tagged.
        return tuple(name.replace("cost", "tag_coverage") for name in names)
    return names


def _summed(shared: dict[str, object], when: When, notes: tuple[str, ...]) -> Composed | Misplaced:
    """One amount a group, or that of two periods."""
    told = {
        "analysis": "change" if when.compare_to else "aggregate",
        "period": when.period,
        "compare_to": when.compare_to,
    }
    return query(told | shared, notes)


def _is_breakdown(parts: Parts, tests: tuple[Where, ...]) -> bool:
    """Whether a bare "breakdown" is asked for: by service, unless it is of one service."""
    names = {test.field for test in tests if isinstance(test, Condition)}
    alone = not parts.of("trend", "versus", "why", "moved", "change", "share", "measure", "figures")
    return bool(parts.of("breakdown")) and alone and "service_name" not in names


def _names_one(parts: Parts) -> bool:
    """Whether one is asked for: "the most expensive service", "top team", "which spends most"."""
    top = any(claim.limit is None for claim in parts.of("limit"))
    return is_of_one(parts) and (top or is_superlative(parts))


def _which_basis(parts: Parts) -> Clarify:
    costs = [claim for claim in parts.of("subject") if not claim.clouds][:1]
    said = ("effective cost", "cost at list price")
    choices = tuple(reworded(parts, dict.fromkeys(costs, words)) for words in said)
    return Clarify("The effective cost, or the cost at list price?", choices)


def _who(parts: Parts) -> Clarify | None:
    """Ask back: teams, owners or accounts "spend the most", and it does not say which."""
    words = parts.asked.words
    asked = next((at for at, word in enumerate(words) if word.text == "who"), None)
    if asked is None or parts.of("head", "group") or not parts.of("order"):
        return None
    texts = [quoted(word) for word in words]
    choices = tuple(
        spaced((*texts[:asked], f"which {one}", *texts[asked + 1 :]))
        for one in ("team", "owner", "account")
    )
    return Clarify("By team, by owner or by account?", choices)


def _bottom(parts: Parts) -> bool:
    return any(claim.order_by for claim in parts.of("limit"))


def _groups(parts: Parts, when: When) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What cost is grouped by, and within what a top N is taken."""
    heads = tuple(dict.fromkeys(n for claim in parts.of("head") for n in claim.group_by))
    by = tuple(dict.fromkeys(n for claim in parts.of("group") for n in claim.group_by))
    grouped = tuple(dict.fromkeys((*by, *heads)))
    if heads and by and (_names_one(parts) or any(claim.limit for claim in parts.of("limit"))):
        return grouped, by
    apart = parts.of("versus") or (parts.of("breakdown") and not grouped)
    if apart and when.compare_to is None:
        grouped = tuple(dict.fromkeys((*compared(parts), *grouped)))
    return grouped, ()


def _misplaced(
    parts: Parts, grouped: tuple[str, ...], grains: set[Grain], when: When
) -> tuple[Claim, ...]:
    """Claims that nothing in the Query would hold."""
    if unclear := (when.misplaced or compose_change.misplaced(parts)):
        return unclear
    trending = bool(parts.of("trend") or grains)
    if len(grains) > 1:
        return parts.of("trend", "group")
    averages = tuple(c for c in parts.of("trend") if c.note == averaged.NOTE)
    if averages and (grouped or any(test.field == "day_type" for test in parts.tests)):
        # The average of several rows a step would be none of theirs; where days are left out it
        # is not told.
        return averages
    if parts.of("versus", "change") and not (when.compare_to or when.grain or grouped):
        return parts.of("versus", "change")
    if unpaired := _unpaired(parts, when) or _of_which_it_holds(parts) or _crossed(parts):
        return unpaired
    if trending and (when.compare_to or parts.of("limit")):
        return parts.of("versus", "change", "limit")
    if not grouped and parts.of("limit"):
        return parts.of("limit")
    if not (grouped or trending) and parts.of("breakdown", "order"):
        return parts.of("breakdown", "order")
    if not grouped and any(test.field == "cost" for test in parts.tests):
        return tuple(claim for claim in parts.of("test") if claim.where[0].field == "cost")
    known = {"cost", "change_percent"} if parts.of("moved") else {"cost"}
    wrong_order = any(name.removeprefix("-") not in known for name in order(parts))
    return parts.of("order") if wrong_order or (trending and parts.of("order")) else ()


def _unpaired(parts: Parts, when: When) -> tuple[Claim, ...]:
    """`vs` beside which there are no two things."""
    if when.compare_to or when.grain or compared(parts) or is_of_bases(parts):
        return ()
    return tuple(c for c in parts.of("versus") if parts.cover.text(c) in _PAIRS)


def _of_which_it_holds(parts: Parts) -> tuple[Claim, ...]:
    """`than` in "which teams spend more on AWS than on Azure": of some teams only, it is true."""
    heads = {name for claim in parts.of("head") for name in claim.group_by}
    who = any(word.text == "who" for word in parts.asked.words)
    than = tuple(c for c in parts.of("versus") if parts.cover.text(c) == "than")
    beside = compared(parts)
    if parts.of("moved"):
        # "Which services cost more than S3" asks for no change of S3.
        return tuple(c for c in than if _next_kind(parts, c) in ("test", "scope", "tag", "name"))
    return than if beside and (who or heads - set(beside)) else ()


def _next_kind(parts: Parts, claim: Claim) -> str | None:
    """What stands after a claim, but for joints and noise."""
    after = [one for one in parts.cover.claims if one.start >= claim.end]
    return next((one.kind for one in after if one.kind not in ("joint", "noise")), None)


def _crossed(parts: Parts) -> tuple[Claim, ...]:
    """A category beside a service: "RDS storage" is a part of it that no category tells."""
    found = [c for c in parts.of("test") if not c.excludes and len(c.where) == 1]
    services = [c for c in found if c.where[0].field == "service_name" and c.where[0].op == "in"]
    categories = tuple(c for c in found if c.where[0].field == "service_category")
    return categories if services else ()


def _trend(
    parts: Parts, shared: dict[str, object], grains: set[Grain], notes: tuple[str, ...]
) -> Composed | Misplaced:
    period = shared["period"]
    grain: Grain = next(iter(grains), "day")
    if not grains and isinstance(period, str):
        days = parts.asked.context.span(period).days
        grain = "day" if days <= MOST_DAILY_DAYS else "month"
        notes += (f"the trend is shown by {grain}",)
    if period is None and grain == "year":
        since = _years_so_far(parts)
        shared["period"] = f"since:{since}"
        notes += (f"no period was named: since {since}, this year so far",)
    elif period is None and grain in TREND_PERIODS:
        shared["period"] = TREND_PERIODS[grain]
        notes += (f"no period was named: {said(TREND_PERIODS[grain])}",)
    return query(shared | {"analysis": "trend", "grain": grain}, notes)


def _years_so_far(parts: Parts) -> date:
    """The first day of the year two years ago: years are few, and the current one is looked for."""
    context = parts.asked.context
    return moved(unit_start(context.today, "year", context.calendar), "year", -2)
