"""Budgets: how they stand ("over budget", "will we exceed"), how they recur, and which of our own.

What names the budget and says how it stands in one ("over budget") is the subject with a condition.
"Burn-down" asks for a budget's days.
"""

from intents.query import Condition, Op
from intents.slots import number
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.subject import phrases

_OVER = ("over",)
_AHEAD = ("over", "will be over")
_FINE = ("on track",)
_OF = ("", "the ", "our ", "my ", "any ", "their ", "its ")
# Beside the word for it: "over our budget", "exceeding budgets".
_BESIDE: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (_OVER, ("over", "above", "beyond", "exceeded", "have exceeded", "overspent", "gone over",
             "went over", "blown", "busted", "overshot", "have gone over", "did exceed",
             "overrun", "past")),
    (_AHEAD, ("will exceed", "exceed", "go over", "going over", "blow", "bust", "breach", "overrun",
              "be over", "exceeding", "breaching", "overshoot", "going to exceed", "going to blow",
              "going to breach", "going to go over", "going to be over", "about to exceed",
              "projected to exceed", "forecast to exceed", "forecasted to exceed", "run over",
              "expected to exceed", "on course to exceed", "likely to exceed", "heading over",
              "trending over", "blow through", "overspend", "hit")),
    (_FINE, ("within", "under", "below", "inside", "on track for", "stay within", "keep within",
             "stay under", "staying within", "on track to meet", "meeting", "in line with",
             "on track with", "on track to stay within", "on track to stay in",
             "on track to stay under", "staying inside", "keeping within",
             "on track to be within", "comfortably within")),
)  # fmt: skip
_COMING = ("about to", "expected to", "likely to", "projected to", "forecast to", "forecasted to",
           "set to", "going to", "will", "on course to", "bound to", "heading to")  # fmt: skip
_BREACHES = ("be exceeded", "be breached", "be blown", "be over", "be busted", "be overspent",
             "be used up", "be exhausted", "go over", "overrun", "overshoot", "run out", "run over",
             "breach", "blow", "exceed their amount", "exceed their limit", "go over their limit",
             "go over their amount", "blow up", "end up over", "end over")  # fmt: skip
# By themselves: "which budgets will be breached".
_ALONE: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (_OVER, ("over", "exceeded", "overspent", "overrun", "blown", "breached", "used up",
             "exhausted", "in the red", "over limit", "over the limit", "over their limit",
             "over their amount")),
    (_AHEAD, ("will we breach", "will we exceed", "will we blow", "will we overrun", "will we hit",
              "will be breached", "will be exceeded", "will be over", "will breach",
              "will be overrun", "will run out", "will be used up", "will be blown", "at risk",
              "in danger", "going to be exceeded", "going to be breached", "going to be over",
              "projected to be exceeded", "projected to be over", "forecast to be exceeded",
              "forecast to be over", "expected to be exceeded", "do we breach",
              "are we going to exceed", "are we going to breach", "are we about to exceed",
              "likely to be exceeded", "will overrun", *(f"{lead} {tail}" for lead in _COMING
              for tail in _BREACHES), "will go over", "will overshoot",
              "will we go over", "are we likely to exceed", "will exceed", "are at risk")),
    (_FINE, ("on track", "in the green", "fine", "healthy", "not at risk", "on course")),
)  # fmt: skip
_SPENT = ("actual", "actuals", "actual spend", "actual cost", "actual costs", "spend", "spending",
          "burn", "cost", "costs", "burn rate",
          "forecast", "forecasted spend", "projected spend", "spend to date", "spend so far",
          "spending to date", "month-to-date spend", "projection")  # fmt: skip
_BESIDE_BUDGET = ("against", "vs", "versus", "compared to", "compared with", "relative to", "on",
                  "compare to", "compares to", "compare with",
                  "compares with", "with", "towards", "to", "with respect to",
                  "in terms of")  # fmt: skip
