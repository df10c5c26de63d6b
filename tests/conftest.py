"""What holds for every test: the same examples on every run, and nothing of this machine's settings."""

import os

import pytest
from hypothesis import settings

# Derandomised, so that a red run is red again; no deadline, since CI machines pause at will.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")

# Ours and the clouds': a developer's own accounts must never be what a test reads.
OURS = ("FINOPS_", "AWS_", "AZURE_", "ANTHROPIC_")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts without settings, credentials or a wish for colours."""
    for name in os.environ:
        if name.startswith(OURS) or name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
