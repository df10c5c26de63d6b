"""Exports in Azure storage, read through pyarrow from a stand-in on loopback."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from finops.warehouse import Warehouse
from providers.errors import Unreachable
from providers.focus import store

from .azure_storage import serving
from .synced import services

NOW = datetime(2026, 11, 18, tzinfo=UTC)
HEADER = "ProviderName,ChargePeriodStart,EffectiveCost,BilledCost,BillingCurrency,ServiceName\n"
RUNS = "costs/daily/20261101-20261130"
OLD, NEW = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
MANIFEST = '{{"runInfo": {{"submittedTime": "{}"}}, "blobs": [{{"blobName": "part_0_0001.csv"}}]}}'


def row(service: str) -> bytes:
    return (HEADER + f"Microsoft,2026-11-01,1.5,1.5,USD,{service}\n").encode()


@pytest.fixture
def container(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    blobs = {
        "bills/one.csv": row("one"),
        "bills/deep/er/two.csv": row("two"),
        "bills/deep/notes.txt": b"x",
        f"bills/{RUNS}/{OLD}/part_0_0001.csv": row("run"),
        f"bills/{RUNS}/{OLD}/manifest.json": MANIFEST.format("2026-11-05T01:00:00Z").encode(),
        f"bills/{RUNS}/{NEW}/part_0_0001.csv": row("rerun"),
        f"bills/{RUNS}/{NEW}/manifest.json": MANIFEST.format("2026-11-06T01:00:00Z").encode(),
    }
    with serving(blobs) as endpoint:
        said = f"AccountName=acme;AccountKey=a2V5;BlobEndpoint={endpoint}/acme"
        monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", said)
        store._azure.cache_clear()
        yield "abfss://{}@acme.dfs.core.windows.net"
        store._azure.cache_clear()


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/", ["one", "rerun", "two"]),
        ("/one.csv", ["one"]),
        ("/deep/**/*.csv", ["two"]),
        ("/costs", ["rerun"]),
    ],
)
def test_a_url_means_what_a_path_means_and_the_newest_run_counts(
    path: str, found: list[str], container: str, tmp_path: Path
) -> None:
    warehouse = Warehouse(tmp_path / "w", [container.format("bills") + path], NOW)
    assert services(warehouse) == found
    assert warehouse.gaps() == ()


def test_a_container_that_is_absent_or_denied_is_a_gap_and_the_rest_is_answered(
    container: str, tmp_path: Path
) -> None:
    patterns = [container.format(name) + "/x" for name in ("nobody", "denied")]
    one = container.format("bills") + "/one.csv"
    warehouse = Warehouse(tmp_path / "w", [one, *patterns], NOW)
    assert services(warehouse) == ["one"]
    absent, denied = warehouse.gaps()
    assert "no CSV or Parquet file there" in absent.why or "not" in absent.why.lower()
    assert "403" in denied.why
    assert "Storage Blob Data Reader" in denied.fix


def test_a_key_goes_to_azure_or_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_STORAGE_CONNECTION_STRING", raising=False)
    monkeypatch.setenv("AZURE_STORAGE_KEY", "a2V5")
    store._azure.cache_clear()
    with pytest.raises(Unreachable, match="EndpointRefused"):
        list(store.find("abfss://bills@acme.example.com/x"))
