"""What is measured of things: "lambda errors", "CPU by instance type", "performance of VMs".

Right behind the things a metric is a column of each, the most of it first. Where it is asked over
time or by a dimension, it is one number for each: what is added up by itself is added up, of
anything else the average is taken. The highest, the lowest and the p95 are of the measurements of
each. "How busy" is what "busiest" is read by.
"""

from intents.catalog import Field
from intents.slots import flow, number, statistic, top, trend
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.fields import NAMED_BY
from intents.slots.statistic import Agg, metric_at
from intents.slots.subject import phrases

# All that is measured.
_ALL = Phrases(
    (f"{lead}{what}", None)
    for lead, whats in (
        ("", ("metrics", "performance", "monitoring data", "usage statistics", "usage stats")),
        *((f"{kind} ", ("metrics", "details", "data", "insights", "stats", "statistics", "figures",
                        "numbers", "information", "info", "levels", "report"))
          for kind in ("utilization", "utilisation", "performance", "resource utilization",
                       "resource utilisation", "monitoring")),
        *((f"{kind} ", ("metrics",)) for kind in (
            "usage", "platform", "resource", "key", "cloudwatch", "azure monitor", "current")),
    )
    for what in whats
)  # fmt: skip
# Behind a metric these say nothing more.
_METRIC = ("metric", "metrics", "levels", "figures")
_JUDGED = {
    "high": ("with {} above 80%", "with {} above 90%", "by {}"),
    "low": ("with {} below 20%", "with {} below 5%"),
}
_BUSY = Phrases(
    (f"how {how} {be}", None)
    for how in ("busy", "loaded", "utilised", "utilized", "well used", "well utilised",
                "well utilized", "heavily used", "heavily loaded", "hard working")
    for be in ("are", "is", "were", "was", "have")
)  # fmt: skip
_OF = ("of", "for", "on", "across", "from")
_MOST_BEFORE = 3
_USES = frozenset("use uses using used consume consumes consuming consumed".split())
_MOST_APART = 8


def read(asked: Asked, at: int) -> Claim | None:
    """A metric behind what it is of, over time or by a dimension; or all that is measured."""
    if asked.subject.name in ("cost", "price") or asked.words[at].quoted:
        return None
    if apart := statistic.apart(asked):
        return _apart(asked, at, apart)
    return (
        _judged(asked, at)
        or _every(asked, at)
        or _busy(asked, at)
        or _used(asked, at)
        or _one(asked, at)
    )


def _apart(asked: Asked, at: int, apart: statistic.Apart) -> Claim | None:
    """`CPU of the VMs, avg and max`: a column for each, or one number of each group."""
    if at == apart.start:
        return _of_apart(asked, apart)
    found = metric_at(asked, at) if at < apart.start else None
    if found is None or found[0].agg != "avg":
        return None
    field, end = found
    end += asked.text(end) in _OF
    if _is_parted(asked, at, end):
        alone = apart.aggs[0] if len(apart.aggs) == 1 else None
        return _together(at, end, field, alone) if alone else None
    return Claim(at, end, "select", select=(field.name,), order_by=(f"-{field.name}",))


def _of_apart(asked: Asked, apart: statistic.Apart) -> Claim | None:
    """The statistics themselves: columns of the metrics before them, or what a group's are."""
    before = (metric_at(asked, one) for one in range(apart.start))
    fields = tuple(dict.fromkeys(
        one[0].name for one in before if one and one[0].agg == "avg"
        and not _is_compared(asked, one[1])
    ))  # fmt: skip
    if not fields:
        return None
    if _is_parted(asked, apart.start, apart.end):
        single = len(apart.aggs) == 1 == len(fields)
        return Claim(apart.start, apart.end, "noise") if single else None
    names = (
        statistic.named(asked.subject.fields[name], agg) for name in fields for agg in apart.aggs
    )
    return Claim(apart.start, apart.end, "select", select=tuple(dict.fromkeys(names)))


def _used(asked: Asked, at: int) -> Claim | None:
    """`how much memory do our VMs use`: a share, and not how much they were given."""
    if asked.text(at) == "how" and asked.text(at + 1) == "much":
        found = metric_at(asked, at + 2)
        if found and found[0].unit == "percent" and _uses_at(asked, found[1]) is not None:
            name = found[0].name
            return Claim(at, found[1], "select", select=(name,), order_by=(f"-{name}",))
    elif asked.text(at) in _USES and any(
        _used(asked, start) and _uses_at(asked, start) == at for start in range(at)
    ):
        average = asked.text(at + 1) == "on" and asked.text(at + 2) in ("average", "avg")
        return Claim(at, at + 1 + 2 * average, "noise")
    return None


def _uses_at(asked: Asked, at: int) -> int | None:
    """The position of the verb of use that follows."""
    near = range(at, min(at + _MOST_APART, len(asked.words)))
    return next((one for one in near if asked.text(one) in _USES), None)


