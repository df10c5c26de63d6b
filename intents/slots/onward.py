"""Words that only a follow-up has: what leads on, stands for what was shown, or takes away.

They are read beside the other slots, where a question goes on from one before it, and nowhere else:
"it" means nothing in a question of its own. What they say of the Query before, `intents.patch` and
its neighbours know.

- `lead`: "what about", "instead", "and"; `either` marks those that add to what was asked ("also").
- `it`: "it", "them", "those"; `one`: after a superlative, a single one is meant.
- `row`: "the second one"; `limit` is its place, -1 the last, 0 the only one.
- `drop`: "all regions", "remove the limit"; `select` names what goes.
"""

from intents.slots.claim import Asked, Claim, Phrases, Slot, listed
from intents.slots.fields import field_at, tag_key
from intents.slots.subject import phrases as subject_phrases

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
            "for", "in", "how does that look", "how does it look", "how is that", "what is it",
            "what is that", "what was it", "what was that", "which ones", "which one", "compare it",
            "compare that", "compare this", "how does it compare", "how does that compare",
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
          "the full list", "full list", "the complete list", "list all", "list them all",
          "show them all", "show more", "more", "no limit", "without the limit", "without limit",
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
        )
        for which in whiches
        for lead in ("in ", "for ", "across ", "over ", "from ", "on ", "")
        if lead or which != "everything"
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


def stands(asked: Asked, at: int) -> Claim | None:
    """`it`, `of them`: what was asked about before."""
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
    if place == -1 and thing == end:
        return None  # "the last" of what: days, months?
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
    verb = _REMOVE.at(asked, at)
    if verb is None:
        return None
    begin = asked.skip(verb[1], "the", "that", "this")
    named = field_at(asked, begin)
    tagged = tag_key(asked, begin)
    name, end = (tagged or (named[0].name, named[1]) if named else tagged) or ("", begin)
    end = asked.skip(end, "tag")
    if not name or asked.text(end) not in _FILTERS:
        return None
    return Claim(at, end + 1, "drop", select=(name,))


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


ONWARD: tuple[Slot, ...] = (lead, row, drop, columns, stands, one, many, listed_price)
