"""Credentials and endpoints."""

from pathlib import Path

import pytest

from providers.aws.session import PRELOADED, Session, is_loopback, models
from providers.errors import Unreachable
from providers.settings import Aws


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "localhost.example.org", "10.0.0.1", "169.254.169.254", "127.0.0.1.nip.io"]
)
def test_other_machines_are_not(host: str) -> None:
    assert not is_loopback(host)


def identity(**settings: object) -> str:
    return Session(Aws.model_validate(settings), lambda: "{}").identity()


def test_other_credentials_settings_or_endpoints_have_other_cache_keys(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    credentials = tmp_path / "credentials"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))
    seen = [identity()]
    for name, value in (("AWS_PROFILE", "p"), ("AWS_ENDPOINT_URL", "http://127.0.0.1:5000")):
        monkeypatch.setenv(name, value)
        seen.append(identity())
    credentials.write_text("[p]\n")
    seen.append(identity())
    seen.append(identity(regions=["us-east-1"]))
    assert len(set(seen)) == len(seen)
    assert identity() == identity()


def test_after_preload_the_models_are_in_memory() -> None:
    Session(Aws(), lambda: "{}").preload()
    for service in PRELOADED:
        kept = models().load_service_model(service, "service-2")
        assert models().load_service_model(service, "service-2") is kept


@pytest.mark.parametrize("endpoint", ["https://aws.example.org", "http://10.0.0.1:4566"])
def test_what_is_lent_signs_for_nobody_but_aws(
    endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "real")
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    client = Session(Aws(), lambda: "{}").lent("111111111111").client("ec2", "us-east-1")
    with pytest.raises(Unreachable, match="EndpointRefused"):
        client.describe_regions()