_PLAIN = (
    "budget status", "budget statuses", "status of", "state of", "budget overview", "overview of",
    "budget report", "budget summary", "budget health", "health of", "how are", "how is",
    "budget consumption", "budget usage", "budget utilization", "budget utilisation",
    "budget vs actual", "budget vs actuals", "budget versus actual", "budget versus actuals",
    "budget against actual", "budget against actuals", "actual vs budget", "actuals vs budget",
    "spend vs budget", "spend against budget", "spend versus budget", "spending vs budget",
    "cost vs budget", "cost against budget", "actual spend vs budget", "budget tracking",
    "how much budget", "how much of", "budget left", "budget remaining", "remaining budget",
    "budgets left", "on budget", "budget position", "cost against our budgets", "doing",
    "spend against our budget", "spend against our budgets", "used up so far", "consumed so far",
    "used so far", "is left", "do we have left", "left of", "remaining of", "have left",
    "performing", "standing", "going", "looking", "how much", "how much is", "budget variance",
    "budget variances", "budget variance report", "headroom", "remains", "budget burn",
    "percentage of",
    "what percentage of", "what share of", "is used", "are used", "has been used",
    "have been used", "how", "how far", "into",
    "where", "stand", "have we used", "have we spent", "did we use", "did we spend",
    "have i used", "have i spent", "tracking",
    "track", "faring", "fare", "look", "looks", "compare", "compares", "overall", "how do",
    "and their status", "and their current status", "and how they stand", "with their status",
    "with status", "and what is left", "and how much is left", "and whether they are over",
    *(f"{spend} {versus}{of} budget{s}" for spend in _SPENT for versus in _BESIDE_BUDGET
      for of in ("", " our", " the", " my", " their") for s in ("", "s")),
    *(f"{versus}{of} budget{s}" for versus in _BESIDE_BUDGET
      for of in ("", " our", " the", " my", " their") for s in ("", "s")),
)  # fmt: skip
_BURN = ("burn-down", "burndown", "burn down", "burn-down chart", "burndown chart",
         "burn down chart", "burn-up", "burnup", "day by day", "daily spend", "by day")  # fmt: skip
_RECURS = {
    "monthly": "monthly", "quarterly": "quarterly", "yearly": "yearly", "annual": "yearly",
    "daily": "daily",
}  # fmt: skip
_NOUNS = ("budget", "budgets")


def _stands(values: tuple[str, ...]) -> Condition:
    if len(values) == 1:
        return Condition(field="status", op="eq", value=values[0])
    return Condition(field="status", op="in", value=values)


_STANDING: Phrases[tuple[str, ...]] = Phrases(
    (f"{how} {of}{noun}", values)
    for values, ways in _BESIDE
    for how in ways
    for of in _OF
    for noun in _NOUNS
)
_HOW: Phrases[tuple[str, ...]] = Phrases((how, values) for values, ways in _BESIDE for how in ways)
_STANDS: Phrases[tuple[str, ...]] = Phrases(
    (phrase, values) for values, ways in _ALONE for phrase in ways
)
_ASKS = Phrases((phrase, None) for phrase in _PLAIN)
_BURNS = Phrases((phrase, None) for phrase in _BURN)
# AWS's and Azure's own budgets warn at this share of the amount by default.
CLOSE = 80
_CLOSE = Phrases(
    (f"{near}{of}{limit}", None)
    for nears, limits in (
        (("close to", "near", "nearing", "approaching", "about to reach", "near to", "almost at",
          "nearly at", "getting close to", "coming close to"),
         ("limit", "limits", "amount", "cap", "being exceeded", "being used up", "exceeded",
          "being blown", "running out", "being exhausted", "exhaustion")),
        (("nearly", "almost", "close to being"),
         ("used up", "exhausted", "gone", "spent", "exceeded", "full", "blown", "used", "empty",
          "maxed out", "reached", "consumed")),
    )
    for near in nears
    for of in (" ", " the ", " their ", " its ", " our ")
    for limit in limits
)  # fmt: skip
_CLOSEST = Phrases(
    (f"{lead} {of}{limit}", None)
    for lead in ("closest to", "nearest to", "nearest")
    for of in ("", "its ", "their ", "the ", "our ")
    for limit in ("limit", "limits", "amount", "being exceeded", "cap", "being used up")
)
_USED = ("used", "consumed", "spent", "burned", "burnt", "utilised", "utilized", "gone")
_LEFT = ("left", "remaining")
_AMOUNTS = (*_USED, *_LEFT, "spent", "forecast")
_FLIPPED: dict[str, Op] = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}
_WILL = frozenset({"will", "going", "shall"})


def read(asked: Asked, at: int) -> Claim | None:
    """What a question says of budgets."""
    if asked.subject.name != "budget":
        return None
    if asked.words[at].quoted:
        return _quoted(asked, at)
    return (
        _share(asked, at)
        or _standing(asked, at)
        or _close(asked, at)
        or _burns(asked, at)
        or _named(asked, at)
        or _other(asked, at)
    )


def _close(asked: Asked, at: int) -> Claim | None:
    """`close to their limit`, `nearly used up`."""
    if first := _CLOSEST.at(asked, at):
        return Claim(at, first[1], "order", order_by=("-used_percent",))
    found = _CLOSE.at(asked, at)
    if found is None:
        return None
    test = Condition(field="used_percent", op="ge", value=CLOSE)
    note = f"close to the limit is read as at least {CLOSE}% used"
    return Claim(at, found[1], "test", where=(test,), note=note)


