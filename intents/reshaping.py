"""What a follow-up changes of how a Query is computed and shown: groups, steps, order, columns.

Each function takes the Query before and the parts of the follow-up, and gives the Query changed
with what to tell, or the claims that it cannot hold.
"""

from intents.compose import MOST_DAILY_DAYS, TREND_PERIODS, Misplaced, Parts, is_superlative
from intents.narrowing import Narrowed
from intents.query import GRAINS, AnyOf, Clarify, Grain, Measure, Query, Where
from intents.resource_trend import PERIODS
from intents.slots.claim import Claim
from intents.slots.onward import alike

Reshaped = Narrowed | Misplaced | Clarify
_ALWAYS = frozenset("cost count change cost_before change_percent direct spread total".split())
_COUNT = Measure(name="count", agg="count")


def grouped(query: Query, parts: Parts) -> Reshaped:
    """By what it is said to be grouped: "also" and "and" add, else it takes the old one's place."""
    claims = parts.of("group", "head")
    names = tuple(dict.fromkeys(name for claim in claims for name in claim.group_by))
    if parts.of("head") and not (parts.of("limit", "order", "lead") or _asks_which(parts)):
        return Misplaced(parts.of("head"))
    if not names:
        return Misplaced(parts.of("breakdown")) if parts.of("breakdown") else Narrowed(query)
    if query.analysis in ("waste", "coverage") and query.subject != "cost":
        return Misplaced(claims)
    notes: tuple[str, ...] = ()
    before = query.group_by
    adds = _adds(parts, claims[0])
    now = tuple(dict.fromkeys((*before, *names))) if adds else names
    if before and not adds and before != now:
        notes = (f"by {_titles(parts, now)} in place of {_titles(parts, before)}",)
    if query.analysis == "list":
        return _counted(query, now, notes)
    changed = query.model_copy(update={"group_by": now, "limit_per": ()})
    if not before and not query.order_by and _is_sum_of_cost(query):
        changed = changed.model_copy(update={"order_by": ("-cost",)})
    return Narrowed(_ordered_anew(changed), notes)


def _is_sum_of_cost(query: Query) -> bool:
    """Whether it is one amount, which in groups is told with the largest first."""
    return (query.subject, query.analysis) == ("cost", "aggregate") and not query.measures


def _asks_which(parts: Parts) -> bool:
    return bool({"which", "what"} & {word.text for word in parts.asked.words})


def _adds(parts: Parts, claim: Claim) -> bool:
    words = parts.cover.text(claim).split()
    return words[0] == "and" or any(
        one.either or parts.cover.text(one) == "and" for one in parts.of("lead")
    )


def _titles(parts: Parts, names: tuple[str, ...]) -> str:
    known = (parts.asked.subject.field(name) for name in names)
    return " and ".join(one.title if one else name for one, name in zip(known, names, strict=True))


def _counted(query: Query, by: tuple[str, ...], notes: tuple[str, ...] = ()) -> Reshaped:
    """A list becomes how many there are."""
    if query.measures:
        return Misplaced(())
    if query.limit:
        notes += (f"all are counted, not the first {query.limit} alone",)
    shown: dict[str, object] = {
        "analysis": "aggregate", "select": (), "measures": (_COUNT,), "group_by": by, "limit": None,
        "order_by": ("-count",) if by else (), "limit_per": (),
    }  # fmt: skip
    return Narrowed(query.model_copy(update=shown), notes)


def _ordered_anew(query: Query) -> Query:
    """Without an order by what is not shown any more; ranked by the first measure then."""
    known = {measure.name for measure in query.measures} | set(query.group_by) | _ALWAYS
    order = tuple(name for name in query.order_by if name.removeprefix("-") in known)
    if not order and query.order_by:
        order = first(query)
    return query.model_copy(update={"order_by": order})


def first(query: Query) -> tuple[str, ...]:
    """By what rows of groups are ranked where nobody said."""
    if query.analysis == "change":
        return ("-change",)
    if query.measures:
        return (f"-{query.measures[0].name}",)
    return ("-cost",) if query.subject == "cost" and query.analysis != "trend" else ()


def summed(query: Query, parts: Parts) -> Reshaped:
    """`what would we save in total`: a list becomes the sum that a word for its things asks for."""
    claims = tuple(claim for claim in parts.of("subject") if claim.agg)
    if not claims:
        return Narrowed(query)
    names = {name for claim in claims for name in claim.select}
    if query.analysis != "list" or query.limit or len(names) != 1 or parts.of("group", "trend"):
        return Misplaced(claims)
    (name,) = names
    shown: dict[str, object] = {
        "analysis": "aggregate", "select": (), "order_by": (),
        "measures": (Measure(name=name, agg="sum", field=name),),
    }  # fmt: skip
    return Narrowed(query.model_copy(update=shown))


