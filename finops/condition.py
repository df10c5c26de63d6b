"""Conditions of a Query as SQL, in three-valued logic: true, false, or NULL for "not known".

A row is kept where the whole condition is true. Where it is NULL the row might have matched, had
its value been known: the engine counts those and says so. Hence the rules:

- `ne`, `not_in`, `not_matches`, `exists` and `missing` are never NULL: the first three keep unknown
  values.
- A numeric comparison, a yes or no, and a closed vocabulary (state) are NULL where unknown.
- Other text and tags are false where they are missing: a resource without a name is not "web-1".

Text is compared without case. `matches` is a pattern: * stands for anything, ? for one character.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from sqlglot import exp

from finops import version
from intents.catalog import Field, Subject
from intents.query import AnyOf, Condition, FieldRef, Where

# How a field, as a condition asks for it, is spelt in the statement at hand.
Spell = Callable[[Field, Condition | None], exp.Expr]

_ORDER = {"lt": exp.LT, "le": exp.LTE, "gt": exp.GT, "ge": exp.GTE}


def literal(value: object) -> exp.Expr:
    """A value as SQL; text is quoted by sqlglot, never pasted."""
    return exp.convert(value)


def all_of(parts: list[exp.Expr]) -> exp.Expr:
    """All must hold; of none, true."""
    return exp.and_(*parts, copy=False) if parts else exp.true()


def where(part: Where, subject: Subject, spell: Spell) -> exp.Expr:
    """A condition, or any of several."""
    if isinstance(part, AnyOf):
        return exp.paren(exp.or_(*(condition(one, subject, spell) for one in part.any)))
    return condition(part, subject, spell)


def kept(test: exp.Expr) -> exp.Expr:
    """A condition that need not say false where it is not known, since only what is true is kept.

    Nor has an empty text to be told from none, where it is compared with one that is not empty.
    """
    if isinstance(test, exp.Coalesce) and test.expressions == [exp.false()]:
        test = test.this
    if not isinstance(test, exp.EQ) or not test.expression.name:
        return test
    for empty in list(test.find_all(exp.Nullif)):
        if empty.expression == literal(""):
            empty.replace(empty.this)
    return test


def condition(test: Condition, subject: Subject, spell: Spell) -> exp.Expr:
    """One condition."""
    field = subject.field(test.field)
    if field is None:
        raise KeyError(test.field)
    return _compare(test, field, spell(field, test), _values(test, field, subject, spell))


def _values(test: Condition, field: Field, subject: Subject, spell: Spell) -> list[exp.Expr]:
    if isinstance(test.value, FieldRef):
        other = subject.field(test.value.field)
        if other is None:
            raise KeyError(test.value.field)
        return [_folded(spell(other, None), field)]
    given = test.values
    return [_value(value, field) for value in given if value is not None]


def _value(value: object, field: Field) -> exp.Expr:
    if field.type == "datetime":
        return exp.cast(literal(datetime.fromisoformat(str(value)).isoformat(" ")), "timestamp")
    if isinstance(value, Decimal | int | bool):
        return literal(value)
    return literal(str(value).lower())


def _folded(column: exp.Expr, field: Field) -> exp.Expr:
    match field.type:
        case "text":
            return exp.Lower(this=column)
        case "list":
            return exp.Lower(this=exp.func("array_to_string", column, literal(", ")))
        case _:
            return column


def _compare(test: Condition, field: Field, column: exp.Expr, values: list[exp.Expr]) -> exp.Expr:
    folded = _folded(column, field)
    match test.op:
        case "exists":
            return _known(column, field)
        case "missing":
            return exp.not_(exp.paren(_known(column, field)))
        case "ne":
            return exp.NullSafeNEQ(this=folded, expression=values[0])
        case "not_in":
            return exp.or_(column.is_(exp.null()), exp.not_(folded.isin(*values)))
        case "eq":
            return _certain(exp.EQ(this=folded, expression=values[0]), field)
        case "in":
            return _certain(folded.isin(*values), field)
        case "lt" | "le" | "gt" | "ge":
            return _ORDER[test.op](this=column, expression=values[0])
        case "contains" | "starts_with" | "matches":
            return _certain(_like(folded, field, test), field)
        case "not_matches":
            like = _like(folded, field, test)
            return exp.not_(exp.Coalesce(this=like, expressions=[exp.false()]))


def compare_number(test: Condition, number: exp.Expr) -> exp.Expr:
    """A condition over a number that is no field: a measure of a group."""
    field = Field(name=test.field, type="number", about="a measure")
    values = test.values
    return _compare(test, field, number, [literal(v) for v in values if v is not None])


def _known(column: exp.Expr, field: Field) -> exp.Expr:
    if field.type == "tags":
        size = exp.Coalesce(this=exp.func("cardinality", column), expressions=[literal(0)])
        return exp.GT(this=size, expression=literal(0))
    if field.type == "text":
        return exp.NEQ(
            this=exp.Coalesce(this=column, expressions=[literal("")]), expression=literal("")
        )
    return exp.not_(column.is_(exp.null()))


def _certain(test: exp.Expr, field: Field) -> exp.Expr:
    if field.type in ("number", "money", "bool", "datetime") or (
        field.values and field.kind == "fact"
    ):
        return test
    return exp.Coalesce(this=test, expressions=[exp.false()])


def _like(column: exp.Expr, field: Field, test: Condition) -> exp.Expr:
    text, op = str(test.value).lower(), test.op
    if field.form == "version":
        return version.like(column, text, op)
    escaped = "".join(f"\\{sign}" if sign in "%_\\" else sign for sign in text)
    match op:
        case "contains":
            escaped = f"%{escaped}%"
        case "starts_with":
            escaped = f"{escaped}%"
        case _:
            escaped = escaped.replace("*", "%").replace("?", "_")
    like = exp.Like(this=column, expression=literal(escaped))
    return exp.Escape(this=like, expression=literal("\\"))
