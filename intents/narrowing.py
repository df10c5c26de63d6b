"""Conditions of a follow-up laid over those of the question before.

What is said of a field that the question before had a value for takes that value's place ("what
about dev" after "only prod"); what is said of another field holds beside it. "Also dev" makes it
either. Each replacement is told in a note.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from intents.catalog import Cloud
from intents.query import ORDERED, AnyOf, Condition, Query, Where
from intents.slots.region import cloud_of

_POSITIVE = ("eq", "in", "contains", "starts_with", "matches", "exists")
_NEGATIVE = ("ne", "not_in", "not_matches", "missing")
_UPPER = ("lt", "le")
_SIGNS = {"eq": "=", "in": "=", "ne": "≠", "not_in": "≠", "lt": "<", "le": "≤", "gt": ">",
          "ge": "≥"}  # fmt: skip
# Names of one thing: of two, the later is meant.
_NAMES = frozenset({"id", "name", "resource_id", "resource_name"})
# What a service is, said more or less precisely: the wider takes the place of the narrower.
_SERVICES = frozenset({"service_name", "service_subcategory", "service_category"})
# Conditions that are the scope's under another name.
_SCOPES = {
    "clouds": frozenset({"cloud"}),
    "accounts": frozenset({"account", "account_id", "sub_account_name", "sub_account_id"}),
    "regions": frozenset({"region", "region_id"}),
}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The Query with other conditions, and what to tell of it."""

    query: Query
    notes: tuple[str, ...] = ()


def narrow(query: Query, tests: Iterable[Where], *, joins: bool, swaps: bool) -> Narrowed:
    """The Query under these conditions too; `joins`: either these or those before of their field.

    `swaps`: they stand for their like ("what about EC2" after "databases").
    """
    where, new, notes = list(query.where), list[Where](), list[str]()
    for test in tests:
        if not isinstance(test, Condition):
            new.append(test)
            continue
        alike = [one for one in where if _is_like(one, test, swaps=swaps)]
        if joins and (either := _either(alike, test)):
            where[where.index(alike[0])] = either
            continue
        gone = [one for one in alike if _gives_way(one, test)]
        if test not in gone:
            notes += [f"{_said(test)} in place of {_said(one)}" for one in gone]
        where = [one for one in where if one not in gone]
        new.append(test)
    for one in new:
        where = _added(where, one)
    changed = query.model_copy(update={"where": tuple(dict.fromkeys(where))})
    return _scope_freed(Narrowed(changed, tuple(notes)), tests)


def _is_like(one: Where, test: Condition, *, swaps: bool) -> bool:
    """Whether a condition is of the same field, or of another name for it."""
    if isinstance(one, AnyOf):
        return {part.field for part in one.any} == {test.field}
    if one.field == test.field:
        return True
    if {one.field, test.field} <= _NAMES:
        return True
    wider = swaps or test.field == "service_category"
    return wider and {one.field, test.field} <= _SERVICES


def _gives_way(one: Where, test: Condition) -> bool:
    if isinstance(one, AnyOf) or test.op in _POSITIVE:
        return True
    if test.op in ORDERED:
        return one.op in ORDERED and (one.op in _UPPER) == (test.op in _UPPER)
    if test.op == "missing":
        return True
    return one.op in ("eq", "exists") and set(one.values) <= set(test.values)


def _either(alike: list[Where], test: Condition) -> Condition | None:
    before = alike[0] if len(alike) == 1 else None
    if not isinstance(before, Condition) or before.field != test.field:
        return None
    if before.op not in ("eq", "in") or test.op not in ("eq", "in"):
        return None
    both = tuple(dict.fromkeys((*before.values, *test.values)))
    return Condition(field=test.field, op="in", value=both)


def _added(where: list[Where], test: Where) -> list[Where]:
    """One list of what is excluded, rather than several."""
    if not isinstance(test, Condition):
        return [*where, test]
    for at, one in enumerate(where):
        alike = isinstance(one, Condition) and one.field == test.field
        if alike and isinstance(one, Condition) and {one.op, test.op} <= {"ne", "not_in"}:
            both = tuple(dict.fromkeys((*one.values, *test.values)))
            merged = Condition(field=test.field, op="not_in", value=both)
            return [*where[:at], merged, *where[at + 1 :]] if len(both) > 1 else where
    return [*where, test]


def _said(test: Where) -> str:
    if isinstance(test, AnyOf):
        return " or ".join(_said(one) for one in test.any)
    field = test.field.removeprefix("tags.").replace("_", " ")
    told = ", ".join(str(value) for value in test.values[:3])
    return f"{field} {_SIGNS.get(test.op, test.op.replace('_', ' '))} {told}".strip()


def _scope_freed(narrowed: Narrowed, tests: Iterable[Where]) -> Narrowed:
    """Without a scope that is now left out: "not in us-east-1" after "in us-east-1"."""
    query, notes = narrowed.query, narrowed.notes
    for part, fields in _SCOPES.items():
        scope: tuple[str, ...] = getattr(query, part)
        out = {
            str(value).casefold() for test in tests if isinstance(test, Condition)
            if test.field in fields and test.op in ("ne", "not_in") for value in test.values
        }  # fmt: skip
        kept = tuple(name for name in scope if name.casefold() not in out)
        if scope and out and not kept:
            query = query.model_copy(update={part: ()})
            notes += (f"{', '.join(scope)} left out instead",)
    return Narrowed(query, notes)


def scoped(
    query: Query,
    *,
    clouds: tuple[Cloud, ...] = (),
    accounts: tuple[str, ...] = (),
    regions: tuple[str, ...] = (),
    joins: bool,
    cloud_of_account: dict[str, Cloud],
) -> Narrowed:
    """The Query within another scope; what of the old one the new one cannot hold is told."""
    said: dict[str, tuple[str, ...]] = {"clouds": clouds, "accounts": accounts, "regions": regions}
    notes: list[str] = []
    for part, new in said.items():
        if not new:
            continue
        before: tuple[str, ...] = getattr(query, part)
        now = tuple(dict.fromkeys((*before, *new))) if joins and before else new
        if before and now != before and not set(before) <= set(now):
            notes.append(f"{', '.join(now)} in place of {', '.join(before)}")
        where = tuple(one for one in query.where if not _is_of(one, _SCOPES[part]))
        query = query.model_copy(update={part: now, "where": where})
    return _agreeing(Narrowed(query, tuple(notes)), said, cloud_of_account)


def _is_of(one: Where, fields: frozenset[str]) -> bool:
    return isinstance(one, Condition) and one.field in fields


def _agreeing(
    narrowed: Narrowed, said: dict[str, tuple[str, ...]], cloud_of_account: dict[str, Cloud]
) -> Narrowed:
    """Regions and accounts of the clouds asked about alone; the newer word counts."""
    query, notes = narrowed.query, narrowed.notes
    homes: dict[str, Callable[[str], Cloud | None]] = {
        "regions": cloud_of,
        "accounts": cloud_of_account.get,
    }
    for part, home in homes.items():
        names: tuple[str, ...] = getattr(query, part)
        near = (None, *(query.clouds or ("aws", "azure")))
        own = tuple(name for name in names if home(name) in near)
        if own == names:
            continue
        if said[part] and not said["clouds"]:
            notes += (f"no longer only {', '.join(query.clouds)}",)
            query = query.model_copy(update={"clouds": ()})
        else:
            notes += (f"without {', '.join(set(names) - set(own))}, which is another cloud's",)
            query = query.model_copy(update={part: own})
    return Narrowed(query, notes)