def counted(query: Query, parts: Parts) -> Reshaped:
    """`how many are they`, and of cost by service: how many services."""
    claims = parts.of("count")
    if not claims:
        return Narrowed(query)
    if query.subject != "cost":
        if query.analysis != "list" or parts.of("group", "trend"):
            return Narrowed(query) if _is_count(query) else Misplaced(claims)
        return _counted(query, ())
    if query.analysis != "aggregate" or len(query.group_by) != 1 or query.having or query.limit:
        return Misplaced(claims)
    if query.measures or query.spread or query.group_by[0] in GRAINS:
        return Misplaced(claims)
    measure = Measure(name="count", agg="distinct", field=query.group_by[0])
    shown = {"measures": (measure,), "group_by": (), "order_by": (), "others": False}
    return Narrowed(query.model_copy(update=shown))


def _is_count(query: Query) -> bool:
    return query.analysis in ("aggregate", "trend") and query.measures == (_COUNT,)


def stepped(query: Query, parts: Parts) -> Reshaped:
    """`per day`, `as a trend`, `by month`."""
    claims = (*parts.of("trend"), *(claim for claim in parts.of("group") if claim.grain))
    if not claims:
        return Narrowed(query)
    grains = {claim.grain for claim in claims if claim.grain}
    if len(grains) > 1 or query.spread or query.analysis in ("anomalies", "coverage", "waste"):
        return Misplaced(claims)
    grain = next(iter(grains), None)
    if query.analysis == "forecast":
        return Narrowed(query.model_copy(update={"grain": grain})) if grain else Misplaced(claims)
    if query.subject != "cost":
        return _resources_stepped(query, grain, claims)
    return _cost_stepped(query, grain, parts)


def _resources_stepped(query: Query, grain: Grain | None, claims: tuple[Claim, ...]) -> Reshaped:
    if query.analysis == "list":
        counted = _counted(query, ())
        if not isinstance(counted, Narrowed):
            return counted
        query = counted.query
    fields = [catalogued for catalogued, _ in query.fields()]
    if any(one.kind in ("metric", "cost") for one in fields) or len(query.measures) != 1:
        return Misplaced(claims)
    shown = {
        "analysis": "trend", "grain": grain, "order_by": (), "limit": None,
        "period": query.period or PERIODS[grain or "day"],
    }  # fmt: skip
    note = f"no period was named: {shown['period']}".replace("_", " ")
    return Narrowed(query.model_copy(update=shown), () if query.period else (note,))


def _cost_stepped(query: Query, said: Grain | None, parts: Parts) -> Reshaped:
    """A trend shows every group of every step: a top N and a comparison do not go with it."""
    notes: tuple[str, ...] = ()
    period, grain = query.period, said
    if period is None and grain in TREND_PERIODS:
        period = TREND_PERIODS[grain]
        notes += (f"no period was named: {period.replace('_', ' ')}",)
    if grain is None:
        days = parts.asked.context.span(period).days if period else 0
        grain = "day" if days <= MOST_DAILY_DAYS else "month"
        notes += (f"the trend is shown by {grain}",)
    if query.limit or query.having:
        notes += ("all groups are shown, not the first alone",)
    if query.compare_to:
        notes += ("without the comparison",)
    shown = {
        "analysis": "trend", "grain": grain, "period": period, "limit": None, "others": False,
        "order_by": (), "compare_to": None, "having": (), "limit_per": (),
        "select": () if query.analysis == "change" else query.select,
    }  # fmt: skip
    return Narrowed(query.model_copy(update=shown), notes)


def ranked(query: Query, parts: Parts) -> Reshaped:
    """`sort by cost`, `top 5`, `the biggest one`."""
    orders, limits = parts.of("order"), parts.of("limit")
    if not orders and not limits:
        return Narrowed(query)
    many = limits[0].limit if limits else None
    if len({claim.order_by for claim in orders}) > 1 or len(limits) > 1 or not _has_rows(query):
        return Misplaced(orders + limits)
    if limits and many is None and not orders:
        return Misplaced(limits)
    if many is None and (limits or _is_one(parts)):
        many = 1
    query = _with_its_cost(query, parts)
    order = _order(query, parts)
    if isinstance(order, Misplaced):
        return order
    if limits and not order and query.analysis == "list" and not _says_first(parts):
        return _by_what(query, many)
    update: dict[str, object] = {"order_by": order, "limit": many or query.limit}
    if query.analysis == "list" and query.select:
        shown = tuple(name.removeprefix("-") for name in order)
        update["select"] = tuple(dict.fromkeys((*query.select, *shown)))
    if query.analysis == "list" and not query.select:
        update["select"] = _with_default(parts, order)
    return Narrowed(query.model_copy(update=update))


