"""The contract between words and facts: Query, and what else a question can turn out to be.

Everything that can be asked is a Query: a chat question, a follow-up, a saved report, an alert, an
HTTP body, a language model's output, a cache key. Its field names are public.

Semantics that hold wherever a Query is computed:

- A text comparison ignores case, and so do tag keys; a tag with an empty value counts as missing.
- `ne`, `not_in`, `not_matches` and `missing` keep rows whose value is unknown. A numeric comparison
  leaves them out, and the answer says how many.
- Quantities of different units are never added: a group of its own stands for each unit.
- `cost` is joined per resource; a resource without charges in the period has an unknown cost.
- Percentages are 0 to 100. `state in (stopped, deallocated)` is what people call "stopped".
- Without a period, metrics look at the last 14 complete days, cost at the last 30, and a forecast
  at the whole month that has begun; `this_month` in a forecast is the whole of it too.

Imports only `intents.period` and `intents.catalog`. Time is passed in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    Tag,
    ValidationError,
    model_validator,
)

from intents import catalog
from intents.catalog import Cloud
from intents.period import COMPARISONS, Calendar, paired, span

Analysis = Literal[
    "list", "aggregate", "trend", "change", "anomalies", "forecast", "waste", "coverage"
]
Op = Literal[
    "eq", "ne", "lt", "le", "gt", "ge", "in", "not_in",
    "contains", "starts_with", "matches", "not_matches", "exists", "missing",
]  # fmt: skip
Agg = Literal["sum", "avg", "min", "max", "p95", "count", "distinct", "share"]
CostBasis = Literal["effective", "billed", "list", "contracted"]
Spread = Literal["none", "even", "proportional"]
Grain = Literal["day", "week", "month", "quarter", "year"]
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")
# What a change of cost is made of. A `change` that names any of them in `select` is split into
# them; one that names none says what changed and not why.
EFFECTS = (
    "price_effect", "quantity_effect", "new", "gone", "commitment_effect", "other_effect",
)  # fmt: skip
# What a `coverage` of commitments tells; `select` names those wanted, without any the first three.
COVERAGE_FIGURES = ("coverage", "utilisation", "unused_cost", "savings_rate")
ADDING = ("sum", "avg", "p95", "share")
ORDERED = ("lt", "le", "gt", "ge")
TEXT_OPS = ("contains", "starts_with", "matches", "not_matches")
DEFAULT_METRIC_PERIOD = "last_14_days"
DEFAULT_COST_PERIOD = "last_30_days"
DEFAULT_FORECAST_PERIOD = "whole_month"
# Selected in a forecast: what the clouds themselves foresee, beside it.
CLOUD_FORECAST = "cloud_forecast"
MOST_ROWS = 100_000
LARGEST = Decimal(10) ** 15
# A pattern or a list that is longer is not a question but an attack, or a mistake.
MOST_TEXT = 1_000
_ANY_LATE_DAY = date(6000, 12, 1)


def _valid_period(text: str) -> str:
    # So late that no `since:` begins after it, and far enough from the calendar's ends to count.
    span(text, _ANY_LATE_DAY)
    return text


def _valid_comparison(text: str) -> str:
    return text if text in COMPARISONS else _valid_period(text)


Period = Annotated[str, Field(max_length=40), AfterValidator(_valid_period)]
Comparison = Annotated[str, Field(max_length=40), AfterValidator(_valid_comparison)]
Text = Annotated[str, Field(max_length=MOST_TEXT)]


def _written(value: object) -> object:
    """A number of JSON for a decimal. Texts of a union come by here too: "5.7" stays one."""
    return float(value) if isinstance(value, Decimal) else value


Number = Annotated[Decimal, PlainSerializer(_written, when_used="json")]
Scalar = bool | int | Number | Text


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldRef(_Part):
    """Another field of the same row, in place of a value."""

    field: Text


Value = FieldRef | Scalar | tuple[Scalar, ...]


class Condition(_Part):
    """`field op value`. On a metric or a cost it may carry its own `agg` and `period`."""

    field: Text
    op: Op
    value: Value | None = None
    agg: Agg | None = None
    period: Period | None = None

    @model_validator(mode="after")
    def _value_fits_op(self) -> Self:
        if self.op in ("exists", "missing"):
            if self.value is not None:
                raise ValueError(f"{self.field}: {self.op} takes no value")
        elif self.op in ("in", "not_in"):
            if not isinstance(self.value, tuple) or not self.value:
                raise ValueError(f"{self.field}: {self.op} takes a list of values")
        elif self.value is None or isinstance(self.value, tuple):
            raise ValueError(f"{self.field}: {self.op} takes one value")
        for one in self.values:
            _check_size(self.field, one)
        return self

    @property
    def values(self) -> tuple[object, ...]:
        """What is compared with: one value or several, or another field; nothing to be there."""
        if self.value is None:
            return ()
        return self.value if isinstance(self.value, tuple) else (self.value,)


class AnyOf(_Part):
    """At least one of these must hold."""

    any: tuple[Condition, ...] = Field(min_length=1)


def _where_kind(data: object) -> str:
    either = "any" in data if isinstance(data, dict) else isinstance(data, AnyOf)
    return "any" if either else "one"


Where = Annotated[
    Annotated[Condition, Tag("one")] | Annotated[AnyOf, Tag("any")], Discriminator(_where_kind)
]


class Measure(_Part):
    """One number per group: value = (agg of field − minus) / per, unknown where per is 0.

    `minus` and `per` name another measure of the Query (in `list`, where `agg` is empty, a field).
    `of` takes the rows of the period or of the period compared with. `where` narrows its rows.

    A `share` is a sum in percent of a whole: of the measure that `per` names, else of all rows of
    the Query (in a trend, of those of the same step), whatever the measure's own `where` leaves
    out. It is unknown where the whole is not above zero. Without a field it is of numbers of rows.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
    agg: Agg | None = None
    field: Text | None = None
    where: tuple[Where, ...] = ()
    of: Literal["period", "compare_to"] = "period"
    minus: Text | None = None
    per: Text | None = None

    @model_validator(mode="after")
    def _has_something_to_count(self) -> Self:
        if self.field is None and self.agg not in ("count", "share"):
            raise ValueError(f"measure {self.name}: name a field, or count")
        return self