def _share(asked: Asked, at: int) -> Claim | None:
    """`less than 20% left`, `used over 80% of their amount`; `above $10k`, of the amount itself."""
    begin = asked.skip(at, "at", *_USED, "up", "to")
    operator = number.operator(asked, begin)
    if operator is None and asked.text(begin) == "past":
        operator = "gt", begin + 1
    amount = number.amount(asked, operator[1]) if operator else None
    if operator is None or amount is None or amount.foreign or operator[0] not in _FLIPPED:
        return None
    if amount.unit == "money" and begin == at and asked.text(amount.end) not in _AMOUNTS:
        test = Condition(field="amount", op=operator[0], value=amount.plain)
        return Claim(at, amount.end, "test", where=(test,), note=amount.note)
    if amount.unit != "percent":
        return None
    end = asked.skip(amount.end, "of", "their", "the", "its", "amount", "limit", "budget", "is")
    if asked.text(end) in _LEFT:
        used = 100 - amount.plain
        test = Condition(field="used_percent", op=_FLIPPED[operator[0]], value=used)
        note = "what is left is the rest of what is used"
        return Claim(at, end + 1, "test", where=(test,), note=note)
    end += asked.text(end) in _USED
    test = Condition(field="used_percent", op=operator[0], value=amount.plain)
    return Claim(at, end, "test", where=(test,))


def _standing(asked: Asked, at: int) -> Claim | None:
    if found := _STANDING.at(asked, at):
        values = found[0]
        if values == _OVER and _looks_ahead(asked, at):
            values = _AHEAD
        return Claim(at, found[1], "subject", where=(_stands(values),))
    if found := _STANDS.at(asked, at):
        return Claim(at, found[1], "test", where=(_stands(found[0]),))
    return _standing_of(asked, at)


def _standing_of(asked: Asked, at: int) -> Claim | None:
    """`within our azure budget`, `over the monthly budget`: the budget names itself."""
    found = _HOW.at(asked, at)
    if found is None:
        return None
    end = asked.skip(found[1], "the", "our", "my", "any", "their", "its")
    if phrases("budget").at(asked, asked.skip(end, *_RECURS)) is None:
        return None
    values = _AHEAD if found[0] == _OVER and _looks_ahead(asked, at) else found[0]
    return Claim(at, end, "test", where=(_stands(values),))


def _looks_ahead(asked: Asked, at: int) -> bool:
    """`will we be over budget`: what will be, not what is."""
    return any(asked.text(before) in _WILL for before in range(at))


def _burns(asked: Asked, at: int) -> Claim | None:
    if asked.text(at) == "daily" and any(word.text == "burn" for word in asked.words):
        return Claim(at, at + 1, "trend", grain="day")
    found = _BURNS.at(asked, at)
    return Claim(at, found[1], "trend", grain="day") if found else None


def _named(asked: Asked, at: int) -> Claim | None:
    """One of our own, by its name."""
    found = asked.budgets.at(asked, at)
    if found is None:
        return None
    return Claim(at, found[1], "name", where=(Condition(field="name", op="eq", value=found[0]),))


def _quoted(asked: Asked, at: int) -> Claim | None:
    """`"data team" budget`: a name that only the cloud may know."""
    if not {asked.text(at - 1), asked.text(at + 1)} & set(_NOUNS):
        return None
    test = Condition(field="name", op="eq", value=asked.words[at].raw)
    return Claim(at, at + 1, "name", where=(test,))


def _other(asked: Asked, at: int) -> Claim | None:
    if recurs := _RECURS.get(asked.text(at)):
        test = Condition(field="recurs", op="eq", value=recurs)
        return Claim(at, at + 1, "test", where=(test,))
    if asked.text(at) in _WILL and any(_STANDING.at(asked, n) for n in range(at, len(asked.words))):
        return Claim(at, at + 1, "noise")
    found = _ASKS.at(asked, at)
    if found is None and asked.text(at) in _BESIDE_BUDGET:
        # "With our Azure budget": the budget names itself.
        begin = asked.skip(at + 1, "our", "the", "my", "their")
        return Claim(at, at + 1, "noise") if phrases("budget").at(asked, begin) else None
    if found is None:
        return None
    said = {word.text for word in asked.words[at : found[1]]}
    return Claim(at, found[1], "subject" if said & set(_NOUNS) else "noise")
