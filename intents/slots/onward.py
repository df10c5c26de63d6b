"""Words that only a follow-up has: what leads on, stands for what was shown, or takes away.

They are read beside the other slots, where a question goes on from one before it, and nowhere else:
"it" means nothing in a question of its own. What they say of the Query before, `intents.patch` and
its neighbours know.

- `lead`: "what about", "instead", "and"; `either` marks those that add to what was asked ("also").
- `it`: "it", "them", "those"; `one`: after a superlative, a single one is meant.
- `row`: "the second one"; `limit` is its place, -1 the last, 0 the only one.
- `drop`: "all regions", "remove the limit"; `select` names what goes.
"""

import re
from dataclasses import replace
from typing import Literal

from intents.query import Condition
from intents.slots import region, scope, service, tag, value
from intents.slots.claim import Asked, Claim, Phrases, Slot, listed
from intents.slots.fields import field_at, tag_key
from intents.slots.likewise import another
from intents.slots.subject import phrases as subject_phrases

# A name that was shown has hardly more words.
MOST_NAME_WORDS = 8
# What is asked beside them takes the place of what was asked before.
SWAPS = frozenset(
    "what about|how about|what of|instead|rather|same|the same|same thing|the same thing|switch to|"
    "change to|change it to|make it|and what about|and how about|do the same|and".split("|")
)
_ADDS = (
    "also|too|as well|in addition|additionally|on top|include|add|and also|also include|and add|"
    "also add|also with"
).split("|")
_LEADS: Phrases[bool] = Phrases(
    [(phrase, False) for phrase in sorted(SWAPS)]
    + [(phrase, True) for phrase in _ADDS]
    + [
        (phrase, False)
        for phrase in (
            "only", "just", "but", "but only", "now", "then", "so", "actually", "no", "ok",
            "and now",
            "and then", "focus on", "drill into", "drill down into", "drill down to", "drill down",
            "zoom in on", "zoom into", "narrow to", "narrow down to", "narrow it down to",
            "filter to", "filter on", "filter by", "filter it to", "filter for", "restrict to",
            "restrict it to", "limit it to", "limit that to", "show only", "keep only", "keep",
            "look at", "use", "as", "as a", "as an", "do it", "do that", "do this", "and only",
            "group", "group it", "group them", "regroup", "split it", "split them", "break",
            "only show", "only the", "only those", "only for", "just for", "just the", "just those",
            "for", "in", "how does that look", "how does it look", "how is that", "everything",
            "all", "what is it",
            "what is that", "what was it", "what was that", "which ones", "which one",
            "and is",
            "plot", "chart", "graph", "again", "what if", "can i see", "can we see", "go back to",
        )
    ]
)  # fmt: skip
_TAILS: Phrases[bool] = Phrases(
    [("instead", False), ("rather", False), ("again", False), ("then", False), ("now", False),
     ("too", True), ("as well", True), ("in addition", True)]
)  # fmt: skip
_BEFORE_LEADS = _LEADS.words() | frozenset(
    "please pls ok okay hey hi can could you we i thanks great cool nice that this it them the me "
    "show give".split()
)
_STANDS = Phrases(
    (phrase, None)
    for phrase in (
        "it", "them", "they", "those", "these", "ones", "of them", "of those", "of these", "of it",
        "the result", "the results", "that list", "the list", "this list", "that table",
        "the table",
        "the above", "for it", "for them", "for those", "for these", "for that", "with that",
        "with it", "with them", "into it", "each of them", "those ones", "these ones", "the ones",
        "in there", "there", "of that", "to that", "to it", "to this", "with this", "the numbers",
        "the answer", "that result", "their",
    )
)  # fmt: skip
_ORDINALS = {
    word: place
    for place, words in enumerate(
        ("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th",
         "seventh 7th", "eighth 8th", "ninth 9th", "tenth 10th"), 1,
    )
    for word in words.split()
}  # fmt: skip
_ORDINALS["last"] = -1
_CALLED = frozenset("one row item result entry line option number no. no row# #".split())
_NUMBERED = frozenset("number row item line #".split())
_LEADING_TO_ROW = frozenset("for of about on into in with to the that this at".split())
# "The second quarter", "the first half": a part of a year, no row.
_PARTS = frozenset(
    "quarter half week month day year of weeks months days quarters to part decade".split()
)
_LIMIT = ("show all", "show me all", "show all of them", "all of them", "show everything",
          "show me everything", "the rest", "show the rest", "show me the rest", "all rows",
          "the full list", "full list", "the complete list", "list all",
          "show more", "more", "no limit", "without the limit", "without limit",
          "remove the limit", "drop the limit", "and the rest", "see all")  # fmt: skip