class Query(_Part):
    """One question, as data. Equal questions are equal Queries.

    `order_by` names columns, with a minus sign for descending: `("-cost", "name")`.
    `accounts` holds ids or names. `grain` is the step of a trend.

    A `change` of cost that names any of `EFFECTS` in `select` is split into them ("why did cost
    go up"); without an order, the rows that changed most, up or down, come first.

    A `coverage` of cost is of its commitments: conditions on a `commitment_…` field narrow these,
    not the usage that they could cover.

    `spread` makes a showback of cost grouped by one field (in a trend, in each step by itself):
    what is shared, by the setting of the dimension or tag that is grouped by, and what has no value
    is divided among the other values, evenly or in proportion to their own cost; `none` divides
    nothing. Its columns are `direct`, `spread` (what is received, less what is given) and `total`;
    `direct` and `total` each add up to the cost of the period, `spread` to zero.
    """

    subject: str
    analysis: Analysis = "list"
    select: tuple[Text, ...] = Field((), max_length=60)
    where: tuple[Where, ...] = Field((), max_length=60)
    measures: tuple[Measure, ...] = Field((), max_length=30)
    having: tuple[Condition, ...] = Field((), max_length=30)
    group_by: tuple[Text, ...] = Field((), max_length=10)
    order_by: tuple[Text, ...] = Field((), max_length=10)
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] | None = None
    limit_per: tuple[Text, ...] = Field((), max_length=10)
    others: bool = False
    period: Period | None = None
    compare_to: Comparison | None = None
    grain: Grain | None = None
    period_on: Literal["charge", "billing"] = "charge"
    clouds: tuple[Cloud, ...] = ()
    accounts: tuple[Text, ...] = Field((), max_length=1_000)
    regions: tuple[Text, ...] = Field((), max_length=200)
    cost_basis: CostBasis = "effective"
    spread: Spread | None = None

    @model_validator(mode="before")
    @classmethod
    def _cost_is_summed(cls, data: Any) -> Any:
        # A question about cost that names no analysis asks for a sum, not for charge rows.
        if isinstance(data, dict) and data.get("subject") == "cost" and "analysis" not in data:
            return {**data, "analysis": "trend" if data.get("grain") else "aggregate"}
        return data

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        known = catalog.by_name().get(self.subject)
        if known is None:
            raise ValueError(
                f"{self.subject!r} is not a subject; there are: {', '.join(catalog.by_name())}"
            )
        for name in self.select:
            if name not in (self._compared & {*EFFECTS, *COVERAGE_FIGURES}) | self._foreseen:
                self._field(name)
        for name in self.group_by:
            if name not in GRAINS:
                self._field(name)
            elif self.subject != "cost":
                raise ValueError(f"{known.plural} cannot be grouped by {name}: only cost can")
        for condition in self.conditions():
            self._check(condition)
        measured = {measure.name for measure in self.measures}
        self._check_having(measured)
        for measure in self.measures:
            self._check_measure(measure, measured)
        self._check_circles()
        self._check_order(measured)
        return self

    @model_validator(mode="after")
    def _spread_has_its_place(self) -> Self:
        if self.spread is None:
            return self
        by = [name for name in self.group_by if name not in GRAINS]
        if self.subject != "cost" or self.analysis not in ("aggregate", "trend") or len(by) != 1:
            raise ValueError("spread: for cost that is grouped by one field")
        if self.measures or self.having or self.compare_to or self.limit_per:
            raise ValueError("spread: goes with no measures, having, compare_to or limit_per")
        return self

    @property
    def _foreseen(self) -> set[str]:
        """What only a forecast of cost can show."""
        own = (self.subject, self.analysis) == ("cost", "forecast")
        return {CLOUD_FORECAST} if own else set()

    @property
    def _compared(self) -> set[str]:
        """What only a change of cost, or its coverage, has beside the fields of its subject."""
        if (self.subject, self.analysis) == ("cost", "coverage"):
            return set(COVERAGE_FIGURES)
        if (self.subject, self.analysis) != ("cost", "change"):
            return set()
        asked = {name for name in self.select if name in EFFECTS}
        return {"change", "cost_before", "change_percent"} | (set(EFFECTS) if asked else set())

    def _check_having(self, measured: set[str]) -> None:
        own = {"excess"} if self.analysis == "anomalies" else {"cost", "count"} | self._compared
        for condition in self.having:
            if condition.field not in measured | own:
                raise ValueError(f"having: {condition.field!r} is not a measure of this query")

    def _check_order(self, measured: set[str]) -> None:
        shown = measured | set(self.group_by) | {"count", "cost", "change"} | self._compared
        if self.spread:
            shown |= {"direct", "spread", "total"}
        for name in self.order_by:
            if name.removeprefix("-") not in shown:
                self._field(name.removeprefix("-"))
        for name in self.limit_per:
            if name not in self.group_by and self.analysis != "list":
                raise ValueError(f"limit_per: {name!r} is not in group_by")

    def _check_measure(self, measure: Measure, measured: set[str]) -> None:
        listed = self.analysis == "list"
        if measure.field is not None:
            self._check_amount(measure, self._field(measure.field))
        elif listed:
            raise ValueError(f"measure {measure.name}: in a list it is of a field")
        for name in (measure.minus, measure.per):
            if name is not None and (listed or name not in measured):
                self._check_amount(measure, self._field(name))
        if measure.of == "compare_to" and self.compare_to is None:
            raise ValueError(f"measure {measure.name}: there is no compare_to")

    def _check_amount(self, measure: Measure, field: catalog.Field) -> None:
        """Only numbers are added up and divided; a key of a JSON column may hold one."""
        is_number = field.type in ("number", "money") or "." in field.name
        adds = measure.agg in ADDING or self.analysis == "list" or measure.minus or measure.per
        if adds and measure.agg not in ("count", "distinct") and not is_number:
            raise ValueError(f"measure {measure.name}: {field.name} is a {field.type}, no number")

    def _check_circles(self) -> None:
        made_of = {one.name: (one.minus, one.per) for one in self.measures}
        for name in made_of:
            seen, follow = set[str](), [name]
            while follow:
                at = follow.pop()
                parts = [part for part in made_of.get(at, ()) if part in made_of]
                if name in parts:
                    raise ValueError(f"measure {name} is made of itself")
                follow += [part for part in parts if part and part not in seen]
                seen.update(part for part in parts if part)

    def _field(self, name: str) -> catalog.Field:
        subject = catalog.subject(self.subject)
        field = subject.field(name)
        if field is None:
            raise ValueError(
                f"{subject.plural} have no field {name!r}; they have: {', '.join(subject.fields)}"
            )
        if name == "dimensions":
            raise ValueError("dimensions: name one of them, as dimensions.cost_center")
        return field

    def _check(self, condition: Condition) -> None:
        field = self._field(condition.field)
        other = (
            self._field(condition.value.field) if isinstance(condition.value, FieldRef) else None
        )
        if condition.op in TEXT_OPS and field.type not in ("text", "list"):
            raise ValueError(f"{field.name} is a {field.type}: {condition.op} is for text")
        if condition.op in ORDERED and field.type not in ("number", "money", "datetime"):
            raise ValueError(f"{field.name} is a {field.type}: it has no order")
        if (condition.agg or condition.period) and field.kind == "fact":
            raise ValueError(f"{field.name}: agg and period are for metrics and costs")
        if condition.agg and field.of:
            raise ValueError(f"{field.name}: it is asked for in one way alone, without agg")
        if other is None and condition.value is not None:
            for value in condition.values:
                _check_type(field, value)

    def conditions(self) -> Iterator[Condition]:
        """Every condition over rows, those of `any` and of measures included."""
        for where in (*self.where, *(part for measure in self.measures for part in measure.where)):
            yield from where.any if isinstance(where, AnyOf) else (where,)

    def fields(self) -> Iterator[tuple[catalog.Field, Condition | None]]:
        """Every field that is shown, tested, grouped or sorted by, with the condition if any."""
        subject = catalog.subject(self.subject)
        names = [*self.select, *self.group_by, *(name.removeprefix("-") for name in self.order_by)]
        names += [m.field for m in self.measures if m.field]
        names += [name for m in self.measures for name in (m.minus, m.per) if name]
        for name in names:
            if found := subject.field(name):
                yield found, None
        for condition in self.conditions():
            if found := subject.field(condition.field):
                yield found, condition
            if isinstance(condition.value, FieldRef):
                if found := subject.field(condition.value.field):
                    yield found, None

    @property
    def cost_period(self) -> str:
        """The period of cost, as said or by default; a forecast's reaches to its unit's end."""
        if self.analysis != "forecast":
            return self.period or DEFAULT_COST_PERIOD
        return re.sub(r"^this_(?!day)", "whole_", self.period or DEFAULT_FORECAST_PERIOD)

    def resolve(self, today: date, calendar: Calendar | None = None) -> "Query":
        """The same Query with every period written out as `start/end`, defaults filled in.

        This is what an Answer shows and a cache is keyed by; what is executed is the Query itself.
        `today` is a UTC day.
        """
        kinds = {field.kind for field, _ in self.fields()} | {
            "cost" for _ in (1,) if self.subject in ("cost", "commitment")
        }
        said = self.period
        default = self.cost_period if said or "cost" in kinds else None

        def absolute(text: str) -> str:
            return span(text, today, calendar).text

        def pinned(where: Where) -> Where:
            if isinstance(where, AnyOf):
                return AnyOf(any=tuple(pin(condition) for condition in where.any))
            return pin(where)

        def pin(condition: Condition) -> Condition:
            text = condition.period
            if text is None and self._field(condition.field).kind == "metric":
                text = said or DEFAULT_METRIC_PERIOD
            return (
                condition
                if text is None
                else condition.model_copy(update={"period": absolute(text)})
            )

        update: dict[str, object] = {"where": tuple(pinned(where) for where in self.where)}
        compare = self.compare_to or ("previous" if self.analysis == "change" else None)
        if compare:
            base = default or self.cost_period
            update["period"], update["compare_to"] = (
                one.text for one in paired(base, compare, today, calendar)
            )
        elif default:
            update["period"] = absolute(default)
        return self.model_copy(update=update)

    def as_said(self) -> dict[str, Any]:
        """As JSON, without what was left at its default."""
        return self.model_dump(mode="json", exclude_defaults=True) | {
            "subject": self.subject,
            "analysis": self.analysis,
        }


