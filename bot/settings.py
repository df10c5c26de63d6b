"""Every setting, named, typed, and read once: the TOML that FINOPS_CONFIG names, then environment.

The file is `finops.toml` in the current folder unless FINOPS_CONFIG names another; only the default
one may be absent. Every value may also come from the environment, which wins: `home` is
FINOPS_HOME, `regions` of `[aws]` is FINOPS_AWS_REGIONS. Lists there are JSON or comma separated.

A setting that does not exist is refused, not ignored: a typing mistake in an endpoint or an account
must never mean the default. Nothing below `bot` reads a file or the environment for settings.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated, Any, Literal, Self, get_args, get_origin
from zoneinfo import ZoneInfo

import orjson
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from bot.access import Access
from intents.period import Calendar
from intents.tokens import Provider, prices
from providers import dimension
from providers.own_waste import OWNER_TAGS
from providers.settings import Aws, Azure, BudgetSettings, Charges, DimensionSettings

DEFAULT_FILE = "finops.toml"
PREFIX = "FINOPS_"
# What pydantic calls a mistake, and what should stand there.
WANTED = {
    "string_type": 'must be text in quotes, as "…"',
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "dict_type": "must be a table, as { … }",
    "model_type": "must be a table, as { … }",
    "missing": "is missing, and needed",
}
WAREHOUSE = "duckdb"
WeekDay = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class SettingsError(Exception):
    """The settings cannot be used; the message says where, why, and what may stand there."""


class TokenPrices(BaseModel):
    """USD per million tokens, of a model whose prices we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: Annotated[Decimal, Field(ge=0)]
    output: Annotated[Decimal, Field(ge=0)]
    cache_write: Annotated[Decimal, Field(ge=0)]
    cache_read: Annotated[Decimal, Field(ge=0)]


class Llm(BaseModel):
    """The language model that is asked for what rules cannot read; without a key there is none.

    `timeout_s` is for a call with its retries, `max_tokens` for what it says. `region` is AWS's,
    for Bedrock; left out, that of AWS's own settings.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    provider: Provider = "anthropic"
    model: str | None = None
    region: str | None = None
    timeout_s: Annotated[float, Field(gt=0, le=600)] = 30
    max_tokens: Annotated[int, Field(ge=256, le=64_000)] = 4096
    daily_budget_usd: Annotated[Decimal, Field(ge=0)] = Decimal(5)
    prices: TokenPrices | None = None
    summaries: bool = False

    @model_validator(mode="after")
    def _has_a_price(self) -> Self:
        if self.prices is None and self.model is not None and prices(self.model) is None:
            raise ValueError(
                f"what {self.model} costs is not known, so its budget cannot be kept: set prices = "
                "{ input = …, output = …, cache_write = …, cache_read = … }, USD per million tokens"
            )
        return self


class Scripts(BaseModel):
    """Scripts of a language model, for what no reader can turn into a Query; off unless wanted.

    `seconds` to `money_usd` are one script's: `calls` to clouds and `megabytes` of their answers in
    all, `money_usd` for requests that clouds bill. `hourly` is for all people together; `at_once`
    is how many run at the same time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = False
    seconds: Annotated[float, Field(gt=0, le=30)] = 20
    memory_mb: Annotated[int, Field(ge=64, le=8192)] = 512
    calls: Annotated[int, Field(ge=0, le=2000)] = 200
    megabytes: Annotated[int, Field(ge=1, le=1024)] = 64
    money_usd: Annotated[Decimal, Field(ge=0)] = Decimal("0.50")
    per_person_hourly: Annotated[int, Field(ge=0)] = 10
    hourly: Annotated[int, Field(ge=0)] = 60
    at_once: Annotated[int, Field(ge=1, le=32)] = 4


