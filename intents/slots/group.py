"""Grouping: "by service and region", "per team", "each account", and what cost is broken down by.

For cost, a dimension may also stand where a subject does: "top 5 services", "which accounts spend
the most". A grain (`by month`) makes a trend. A key that is neither a field nor a common tag key is
grouped by only if it is called a tag.
"""

from dataclasses import replace

from intents.catalog import Cloud
from intents.query import GRAINS, CostBasis, Grain
from intents.slots import number, statistic, top
from intents.slots.claim import SEPARATORS, Asked, Claim, Kind, Phrases, listed
from intents.slots.fields import field_at, sku_detail, tag_key
from intents.slots.subject import is_cost_word
from intents.slots.subject import phrases as subject_phrases
from intents.slots.vocabulary import is_plain
from intents.words import Word

_LEADS = Phrases(
    (phrase, None)
    for phrase in (
        "by", "per", "for each", "for every", "in each", "in every", "each", "every", "grouped by",
        "group by", "split by", "split up by", "broken down by", "broken-down by", "break down by",
        "break it down by", "breakdown by", "broken out by", "separated by", "divided by",
        "aggregated by", "by each", "for each of our", "and by", "and per", "of each",
    )
)  # fmt: skip
_USED = Phrases(
    (phrase, None)
    for phrase in ("do we use", "do we have", "do we run", "are we using", "are we running",
                   "are in use", "are used", "have we got", "do we own", "are there")
)  # fmt: skip
_BARELY_USED = Phrases((phrase, None) for phrase in ("in use", "we use", "we have", "we run"))
_GRAINS: dict[str, Grain] = {form: grain for grain in GRAINS for form in (grain, f"{grain}s")}
_GRAINS["date"] = "day"
_BREAKDOWN = Phrases(
    (word, None)
    for word in ("breakdown", "break down", "broken down", "broken-down", "break out", "split",
                 "breakdowns", "broken up", "divide", "divided", "distributed", "distribution",
                 "composition", "make up", "made up", "itemised", "itemized")
)  # fmt: skip
# A dimension stands for itself only after such a word, or first: "all services", "which accounts".
_BEFORE_HEAD = frozenset(
    "the our my all which what top show list are is us me expensive these biggest largest highest "
    "cheapest costliest priciest dearest across aws azure amazon any these those find there get "
    "see identify rank compare comparing comparison contrast new brand-new".split()
)
_ASKS_WHICH = frozenset({"which", "what", "top", "list", "biggest", "largest"})
_BEFORE_GRAIN = frozenset(
    "which what top expensive cheapest costliest priciest dearest any these those".split()
)
# How far "break" and "down" may stand apart: "break our October AWS bill down by service".
_MOST_APART = 8
_OF_WEEKDAYS = "each is the sum of all such days of the period; some may come once more than others"
_NOT_DIMENSIONS = ("number", "money", "datetime", "tags", "list")
# Of cost, these are: FOCUS parts charges by them.
_PARTED_BY = frozenset(
    "billing_period_start billing_period_end charge_period_start charge_period_end list_unit_price "
    "contracted_unit_price commitment_discount_quantity".split()
)


def read(asked: Asked, at: int) -> Claim | None:
    """`by A, B and C`."""
    found = _LEADS.at(asked, at)
    if found is None:
        return _in_use(asked, at) or _leveled(asked, at)
    if asked.text(at - 1) in ("which", "what") and asked.text(at) in ("by", "per"):
        return None
    begin = asked.skip(found[1], "the")
    own = subject_phrases(asked.subject.name).at(asked, begin)
    named = (field_at(asked, begin), dimension(asked, begin))
    if own and not any(one and one[1] > own[1] for one in named):
        # "cost per VM": each of the things asked about, not a dimension of them.
        if asked.subject.name == "cost":
            return _by_number(asked, at, found[1])
        if asked.text(at) == "per" and asked.text(own[1] - 1).endswith("s"):
            # One says "per VM".
            return None
        kind: Kind = "subject" if asked.text(at) == "every" else "each"
        (clouds, tests, _), end = own
        return Claim(at, end, kind, clouds=clouds, where=tests)
    names = listed(asked, found[1], dimension)
    if names is None:
        return _by_number(asked, at, found[1])
    grains = [name for name in names[0] if name in GRAINS]
    fields = tuple(dict.fromkeys(name for name in names[0] if name not in GRAINS))
    said = {word.text for word in asked.words[at : names[1]]}
    if len(grains) > 1 or (grains and "date" in said and not _of_cost(asked)):
        # "VMs by date" asks for an order.
        return None
    grain = _GRAINS[grains[0]] if grains else None
    clouds = _clouds(asked, at, names[1], fields)
    note = _OF_WEEKDAYS if "day_of_week" in fields else None
    return Claim(at, names[1], "group", group_by=fields, grain=grain, clouds=clouds, note=note)


