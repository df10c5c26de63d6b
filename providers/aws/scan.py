"""EC2's answers in XML, read by one regular expression a resource instead of a tree of objects.

botocore needs half a second of CPU for a page of 1,000 instances, which is the bottleneck of a big
estate; this needs a twentieth of that, for it makes objects only of the members that are wanted.
A `Scanner` takes XML names and types from botocore's own model, and gives what botocore's parser
gives, less the members that nobody wants.

What must hold: it is right or silent. The grammar is the part of XML that EC2 writes: elements
without attributes, text, and references to characters; every element that is passed over is still
matched with its own end. At anything else (a comment, CDATA, an attribute, a prefix, an element
twice where the model has it once, text where a structure should be, a page that is cut off) `read`
gives None, and botocore's parser is asked. The tests hold the two against each other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, islice
from typing import Any

from botocore.model import Shape

from providers.aws.listing import COLUMNS, Listing
from providers.aws.text import (
    NAME,
    ONCE,
    TEXT,
    Read,
    Strange,
    checked,
    every,
    reader,
    said,
    value,
)

# How deep elements that nobody wants may lie in each other; EC2's deepest is 6.
DEEPEST = 8

_HEAD = re.compile(
    rb'(?:<\?xml version="1\.0" encoding="UTF-8"\?>)?[ \t\n]*'
    rb'<(?P<name>%b)(?: xmlns="[^"<&]*")?>' % NAME.encode()
)
_BLANK = re.compile(rb"[ \t\n]*")

# The members that are wanted of a structure, and of what lies in them.
Wanted = Mapping[str, "Wanted"]
# What a regular expression caught of a member: "/" of `<a/>`, or ">" and the text of `<a>…</a>`.
_CAUGHT = "/(?=>)|>"
# All that it caught of an item: of each member, and at last nothing where the item was read whole.
Caught = tuple[bytes | None, ...]


class Scanner:
    """Reads one operation's answer. Made once for an operation; safe to share between threads."""

    def __init__(self, shape: Shape, paths: Iterable[str], listing: Listing | None = None) -> None:
        """`paths` are members from the answer down, as "Reservations.Instances.State.Name".

        Lists are no step of their own. A `listing`, whose paths are among them, is read in columns
        and stands under `COLUMNS`.
        Raises ValueError for what cannot be read so.
        """
        self._answer, self._listing = _Stem(shape, _tree(paths), raw=bool(listing)), listing

    def read(self, body: bytes) -> dict[str, Any] | None:
        """What botocore would give, less what is not wanted; None where it has to be asked."""
        try:
            if (head := _HEAD.match(checked(body))) is None:
                return None
            found, end = self._answer.inside(body, head.end(), head["name"])
            if self._listing:
                found = self._in_columns(found, self._listing)
        except ValueError:  # `Strange`, a number that is none, or bytes that are not UTF-8
            return None
        return found if _BLANK.fullmatch(body, end) else None

    def _in_columns(self, found: dict[str, Any], listing: Listing) -> dict[str, Any]:
        first, *steps = listing.items.split(".")
        try:
            items = listing.items_of(found)
        except KeyError as missing:
            raise Strange("a list is left out") from missing
        item = self._answer.item(first, *steps)
        rest = {name: made for name, made in found.items() if name != first}
        return {**rest, COLUMNS: item.columns(items)}


def _tree(paths: Iterable[str]) -> Wanted:
    tree: dict[str, Any] = {}
    for path in paths:
        at = tree
        for step in path.split("."):
            at = at.setdefault(step, {})
    return tree


def _xml(member: str, shape: Any) -> str:
    return str(shape.serialization.get("name", member))


def _names(shape: Any, wanted: Wanted) -> list[str]:
    return [_xml(member, shape.members[member]) for member in wanted]


def _skipped(depth: int, names: Iterator[int]) -> str:
    """An element of any name, and all that is in it, to its own end."""
    own = f"n{next(names)}"
    inner = f"(?:{_skipped(depth - 1, names)}{TEXT})*{ONCE}" if depth else ""
    return rf"<(?P<{own}>{NAME})(?:/>|>{TEXT}{inner}</(?P={own})>)"


def _passed(depth: int) -> str:
    """The same without groups, for where it is known that each element has its own end."""
    inner = f"(?:{_passed(depth - 1)}{TEXT})*{ONCE}" if depth else ""
    return rf"<{NAME}(?:/>|>{TEXT}{inner}</{NAME}>)"


def _but(known: Iterable[str], element: str) -> str:
    """The element, where its name is none of these."""
    return rf"(?!<(?:{'|'.join(known)})[/>]){element}"


def _structure(_: bytes) -> dict[str, Any]:
    """A structure before its members are put into it."""
    return {}


