"""Thresholds on numbers: "CPU < 20%", "cost over $1.5k", "more than 100 GB", "older than 90 days".

A number's unit must be the field's: 20% is not a cost and $100 is not a CPU. An amount of money
without a field is a cost, gigabytes are a size, "older than" is an age; nothing else is guessed.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from intents.catalog import Field
from intents.query import Condition, Op
from intents.slots import extreme, number
from intents.slots.claim import Asked, Claim, Phrases, spoken
from intents.slots.date import MONTHS
from intents.slots.fields import field_at, measured_by
from intents.slots.subject import phrases

Agg = Literal["avg", "min", "max", "p95"]
_AGGS: Phrases[Agg] = spoken(
    {
        "avg": "average, avg, mean",
        "max": "maximum, max, peak",
        "min": "minimum, min",
        "p95": "p95, 95th percentile",
    }
)
_TRAILING: Phrases[Agg] = spoken(
    {
        "avg": "average, on average, avg, mean",
        "max": "at peak, at its peak, at their peak, peak, max",
    }
)
# "Older than": the field it is about, the comparison, and that of "not older than".
_THAN: dict[str, tuple[str, Op, Op]] = {
    "older": ("age_days", "gt", "le"),
    "newer": ("age_days", "lt", "ge"),
    "younger": ("age_days", "lt", "ge"),
    "larger": ("size_gib", "gt", "le"),
    "bigger": ("size_gib", "gt", "le"),
    "smaller": ("size_gib", "lt", "ge"),
    "cheaper": ("cost", "lt", "ge"),
    "more expensive": ("cost", "gt", "le"),
}
_COMPARATIVES: Phrases[tuple[str, Op]] = Phrases(
    [
        *((f"{word} than", (field, op)) for word, (field, op, _) in _THAN.items()),
        *(
            (f"{no} {word} than", (field, denied))
            for word, (field, _, denied) in _THAN.items()
            for no in ("not", "no")
        ),
        *(
            (f"{lead}{verb}", ("monthly_saving", "eq"))
            for lead in (
                "",
                "that ",
                "which ",
                "that would ",
                "that could ",
                "that can ",
                "would ",
                "could ",
                "that will ",
            )
            for verb in ("save", "saves", "save us", "saves us", "saving", "saving us")
        ),
        ("worth", ("monthly_saving", "eq")),
        ("with savings", ("monthly_saving", "eq")),
        *(
            (f"{lead}{verb}", ("cost", "eq"))
            for lead in ("that ", "which ")
            for verb in ("cost us", "costs us", "costs", "are costing", "are costing us")
        ),
        ("costing us", ("cost", "eq")),
        ("costing", ("cost", "eq")),
        ("that cost", ("cost", "eq")),
        ("which cost", ("cost", "eq")),
    ]
)
_BILLED = Phrases(
    (f"{lead}{still}{verb}", None)
    for still in ("", "still ")
    for lead, verb in (
        ("", "generating charges"), ("", "generating cost"), ("", "generating costs"),
        ("", "causing cost"), ("", "causing costs"), ("", "being charged"), ("", "charging us"),
        ("are we ", "paying for"), ("we are ", "paying for"), ("we ", "pay for"),
        ("do we ", "pay for"), ("that ", "cost us money"), ("that ", "cost money"),
        ("", "costing us money"), ("", "costing money"), ("that are ", "costing us money"),
        ("that are ", "billed"), ("are we being ", "billed for"), ("we get ", "billed for"),
        ("are ", "costing us money"), ("", "being billed"), ("", "incurring charges"),
        ("", "incurring cost"), ("", "incurring costs"), ("which ", "cost us money"),
    )
)  # fmt: skip
_A_MONTH = Phrases(
    (word, None)
    for word in ("a month", "per month", "each month", "every month", "monthly", "/month", "/mo",
                 "a month each", "per month each")
)  # fmt: skip
# "8+ cores".
_AT_LEAST = re.compile(r"(\d{1,6})\+")
_TIMES = frozenset(
    "last this past previous since during between yesterday today week month months weeks year "
    "quarter trend over ytd mtd by per weekly daily quarterly".split()
)
_NAMESAKES = {"GiB": "_gib", "MiB": "_gib", "percent": "_percent"}
# How many of the second unit one of the first is.
_CONVERTED = {
    ("GiB", "MiB"): Decimal(1024), ("MiB", "GiB"): Decimal(1) / 1024,
    ("seconds", "ms"): Decimal(1000),
}  # fmt: skip
SAVING = "monthly_saving"
_OF_UNIT = {"money": "cost", "GiB": "size_gib", "MiB": "size_gib"}
_WITH = ("with", "having", "has", "have", "whose", "where", "a", "an", "their")
_SPENT = frozenset(
    "went go goes gone going exceeded exceeding exceed exceeds topped was were".split()
)
_EQUALS = frozenset({"of", "=", "is", "set", ":"})

# Verbs before an amount of use, and how what they say is made of the measurements.
_VERBS: Phrases[Agg | None] = Phrases(
    [(f"{lead}{verb}", "avg") for lead in ("that ", "which ", "") for verb in (
        "averaged", "averaging", "average", "with an average of", "averages")]
    + [(f"{lead}{verb}{at}", "max") for lead in ("that ", "which ", "") for at in ("", " at")
       for verb in ("peaked", "peaking", "peak", "spiked", "spiking", "spike", "peaks")]
    + [(f"{lead}{verb}{at}", None) for lead in ("that ", "which ", "that are ", "which are ", "")
       for at in ("", " at")
       for verb in ("running", "run", "runs", "using", "use", "uses", "hitting", "hit", "reaching",
                    "reached", "sitting", "stayed", "staying", "stay", "ran", "used")]
)  # fmt: skip
_COPULA = ("is", "are", "was", "of", "usage", "utilization", "utilisation", "that")


def subject_at(asked: Asked, at: int) -> bool:
    """Whether the subject is named at a position."""
    return phrases(asked.subject.name).at(asked, at) is not None


@dataclass(frozen=True, slots=True)
class _Bound:
    """One comparison, or two: between."""

    tests: tuple[tuple[Op, number.Amount], ...]
    end: int


def read(asked: Asked, at: int) -> Claim | None:
    """The threshold that begins at a position."""
    found = _on_average(asked, _found(asked, at))
    rate = _A_MONTH.at(asked, found.end) if found else None
    if found is None or rate is None:
        return found
    if found.where[0].field in (SAVING, "resource_cost"):
        # These are a month's anyway.
        return replace(found, end=rate[1])
    if found.where[0].field == "cost" and asked.subject.name != "cost" and not _dated(asked, found):
        return replace(found, end=rate[1], note="a month is read as the last 30 days")
    return found


def _on_average(asked: Asked, found: Claim | None) -> Claim | None:
    """`under 5% CPU on average`, `above 80% CPU at peak`: how the measurements are made one."""
    told = _TRAILING.at(asked, found.end) if found else None
    if found is None or told is None or any(test.agg for test in found.where):
        return found
    field = asked.subject.fields.get(found.where[0].field)
    if field is None or field.kind != "metric" or subject_at(asked, told[1]):
        return found
    if field.agg == "sum":
        # "Under 100 requests on average" is of no period in all.
        return found
    agg = told[0] if told[0] != field.agg else None
    where = tuple(test.model_copy(update={"agg": agg}) for test in found.where)
    return replace(found, end=told[1], where=where)


def _dated(asked: Asked, found: Claim) -> bool:
    """Whether any time may be named besides: what a thing cost then is no cost a month."""
    outside = [*range(found.start), *range(found.end + 2, len(asked.words))]
    return any(asked.text(at) in _TIMES or asked.text(at) in MONTHS for at in outside)


def _found(asked: Asked, at: int) -> Claim | None:
    return (
        _billed(asked, at)
        or _unused(asked, at)
        or _exact(asked, at)
        or _field_first(asked, at)
        or _comparative(asked, at)
        or _amount_first(asked, at)
        or _used(asked, at)
    )


def aggregate(asked: Asked, at: int) -> tuple[Agg, int] | None:
    """`average`, `max`, `p95` … at a position."""
    return _AGGS.at(asked, at)


def _billed(asked: Asked, at: int) -> Claim | None:
    """`are we still paying for`, `that still cost us money`: what has charges."""
    found = _BILLED.at(asked, at)
    field = asked.subject.field("cost")
    if found is None or field is None or asked.subject.name == "cost" or at < 1:
        return None
    if asked.text(found[1]) not in ("", ",", "in", "last", "this", "and"):
        return None
    test = Condition(field="cost", op="gt", value=0)
    return Claim(at, found[1], "test", where=(test,), note="what is paid for is what has a cost")


def _unused(asked: Asked, at: int) -> Claim | None:
    """`unused for 90 days`, `not used in the last 90 days`: at least so long ago."""
    found = field_at(asked, at)
    if found is None or found[0].name != "unused_days":
        return None
    begin = asked.skip(found[1], "for", "in", "within", "since", "the", "last", "past")
    amount = number.amount(asked, begin)
    bound = _Bound((("ge", amount),), amount.end) if amount else _bound(asked, begin)
    return _claim(at, found[0], bound, None) if bound else None


def _field_first(asked: Asked, at: int) -> Claim | None:
    """`[average] CPU is below 20%`."""
    agg, begin = aggregate(asked, at) or (None, at)
    found = field_at(asked, begin)
    bound = _bound(asked, asked.skip(found[1], *_COPULA)) if found else None
    if (own := field_at(asked, at)) and (agg is None or own[1] >= (found or own)[1]):
        # "Max size over 10": a field's own word, not the largest of its sizes.
        agg, found = None, own
        bound = _bound(asked, asked.skip(own[1], *_COPULA))
    if found is None or bound is None:
        return None
    field = found[0]
    return _claim(at, _meant(asked, field, bound), _both_sides(asked, bound), agg)


def _exact(asked: Asked, at: int) -> Claim | None:
    """`with 16 GB of RAM`, `with a timeout of 60 seconds`, `desired capacity of 0`."""
    begin = asked.skip(at, *_WITH)
    if begin > at + 3 or begin >= len(asked.words):
        return None
    amount = number.amount(asked, begin)
    if (
        amount
        and begin > at
        and amount.unit in ("GiB", "MiB")
        and not number.suffix(asked, amount.end)
    ):
        bound = _Bound((("eq", amount),), amount.end)
        named = field_at(asked, asked.skip(amount.end, "of"))
        size = asked.subject.field(measured_by(asked.subject, "size_gib"))
        field = _meant(asked, named[0], bound) if named else size
        if field is None or field.type != "number" or not _fits(field, amount.unit):
            return None
        return _claim(at, field, replace(bound, end=named[1]) if named else bound, None)
    found = field_at(asked, begin)
    if found is None or found[0].type != "number" or asked.text(found[1]) not in _EQUALS:
        return None
    if begin == at and asked.text(found[1]) == "of" and asked.text(at - 1) not in _WITH:
        # "The size of 10 disks".
        return None
    amount = number.amount(asked, found[1] + 1)
    if amount is None or number.suffix(asked, amount.end) or subject_at(asked, amount.end):
        return None
    return _claim(at, found[0], _Bound((("eq", amount),), amount.end), None)


def _both_sides(asked: Asked, bound: _Bound) -> _Bound:
    """`below 20% and above 10%`: a second bound that can only be on the same field."""
    other = _bound(asked, bound.end + 1) if asked.text(bound.end) == "and" else None
    if other is None or len(bound.tests) > 1 or len(other.tests) > 1:
        return bound
    (_, first), (_, second) = bound.tests[0], other.tests[0]
    if second.unit != first.unit or field_at(asked, other.end) or field_at(asked, other.end + 1):
        return bound
    return _Bound((*bound.tests, *other.tests), other.end)


def _comparative(asked: Asked, at: int) -> Claim | None:
    """`older than 90 days`, `costing more than $100`."""
    found = _COMPARATIVES.at(asked, at)
    field = asked.subject.field(measured_by(asked.subject, found[0][0])) if found else None
    if found is None or field is None:
        return None
    (_, op), end = found
    if op == "eq":
        bound = _bound(asked, end)
    else:
        amount = number.amount(asked, end)
        if amount and amount.unit is None and field.unit == "days" and _has_version(asked):
            # "Clusters newer than 1.28", "databases older than 13".
            return None
        bound = _Bound(((op, amount),), amount.end) if amount else None
    return _claim(at, field, bound, None) if bound else None


def _used(asked: Asked, at: int) -> Claim | None:
    """`averaged under 5% CPU`, `running above 80% CPU`: of a metric alone."""
    verb = _VERBS.at(asked, at)
    found = _amount_first(asked, verb[1]) or _field_first(asked, verb[1]) if verb else None
    found = found or (_of_cpu(asked, at, verb[1]) if verb else None)
    if verb is None or found is None:
        return None
    field = asked.subject.fields[found.where[0].field]
    if field.kind != "metric" or (verb[0] and any(test.agg for test in found.where)):
        return None
    agg = verb[0] if verb[0] != field.agg else None
    where = tuple(test.model_copy(update={"agg": test.agg or agg}) for test in found.where)
    return replace(found, start=at, where=where)


def _of_cpu(asked: Asked, at: int, begin: int) -> Claim | None:
    """`peaked above 90%`: of what runs, without more, of its CPU."""
    bound, cpu = _bound(asked, begin), asked.subject.field("cpu")
    if bound is None or cpu is None or bound.tests[0][1].unit != "percent":
        return None
    claim = _claim(begin, cpu, bound, None)
    said = " ".join(word.text for word in asked.words[at : bound.end])
    return replace(claim, note=f"{said} is read as of CPU") if claim else None


def _has_version(asked: Asked) -> bool:
    return bool({"version", "engine_version", "runtime"} & set(asked.subject.fields))


def _amount_first(asked: Asked, at: int) -> Claim | None:
    """`under 20% CPU`, `over $1,000`, `more than 100 GB`, `at least 2 subnets`."""
    bound = _bound(asked, at)
    if bound is None or asked.text(at) == "=":
        return None
    unit = bound.tests[0][1].unit
    begin = asked.skip(bound.end, "of", "in", "avg", "average", "mean")
    named = field_at(asked, begin) if begin <= bound.end + 2 else None
    meant = _meant(asked, named[0], bound) if named else None
    if named and meant and meant.type in ("number", "money") and _fits(meant, unit):
        return _claim(at, meant, replace(bound, end=named[1]), None)
    field = asked.subject.field(measured_by(asked.subject, _OF_UNIT.get(unit or "", "")))
    saving = asked.subject.field(SAVING) if unit == "money" else None
    if saving:
        # Of advice an amount of money is what it saves.
        claim = _claim(at, saving, bound, None)
        return replace(claim, note=f"an amount is read as {saving.title}") if claim else None
    if unit == "percent":
        # "CPU of VMs above 80%".
        field = _only_percent(asked) or extreme.before(asked, at)
    if unit is None and asked.subject.name == "cost" and asked.text(at) in _SPENT:
        # "Which accounts went over 10k": of cost, an amount.
        field = asked.subject.field("cost")
    return _claim(at, field, bound, None) if field else None


def _only_percent(asked: Asked) -> Field | None:
    """The one field that is told in percent: "quotas above 80%"; None if there are several."""
    fields = [one for one in asked.subject.fields.values() if one.unit == "percent"]
    return fields[0] if len(fields) == 1 and asked.subject.name != "commitment" else None


def _bound(asked: Asked, at: int) -> _Bound | None:
    if asked.text(at) == "between":
        return _between(asked, at + 1)
    found = number.operator(asked, at)
    if found is None:
        plus = _AT_LEAST.fullmatch(asked.text(at))
        if plus:
            many = number.Amount(Decimal(plus[1]), None, at + 1, begin=at)
            return _Bound((("ge", many),), at + 1)
        amount = number.amount(asked, at)
        after = number.suffix(asked, amount.end) if amount else None
        return _Bound(((after[0], amount),), after[1]) if amount and after else None
    amount = number.amount(asked, found[1])
    if amount is None:
        return None
    return _Bound(((found[0], amount),), amount.end)


def _between(asked: Asked, at: int) -> _Bound | None:
    low = number.amount(asked, at)
    if low is None or asked.text(low.end) not in ("and", "to", ","):
        return None
    high = number.amount(asked, low.end + 1)
    if high is None or (low.unit and high.unit and low.unit != high.unit):
        return None
    if low.value > high.value or asked.text(high.end) in MONTHS:
        return None
    unit = low.unit or high.unit
    tests = (("ge", replace(low, unit=unit)), ("le", replace(high, unit=unit)))
    return _Bound(tests, high.end)  # type: ignore[arg-type]


def _fits(field: Field, unit: number.Unit | None) -> bool:
    if field.type == "money":
        return unit in (None, "money")
    if field.type != "number":
        return False
    return unit is None or unit == field.unit or (unit, field.unit) in _CONVERTED


def _in_unit_of(field: Field, amount: number.Amount) -> int | Decimal:
    factor = _CONVERTED.get((amount.unit or "", field.unit or ""), Decimal(1))
    return replace(amount, value=amount.value * factor).plain


def _meant(asked: Asked, field: Field, bound: _Bound) -> Field:
    """The field itself, or its namesake in the unit of the amount.

    Memory in GB is not a share, and a quota that is 80% used has a share of its own.
    """
    unit = bound.tests[0][1].unit
    if unit not in _NAMESAKES or field.unit == unit:
        return field
    return asked.subject.field(field.name + _NAMESAKES[unit]) or field


def _claim(at: int, field: Field, bound: _Bound, agg: Agg | None) -> Claim | None:
    if any(not _fits(field, amount.unit) for _, amount in bound.tests):
        return None
    if agg is not None and field.kind != "metric":
        return None
    said = agg if agg != field.agg else None
    tests = tuple(
        Condition(field=field.name, op=op, value=_in_unit_of(field, amount), agg=said)
        for op, amount in bound.tests
    )
    amounts = [amount for _, amount in bound.tests]
    note = next((amount.note for amount in amounts if amount.note), None)
    foreign = any(amount.foreign for amount in amounts)
    unread = (amounts[0].begin, amounts[-1].end) if foreign else None
    return Claim(at, bound.end, "test", where=tests, note=note, unread=unread)
