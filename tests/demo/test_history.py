"""The estate's past agrees with what the generator knows of its machines and disks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pyarrow import parquet

from demo.history import days
from demo.run import STATE, Running


@pytest.fixture(scope="module")
def past(served: Running) -> Any:
    folder = served.truth.parent / STATE / "snapshots"
    return lambda subject, day: parquet.read_table(folder / subject / f"{day}.parquet").to_pylist()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("day", ["2026-03-02", "2026-08-31", "2026-11-01", "2026-11-17"])
def test_the_vms_of_a_day_are_those_that_the_truth_has_then(
    past: Any, truth: dict[str, Any], day: str
) -> None:
    noon = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    denied = {account["id"]: account["denied"] for account in truth["accounts"]}
    expected = {
        vm["id"]: "running" if not vm["stopped_at"] or noon < moment(vm["stopped_at"]) else None
        for vm in truth["vms"]
        if not {"*", vm["region"]} & set(denied[vm["account_id"]])
        and moment(vm["created_at"]) <= noon
        and (not vm["deleted_at"] or noon < moment(vm["deleted_at"]))
    }
    found = {row["id"]: row["state"] for row in past("vm", day)}
    assert set(found) == set(expected)
    assert all(found[one] == state for one, state in expected.items() if state)


def test_todays_snapshot_has_the_vms_and_disks_that_are_visible_now(
    past: Any, truth: dict[str, Any]
) -> None:
    today = truth["clock"]["today"]
    vms = {vm["id"]: vm["state"] for vm in truth["vms"] if vm["visible"]}
    assert {row["id"]: row["state"] for row in past("vm", today)} == vms
    loose = {row["id"] for row in past("disk", today) if not row["attached"]}
    assert loose == set(truth["planted"]["unattached_disks"])


def test_a_disk_was_held_until_it_was_let_go(past: Any) -> None:
    def loose(day: date) -> set[str]:
        return {row["name"] for row in past("disk", day) if not row["attached"]}

    today = date(2026, 11, 18)
    assert "tmp-migration" in loose(today)
    assert "tmp-migration" not in loose(today - timedelta(days=6))


def test_days_on_which_the_bot_did_not_run_have_no_snapshot() -> None:
    every = list(days(datetime(2026, 11, 18, tzinfo=UTC).date()))
    assert every[0] == date(2026, 3, 2)
    assert date(2026, 8, 8) not in every
    assert len(every) == 260
