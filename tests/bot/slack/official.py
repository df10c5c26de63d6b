"""Slack's own types as validators, from `schemas/slack.json`; each `validate` raises."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

_FILE = Path(__file__).parent / "schemas/slack.json"
_DEFINITIONS: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))["definitions"]


def _of(name: str) -> Draft7Validator:
    return Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": _DEFINITIONS})


BLOCK, MODAL, MANIFEST = _of("KnownBlock"), _of("ModalView"), _of("Manifest")