_WHOLE: Phrases[str] = Phrases(
    [(phrase, "limit") for phrase in _LIMIT]
    + [
        (f"{lead}{which}", what)
        for what, whiches in (
            ("regions", ("all regions", "every region", "any region", "all the regions")),
            ("accounts", ("all accounts", "every account", "any account", "all subscriptions",
                          "every subscription", "all the accounts", "the whole org",
                          "the whole organization", "the entire organization")),
            ("clouds", ("both clouds", "all clouds", "either cloud", "both", "aws and azure",
                        "azure and aws")),
            ("filters", ("everything", "our whole estate", "the whole estate")),
            ("places", ("everywhere", "anywhere")),
        )
        for which in whiches
        for lead in ("in ", "for ", "across ", "over ", "from ", "on ", "")
        if lead or which != "everything"
        if not lead or what != "places"
    ]
    + [
        (f"{verb} {article}{noun}", what)
        for what, nouns in (
            ("filters", ("filters", "filter", "all filters", "conditions", "all conditions")),
            ("group", ("grouping", "groups", "breakdown", "group by", "split")),
            ("compare", ("comparison",)),
            ("grain", ("trend",)),
            ("limit", ("limit", "top")),
            ("order", ("sorting", "order", "sort")),
        )
        for noun in nouns
        for verb in ("remove", "drop", "clear", "without", "no", "lose", "take off", "undo",
                     "get rid of", "reset")
        for article in ("the ", "")
    ]
    + [(phrase, "count") for phrase in ("list them", "list those", "show them", "show me them",
                                        "show me those", "show those", "which are they",
                                        "which ones are they", "which ones", "name them",
                                        "list them all", "what are they", "show me which")]
    + [(phrase, "group") for phrase in ("ungrouped", "in total", "just the total", "as a total",
                                        "only the total", "the total", "as one number",
                                        "the overall total", "overall", "all together",
                                        "altogether", "not grouped", "do not group")]
)  # fmt: skip
_REMOVE = Phrases(
    (verb, None)
    for verb in ("remove", "drop", "clear", "without", "lose", "take off", "undo", "ignore",
                 "get rid of", "no", "reset")
)  # fmt: skip
_FILTERS = frozenset("filter filters condition restriction limitation constraint".split())
_BREAKDOWNS = frozenset("breakdown grouping split group groups".split())
_ALIASES = {"regions": "region", "clouds": "cloud"}
_COLUMNS = Phrases(
    (phrase, None)
    for phrase in (
        "more columns", "columns", "column", "add columns", "add column", "add the column",
        "add a column for", "add the columns", "add", "also show", "show also", "show me also",
        "and show", "show", "show me", "what are their", "what is their", "and what is their",
        "and what are their", "with columns", "include", "also include", "plus", "and their",
        "with their", "including", "what about their", "and also", "also", "add their",
        "show their", "show me their", "also show their",
    )
)  # fmt: skip


