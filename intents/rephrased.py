"""Ways to go on that are said in so many words, as the short follow-up that they come to.

"When did it start" asks for the days; "hide anything under $10" keeps what is at least that; "the
week before that" is a week with dates. Each pattern is of the whole follow-up, so that no word of
it is passed over.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from intents.context import Previous, ReadContext

# What is only polite, and what besides joins a follow-up to what was said.
_POLITE = (
    r"hmm|hm|ah|oh|right|alright|great|cool|nice|perfect|thanks|thank you|thx|cheers|please|pls|"
    r"sorry|good|got it|i see|interesting|wow"
)
_OPENING = re.compile(rf"^(?:(?:{_POLITE})(?: ?,)? )+")
_JOINING = re.compile(rf"^(?:(?:{_POLITE}|and|but|ok|okay|so|now|then|well)(?: ?,)? )+")
_CLOSING = re.compile(r"(?: ?,)?(?: (?:please|pls|plz|thanks|thank you|thx|for me))+$")
_TOO = re.compile(r" (?:too|as well)$")
_THINGS = r"(?:anything|everything|all|those|(?:the )?ones|whatever is|what is|services|accounts)"
_LEAVES = (
    r"(?:hide|skip|omit|drop|remove|ignore|leave out|filter out|exclude|excluding|without|cut)"
)
_COSTS = r"(?:that (?:is|are|cost|costs) )?"
_LESS = r"(?:under|below|less than|smaller than|cheaper than|<)"
_MORE = r"(?:over|above|more than|bigger than|dearer than|>)"
_GOES = r"(?:rise|rising|climb|climbing|grow|growing|increase|increasing|go up|going up)"
_MOVED = (
    rf"(?:start|start (?:to )?{_GOES}|begin|happen|change|go up|jump|rise|spike|increase|climb|"
    r"grow|drop|fall)"
)
_IT = r"(?:it|that|this|the (?:increase|rise|spike|jump|drop|change|growth|trend))"
_THEM = r"(?:it|this|that|them|those)"
_CHART = r"(?:(?:bar |line |pie )?(?:chart|graph)|plot|diagram|picture)"
_DRAW = r"(?:plot|chart|graph|draw|visuali[sz]e)"
_SAME = re.compile(
    rf"^(?:(?:can|could) (?:you|i|we) )?(?:(?:as|in|into) an? {_CHART}|(?:an? )?{_CHART}|"
    rf"{_DRAW} {_THEM}(?: (?:as|in|into) an? {_CHART})?|"
    rf"(?:show|give|make|turn|see|have|get) (?:{_THEM}|me) (?:(?:as |in |into )?an?|the) {_CHART})$"
)
_FIXED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(f"^(?:{pattern})$"), meant)
    for pattern, meant in (
        (rf"when did {_IT} {_MOVED}|when was {_IT}|since when(?: is {_IT})?|from when", "per day"),
        (r"when exactly|(?:on )?(?:which|what) days?", "per day"),
        (rf"{_LEAVES} {_THINGS} {_COSTS}{_LESS} (.+)", r"only those at least \1"),
        (rf"{_LEAVES} {_THINGS} {_COSTS}{_MORE} (.+)", r"only those at most \1"),
        (r"(?:(?:show|give) (?:me )?)?(?:the (?:rest|others)|everything)", "show all"),
        (r"(?:(?:show|give) me )?(?:the )?(?:grand )?(?:total|sum)(?: only)?", "the total"),
        (rf"(?:add|sum) {_THEM} up", "the total"),
        (r"(?:top|first) (\d+)(?: only| alone)", r"top \1"),
        (rf"(?:(?:show|list) (?:me )?)?(?:the |its )?resources(?: behind {_THEM})?", "by resource"),
        (r"(?:on|for) (?:what|which) (?:services?|things)|(?:on|for) what|what (?:on|for)",
         "by service"),
        (rf"what did (?:we|they) spend it on|what is in {_THEM}", "by service"),
    )
)  # fmt: skip
_BEFORE = re.compile(
    r"^(?:(?:what|how) about |(?:the )?same for |show (?:me )?)?(?:in |for |over )?"
    r"the (day|week|month|quarter|year) before (?:that|it|this)(?: one)?$"
)


def rephrased(said: str, previous: Previous, context: ReadContext) -> str | None:
    """The follow-up that a wording comes to; None where it is to be read as it is."""
    text = _CLOSING.sub("", _OPENING.sub("", said))
    alone = _TOO.sub("", _JOINING.sub("", text))
    for pattern, meant in _FIXED:
        if found := pattern.fullmatch(alone):
            return found.expand(meant)
    if found := _BEFORE.fullmatch(alone):
        return _before(found[1], previous, context)
    return text if text != said and text else None


def is_same(said: str) -> bool:
    """Whether it asks for the same as a picture, which an answer that has one shows anyway."""
    return _SAME.fullmatch(_JOINING.sub("", _CLOSING.sub("", said))) is not None


def _before(unit: str, previous: Previous, context: ReadContext) -> str | None:
    """The day, week … that ends where the period before begins, by its dates."""
    period = previous.query.period
    if period is None or previous.query.subject != "cost":
        return None
    last = context.span(period).start - timedelta(days=1)
    first = _FIRST[unit](last)
    return f"from {first:%-d %B %Y} to {last:%-d %B %Y}"


_FIRST: dict[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=6),
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
    "year": lambda day: day.replace(month=1, day=1),
}
