"""What a generation of the warehouse holds, where it is from, and what it could not take in.

The file `manifest.json` beside the charges. A delivery is one export file that was taken in; a
total compares what the files say with what is kept, for a month of one cloud in one currency.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from finops.warehouse.focus import columns
from providers.focus.listing import ExportFile
from providers.model import Account, Gap

# Raised when files have to be read again because they are read otherwise than before.
READING = 5
SCHEMA = sha256(repr((READING, columns())).encode()).hexdigest()[:16]
# Files and the warehouse agree where they differ by less: doubles are added in another order.
CENT = Decimal("0.01")
# The file that names the current generation.
CURRENT = "current"
# What charges that name no provider are called where clouds are; their `cloud` is null.
NAMELESS = "unknown provider"


def current(folder: Path) -> Path | None:
    """The current generation's folder, or None where there is none yet."""
    try:
        return folder / (folder / CURRENT).read_text("utf-8").strip()
    except FileNotFoundError:
        return None


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known about one cloud's charges: how many rows, and from which day to which.

    `cloud` is NAMELESS for the charges of none.
    """

    cloud: str
    rows: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file that was taken in; `number` stands in the column `export` of its rows."""

    file: ExportFile
    number: int
    format: str


@dataclass(frozen=True, slots=True)
class Total:
    """A month of a cloud in one currency: what its files say, and what became of it.

    `billed` and `effective` are None where the files have no such column. `aside` is what another
    file has too, `broken` what could not be read; without a month are rows that cannot be dated.
    """

    cloud: str | None
    month: date | None
    currency: str | None
    rows: int
    billed: Decimal | None
    effective: Decimal | None
    kept_rows: int = 0
    kept_billed: Decimal = Decimal(0)
    kept_effective: Decimal = Decimal(0)
    aside_rows: int = 0
    aside_billed: Decimal = Decimal(0)
    aside_effective: Decimal = Decimal(0)
    broken_rows: int = 0
    broken_billed: Decimal = Decimal(0)
    broken_effective: Decimal = Decimal(0)

    @property
    def lost_billed(self) -> Decimal:
        """What the files bill that is neither kept nor accounted for; about 0, or a fault."""
        if self.billed is None:
            return Decimal(0)
        return self.billed - self.kept_billed - self.aside_billed - self.broken_billed

    @property
    def lost_effective(self) -> Decimal:
        """The same of effective cost."""
        if self.effective is None:
            return Decimal(0)
        return self.effective - self.kept_effective - self.aside_effective - self.broken_effective

    @property
    def agrees(self) -> bool:
        """Whether nothing is lost, to the cent."""
        return max(abs(self.lost_billed), abs(self.lost_effective)) < CENT


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds, and what it could not take in.

    `files` are all that the patterns mean, `deliveries` those that were taken in. `accounts` are
    those that were charged, `tag_keys` every spelling of a key,
    `services` and `publishers` what charges call these, a bounded number of each. `of_rows` are
    those of the gaps that hold as long as the deliveries are the same; `read` how many files were
    read to make it.
    """

    built_at: datetime
    patterns: tuple[str, ...] = ()
    files: tuple[ExportFile, ...] = ()
    reach: tuple[Reach, ...] = ()
    currencies: tuple[str, ...] = ()
    tag_keys: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    gaps: tuple[Gap, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    totals: tuple[Total, ...] = ()
    of_rows: tuple[Gap, ...] = ()
    read: int = 0
    schema: str = SCHEMA

    def to_json(self) -> str:
        """As text for `manifest.json`."""
        return json.dumps(asdict(self), default=str, indent=1)

    @classmethod
    def at(cls, place: Path) -> "Manifest | None":
        """The manifest of a generation's folder; None where another sync has cleared it away."""
        try:
            return cls.from_json((place / "manifest.json").read_text("utf-8"))
        except FileNotFoundError:
            return None

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """The manifest that `to_json` wrote; what an older one lacks is empty."""
        raw = json.loads(text)
        return cls(
            built_at=datetime.fromisoformat(raw["built_at"]),
            patterns=tuple(raw["patterns"]),
            files=tuple(ExportFile(**item) for item in raw["files"]),
            reach=tuple(
                Reach(
                    item["cloud"],
                    item["rows"],
                    date.fromisoformat(item["first_day"]),
                    date.fromisoformat(item["last_day"]),
                )
                for item in raw["reach"]
            ),
            currencies=tuple(raw["currencies"]),
            tag_keys=tuple(raw["tag_keys"]),
            services=tuple(raw.get("services", ())),
            publishers=tuple(raw.get("publishers", ())),
            accounts=tuple(Account(**item) for item in raw["accounts"]),
            gaps=tuple(Gap.recalled(item) for item in raw["gaps"]),
            deliveries=tuple(
                Delivery(ExportFile(**item["file"]), item["number"], item["format"])
                for item in raw.get("deliveries", ())
            ),
            totals=tuple(_total(item) for item in raw.get("totals", ())),
            of_rows=tuple(Gap.recalled(item) for item in raw.get("of_rows", ())),
            read=raw.get("read", 0),
            schema=raw.get("schema", ""),
        )


def _total(raw: dict[str, str | int | None]) -> Total:
    month = date.fromisoformat(str(raw["month"])) if raw["month"] else None
    money = ("billed", "effective")
    read = {
        name: Decimal(str(value)) if value is not None and name.endswith(money) else value
        for name, value in raw.items()
    }
    return Total(**{**read, "month": month})  # type: ignore[arg-type]