def lead(asked: Asked, at: int) -> Claim | None:
    """`what about` and its like, before what is asked; `instead`, after it."""
    opens = all(asked.text(one) in _BEFORE_LEADS for one in range(at))
    found = _LEADS.at(asked, at) if opens else None
    if found is None or found[1] == len(asked.words):
        tail = _TAILS.at(asked, at)
        found = tail if tail and tail[1] == len(asked.words) else found if at == 0 else None
    return Claim(at, found[1], "lead", either=found[0]) if found else None


_COMPARES = Phrases(
    (phrase, None)
    for verb in ("compare it", "compare that", "compare this", "compare them", "compare those",
                 "how does it compare", "how does that compare", "how does this compare",
                 "how do they compare", "how do those compare")
    for phrase in (verb, f"{verb} to", f"{verb} with", f"{verb} against")
)  # fmt: skip
_EXTREMES = Phrases(
    [(word, "-") for word in ("biggest", "largest", "highest", "most")]
    + [(word, "") for word in ("smallest", "lowest", "least", "fewest")]
)
_AGGS: Phrases[Literal["sum", "avg", "min", "max"]] = Phrases(
    [("total", "sum"), ("sum of", "sum"), ("average", "avg"), ("avg", "avg"), ("max", "max"),
     ("maximum", "max"), ("min", "min"), ("minimum", "min")]
)  # fmt: skip
# "ledger-2", "web-01.prod": what machines are called, and words are not.
_NAME = re.compile(r"(?=[^\s]*\d)[a-z][a-z0-9]*(?:[-_.][a-z0-9]+){1,8}")


def compared(asked: Asked, at: int) -> Claim | None:
    """`compare it with`, `how does that compare to`."""
    found = _COMPARES.at(asked, at)
    return Claim(at, found[1], "versus") if found else None


def instead_of(asked: Asked, at: int) -> Claim | None:
    """`instead of service`, where that is what it was grouped by."""
    previous = asked.context.previous
    if previous is None or (asked.text(at), asked.text(at + 1)) != ("instead", "of"):
        return None
    found = _called(asked, asked.skip(at + 2, "by", "per"))
    return Claim(at, found[1], "lead") if found and found[0] in previous.query.group_by else None


def _called(asked: Asked, at: int) -> tuple[str, int] | None:
    """A field or a tag's key by its name."""
    named, tagged = field_at(asked, at), tag_key(asked, at)
    if named and not (tagged and tagged[1] > named[1]):
        return named[0].name, named[1]
    return tagged


def extreme(asked: Asked, at: int) -> Claim | None:
    """`the biggest` of groups: by what was counted or measured of them."""
    previous, found = asked.context.previous, _EXTREMES.at(asked, at)
    if previous is None or found is None or asked.subject.name == "cost":
        return None
    query = previous.query
    if not query.group_by or len(query.measures) != 1 or query.subject != asked.subject.name:
        return None
    return Claim(at, found[1], "order", order_by=(f"{found[0]}{query.measures[0].name}",))


def summed(asked: Asked, at: int) -> Claim | None:
    """`total size`, `average CPU`, where nothing follows."""
    found = _AGGS.at(asked, at) if asked.subject.name != "cost" else None
    field = field_at(asked, found[1]) if found else None
    if found is None or field is None or field[1] != len(asked.words):
        return None
    percent = found[0] == "sum" and field[0].unit == "percent"
    if field[0].type not in ("number", "money") or percent:
        return None
    return Claim(at, field[1], "total", agg=found[0], select=(field[0].name,))


def seen(asked: Asked, at: int) -> Claim | None:
    """A value that was shown: "ledger-2", "data-platform", "Virtual Machines"."""
    previous = asked.context.previous
    if previous is None or previous.query.subject != asked.subject.name:
        return None
    for end in range(min(len(asked.words), at + MOST_NAME_WORDS), at, -1):
        said = " ".join(asked.text(one) for one in range(at, end))
        fields = {
            name: value
            for row in previous.rows
            for name, value in row.items()
            if value is not None and value.casefold() == said
        }
        if len(fields) == 1:
            ((name, value),) = fields.items()
            return Claim(at, end, "name", where=(Condition(field=name, op="eq", value=value),))
    return None


