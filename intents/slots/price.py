"""What a price is asked of: "m5.large", "D4s v5", "8 vCPU and 32 GB", "cheapest".

Only where prices are supposed to be asked for: of what one runs, "cheapest" is its cost. What the
price lists do not tell (spot, reservations, more than one VM) is understood, and asked back.
"""

import re

from intents.query import Condition
from intents.slots import number
from intents.slots.claim import Asked, Claim, Phrases, listed

SUBJECT = "price"
_AWS = re.compile(r"[a-z]+-?\d+[a-z\d-]*\.(nano|micro|small|medium|\d*x?large|metal[\w-]*)")
_AZURE = re.compile(r"(standard|basic)_[a-z]{1,3}\d[\w-]*|[a-z]{1,3}\d+[\w-]*_v\d")
# Sizes of Azure's B-series have no version in their name.
_BURSTABLE = re.compile(r"b(1ls|1s|1ms|2s|2ms|4ms|8ms|12ms|16ms|20ms)")
# Sizes in two words: "D4s v5", "m5 large".
_WITHOUT_VERSION, _VERSION = re.compile(r"(standard_)?[a-z]{1,3}\d+[a-z\d-]*"), re.compile(r"v\d")
_FAMILY = re.compile(r"(t[1-4]|m[1-9]|c[1-9]|r[3-9]|x[12]|i[2-9]|g[2-7]|p[2-6])[a-z]{0,4}")
_SIZES = frozenset("nano micro small medium large xlarge metal".split())
_MANY_LARGE = re.compile(r"\d{1,2}x?large")
_ORDERS = Phrases(
    [(f"{word}{what}", "hourly_unit_price")
     for word in ("cheapest", "least expensive", "lowest priced", "lowest price for",
                  "lowest price of", "lowest", "is cheapest", "is the cheapest", "are cheapest")
     for what in ("", " region", " regions", " region for", " location", " place", " price",
                  " region to run", " in which region", " price for", " price of", " option")
     if word != "lowest" or what]
    + [(phrase, "hourly_unit_price")
       for phrase in ("which region is cheapest for", "which region is the cheapest for",
                      "which region has the cheapest", "which region has the lowest price for")]
    + [(word, "-hourly_unit_price") for word in ("most expensive", "dearest", "priciest")]
)  # fmt: skip
_CORES = Phrases(
    (word, None)
    for word in ("vcpu", "vcpus", "core", "cores", "cpu", "cpus", "virtual cpus", "vcores")
)
_MEMORY = ("of", "ram", "memory")
# What the price is of, where its size says which.
_THINGS = Phrases(
    (word, None)
    for word in ("vm", "vms", "instance", "instances", "virtual machine", "virtual machines",
                 "ec2 instance", "ec2 instances", "azure vm", "azure vms", "machine", "machines",
                 "ec2", "server", "servers", "size", "sizes", "instance type", "instance types",
                 "vm size", "vm sizes")
)  # fmt: skip
_COSTS = Phrases(
    (word, None)
    for word in ("how much does", "how much do", "how much is", "how much are", "cost", "costs",
                 "what does", "what do", "on-demand", "on demand", "hourly", "an hour", "per hour",
                 "hourly cost", "how much would", "what would", "how much will", "what will",
                 "would", "cost me", "cost us", "to run", "run", "running", "per month", "a month",
                 "monthly", "monthly cost", "monthly cost of", "monthly price", "each month",
                 "/month", "/hour", "/hr", "per hr", "for a month", "for one month", "24/7",
                 "around the clock", "how expensive is", "how expensive are", "go for", "rates",
                 "rate for", "rates for", "price point", "it cost", "cost per hour",
                 "cost per month", "price per month", "hourly cost of", "running cost of",
                 "cost to run", "does it cost to run", "would it cost to run", "what's", "charge",
                 "charge for", "does aws charge for", "does azure charge for", "retail price",
                 "retail prices", "list price", "list prices", "payg", "pay as you go",
                 "pay-as-you-go")
)  # fmt: skip
# Two prices beside each other.
_BETWEEN = Phrases(
    (f"{lead}{what}", None)
    for lead in ("", "the ", "price ", "cost ", "pricing ")
    for what in ("difference", "differences", "difference in price", "difference in pricing",
                 "difference in cost", "difference in prices", "comparison", "gap")
)  # fmt: skip
_BESIDE = Phrases((word, None) for word in ("compare", "compared to", "compared with"))
# What is bought otherwise than on demand.
_OTHER_TERMS = Phrases(
    (f"{lead}{term}{tail}", None)
    for lead in ("", "1-year ", "3-year ", "1 year ", "3 year ", "one year ", "three year ", "1yr ",
                 "3yr ", "with a ", "with ", "as ", "on ", "for a ")
    for term in ("spot", "reserved", "reserved instance", "reserved instances", "reservation", "ri",
                 "ris", "savings plan", "savings plans", "dedicated host", "low priority",
                 "compute savings plan", "hybrid benefit", "azure hybrid benefit")
    for tail in ("", " instance", " instances")
)  # fmt: skip
_OPTIONS = Phrases(
    (f"{lead}{options}", None)
    for lead in ("", "pricing ", "purchase ", "purchasing ", "price ", "payment ")
    for options in ("options", "models", "tiers")
    if lead or options == "options"
)  # fmt: skip
_OTHER_STEPS = Phrases(
    (word, None)
    for word in ("per day", "a day", "daily", "per week", "a week", "per year",
                 "a year", "yearly", "annual", "annually", "for a year", "per annum",
                 "annual cost of", "for one year", "yearly cost of", "annual cost")
)  # fmt: skip
_ON_DEMAND = "Prices are known on demand alone: not of spot, reservations or savings plans."
_BY_MONTH = "Prices are told by the hour and by the month of 730 hours."
_OF_ONE = "The price of one is known; so many cost as many times as much."


