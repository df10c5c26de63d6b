"""Top N and what to sort by: "top 10", "5 oldest", "most expensive", "sorted by cost".

Without a number nothing is cut: "the most expensive VMs" are all VMs, dearest first. In the
singular one is meant: "the most expensive VM" (see `compose_resource`, `compose_cost`).
"""

from intents.catalog import Field
from intents.query import GRAINS
from intents.slots import number, statistic
from intents.slots.claim import Asked, Claim, Phrases, listed
from intents.slots.fields import field_at, measured_by
from intents.slots.subject import phrases

# A superlative: the field it sorts by, and its direction.
_SUPERLATIVES: Phrases[str] = Phrases(
    (word, order)
    for order, words in (
        ("-cost", ("most expensive", "costliest", "priciest", "dearest", "most costly",
                   "highest cost", "highest costs", "highest spend", "highest spending",
                   "highest-cost", "contributing most to", "contributing the most to",
                   "top spending", "biggest spend", "top cost", "most spend", "cost the most",
                   "costs the most", "costing the most", "costing us the most", "cost us the most",
                   "cost us most", "costs us most", "spent most", "spends most", "spend most",
                   "cost us the most money",
                   "costs us the most", "spending the most", "spend the most", "spends the most",
                   "spent the most", "highest charges", "biggest cost", "largest cost",
                   "biggest costs", "largest costs", "is most expensive",
                   "biggest spender", "biggest spenders", "largest spender", "largest spenders",
                   "heaviest spender", "heaviest spenders",
                   "responsible for most spend", "responsible for the most spend",
                   "responsible for the most cost", "responsible for the most",
                   "responsible for the biggest spend", "responsible for the highest spend",
                   "responsible for the highest cost", "responsible for most of the spend",
                   "responsible for most of our spend", "burn the most", "burns the most",
                   "burned the most", "burning the most", "accounts for the most",
                   "account for the most", "accounted for the most", "accounts for the most spend",
                   "account for the most spend", "accounted for the most spend",
                   "are most expensive", "is the most expensive", "are the most expensive",
                   "cost most", "costs most")),
        ("cost", ("cheapest", "least expensive", "lowest cost", "lowest costs", "lowest spend",
                  "cost the least", "costs the least", "cost least", "costs least",
                  "spent the least", "spent least", "spend the least", "spends least",
                  "cost us the least", "costs us the least", "cost us least",
                  "costing the least", "spending the least",
                  "spends the least")),
        ("-monthly_saving", ("save the most", "saves the most", "save us the most",
                             "saves us the most", "would save the most", "saving the most",
                             "would save us the most", "most valuable", "best")),
        ("-busy", ("busiest", "most used", "most utilised", "most utilized", "most loaded",
                   "most heavily used", "heaviest used", "hottest")),
        ("busy", ("least busy", "least used", "least utilised", "least utilized", "idlest",
                  "quietest", "least loaded")),
        ("-duration_ms", ("slowest",)),
        ("duration_ms", ("fastest",)),
        ("-called", ("most invoked", "most called", "most executed", "most frequently invoked",
                     "most frequently called", "most often called", "most often invoked",
                     "most requested", "most accessed", "most queried", "most triggered")),
        ("called", ("least invoked", "least called", "least executed", "least requested",
                    "least accessed", "least queried", "least frequently called",
                    "least frequently invoked", "least often called", "least often invoked")),
        ("-age", ("longest running", "longest-running")),
        ("-size_gib", ("largest", "biggest")),
        ("size_gib", ("smallest",)),
        ("-age_days", ("oldest",)),
        ("age_days", ("newest", "youngest", "most recent", "most recently created", "latest")),
    )
    for word in words
)  # fmt: skip
# What such words are read by: the first that a subject has.
_MEASURED = {
    "busy": ("cpu", "invocations", "requests", "traffic_gib", "ops", "connections"),
    "called": ("invocations", "requests", "queries"),
    "age": ("age_days",),
}
_FIRST: Phrases[bool] = Phrases(
    [("top", True), ("first", True), ("bottom", False), ("limit to", True), ("limit", True)]
)
_HIGHEST = {"highest": "-", "most": "-", "largest": "-", "biggest": "-", "lowest": "", "least": "",
            "smallest": "", "fewest": ""}  # fmt: skip
