"""The predefined routes' parameters → a Query's data: pure, and validated by `intents.query.parse`.

    region=us-east-1&state=running&cpu_lt=20&tags.env=prod&select=name,cost&order_by=-cost

A parameter is a part of the Query (`select`, `period` …) or a condition: a field of the subject, by
itself for "equals" or with an operator as its ending. Nothing is ignored: a parameter that is
neither is refused, with what is allowed.

Where a name could be read two ways, a field of the catalog wins over an ending, and an ending over
a tag's key: the tag `opt_in` is asked for by `tags.opt_in_eq=yes`. `account` and `region` alone
narrow what is read at all, so that no other account or region is called.
"""

import csv
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, get_args

from intents.catalog import CLOUDS, Field, Subject
from intents.query import Op

ALL = "all"
# Longest first: `state_not_in` does not end in `_in`.
OPS: tuple[Op, ...] = tuple(sorted(get_args(Op), key=len, reverse=True))
PARTS: Mapping[str, str] = {
    "analysis": "list, aggregate, trend or change",
    "select": "the columns to show, in order, with commas between",
    "group_by": "fields to group by, or day, week, month, quarter, year; commas between",
    "order_by": "columns to sort by, a minus before one for descending; commas between",
    "limit": "at most so many rows",
    "limit_per": "the limit is for each of these groups; commas between",
    "others": "true: what the limit leaves out is one more row",
    "period": "as last_month, last_30_days, 2026-10, 2026-10-01/2026-10-08",
    "compare_to": "previous, or a period",
    "grain": "the step of a trend: day, week, month, quarter, year",
    "period_on": "charge (default) or billing",
    "cost_basis": "effective (default), billed, list or contracted",
}
LISTS = ("select", "group_by", "order_by", "limit_per")
# How `account` and `region` are called where they narrow what is read.
SCOPES = {"account": "accounts", "region": "regions"}
# Decimal would also take "nan", "1_000" and a million digits.
NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,9})?")
TRUTH = {"true": True, "false": False}


class BadParameters(ValueError):
    """Parameters that cannot be used: one sentence each, and what may stand there."""

    def __init__(self, why: tuple[str, ...], allowed: str) -> None:
        """Keep both apart."""
        super().__init__("; ".join(why))
        self.why = why
        self.allowed = allowed


def query_data(cloud: str, subject: Subject, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What the path and its parameters say, as a Query's JSON. Raises BadParameters."""
    data: dict[str, Any] = {"subject": subject.name, "where": []}
    if cloud != ALL:
        data["clouds"] = [cloud]
    problems = []
    for name, text in pairs:
        try:
            _take(name, text, subject, data)
        except ValueError as error:
            problems.append(str(error))
    if problems:
        raise BadParameters(tuple(problems), allowed(subject))
    if "group_by" in data and "analysis" not in data and "grain" not in data:
        data["analysis"] = "aggregate"
    return data


def _take(name: str, text: str, subject: Subject, data: dict[str, Any]) -> None:
    if name in PARTS:
        _once(name, name, data)
        data[name] = _listed(text) if name in LISTS else text
        return
    plain, op = _scope(name)
    if plain is not None and _narrows(plain, subject):
        _once(name, SCOPES[plain], data)
        data[SCOPES[plain]] = _listed(text) if op == "in" else [_full(name, text)]
        return
    field, op = _condition(name, subject)
    if op == "eq" and any((w["field"], w["op"]) == (field.name, op) for w in data["where"]):
        raise ValueError(f"{name}: is given twice; {field.name}_in takes several values")
    data["where"].append(_tested(name, field, op, text))


def _once(name: str, part: str, data: Mapping[str, Any]) -> None:
    if part in data:
        raise ValueError(f"{name}: is given twice")


def _scope(name: str) -> tuple[str | None, Op]:
    plain = name.removesuffix("_in").removesuffix("_eq")
    if plain not in SCOPES or name not in (plain, f"{plain}_in", f"{plain}_eq"):
        return None, "eq"
    return plain, "in" if name.endswith("_in") else "eq"


def _narrows(plain: str, subject: Subject) -> bool:
    """Every subject has accounts; some have no region, and must not take one in silence."""
    return plain == "account" or "region" in subject.fields or "region_id" in subject.fields


def _condition(name: str, subject: Subject) -> tuple[Field, Op]:
    if known := subject.fields.get(name):
        return known, "eq"
    for op in OPS:
        if name.endswith(f"_{op}") and (field := subject.field(name[: -len(op) - 1])):
            return field, op
    if field := subject.field(name):
        return field, "eq"
    near = difflib.get_close_matches(name, (*PARTS, *subject.fields), n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise ValueError(f"{name[:80]}: is neither a field of {subject.plural} nor a part{hint}")


def _tested(name: str, field: Field, op: Op, text: str) -> dict[str, Any]:
    match op:
        case "exists" | "missing":
            is_so = _truth(name, text or "true")
            turned: Op = op if is_so else "missing" if op == "exists" else "exists"
            return {"field": field.name, "op": turned}
        case "in" | "not_in":
            values = [_value(name, field, part) for part in _listed(text)]
            return {"field": field.name, "op": op, "value": values}
        case _:
            return {"field": field.name, "op": op, "value": _value(name, field, text)}


def _value(name: str, field: Field, text: str) -> str | int | bool | Decimal:
    match field.type:
        case "number" | "money":
            if not NUMBER.fullmatch(text):
                raise ValueError(f"{name}: is a number, as 20 or 0.5; {text[:80]!r} is not one")
            return Decimal(text) if "." in text else int(text)
        case "bool":
            return _truth(name, text)
        case _:
            return _full(name, text)


def _full(name: str, text: str) -> str:
    if not text:
        raise ValueError(f"{name}: is empty; to ask for what has none, use its ending _missing")
    return text


def _truth(name: str, text: str) -> bool:
    if text.lower() not in TRUTH:
        raise ValueError(f"{name}: is true or false; {text[:80]!r} is neither")
    return TRUTH[text.lower()]


def _listed(text: str) -> list[str]:
    """Split at commas; a value that holds one stands in double quotes, as in CSV."""
    try:
        return next(csv.reader([text], skipinitialspace=True, strict=True), [])
    except csv.Error as error:
        raise ValueError(f"{text[:80]!r} is not a list with commas: {error}") from error


def allowed(subject: Subject) -> str:
    """What may stand after the question mark, for people."""
    return (
        f"parts: {', '.join((*PARTS, 'page_size'))}; fields: {', '.join(subject.fields)}, and for "
        f"tags tags.<key>; endings of fields: {', '.join(f'_{op}' for op in get_args(Op))}"
    )


def parameters(subject: Subject) -> Iterator[dict[str, object]]:
    """The same for OpenAPI, from the catalog."""
    for name, about in PARTS.items():
        yield _parameter(name, about)
    for field in subject.fields.values():
        unit = f", in {field.unit}" if field.unit else ""
        values = f", one of {', '.join(field.values)}" if field.values else ""
        yield _parameter(field.name, f"{field.about} ({field.type}{unit}{values})")


def _parameter(name: str, about: str) -> dict[str, object]:
    return {"name": name, "in": "query", "description": about, "schema": {"type": "string"}}


def is_cloud(name: str) -> bool:
    """Whether a path may begin with it."""
    return name == ALL or name in CLOUDS
