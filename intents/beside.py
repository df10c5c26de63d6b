"""`compare with RDS`, `versus Azure`: what the question before named, and another beside it.

Another of the same kind joins the one before, and the answer has a row for each. With nothing of
its kind before there is nothing to compare, and with a period a comparison is one of times: see
`intents.patch`.
"""

from intents.compose import Misplaced, Parts, where
from intents.narrowing import Narrowed, narrow, scoped
from intents.query import AnyOf, Condition, Query
from intents.slots.claim import Kind

_SAID: frozenset[Kind] = frozenset(
    {"versus", "lead", "it", "joint", "scope", "test", "tag", "name"}
)
# What a resource's and a charge's place is called, by the part of a Query.
_PLACES = {
    "clouds": ("cloud", "cloud"),
    "accounts": ("account", "sub_account_name"),
    "regions": ("region", "region_id"),
}


def is_asked(parts: Parts) -> bool:
    """Whether something, and no time, is to be compared with what was asked about."""
    versus = parts.of("versus")
    timed = parts.of("period") or any(c.compare_to or c.period or c.ends for c in versus)
    return bool(versus) and not timed and bool(parts.of("scope", "test", "tag", "name"))


def beside(query: Query, parts: Parts) -> Narrowed | Misplaced:
    """The question before, of both, with a row for each."""
    claims, tests = parts.cover.claims, where(parts)
    plain = query.analysis == "aggregate" or query.subject == "price"
    if any(claim.kind not in _SAID or claim.excludes for claim in claims) or not plain:
        return Misplaced(claims)
    if isinstance(tests, Misplaced) or query.spread or query.having:
        return Misplaced(claims)
    # A service says its cloud too: of the two it is what is compared.
    places = () if tests else tuple(name for name in _PLACES if _named(parts, name))
    if len(tests) + len(places) != 1:
        return Misplaced(claims)
    if places:
        return _in_both(query, places[0], parts)
    return _of_both(query, tests[0], parts)


def _named(parts: Parts, place: str) -> tuple[str, ...]:
    """The clouds, accounts or regions that are named."""
    found = (name for claim in parts.of("scope") for name in getattr(claim, place))
    return tuple(dict.fromkeys(found))


def _in_both(query: Query, place: str, parts: Parts) -> Narrowed | Misplaced:
    new, before = _named(parts, place), getattr(query, place)
    if not before or set(new) & set(before):
        return Misplaced(parts.cover.claims)
    made = query.model_copy(update={place: tuple(sorted((*before, *new)))})
    if place != "clouds":
        homes = {name: one.cloud for one in parts.asked.context.accounts
                 for name in (one.id, one.name)}  # fmt: skip
        said: dict[str, tuple[str, ...]] = {place: new}
        made = scoped(query, joins=True, cloud_of_account=homes, **said).query  # type: ignore[arg-type]
    resource, charge = _PLACES[place]
    return Narrowed(_by(made, charge if query.subject == "cost" else resource))


def _of_both(query: Query, test: Condition | AnyOf, parts: Parts) -> Narrowed | Misplaced:
    if isinstance(test, AnyOf) or test.op not in ("eq", "in"):
        return Misplaced(parts.cover.claims)
    alike = [one for one in query.conditions() if one.field == test.field]
    if (
        len(alike) != 1
        or alike[0].op not in ("eq", "in")
        or set(alike[0].values) & set(test.values)
    ):
        return Misplaced(parts.cover.claims)
    clouds = {cloud for claim in parts.of("test") for cloud in claim.clouds}
    if query.clouds and clouds - set(query.clouds):
        query = query.model_copy(update={"clouds": ()})
    return Narrowed(_by(narrow(query, (test,), joins=True, swaps=False).query, test.field))


def _by(query: Query, field: str) -> Query:
    """With a row for each; a list has one as it is."""
    if query.analysis == "list" or field in query.group_by:
        return query
    order = query.order_by or (f"-{query.measures[0].name}" if query.measures else "-cost",)
    return query.model_copy(update={"group_by": (*query.group_by, field), "order_by": order})
