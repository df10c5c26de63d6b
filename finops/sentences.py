"""How the question was understood, in words: every condition, window and default that was used.

Pure: made from the plan, so that what is said is what was done.
"""

from collections.abc import Iterator

from finops.derived import NO_SAVING
from finops.figures import quantity
from finops.plan import Plan
from intents.catalog import CLOUD_TITLES, Field
from intents.query import GRAINS, AnyOf, Condition, FieldRef, Where

_OPS = {
    "lt": "below", "le": "at most", "gt": "above", "ge": "at least", "eq": "is", "ne": "is not",
    "in": "is", "not_in": "is not", "contains": "contains", "starts_with": "starts with",
    "matches": "matches", "not_matches": "does not match",
}  # fmt: skip
_AGGS = {
    "avg": "average",
    "sum": "total",
    "max": "highest",
    "min": "lowest",
    "p95": "95th percentile of",
}


def understood(plan: Plan, currency: str | None) -> str:
    """One line, clauses parted by semicolons."""
    return "; ".join(clause for clause in _clauses(plan, currency) if clause)


def _clauses(plan: Plan, currency: str | None) -> Iterator[str]:
    query = plan.query
    if query.subject == "cost":
        yield f"{_costs(plan)} {scope(plan)} over {plan.period}"
        yield _categories(plan)
        if plan.compare:
            yield f"compared with {plan.compare}"
        if query.period_on == "billing":
            yield "by billing period"
    else:
        yield f"{plan.subject.plural} {scope(plan)}"
    for part in query.where:
        yield phrase(part, plan, currency, windows=True)
    yield from _windows_of_columns(plan)
    yield from _measures(plan, currency)
    if plan.groups:
        yield "by " + ", ".join(_group_title(plan, name) for name in plan.groups)
    for test in query.having:
        if test.field == plan.lifespan and test.value == 0:
            continue  # which resources those are is said with the result
        field = plan.subject.field(test.field) or Field(test.field, "number", "")
        if test.op in ("exists", "missing"):
            yield f"only where there is {'some' if test.op == 'exists' else 'no'} {field.title}"
            continue
        said = f"is {_OPS[test.op].removeprefix('is').strip()}".strip()
        yield f"only where {field.title} {said} {_value(test, field, currency)}"
    yield _order(plan)


def _costs(plan: Plan) -> str:
    """Which cost it is; a question that measures none of that basis names its measures itself."""
    if plan.query.analysis == "coverage":
        return "usage and commitments"
    measures = plan.query.measures
    fields = {measure.field for measure in measures}
    return "charges" if measures and "cost" not in fields else f"{plan.query.cost_basis} cost"


def _categories(plan: Plan) -> str:
    """Whether credits and tax are in it, where no condition says so and money is measured."""
    if plan.query.analysis in ("anomalies", "coverage"):
        return ""  # they say themselves what they look at
    fields = [plan.subject.field(measure.field or "") for measure in plan.query.measures]
    if fields and not any(field and field.type == "money" for field in fields):
        return ""
    out: set[object] = set()
    for part in plan.query.where:
        if isinstance(part, Condition) and part.field == "charge_category":
            if part.op not in ("ne", "not_in"):
                return ""
            out |= set(part.values)
    left = [name for name in ("Credit", "Tax") if name not in out]
    said = {"Credit": "credits", "Tax": "tax"}
    return f"{' and '.join(said[name] for name in left)} included" if left else ""


def _measures(plan: Plan, currency: str | None) -> Iterator[str]:
    """Which rows a measure is of, where it is not of all; and what a share is of."""
    for measure in plan.query.measures:
        title = measure.name.replace("_", " ")
        tests = [phrase(part, plan, currency, windows=False) for part in measure.where]
        if tests and measure.agg != "share":
            yield f"{title} where {' and '.join(tests)}"
        if measure.agg == "share" and not measure.minus and plan.query.subject == "cost":
            per = f"the {measure.per.replace('_', ' ')}" if measure.per else _whole(plan)
            yield f"{title} of {per}"


def _whole(plan: Plan) -> str:
    step = next((name for name in plan.groups if name in GRAINS), None)
    return f"each {step}'s cost" if step else "all of this cost"


