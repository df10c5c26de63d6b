"""A company's own dimensions of cost: cost centres, teams, products, by a mapping file or a tag.

A mapping file is a CSV or a TOML of rules; the first rule of which every part holds gives the
value, and a charge that no rule fits has none:

    value,account,service,resource,tags.team           value = "CC-7"
    CC-7,shop-prod,,,                                  [[rules]]
    CC-9,,,report-*,finance                            value = "CC-9"
                                                       resource = "report-*"

A part is `account` (id or name), `resource` (name or id), `service`, `cloud`, `region`,
`tags.<key>` or any other text field of cost. `*` stands for anything; case does not count; an empty
part says nothing. Files are read once, when the bot starts: a broken one is a DimensionError then,
not a wrong number later.
"""

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from intents import catalog
from intents.query import AnyOf, Condition, Spread, Where
from providers.settings import DimensionSettings

PREFIX = "dimensions."
# What a part of a rule is called for short, and the fields of which any may fit.
_PARTS = {
    "account": ("sub_account_id", "sub_account_name"),
    "resource": ("resource_id", "resource_name", "tags.Name"),
    "service": ("service_name",),
    "region": ("region_id",),
}


class DimensionError(ValueError):
    """A mapping file cannot be used; the message says which line, why, and what may stand there."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Charges that meet all of `where` have this value."""

    value: str
    where: tuple[Where, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension of cost: by `rules`, or by `tag` if there is one.

    `shared` are the values whose cost is for everybody; `spread` is how it is divided if a
    question does not say.
    """

    name: str
    rules: tuple[Rule, ...] = ()
    tag: str | None = None
    shared: tuple[str, ...] = ()
    spread: Spread = "none"

    @property
    def field(self) -> str:
        """The field of cost that holds it: `dimensions.cost_center`, or the tag of that name."""
        key = slug(self.name)
        if self.tag and slug(self.tag) == key:
            return f"tags.{self.tag}"
        return PREFIX + key

    def is_of(self, field: str) -> bool:
        """Whether a field of cost is this dimension; tag keys are compared without case."""
        return field.lower() in (self.field.lower(), PREFIX + slug(self.name))


def slug(name: str) -> str:
    """A name as part of a field's: "Cost Center" is `cost_center`."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def read(settings: Iterable[DimensionSettings]) -> tuple[Dimension, ...]:
    """The dimensions that are set, their mapping files read. Raises DimensionError."""
    return tuple(
        Dimension(one.name, _rules(Path(one.file)) if one.file else (), one.tag, one.shared,
                  one.spread)
        for one in settings
    )  # fmt: skip


def _rules(file: Path) -> tuple[Rule, ...]:
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DimensionError(f"{file} cannot be read: {error}") from error
    if file.suffix.lower() == ".toml":
        return tuple(
            _rule(row, f"{file}: rule {n}") for n, row in enumerate(_tables(text, file), 1)
        )
    rows = csv.DictReader(text.splitlines(), restkey="", strict=True)
    try:
        return tuple(_rule(row, f"{file}: line {rows.line_num}") for row in rows)
    except csv.Error as error:
        raise DimensionError(f"{file}: line {rows.line_num}: {error}") from error


def _tables(text: str, file: Path) -> list[Mapping[str, object]]:
    try:
        rules = tomllib.loads(text).get("rules")
    except tomllib.TOMLDecodeError as error:
        raise DimensionError(f"{file} is not valid TOML: {error}") from error
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise DimensionError(f"{file} holds no [[rules]]")
    return rules


def _rule(row: Mapping[str, object], where: str) -> Rule:
    said = {str(key).strip(): str(cell or "").strip() for key, cell in row.items()}
    value = said.pop("value", "")
    if not value:
        raise DimensionError(f"{where}: value is missing: what the charges are put down to")
    if said.pop("", ""):
        raise DimensionError(f"{where}: there are more cells than columns")
    parts = tuple(_part(name, text, where) for name, text in said.items() if text)
    return Rule(value, parts)


def _part(name: str, text: str, where: str) -> Where:
    cost = catalog.subject("cost")
    fields = _PARTS.get(name, (name,))
    known = [cost.field(field) for field in fields]
    if not all(field and field.type == "text" and field.kind == "fact" for field in known):
        allowed = ", ".join((*_PARTS, "cloud", "tags.<key>"))
        raise DimensionError(f"{where}: {name!r} is nothing to match by; there are: {allowed}")
    tests = tuple(_test(field, text) for field in fields)
    return tests[0] if len(tests) == 1 else AnyOf(any=tests)


def _test(field: str, text: str) -> Condition:
    # As data: a value outside a closed vocabulary (a cloud of a third provider) is no mistake here.
    op = "matches" if "*" in text else "eq"
    return Condition.model_validate({"field": field, "op": op, "value": text})
