"""Ways to go on that are said in so many words, as the short follow-up that they come to.

"When did it start" asks for the days; "hide anything under $10" keeps what is at least that; "the
week before that" is a week with dates. Each pattern is of the whole follow-up, so that no word of
it is passed over.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from intents.context import Previous, ReadContext
from intents.query import Clarify, Query

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
_DROPS = r"(?:drop|lose|cut|cut out|strip|strip out|scrap|hide|omit|skip)"
_SHAPES = (
    r"(?:breakdown|break down|grouping|groups?|split|limits?|tops?|filters?|conditions?|columns?|"
    r"sort|sorting|order|comparison|trend|it|that|them|those|this|currency|rest|others|percentages?)"
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
_ROW = (
    r"(?:the (?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?: one| row)|"
    r"(?:number |# ?)\d+)"
)
_MOST = r"(?:top|biggest|largest|highest|most expensive|priciest|dearest|first)"
_HIGH = r"(?:high|big|large|expensive|much|costly)"
_ASKS = r"(?:do|does|did|can|could|would)"
_RISE = r"(?:increase|rise|spike|jump|drop|change|growth|decrease|difference)"
_WHAT = rf"(?:it|that|this|the {_RISE})"
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
        # A part of the question before ("drop the limit") is taken away by its own slot.
        (rf"{_DROPS} (?!.*{_SHAPES}$)(?:the )?(.+?)(?: charges?| costs?| fees?| spend)?",
         r"without \1"),
        (r"(?:(?:show|give) (?:me )?)?(?:the (?:rest|others)|everything)", "show all"),
        (r"(?:(?:show|give) me )?(?:the )?(?:grand )?(?:total|sum)(?: only)?", "the total"),
        (rf"(?:add|sum) {_THEM} up", "the total"),
        (r"(?:top|first) (\d+)(?: only| alone)", r"top \1"),
        (rf"(?:(?:show|list) (?:me )?)?(?:the |its )?resources(?: behind {_THEM})?", "by resource"),
        (r"(?:on|for) (?:what|which) (?:services?|things)|(?:on|for) what|what (?:on|for)",
         "by service"),
        (rf"{_ASKS} (?:any |the |our |some )?(.+?) (?:explain|cause|drive) {_WHAT}",
         r"why by \1"),
        (rf"(?:which|what) (.+?) (?:is|are|was|were) (?:behind|in|under|inside|part of) ({_ROW})",
         r"by \1 for \2"),
        (rf"(?:just|only) the (.+?) (?:part|portion|piece|bit|share)(?: of {_THEM})?", r"only \1"),
        (rf"with (?:the |their |its )?(?:monthly )?(.+?) (?:next to|beside|alongside) {_THEM}",
         r"with their \1"),
        (r"take (?:out|away) (.+)", r"without \1"),
        (rf"what did (?:we|they) spend it on|what is in {_THEM}", "by service"),
    )
)  # fmt: skip
_WHY_FIRST = re.compile(rf"why (?:is|was) the {_MOST} one (?:so |that |this )?{_HIGH}")
_PART = re.compile(
    rf"(?:what|which) (?:is|was) the (?:biggest|largest|main|most expensive) part(?: of {_THEM})?"
)
_LEADS = r"(?:what|how) about|(?:the )?same for|show(?: me)?|and|now|then|also"
_BEFORE = re.compile(
    rf"^(?:(?:{_POLITE}|but|ok|okay|so)(?: ?,)? )*(?:(?:{_LEADS}) )*(?:in |for |over )?"
    r"the (day|week|month|quarter|year) before( (?:that|it|this)(?: one)?)?$"
)
_MONTHLY = re.compile(
    r"how much do (?:they|these|those)(?: ones| all)? cost(?: us)? (?:per|a|each|every) month"
)
_WHICH = re.compile(
    r"(?:in |on |for |by )?(?:which|what) (accounts?|subscriptions?|services?|regions?|teams?|"
    r"resource groups?|environments?)(?: (?:mostly|mainly))?"
)
_OWNERS = re.compile(r"(?:add|show|include|with|and) (?:the |their )?owners?")
_SAVES = re.compile(
    r"(?:how much|what) (?:would|could|can|will) (?:we|i|it|that|this) save(?: us)?"
    r"(?: (?:by|from|if we) (?:delet|remov|stopp|dropp)(?:ing|ed?|e) (?:it|them|those|these))?"
)
_THESE = ("it", "them", "those", "these")
_TELLS_SAVINGS = {
    "recommendation": "what would we save in total",
    "finding": "so how much is wasted",
}
_AT_THAT_RATE = re.compile(
    r"(?:how much|what) (?:is|would|does) (?:it|that|this) (?:be |come to |cost )?(?:us )?"
    r"(?:per|a|over a|in a) (?:quarter|year)|(?:how much|what) is (?:it|that) annually"
)
_LED = re.compile(rf"(?:{_LEADS}) (?:in |for |over )?the \w+ before")
# How what was asked about went on: a line of its steps shows it.
_COURSE = (
    r"(?:one-off|one-time event|one-time|one off|temporary|permanent|durable|isolated|sustained|"
    r"sustained change|revert quickly|persist|still going on|ongoing|still there|increasing|"
    r"decreasing|flat|rising|falling|growing|steady|stable|recurring|part of a broader pattern|"
    r"persist for (?:multiple|several|many) days)"
)
_SEEMS = r"(?: looks?| be(?:en)?)?(?: just| only)?(?: an?)?"
_OR = rf"(?:(?: ?, or| or| ?,) (?:a )?{_COURSE})"
_WENT = re.compile(
    rf"^(?:is|was|are|does|did|has) (?:{_IT}|the (?:overall |general )?(?:cost |spend )?"
    rf"(?:trend|spike|rise)){_SEEMS} {_COURSE}{_OR}?{_OR}?$"
)
_WHICH_DIMENSION = re.compile(
    rf"^(?:which|what) dimension (?:explains|drives|accounts for|is behind)"
    rf"(?: the (?:largest|biggest) (?:share|part)(?: of)?| most of)? ?{_WHAT}?$"
)
_EVEN = re.compile(
    r"^(?:(?:what is )?the )?(?:difference |change )?(?:in|as) (?:percent|%|a percentage)$"
)


def rephrased(said: str, previous: Previous, context: ReadContext) -> str | None:
    """The follow-up that a wording comes to; None where it is to be read as it is."""
    text = _CLOSING.sub("", _OPENING.sub("", said))
    alone = _TOO.sub("", _JOINING.sub("", text))
    if found := _BEFORE.fullmatch(text):
        if found[2] or _LED.search(text):
            return _before(found[1], previous, context)
    if previous.query.subject == "cost" and (meant := _of_cost(alone, previous)):
        return meant
    if previous.query.subject != "cost" and _MONTHLY.fullmatch(alone):
        # What a thing costs is told of 30 days, and the answer says so.
        return "how much do they cost"
    if previous.query.subject != "cost" and _OWNERS.fullmatch(alone):
        return "who owns them"
    if previous.query.subject in _TELLS_SAVINGS and _SAVES.fullmatch(alone):
        return _TELLS_SAVINGS[previous.query.subject]
    for pattern, meant in _FIXED:
        if found := pattern.fullmatch(alone):
            return found.expand(meant)
    return text if text != said and text else None


def _of_cost(said: str, previous: Previous) -> str | None:
    """What depends on how the cost before was shown."""
    grain, groups = previous.query.grain, previous.query.group_by
    if _WENT.fullmatch(said):
        return f"per {grain}" if grain else "as a trend"
    if _WHY_FIRST.fullmatch(said) and previous.query.order_by[:1] in (("-cost",), ("-change",)):
        return "why number 1"
    if found := _WHICH.fullmatch(said):
        return f"by {found[1]}"
    if _PART.fullmatch(said):
        return "top 1" if groups else "by service"
    if grain and re.fullmatch(r"when (?:was|is) (?:the|its) (?:peak|maximum|high point)", said):
        return f"which {grain} was the highest"
    return None


def asked_back(said: str, previous: Previous) -> Clarify | None:
    """What a wording leaves open: which dimension, what is saved by what, a year at which rate."""
    alone, subject = _alone(said), previous.query.subject
    if subject == "cost" and _WHICH_DIMENSION.fullmatch(alone):
        choices = ("why by service", "why by account", "why by region", "why by resource")
        return Clarify("By which of them is the change to be explained?", choices)
    saves = _SAVES.fullmatch(alone)
    if saves and subject not in _TELLS_SAVINGS and (subject != "cost" or alone.endswith(_THESE)):
        question = "Savings are told of findings and recommendations. Which do you mean?"
        return Clarify(question, ("how much are we wasting", "show cost recommendations"))
    if _AT_THAT_RATE.fullmatch(alone):
        question = "No amount is carried over to another stretch of time. What is asked for?"
        return Clarify(question, ("forecast this year", "cost by month this year"))
    return None


def is_same(said: str) -> bool:
    """Whether it asks for the same as a picture, which an answer that has one shows anyway."""
    return _SAME.fullmatch(_alone(said)) is not None


def is_told(said: str, query: Query) -> bool:
    """Whether the answer before tells it already: a change, in percent too."""
    return query.analysis == "change" and _EVEN.fullmatch(_alone(said)) is not None


def _alone(said: str) -> str:
    return _JOINING.sub("", _CLOSING.sub("", said))


def _before(unit: str, previous: Previous, context: ReadContext) -> str | None:
    """The day, week … that ends where the period before begins, by its dates."""
    period = previous.query.period
    if period is None or previous.query.subject != "cost":
        return None
    last = context.span(period).start - timedelta(days=1)
    first = _FIRST[unit](last)
    if unit == "day":
        return f"on {first:%-d %B %Y}"
    if unit == "month":
        return f"in {first:%B %Y}"
    if unit == "quarter":
        return f"in Q{(first.month + 2) // 3} {first.year}"
    if unit == "year":
        return f"in {first.year}"
    return f"from {first:%-d %B %Y} to {last:%-d %B %Y}"


_FIRST: dict[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=6),
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
    "year": lambda day: day.replace(month=1, day=1),
}
