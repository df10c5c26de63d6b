"""Columns to show: "with name, subnet and private IP", "including their tags", "the CIDR of …".

A list that names what identifies a thing (its name or id) is shown exactly as said; otherwise the
rules put the identifying columns before it. "with a public IP" is a condition, not a column.
"""

from intents.query import Condition
from intents.slots.called import thing
from intents.slots.claim import Asked, Claim, Phrases, listed
from intents.slots.fields import field_at, is_run
from intents.slots.held import is_counted
from intents.slots.subject import phrases

_LEADS = Phrases(
    (phrase, None)
    for phrase in ("with", "and their", "and its", "including", "include", "along with",
                   "together with", "as well as", "and show", "showing", "and the", "plus",
                   "along with their", "with columns", "with the columns", "and also", "with what",
                   "and with what", "with which", "and with which", "along with the", "incl",
                   "and what", "and which", "together with their")
)  # fmt: skip
_POSSESSIVES = ("their", "its", "the", "respective")
_BETWEEN_COUNT = ("does", "do", "we", "have", "has", "are", "there", "is", "in", "for", "of")
_OWNERS = ("of", "for", "on", "across")
_ONE = frozenset({"a", "an", "any", "some"})
_MOST_BETWEEN = 2
_USED = frozenset({"run", "use", "have", "running", "using", "on"})
_NO_MORE = frozenset({"only", "just"})
# What only some things have: "with public IPs" can ask for the column or for those that have one.
_OPTIONAL = frozenset({"public_ip", "tags", "attached_to"})
# What may be lacking, as it is said after a negation only.
_LACKING = _OPTIONAL | {"dead_letter_queue", "name", "private_ip", "zone"}


def read(asked: Asked, at: int) -> Claim | None:
    """A list of columns."""
    if asked.subject.name == "cost":
        return None
    return (
        _having(asked, at)
        or _with(asked, at)
        or _of(asked, at)
        or _counted(asked, at)
        or _asked_for(asked, at)
        or _alone(asked, at)
    )


def _with(asked: Asked, at: int) -> Claim | None:
    found = _LEADS.at(asked, at)
    if found is None:
        return None
    names = listed(asked, found[1], _column)
    if names is None or _compares(asked, names[1]):
        return None
    if asked.text(names[1]) in ("on", "in", "of", "for") and asked.text(names[1] + 1) == "each":
        if asked.text(names[1] + 2) in ("", ",", "in", "and"):
            return Claim(at, names[1] + 2, "select", select=tuple(dict.fromkeys(names[0])))
    owned = any(asked.text(i) in _POSSESSIVES for i in range(at, found[1] + 1))
    if len(names[0]) == 1 and not owned and asked.text(at) == "with":
        name = names[0][0]
        if name in _OPTIONAL:
            return Claim(at, names[1], "unsure", select=names[0])
        if asked.subject.fields[name].type == "bool":
            # "Security groups with SSH open": those that have it.
            test = Condition(field=name, op="eq", value=True)
            return Claim(at, names[1], "test", where=(test,))
        if is_counted(asked.subject.fields[name]) and not _numbers(asked, found[1], names[1]):
            # "Functions with errors": those that had some, or all with how many.
            return Claim(at, names[1], "unsure", select=names[0])
    return Claim(at, names[1], "select", select=tuple(dict.fromkeys(names[0])))


def _numbers(asked: Asked, start: int, end: int) -> bool:
    """`subscriber count`, `number of subnets`: a column by its own words."""
    return bool({"count", "number"} & {asked.text(i) for i in range(start, end)})


def _of(asked: Asked, at: int) -> Claim | None:
    """`the size and state of`, before the subject."""
    names = listed(asked, at, _column)
    if names is None:
        return None
    if asked.text(names[1] - 1) == "to" and thing(asked, names[1]):
        # "What is attached to vol-0abc".
        return Claim(at, names[1], "select", select=names[0])
    owner = asked.text(names[1])
    if owner not in (*_OWNERS, "per") or (owner == "per" and asked.text(names[1] + 1) == "of"):
        return None
    subject_at = asked.skip(names[1] + 1, "all", "my", "our", "the", "each", "every", "of")
    one = thing(asked, subject_at)
    metrics = all(asked.subject.fields[name].kind == "metric" for name in names[0])
    # "Memory usage of the Azure VMs": what they are may stand between.
    near = range(subject_at, subject_at + 1 + (_MOST_BETWEEN if metrics else 0))
    if not (one or any(_is_subject(asked, at) for at in near)):
        return None
    if metrics and not one:
        # "CPU of our VMs", "traffic per NAT gateway": of each.
        first = asked.subject.fields[names[0][0]]
        order = (f"-{first.name}",) if first.type == "number" else ()
        return Claim(at, names[1] + 1, "select", select=names[0], order_by=order)
    if owner == "per":
        return None
    kinds = {asked.subject.fields[name].type for name in names[0]}
    if "money" in kinds or ("number" in kinds and not one):
        return None
    return Claim(at, names[1] + 1, "select", select=tuple(dict.fromkeys(names[0])))


