"""Kinds of charges that no one column tells: refunds, the marketplace; and what a cost is to hold.

"Before credits" leaves them out; "after credits" and "including tax" say what holds anyway, and a
note repeats it. What is billed through the marketplace has another publisher than issuer: so FOCUS
tells it apart (use case "Analyze marketplace vendors costs").
"""

from dataclasses import dataclass

from intents.catalog import Cloud
from intents.query import Condition, FieldRef
from intents.slots import threshold
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.fields import field_at, tag_key
from intents.slots.name import text_test
from intents.slots.value import value

# The longest words for a dimension, as "virtual linked account name" would be.
_MOST_WORDS = 4
_SOLD = (
    "",
    " purchases",
    " products",
    " subscriptions",
    " vendor",
    " vendors",
    " software",
    " saas",
    " tools",
    " services",
)
_MARKETPLACE: Phrases[tuple[Cloud, ...]] = Phrases(
    [(f"{lead}marketplace{tail}", ())
     for lead in ("the ", "") for tail in _SOLD]
    + [(f"aws marketplace{tail}", ("aws",)) for tail in ("", " purchases", " products")]
    + [(f"azure marketplace{tail}", ("azure",)) for tail in ("", " purchases", " products")]
    + [(f"{third}{sold}", ()) for third in ("third-party", "third party", "3rd party", "3rd-party")
       for sold in _SOLD]
)  # fmt: skip
_REFUNDS = Phrases((word, None) for word in ("refund", "refunds", "refunded", "money back"))
_OUT = Phrases(
    [(f"before {what}", what) for what in ("credit", "credits", "tax", "taxes")]
    + [("gross of credits", "credits"), ("gross", "credits"), ("pre-tax", "tax"),
       ("pretax", "tax"), ("pre-credit", "credits")]
)  # fmt: skip
IN = Phrases(
    (lead, None)
    for lead in ("after", "including", "incl", "include", "inclusive of", "net of", "less", "with",
                 "plus", "counting")
)  # fmt: skip
# "Net of credits" is after them, "net of tax" without it.
NETTING = ("net", "less")
_WHICH = frozenset({"which", "who", "what", "top", "list", "biggest", "largest"})
_MARKET_NOTE = "marketplace is read as charges whose publisher is not the invoice's issuer"
_REFUND_NOTE = "refunds are read as what was billed below zero and is no credit"
_ISSUER = FieldRef(field="invoice_issuer_name")
_REFUND = (
    Condition(field="charge_category", op="ne", value="Credit"),
    Condition(field="billed_cost", op="lt", value=0),
)
_SOLD_BY_OTHERS = (
    Condition(field="publisher_name", op="exists"),
    Condition(field="publisher_name", op="ne", value=_ISSUER),
)
_NO_REFUND = (
    Condition(field="charge_category", op="eq", value="Credit"),
    Condition(field="billed_cost", op="ge", value=0),
    Condition(field="billed_cost", op="missing"),
)
# Charges of the cloud's own: that the publisher is another is not known of them.
_OWN = (
    Condition(field="publisher_name", op="missing"),
    Condition(field="invoice_issuer_name", op="missing"),
    Condition(field="publisher_name", op="eq", value=_ISSUER),
)
_CATEGORY = {"credit": "Credit", "credits": "Credit", "tax": "Tax", "taxes": "Tax"}
_QUALIFIED = frozenset(
    "with without that which whose tagged untagged not named missing lacking having where in "
    "from".split()
)


@dataclass(frozen=True, slots=True)
class Kind:
    """Charges of one kind: `tests` must all hold of them, and any of `others` of all else.

    `end` is the position after its words.
    """

    tests: tuple[Condition, ...]
    others: tuple[Condition, ...]
    note: str | None
    end: int


def read(asked: Asked, at: int) -> Claim | None:
    """A kind of charge, or what is to be in."""
    if asked.subject.name != "cost" or asked.words[at].quoted:
        return None
    return (
        _kind(asked, at)
        or _before(asked, at)
        or _included(asked, at)
        or _resources(asked, at)
        or _name(asked, at)
    )


def _kind(asked: Asked, at: int) -> Claim | None:
    """`refunds`, `marketplace purchases`: those alone."""
    found = kind(asked, at)
    if found is None:
        return None
    clouds = marketplace[0] if (marketplace := _MARKETPLACE.at(asked, at)) else ()
    tests = tuple(test for test in found.tests if test.field != "cloud")
    end = found.end
    if asked.text(end - 1) == "vendors" and end > at + 1 and _is_asked(asked, at):
        # "Which marketplace vendors": by them, see `group.head`.
        end -= 1
    return Claim(at, end, "test", where=tests, clouds=clouds, note=found.note)


