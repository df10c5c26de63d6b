"""Columns named without a word that leads to them: "VM names and sizes", "clusters: version".

They stand right behind the subject, or after a comma ("unattached disks, size and cost"), and
nothing follows that could make a condition, an order or a second question of them.
"""

from intents.slots import number, period
from intents.slots.claim import Asked, Claim, listed
from intents.slots.fields import field_at, is_run
from intents.slots.subject import every, phrases

_JOINED = (",", "and", "plus", "the", "their", "with")
# What may stand behind columns: an end, or a place.
_AFTER = frozenset({"", "in", "for", "across", "of", "on", "from", "where", "please", "pls", "plz"})
# Words that others were made of, so that their places tell nothing of a mark.
_OPENED = frozenset({"is", "are", "have", "am", "would", "will", "not"})
_ALONE = ("cost", "tags")
_NOT_ALONE = frozenset({"count", "counts", "number", "numbers"})


def read(asked: Asked, at: int) -> Claim | None:
    """One or more columns."""
    if asked.subject.name in ("cost", "price", "budget", "commitment"):
        return None
    if last := _of_a_time(asked, at):
        return last
    colon = _after_colon(asked, at)
    parted = asked.text(at) in (",", "and", "plus")
    behind = not parted and (colon or _after_subject(asked, at))
    begin = at if behind else asked.skip(at, *_JOINED)
    joined = asked.text(at) == "," or (parted and _is_behind(asked, at))
    if not behind and (not joined or begin > at + 3 or not _is_named(asked, at)):
        return None
    found = listed(asked, begin, _any_column if colon else _column)
    if found is None:
        return None
    names, end = tuple(dict.fromkeys(found[0])), found[1]
    ends = asked.text(end) in _AFTER or _timed(asked, asked.skip(end, *_JOINED)) is not None
    if not ends or _is_other(asked, begin):
        return None
    if not behind and asked.text(at) != "," and not _is_told(asked, names):
        return None
    if behind and len(names) == 1 and (names[0] in _ALONE or colon):
        # "VM cost": of all of them, perhaps.
        return None
    return Claim(at, end, "select", select=names)


def _of_a_time(asked: Asked, at: int) -> Claim | None:
    """`cost`, in "VM names, sizes and last month's cost": the last of several columns."""
    found = field_at(asked, at)
    if found is None or found[0].kind not in ("cost", "metric") or asked.text(found[1]):
        return None
    timed = any(
        (told := period.read(asked, start)) and told.end == at
        for start in range(max(0, at - 4), at)
        if asked.text(start - 1) in _JOINED
    )
    if not timed or not _is_named(asked, at):
        return None
    columns = any(field_at(asked, one) for one in range(max(0, at - 7), at - 2))
    return Claim(at, found[1], "select", select=(found[0].name,)) if columns else None


def _timed(asked: Asked, at: int) -> int | None:
    """Where a period ends that stands behind the columns, or before the last of them."""
    found = period.read(asked, at)
    if found is None:
        return None
    last = field_at(asked, found.end)
    return found.end if not asked.text(found.end) or (last and not asked.text(last[1])) else None


def _is_told(asked: Asked, names: tuple[str, ...]) -> bool:
    """Whether each is a fact that a thing has: "clusters and versions", not "VMs and cost"."""
    return all(asked.subject.fields[name].kind == "fact" for name in names)


def _column(asked: Asked, at: int) -> tuple[str, int] | None:
    found = _any_column(asked, at)
    return found if found and asked.subject.fields[found[0]].type != "bool" else None


def _any_column(asked: Asked, at: int) -> tuple[str, int] | None:
    """A column; behind a colon, a yes-or-no one is no condition."""
    found = field_at(asked, asked.skip(at, "their", "the", "its"))
    if found is None or asked.text(found[1]) in _NOT_ALONE:
        return None
    compared = number.operator(asked, found[1]) or asked.text(found[1]) in ("is", "between", "=")
    return None if compared else (found[0].name, found[1])


def _after_subject(asked: Asked, at: int) -> bool:
    return _is_behind(asked, at) or is_run(asked, at - 1)


def _is_behind(asked: Asked, at: int) -> bool:
    """Whether a word for the subject stands right before a position."""
    known = phrases(asked.subject.name)
    starts = range(max(0, at - 4), at)
    return any((found := known.at(asked, start)) and found[1] == at for start in starts)


def _after_colon(asked: Asked, at: int) -> bool:
    """Whether a mark ends what the columns are of: "VMs in prod: name, size"."""
    if at == 0:
        return False
    before = asked.words[at - 1]
    marked = before.end - before.start == len(before.raw) + 1 and before.text not in _OPENED
    return marked and not before.quoted and _is_named(asked, at)


def _is_named(asked: Asked, at: int) -> bool:
    """Whether the subject is named before a position."""
    known = phrases(asked.subject.name)
    return any(known.at(asked, start) is not None for start in range(at))


def _is_other(asked: Asked, at: int) -> bool:
    """Whether other things may be asked for: "VMs, networks" is perhaps two lists."""
    found, field = every().at(asked, at), field_at(asked, at)
    if found is None or found[0] in (asked.subject.name, "cost"):
        return False
    # "Pricing tier" is no price.
    return field is None or field[1] <= found[1]