def _in_use(asked: Asked, at: int) -> Claim | None:
    """`which instance types do we use`, `disk types in use`: how many of each there are."""
    if _of_cost(asked) or asked.subject.name in ("price", "finding"):
        return None
    asks = asked.text(at) in ("which", "what")
    begin = asked.skip(at, "which", "what", "different", "kinds", "of")
    own = subject_phrases(asked.subject.name).at(asked, begin)
    found = field_at(asked, begin) or (field_at(asked, own[1]) if own and not any(own[0]) else None)
    if found is None or not asked.text(found[1] - 1).endswith("s"):
        return None
    field, end = found
    if own and own[1] == end:
        # "What accounts do we have": the things themselves.
        return None
    used = _USED.at(asked, end) if asks else None
    used = used or (_BARELY_USED.at(asked, end) if begin == at else None)
    named = any(subject_phrases(asked.subject.name).at(asked, n) for n in range(begin, end))
    if used is None or field.type != "text" or not named:
        return None
    return Claim(at, used[1], "group", group_by=(field.name,))


def _leveled(asked: Asked, at: int) -> Claim | None:
    """`account-level`, `service-wise`, `at account level`: by each of them."""
    begin = asked.skip(at, "at", "on", "the") if asked.text(at) in ("at", "on") else at
    word = asked.text(begin)
    stem = word.removesuffix("-level").removesuffix("-wise")
    if stem == word and asked.text(begin + 1) not in ("level", "wise"):
        return None
    alone = replace(asked, words=(Word(stem, stem, 0, len(stem)),))
    found = dimension(alone, 0)
    if found is None or found[0] in GRAINS:
        return None
    end = begin + 1 + (stem == word)
    return Claim(at, end, "group", group_by=(found[0],))


def _clouds(asked: Asked, at: int, end: int, fields: tuple[str, ...]) -> tuple[Cloud, ...]:
    """Azure where a field is its own, or subscriptions are named. "Accounts" are both clouds'."""
    words = {word.text for word in asked.words[at:end]}
    alone = words & {"subscription", "subscriptions"} and not words & {"account", "accounts"}
    own = (asked.subject.field(name) for name in fields)
    return ("azure",) if alone or any(one and set(one.sources) == {"azure"} for one in own) else ()


def _by_number(asked: Asked, at: int, begin: int) -> Claim | None:
    """`by cost`, `by size`: an order, not a grouping."""
    found = field_at(asked, asked.skip(begin, "the", "total", "highest"))
    if asked.text(at) == "by" and (told := statistic.at_position(asked, begin)):
        # "By peak CPU".
        sign, end = top.direction(asked, told[1])
        return Claim(at, end, "order", order_by=(f"{'-' if sign is None else sign}{told[0]}",))
    if asked.text(at) != "by" or found is None or found[0].type not in ("number", "money"):
        return None
    sign, end = top.direction(asked, found[1])
    sign = "-" if sign is None else sign
    return Claim(at, end, "order", order_by=(f"{sign}{found[0].name}",))


