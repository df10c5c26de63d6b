"""Words that say nothing by themselves, declared one by one.

NOISE may stand anywhere. JOINTS are small words that are silent only where what follows them is of
a kind that they introduce: "in" before a region or a month, "with" before a condition; "VMs with"
is not read. Negations and restrictors (not, no, without, except, only, but …) are in neither list
of words that may be dropped: `only` and `but` are joints whose follower is checked, the rest belong
to `negation`. Nothing else is silent: to add a word here is to say that no question ever changes
its meaning by it.
"""

from collections.abc import Mapping

from intents.slots.claim import SEPARATORS, Asked, Claim, Kind, Phrases
from intents.slots.fields import field_at

NOISE = frozenset(
    "please pls plz thanks thank kindly hey hi hello ok okay so the a an me my our ours we us i "
    "you your list show give provide get display print fetch pull find tell return see view "
    "report identify investigate track check explore review inspect determine compute calculate "
    "want need could can do does did is are was were be been am have has had there that "
    "which what who all any every existing also total overall let know currently already".split()
)
_NOISE_PHRASES = Phrases(
    (phrase, None)
    for phrase in (
        "i want to see", "i want to know", "we want to see", "i would like to see",
        "i'd like to see", "i would like to know", "i need to see", "i need to know",
        "want to see", "want to know", "like to see", "like to know", "let me know", "let me see",
        "tell me about", "right now", "at the moment", "as of now", "take a look at", "in total",
        "altogether", "all of", "any of", "each of", "thank you", "good morning",
        "one of ours", "any of ours", "belong to us", "belongs to us", "belonging to us",
        "in tabular format", "as a table", "in a table", "for me", "of ours", "of mine", "we have",
        "do we have", "do i have", "do we own", "we own", "are there", "is there",
        "contributing to", "pull up", "everything about", "all about", "more about",
        "bring up", "look up", "for us", "did we buy from", "do we buy from", "we buy from",
        "we bought from",
    )
)  # fmt: skip
_POLITE = frozenset("please pls plz can could you hey hi hello ok okay so i we want need".split())
_OF_COST = frozenset(
    "summarize summarise summary analyze analyse analysis overview amount money incur incurred "
    "received receive applied cloud much how saw seen see shown showed experienced experience "
    "rank gotten got apply applies consume consumed".split()
)
_TRAILING = frozenset({"in", "on", "with", "for"})
_SPEND = frozenset("spend spending spent pay paying paid".split())
# What is asked of things that we have.
_HAVING = Phrases(
    (f"{lead} {verb}", None)
    for lead in ("do we", "we", "are we", "did we", "have we")
    for verb in ("run", "running", "operate", "operating", "own", "keep", "keeping", "maintain",
                 "hold", "got", "host", "hosting", "use", "using", "have running")
)  # fmt: skip
# Every amount is in the currency that it was billed in.
_IN_MONEY = {
    "USD": Phrases(
        (f"{lead}{money}", None)
        for lead in ("in ", "as ", "in terms of ")
        for money in ("dollars", "usd", "us dollars", "dollar terms", "dollar")
    ),
    "EUR": Phrases((f"in {money}", None) for money in ("euros", "euro", "eur")),
    "GBP": Phrases((f"in {money}", None) for money in ("pounds", "gbp", "sterling")),
}
# What findings and advice save is a month's anyway.
_MONTHLY = frozenset({"finding", "recommendation"})
_A_MONTH = Phrases((word, None) for word in ("per month", "a month", "each month", "monthly"))
_OF_PEOPLE = frozenset({"cost", "finding", "recommendation"})
_OF_RESOURCES = frozenset("now details current still left around configured".split())
# Things are where they are: of such a verb only the place says anything.
_PLACED = frozenset(
    "run runs live lives sit sits located hosted deployed residing placed sitting living".split()
)

_NEVER_FREE = frozenset(
    "elastic_pool cluster function bucket registry load_balancer queue topic resource_group "
    "account network security_group app_plan file_share log_group dns_zone image key secret".split()
)

_ABOUT_WHAT: frozenset[Kind] = frozenset(
    {"subject", "cost", "scope", "period", "test", "tag", "name", "head", "covered"}
)
JOINTS: Mapping[str, frozenset[Kind]] = {
    "in": frozenset({"period", "scope", "tag", "test", "subject", "name"}),
    "on": frozenset({"scope", "test", "tag", "subject", "period", "name"}),
    "from": frozenset({"scope", "period", "test", "subject"}),
    "for": _ABOUT_WHAT | {"group"},
    "of": _ABOUT_WHAT | {"order", "limit", "basis"},
    "at": frozenset({"basis", "test", "scope"}),
    "through": frozenset({"test", "scope"}),
    "via": frozenset({"test", "scope"}),
    "over": frozenset({"period"}),
    "during": frozenset({"period"}),
    "within": frozenset({"period", "scope"}),
    "throughout": frozenset({"period"}),
    "across": frozenset({"scope", "head"}),
    "under": frozenset({"scope"}),
    "between": frozenset({"scope", "period", "test"}),
    "with": frozenset(
        {
            "test",
            "tag",
            "name",
            "order",
            "cost",
            "period",
            "scope",
            "basis",
            "covered",
            "moved",
            "anomaly",
            "back",
        }
    ),
    "having": frozenset({"test", "tag", "name", "order"}),
    "whose": frozenset({"test", "tag", "name", "subject", "moved"}),
    "where": frozenset({"test", "tag", "name", "scope"}),
    "region": frozenset({"scope"}),
    "using": frozenset({"basis", "test", "name"}),
    "use": frozenset({"test", "name"}),
    "uses": frozenset({"test", "name"}),
    "belong": frozenset({"tag", "scope"}),
    "belongs": frozenset({"tag", "scope"}),
    "belonging": frozenset({"tag", "scope"}),
    "to": frozenset({"scope", "period", "tag"}),
    "into": frozenset({"test", "scope"}),
    "among": frozenset({"test", "scope"}),
    "only": frozenset({"scope", "test", "tag", "subject", "name"}),
    "just": frozenset({"scope", "test", "tag", "subject", "name", "cost"}),
    "but": frozenset({"scope", "test", "tag", "name"}),
    **dict.fromkeys(_PLACED, frozenset({"scope", "tag"})),
}
NEEDS_EXCLUSION = frozenset({"but"})
# After these "but" leaves out what follows; after anything else it only says "and".
ALL_BUT = frozenset("all everything anything nothing none any every no".split())
AFTER_TOO = frozenset({"only", "region"})


