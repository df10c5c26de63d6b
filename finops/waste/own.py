"""A company's own rules: TOML or YAML files that add rules, or lie over the product's.

A file called as one of the product's rules (`idle_vm.toml`) changes that rule, and need name only
what is other: each key that it names replaces the product's, but for

    [[spare]]        is spared besides what the product spares
    only = […]       on top of `where`: `{ field = "tags.team", op = "eq", value = "web" }`
    enabled = false  the rule is not looked for

A file of another name is a rule of its own, in the form of `finops.waste`, `only` and `enabled`
included. A file that cannot be read is a gap in every answer about findings; the product's rule of
that name is then left out, since nobody knows what the company wanted of it.
"""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from pathlib import PurePath

from finops.waste.rule import InvalidRule, Rule, made, own_rules
from providers.model import Gap
from providers.own_waste import RuleFile

_TWICE = "there is another file of this rule"
ENDINGS = (".toml", ".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Known:
    """All rules by name, and what could not be read."""

    rules: tuple[Rule, ...]
    gaps: tuple[Gap, ...] = ()
    off: tuple[str, ...] = ()


@lru_cache(maxsize=8)
def known(own: tuple[RuleFile, ...] = ()) -> Known:
    """The product's rules with a company's over them."""
    found = {rule.name: rule for rule in own_rules()}
    gaps, off, seen = [], [], set[str]()
    for file in own:
        name = PurePath(file.name).stem
        found.pop(name, None)
        try:
            rule = read_own(_only(file, seen))
        except InvalidRule as error:
            gaps.append(_broken(file, error))
            rule = None
        else:
            off += [] if rule else [name]
        seen.add(name)
        if rule:
            found[name] = rule
    return Known(tuple(found[name] for name in sorted(found)), tuple(gaps), tuple(off))


def read_own(file: RuleFile) -> Rule | None:
    """The rule that a file makes of itself, or of the product's; None where it is switched off.

    Raises InvalidRule.
    """
    name = PurePath(file.name).stem
    told = _told(file)
    enabled = told.pop("enabled", True)
    if not isinstance(enabled, bool):
        raise InvalidRule(f"{file.name}: enabled must be true or false")
    base = _base(name)
    found = {**base, **told}
    for key in ("spare", "only", "where"):
        if not isinstance(found.get(key, []), list):
            raise InvalidRule(f"{file.name}: {key} must be a list")
    found["spare"] = [*base.get("spare", []), *told.get("spare", [])]  # type: ignore[misc] # lists
    found["where"] = [*found.get("where", []), *found.pop("only", [])]  # type: ignore[misc] # lists
    rule = made(name, found)
    return rule if enabled else None


def _only(file: RuleFile, seen: Collection[str]) -> RuleFile:
    """The file, which is refused where another is of the same rule: which one holds is unknown."""
    return replace(file, unread=_TWICE) if PurePath(file.name).stem in seen else file


def _base(name: str) -> dict[str, object]:
    if name not in {rule.name for rule in own_rules()}:
        return {}
    place = files("finops.waste") / "rules" / f"{name}.toml"
    return tomllib.loads(place.read_text("utf-8"), parse_float=Decimal)


def _told(file: RuleFile) -> dict[str, object]:
    """The file as a table. Numbers with a fraction are Decimals, whichever form it has."""
    if file.unread:
        raise InvalidRule(f"{file.name}: {file.unread}")
    if file.name.endswith(".toml"):
        try:
            return tomllib.loads(file.text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise InvalidRule(f"{file.name}: {error}") from error
    import yaml  # type: ignore[import-untyped] # it has no types of its own

    try:
        told = yaml.safe_load(file.text)
    except yaml.YAMLError as error:
        raise InvalidRule(f"{file.name}: {error}") from error
    if not isinstance(told, dict):
        raise InvalidRule(f"{file.name}: is no table of keys and values")
    return {str(key): _exact(value) for key, value in told.items()}


def _exact(value: object) -> object:
    """YAML's binary fractions as they were written."""
    match value:
        case Mapping():
            return {str(key): _exact(one) for key, one in value.items()}
        case float():
            return Decimal(repr(value))
        case Sequence() if not isinstance(value, str):
            return [_exact(one) for one in value]
        case _:
            return value


def _broken(file: RuleFile, error: InvalidRule) -> Gap:
    why = f"the rule cannot be read, and is not looked for: {error}"
    return Gap(f"rule file {file.name}", why, "mend the file; `finops rules test FILE` checks it")
