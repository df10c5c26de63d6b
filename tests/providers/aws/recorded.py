"""Answers of AWS that nobody here wrote; tests that read them are skipped where they are absent."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore
import pytest

from providers.aws import vm
from providers.aws.place import Place
from providers.aws.size import UNKNOWN, Size
from providers.schema import batch

FOLDER = Path(__file__).parents[3] / ".." / "shared" / "recordings" / "aws-c7n"

needs_recordings = pytest.mark.skipif(not FOLDER.is_dir(), reason="no recordings beside the repo")


def recorded(name: str) -> Any:
    """A placebo recording: times are objects with a `__class__`."""

    def revived(item: dict[str, Any]) -> Any:
        if item.pop("__class__", None) == "datetime":
            return datetime(**item, tzinfo=UTC)
        return item

    return json.loads((FOLDER / name).read_text(), object_hook=revived)["data"]


def vm_row(instance: Any, place: Place, size: Size = UNKNOWN) -> Any:
    """An instance, as botocore gives it, as the row that it becomes."""
    told = vm.READS.of({"Reservations": [{"Instances": [instance]}]})
    columns = vm.columns(told, place, {instance.get("InstanceType"): size})
    (row,) = batch("vm", columns, 1).to_pylist(maps_as_pydicts="strict")
    return row


def documented(service: str, operation: str) -> Any:
    """What AWS's own example of an operation answers, as the SDK carries it: times are texts."""
    home = Path(botocore.__file__).parent
    found = max(home.glob(f"data/{service}/*/examples-1.json*"))
    raw = found.read_bytes()
    whole = json.loads(gzip.decompress(raw) if found.suffix == ".gz" else raw)
    return whole["examples"][operation][0]["output"]
