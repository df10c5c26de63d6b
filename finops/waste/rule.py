"""A rule of waste as data, read from TOML: the form is told in the package's docstring.

A rule is checked as the Query that it is, and its templates against the fields that there are, so
that a mistake in one is told when it is read, and not found missing in an answer.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from intents import catalog
from intents.catalog import Cloud, Subject
from intents.query import AnyOf, Condition, InvalidQuery, Where, parse

Category = Literal[
    "idle", "unused", "oversized", "wrong tier", "old", "schedule", "commitment", "licence",
    "governance",
]  # fmt: skip
Level = Literal["low", "medium", "high"]
Way = Literal[
    "cost", "share", "part", "list", "attached", "resize", "licence", "field", "none", "unknown"
]
# What a template may name that is no field.
OF_WINDOW, OF_SIZE = "window", ("current", "recommended")
_SLOT = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]{1,60}")


# Which ways of saving need which parts.
_PARTS: Mapping[str, tuple[Way, ...]] = {
    "share": ("share",), "field": ("field", "part"), "whole": ("part",),
}  # fmt: skip


class InvalidRule(ValueError):
    """A rule that cannot be: the message names its file and says why."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Spare(_Part):
    """What is left alone, and why."""

    why: str
    where: tuple[Where, ...] = Field(min_length=1)


class ListPrice(_Part):
    """USD a month of one, or of one unit of the field `per`, of those `above` a number."""

    aws: Decimal | None = None
    azure: Decimal | None = None
    per: str | None = None
    above: Decimal = Field(Decimal(0), ge=0)

    def of(self, cloud: str) -> Decimal | None:
        """The price in a cloud; None where none is told."""
        return {"aws": self.aws, "azure": self.azure}.get(cloud)


class Saving(_Part):
    """How much is saved: see `finops.waste.saving`."""

    way: Way
    share: Decimal | None = Field(None, gt=0, le=1)
    field: str | None = None
    whole: Decimal | None = Field(None, gt=0)
    load: str = "cpu.p95"
    most: Decimal = Field(Decimal(60), gt=0, le=100)
    list_price: ListPrice | None = None

    @model_validator(mode="after")
    def _has_its_part(self) -> Self:
        for name, ways in _PARTS.items():
            if (self.way in ways) != (getattr(self, name) is not None):
                said = " or ".join(f'"{way}"' for way in ways)
                raise ValueError(f"{name}: it goes with way = {said}, and that with it")
        if self.way == "list" and self.list_price is None:
            raise ValueError('list_price: it goes with way = "list"')
        return self


class Source(_Part):
    """Who has the threshold, and what it says."""

    name: str
    says: str


class Also(_Part):
    """Another's threshold, which flags the same resource where all of it holds."""

    name: str
    where: tuple[Where, ...] = Field(min_length=1)


class Rule(_Part):
    """One kind of waste."""

    name: str
    title: str
    subject: str
    clouds: tuple[Cloud, ...] = ()
    category: Category
    effort: Level
    risk: Level
    window_days: int | None = Field(None, ge=1, le=90)
    min_age_days: int | None = Field(None, ge=0)
    where: tuple[Where, ...] = Field(min_length=1)
    spare: tuple[Spare, ...] = ()
    why: str
    since: str | None = None
    saving: Saving
    act: Mapping[Cloud, str] = {}
    source: Source
    also: tuple[Also, ...] = ()

    @model_validator(mode="after")
    def _is_a_query(self) -> Self:
        for part in self._parts():
            for one in conditions(part):
                self._check_window(one)
            _query(self.subject, part)
        own = catalog.subject(self.subject)
        if strangers := set(self.clouds) - set(own.clouds):
            raise ValueError(f"clouds: {own.plural} are not of {', '.join(sorted(strangers))}")
        for text in (self.why, *self.act.values()):
            self._check_template(text, own)
        for place, name in (("since", self.since), ("field", self.saving.field)):
            if name and own.field(name) is None:
                raise ValueError(f"{place}: {own.plural} have no field {name!r}")
        return self

    def _check_window(self, test: Condition) -> None:
        field = catalog.subject(self.subject).field(test.field)
        measured = field is not None and field.kind == "metric" and test.period is None
        if measured and self.window_days is None:
            raise ValueError(f"window_days: {test.field} is a metric, and needs a window")

    def _check_template(self, text: str, own: Subject) -> None:
        for name in slots(text):
            extra = (OF_WINDOW, *(OF_SIZE if self.saving.way == "resize" else ()))
            if name not in extra and own.field(name) is None:
                raise ValueError(f"{text!r}: {own.plural} have no field {name!r}")

    def _parts(self) -> Iterator[tuple[Where, ...]]:
        yield self.where
        yield from (spare.where for spare in self.spare)
        yield from (also.where for also in self.also)

    @property
    def of_clouds(self) -> tuple[Cloud, ...]:
        """The clouds in which it is looked for."""
        return self.clouds or catalog.subject(self.subject).clouds

    @property
    def age_days(self) -> int:
        """How old a resource must be to be judged."""
        return self.window_days or 0 if self.min_age_days is None else self.min_age_days

    @property
    def window(self) -> str | None:
        """The period of its metrics, as a Query says it."""
        return f"last_{self.window_days}_days" if self.window_days else None

    def placed(self, part: Where) -> Where:
        """A condition, with the rule's window where it is on a metric that names none."""
        if isinstance(part, AnyOf):
            return AnyOf(any=tuple(self._placed(one) for one in part.any))
        return self._placed(part)

    def _placed(self, test: Condition) -> Condition:
        field = catalog.subject(self.subject).field(test.field)
        measured = field is not None and field.kind == "metric" and test.period is None
        return test.model_copy(update={"period": self.window}) if measured else test


def conditions(where: Iterable[Where]) -> Iterator[Condition]:
    """Every condition, those of `any` included."""
    for part in where:
        yield from part.any if isinstance(part, AnyOf) else (part,)


@cache
def slots(template: str) -> tuple[str, ...]:
    """The names in a template, each once."""
    return tuple(dict.fromkeys(_SLOT.findall(template)))


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its names' values; it is text alone, and looks nothing up."""
    return _SLOT.sub(lambda found: values[found[1]], template)


def _query(subject: str, where: tuple[Where, ...]) -> None:
    tests = [part.model_dump(exclude_none=True) for part in where]
    parse({"subject": subject, "where": tests})


def read(name: str, text: str) -> Rule:
    """A rule from its file's name (without `.toml`) and text. Raises InvalidRule."""
    try:
        return made(name, tomllib.loads(text, parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        raise InvalidRule(f"{name}: {error}") from error


def made(name: str, told: Mapping[str, object]) -> Rule:
    """A rule from its name and its file as a table. Raises InvalidRule."""
    try:
        if not _NAME.fullmatch(name):
            raise InvalidRule(f"{name}: a rule's name is lower case, with underscores")
        if told.get("subject") not in catalog.by_name():
            raise InvalidRule(f"{name}: subject {told.get('subject')!r} is none of the catalog's")
        return Rule.model_validate({**told, "name": name})
    except (ValidationError, InvalidQuery) as error:
        raise InvalidRule(f"{name}: {error}") from error


@cache
def own_rules() -> tuple[Rule, ...]:
    """The rules that come with the product, by name."""
    folder = files("finops.waste") / "rules"
    found = sorted(folder.iterdir(), key=lambda item: item.name)
    return tuple(
        read(item.name.removesuffix(".toml"), item.read_text("utf-8"))
        for item in found
        if item.name.endswith(".toml")
    )