class Waste(BaseModel):
    """Rules of the company's own, and whose resources are, as docs/waste.md tells.

    `rules` is a folder of TOML and YAML files, `owners` a TOML or CSV file. Where that tells
    no owner, the first of `owner_tags` that a resource has does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())] | None = None
    owners: Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())] | None = None
    owner_tags: tuple[str, ...] = OWNER_TAGS


def _aware(value: object) -> object:
    """An ISO time; without a zone it is UTC, as all our days are.

    (Left to itself, pydantic would take 20261118 for seconds since 1970.)
    """
    if value is None:
        return None
    try:
        time = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(f"{value!r} is not an ISO time, as 2026-11-18T12:00:00Z") from error
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"{name!r} is not a time zone, as Europe/Berlin or UTC") from error
    return name


def _engine(name: str) -> str:
    if name != WAREHOUSE and not re.match(r"[a-z][a-z0-9+.-]*://.", name, re.IGNORECASE):
        raise ValueError(f'{name!r} is neither "{WAREHOUSE}" nor an engine URL: docs/scale.md')
    return name


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _paths(value: object) -> object:
    """A path alone stands for a table: FINOPS_CHARGES=/data/a.parquet,/data/b.csv."""
    items = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [{"path": item} if isinstance(item, str) else item for item in items]


def _mapped(settings: tuple[DimensionSettings, ...]) -> tuple[DimensionSettings, ...]:
    """The same; their files can be read, and no two are called alike."""
    fields = [one.field for one in dimension.read(settings)]
    if twice := next((field for field in fields if fields.count(field) > 1), None):
        raise ValueError(f"two dimensions are {twice}: name them apart")
    return settings


def _apart(settings: tuple[BudgetSettings, ...]) -> tuple[BudgetSettings, ...]:
    """The same; no two are called alike."""
    names = [one.name.lower() for one in settings]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"two budgets are called {twice}: name them apart")
    return settings


Now = Annotated[datetime | None, BeforeValidator(_aware)]


class Settings(BaseModel):
    """What a company sets. `home` keeps state, cache and warehouse, for its owner's eyes only.

    `now` freezes the clock. `week_start` is a week day, `fiscal_start` the month (1 to 12) in which
    the fiscal year starts. `access` says who may ask about what on the chat surfaces.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())] = Field(
        Path("~/.finops"), validate_default=True
    )
    warehouse: Annotated[str, AfterValidator(_engine)] = WAREHOUSE
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    week_start: Annotated[WeekDay, BeforeValidator(_lower)] = "monday"
    fiscal_start: Annotated[int, Field(ge=1, le=12)] = 1
    now: Now = None
    api_token: SecretStr | None = None
    aws: Aws = Aws()
    azure: Azure = Azure()
    charges: Annotated[tuple[Charges, ...], BeforeValidator(_paths)] = ()
    dimensions: Annotated[tuple[DimensionSettings, ...], AfterValidator(_mapped)] = ()
    budgets: Annotated[tuple[BudgetSettings, ...], AfterValidator(_apart)] = ()
    llm: Llm = Llm()
    scripts: Scripts = Scripts()
    waste: Waste = Waste()
    access: Access = Access()

    @property
    def calendar(self) -> Calendar:
        """How this company counts weeks and fiscal years."""
        return Calendar(get_args(WeekDay).index(self.week_start), self.fiscal_start)


def _environment() -> dict[str, Any]:
    """What the environment says, as the file would: FINOPS_AWS_REGIONS is `regions` of `[aws]`.

    An empty variable says nothing. A key that a table has not is kept, so as to be refused.
    """
    found: dict[str, Any] = {}
    for variable, text in sorted(os.environ.items()):
        name = variable.lower().removeprefix(PREFIX.lower())
        if not text or len(name) == len(variable):
            continue
        table, _, key = name.partition("_")
        if field := Settings.model_fields.get(name):
            found = _laid_over({name: _decoded(variable, text, field.annotation)}, found)
        elif key and (tables := _table_of(table)):
            of = tables.model_fields.get(key)
            value = _decoded(variable, text, of.annotation if of else str)
            found = _laid_over({table: {key: value}}, found)
    return found


def _table_of(name: str) -> type[BaseModel] | None:
    """The table of that name, where there is one."""
    field = Settings.model_fields.get(name)
    kind = field.annotation if field else None
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _decoded(variable: str, text: str, kind: object) -> object:
    """A list or a table from JSON, or a list from commas; all else is as it is written."""
    if not _is_of_parts(kind):
        return text
    if not text.lstrip().startswith(("[", "{")):
        return [part.strip() for part in text.split(",") if part.strip()]
    try:
        return orjson.loads(text)
    except ValueError as error:
        name = variable.lower().removeprefix(PREFIX.lower())
        raise SettingsError(f"the environment's value of {name} is not JSON: {error}") from error


def _is_of_parts(kind: object) -> bool:
    """Whether a type is a list or a table, or may be one."""
    if isinstance(kind, type) and issubclass(kind, BaseModel | tuple | list | Mapping):
        return True
    return get_origin(kind) in (tuple, list, dict, Mapping) or any(
        map(_is_of_parts, get_args(kind))
    )


def _laid_over(upper: Mapping[str, Any], lower: Mapping[str, Any]) -> dict[str, Any]:
    """Both, key by key; the upper wins."""
    found = dict(lower)
    for key in upper:
        value, below = upper[key], found.get(key)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            value = _laid_over(value, below)
        found[key] = value
    return found


def load() -> Settings:
    """The settings of this process, with `home` made. Raises SettingsError."""
    named = os.environ.get(f"{PREFIX}CONFIG")
    file = Path(named or DEFAULT_FILE).expanduser()
    return read(_table(file) if named or file.exists() else {}, file)