def _order(plan: Plan) -> str:
    query = plan.query
    if not query.order_by and (query.analysis == "list" or not query.limit):
        return f"the first {query.limit}" if query.limit else ""
    if not query.order_by and query.analysis == "anomalies":
        return f"the first {query.limit} by excess, highest first"
    if not query.order_by and query.analysis == "change" and query.select:
        return f"the first {query.limit} by change, largest first, up or down"
    order = query.order_by[0] if query.order_by else "-cost"
    by = _group_title(plan, order.removeprefix("-"))
    way = "highest first" if order.startswith("-") else "lowest first"
    per = ", ".join(_group_title(plan, name) for name in query.limit_per)
    per = f" per {per}" if per else ""
    if query.limit:
        return f"the first {query.limit}{per} by {by}, {way}"
    return f"by {by}, {way}" if query.analysis == "list" else ""


def _windows_of_columns(plan: Plan) -> Iterator[str]:
    """Cost and metrics that are shown, measured or sorted by without being a condition."""
    if plan.query.subject == "cost":
        return
    fields = list(plan.query.fields())
    tested = {plan.need(field, condition) for field, condition in fields if condition}
    for field, condition in fields:
        need = None if condition else plan.need(field)
        if need and need not in tested:
            tested.add(need)
            yield f"{_measured(field, need.agg, plan)} over {need.span}"


def _group_title(plan: Plan, name: str) -> str:
    field = None if name in GRAINS else plan.subject.field(name)
    if name.startswith("tags."):
        return f"tag {name.removeprefix('tags.')}"
    return field.title if field else name


def scope(plan: Plan) -> str:
    """`in all clouds`, or the clouds, accounts and regions that were named."""
    query = plan.query
    clouds = " and ".join(CLOUD_TITLES[cloud] for cloud in query.clouds)
    text = f"in {clouds or 'all clouds'}"
    if query.accounts:
        text += f", account {' or '.join(query.accounts)}"
    if query.regions:
        text += f", region {' or '.join(query.regions)}"
    return text


def phrase(part: Where, plan: Plan, currency: str | None, *, windows: bool) -> str:
    """A condition in words: `average CPU below 20% over 4–17 Nov 2026 (14 days)`."""
    if isinstance(part, AnyOf):
        return " or ".join(_phrase(one, plan, currency, windows=windows) for one in part.any)
    return _phrase(part, plan, currency, windows=windows)


def _phrase(test: Condition, plan: Plan, currency: str | None, *, windows: bool) -> str:
    field = plan.subject.field(test.field)
    if field is None:
        raise KeyError(test.field)
    if test.op in ("exists", "missing"):
        return _presence(test, field)
    if field.type == "bool" and test.op in ("eq", "ne"):
        return field.title if test.value is (test.op == "eq") else f"not {field.title}"
    need = plan.need(field, test)
    usual = need is None or need.is_cost or need.agg == field.agg
    name = (
        _name(field)
        if need is None or (usual and not windows)
        else _measured(field, need.agg, plan)
    )
    text = f"{name} {_compared(test, field, currency, plan)}"
    if need and windows and plan.query.subject != "cost":
        text += f" over {need.span}"
    return text


def _compared(test: Condition, field: Field, currency: str | None, plan: Plan) -> str:
    if isinstance(test.value, FieldRef):
        other = plan.subject.field(test.value.field)
        return f"{_OPS[test.op]} the {other.title if other else test.value.field}"
    pattern = str(test.value)
    if test.op == "not_matches" and pattern.strip("*").isprintable():
        inner = pattern.strip("*")
        if "*" not in inner and "?" not in inner and pattern.endswith("*"):
            verb = "contain" if pattern.startswith("*") else "start with"
            return f"does not {verb} {inner}"
    return f"{_OPS[test.op]} {_value(test, field, currency)}"


def _presence(test: Condition, field: Field) -> str:
    there = test.op == "exists"
    if field.name in NO_SAVING:
        return f"{'only' if there else 'without'} what is no saving"
    if field.name == "tags":
        return "tagged" if there else "untagged"
    if field.name.startswith("tags."):
        key = field.name.removeprefix("tags.")
        return f"{'with a' if there else 'without a'} tag {key}"
    if field.name.startswith("dimensions."):
        return f"{'with a' if there else 'without a'} {field.title}"
    return f"{field.title} is {'known' if there else 'not there'}"


def _name(field: Field) -> str:
    return f"tag {field.title}" if field.name.startswith("tags.") else field.title


def _measured(field: Field, agg: str, plan: Plan) -> str:
    if field.kind == "cost":
        return f"{plan.query.cost_basis} cost"
    title = field.title.partition(" ")[0] if "." in field.name else field.title
    return title if field.of else f"{_AGGS.get(agg, agg)} {title}"


def _value(test: Condition, field: Field, currency: str | None) -> str:
    if isinstance(test.value, FieldRef):
        return test.value.field
    values = test.values
    return " or ".join(quantity(value, field, currency) for value in values)