_USE = frozenset("use uses using consume consumes consuming eat eats eating".split())
_SORTED = Phrases(
    (phrase, None)
    for phrase in ("sorted by", "sort by", "sort them by", "order by", "ordered by", "ranked by",
                   "rank by", "sorted on", "in order of", "sorted from highest to lowest by",
                   "sorted from high to low by", "ranked on", "in descending order of",
                   "arranged by", "ordered on")
)  # fmt: skip
_DIRECTIONS = Phrases(
    [(word, "-") for word in ("descending", "desc", "highest first", "largest first",
                              "most expensive first", "high to low", "biggest first",
                              "from highest to lowest", "decreasing", "in descending order",
                              "dearest first", "priciest first", "costliest first",
                              "largest to smallest", "biggest to smallest", "highest to lowest",
                              "sorted descending", "sorted desc", "sort descending",
                              "most to least expensive", "top first", "most first",
                              "from largest to smallest", "from biggest to smallest")]
    + [(word, "") for word in ("ascending", "asc", "lowest first", "smallest first",
                               "cheapest first", "low to high", "from lowest to highest",
                               "increasing", "in ascending order",
                               "least expensive first", "smallest to largest", "lowest to highest",
                               "sorted ascending", "sorted asc", "sort ascending", "least first",
                               "from smallest to largest")]
)  # fmt: skip


def limit(asked: Asked, at: int) -> Claim | None:
    """`top 10`, `bottom five`, `first 3`, `top`; and a bare number before a superlative."""
    if found := _FIRST.at(asked, at):
        highest, end = found
        many = number.count(asked, end)
        if many is None and asked.text(at) != "top":
            return None
        count, end = many or (None, end)
        order = () if highest else ("cost",)
        return _limited(at, end, count, order)
    bare = number.count(asked, at)
    if bare and (asked.text(at - 1) in ("which", "what") or _after_superlative(asked, at)):
        return _limited(at, bare[1], bare[0], ())
    if bare and (_order_at(asked, bare[1]) or _SUPERLATIVES.at(asked, bare[1])):
        return _limited(at, bare[1], bare[0], ())
    return None


def _after_superlative(asked: Asked, at: int) -> bool:
    """Whether a number counts the things that a superlative is about: "cheapest 5 VMs"."""
    of_cost = asked.subject.name == "cost" and field_at(asked, at + 1) is not None
    if not of_cost and phrases(asked.subject.name).at(asked, at + 1) is None:
        return False
    before = (_SUPERLATIVES.at(asked, start) for start in (at - 1, at - 2) if start >= 0)
    return any(found is not None and found[1] == at for found in before)


def _limited(at: int, end: int, count: int | None, order: tuple[str, ...]) -> Claim | None:
    if count is not None and not 1 <= count <= 100_000:
        return None
    return Claim(at, end, "limit", limit=count, order_by=order)


def order(asked: Asked, at: int) -> Claim | None:
    """A superlative, or `sorted by …`, or `most expensive first`."""
    return (
        _first(asked, at) or _sorted(asked, at) or _direction(asked, at) or _superlative(asked, at)
    )


def _direction(asked: Asked, at: int) -> Claim | None:
    """`biggest first`, `in descending order`: of costs; what else is sorted has to be named."""
    found = _DIRECTIONS.at(asked, at)
    if found is None or asked.text(at) in ("increasing", "decreasing"):
        return None
    if asked.subject.name != "cost":
        # "Free storage of the databases, lowest first".
        metrics = {one[0].name for n in range(at) if (one := statistic.metric_at(asked, n))}
        name = metrics.pop() if len(metrics) == 1 and asked.text(at) in _HIGHEST else None
        return Claim(at, found[1], "order", order_by=(f"{found[0]}{name}",)) if name else None
    return Claim(at, found[1], "order", order_by=(f"{found[0]}cost",))


def direction(asked: Asked, at: int) -> tuple[str | None, int]:
    """The sign of a direction that follows what is sorted by, if one does; and where it ends."""
    found = _DIRECTIONS.at(asked, asked.skip(at, ","))
    return found or (None, at)


def _first(asked: Asked, at: int) -> Claim | None:
    ordered = _order_at(asked, at)
    if ordered and asked.text(ordered[1]) == "first":
        # "Highest savings first".
        return _by(asked, at, ordered[1] + 1, ordered[0])
    word = {"most expensive first": "-cost", "cheapest first": "cost", "oldest first": "-age_days",
            "newest first": "age_days", "largest first": "-size_gib", "biggest first": "-size_gib",
            "smallest first": "size_gib"}  # fmt: skip
    for width in (3, 2):
        said = [w.text for w in asked.words[at : at + width]]
        if name := word.get(" ".join(said)):
            if name.endswith("size_gib"):
                sizes = (
                    "cost"
                    if asked.subject.name == "cost"
                    else measured_by(asked.subject, "size_gib")
                )
                name = name.replace("size_gib", sizes)
            return _by(asked, at, at + len(said), name)
    return None


