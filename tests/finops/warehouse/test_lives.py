"""The ledger of findings: read back as it was written, and never half of it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from finops.warehouse.lives import TOLD, Ledger, Life, Lives

DAY = date(2026, 11, 18)


def life(name: str, gone: date | None = None) -> Life:
    told: dict[str, object] = dict.fromkeys(TOLD)
    told |= {
        "id": name, "rule": "idle_vm", "account_id": "1", "tags": {"team": "web"},
        "monthly_saving": Decimal("1.1000000000"), "since": datetime(2026, 11, 1, tzinfo=UTC),
    }  # fmt: skip
    return Life(told, DAY, DAY, gone, "terms", ("i-1", "vol-1"))


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    made = Ledger({"a": life("a"), "b": life("b", DAY)}, {("idle_vm", "1"): DAY})
    lives = Lives(tmp_path / "findings")
    assert (lives.read(), lives.stamp()) == (Ledger(), None)
    with lives.alone():
        lives.write(made)
    assert Lives(tmp_path / "findings").read() == made
    assert made.begins == DAY
    assert lives.stamp() is not None


def test_a_write_that_is_cut_short_leaves_what_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lives, before = Lives(tmp_path), Ledger({"a": life("a")}, {("idle_vm", "1"): DAY})
    lives.write(before)

    def killed(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        lives.write(Ledger())
    monkeypatch.undo()
    assert lives.read() == before