def named(asked: Asked, at: int) -> Claim | None:
    """`what about ledger-2`: a name that is like no word."""
    field = "resource_name" if asked.subject.name == "cost" else "name"
    if at == 0 or asked.subject.field(field) is None or not _NAME.fullmatch(asked.text(at)):
        return None
    if asked.text(at - 1) not in _LEADS.words() | {"for", "of"}:
        return None
    word = asked.words[at].raw
    test = Condition(field=field, op="eq", value=word)
    return Claim(at, at + 1, "name", where=(test,), note=f"{word} is read as a name")


def stands(asked: Asked, at: int) -> Claim | None:
    """`it`, `of them`: what was asked about before."""
    if asked.text(at) == "down" and asked.text(at + 1) in ("by", "per", ""):
        return Claim(at, at + 1, "it")
    found = _STANDS.at(asked, at)
    return Claim(at, found[1], "it") if found else None


def one(asked: Asked, at: int) -> Claim | None:
    """`one` after a superlative: "the biggest one"."""
    if asked.text(at) != "one" or at == 0:
        return None
    return Claim(at, at + 1, "one")


def row(asked: Asked, at: int) -> Claim | None:
    """`the second one`, `number 2`, `that VM`: a row that was shown."""
    begin = at
    while asked.text(begin) in _LEADING_TO_ROW and begin < at + 3:
        begin += 1
    return _ordinal(asked, at, begin) or _numbered(asked, at, begin) or _pointed(asked, at)


def _ordinal(asked: Asked, at: int, begin: int) -> Claim | None:
    place = _ORDINALS.get(asked.text(begin))
    if place is None or asked.words[begin].quoted:
        return None
    end = begin + 1
    thing = _thing(asked, end)
    if thing == end and (place == -1 or asked.text(begin - 1) != "the"):
        # "The last" of what: days, months? "What changed first" asks for no row.
        return None
    if asked.text(end) in _PARTS or asked.text(end).isdigit():
        return None
    return Claim(at, thing, "row", limit=place)


def _thing(asked: Asked, at: int) -> int:
    """The position after `one`, `row`, or a word for the subject."""
    if asked.text(at) in _CALLED:
        return at + 1
    found = subject_phrases(asked.subject.name).at(asked, at)
    if found and asked.subject.name != "cost":
        return found[1]
    if previous := asked.context.previous:
        for name in previous.query.group_by:
            known = field_at(asked, at) or tag_key(asked, at)
            called = known and (known[0] if isinstance(known[0], str) else known[0].name)
            if known and called == name:
                return known[1]
    return at


def _numbered(asked: Asked, at: int, begin: int) -> Claim | None:
    word, number = asked.text(begin), asked.text(begin + 1)
    if word.startswith("#") and word[1:].isdigit():
        return _placed(at, begin + 1, word[1:])
    if word in _NUMBERED and number.isascii() and number.isdigit():
        return _placed(at, begin + 2, number)
    return None


def _placed(at: int, end: int, digits: str) -> Claim | None:
    place = int(digits[:6])
    return Claim(at, end, "row", limit=place) if place else None


def _pointed(asked: Asked, at: int) -> Claim | None:
    """`that one`, `this VM`: the only row there was."""
    begin = asked.skip(at, "for", "of", "about", "on", "into")
    if asked.text(begin) not in ("that", "this"):
        return None
    end = _thing(asked, begin + 1)
    return Claim(at, end, "row", limit=0) if end > begin + 1 else None