def _superlative(asked: Asked, at: int) -> Claim | None:
    found = _SUPERLATIVES.at(asked, at)
    ordered = _order_at(asked, at)
    if ordered and (found is None or ordered[1] > found[1]):
        return _by(asked, at, ordered[1], ordered[0])
    if found is None:
        return None
    name, end = found
    if name.endswith("size_gib"):
        sizes = "cost" if asked.subject.name == "cost" else measured_by(asked.subject, "size_gib")
        name = name.replace("size_gib", sizes)
    if (bare := name.removeprefix("-")) in _MEASURED:
        return _by_measure(asked, at, end, name.replace(bare, ""), bare)
    return _by(asked, at, end, name)


def busy_by(asked: Asked, what: str = "busy") -> Field | None:
    """What tells how busy a thing of this kind is, or what else such words are read by."""
    if asked.subject.name == "cost":
        return None
    return next((one for name in _MEASURED[what] if (one := asked.subject.field(name))), None)


def _by_measure(asked: Asked, at: int, end: int, sign: str, what: str) -> Claim | None:
    """`busiest`: by what a thing of this kind does, which is told."""
    field = busy_by(asked, what)
    if field is None:
        return None
    said = " ".join(word.text for word in asked.words[at:end])
    note = f"{said} is read by {field.title}"
    return Claim(at, end, "order", order_by=(f"{sign}{field.name}",), note=note)


def _order_at(asked: Asked, at: int) -> tuple[str, int] | None:
    """`highest CPU`, `lowest average CPU`."""
    sign = _HIGHEST.get(asked.text(at))
    if sign is None:
        return _hogs(asked, at) or _uses(asked, at)
    if asked.subject.name == "cost" and asked.text(at + 1) in ("untagged", "tagged"):
        # "The most untagged spend": of what has no tags. Of resources, the number is asked for.
        spend = field_at(asked, at + 2)
        return (f"{sign}cost", at + 1) if spend and spend[0].type == "money" else None
    if told := statistic.at_position(asked, at + 1):
        return sign + told[0], told[1]
    found = field_at(asked, asked.skip(at + 1, "average", "avg", "mean"))
    if found is None or found[0].type not in ("number", "money"):
        return None
    return sign + found[0].name, found[1]


def _hogs(asked: Asked, at: int) -> tuple[str, int] | None:
    """`CPU hogs`: what uses most of it."""
    found = field_at(asked, at)
    if found is None or asked.text(found[1]) not in ("hog", "hogs"):
        return None
    measured = found[0].kind in ("metric", "cost") and found[0].type in ("number", "money")
    return (f"-{found[0].name}", found[1] + 1) if measured else None


def _uses(asked: Asked, at: int) -> tuple[str, int] | None:
    """`use the most memory`: of what is measured; how much a thing was given, it need not use."""
    begin = asked.skip(at + 1, "the", "up")
    if asked.text(at) not in _USE or asked.text(begin) not in ("most", "least"):
        return None
    found = _order_at(asked, begin)
    field = asked.subject.field(found[0].removeprefix("-")) if found else None
    return found if field and field.kind in ("metric", "cost") else None


def _sorted(asked: Asked, at: int) -> Claim | None:
    found = _SORTED.at(asked, at)
    if found is None:
        return None
    monthly = asked.text(found[1]) in ("monthly", "total")
    if told := statistic.at_position(asked, found[1]):
        sign, end = direction(asked, told[1])
        return Claim(at, end, "order", order_by=(f"{'-' if sign is None else sign}{told[0]}",))
    fields = listed(asked, found[1] + monthly, field_at)
    if fields is None or (monthly and fields[0][0].type != "money"):
        return None
    names, end = fields
    sign, end = direction(asked, end)
    order = tuple(
        ("-" if sign is None and field.type in ("number", "money") else sign or "") + field.name
        for field in names
    )
    return Claim(at, end, "order", order_by=order)


def _by(asked: Asked, at: int, end: int, name: str) -> Claim | None:
    sign = "-" if name.startswith("-") else ""
    bare = measured_by(asked.subject, name.removeprefix("-"))
    name = sign + bare
    known = asked.subject.field(bare)
    if known is None or bare in GRAINS:
        return None
    return Claim(at, end, "order", order_by=(name,))