def _check_size(name: str, value: object) -> None:
    """No engine counts further, and nobody owns or owes that much."""
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if number and not abs(Decimal(str(value))) < LARGEST:
        raise ValueError(f"{name}: {str(value)[:20]} is out of range")


def _check_type(field: catalog.Field, value: object) -> None:
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if field.type in ("number", "money") and not number:
        raise ValueError(f"{field.name} is a number: {value!r} is not one")
    if field.type == "bool" and not isinstance(value, bool):
        raise ValueError(f"{field.name} is true or false: {value!r} is neither")
    if field.type == "datetime":
        try:
            date.fromisoformat(str(value)[:10])
        except ValueError as error:
            raise ValueError(f"{field.name} is a date: {value!r} is not one") from error
    if field.values and isinstance(value, str):
        if value.lower() not in {known.lower() for known in field.values}:
            raise ValueError(f"{field.name} is one of {', '.join(field.values)}: {value!r} is not")


class InvalidQuery(ValueError):
    """A Query that cannot be: `problems` says why, one sentence each, for people."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep the sentences apart; the message joins them."""
        super().__init__("; ".join(problems))
        self.problems = problems


def parse(data: object) -> Query:
    """A Query from outside: a JSON object, as a dict. Raises InvalidQuery."""
    try:
        return Query.model_validate(data)
    except ValidationError as error:
        raise InvalidQuery(tuple(dict.fromkeys(_sentences(error)))) from error


