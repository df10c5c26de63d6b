"""Blanks what nobody needs for a question about cost, and somebody could use against us.

botocore's models mark members as `sensitive` (environments of functions, start scripts, shared
keys); `policy/redacted.toml` names those that are not marked. A blanked text says so, so that a
script does not take it for empty; what is no text becomes None.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sandbox_runner import policy

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape

BLANK = "[redacted]"
# (service, operation) → whether anything in its answers may be blanked: most need no walk.
_holding: dict[tuple[str, str], bool] = {}


def redact_aws(answer: dict[str, object], model: "OperationModel") -> dict[str, object]:
    """An answer of AWS without what is sensitive."""
    shape = model.output_shape
    if shape is None:
        return answer
    service = model.service_model.service_name
    names = _names(service, model.name)
    shown = frozenset(
        name.partition(".")[2] for name in policy.redacted().shown if name.startswith(f"{service}.")
    )
    key = (service, model.name)
    if key not in _holding:
        _holding[key] = _search(shape, (names, shown), set())
    return _object(answer, shape, (names, shown)) if _holding[key] else answer


def redact_azure(value: object, members: frozenset[str], inside_cell: bool = False) -> object:  # noqa: FBT001, FBT002
    """An answer of Azure without the members named, in lower case.

    `inside_cell`: also pairs of a name and a text, which are how environments are written.
    """
    match value:
        case dict():
            pair = inside_cell and isinstance(value.get("name"), str)
            return {
                key: blank(one)
                if key.lower() in members or (pair and key == "value")
                else redact_azure(one, members, inside_cell)
                for key, one in value.items()
            }
        case list():
            return [redact_azure(one, members, inside_cell) for one in value]
        case _:
            return value


def blank(value: object) -> object:
    """What stands in the place of a value; a map keeps its keys, which say what was there."""
    match value:
        case str():
            return BLANK
        case dict():
            return {key: blank(one) for key, one in value.items()}
        case list() | tuple():
            return [blank(one) for one in value]
        case _:
            return None


Rules = tuple[frozenset[str], frozenset[str]]


def _names(service: str, operation: str) -> frozenset[str]:
    told = policy.redacted()
    return told.everywhere | told.by_operation.get(f"{service}.{operation}", frozenset())


def _is_sensitive(shape: "Shape") -> bool:
    return bool(shape.metadata.get("sensitive"))


def _object(value: object, shape: "Shape", rules: Rules) -> dict[str, object]:
    assert isinstance(value, dict)  # noqa: S101 - the parser's word for a structure
    found: dict[str, object] = {}
    for key, one in value.items():
        member = shape.members.get(key)  # type: ignore[attr-defined]
        if key in rules[0]:
            found[key] = blank(one)
        else:
            known = member is not None and key not in rules[1]
            found[key] = _value(one, member, rules) if known else one
    return found


def _value(value: object, shape: "Shape", rules: Rules) -> object:
    if _is_sensitive(shape):
        return blank(value)
    match value:
        case dict() if shape.type_name == "structure":
            return _object(value, shape, rules)
        case dict() if shape.type_name == "map":
            inner = shape.value  # type: ignore[attr-defined]
            return {key: _value(one, inner, rules) for key, one in value.items()}
        case list() if shape.type_name == "list":
            inner = shape.member  # type: ignore[attr-defined]
            return [_value(one, inner, rules) for one in value]
        case _:
            return value


def _search(shape: "Shape", rules: Rules, seen: set[str]) -> bool:
    if _is_sensitive(shape):
        return True
    if shape.name in seen:
        return False
    seen.add(shape.name)
    if shape.type_name == "structure":
        members: Mapping[str, Shape] = shape.members  # type: ignore[attr-defined]
        return any(
            name in rules[0] or (name not in rules[1] and _search(member, rules, seen))
            for name, member in members.items()
        )
    inner = {"map": "value", "list": "member"}.get(shape.type_name)
    return inner is not None and _search(getattr(shape, inner), rules, seen)
