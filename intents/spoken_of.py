"""A follow-up that speaks of "them", read as a question that names them.

After a list of disks, "how much do they cost together" is "how much do disks cost together", and
"how big are those" is "disks and how big they are". Such a question is read by the rules, with all
words accounted for; what it asks is then asked of what the question before was about: its
conditions, its scope and its period hold as well.

Of a first few it is those that were shown that are meant, one by one; where these are not known
any more, nothing is read.
"""

import re
from collections.abc import Iterator

from intents import catalog, rules
from intents.catalog import Subject
from intents.compose import Composed
from intents.context import Previous, ReadContext
from intents.narrowing import Narrowed, narrow, scoped
from intents.pointing import shown_alone
from intents.query import GRAINS, InvalidQuery, Query, parse
from intents.slots import period
from intents.slots.claim import Asked
from intents.words import Word, split

# What the groups of costs are called, by the field that they are made of.
_GROUPS = {
    "service_name": "services", "sub_account_name": "accounts", "region_id": "regions",
    "resource_id": "resources", "resource_group": "resource groups", "tags.team": "teams",
    "service_category": "service categories", "tags.env": "environments", "tags.app": "apps",
}  # fmt: skip
_THEM = r"(?:they|them|those|these)"
_OPENS = re.compile(r"^(?:and |but |ok |okay |so |now |then |great |thanks |also )+")
_CLOSES = re.compile(r"(?: please| pls| then| now| too| instead)+$")
_BE = r"(?:are|were|is|was|have|has)"
# "which of those …", "any of them …", "how many of these …"
_SOME = re.compile(
    r"^(which|any|how many|are any|do any|are there any|list|show|what) (?:ones )?"
    rf"of {_THEM} (?P<rest>.+)$"
)
_BARE_SOME = re.compile(rf"^(?:any|which) of {_THEM} (?P<rest>.+)$")
# "how big are those", "where are they", "what tier are these", "how long have they been stopped"
_TURNED = re.compile(
    r"^(?P<ask>(?:how|what|where|when|who|since when|in which|which)(?: \w+)??(?: \w+)??) "
    rf"(?P<be>{_BE}) {_THEM}(?P<rest>(?: .+)?)$"
)
_DOES = re.compile(
    rf"^(?P<ask>(?:how|what|where|when|since when)(?: \w+)?) do {_THEM} (?P<rest>.+)$"
)
_PRONOUN = re.compile(rf"\b(?:(?:of|for) )?{_THEM}\b")
# After costs, what "it" is has changed, or was paid.
_AMOUNT = re.compile(r"(?<=\w )(?:it|that|this)$")
_PEAK = re.compile(
    r"(?:which|what) (?P<unit>day|week|month|quarter) (?:was|is) (?:the )?"
    r"(?:highest|biggest|largest|worst|peak|dearest|top)(?: one)?|when (?:was|is) the peak|"
    r"when did it peak"
)
# What is told of a period that was supposed, which is that of the question before then.
_OF_WHEN = ("only whole", "no period")
# What asks for one amount, not for one of each.
_AS_ONE = re.compile(r"\b(?:together|altogether|in total|overall|in all)\b")


def of_them(words: tuple[Word, ...], previous: Previous, context: ReadContext) -> Composed | None:
    """The Query that a follow-up about "them" means; None where it is none, or cannot be asked."""
    said = _CLOSES.sub("", _OPENS.sub("", " ".join(word.text for word in words)))
    asked = Asked(words, catalog.subject("cost"), context)
    says_when = any(period.read(asked, at) for at in range(len(words)))
    for question in dict.fromkeys(_questions(said, previous.query)):
        found = rules.read_words(split(question), context)
        if isinstance(found.reading, Query):
            made = _laid(found.reading, previous, context, says_when=says_when)
            if made is not None:
                told = [note for note in found.notes if says_when or not note.startswith(_OF_WHEN)]
                return Composed(made.query, (*told, *made.notes))
    return None