def is_size(word: str) -> bool:
    """Whether a word has the form of a VM size."""
    return any(form.fullmatch(word) for form in (_AWS, _AZURE, _BURSTABLE))


def is_thing(text: str) -> bool:
    """Whether it says what has a price, and not that it is asked for: "EC2 instances"."""
    return text in _THINGS


def size_at(asked: Asked, at: int) -> tuple[str, int] | None:
    """The size at a position, in one word or two, as its cloud could write it; and its end.

    Databases and caches have sizes of their own, which VMs' price lists do not have.
    """
    word, after = asked.text(at), asked.text(at + 1)
    if word.isalpha() and word not in ("standard", "basic"):
        return None
    if word in ("standard", "basic") and (rest := size_at(asked, at + 1)):
        return f"{word}_{rest[0].removeprefix(f'{word}_')}", rest[1]
    if _BURSTABLE.fullmatch(word):
        return f"standard_{word}", at + 1
    if is_size(word):
        return word, at + 1
    if _WITHOUT_VERSION.fullmatch(word) and _VERSION.fullmatch(after):
        return f"{word}_{after}", at + 2
    if _FAMILY.fullmatch(word) and (after in _SIZES or _MANY_LARGE.fullmatch(after)):
        return f"{word}.{after}", at + 2
    return None


def size(asked: Asked, at: int) -> Claim | None:
    """One or more sizes."""
    if asked.subject.name != SUBJECT:
        return None
    found = listed(asked, at, size_at)
    if found is None:
        return None
    values = tuple(dict.fromkeys(found[0]))
    test = Condition(field="size", op="in", value=values)
    one = Condition(field="size", op="eq", value=values[0])
    return Claim(at, found[1], "test", where=(one if len(values) == 1 else test,))


def cores(asked: Asked, at: int) -> Claim | None:
    """`4 vCPU`, `with 8 cores`: exactly so many."""
    if asked.subject.name != SUBJECT:
        return None
    begin = asked.skip(at, "with", "of", "a", "an")
    told = number.count(asked, begin)
    found = _CORES.at(asked, told[1]) if told else None
    if told is None or found is None:
        return None
    test = Condition(field="vcpus", op="eq", value=told[0])
    return Claim(at, found[1], "test", where=(test,))


def memory(asked: Asked, at: int) -> Claim | None:
    """`32 GB`, `and 32 gigs of RAM`: exactly so much; of VMs beside their cores alone."""
    if asked.subject.name not in (SUBJECT, "vm"):
        return None
    begin = asked.skip(at, "with", "and", "a", "an")
    told = number.amount(asked, begin)
    if told is None or told.unit != "GiB" or number.suffix(asked, told.end):
        return None
    if asked.subject.name == "vm" and not _is_owned(asked, begin):
        return None
    end = asked.skip(told.end, *_MEMORY)
    return Claim(at, end, "test", where=(Condition(field="memory_gib", op="eq", value=told.plain),))


def _is_owned(asked: Asked, at: int) -> bool:
    """Whether it is of VMs that there are, beside their cores: the cheapest is looked for."""
    sought = any(_ORDERS.at(asked, one) for one in range(len(asked.words)))
    return not sought and any(_CORES.at(asked, at - n) for n in (1, 2, 3))


def order(asked: Asked, at: int) -> Claim | None:
    """`cheapest`, `cheapest region for`."""
    found = _ORDERS.at(asked, at) if asked.subject.name == SUBJECT else None
    return Claim(at, found[1], "order", order_by=(found[0],)) if found else None


def beside(asked: Asked, at: int) -> Claim | None:
    """`difference in pricing`, `compare`: two prices are listed side by side."""
    if asked.subject.name != SUBJECT:
        return None
    if found := _BETWEEN.at(asked, at):
        note = "the difference is told by the prices side by side"
        return Claim(at, found[1], "versus", note=note)
    found = _BESIDE.at(asked, at)
    return Claim(at, found[1], "versus") if found else None


def not_listed(asked: Asked, at: int) -> Claim | None:
    """`spot`, `pricing options`, `per day`, `10` of a size: what no price list of ours tells."""
    if asked.subject.name != SUBJECT or not _names_size(asked):
        return None
    if found := _OTHER_TERMS.at(asked, at) or _OPTIONS.at(asked, at):
        instead = "price" if asked.text(found[1] - 1).startswith("option") else "on-demand"
        return Claim(at, found[1], "back", choices=(instead,), note=_ON_DEMAND)
    if found := _OTHER_STEPS.at(asked, at):
        return Claim(at, found[1], "back", choices=("per month",), note=_BY_MONTH)
    many = number.count(asked, at)
    if many and many[0] > 1 and size_at(asked, many[1]):
        return Claim(at, many[1], "back", choices=("",), note=_OF_ONE)
    return None


def _names_size(asked: Asked) -> bool:
    return any(size_at(asked, at) for at in range(len(asked.words)))


def thing(asked: Asked, at: int) -> Claim | None:
    """`VM`, and `how much does … cost`, which ask for a price where a size is named."""
    if asked.subject.name != SUBJECT:
        return None
    found = _THINGS.at(asked, at) or _COSTS.at(asked, at)
    # "The cost of m5.large" is rather what was spent on them.
    if found is None or (asked.text(at).startswith("cost") and asked.text(found[1]) == "of"):
        return None
    always = asked.text(at) == "24/7"
    return Claim(at, found[1], "subject", note="24/7 is a month of 730 hours" if always else None)