def _asked_for(asked: Asked, at: int) -> Claim | None:
    """`what size are`, `in which region is`, `which version do … run`: a column of things."""
    lead = at + (asked.text(at) in ("in", "on"))
    if asked.text(lead) not in ("what", "which"):
        return None
    names = listed(asked, lead + 1, _column)
    if names is None or asked.text(names[1]) not in ("is", "are", "do", "does", "did"):
        return None
    begin = asked.skip(names[1] + 1, "all", "of", "my", "our", "the", "each")
    if asked.text(names[1]) in ("do", "does", "did") and not _ends_in_use(asked, begin):
        return None
    facts = all(asked.subject.fields[name].type in ("text", "list") for name in names[0])
    if not facts or not (_is_subject(asked, begin) or thing(asked, begin)):
        return None
    return Claim(at, names[1] + 1, "select", select=tuple(dict.fromkeys(names[0])))


def _ends_in_use(asked: Asked, at: int) -> bool:
    """Whether a verb of having ends it: "which version do our clusters run"."""
    return asked.text(len(asked.words) - 1) in _USED and at < len(asked.words) - 1


def _alone(asked: Asked, at: int) -> Claim | None:
    """`only their names`, `just name and size`, `names only`: at the end, no other columns."""
    led = asked.text(at) in _NO_MORE
    if _NO_MORE.isdisjoint(asked.texts.values()):
        return None
    begin = asked.skip(at + led, "the", "their", "show", "me")
    names = listed(asked, begin, _column) if begin <= at + 3 else None
    if names is None:
        return None
    end = names[1] + (not led and asked.text(names[1]) in _NO_MORE)
    if (led or end > names[1]) and not asked.text(asked.skip(end, "please", "pls")):
        named = any(phrases(asked.subject.name).at(asked, one) for one in range(at))
        return Claim(at, end, "select", select=tuple(dict.fromkeys(names[0]))) if named else None
    return None


def _is_subject(asked: Asked, at: int) -> bool:
    """Whether the things are named at a position, perhaps by what they run: "EKS"."""
    if phrases(asked.subject.name).at(asked, at) is not None:
        return True
    return is_run(asked, at)


def _counted(asked: Asked, at: int) -> Claim | None:
    """`how many subnets does each VPC have`: a column that counts, for each of the things."""
    found = field_at(asked, at)
    if found is None or found[0].unit != "count" or found[1] == at + 1:
        return None
    each = asked.skip(found[1], *_BETWEEN_COUNT)
    subject_at = asked.skip(each + 1, "of", "our", "the", "my")
    if asked.text(each) not in ("each", "every", "per"):
        return None
    if phrases(asked.subject.name).at(asked, subject_at) is None:
        return None
    return Claim(at, found[1], "select", select=(found[0].name,))


def _having(asked: Asked, at: int) -> Claim | None:
    """`with a public IP`, `have a public IP`."""
    if asked.text(at) not in ("with", "have", "has", "having", "a", "an", "any"):
        return None
    begin = at + (asked.text(at) not in _ONE)
    if asked.text(begin) not in _ONE:
        return None
    found = field_at(asked, begin + 1)
    if found is None or _compares(asked, found[1]) or found[0].name not in _OPTIONAL:
        return None
    return Claim(at, found[1], "test", where=(Condition(field=found[0].name, op="exists"),))


def optional(asked: Asked, at: int) -> Claim | None:
    """`public IP` after a negation: "without a public IP", "no tags"."""
    before = asked.text(at - 1)
    found = field_at(asked, at)
    if found is None or found[0].name not in _LACKING or _compares(asked, found[1]):
        return None
    if before not in ("no", "without", "any", "a", "missing", "lacking", "got"):
        return None
    return Claim(at, found[1], "test", where=(Condition(field=found[0].name, op="exists"),))


def _column(asked: Asked, at: int) -> tuple[str, int] | None:
    found = field_at(asked, asked.skip(at, *_POSSESSIVES))
    return (found[0].name, found[1]) if found else None


def _compares(asked: Asked, at: int) -> bool:
    from intents.slots import number

    word = asked.text(at)
    return word in ("=", "is", "contains", "between", "starts") or bool(number.operator(asked, at))
