"""Questions about resources: VMs, disks, networks … listed, counted, or added up."""

from intents import first_of_each, resource_trend
from intents.catalog import Cloud, Subject, by_name
from intents.compose import (
    Composed,
    Misplaced,
    Parts,
    attach,
    clouds,
    is_superlative,
    limit,
    near,
    order,
    query,
    reworded,
    where,
    which_cloud,
)
from intents.compose_portion import known, of_part, portion
from intents.compose_portion import measures as shares
from intents.compose_totals import SAVES, each_has, measures, totals
from intents.query import Clarify, Query, Where
from intents.slots import room
from intents.slots.called import subjects_of
from intents.slots.claim import SEPARATORS, Claim, Kind
from intents.slots.fields import NAMED_BY
from intents.slots.service import is_service
from intents.slots.subject import phrases

_IDENTITY = ("name", "cloud", "account", "region")
_EXACT = frozenset({"name", "id"})
_NO_PLACE: tuple[Kind, ...] = ("change", "head", "breakdown")
# What a top N may be taken by, in the order in which it is offered.
_ORDERS = {"cost": "cost", "cpu": "CPU", "size_gib": "size", "age_days": "age"}
_LARGE = {"largest": "-cost", "biggest": "-cost", "highest": "-cost", "smallest": "cost"}
# Kinds of clusters that only one cloud has.
_ONE_CLOUDS: dict[str, Cloud] = {"aks": "azure", "eks": "aws", "ecs": "aws"}
_EACH = frozenset({"per", "each", "for", "every", "of"})
_USED = frozenset(
    "use used using have has got run runs running own there contain contains host hosts hosting "
    "hold keep operate".split()
)


def compose(parts: Parts) -> Composed | Misplaced:
    """A Query over a resource subject."""
    named = parts.of("subject", "each") or resource_trend.is_of_metric(parts)
    named = named or _is_called(parts) or _is_within(parts) or _is_loose(parts)
    named = named or (parts.asked.subject.name == room.SUBJECT and room.is_asked(parts.asked))
    named = named or any(parts.cover.text(o).endswith((" hog", " hogs")) for o in parts.of("order"))
    naming = NAMED_BY.get(parts.asked.subject.name)
    if not named and not any(test.field == naming for test in parts.tests):
        return Misplaced(parts.cover.claims)
    if misplaced := parts.of(*_NO_PLACE):
        return Misplaced(misplaced)
    if not _regional(parts):
        return Misplaced(parts.of("scope"))
    part = portion(parts)
    if isinstance(part, Misplaced):
        return part
    tests = where(parts.without(part))
    if isinstance(tests, Misplaced):
        return tests
    if part:
        return _portion(parts, part, tests)
    attached = attach(parts, tests)
    if isinstance(attached, Misplaced):
        return attached
    return _compose(parts, *attached)


def _is_called(parts: Parts) -> bool:
    """Whether a name tells what kind of thing it is: `vol-0abc…`."""
    said = (parts.cover.text(claim).split()[-1] for claim in parts.of("name"))
    return parts.asked.subject.name in subjects_of(said)


def _is_loose(parts: Parts) -> bool:
    """Whether what the subject may be called is in a condition: "savings over $100"."""
    loose, asked = parts.asked.subject.loose_words, parts.asked
    claims = parts.of("test", "name", "order")
    return any({asked.text(claim.start), asked.text(claim.end - 1)} & loose for claim in claims)


def _is_within(parts: Parts) -> bool:
    """Whether the things are named within what is asked of them: "average disk size"."""
    known, asked = phrases(parts.asked.subject.name), parts.asked
    claims = (*parts.of("total"), *(one for one in parts.of("group") if _is_in_use(parts, one)))
    return any(known.at(asked, at) for claim in claims for at in range(claim.start, claim.end))


def _is_in_use(parts: Parts, claim: Claim) -> bool:
    """Whether it asks which there are: "which instance types do we use"."""
    return parts.asked.text(claim.end - 1) in _USED


