"""Columns asked for in a clause: "and what version are they on", "what size is VM web-1".

The field is a word of the catalog, or stands in the verb: "where is", "when was it launched", "who
owns". A clause with a count ("how many records do they have") asks for the number of each.
"""

from intents.catalog import Field
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.fields import field_at
from intents.slots.held import is_counted
from intents.slots.subject import phrases

_ASKS = frozenset({"what", "which", "whats"})
_JOINED = ("and", ",", "with", "including", "plus", "along", "also", "as", "well")
_VERBS = frozenset(
    "is are was were do does did have has use uses run runs running used they it each of them "
    "those one the our on in at to set currently there kept being both".split()
)
_PRONOUNS = frozenset({"they", "it", "each", "them", "those", "one"})
# Clauses whose verb says what is asked for: the field's names, the first that a subject has.
_SAID: Phrases[tuple[str, ...]] = Phrases(
    [(words, ("tags.owner",)) for words in ("who owns", "who is the owner of", "owner of",
                                            "whose is", "who is responsible for")]
    + [(words, ("region",)) for words in ("where is", "where are", "where do", "where does")]
    + [(words, ("created_at",)) for words in ("when was", "when were")]
    + [(words, ("age_days",)) for words in ("how old is", "how old are")]
    + [(words, ("size_gib", "size", "stored_gib", "storage_gib"))
       for words in ("how big is", "how big are", "how large is", "how large are")]
    + [(words, ("expires_at",)) for words in ("when does", "when do", "when will")]
)  # fmt: skip
_PARTICIPLES = {
    "created_at": ("launched", "created", "started", "made", "built", "provisioned", "deployed"),
    "expires_at": ("expire", "end"),
    "region": ("located", "hosted", "running", "live", "run", "deployed"),
}
_FOLLOWS = frozenset({"", ",", "?"})


def read(asked: Asked, at: int) -> Claim | None:
    """A clause that asks for a column."""
    if asked.subject.name in ("cost", "price"):
        return None
    begin = asked.skip(at, *_JOINED)
    return _what(asked, at, begin) or _how_many(asked, at, begin) or _said(asked, at, begin)


def _what(asked: Asked, at: int, begin: int) -> Claim | None:
    """`and what version are they on`, `what size is` right before the subject."""
    if asked.text(begin) not in _ASKS:
        return None
    found = field_at(asked, begin + 1 + (asked.text(begin + 1) in ("is", "are", "the")))
    if found is None or found[0].type in ("tags", "bool"):
        return None
    return _closed(asked, at, begin, found)


def _how_many(asked: Asked, at: int, begin: int) -> Claim | None:
    """`and how many records they have`."""
    if asked.text(begin) != "how" or asked.text(begin + 1) not in ("many", "much"):
        return None
    found = field_at(asked, begin + 2)
    if found is None or not _is_amount(found[0]):
        return None
    return _closed(asked, at, begin, found) if begin > at else None


def _is_amount(field: Field) -> bool:
    return is_counted(field) or field.unit in ("GiB", "MiB", "count") or field.kind == "metric"


def _closed(asked: Asked, at: int, begin: int, found: tuple[Field, int]) -> Claim | None:
    """The clause up to its end: a verb and a pronoun behind it, or the subject by its name."""
    end = found[1]
    said = set()
    while asked.text(end) in _VERBS and not _subject(asked, end):
        said.add(asked.text(end))
        end += 1
    if begin > at or asked.text(end) in _FOLLOWS:
        if not said & _PRONOUNS or asked.text(end) not in (*_FOLLOWS, "in", "for", "and"):
            return None
    elif not said or not _subject(asked, end) or asked.text(begin) == "how":
        return None
    return Claim(at, end, "select", select=(found[0].name,))


def _subject(asked: Asked, at: int) -> bool:
    return phrases(asked.subject.name).at(asked, at) is not None


def _said(asked: Asked, at: int, begin: int) -> Claim | None:
    """`where is`, `when was … launched`, `who owns`."""
    found = _SAID.at(asked, begin)
    if found is None:
        return _when_they(asked, at, begin)
    names, end = found
    name = next((one for one in names if asked.subject.field(one)), None)
    if name is None:
        return None
    ends = _PARTICIPLES.get(name, ())
    note = "who owns it is read from the tag owner" if name == "tags.owner" else None
    if asked.text(end) in _PRONOUNS:
        end += 1
        end += asked.text(end) in ends
        return Claim(at, end, "select", select=(name,), note=note) if begin > at else None
    place = asked.skip(end, "the", "our", "my")
    # "Who owns the oldest snapshot".
    near = range(place, place + 3)
    if begin > at or not any(_subject(asked, one) for one in near):
        return None
    if asked.text(begin) == "when" and asked.text(len(asked.words) - 1) not in ends:
        return None
    return Claim(at, end, "select", select=(name,), note=note)


def _when_they(asked: Asked, at: int, begin: int) -> Claim | None:
    """`and when they expire`, `and when they were launched`."""
    if begin == at or asked.text(begin) != "when":
        return None
    made = asked.text(begin + 1) in _PARTICIPLES["created_at"]
    if made and asked.text(begin + 2) in _FOLLOWS and "created_at" in asked.subject.fields:
        return Claim(at, begin + 2, "select", select=("created_at",))
    if asked.text(begin + 1) not in _PRONOUNS:
        return None
    end = asked.skip(begin + 2, "were", "was", "are", "will")
    for name in ("created_at", "expires_at"):
        if asked.text(end) in _PARTICIPLES[name] and name in asked.subject.fields:
            return Claim(at, end + 1, "select", select=(name,))
    return None


def closing(asked: Asked, at: int) -> Claim | None:
    """The end of such a clause behind the subject: "launched", "on", "use", "in"."""
    if at + 1 != len(asked.words) or asked.subject.name in ("cost", "price"):
        return None
    first = next((n for n in range(min(4, at)) if _opens(asked, n)), None)
    if first is None:
        return None
    ends = {word for words in _PARTICIPLES.values() for word in words}
    known = asked.text(at) in ({"on", "in", "use", "run", "have", "at", "to", "using"} | ends)
    return Claim(at, at + 1, "noise") if known else None


def _opens(asked: Asked, at: int) -> bool:
    claim = read(asked, at)
    return claim is not None and claim.start == at and asked.text(at) not in _JOINED
