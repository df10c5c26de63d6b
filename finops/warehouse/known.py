"""How far the charges are known that were asked for through a cloud's cost API.

home/charges/<cloud>/asked.json                   how far each account is known, and its gaps
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from finops.warehouse.disk import write
from providers.model import Account, Gap

STATE = "asked.json"


@dataclass(frozen=True, slots=True)
class Known:
    """How far one account's charges are known.

    Every day of `[since, until)` was asked for; those before `final` are as they will stay.
    Resources are told apart from `resources_from` on, None where nowhere. `gaps` are of the last
    time. An account that `is_gone` is the cloud's or ours no more: its charges stay, and no day is
    missing after them.
    """

    account: Account
    since: date | None = None
    until: date | None = None
    final: date | None = None
    asked_at: datetime | None = None
    resources_from: date | None = None
    gaps: tuple[Gap, ...] = ()
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class CloudState:
    """All that is known of a cloud; `gaps` are of the cloud as a whole, as missing credentials."""

    accounts: Mapping[str, Known]
    gaps: tuple[Gap, ...] = ()


def load(folder: Path) -> CloudState:
    """What is known of the cloud whose folder this is."""
    try:
        raw = json.loads((folder / STATE).read_text("utf-8"))
    except FileNotFoundError:
        return CloudState({})
    known = (_known(item) for item in raw["accounts"])
    return CloudState(
        {one.account.id: one for one in known}, tuple(Gap.recalled(gap) for gap in raw["gaps"])
    )


def save(folder: Path, state: CloudState) -> None:
    """Replace what is known of the cloud."""
    told = {
        "accounts": [asdict(known) for known in state.accounts.values()],
        "gaps": [asdict(gap) for gap in state.gaps],
    }
    text = json.dumps(told, default=lambda moment: moment.isoformat(), indent=1)
    write(folder / STATE, text.encode())


def _known(raw: Mapping[str, object]) -> Known:
    def day(name: str) -> date | None:
        return date.fromisoformat(str(raw[name])) if raw[name] else None

    account, gaps = raw["account"], raw["gaps"]
    asked_at = datetime.fromisoformat(str(raw["asked_at"])) if raw["asked_at"] else None
    return Known(
        account=Account(**account),  # type: ignore[arg-type]
        since=day("since"),
        until=day("until"),
        final=day("final"),
        asked_at=asked_at,
        resources_from=day("resources_from"),
        gaps=tuple(Gap.recalled(gap) for gap in gaps),  # type: ignore[attr-defined]
        is_gone=bool(raw.get("is_gone")),
    )