def _has_rows(query: Query) -> bool:
    """Whether it gives rows that can be ranked."""
    if query.analysis in ("trend", "coverage", "waste") and query.subject == "cost":
        return False
    return bool(query.group_by) or query.analysis not in ("aggregate", "trend", "forecast")


def _with_default(parts: Parts, order: tuple[str, ...]) -> tuple[str, ...]:
    default = parts.asked.subject.default
    new = tuple(name.removeprefix("-") for name in order if name.removeprefix("-") not in default)
    return (*default, *new) if new else ()


def _is_one(parts: Parts) -> bool:
    """`the biggest one`, `which is the oldest`: no "ones" and no "them" beside."""
    return is_superlative(parts) and (bool(parts.of("one")) or not parts.of("it", "limit"))


def _says_first(parts: Parts) -> bool:
    said = (parts.cover.text(claim) for claim in parts.of("limit"))
    return any(text.startswith(("first", "limit")) for text in said)


def _order(query: Query, parts: Parts) -> tuple[str, ...] | Misplaced:
    bottom = any(claim.order_by for claim in parts.of("limit"))
    said = next((claim.order_by for claim in parts.of("order")), ())
    if query.analysis != "list":
        own = {m.name for m in query.measures} | set(query.group_by) | {"count"}
        own |= {"cost", "change", "change_percent", "cost_before"} if not query.measures else set()
        of_cost = said in (("cost",), ("-cost",))
        if of_cost and len(query.measures) == 1 and not _says_cost(parts):
            # "The biggest" of counted groups is of the count.
            said = ((("-" if said[0].startswith("-") else "") + query.measures[0].name),)
        if any(name.removeprefix("-") not in own for name in said):
            return Misplaced(parts.of("order"))
    order = said or query.order_by or (first(query) if query.analysis != "list" else ())
    if not bottom:
        return order
    return tuple(n.removeprefix("-") if n.startswith("-") else f"-{n}" for n in order)


def _with_its_cost(query: Query, parts: Parts) -> Query:
    """What was counted with what it costs beside, where that is to be the order."""
    counted = len(query.measures) == 1 and query.measures[0].agg == "count"
    if not counted or not _says_cost(parts) or parts.asked.subject.field("cost") is None:
        return query
    cost = Measure(name="cost", agg="sum", field="cost")
    return query.model_copy(update={"measures": (*query.measures, cost)})


def _says_cost(parts: Parts) -> bool:
    said = " ".join(parts.cover.text(claim) for claim in parts.of("order"))
    return any(word in said for word in ("cost", "spend", "expensive", "cheap", "pric"))


def _by_what(query: Query, many: int | None) -> Clarify:
    """A list has no first before it has an order."""
    fields = {"cost": "cost", "cpu": "CPU", "size_gib": "size", "age_days": "age"}
    from intents import catalog

    known = [name for name in fields if name in catalog.subject(query.subject).fields]
    choices = tuple(f"top {many or 1} by {fields[name]}" for name in known)
    return Clarify("The first by what?", choices)


def shown(query: Query, parts: Parts) -> Reshaped:
    """More columns, and what they cost."""
    claims = parts.of("select", "unsure")
    costs, totals = parts.of("cost"), parts.of("total")
    if not (claims or costs or totals):
        return Narrowed(query)
    asked = {name for claim in claims for name in claim.select} | ({"cost"} if costs else set())
    if _is_count(query) and query.group_by and query.analysis == "aggregate":
        if asked == {"cost"} and not parts.of("group", "count", "trend", "total"):
            return _cost_beside(query, parts, claims + costs)
    if query.analysis != "list" or parts.of("group", "count", "trend"):
        return Misplaced(claims + costs + totals)
    if totals:
        return _summed(query, totals[0].select, totals)
    if costs and any(claim.select == ("group",) for claim in parts.of("drop")):
        return _summed(query, ("cost",), costs)
    names = tuple(dict.fromkeys(name for claim in claims for name in claim.select))
    names += ("cost",) if costs else ()
    before = query.select or parts.asked.subject.default
    select = tuple(dict.fromkeys((*before, *names)))
    return Narrowed(query.model_copy(update={"select": select}))


def _cost_beside(query: Query, parts: Parts, claims: tuple[Claim, ...]) -> Reshaped:
    """How many there are of each, and what these cost."""
    if parts.asked.subject.field("cost") is None:
        return Misplaced(claims)
    cost = Measure(name="cost", agg="sum", field="cost")
    return Narrowed(query.model_copy(update={"measures": (*query.measures, cost)}))