def _portion(
    parts: Parts, part: tuple[Claim, ...], tests: tuple[Where, ...]
) -> Composed | Misplaced:
    """What part of the things something holds for."""
    named, grouped = clouds(parts), _groups(parts.without(part), {"clouds": ()})
    held = of_part(parts, part)
    if isinstance(grouped, Misplaced) or isinstance(named, Clarify) or isinstance(held, Misplaced):
        return Misplaced(parts.of("share"))
    if parts.of("period", "limit", "order", "basis", "versus"):
        return Misplaced(parts.of("share"))
    data: dict[str, object] = {
        "subject": parts.asked.subject.name,
        "analysis": "aggregate",
        "where": (*tests, *known(held)),
        "measures": shares(held),
        "group_by": grouped,
        "order_by": ("-share",) if grouped else (),
        "clouds": named,
        "accounts": parts.accounts,
        "regions": near(parts.regions, named),
    }
    return query(data, parts.notes)


def _compose(parts: Parts, tests: tuple[Where, ...], period: str | None) -> Composed | Misplaced:
    named = clouds(parts)
    many = limit(parts)
    if isinstance(named, Clarify):
        return Composed(named, parts.notes)
    if named and (elsewhere := _of_another_cloud(parts, named)):
        return Composed(elsewhere, parts.notes)
    if isinstance(many, Misplaced):
        return many
    shared: dict[str, object] = {
        "subject": parts.asked.subject.name,
        "where": tests,
        "clouds": named,
        "accounts": parts.accounts,
        "regions": near(parts.regions, named),
        "period": period,
        "limit": many,
        "cost_basis": next((claim.basis for claim in parts.of("basis")), None),
    }
    if resource_trend.steps(parts):
        return _over_time(parts, shared)
    if first_of_each.asked_for(parts):
        made = first_of_each.compose(parts, shared, one=_names_one(parts))
    else:
        made = _aggregate(parts, shared) if _adds_up(parts) else _list(parts, shared)
    return made if isinstance(made, Misplaced) else _checked(parts, made)


def _of_another_cloud(parts: Parts, named: tuple[Cloud, ...]) -> Clarify | None:
    """Where a kind of things is one cloud's, and others are named: "AKS clusters in AWS"."""
    for claim in (*parts.of("subject"), *parts.of("test")):
        if len(claim.where) != 1 or claim.excludes:
            continue
        home = _ONE_CLOUDS.get(str(claim.where[0].value))
        if parts.asked.subject.name == "cluster" and home and home not in named:
            return which_cloud(parts, claim, home)
    return None


def _over_time(parts: Parts, shared: dict[str, object]) -> Composed | Misplaced:
    """How many there were, or what they measured, step by step."""
    measured, grouped = measures(parts), _groups(parts, shared)
    if isinstance(measured, Misplaced | Composed):
        return measured if isinstance(measured, Misplaced) else Misplaced(parts.of("cost"))
    if isinstance(grouped, Misplaced):
        return grouped
    if len(measured[0]) > 1:
        return Misplaced(parts.of("count"))
    return resource_trend.compose(parts, shared, measured[0][0], grouped)


def _adds_up(parts: Parts) -> bool:
    # Of findings by team, what they save together is meant.
    together = SAVES in parts.asked.subject.fields
    grouped = any(together or _groups_each(parts, claim) for claim in parts.of("group"))
    if parts.of("each") and (parts.of("cost") or each_has(parts)):
        # "how much is each VM costing": a list, although it asks how much.
        return False
    return bool(parts.of("count", "cost") or totals(parts)) or grouped


def _groups_each(parts: Parts, claim: Claim) -> bool:
    return parts.asked.text(claim.start) in _EACH or _is_in_use(parts, claim)


def _aggregate(parts: Parts, shared: dict[str, object]) -> Composed | Misplaced:
    if misplaced := parts.of("unsure") or _each_of_no_mean(parts):
        return Misplaced(misplaced)
    measured = measures(parts)
    if isinstance(measured, Misplaced | Composed):
        return measured
    found, notes = measured
    measure = found[0]
    grouped = _groups(parts, shared)
    if isinstance(grouped, Misplaced):
        return grouped
    if parts.of("versus") and not grouped:
        return Misplaced(parts.of("versus"))
    sorted_by = order(parts)
    if any(name.removeprefix("-") != measure["name"] for name in sorted_by):
        return Misplaced(parts.of("order"))
    data = shared | {
        "analysis": "aggregate",
        "measures": found,
        "group_by": grouped,
        "order_by": sorted_by or ((f"-{measure['name']}",) if grouped else ()),
    }
    if shared["limit"] and not grouped:
        return Misplaced(parts.of("limit"))
    return query(data, parts.notes + notes)


def _each_of_no_mean(parts: Parts) -> tuple[Claim, ...]:
    """What is asked of each thing, where no mean is: "average cost per VM" is one number."""
    means = all(claim.agg == "avg" for claim in totals(parts))
    return () if means and totals(parts) else parts.of("each")