def dimension(asked: Asked, at: int) -> tuple[str, int] | None:
    """What may be grouped by at a position, and the position after it."""
    # "By service and per account"; right after "by", "per" says nothing.
    again = ("by", "per") if asked.text(at - 1) in SEPARATORS else ()
    at = asked.skip(at, "the", "our", *again, "their", "each", "tag")
    word = asked.text(at)
    if asked.text(at - 1) == "tag":
        return tag_key(asked, at - 1)
    if word in _GRAINS and not _is_of_week(asked, at):
        return _GRAINS[word], at + 1
    if own := asked.dimensions.at(asked, at):
        called = asked.text(own[1]) in ("tag", "tags") and not own[0].field.startswith("tags.")
        # "The cost-center tag" is not the company's own cost center.
        return tag_key(asked, at) if called else (own[0].field, asked.skip(own[1], "tag", "tags"))
    tagged, found = tag_key(asked, at), field_at(asked, at)
    if tagged and (asked.text(tagged[1] - 1) in ("tag", "tags") or "tag" in asked.text(at)):
        return tagged
    if (detail := sku_detail(asked, at)) and not (found and found[1] > detail[1]):
        return detail
    if not (tagged or found) and (key := asked.keys.at(asked, at)) and is_plain(asked, at):
        return f"tags.{key[0]}", key[1]
    if found is None or (tagged and tagged[1] > found[1]):
        # "By cost center": a key, although "cost" is a field.
        return tagged
    field, end = found
    is_one = field.type not in _NOT_DIMENSIONS or (field.name in _PARTED_BY and _of_cost(asked))
    return (field.name, end) if is_one else None


def _is_of_week(asked: Asked, at: int) -> bool:
    """Whether "day" goes on: "day of the week" is no step."""
    found = field_at(asked, at)
    return found is not None and found[1] > at + 1


def _of_cost(asked: Asked) -> bool:
    return asked.subject.name == "cost"


def head(asked: Asked, at: int) -> Claim | None:
    """A dimension of cost in a subject's place: "services", "accounts", "resources"."""
    if asked.subject.name != "cost" or not (at == 0 or _may_head(asked, at)):
        return None
    found = dimension(asked, at)
    if found is None or asked.text(at) in ("the", "our", "by", "per", "each"):
        return None
    if found[0] in GRAINS and not _is_ranked(asked, at):
        return None
    if is_cost_word(asked, found[1]) and not _heads_alone(asked, at, found[1]):
        # "cloud costs", "account cost": what kind of cost it is, not what to break it down by.
        return None
    clouds = _clouds(asked, at, found[1], (found[0],))
    basis: CostBasis | None = "billed" if found[0] == "invoice_id" else None
    note = _OF_WEEKDAYS if found[0] == "day_of_week" else None
    return Claim(at, found[1], "head", group_by=(found[0],), clouds=clouds, basis=basis, note=note)


def _is_ranked(asked: Asked, at: int) -> bool:
    """Whether days or months are ranked by their cost: "which day", "the 3 most expensive days".

    Those that a period's ends cut are left out: see `compose_when.whole_units`.
    """
    before = asked.text(at - 1)
    if number.is_count(before):
        before = asked.text(at - 2)
    first = at == 0 and asked.text(1) in ("with", "when", "where", "that", "over", "above")
    return first or before in _BEFORE_GRAIN


def _may_head(asked: Asked, at: int) -> bool:
    before = asked.text(at - 1)
    if asked.text(at) == "vendors" and before in ("marketplace", "party", "third-party"):
        lead = {asked.text(one) for one in range(at - 5, at - 1)}
        return bool((_ASKS_WHICH | {"who"}) & lead)
    if before == "of":
        return asked.text(at - 2) in ("list", "table", "overview", "ranking", "top")
    if before in ("cost", "spend", "spending"):
        return asked.text(at - 2) in ("highest", "lowest", "top", "biggest", "largest")
    return before in _BEFORE_HEAD or number.is_count(before)


def _heads_alone(asked: Asked, at: int, end: int) -> bool:
    """Whether in "services cost" the second is a verb, as it is in "which service costs"."""
    return asked.text(end - 1).endswith("s") or asked.text(at - 1) in ("which", "what")


def _broken_apart(asked: Asked, at: int) -> str | None:
    """`break cost down`: which of the two words stands here, if the other does where it must."""
    word = asked.text(at)
    if word == "break":
        places, other = range(at + 2, at + _MOST_APART), "down"
    else:
        places, other = range(max(0, at - _MOST_APART + 1), at - 1), "break"
    return word if any(asked.text(n) == other for n in places) else None


def breakdown(asked: Asked, at: int) -> Claim | None:
    """`breakdown`, where what it is broken down by is said elsewhere."""
    if asked.subject.name not in ("cost", "budget", "commitment"):
        # Things that are broken down are counted: see `counting`.
        return None
    if asked.text(at) in ("break", "down") and (apart := _broken_apart(asked, at)):
        return Claim(at, at + 1, "breakdown" if apart == "down" else "noise")
    found = _BREAKDOWN.at(asked, at)
    return Claim(at, found[1], "breakdown") if found else None
