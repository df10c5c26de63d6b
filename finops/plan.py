"""Which facts a Query needs: decided before anything is read, so that no call is made in vain.

A Plan names the windows of cost and of metrics that have to be joined, and the columns that will
be shown. Nothing here reads a fact.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from intents.catalog import Field, Subject
from intents.catalog import subject as catalog_subject
from intents.period import Calendar, Span, paired, span
from intents.query import DEFAULT_METRIC_PERIOD, Condition, Query
from providers.context import Context, Limits
from providers.dimension import Dimension

# A trend over more days than this is easier to read by month.
MOST_DAYS_BY_DAY = 31


@dataclass(frozen=True, slots=True)
class Need:
    """A value that is joined to each row: the cost, or a statistic of a metric, over a window."""

    name: str
    agg: str
    span: Span

    @property
    def is_cost(self) -> bool:
        """Whether charges answer it; else a cloud's metrics do."""
        return self.name == "cost"


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of the answer: what it is called there, and what it holds."""

    name: str
    field: Field
    need: Need | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How a Query will be answered on the day `today`, within what the asker may see.

    `has_budgets`: there are budgets of our own, which rest on charges.
    """

    query: Query
    today: date
    calendar: Calendar
    limits: Limits = None
    dimensions: tuple[Dimension, ...] = ()
    has_budgets: bool = False

    @property
    def uses_charges(self) -> bool:
        """Whether the answer rests on charges."""
        of_charges = self.query.subject in ("cost", "commitment", "finding")
        of_charges = of_charges or self.query.analysis == "waste"
        own = self.query.subject == "budget" and self.has_budgets
        return of_charges or own or any(need.is_cost for need in self.needs)

    @property
    def subject(self) -> Subject:
        """What is asked about."""
        return catalog_subject(self.query.subject)

    @property
    def period(self) -> Span:
        """The window of cost."""
        return self._windows[0]

    @property
    def compare(self) -> Span | None:
        """The window that cost is compared with."""
        return self._windows[1]

    @property
    def lifespan(self) -> str | None:
        """`new` or `gone`, where resources whose charges began, or ended, are asked for.

        They are told by all their charges, not by those of a period compared with.
        """
        query, only = self.query, self.query.select
        if query.analysis != "change" or only not in (("new",), ("gone",)) or query.measures:
            return None
        amounts = {test.field for test in query.having} <= {*only, "cost"}
        order = {name.removeprefix("-") for name in query.order_by}
        plain = amounts and order <= {*only, "cost", *query.group_by}
        return only[0] if plain and query.period_on == "charge" else None

    @property
    def _windows(self) -> tuple[Span, Span | None]:
        said, compare_to = self.query.cost_period, self.query.compare_to
        if self.lifespan:
            # To date it is without today, as beside another period.
            return paired(said, "previous", self.today, self.calendar)[0], None
        if compare_to is None and self.query.analysis == "change":
            compare_to = "previous"
        if compare_to is None:
            return self._span(said), None
        return paired(said, compare_to, self.today, self.calendar)

    @property
    def groups(self) -> tuple[str, ...]:
        """What rows are grouped by: of a trend, its grain first."""
        query = self.query
        if query.analysis != "trend":
            return query.group_by
        grain = query.grain or ("day" if self.period.days <= MOST_DAYS_BY_DAY else "month")
        return tuple(dict.fromkeys((grain, *query.group_by)))

    def need(self, field: Field, condition: Condition | None = None) -> Need | None:
        """What has to be joined for a field (as a condition asks for it); None for a fact."""
        own = condition.period if condition else None
        name, _, agg = field.name.partition(".")
        match field.kind:
            case "cost":
                return Need(name, "sum", self._span(own) if own else self.period)
            case "metric":
                window = own or self.query.period or DEFAULT_METRIC_PERIOD
                asked = (condition.agg if condition else None) or agg or field.agg
                return Need(field.of or name, asked, self._span(window))
            case "fact" | "derived" | "charged":
                return None

    @property
    def needs(self) -> tuple[Need, ...]:
        """Everything that has to be joined, each once."""
        shown = (column.need for column in self.shown if column.need)
        return tuple(dict.fromkeys((*self._asked(), *shown)))

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The columns of a list: those asked for, then what conditions and order are about."""
        return tuple({column.name: column for column in self._columns()}.values())

    def _columns(self) -> Iterator[Shown]:
        for name in self.query.select or self.subject.default:
            if field := self.subject.field(name):
                yield Shown(name, field, self.need(field))
        for condition in self.query.conditions():
            field = self.subject.field(condition.field)
            if field and (field.kind != "fact" or field.type in ("number", "money", "datetime")):
                need = self.need(field, condition)
                yield Shown(self._title(field, need), field, need)
        for name in self.query.order_by:
            if field := self.subject.field(name.removeprefix("-")):
                yield Shown(field.name, field, self.need(field))

    def _title(self, field: Field, need: Need | None) -> str:
        """The field's name; with its statistic, and its window where there are several."""
        if need is None:
            return field.name
        name = field.name.partition(".")[0]
        title = name if need.is_cost or need.agg == field.agg else f"{name}.{need.agg}"
        windows = {
            one.span for one in self._asked() if (one.name, one.agg) == (need.name, need.agg)
        }
        usual = self.need(field)
        alone = len(windows) <= 1 or (usual is not None and usual.span == need.span)
        return title if alone else f"{title}@{need.span.text}"

    def _asked(self) -> Iterator[Need]:
        for field, condition in self.query.fields():
            if need := self.need(field, condition):
                yield need

    def _span(self, period: str) -> Span:
        return span(period, self.today, self.calendar)


def make(query: Query, context: Context) -> Plan:
    """The plan for a Query asked in these circumstances."""
    return Plan(
        query,
        context.today,
        context.calendar,
        context.limits,
        context.dimensions,
        has_budgets=bool(context.budgets),
    )
