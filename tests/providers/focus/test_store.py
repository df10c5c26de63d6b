"""Exports in S3, read through pyarrow from a stand-in on loopback."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer
from pyarrow.fs import S3FileSystem

from finops.warehouse import Warehouse
from providers.errors import Odd, Unreachable
from providers.focus import store
from providers.focus.listing import listing

from .synced import services

NOW = datetime(2026, 11, 18, tzinfo=UTC)
HEADER = "ProviderName,ChargePeriodStart,EffectiveCost,BilledCost,BillingCurrency,ServiceName\n"


def row(service: str) -> bytes:
    return (HEADER + f"AWS,2026-11-01 00:00:00,1.5,1.5,USD,{service}\n").encode()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    store._s3.cache_clear()
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="bills")
    put = {"a/one.csv": b"one", "a/deep/two.csv": b"two", "b/three.csv": b"three"}
    for key, service in put.items():
        s3.put_object(Bucket="bills", Key=key, Body=row(service.decode()))
    s3.put_object(Bucket="bills", Key="a/readme.txt", Body=b"hello")
    yield "s3://bills"
    for item in s3.list_objects_v2(Bucket="bills").get("Contents", []):
        s3.delete_object(Bucket="bills", Key=item["Key"])
    s3.delete_bucket(Bucket="bills")
    store._s3.cache_clear()


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("", ["three", "two", "one"]),
        ("/a", ["two", "one"]),
        ("/a/", ["two", "one"]),
        ("/a/*.csv", ["one"]),
        ("/**/t*.csv", ["three", "two"]),
        ("/?/one.csv", ["one"]),
        ("/b/three.csv", ["three"]),
    ],
)
def test_a_url_means_what_a_path_means(
    path: str, found: list[str], bucket: str, tmp_path: Path
) -> None:
    warehouse = Warehouse(tmp_path / "w", [bucket + path], NOW)
    assert services(warehouse) == sorted(found)
    assert warehouse.gaps() == ()


def test_a_changed_object_is_read_again_and_others_are_not(bucket: str, tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "w", [bucket], NOW)
    warehouse.sync(NOW)
    boto3.client("s3").put_object(Bucket="bills", Key="b/three.csv", Body=row("changed"))
    told: list[str] = []
    manifest = warehouse.sync(NOW, lambda progress: told.append(str(progress)))
    assert (manifest.read, "reading three.csv" in told) == (1, True)
    assert services(warehouse) == ["changed", "one", "two"]


def test_a_bucket_that_is_not_there_is_a_gap_and_the_rest_is_answered(
    bucket: str, tmp_path: Path
) -> None:
    warehouse = Warehouse(tmp_path / "w", [bucket, "s3://nobody/x/*.csv"], NOW)
    assert len(services(warehouse)) == 3
    [gap] = warehouse.gaps()
    assert "NO_SUCH_BUCKET" in gap.why
    assert gap.where == "charges s3://nobody/x/*.csv"


def test_what_cannot_be_listed_any_more_is_not_gone(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = Warehouse(tmp_path / "w", [bucket], NOW)
    warehouse.sync(NOW)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    store._s3.cache_clear()
    assert len(warehouse.sync(NOW).gaps) == 1
    assert len(services(warehouse)) == 3


def test_a_truncated_object_is_a_gap_and_the_rest_is_counted(bucket: str, tmp_path: Path) -> None:
    boto3.client("s3").put_object(Bucket="bills", Key="b/bad.parquet", Body=b"PAR1 cut")
    warehouse = Warehouse(tmp_path / "w", [bucket], NOW)
    assert len(services(warehouse)) == 3
    [gap] = warehouse.gaps()
    assert (gap.where, gap.why) == (
        "charges s3://bills/b/bad.parquet", "cannot be read: it is not Parquet",
    )  # fmt: skip


def test_without_credentials_it_is_a_gap(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    store._s3.cache_clear()
    [gap] = listing([bucket]).gaps
    assert gap.why == "NoCredentials: none were found"


def test_credentials_go_to_aws_or_this_machine_alone(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://aws.example.com")
    store._s3.cache_clear()
    with pytest.raises(Unreachable, match="EndpointRefused"):
        list(store.find(bucket))


def test_nothing_is_written(bucket: str) -> None:
    system = store._s3("bills")
    assert isinstance(system, S3FileSystem)
    assert not system.allow_bucket_creation if hasattr(system, "allow_bucket_creation") else True


def test_another_scheme_is_told(tmp_path: Path) -> None:
    with pytest.raises(Odd, match="neither a path"):
        list(store.find("gs://bucket/x"))
