"""The columns of one file, spelt as SQL of the type that is wanted; what is absent is NULL.

Names are found without case, underscores or other signs, so `BilledCost`, `billed_cost` and
`lineItem/UnblendedCost` are found under any spelling. Of several names, the first that has a value
in the row is taken. Parquet keeps its types; in CSV everything is text.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from finops.warehouse.focus import DECIMAL, TAGS

_NUMBERS = ("DECIMAL", "DOUBLE", "FLOAT", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
# Exports write moments in ISO's form, which a cast reads; these are the others seen from Azure.
_OTHER_MOMENTS = ("%Y-%m-%dT%H:%MZ", "%m/%d/%Y", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M")
# Columns that are maps, where an export does not write them as text.
_MAPS = ("Tags", "SkuPriceDetails", "x_SkuDetails", "resource_tags", "product")
_SIGNS = re.compile(r"[^a-z0-9]")
# Spells a column of a type.
Spell = Callable[[str, str], str]


def plain(name: str) -> str:
    """A column's name as it is compared."""
    return _SIGNS.sub("", name.lower())


class Cells:
    """`present` are a file's columns and their types; `trimmed`: its text may have blanks."""

    def __init__(self, present: Sequence[tuple[str, str]], *, trimmed: bool) -> None:
        """Of two columns that are one by name, the first is taken."""
        self._trimmed = trimmed
        self.present = tuple(present)
        self._known: dict[str, tuple[str, str]] = {}
        for name, kind in present:
            self._known.setdefault(plain(name), (quoted(name), kind.upper()))

    def has(self, *names: str) -> bool:
        """Whether all of these columns are there."""
        return all(plain(name) in self._known for name in names)

    def has_any(self, *names: str) -> bool:
        """Whether one of these columns is there."""
        return any(plain(name) in self._known for name in names)

    def starting(self, prefix: str) -> Iterator[tuple[str, str]]:
        """`(rest of the name, column)` of columns whose name starts so, as it is written."""
        for name, _ in self.present:
            if name.lower().startswith(prefix.lower()) and len(name) > len(prefix):
                yield name[len(prefix) :], quoted(name)

    def text(self, *names: str) -> str:
        """Text, null where it is empty."""
        return self._first(names, self._text, "VARCHAR")

    def number(self, *names: str) -> str:
        """An exact decimal, null where it is not a number."""
        return self._first(names, lambda column, _: f"TRY_CAST({column} AS {DECIMAL})", DECIMAL)

    def moment(self, *names: str) -> str:
        """A UTC timestamp without a zone, null where it is none."""
        return self._first(names, _moment, "TIMESTAMP")

    def tags(self, *names: str) -> str:
        """A map of text."""
        return self._first(names, _map, TAGS)

    def maps_as_text(self) -> list[str]:
        """Columns that hold maps as JSON text."""
        return [column for column, kind in self._found(_MAPS) if kind == "VARCHAR"]

    def is_filled(self, *names: str) -> str:
        """Whether one of these columns holds a map as text, be it legible or not."""
        found = [column for column, kind in self._found(names) if kind == "VARCHAR"]
        # Some exporters write null as a word; no text at all is read as an empty map.
        tests = [f"lower(trim({column})) <> 'null'" for column in found]
        return f"({' OR '.join(tests)})" if tests else "false"

    def with_maps(self, read: Mapping[str, str]) -> "Cells":
        """The same, where SQL that gives a map stands in place of these columns."""
        made = Cells(self.present, trimmed=self._trimmed)
        for key, (column, _) in self._known.items():
            if column in read:
                made._known[key] = (read[column], TAGS)
        return made

    def sum(self, *names: str) -> str:
        """The sum of a column as it is in the file, as simply as can be."""
        found = self._found(names)
        if not found:
            return "CAST(NULL AS DOUBLE)"
        column, kind = found[0]
        is_number = kind.startswith(_NUMBERS)
        return f"sum({column})" if is_number else f"sum(TRY_CAST({column} AS DOUBLE))"

    def as_written(self, *names: str) -> str:
        """The column as text, whatever it holds."""
        return self._first(names, lambda column, _: f"CAST({column} AS VARCHAR)", "VARCHAR")

    def _found(self, names: Sequence[str]) -> list[tuple[str, str]]:
        return [self._known[plain(name)] for name in names if self.has(name)]

    def _first(self, names: Sequence[str], spell: Spell, kind: str) -> str:
        spelt = [spell(*one) for one in self._found(names)]
        if not spelt:
            return f"CAST(NULL AS {kind})"
        return spelt[0] if len(spelt) == 1 else f"coalesce({', '.join(spelt)})"

    def _text(self, column: str, kind: str) -> str:
        if kind != "VARCHAR":
            return f"CAST({column} AS VARCHAR)"
        return f"nullif(trim({column}), '')" if self._trimmed else f"nullif({column}, '')"


def quoted(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def _moment(column: str, kind: str) -> str:
    if kind.startswith("TIMESTAMP") and ("TZ" in kind or "ZONE" in kind):
        whole = f"CAST({column} AS TIMESTAMPTZ)" if "NS" in kind else column
        # As `timezone('UTC', …)` gives it, at a third of the time.
        return f"make_timestamp(epoch_us({whole}))"
    if kind != "VARCHAR":
        return f"TRY_CAST({column} AS TIMESTAMP)"
    forms = ", ".join(literal(form) for form in _OTHER_MOMENTS)
    return f"coalesce(TRY_CAST({column} AS TIMESTAMP), try_strptime({column}, [{forms}]))"


def _map(column: str, kind: str) -> str:
    if kind == TAGS:
        return column
    if kind.startswith("MAP"):
        return f"CAST({column} AS {TAGS})"
    return map_of(column if kind == "VARCHAR" else f"CAST(to_json({column}) AS VARCHAR)")


def map_of(text: str) -> str:
    """JSON text as a map, null where it is none."""
    # Azure's older exports leave the braces out.
    braced = f"CASE WHEN {text} LIKE '{{%' THEN {text} ELSE '{{' || {text} || '}}' END"
    return f"TRY_CAST(TRY_CAST({braced} AS JSON) AS {TAGS})"
