"""Names of VM sizes: whose they are, and how they are written."""

import pytest

from providers.size_name import azure_cores, canonical


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("M5.Large", "m5.large"),
        ("u-6tb1.metal", "u-6tb1.metal"),
        ("u7i-12tb.224xlarge", "u7i-12tb.224xlarge"),
        ("d4s_v5", "Standard_D4s_v5"),
        ("standard_e4-2s_v5", "Standard_E4-2s_v5"),
        ("standard_b2s", "Standard_B2s"),
        ("basic_a1", "Basic_A1"),
        ("nc24ads_a100_v4", "Standard_NC24ads_A100_v4"),
        ("s3", None),
        ("b4ms", None),
        ("prod", None),
        ("m5", None),
        ("x' or 'a' eq 'a", None),
    ],
)
def test_a_size_is_written_as_its_cloud_does(said: str, written: str | None) -> None:
    assert canonical(said) == written


@pytest.mark.parametrize(
    ("size", "cores"),
    [
        ("Standard_D4s_v5", 4), ("Standard_E4-2s_v5", 2), ("Standard_B4ms", 4),
        ("Standard_F8s_v2", 8),
        # Older sizes number what they have in other ways: a D11_v2 has two.
        ("Standard_D11_v2", None), ("Standard_A1", None), ("whatever", None),
    ],
)  # fmt: skip
def test_cores_are_read_from_names_that_tell_them(size: str, cores: int | None) -> None:
    assert azure_cores(size) == cores