def _sentences(error: ValidationError) -> Iterator[str]:
    for item in error.errors(include_url=False):
        place = ".".join(str(part) for part in item["loc"] if not _is_internal(part))
        message = item["msg"].removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            message = "is not a part of a query"
        yield f"{place}: {message}" if place else message


def _is_internal(part: int | str) -> bool:
    """Pydantic names the members of a union in the path; people do not."""
    if not isinstance(part, str):
        return False
    return part[:1].isupper() or "[" in part or part in ("bool", "int", "one", "constrained-str")


@dataclass(frozen=True, slots=True)
class Clarify:
    """The question can mean several things: `choices` are complete questions, at most four."""

    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refuse:
    """It will not be done: a change to a cloud (`command`: what a person can run), or not ours."""

    why: Literal["action", "off_topic"]
    message: str
    command: str | None = None


@dataclass(frozen=True, slots=True)
class HowTo:
    """An answer from the docs rather than from facts."""

    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class Unread:
    """No reader could place these words of the question; they are never dropped.

    `nearest` are complete questions that could be answered. Where the first is this one without
    a part of it, `left_out` is that part. `elsewhere` says where what was asked is to be had, if
    it is not among what is read.
    """

    words: tuple[str, ...]
    nearest: tuple[str, ...] = ()
    left_out: str = field(default="", compare=False)
    elsewhere: str = field(default="", compare=False)


Reading = Query | Clarify | Refuse | HowTo | Unread


@dataclass(frozen=True, slots=True)
class Spent:
    """What a language model took to read a question: whom we asked, and the price in USD."""

    name: str
    calls: int
    tokens: int
    price: Decimal


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a language model that might have read a question did not, and what to do about it."""

    why: str
    fix: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of a question.

    `route` is the reader's name; `notes` are sentences on what it had to assume, as "October is
    read as October 2026". `spent` is there where a language model was paid for it. Unread by `llm`
    without a hindrance means that no Query can express the question.
    """

    reading: Reading
    route: Literal["rules", "classifier", "llm"]
    notes: tuple[str, ...] = ()
    spent: Spent | None = None
    hindrance: Hindrance | None = None