def drop(asked: Asked, at: int) -> Claim | None:
    """`all regions`, `show all`, `remove the env filter`: what no longer holds."""
    found = _WHOLE.at(asked, at)
    if found and (found[0] != "limit" or found[1] == len(asked.words) or len(asked.words) == 1):
        return Claim(at, found[1], "drop", select=(found[0],))
    if every := _every(asked, asked.skip(at, "in", "for", "across")):
        return replace(every, start=at)
    verb = _REMOVE.at(asked, at)
    if verb is None:
        return None
    begin = asked.skip(verb[1], "the", "that", "this")
    name, end = _called(asked, begin) or _valued(asked, begin) or ("", begin)
    end = asked.skip(end, "tag")
    if name and asked.text(end) in _BREAKDOWNS:
        return Claim(at, end + 1, "drop", select=("group", name))
    if not name or asked.text(end) not in _FILTERS:
        return None
    return Claim(at, end + 1, "drop", select=(name,))


def _valued(asked: Asked, at: int) -> tuple[str, int] | None:
    """The field that a value is of: "remove the tax filter"."""
    if at >= len(asked.words):
        return None
    for slot in (value.value, tag.read, service.read, region.read, scope.cloud, scope.account):
        claim = slot(asked, at)
        if claim and claim.where:
            test = claim.where[0]
            return (test.field, claim.end) if _was_tested(asked, test) else None
        if claim and claim.kind == "scope":
            place = "regions" if claim.regions else "accounts" if claim.accounts else "clouds"
            return place, claim.end
    return None


def _was_tested(asked: Asked, test: Condition) -> bool:
    """Whether the question before has a condition with that value."""
    previous = asked.context.previous
    tests = previous.query.conditions() if previous else ()
    return any(one.field == test.field and one.value == test.value for one in tests)


def _every(asked: Asked, at: int) -> Claim | None:
    """`all environments`, where the question before had one of them."""
    previous = asked.context.previous
    found = _called(asked, at + 1) if asked.text(at) in ("all", "any", "every") else None
    if previous is None or found is None:
        return None
    tested = {alike(test.field) for test in previous.query.conditions()}
    if alike(found[0]) not in tested:
        return None
    return Claim(at, found[1], "drop", select=(found[0],))


def alike(field: str) -> str:
    """One name for keys that people use for the same."""
    return {"tags.environment": "tags.env", "tags.application": "tags.app"}.get(field, field)


def columns(asked: Asked, at: int) -> Claim | None:
    """`add tags`, `show their size too`: more columns."""
    found = _COLUMNS.at(asked, at)
    if found is None or asked.subject.name == "cost":
        return None
    names = listed(asked, found[1], _column)
    if names is None or (
        names[1] != asked.skip(len(asked.words) - 1, "too") and not _ends(asked, names[1])
    ):
        return None
    return Claim(at, names[1], "select", select=tuple(dict.fromkeys(names[0])))


def _ends(asked: Asked, at: int) -> bool:
    return at == len(asked.words) or asked.text(at) in ("too", "as", "columns", "column", "also")


def _column(asked: Asked, at: int) -> tuple[str, int] | None:
    begin = asked.skip(at, "the", "their", "its")
    found = field_at(asked, begin)
    if found is None:
        return None
    return found[0].name, asked.skip(found[1], "column", "columns")


def many(asked: Asked, at: int) -> Claim | None:
    """`how many` of what cost was grouped by."""
    if asked.subject.name == "cost" and (asked.text(at), asked.text(at + 1)) == ("how", "many"):
        return Claim(at, at + 2, "count")
    return None


def listed_price(asked: Asked, at: int) -> Claim | None:
    """`list price` alone: what was asked, at that price."""
    if asked.subject.name == "cost" and asked.text(at) == "list":
        if asked.text(at + 1) in ("price", "prices", "cost"):
            return Claim(at, at + 2, "basis", basis="list")
    return None


def is_swap(words: str) -> bool:
    """Whether what a lead introduces takes the place of its like."""
    return words in SWAPS


ONWARD: tuple[Slot, ...] = (
    lead, row, drop, columns, compared, instead_of, extreme, summed, stands, one, many,
    listed_price,
)  # fmt: skip
# Asked last: what any other slot knows is no mere name.
AFTER_ALL: tuple[Slot, ...] = (seen, another, named)
