"""What is read is allowed: the session policy of our roles denies whatever is missing here."""

from typing import Any

import pytest

from providers.aws.permissions import needs
from providers.aws.provider import OF_ACCOUNTS, READERS

FILES: dict[str, Any] = {
    **{f"{name}, by region": reader for name, reader in READERS.items()},
    **{f"{name}, by account": reader for name, reader in OF_ACCOUNTS.items()},
}


@pytest.mark.parametrize("name", FILES)
def test_what_a_subjects_file_needs_is_in_the_policy(name: str) -> None:
    assert FILES[name].NEEDS
    assert set(FILES[name].NEEDS) <= set(needs())
