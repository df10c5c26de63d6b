"""What holds for every test: the same examples on every run, nothing of this machine's settings."""

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from .calls import held_to_what_is_declared

# Derandomised, so that a red run is red again; no deadline, since CI machines pause at will.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")

# Ours and the clouds': a developer's own accounts must never be what a test reads.
OURS = ("FINOPS_", "AWS_", "AZURE_", "ANTHROPIC_")


@pytest.fixture(scope="session", autouse=True)
def bare_environment() -> Iterator[None]:
    """The run starts without settings, credentials or a wish for colours."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(OURS) or name in ("NO_COLOR", "FORCE_COLOR"):
                patch.delenv(name)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        # A shell lets what it starts in the background ignore interrupts, and all that this starts.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        yield


@pytest.fixture(scope="session")
def undeclared() -> Iterator[list[str]]:
    """What our clients asked of a cloud and have not declared, as it happens."""
    with held_to_what_is_declared() as wrong:
        yield wrong


@pytest.fixture(autouse=True)
def only_declared_reads(undeclared: list[str]) -> Iterator[None]:
    """No test makes an adapter ask for more than `finops permissions` grants."""
    undeclared.clear()
    yield
    assert not undeclared