def read(table: Mapping[str, Any], file: Path) -> Settings:
    """The settings in `table`, which stood in `file`, under the environment; `home` is made.

    Relative paths in a file are relative to that file. Raises SettingsError.
    """
    try:
        said = _laid_over(_environment(), _anchored(table, file.absolute().parent))
        settings = Settings.model_validate(said)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(item, file) for item in error.errors())) from error
    make_home(settings.home)
    return settings


def make_home(home: Path) -> None:
    """Make the folder unless it is there; it must take files. Raises SettingsError."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"home {home} cannot be made: {error.strerror}") from error
    try:
        # Permissions alone do not tell: the disk may be mounted read-only.
        TemporaryFile(dir=home).close()
    except OSError as error:
        raise SettingsError(
            f"home {home} cannot be written: {error.strerror}; the bot keeps its audit there: give "
            f"this user the right to write in it, or set {PREFIX}HOME to another folder"
        ) from error


def frozen() -> datetime | None:
    """FINOPS_NOW alone, where no other setting is wanted. Raises SettingsError."""
    try:
        return TypeAdapter(Now).validate_python(os.environ.get(f"{PREFIX}NOW") or None)
    except ValidationError as error:
        raise SettingsError(f"{PREFIX}NOW: {_why(error.errors()[0])}") from error


def ignored() -> tuple[str, ...]:
    """A sentence for each FINOPS_ variable that means nothing here: likely a typing mistake."""
    known = tuple(f"{PREFIX}{name}".upper() for name in _names())
    return tuple(
        f"{name} is not a setting and is ignored{_nearest(name, known)}"
        for name in sorted(os.environ)
        if name.startswith(PREFIX) and name not in known and not name.startswith(f"{PREFIX}ACCESS_")
    )


def _names() -> Iterator[str]:
    """Every setting as a variable spells it, without the prefix; a table's own keys included."""
    yield "config"
    for name, field in Settings.model_fields.items():
        yield name
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from (f"{name}_{key}" for key in field.annotation.model_fields)


def _table(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f"{PREFIX}CONFIG names {file}, which does not exist") from error
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}") from error


def _anchored(table: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The same table with its relative paths made absolute; whatever is malformed stays so."""

    def anchor(path: object) -> object:
        is_local = isinstance(path, str) and "://" not in path and not path.startswith("~")
        return str(folder / str(path)) if is_local else path

    found = dict(table)
    if "home" in found:
        found["home"] = anchor(found["home"])
    if isinstance(waste := found.get("waste"), dict) and "rules" in waste:
        found["waste"] = waste | {"rules": anchor(waste["rules"])}
    for table_name, key in (("charges", "path"), ("dimensions", "file")):
        if isinstance(found.get(table_name), list):
            found[table_name] = [
                entry | {key: anchor(entry[key])}
                if isinstance(entry, dict) and key in entry
                else entry
                for entry in found[table_name]
            ]
    return found


def _sentence(error: ErrorDetails, file: Path) -> str:
    """One refusal for people: the file or variable, the key, why, and what is allowed."""
    place = ".".join(str(part) for part in error["loc"])
    variables = ["_".join(str(part) for part in error["loc"][:length]) for length in (2, 1)]
    names = [f"{PREFIX}{name}".upper() for name in variables]
    where = next((name for name in names if os.environ.get(name)), f"{file}: {place}")
    if error["type"] == "extra_forbidden":
        allowed = _allowed(error["loc"][:-1])
        nearest = _nearest(str(error["loc"][-1]), allowed)
        return f"{where} is not a setting{nearest}; allowed are {', '.join(allowed)}"
    return f"{where}: {_why(error)}"


def _why(error: ErrorDetails) -> str:
    """The reason in TOML's words, not in Python's."""
    if error["type"] == "tuple_type":
        # Only what was meant as the one item is repeated: tables may hold a token.
        item = f'["{error["input"]}"]' if error["loc"][-1] == "regions" else "[ … ]"
        return f"must be a list, as {item}"
    return WANTED.get(error["type"]) or error["msg"].removeprefix("Value error, ")


def _allowed(place: Sequence[str | int]) -> list[str]:
    """The keys of the table at `place`."""
    kind: Any = Settings
    for part in place:
        kind = kind.model_fields[part].annotation if isinstance(part, str) else get_args(kind)[0]
    return list(kind.model_fields)


def _nearest(name: str, known: Sequence[str]) -> str:
    close: Iterator[str] = iter(difflib.get_close_matches(name, known, n=1))
    return "".join(f" (did you mean {match}?)" for match in close)