class _Item:
    """A structure that is read whole, by one expression: `<item>…</item>`.

    Each wanted member is a group, in the order of `_members`: what was caught of it, the name that
    it gets, and the place of the structure that it lies in (-1 for the item itself).
    """

    def __init__(
        self, shape: Any, wanted: Wanted, *, known: bool = False, raw: bool = False
    ) -> None:
        """`known`: it is known that each element has its own end, which spares the groups.

        `raw`: what was caught of an item is given as it is, for `columns`.
        """
        self._known, self._raw, self._names = known, raw, count()
        self._members: list[tuple[str, int, Read]] = []
        self._lists: dict[int, _Item] = {}
        inside = self._inside(shape, wanted, -1, DEEPEST - 1)
        self._one = self._compiled(rf"<item(?:/>|>{inside}</item>)(?P<end>)")
        self._all = self._compiled(rf"<item(?:/>|>{inside}</item>)|(?P<end><)")
        at = self._one.groupindex
        self._groups = (*(at[f"v{n}"] for n in range(len(self._members))), at["end"])
        # Text alone, all of it there, in the order of the model: so most tags are, and read sooner.
        flat = all(holder < 0 and read is value for _, holder, read in self._members)
        self._plain = tuple(member for member, _, _ in self._members) if flat else ()
        each = (f"<{name}>({TEXT})</{name}>{TEXT}" for name in _names(shape, wanted))
        usual = rf"<item>{TEXT}{''.join(each)}</item>"
        # For a single group Python would give no tuples.
        self._usual = re.compile(usual) if len(self._plain) > 1 else None
        self._brackets = 2 * (len(self._plain) + 1)

    def read(self, text: bytes, at: int) -> tuple[Any, int]:
        """The structure that begins here, and where it ends. Raises Strange."""
        if (found := self._one.match(text, at)) is None:
            raise Strange(text[at : at + 80])
        caught = found.group(*self._groups)
        return caught if self._raw else self._made(caught), found.end()

    def columns(self, items: Sequence[Caught]) -> dict[str, list[Any]]:
        """What was caught of items, by path: its lists as lists of tuples."""
        paths: dict[int, str] = {-1: ""}
        found: dict[str, list[Any]] = {}
        for n, (member, holder, read) in enumerate(self._members):
            paths[n] = f"{paths[holder]}.{member}" if paths[holder] else member
            column = [caught[n] for caught in items]
            if n in self._lists:
                found[paths[n]] = self._lists[n].tuples(column)
            elif read is not _structure:
                found[paths[n]] = every(read, column)
        return found

    def tuples(self, lists: Sequence[bytes | None]) -> list[list[tuple[Any, ...]]]:
        """The items in what was caught of each of these lists, all at once. Raises Strange."""
        if (found := self._usually(b"".join(filter(None, lists)))) is not None:
            left = iter(found)
            counts = (caught.count(b"<") // self._brackets if caught else 0 for caught in lists)
            return [list(islice(left, count)) for count in counts]
        each = (self.every(caught) if caught else [] for caught in lists)
        return [[tuple(map(item.get, self._plain)) for item in items] for items in each]

    def every(self, caught: bytes) -> list[dict[str, Any]]:
        """Those in what was caught of a list. Raises Strange."""
        if (usual := self._usually(caught)) is not None:
            if len(self._plain) == 2:  # most often it is tags, and this is three times as fast
                first, second = self._plain
                return [{first: one, second: other} for one, other in usual]
            return [dict(zip(self._plain, each, strict=True)) for each in usual]
        found = self._all.findall(caught)
        for values in found:
            if values[-1]:
                raise Strange(caught)
        return [self._made(values) for values in found]

    def _usually(self, caught: bytes) -> list[tuple[str, ...]] | None:
        """The items, where there is nothing but such as most are; the search of it is quick."""
        if self._usual is None:
            return None
        found: list[tuple[str, ...]] = self._usual.findall(caught.decode())
        if len(found) * self._brackets != caught.count(b"<"):
            return None
        if b"&" not in caught:
            return found
        columns = zip(*found, strict=True)
        told = ([said(text) if "&" in text else text for text in column] for column in columns)
        return list(zip(*told, strict=True))

    def _made(self, values: Caught) -> dict[str, Any]:
        made: dict[str, Any] = {}
        holders: dict[int, Any] = {-1: made}
        for n, (member, holder, read) in enumerate(self._members):
            if caught := values[n]:
                holders[n] = holders[holder][member] = read(caught)
        return made

    def _compiled(self, pattern: str) -> re.Pattern[bytes]:
        """With `{v3}` (a group that must not have been caught before) put as Python wants it."""
        places = re.compile(re.sub(r"\{v\d+\}", "", pattern)).groupindex
        guarded = re.sub(r"\{(v\d+)\}", lambda m: f"(?({places[m[1]]})(?!))", pattern)
        return re.compile(guarded.encode())

    def _inside(self, shape: Any, wanted: Wanted, holder: int, depth: int) -> str:
        """What lies between a structure's tags."""
        known = _names(shape, wanted)
        each = [
            self._member(name, member, shape.members[member], wanted[member], holder, depth)
            for name, member in zip(known, wanted, strict=True)
        ]
        other = _but(known, self._other(depth))
        return rf"{TEXT}(?:(?:<(?:{'|'.join(each)})|{other}){TEXT})*{ONCE}"

    def _other(self, depth: int) -> str:
        return _passed(depth) if self._known else _skipped(depth, self._names)

    def _member(
        self, name: str, member: str, shape: Any, wanted: Wanted, holder: int, depth: int
    ) -> str:
        n = len(self._members)
        match shape.type_name:
            case "structure":
                self._members.append((member, holder, _structure))
                inside = self._inside(shape, wanted, n, depth - 1)
                return rf"{name}{{v{n}}}(?P<v{n}>{_CAUGHT})(?:>|{inside}</{name}>)"
            case "list":
                items = self._lists[n] = _Item(shape.member, wanted, known=True)
                self._members.append((member, holder, items.every))
                inner = rf"(?:{self._other(depth)}{TEXT})*{ONCE}"
                return rf"{name}{{v{n}}}(?P<v{n}>{_CAUGHT}{TEXT}{inner})(?:>|</{name}>)"
            case _:
                self._members.append((member, holder, reader(shape)))
                return rf"{name}{{v{n}}}(?P<v{n}>{_CAUGHT}{TEXT})(?:>|</{name}>)"


class _Stem:
    """A structure that holds the long lists, read item by item, and perhaps single values."""

    def __init__(self, shape: Any, wanted: Wanted, *, raw: bool = False) -> None:
        self._lists: dict[bytes, tuple[str, _Item | _Stem]] = {}
        self._values: dict[bytes, tuple[str, Read]] = {}
        for member, inner in wanted.items():
            under = shape.members[member]
            if under.type_name == "list":
                self._lists[_xml(member, under).encode()] = (
                    member,
                    _branch(under.member, inner, raw=raw),
                )
            else:
                self._values[_xml(member, under).encode()] = (member, reader(under))
        self._step = re.compile(self._next().encode())

    def item(self, first: str, *steps: str) -> _Item:
        """What reads the items of a list that is named from here."""
        (inner,) = (item for member, item in self._lists.values() if member == first)
        return inner.item(*steps) if isinstance(inner, _Stem) else inner

    def _next(self) -> str:
        """What is passed over, and what comes then: a list, a value, or the end."""
        lists, values = ([name.decode() for name in each] for each in (self._lists, self._values))
        known = (*lists, *values)
        return (
            rf"{TEXT}(?:{_but(known, _skipped(DEEPEST, count()))}{TEXT})*{ONCE}"
            rf"<(?:(?P<list>{'|'.join(lists)})(?P<empty>/?)>"
            rf"|(?P<value>{'|'.join(values) or '(?!)'})"
            rf"(?P<caught>{_CAUGHT}{TEXT})(?:>|</(?P=value)>)"
            rf"|/(?P<end>{NAME})>)"
        )

    def read(self, text: bytes, at: int) -> tuple[dict[str, Any], int]:
        """The item that begins here, and where it ends. Raises Strange."""
        if text.startswith(b"<item>", at):
            return self.inside(text, at + 6, b"item")
        raise Strange(text[at : at + 80])

    def inside(self, text: bytes, at: int, name: bytes) -> tuple[dict[str, Any], int]:
        """What lies from here to the end of the element called `name`, and where it ends."""
        found: dict[str, Any] = {}
        while step := self._step.match(text, at):
            at = step.end()
            if step.lastgroup == "end":
                if step["end"] != name:
                    break
                return found, at
            if step.lastgroup == "caught":
                member, read = self._values[step["value"]]
                made = read(step["caught"])
            else:
                member, item = self._lists[step["list"]]
                made = []
                if not step["empty"]:
                    at = _items(text, at, step["list"], item, made)
            if member in found:
                break
            found[member] = made
        raise Strange(text[at : at + 80])


def _items(text: bytes, at: int, name: bytes, item: "_Item | _Stem", into: list[Any]) -> int:
    """Put the items of a list, from here to its end, into `into`; where it ends."""
    end = b"</%b>" % name
    while not text.startswith(end, at := text.index(b"<", at)):
        made, at = item.read(text, at)
        into.append(made)
    return at + len(end)


def _branch(shape: Any, wanted: Wanted, *, raw: bool) -> _Item | _Stem:
    """An item; a stem where it is but the holder of another list, as a reservation is."""
    only = [shape.members[member].type_name for member in wanted]
    return _Stem(shape, wanted, raw=raw) if only == ["list"] else _Item(shape, wanted, raw=raw)