def _is_asked(asked: Asked, at: int) -> bool:
    """Whether what begins at a position is asked for: "who are our", "which"."""
    while asked.text(at - 1) in ("our", "the", "my", "are"):
        at -= 1
    return asked.text(at - 1) in _WHICH


def kind(asked: Asked, at: int) -> Kind | None:
    """Charges of one kind that takes more than one condition."""
    if found := _MARKETPLACE.at(asked, at):
        clouds, end = found
        of_cloud = tuple(Condition(field="cloud", op="eq", value=one) for one in clouds)
        not_of = tuple(Condition(field="cloud", op="ne", value=one) for one in clouds)
        return Kind((*_SOLD_BY_OTHERS, *of_cloud), (*_OWN, *not_of), _MARKET_NOTE, end)
    if refunds := _REFUNDS.at(asked, at):
        return Kind(_REFUND, _NO_REFUND, _REFUND_NOTE, refunds[1])
    return None


def _before(asked: Asked, at: int) -> Claim | None:
    """`before credits`, `before credits and tax`, `gross`."""
    found = _OUT.at(asked, at)
    if found is None:
        return None
    names, end = [_CATEGORY[found[0]]], found[1]
    if asked.text(end) in ("and", "or") and (more := _CATEGORY.get(asked.text(end + 1))):
        names, end = [*names, more], end + 2
    test = (
        Condition(field="charge_category", op="ne", value=names[0])
        if len(names) == 1
        else Condition(field="charge_category", op="not_in", value=tuple(names))
    )
    return Claim(at, end, "test", where=(test,), excludes=True, turned=True)


def _included(asked: Asked, at: int) -> Claim | None:
    """`including credits and tax`, `after credits`, `tax included`."""
    found = IN.at(asked, at)
    named = value(asked, found[1]) if found else value(asked, at)
    if named is None or named.where[0].field != "charge_category":
        return None
    if found is None and asked.text(named.end) != "included":
        return None
    if asked.text(at) in NETTING and "Tax" in named.where[0].values:
        return None
    said = " and ".join(str(one).lower() for one in named.where[0].values)
    end = named.end + (found is None)
    return Claim(at, end, "included", note=f"{said} included, as always unless left out")


def _resources(asked: Asked, at: int) -> Claim | None:
    """`untagged resources`, `resources without an owner tag`: charges that have a resource."""
    if asked.text(at) not in ("resource", "resources"):
        return None
    after_tag = asked.text(at - 1) in ("untagged", "tagged", "unlabelled", "unlabeled")
    if not after_tag and asked.text(at + 1) not in _QUALIFIED:
        return None
    if asked.text(at - 1) not in ("of", "for", "on", "our", "all", "the", "") and not after_tag:
        return None
    if any(_costs(asked, start) for start in (at + 1, at + 2)):
        # "Resources that cost more than $100": each of them, see `group.head`.
        return None
    test = Condition(field="resource_id", op="exists")
    note = "charges without a resource (tax, fees, support) are not looked at"
    return Claim(at, at + 1, "test", where=(test,), note=note)


def _costs(asked: Asked, at: int) -> bool:
    found = threshold.read(asked, at)
    return found is not None and found.where[0].field == "cost"


def _name(asked: Asked, at: int) -> Claim | None:
    """`whose name contains web`, of the resources that cost: their names, or ids without one.

    `accounts whose name contains prod` is of the accounts.
    """
    begin = at + (asked.text(at) == "resource")
    if asked.text(begin) != "name" or asked.text(begin - 1) in ("service", "account", "region"):
        return None
    if owner := _whose(asked, begin):
        return text_test(asked, at, begin + 1, owner)
    found = text_test(asked, at, begin + 1, "resource_name")
    if found is None:
        return None
    test = found.where[0]
    both = (test, test.model_copy(update={"field": "resource_id"}))
    note = "a resource's name is read as its name or its id"
    return Claim(at, found.end, "name", where=both, either=test.op != "not_matches",
                 excludes=found.excludes, note=note)  # fmt: skip


def _whose(asked: Asked, at: int) -> str | None:
    """What a name is said to be of, where that is no resource."""
    if asked.text(at - 1) not in ("whose", "with", "where"):
        return None
    for start in range(max(0, at - 1 - _MOST_WORDS), at - 1):
        if (found := field_at(asked, start)) and found[1] == at - 1:
            return None if found[0].name.startswith("resource_") else found[0].name
        if (key := tag_key(asked, start)) and key[1] == at - 1:
            return key[0]
    return None