def _groups(parts: Parts, shared: dict[str, object]) -> tuple[str, ...] | Misplaced:
    """What is counted apart: as said, or what "how many … and how many …" sets side by side."""
    grouped = tuple(dict.fromkeys(name for c in parts.of("group") for name in c.group_by))
    counter = f"{parts.asked.subject.name}_count"
    holders = [by_name()[name] for name in grouped if name in by_name()]
    if any(counter in holder.fields for holder in holders):
        # "how many subnets per VPC": the VPCs know, those without any included.
        return Misplaced(parts.of("group"))
    if grouped:
        return grouped
    beside = _beside(parts, shared)
    if any(parts.cover.text(claim).endswith("each") for claim in parts.of("count")):
        return beside if len(beside) == 1 else Misplaced(parts.of("count"))
    if len(parts.of("count")) > 1 and len(beside) != 1:
        return Misplaced(parts.of("count"))
    apart = parts.of("versus") and len(beside) == 1
    return beside if len(parts.of("count")) > 1 or beside == ("cloud",) or apart else ()


def _beside(parts: Parts, shared: dict[str, object]) -> tuple[str, ...]:
    """The fields of which several values are named."""
    several = {
        "cloud": shared["clouds"] == ("aws", "azure"),
        "region": len(parts.regions) > 1,
        "account": len(parts.accounts) > 1,
    }
    tested = [claim.where[0].field for claim in parts.of("test") if len(claim.where) == 1]
    tested += [one.field for claim in parts.of("subject") for one in claim.where]
    tested += 2 * [
        claim.where[0].field for claim in parts.of("tag")
        if claim.where[0].op == "in" and len(claim.where) == 1
    ]  # fmt: skip
    several |= {field: True for field in tested if tested.count(field) > 1}
    return tuple(name for name, said in several.items() if said)


def _list(parts: Parts, shared: dict[str, object]) -> Composed | Misplaced:
    subject = parts.asked.subject
    if parts.of("versus"):
        return _compared(parts, shared)
    if groups := parts.of("group"):
        # "Traffic of NAT gateways by region" is neither their number nor their order.
        unclear = Composed(_how_grouped(parts, groups[0]), parts.notes)
        return Misplaced(groups) if parts.of("select") else unclear
    if unsure := parts.of("unsure"):
        ask = _have_or_show if unsure[0].select else _whose
        return Composed(ask(parts, unsure[0]), parts.notes)
    if parts.of("cost") and not parts.of("each"):
        return Misplaced(parts.of("cost"))
    if parts.of("each") and not (parts.of("cost", "select") or each_has(parts)):
        return Misplaced(parts.of("each"))
    if not shared["limit"] and is_superlative(parts) and _names_one(parts):
        # "The most expensive VM" is one; "the most expensive VMs" are all, dearest first.
        shared |= {"limit": 1}
    sorted_by = _of_amounts(parts) or order(parts)
    sorted_by = sorted_by or (("-cost",) if parts.of("each") and parts.of("cost") else ())
    sorted_by = sorted_by or tuple(f"-{name}" for name in each_has(parts)[:1])
    sorted_by = sorted_by or next((c.order_by for c in parts.of("select") if c.order_by), ())
    if parts.of("limit") and not sorted_by and "monthly_saving" in subject.fields:
        # What the first of some advice are, only its saving can say.
        last = any(claim.order_by for claim in parts.of("limit"))
        sorted_by = ("monthly_saving" if last else "-monthly_saving",)
    if parts.of("limit") and not sorted_by:
        if subject.name == "account":
            # Accounts are put in order by what they cost alone.
            return Misplaced(parts.of("limit"))
        return Composed(_which_order(parts), parts.notes)
    return query(
        shared | {"analysis": "list", "select": columns(parts, subject, sorted_by),
                  "order_by": sorted_by},
        parts.notes,
    )  # fmt: skip


def _of_amounts(parts: Parts) -> tuple[str, ...]:
    """The order of "cost by bucket, five largest": what is largest is the cost.

    "The cost of each of the 5 largest buckets" is of what is large itself.
    """
    if not (parts.of("each") and parts.of("cost")) or parts.of("select"):
        return ()
    for claim in parts.of("order"):
        said = set(parts.cover.text(claim).split()) - {"first"}
        ends = claim.end == len(parts.asked.words) or parts.asked.text(claim.end) in SEPARATORS
        if ends and len(said) == 1 and said <= _LARGE.keys():
            return (_LARGE[said.pop()],)
    return ()


