"""Derived documents are what the code would write now."""

import pytest

from bot.docs import FOLDER, documents


@pytest.mark.parametrize("name", documents())
def test_a_derived_document_is_up_to_date(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == documents()[name], "run: make docs"