def read(asked: Asked, at: int) -> Claim | None:
    """Noise, a joint, or a word that parts a list."""
    word = asked.text(at)
    if asked.words[at].quoted:
        return None
    if asked.subject.name == "cost" and 0 < at == len(asked.words) - 1 and word in _TRAILING:
        # "Which regions do we spend in".
        return Claim(at, at + 1, "noise") if asked.text(at - 1) in _SPEND else None
    if found := _said(asked, at):
        return Claim(at, found[1], "noise")
    own = _OF_COST if asked.subject.name == "cost" else _OF_RESOURCES
    if _says_something(asked, at):
        return None
    if word in NOISE or word in own or _asks_where(asked, at) or _is_there(asked, at):
        return Claim(at, at + 1, "noise")
    if word in JOINTS or word in SEPARATORS:
        return Claim(at, at + 1, "joint")
    if word == "then" and asked.text(at - 1) in SEPARATORS and asked.text(at + 1) in ("by", "per"):
        # "By region and then by service".
        return Claim(at, at + 1, "noise")
    if at < 2 and _is_address(asked, at):
        # "@Amazon Q": some assistants have a surname.
        return Claim(at, at + 1 + (asked.text(at + 1) == "q"), "noise")
    return None


def _is_there(asked: Asked, at: int) -> bool:
    """Whether "available" asks for all that there are: "what elastic pools are available in …".

    Of a disk or an address it may be that nothing has it, of a database that it runs.
    """
    asks = asked.text(at) == "available" and asked.text(at - 1) == "are"
    return asks and asked.text(0) in ("what", "which") and asked.subject.name in _NEVER_FREE


def _asks_where(asked: Asked, at: int) -> bool:
    """Whether the last word asks for a place or a state: "where does it live"."""
    if asked.subject.name == "cost" or asked.text(at + 1):
        return False
    if asked.text(at) in ("in", "on"):
        # "Which region are the VMs in".
        return asked.text(0) in ("which", "what") and field_at(asked, 1) is not None
    if asked.text(at) not in _PLACED:
        return False
    return any(asked.text(one) == "where" for one in range(at))


def _said(asked: Asked, at: int) -> tuple[None, int] | None:
    having = _HAVING.at(asked, at) if asked.subject.name != "cost" else None
    return _NOISE_PHRASES.at(asked, at) or having or _in_money(asked, at)


def _in_money(asked: Asked, at: int) -> tuple[None, int] | None:
    """`in dollars`, where nothing is billed in another currency."""
    codes = asked.context.currencies or ("USD",)
    known = _IN_MONEY.get(codes[0]) if len(codes) == 1 else None
    found = known.at(asked, at) if known else None
    rate = _A_MONTH.at(asked, found[1]) if found and asked.subject.name in _MONTHLY else None
    return (None, rate[1]) if rate else found


def leads(asked: Asked, at: int) -> bool:
    """Whether a word is the first that says something, of the question or after "and"."""
    before = range(at)
    silent = (asked.text(one) in NOISE or opens(asked, one + 1) for one in before)
    return asked.text(at - 1) in SEPARATORS or all(silent)


def _says_something(asked: Asked, at: int) -> bool:
    """Whether a word that often says nothing does so here."""
    match asked.text(at):
        case "who":
            # "Who spends the most on S3" asks for people, not for buckets.
            return asked.subject.name not in _OF_PEOPLE or not leads(asked, at)
        case "rank":
            return not leads(asked, at)
        case "list":
            return _is_priced_by_list(asked, at)
        case "total":
            # The total of percentages is none; what was meant is not their average.
            return any(_is_percent(asked, one) for one in (at - 1, at + 1))
        case "around":
            # "Which VMs are still around"; before anything else it is a place, or not exactly.
            return at + 1 < len(asked.words)
        case word:
            # "The cost of living in Frankfurt" is nobody's bill.
            return word in _PLACED and asked.text(at - 1) == "of"


def _is_percent(asked: Asked, at: int) -> bool:
    found = field_at(asked, at)
    return found is not None and found[0].kind == "metric" and found[0].unit == "percent"


def _is_priced_by_list(asked: Asked, at: int) -> bool:
    """Whether "list" may be the list price: "EC2's list share", but not "VM list"."""
    if leads(asked, at) or asked.text(at + 1) == "of":
        return False
    things = () if asked.subject.name == "cost" else asked.subject.nouns
    return asked.text(at - 1) not in things and asked.text(at - 1) not in NOISE


def opens(asked: Asked, at: int) -> bool:
    """Whether a verb at a position would be the question's: only politeness stands before it."""
    before = range(at)
    return all(asked.text(one) in _POLITE or _is_address(asked, one) for one in before)


def _is_address(asked: Asked, at: int) -> bool:
    """Whom the question is put to: `<@U123>`, `@finops`."""
    return asked.text(at).startswith(("<@", "@")) and len(asked.text(at)) > 1
