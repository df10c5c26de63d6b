"""Answers of AWS that nobody here wrote; tests that read them are skipped where they are absent."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / ".." / "shared" / "recordings" / "aws-c7n"

needs_recordings = pytest.mark.skipif(not FOLDER.is_dir(), reason="no recordings beside the repo")


def recorded(name: str) -> Any:
    """A placebo recording: times are objects with a `__class__`."""

    def revived(item: dict[str, Any]) -> Any:
        if item.pop("__class__", None) == "datetime":
            return datetime(**item, tzinfo=UTC)
        return item

    return json.loads((FOLDER / name).read_text(), object_hook=revived)["data"]
