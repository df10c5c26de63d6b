"""What is measured of charges beside their cost: savings, quantities of use, and unit prices.

"Savings" are what was saved, never what could be: "how can I save" is another question. A quantity
is named by its unit ("how many vCPU hours"), a price by what it is per ("cost per GB-month").
"""

import tomllib
from functools import cache
from importlib.resources import files

from intents.query import Condition
from intents.slots.claim import Asked, Claim, Measured, Phrases

_LIST = ("list", "list price", "list prices", "list cost", "list costs", "retail price",
         "retail prices", "on-demand", "on-demand price", "on-demand prices")  # fmt: skip
_AGAINST = ("against", "vs", "versus", "compared to", "compared with", "over", "relative to",
            "off", "on")  # fmt: skip
_SAVED = ("did we save", "do we save", "do i save", "did i save",
          "have we saved", "have i saved", "we saved", "i saved",
          "are we saving", "we are saving", "are we saving overall", "was saved", "saved",
          "savings", "cost savings", "total savings")  # fmt: skip
_RATES = ("discount rate", "discount rates", "savings rate", "savings rates", "discount",
          "discounts", "discount percentage", "effective discount", "average discount")  # fmt: skip
_EFFECTIVE = ("effective savings rate", "effective savings rates", "esr")
_SAVINGS: Phrases[Measured] = Phrases(
    [(phrase, "effective_savings") for phrase in _EFFECTIVE]
    + [(phrase, "savings") for phrase in _SAVED]
    + [(phrase, "discount") for phrase in _RATES]
    + [(f"{phrase} {against} {the}{price}", "savings" if phrase in _SAVED else "discount")
       for phrase in (*_SAVED, *_RATES) for against in _AGAINST
       for the in ("", "the ") for price in _LIST]
)  # fmt: skip
# A refund of money has hardly any quantity: in a rate it would make the rest look cheap.
RATED_USE = (
    Condition(field="charge_category", op="eq", value="Usage"),
    Condition(field="charge_class", op="ne", value="Correction"),
)
OF_RATES = "a rate is of use, without corrections"
# Credits are money, not a price that was lower; "how do I save" asks for advice.
_NO_SAVERS = frozenset({"i", "to", "credit", "credits", "refund", "refunds"})
# Before "save", these ask for advice.
_ADVICE = frozenset("can could should would might to".split())
_USED = Phrases(
    (phrase, None)
    for phrase in ("did we use", "do we use", "did we consume", "did we store", "do we store",
                   "did we run", "are we using", "have we used", "were used", "we used", "used",
                   "consumed", "stored", "were consumed", "did we transfer", "transferred",
                   "did we have", "do we have", "did i use")
)  # fmt: skip
# Beside a price these tell that it is one's own: of some time, or of parts of one's cost.
_PAID = frozenset(
    "by did paid pay we our us last this past since month week year quarter average effective "
    "blended trend over monthly daily in-month yesterday today between vs versus".split()
)
# How many words name what is counted: "Azure SQL Database".
_MOST_BETWEEN = 4
_COUNTED = Phrases((phrase, None) for phrase in ("how many", "number of", "how much", "total"))
_PRICED = Phrases(
    (f"{average}{price} per", None)
    for average in ("", "average ", "avg ", "effective ", "blended ")
    for price in ("cost", "costs", "price", "prices", "unit cost", "unit price", "rate", "spend",
                  "pay", "paying", "$", "usd")
)  # fmt: skip
_RATED = Phrases(
    (f"{lead}rate of {a}{core}", None)
    for lead in ("", "average ")
    for a in ("", "a ")
    for core in ("core", "vcpu", "cpu")
)
_QUANTITIES: Phrases[Measured] = Phrases(
    [(word, "unit_price")
     for word in ("unit price", "unit prices", "unit cost", "unit costs", "price per unit",
                  "cost per unit", "average unit price", "effective unit price")]
    + [(word, "quantity")
       for word in ("usage quantity", "usage quantities", "usage amount", "usage amounts",
                    "consumed quantity", "consumed quantities", "quantity used", "usage volume",
                    "quantity consumed", "quantities used")]
)  # fmt: skip


@cache
def _units() -> Phrases[tuple[str, tuple[str, ...], str]]:
    """What a unit is called, its spellings in exports, and what it is a use of, if of one thing."""
    raw = tomllib.loads(files("intents.slots").joinpath("units.toml").read_text("utf-8"))
    return Phrases(
        (word, (unit.get("field", ""), tuple(unit["spellings"]), unit.get("subcategory", "")))
        for unit in raw["unit"]
        for word in unit["words"]
    )


def read(asked: Asked, at: int) -> Claim | None:
    """What is measured, with the unit that it is measured in."""
    if asked.subject.name != "cost" or asked.words[at].quoted:
        return None
    return _saved(asked, at) or _price(asked, at) or _counted(asked, at) or _plain(asked, at)


