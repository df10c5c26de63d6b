"""Forecasts: "forecast", "what will … end at", "on track", "run rate".

`looks_ahead` tells whether a question is about what is to come at all: then a month without a year
is the next one (`date`), and verbs that say nothing by themselves ("end at", "stay", "hit $50k")
are read; nowhere else are they.
"""

from dataclasses import replace

from intents.catalog import Cloud
from intents.query import CLOUD_FORECAST, Condition, Op
from intents.slots import number
from intents.slots.claim import Asked, Claim, Phrases, spoken

RUN_RATE = "the run rate is read as a forecast: what the period will have cost when it ends"
_AHEAD: Phrases[str | None] = Phrases(
    [
        (phrase, None)
        for phrase in (
            "forecast", "forecasts", "forecasted", "forecasting", "forecast of", "projection",
            "projections", "projection of", "projected", "predict", "predicted", "prediction",
            "predictions", "prediction of", "predicting", "outlook", "expected", "expect", "will",
            "where will", "going to", "on track", "on track to", "on track for", "on course",
            "on course to", "on course for", "on pace", "on pace to", "on pace for", "extrapolate",
            "extrapolated", "extrapolation", "end up", "trending to", "heading for", "headed for",
            "heading to", "likely", "expect to", "expected to", "expecting to", "likely to",
            "estimate", "estimates", "estimated", "estimate of", "estimated to",
        )
    ]
    + [(phrase, RUN_RATE) for phrase in ("run rate", "run-rate", "runrate", "current run rate",
                                         "current run-rate")]
)  # fmt: skip
_OWN_FORECASTS = (
    "cloud forecast", "cloud forecasts", "clouds forecast", "clouds forecasts", "provider forecast",
    "cloud own forecast", "cloud own forecasts", "clouds own forecast", "clouds own forecasts",
    "clouds' forecast", "clouds' forecasts", "clouds' own forecast", "clouds' own forecasts",
)  # fmt: skip
_OF_A_CLOUD: dict[Cloud, tuple[str, ...]] = {
    "aws": ("aws own forecast", "amazon own forecast", "cost explorer forecast",
            "cost explorer own forecast", "aws cost explorer forecast"),
    "azure": ("azure own forecast", "microsoft own forecast", "cost management forecast",
              "cost management own forecast", "azure cost management forecast"),
}  # fmt: skip
_ASKED = ("forecast", "forecasts", "predict", "predicts", "expect", "expects", "project",
          "projects", "foresee", "foresees")  # fmt: skip
_ASKERS: tuple[tuple[str, tuple[Cloud, ...]], ...] = (
    ("aws", ("aws",)), ("amazon", ("aws",)), ("cost explorer", ("aws",)), ("azure", ("azure",)),
    ("cost management", ("azure",)), ("the cloud", ()), ("the clouds", ()),
    ("the clouds themselves", ()),
)  # fmt: skip
_NAMED: tuple[tuple[str, tuple[Cloud, ...]], ...] = (
    *((phrase, ()) for phrase in _OWN_FORECASTS),
    *((phrase, (cloud,)) for cloud, phrases in _OF_A_CLOUD.items() for phrase in phrases),
)
# Such a forecast is the cloud's, and stands beside ours.
_OWN: Phrases[tuple[Cloud, ...]] = Phrases(
    [
        (f"{lead}{article}{phrase}", clouds)
        for lead in ("", "compared to ", "compared with ", "compare with ", "compare to ",
                     "beside ", "next to ", "against ", "and ", "with ", "vs ", "versus ",
                     "including ")
        for article in ("", "the ")
        for phrase, clouds in _NAMED
    ]
    + [
        (f"{lead} {name} {verb}", clouds)
        for lead in ("what does", "what do", "does", "what is", "how much does")
        for name, clouds in _ASKERS
        for verb in _ASKED
    ]
)  # fmt: skip
_ENDS = ("end at", "end up at", "end up being", "finish at", "land at", "close at", "come to",
         "come in at", "come out at", "add up to", "end up", "end on")  # fmt: skip
# What says nothing beside "will": the amount, the period and the bound do.
_VERBS: Phrases[None] = Phrases(
    (phrase, None)
    for phrase in (
        *_ENDS, "end", "finish", "land", "close", "look like", "looks like", "be", "get", "go",
        "stay", "remain", "keep", "like", "be spending", "be paying", "end with", "at this rate",
        "at the current rate", "at this pace", "if nothing changes",
    )
)  # fmt: skip
_BOUNDS: Phrases[Op] = spoken(
    {
        "le": "within, stay within, remain within, keep within, not exceed, cap at",
        "ge": "hit, reach, cross, pass, break, surpass",
        "gt": "exceed, go over, go above, go beyond, get over, get above, overshoot",
        "lt": "stay under, stay below, remain under, remain below, keep under, be under, be below",
    }
)


def looks_ahead(asked: Asked) -> bool:
    """Whether any word of the question asks about what is to come."""
    return asked.ahead or (
        asked.subject.name == "cost"
        and any(_AHEAD.at(asked, at) or _OWN.at(asked, at) for at in range(len(asked.words)))
    )


def read(asked: Asked, at: int) -> Claim | None:
    """A word for a forecast, or a verb beside one."""
    if asked.subject.name != "cost":
        return None
    if own := _OWN.at(asked, at):
        select = (CLOUD_FORECAST,)
        return Claim(at, own[1], "outlook", select=select, clouds=own[0])
    if found := _AHEAD.at(asked, at):
        return Claim(at, found[1], "outlook", note=found[0])
    if verb := _VERBS.at(asked, at):
        if looks_ahead(asked):
            return Claim(at, verb[1], "outlook")
        if _is_past_end(asked, at, verb[1]):
            return Claim(at, verb[1], "subject")
    return None


def _is_past_end(asked: Asked, at: int, end: int) -> bool:
    """Whether "did October end at" is said, which asks what it cost."""
    said = " ".join(word.text for word in asked.words[at:end])
    return said in _ENDS and any(word.text == "did" for word in asked.words[:at])


def bound(asked: Asked, at: int) -> Claim | None:
    """`stay within $50k`, `hit $50k`: a bound on what it will come to."""
    found = _BOUNDS.at(asked, at)
    if found is None or not looks_ahead(asked):
        return None
    amount = number.amount(asked, found[1])
    if amount is None or amount.unit not in (None, "money"):
        return None
    test = Condition(field="cost", op=found[0], value=amount.plain)
    claim = Claim(at, amount.end, "test", where=(test,), note=amount.note)
    return replace(claim, unread=(amount.begin, amount.end)) if amount.foreign else claim