def _summed(query: Query, names: tuple[str, ...], totals: tuple[Claim, ...]) -> Reshaped:
    if len(totals) > 1 or not names or query.measures:
        return Misplaced(totals)
    made = _counted(query, ())
    if not isinstance(made, Narrowed):
        return made
    measure = Measure(name=names[0], agg=totals[0].agg or "sum", field=names[0])
    notes = tuple(note.replace("counted", "added up") for note in made.notes)
    return Narrowed(made.query.model_copy(update={"measures": (measure,)}), notes)


def dropped(query: Query, parts: Parts) -> Reshaped:
    """`all regions`, `show all`, `remove the env filter`."""
    notes: tuple[str, ...] = ()
    for claim in parts.of("drop"):
        by = claim.select[1:]
        changed = _without_group(query, by[0]) if by else _without(query, claim.select[0])
        if changed is None:
            return Misplaced((claim,))
        if changed == query and claim.select != ("group",):
            notes += (f"there was nothing of it to take away: {parts.cover.text(claim)}",)
        query = changed
    return Narrowed(query, notes)


def _without(query: Query, what: str) -> Query | None:
    """None where there is no such thing to take away."""
    no: dict[str, dict[str, object]] = {
        "limit": {"limit": None, "limit_per": (), "others": False},
        "filters": {"where": (), "clouds": (), "accounts": (), "regions": ()},
        "clouds": {"clouds": ()}, "accounts": {"accounts": ()}, "regions": {"regions": ()},
        "order": {"order_by": ()},
    }  # fmt: skip
    match what:
        case "group":
            return _without_groups(query)
        case "count":
            return _listed(query)
        case "compare":
            if query.analysis != "change":
                return None
            none = {"analysis": "aggregate", "compare_to": None, "select": (), "having": ()}
            return _ordered_anew(
                query.model_copy(update=none | {"order_by": ("-cost",) if query.group_by else ()})
            )
        case "grain":
            return _without_steps(query)
        case "places" if query.clouds and (query.regions or query.accounts):
            # In all of that cloud, or in both: nobody said.
            return None
        case "places":
            for place in ("clouds", "accounts", "regions"):
                query = _fields_dropped(query.model_copy(update=no[place]), place)
            return query
        case "clouds" | "accounts" | "regions" | "limit" | "filters" | "order":
            changed = query.model_copy(update=no[what])
            return _fields_dropped(changed, what)
        case field:
            return _fields_dropped(query, field)


def _without_groups(query: Query) -> Query | None:
    if query.analysis == "list":
        return query
    if query.analysis == "trend" and not query.group_by:
        return _without_steps(query)
    if query.analysis not in ("aggregate", "trend") or query.spread or query.having:
        return None
    none: dict[str, object] = {
        "group_by": (), "order_by": (), "limit": None, "limit_per": (), "others": False,
    }  # fmt: skip
    return query.model_copy(update=none)


def _without_steps(query: Query) -> Query | None:
    if query.analysis != "trend":
        return None
    plain = query.model_copy(update={"analysis": "aggregate", "grain": None, "order_by": ()})
    return plain.model_copy(update={"order_by": first(plain) if plain.group_by else ()})


def _without_group(query: Query, name: str) -> Query | None:
    """`drop the service breakdown`, of one or of several groups."""
    left = tuple(one for one in query.group_by if alike(one) != alike(name))
    if not left or len(left) == len(query.group_by):
        return query if left else _without(query, "group")
    return _ordered_anew(query.model_copy(update={"group_by": left, "limit_per": ()}))


def _fields_of(test: Where) -> set[str]:
    tests = test.any if isinstance(test, AnyOf) else (test,)
    return {alike(one.field) for one in tests}


def _listed(query: Query) -> Query | None:
    """What was counted, one by one."""
    if query.subject == "cost" or query.analysis not in ("list", "aggregate"):
        return None
    if query.analysis == "list":
        return query
    none: dict[str, object] = {
        "analysis": "list", "measures": (), "group_by": (), "order_by": (), "limit": None,
        "having": (), "limit_per": (), "others": False,
    }  # fmt: skip
    return query.model_copy(update=none)


def _fields_dropped(query: Query, name: str) -> Query:
    """Without conditions on a field, whatever it is called."""
    places = {"region": "region", "region_id": "region", "regions": "region", "clouds": "cloud"}
    accounts = {"account", "account_id", "sub_account_name", "sub_account_id"}
    place = places.get(name, name)
    fields = accounts if name in {"accounts", *accounts} else {alike(place)}
    fields |= {"region_id"} if place == "region" else set()
    where = tuple(one for one in query.where if not _fields_of(one) & fields)
    update: dict[str, object] = {"where": where}
    update |= {"regions": ()} if "region" in fields else {}
    update |= {"clouds": ()} if "cloud" in fields else {}
    update |= {"accounts": ()} if "account" in fields else {}
    if name == "cost":
        update["having"] = tuple(one for one in query.having if one.field != "cost")
    return query.model_copy(update=update)