def _saved(asked: Asked, at: int) -> Claim | None:
    found = _SAVINGS.at(asked, at) or _saves(asked, at)
    if found is None or {word.text for word in asked.words[:at]} & _ADVICE:
        return None
    full = "contracted" if found[0] == "effective_savings" else "list"
    note = f"savings are the {full} cost less the effective cost"
    return Claim(at, found[1], "measure", measure=found[0], note=note)


def _saves(asked: Asked, at: int) -> tuple[Measured, int] | None:
    """`save us` of "how much do RIs save us": what they do, not what could be done."""
    said = {word.text for word in asked.words[:at]}
    amount = said & {"much", "what"} and said & {"do", "does", "did"}
    if asked.text(at) != "save" or not amount or said & _NO_SAVERS:
        return None
    return "savings", at + 1 + (asked.text(at + 1) == "us")


def _price(asked: Asked, at: int) -> Claim | None:
    """`cost per GB-month`, `average rate of a core`."""
    if rated := _RATED.at(asked, at):
        return _per_core(at, rated[1])
    found = _PRICED.at(asked, at)
    unit = _units().at(asked, asked.skip(found[1], "a", "an", "each")) if found else None
    if found is None or unit is None:
        return None
    (field, spellings, kind), end = unit
    if asked.text(end - 1) in ("hour", "month", "day") and end == found[1] + 1:
        # "Cost per hour" is more often a pace than a price; "price per hour" and "of" tell one.
        is_price = asked.text(found[1] - 2) in ("price", "prices", "rate")
        if not is_price and asked.text(end) != "of":
            return None
    if _is_list_price(asked, at, end):
        said = " ".join(word.raw for word in asked.words[found[1] : end])
        choices = (f"cost per {said}", f"cost per {said} at list price")
        note = "What is charged on average, or what it would be at list price?"
        return Claim(at, end, "back", choices=choices, note=note)
    if field:
        return _per_core(at, end)
    tests = (*_of_unit(field, spellings, kind), *RATED_USE)
    return Claim(at, end, "measure", measure="unit_price", where=tests, note=OF_RATES)


def _is_list_price(asked: Asked, at: int, end: int) -> bool:
    """Whether a bare "price per GB" may be that of a price list: where nobody paid, or when."""
    others = {asked.text(one) for one in (*range(at), *range(end, len(asked.words)))}
    return asked.text(at) in ("price", "prices") and not others & _PAID


def _per_core(at: int, end: int) -> Claim:
    """What a core costs is told by the hour: cores alone would count each day anew."""
    tests = (Condition(field="vcpu_hours", op="exists"), *RATED_USE)
    note = f"a core is priced by the hour; {_note('vcpu_hours')}; {OF_RATES}"
    return Claim(at, end, "measure", measure="vcpu_price", where=tests, note=note)


def _counted(asked: Asked, at: int) -> Claim | None:
    """`how many vCPU hours did we use`, `vCPU hours`."""
    found = _COUNTED.at(asked, at)
    unit = _units().at(asked, found[1] if found else at)
    if found and unit is None and _unit_ahead(asked, found[1]):
        # "How many EC2 instance hours": what they are of stands between.
        return Claim(at, found[1], "noise")
    counted = found or any(_COUNTED.at(asked, before) for before in range(at))
    if unit is None or not (counted or unit[1] > at + 1 or "-" in asked.text(at)):
        return None
    (field, spellings, kind), end = unit
    used = _USED.at(asked, end)
    measure: Measured = "vcpu_hours" if field else "quantity"
    end = used[1] if used else end
    tests = _of_unit(field, spellings, kind)
    return Claim(at, end, "measure", measure=measure, where=tests, note=_note(field))


def _unit_ahead(asked: Asked, at: int) -> bool:
    return any(_units().at(asked, ahead) for ahead in range(at + 1, at + 1 + _MOST_BETWEEN))


def _plain(asked: Asked, at: int) -> Claim | None:
    """`usage quantity by service`, `unit price of S3`."""
    found = _QUANTITIES.at(asked, at)
    if found is None or asked.text(at - 1) in ("list", "contracted"):
        # The list unit price is a price that is published, not what was paid.
        return None
    return Claim(at, found[1], "measure", measure=found[0])


def _note(field: str) -> str | None:
    return "charges whose export tells no number of cores are left out" if field else None


def _of_unit(field: str, spellings: tuple[str, ...], kind: str) -> tuple[Condition, ...]:
    if field:
        return (Condition(field=field, op="exists"),)
    unit = Condition(field="consumed_unit", op="in", value=spellings)
    if not kind:
        return (unit,)
    return (unit, Condition(field="service_subcategory", op="eq", value=kind))
