"""The few steps of Kusto's language that inventory is asked in, as Azure Resource Graph reads them.

    table | where type =~ 'a' and (kind has 'b' or isnotempty(tags.team)) | project id, x = a.b
          | order by id asc | take 10

A table gives rows; each step takes rows and gives rows. Whatever else stands there is `Unreadable`:
a stand-in that read over a word would make a wrong query look right.

A path leads into nested objects and lists (`properties.a`, `zones[0]`, `tags['team']`). Comparison
is as Kusto's: `=~`, `in~`, `has` and `contains` without case, `==`, `in` with it; what is missing
equals nothing.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

Row = Mapping[str, object]
Test = Callable[[Row], bool]
Path = tuple[str | int, ...]
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign>=~|!~|==|!=|>=|<=|[=<>(),|\[\].])|(?P<word>!?[A-Za-z_$][\w$]*~?))"
)


class Unreadable(Exception):
    """A query that is none of ours."""


def run(query: str, tables: Mapping[str, Callable[[], Iterable[Row]]]) -> list[Row]:
    """The rows of a query over the tables, which are named in lower case; raises Unreadable."""
    words = _Words(_split(query))
    name = words.take()
    if name.lower() not in tables:
        raise Unreadable(f"'{name}' is no table")
    rows = list(tables[name.lower()]())
    while words.more():
        words.expect("|")
        step = words.take().lower()
        if step not in _STEPS:
            raise Unreadable(f"'{step}' is no step that is known here")
        rows = _STEPS[step](words, rows)
    return rows


def _split(query: str) -> list[str]:
    words, at = [], 0
    query = query.strip()
    while at < len(query):
        found = _TOKEN.match(query, at)
        if not found:
            raise Unreadable(f"at '{query[at : at + 20]}'")
        words.append(found[0].strip())
        at = found.end()
    return words


@dataclass(slots=True)
class _Words:
    words: Sequence[str]
    at: int = 0

    def more(self) -> bool:
        return self.at < len(self.words)

    def peek(self) -> str:
        return self.words[self.at] if self.more() else ""

    def take(self) -> str:
        if not self.more():
            raise Unreadable("it ends too early")
        self.at += 1
        return self.words[self.at - 1]

    def expect(self, word: str) -> None:
        if (found := self.take()).lower() != word:
            raise Unreadable(f"'{found}' stands where '{word}' should")

    def took(self, word: str) -> bool:
        """Whether the word is next; it is taken then."""
        if self.peek().lower() != word:
            return False
        self.at += 1
        return True


def _where(words: _Words, rows: list[Row]) -> list[Row]:
    test = _either(words)
    return [row for row in rows if test(row)]


def _project(words: _Words, rows: list[Row]) -> list[Row]:
    columns = [_column(words)]
    while words.took(","):
        columns.append(_column(words))
    return [{name: at(row, path) for name, path in columns} for row in rows]


def _column(words: _Words) -> tuple[str, Path]:
    path = _path(words)
    if words.took("="):
        return str(path[-1]), _path(words)
    return "_".join(str(step) for step in path), path


def _order(words: _Words, rows: list[Row]) -> list[Row]:
    words.expect("by")
    path = _path(words)
    falling = not words.took("asc") and (words.took("desc") or True)
    return sorted(rows, key=lambda row: _key(at(row, path)), reverse=falling)


def _key(found: object) -> tuple[bool, float, str]:
    number = float(found) if isinstance(found, int | float) else 0.0
    return found is not None, number, str(found or "").lower()


def _take(words: _Words, rows: list[Row]) -> list[Row]:
    return rows[: int(words.take())]


_STEPS: Mapping[str, Callable[[_Words, list[Row]], list[Row]]] = {
    "where": _where, "project": _project, "order": _order, "sort": _order, "take": _take,
    "limit": _take,
}  # fmt: skip


def _either(words: _Words) -> Test:
    tests = [_both(words)]
    while words.took("or"):
        tests.append(_both(words))
    return lambda row: any(test(row) for test in tests)


def _both(words: _Words) -> Test:
    tests = [_one(words)]
    while words.took("and"):
        tests.append(_one(words))
    return lambda row: all(test(row) for test in tests)


def _one(words: _Words) -> Test:
    if words.took("("):
        test = _either(words)
        words.expect(")")
        return test
    name = words.peek().lower()
    if name in _OF_ONE:
        words.take()
        words.expect("(")
        test = _either(words) if name == "not" else _found(_OF_ONE[name], _path(words))
        words.expect(")")
        return (lambda row: not test(row)) if name == "not" else test
    return _compared(words, _path(words))


def _found(test: Callable[[object], bool], path: Path) -> Test:
    return lambda row: test(at(row, path))


def _is_empty(found: object) -> bool:
    return found is None or found in ("", {}, [])


_OF_ONE: Mapping[str, Callable[[object], bool]] = {
    "not": bool,
    "isempty": _is_empty,
    "isnotempty": lambda found: not _is_empty(found),
    "isnull": lambda found: found is None,
    "isnotnull": lambda found: found is not None,
}


def _compared(words: _Words, path: Path) -> Test:
    sign = words.take().lower()
    negated = sign.startswith("!")
    sign = {"!=": "==", "!~": "=~"}.get(sign, sign.lstrip("!"))
    if sign not in _COMPARISONS:
        raise Unreadable(f"'{sign}' is no comparison that is known here")
    wanted = _list(words) if sign in ("in", "in~") else (_value(words.take()),)
    same = _COMPARISONS[sign]
    return lambda row: negated != any(same(at(row, path), one) for one in wanted)


def _list(words: _Words) -> tuple[object, ...]:
    words.expect("(")
    found = [_value(words.take())]
    while words.took(","):
        found.append(_value(words.take()))
    words.expect(")")
    return tuple(found)


def _value(word: str) -> object:
    if word[:1] in "'\"":
        return re.sub(r"\\(.)", r"\1", word[1:-1])
    if word.lower() in ("true", "false"):
        return word.lower() == "true"
    if re.fullmatch(r"-?\d+(?:\.\d+)?", word):
        return float(word)
    raise Unreadable(f"'{word}' is no value")


def _low(found: object) -> str:
    return "" if found is None else str(found).lower()


def _has(found: object, wanted: object) -> bool:
    return re.search(rf"(?<![^\W_]){re.escape(_low(wanted))}(?![^\W_])", _low(found)) is not None


def _number(test: Callable[[float, float], bool]) -> Callable[[object, object], bool]:
    def compared(found: object, wanted: object) -> bool:
        numbers = isinstance(found, int | float) and isinstance(wanted, int | float)
        return numbers and test(cast("float", found), cast("float", wanted))

    return compared


_COMPARISONS: Mapping[str, Callable[[object, object], bool]] = {
    "==": lambda found, wanted: found == wanted,
    "in": lambda found, wanted: found == wanted,
    "=~": lambda found, wanted: found is not None and _low(found) == _low(wanted),
    "in~": lambda found, wanted: found is not None and _low(found) == _low(wanted),
    "has": _has,
    "contains": lambda found, wanted: _low(wanted) in _low(found),
    "startswith": lambda found, wanted: _low(found).startswith(_low(wanted)),
    "endswith": lambda found, wanted: _low(found).endswith(_low(wanted)),
    ">": _number(lambda found, wanted: found > wanted),
    ">=": _number(lambda found, wanted: found >= wanted),
    "<": _number(lambda found, wanted: found < wanted),
    "<=": _number(lambda found, wanted: found <= wanted),
}


def _path(words: _Words) -> Path:
    """`a.b[0]['c']`, also inside of tostring( ) or tolower( ), which change nothing here."""
    first = words.take()
    if first.lower() in ("tostring", "tolower", "toint", "todouble", "tobool"):
        words.expect("(")
        path = _path(words)
        words.expect(")")
        return path
    if not re.fullmatch(r"[A-Za-z_$][\w$]*", first):
        raise Unreadable(f"'{first}' is no column")
    steps: list[str | int] = [first]
    while True:
        if words.took("."):
            steps.append(words.take())
        elif words.took("["):
            step = words.take()
            steps.append(int(step) if step.isdigit() else str(_value(step)))
            words.expect("]")
        else:
            return tuple(steps)


def at(row: object, path: Path) -> object:
    """What is at the path of a row; None where it leads nowhere."""
    found = row
    for step in path:
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list | tuple) and isinstance(step, int) and step < len(found):
            found = found[step]
        else:
            return None
    return found
