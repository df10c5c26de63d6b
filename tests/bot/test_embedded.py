"""The embedded estate: it stands in for the person's clouds, and lets go of everything after."""

import os
from pathlib import Path

import pytest

from bot.embedded import embedded
from bot.settings import SettingsError
from demo.estate import make_estate

OWN = {
    "AWS_PROFILE": "production",
    "AWS_SECRET_ACCESS_KEY": "real",
    "AZURE_CLIENT_SECRET": "real",
    "FINOPS_AWS_REGIONS": "eu-north-1",
}


@pytest.fixture
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, text in OWN.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setenv("FINOPS_HOME", str(tmp_path / "home"))


@pytest.mark.usefixtures("own_environment")
def test_no_credential_of_the_person_is_there_while_it_runs_and_all_are_after(
    tmp_path: Path,
) -> None:
    before = dict(os.environ)
    with embedded() as settings:
        assert not ({*OWN} - {"AWS_SECRET_ACCESS_KEY"}) & {*os.environ}
        assert os.environ["AWS_SECRET_ACCESS_KEY"] != "real"
        assert settings.azure.endpoint.startswith("http://127.0.0.1:")
        assert os.environ["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
        assert "eu-north-1" not in settings.aws.regions
        assert settings.home.is_relative_to(tmp_path / "home" / "demo")
        assert settings.now is not None
    assert dict(os.environ) == before


@pytest.mark.usefixtures("own_environment")
def test_its_date_and_what_it_hides_are_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    with embedded():
        pass
    there = sum(vm.deleted_at is None for vm in make_estate().vms)
    assert capsys.readouterr().err == (
        f"finops: the embedded estate's today is 18 Nov 2026; it has {there} VMs, "
        "11 of them in places that the bot is denied\n"
    )


@pytest.mark.usefixtures("own_environment")
def test_a_bad_clock_is_refused_before_anything_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINOPS_NOW", "noon")
    with pytest.raises(SettingsError, match="FINOPS_NOW"), embedded():
        pass
