"""Bounds that are never crossed: "never goes above 20%", "always under 10%", "CPU never over 80%".

What is never above so much has its highest there at most; what is always above it, its lowest. Only
of what is measured. A bound without its field is on the one that was named before it.
"""

from intents.catalog import Field
from intents.query import Condition, Op
from intents.slots import number
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.fields import field_at

_GOES = (
    "", *(f"{verb} " for verb in (
        "go goes went gone going rise rises rose get gets got climb climbs climbed peak peaks "
        "peaked spike spikes spiked is are was were been hit come used use run ran").split()),
)  # fmt: skip
_FALLS = ("", "go ", "goes ", "went ", "drop ", "drops ", "dropped ", "fall ", "falls ", "fell ",
          "get ", "gets ", "is ", "are ", "was ", "were ", "dip ", "dips ", "dipped ")  # fmt: skip
_STAYS = ("", "stay ", "stays ", "stayed ", "staying ", "remain ", "remains ", "remained ", "is ",
          "are ", "was ", "were ", "been ", "run ", "runs ", "ran ", "running ")  # fmt: skip
_ABOVE, _BELOW = ("above", "over", "beyond", "past", "more than", "higher than"), (
    "below", "under", "less than", "lower than")  # fmt: skip
Bound = tuple[str, Op]
_BOUNDS: Phrases[Bound] = Phrases(
    [(f"{never} {goes}{above}", ("max", "le")) for never in ("never", "not once", "has never",
        "have never") for goes in _GOES for above in _ABOVE]
    + [(f"{never} {exceeds}", ("max", "le")) for never in ("never", "has never", "have never")
       for exceeds in ("exceed", "exceeds", "exceeded")]
    + [(f"{never} {reaches}", ("max", "lt")) for never in ("never", "has never", "have never")
       for reaches in ("reach", "reaches", "reached", "hit", "hits")]
    + [(f"never {falls}{below}", ("min", "ge")) for falls in _FALLS for below in _BELOW]
    + [(f"always {stays}{below}", ("max", "lt")) for stays in _STAYS for below in _BELOW]
    + [(f"{stays}always {below}", ("max", "lt")) for stays in _STAYS for below in _BELOW]
    + [(f"always {stays}{above}", ("min", "gt")) for stays in _STAYS for above in _ABOVE[:2]]
    + [(f"{stays}always {above}", ("min", "gt")) for stays in _STAYS for above in _ABOVE[:2]]
)  # fmt: skip
_NEVER = frozenset({"never", "always", "once"})
_MADE = frozenset("max maximum peak highest min minimum lowest p95 percentile".split())
_LED = ("usage", "that", "which", "has", "have", "utilization", "utilisation", "is", "was")
_TITLES = {"max": "maximum", "min": "minimum"}
_SAID = {"le": "at most", "lt": "below", "ge": "at least", "gt": "above"}


def read(asked: Asked, at: int) -> Claim | None:
    """`[CPU] never goes above 20% [CPU]`."""
    if not _NEVER & set(asked.texts.values()):
        return None
    named = _percent(asked, at)
    begin = asked.skip(named[1] if named else at, *(_LED if named else ("that", "which")))
    found = _BOUNDS.at(asked, begin)
    if found is None:
        return None
    (agg, op), end = found
    amount = number.amount(asked, end)
    if amount is None or amount.unit != "percent":
        return None
    end = amount.end
    after = _percent(asked, asked.skip(end, "of"))
    if named is None and after:
        named, end = after, after[1]
    field = named[0] if named else before(asked, at)
    if field is None:
        return None
    test = Condition.model_validate(
        {"field": field.name, "op": op, "value": amount.plain, "agg": agg}
    )
    said = " ".join(word.text for word in asked.words[begin : found[1]])
    note = (
        f"{said} {amount.plain}% is read as {_TITLES[agg]} {field.title} {_SAID[op]} "
        f"{amount.plain}%"
    )
    return Claim(at, end, "test", where=(test,), note=note)


def before(asked: Asked, at: int) -> Field | None:
    """The one share that is measured and named before a position; None: none or several are.

    What is made of it otherwise ("p95 CPU of VMs above 80%") is another figure.
    """
    found = {one[0].name: (start, one[0]) for start in range(at) if (one := _percent(asked, start))}
    if len(found) != 1:
        return None
    start, field = next(iter(found.values()))
    return None if asked.text(start - 1) in _MADE else field


def _percent(asked: Asked, at: int) -> tuple[Field, int] | None:
    found = field_at(asked, at)
    if found is None or found[0].kind != "metric" or found[0].unit != "percent":
        return None
    return found
