"""Constants at the top of a script that stand for what its question names. Pure.

    START = "2026-10-01"          # a promoted script is run with START of the question at hand
    REGION = "eu-west-1"

A script that is run again must not hold a day of the past anywhere else: its numbers would be of
that time for ever, and look as if they were of today.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from intents.recurring import NAMES, Values

_DAY = re.compile(r"(?:19|20)\d\d-[01]\d")
_YEARS = range(2000, 2100)
_NUMBERED = re.compile(rf"({'|'.join(NAMES)})(_\d+)?")


class Unfit(ValueError):
    """The script cannot be run for other values; the message says why."""


def problems(code: str, values: Values) -> tuple[str, ...]:
    """Why a script would be wrong for a question that recurs with other values; empty: nothing."""
    tree = _tree(code)
    held = {one.name: one.value for one in _assigned(tree)}
    found = [
        f"{name} is {value!r}, and the question says {values[name]!r}"
        for name, value in held.items()
        if name in values and values[name] != value
    ]
    found += [
        f"{name} = {value!r} should stand at its top, and be what it goes by"
        for name, value in values.items()
        if name not in held and name != "TODAY"
    ]
    found += [f"{name} is not in the question" for name in held if name not in values]
    own = {id(one.node) for one in _assigned(tree)}
    found += [
        f"line {node.lineno}: {node.value!r} is of a day; make it START, END or TODAY"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in own and _is_a_time(node.value)
    ]
    return tuple(dict.fromkeys(found))


def filled(code: str, values: Values) -> str:
    """The script with its constants as the question at hand has them. Raises Unfit."""
    lines = re.split(r"(?<=\n)", code)
    for one in sorted(_assigned(_tree(code)), key=_place, reverse=True):
        if one.name not in values:
            raise Unfit(f"the question says no {one.name}")
        at = one.node.lineno - 1
        line = lines[at].encode()
        before, after = line[: one.node.col_offset], line[one.node.end_col_offset :]
        lines[at] = (before + repr(values[one.name]).encode() + after).decode()
    return "".join(lines)


def _tree(code: str) -> ast.Module:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise Unfit("it is no Python") from error


@dataclass(frozen=True, slots=True)
class _Constant:
    """`name = value` on one line of the module itself; `node` is the value's."""

    name: str
    value: str | int | float
    node: ast.Constant


def _assigned(tree: ast.Module) -> Iterator[_Constant]:
    for statement in tree.body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Constant(value=str() | int() | float() as value) as node,
            ) if _NUMBERED.fullmatch(name) and node.lineno == node.end_lineno:
                yield _Constant(name, value, node)


def _place(one: _Constant) -> tuple[int, int]:
    return one.node.lineno, one.node.col_offset


def _is_a_time(value: object) -> bool:
    if isinstance(value, str):
        return _DAY.search(value) is not None
    return isinstance(value, int) and not isinstance(value, bool) and value in _YEARS