def _questions(said: str, before: Query) -> Iterator[str]:
    """The follow-up as questions of their own, those first that are meant if they can be read."""
    called = _called(before)
    if called and _PRONOUN.search(said):
        yield from _named(said, called)
    if before.subject == "cost" and _AMOUNT.search(said):
        yield from (_AMOUNT.sub(name, said, count=1) for name in ("the change", "the cost"))
    if before.subject == "cost" and (peak := _PEAK.fullmatch(said)):
        yield f"which {peak['unit'] or 'day'} had the highest cost"


def _called(query: Query) -> str | None:
    """What the rows of the question before are called, in the plural."""
    if query.subject != "cost":
        return catalog.subject(query.subject).plural
    return _GROUPS.get(query.group_by[0]) if len(query.group_by) == 1 else None


def _named(said: str, called: str) -> Iterator[str]:
    """The question with their name in place of the pronoun, in the orders that it is said in."""
    if _AS_ONE.search(said):
        yield _PRONOUN.sub(called, said, count=1)
        return
    if some := _SOME.match(said):
        yield f"{some[1]} {called} {some['rest']}"
    if some := _BARE_SOME.match(said):
        yield f"which {called} are {some['rest']}"
        yield f"{some['rest']} {called}"
    if turned := _TURNED.match(said):
        yield f"{called} and {turned['ask']} they {turned['be']}{turned['rest']}"
    if does := _DOES.match(said):
        yield f"{called} and {does['ask']} they {does['rest']}"
    if said.startswith(("how", "what", "where", "when", "who", "since", "in which")):
        yield f"{called} and {said}"
    yield _PRONOUN.sub(called, said, count=1)


def _laid(
    asked: Query, previous: Previous, context: ReadContext, *, says_when: bool
) -> Narrowed | None:
    """What is asked, of what the question before was about; None where that cannot be said."""
    before: Query | None = previous.query
    if asked.subject != previous.query.subject:
        return None
    own = asked.subject == "cost" and asked.analysis == "change"
    groups = {*asked.group_by, *previous.query.group_by} - {*GRAINS}
    if asked.subject == "cost" and not own and groups - {*previous.query.group_by}:
        return None
    of_each = asked.analysis != "list" or _picks(asked)
    if of_each and not (own or {*asked.group_by} & {*GRAINS}):
        before = shown_alone(previous)
    if before is None:
        return None
    placed = _in_scope(
        before.model_copy(update=_shape(asked, before, says_when=says_when)), asked, context
    )
    made = narrow(placed.query, asked.where, joins=False, swaps=False)
    return _whole(made.query, (*placed.notes, *made.notes))


def _picks(asked: Query) -> bool:
    """Whether it asks for some of them, so that it matters which they were."""
    return bool(asked.where or asked.limit or asked.accounts or asked.regions)


def _shape(asked: Query, before: Query, *, says_when: bool) -> dict[str, object]:
    """How it is computed and shown: as asked; the period before's where none is said."""
    names = ("analysis", "measures", "group_by", "having", "limit", "limit_per", "others", "grain",
             "spread", "compare_to", "order_by", "select")  # fmt: skip
    shape = {name: getattr(asked, name) for name in names}
    shape["period"] = asked.period if says_when or not before.period else before.period
    if asked.analysis == before.analysis == "list":
        shape["select"] = _columns(asked, before)
        shape["order_by"] = asked.order_by or before.order_by
        shape["limit"] = asked.limit or before.limit
    return shape


def _columns(asked: Query, before: Query) -> tuple[str, ...]:
    subject: Subject = catalog.subject(before.subject)
    if not asked.select:
        return before.select
    return tuple(dict.fromkeys((*(before.select or subject.default), *asked.select)))


def _in_scope(query: Query, asked: Query, context: ReadContext) -> Narrowed:
    homes = {name: one.cloud for one in context.accounts for name in (one.id, one.name)}
    # The name that was put in says no more of a cloud than the question before.
    return scoped(query, accounts=asked.accounts, regions=asked.regions, joins=False,
                  cloud_of_account=homes)  # fmt: skip


def _whole(query: Query, notes: tuple[str, ...]) -> Narrowed | None:
    try:
        data = query.model_dump(mode="json", exclude_defaults=True)
        return Narrowed(parse(data | {"subject": query.subject, "analysis": query.analysis}), notes)
    except InvalidQuery:
        return None