def _one(asked: Asked, at: int) -> Claim | None:
    told = statistic.agg_at(asked, at)
    found = metric_at(asked, told[1] if told else at)
    if found is None:
        return None
    field, end = found
    end += asked.text(end) in _METRIC
    if _is_compared(asked, end):
        return None
    agg = told[0] if told else None
    each = _of_each(asked, end)
    if _is_parted(asked, at, end):
        return _together(at, end + (asked.text(end) in _OF), field, agg)
    if agg and statistic.is_own(field, agg):
        name = statistic.named(field, agg)
        end = max(each, end + (asked.text(end) in _OF))
        return Claim(at, end, "select", select=(name,), order_by=(f"-{name}",))
    if agg and field.agg == "sum":
        return None
    through = flow.past(asked, end)
    if through or each > end or (agg is None and _is_behind(asked, at)):
        end = through or max(each, end)
        return Claim(at, end, "select", select=(field.name,), order_by=(f"-{field.name}",))
    return None


def _together(at: int, end: int, field: Field, said: Agg | None) -> Claim | None:
    """One number of a metric for each step or group."""
    own: Agg = "sum" if field.agg == "sum" else "avg"
    if said == "p95" or (said == "avg" and own == "sum"):
        # The average of what is a sum already may be by thing or by step.
        return None
    name = statistic.named(field, said or own)
    return Claim(at, end, "total", agg=said or own, select=(name,))


def _is_compared(asked: Asked, at: int) -> bool:
    """Whether an amount follows that it is held against: `over 80%`; not `over time`."""
    compared = number.operator(asked, at)
    if compared and number.amount(asked, compared[1]):
        return True
    return asked.text(at) in ("between", "=", "is")


def _of_each(asked: Asked, at: int) -> int:
    """Past `per` of "per VM", `of each` of "of each VM"; `at` where each is not asked for."""
    lead = asked.text(at) in ("per", "by", *_OF) and asked.text(at + 1) in ("each", "every")
    begin = at + 2 if lead else at + 1
    named = phrases(asked.subject.name).at(asked, begin) is not None
    return begin if named and (lead or asked.text(at) in ("per", "by")) else at


def _is_parted(asked: Asked, at: int, end: int) -> bool:
    """Whether it is asked over time, or by what several of the things have in common."""
    places = [*range(at), *range(end, len(asked.words))]
    return any(trend.step(asked, one) or _groups(asked, one) for one in places)


def _groups(asked: Asked, at: int) -> bool:
    """`by region`, `per day`; not `per VM`, which is each of the things."""
    from intents.slots import group

    found = group.read(asked, at) if asked.text(at) in ("by", "per") else None
    return found is not None and found.kind == "group"


def _is_behind(asked: Asked, at: int) -> bool:
    """Whether what it is of stands right before: "lambda errors", "RDS connections"."""
    known = phrases(asked.subject.name)
    naming = NAMED_BY.get(asked.subject.name)
    values = asked.subject.fields[naming].values.values() if naming else ()
    if any(asked.text(at - 1) in words for words in values):
        return True
    starts = range(max(0, at - _MOST_BEFORE), at)
    # "How many S3 requests" counts no buckets.
    return any(
        (found := known.at(asked, start)) and found[1] == at and not _is_counted(asked, start)
        for start in starts
    )


def _is_counted(asked: Asked, at: int) -> bool:
    return f"{asked.text(at - 2)} {asked.text(at - 1)}" in ("how many", "number of", "count of")


def _every(asked: Asked, at: int) -> Claim | None:
    """`metrics of`, `performance insights for`: every metric that has an amount."""
    found = _ALL.at(asked, at)
    if found is None:
        return None
    names = tuple(
        one.name for one in asked.subject.fields.values()
        if one.kind == "metric" and one.type == "number" and one.agg != "idle_hours"
    )  # fmt: skip
    end = found[1] + (asked.text(found[1]) in _OF)
    last = asked.text(found[1]) in ("", ",", "in", "over", "last", "this")
    if not names or not (end > found[1] or (last and _is_behind(asked, at))):
        return None
    return Claim(at, end, "select", select=names, order_by=(f"-{names[0]}",))


def _busy(asked: Asked, at: int) -> Claim | None:
    """`how busy are our databases`."""
    found = _BUSY.at(asked, at)
    field = top.busy_by(asked) if found else None
    if found is None or field is None:
        return None
    said = " ".join(word.text for word in asked.words[at : found[1] - 1])
    note = f"{said} is told by {field.title}"
    return Claim(
        at, found[1], "select", select=(field.name,), order_by=(f"-{field.name}",), note=note
    )


def _judged(asked: Asked, at: int) -> Claim | None:
    """`with high CPU`, `low memory usage`: how high is asked back."""
    begin = asked.skip(at, "with", "having", "that", "have", "has", "very", "a", "really", "too")
    choices = _JUDGED.get(asked.text(begin))
    found = metric_at(asked, begin + 1) if choices else None
    if choices is None or found is None or found[0].unit != "percent":
        return None
    field, end = found
    said = " ".join(word.raw for word in asked.words[begin:end])
    texts = tuple(choice.format(field.title) for choice in choices)
    return Claim(at, end, "back", choices=texts, note=f"How much is {said}?")
