"""What is kept of findings from day to day: when each was first and last seen, and when it went.

    home/findings/lives.parquet

One row a finding, as it was when it was last seen, and beside the rows since when each rule has
looked at each account: what was never looked for there is not new when it is found. The file
appears by a rename, whole or not at all; one writer at a time.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from finops.warehouse.disk import alone, write
from finops.warehouse.kept import as_parquet
from providers.schema import schema

# What a finding said when it was last seen.
TOLD = (
    "id", "cloud", "account", "account_id", "region", "tags", "rule", "category", "resource",
    "resource_id", "resource_type", "why", "since", "monthly_saving", "saving_basis", "currency",
    "resource_cost", "current", "recommended", "confidence", "effort", "risk",
)  # fmt: skip
_OWN: dict[str, pa.DataType] = {
    "first_day": pa.date32(), "last_day": pa.date32(), "gone_day": pa.date32(),
    "terms": pa.string(), "saves_from": pa.list_(pa.string()),
}  # fmt: skip
_LOOKED = b"finops.looked"
# Rule and account → the first day on which the rule looked at it.
Looked = Mapping[tuple[str, str], date]


@dataclass(frozen=True, slots=True)
class Life:
    """One finding. `told` has the fields of TOLD; days are UTC.

    `first` and `last` are the days on which it was first and last seen; `gone` is the first on
    which it was looked for and not there, None while it is not known to be gone. `terms` tell
    which conditions the rule had, `saves_from` the ids of the resources that it saves from.
    """

    told: Mapping[str, object]
    first: date
    last: date
    gone: date | None
    terms: str
    saves_from: tuple[str, ...]

    @property
    def id(self) -> str:
        """The finding's own."""
        return str(self.told["id"])

    @property
    def place(self) -> tuple[str, str]:
        """The rule, and the account that it looked at."""
        return str(self.told["rule"]), str(self.told["account_id"])


@dataclass(frozen=True, slots=True)
class Ledger:
    """All findings that were ever kept, by id."""

    lives: Mapping[str, Life] = field(default_factory=dict)
    looked: Looked = field(default_factory=dict)

    @property
    def begins(self) -> date | None:
        """The first day of which anything is known."""
        return min(self.looked.values(), default=None)


class Lives:
    """The ledger of one `home`."""

    def __init__(self, folder: Path) -> None:
        """Read nothing yet."""
        self._folder = folder
        self._file = folder / "lives.parquet"

    def read(self) -> Ledger:
        """As it was last written; empty before the first time."""
        if not self._file.exists():
            return Ledger()
        # The rows and what stands beside them are of one version: the file is opened once.
        with parquet.ParquetFile(self._file) as file:
            table = file.read()
        looked = json.loads(table.schema.metadata[_LOOKED])
        lives = (_life(row) for row in table.to_pylist(maps_as_pydicts="strict"))
        return Ledger(
            {one.id: one for one in lives},
            {(rule, account): date.fromisoformat(day) for rule, account, day in looked},
        )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes until the block ends."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with alone(self._folder):
            yield

    def write(self, ledger: Ledger) -> None:
        """Put it in the place of what is kept."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write(self._file, packed(ledger))

    def stamp(self) -> object:
        """Changes whenever it is written."""
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino


def packed(ledger: Ledger) -> bytes:
    """The file's content."""
    rows = [_row(one) for _, one in sorted(ledger.lives.items())]
    told = [[*place, str(day)] for place, day in sorted(ledger.looked.items())]
    table = pa.Table.from_pylist(rows, schema=_schema())
    return as_parquet(table.replace_schema_metadata({_LOOKED: json.dumps(told).encode()}))


def _schema() -> pa.Schema:
    known = schema("finding")
    return pa.schema([*(known.field(name) for name in TOLD), *pa.schema(_OWN)])


def _row(one: Life) -> dict[str, object]:
    return {
        **{name: one.told.get(name) for name in TOLD},
        "first_day": one.first,
        "last_day": one.last,
        "gone_day": one.gone,
        "terms": one.terms,
        "saves_from": list(one.saves_from),
    }


def _life(row: Mapping[str, object]) -> Life:
    """A row of the file; what an older one lacks is unknown."""
    first, last, gone = row["first_day"], row["last_day"], row["gone_day"]
    saves: Sequence[object] = row["saves_from"] or ()  # type: ignore[assignment] # its column's type
    return Life(
        {name: row.get(name) for name in TOLD},
        first,  # type: ignore[arg-type] # its column's type
        last,  # type: ignore[arg-type] # its column's type
        gone,  # type: ignore[arg-type] # its column's type
        str(row["terms"]),
        tuple(map(str, saves)),
    )
