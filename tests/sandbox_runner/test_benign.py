"""Scripts of the kind that a model writes: right by the estate's truth, with unmodified SDKs."""

import statistics
import tomllib
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sandbox_runner.broker import Broker

_SCRIPTS = [
    pytest.param(one, id=f"{file.stem}: {one['question']}")
    for file in sorted((Path(__file__).parent / "benign").glob("*.toml"))
    for one in tomllib.loads(file.read_text(encoding="utf-8"))["script"]
]


def _of(things: list[dict[str, Any]], **parts: Any) -> list[dict[str, Any]]:
    return [one for one in things if all(one[name] == part for name, part in parts.items())]


def _sums(things: list[dict[str, Any]], by: str, what: str) -> dict[str, Any]:
    found: Counter[str] = Counter()
    for one in things:
        found[one[by]] += one[what]
    return dict(found)


def _known(truth: dict[str, Any]) -> dict[str, Any]:
    seen = {
        name: [one for one in truth[name] if one["state"] != "terminated" and not one["deleted_at"]]
        if name == "vms"
        else truth[name]
        for name in ("vms", "disks", "networks", "subnets", "accounts", "commitments", "budgets")
    }
    return {
        **seen,
        "ips": truth["public_ips"],
        "rest": truth["resources"],
        "PROD": "111111111111",
        "REGIONS": ("us-east-1", "eu-west-1", "ap-southeast-1"),
        "NOW": datetime.fromisoformat(truth["clock"]["now"]),
        "at": datetime.fromisoformat,
        "of": _of,
        "count": lambda things, **parts: len(_of(things, **parts)),
        "sums": _sums,
        "Counter": Counter,
        "Decimal": Decimal,
        "statistics": statistics,
        "timedelta": timedelta,
    }


@pytest.mark.parametrize("script", _SCRIPTS)
def test_a_scripts_answer_is_the_truth(
    script: dict[str, str],
    jailed: Any,
    broker: Broker,
    truth: dict[str, Any],
    billed: dict[str, str],
) -> None:
    expected = eval(script["expect"], {**_known(truth), "billed": billed})
    assert jailed(script["code"]) == expected
    assert broker.calls
    # A script that finds nothing shows nothing.
    assert expected not in ([], {}, 0, "0")


def test_there_are_scripts_enough() -> None:
    assert len(_SCRIPTS) >= 40