def _names_one(parts: Parts) -> bool:
    """Whether the subject is always in the singular: "which VM", "the largest disk"."""
    plurals = phrases(parts.asked.subject.name)
    claims = parts.of("subject")
    return bool(claims) and not parts.of("each") and all(
        f"{parts.cover.text(claim)}s" in plurals and parts.asked.text(claim.start) != "every"
        and not is_service(parts.asked, claim.start, claim.end)
        for claim in claims
    )  # fmt: skip


def columns(parts: Parts, subject: Subject, sorted_by: tuple[str, ...]) -> tuple[str, ...]:
    """The columns asked for, and what it is sorted by; none: the subject's own."""
    asked = tuple(dict.fromkeys(name for claim in parts.of("select") for name in claim.select))
    asked = tuple(dict.fromkeys((*asked, *each_has(parts))))
    extra = tuple(name.removeprefix("-") for name in sorted_by)
    if not asked:
        new = tuple(name for name in extra if name not in subject.default)
        return (*subject.default, *new) if new else ()
    identity = tuple(name for name in _IDENTITY if name in subject.fields)
    first = () if _EXACT & set(asked) else identity
    return tuple(dict.fromkeys((*first, *asked, *extra)))


def _compared(parts: Parts, shared: dict[str, object]) -> Composed | Misplaced:
    """`encrypted vs unencrypted disks`: how many there are of each, which is told."""
    if parts.of("period", "select", "order", "limit", "group", "cost", "each", "unsure"):
        return Misplaced(parts.of("versus"))
    made = _aggregate(parts, shared)
    if isinstance(made, Misplaced) or shared["clouds"] == ("aws", "azure"):
        # "EC2 vs Azure VMs": of whole services, the cost may be meant.
        return Misplaced(parts.of("versus"))
    return Composed(made.reading, (*made.notes, "what is compared is how many there are"))


def _how_grouped(parts: Parts, claim: Claim) -> Clarify:
    plural, words = parts.asked.subject.plural, " ".join(parts.cover.words(claim))
    choices = (f"how many {reworded(parts, {})}", reworded(parts, {claim: f"sorted {words}"}))
    return Clarify(f"Count the {plural} {words}, or list them in that order?", choices)


def _which_order(parts: Parts) -> Clarify:
    subject = parts.asked.subject
    known = [name for name in _ORDERS if name in subject.fields]
    choices = tuple(f"{reworded(parts, {})} by {_ORDERS[name]}" for name in known)
    if not choices:
        return Clarify("The first by what?", (f"list all {subject.plural}",))
    return Clarify(f"The first {subject.plural} by what?", choices)


def _have_or_show(parts: Parts, claim: Claim) -> Clarify:
    field = parts.asked.subject.fields[claim.select[0]]
    counted = field.type == "number"
    title = parts.cover.text(claim).removeprefix("with ") if counted else field.title
    having = f"with more than 0 {title}" if counted else f"with a {title}"
    if field.name == "tags":
        having = "that are tagged"
    choices = (
        reworded(parts, {claim: having}),
        reworded(parts, {claim: f"with their {title}"}),
    )
    return Clarify(f"Only those that have {title}, or all with that column?", choices)


def _whose(parts: Parts, _: Claim) -> Clarify:
    """Who asks for their own, and is not known as an owner."""
    plural = parts.asked.subject.plural
    question = "No owner is known to be you: the mapping file of owners would say so. Whose?"
    return Clarify(question, (f"{plural} by owner", f"list all {plural}"))


def _regional(parts: Parts) -> bool:
    """Whether a region, if one is named, says anything of the subject."""
    return not parts.regions or "region" in parts.asked.subject.fields


def _checked(parts: Parts, made: Composed) -> Composed | Misplaced:
    """Refuse what would be silently ignored: a period or a basis that nothing depends on."""
    reading = made.reading
    if not isinstance(reading, Query):
        return made
    kinds = {field.kind for field, _ in reading.fields()}
    if not reading.select and reading.analysis == "list":
        kinds |= {parts.asked.subject.fields[name].kind for name in parts.asked.subject.default}
    if parts.of("period") and not kinds & {"metric", "cost", "charged"}:
        return Misplaced(parts.of("period"))
    if parts.of("basis") and "cost" not in kinds:
        return Misplaced(parts.of("basis"))
    return made
