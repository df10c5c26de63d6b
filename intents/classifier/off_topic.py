"""What is none of ours, as data: examples to learn from, and words that make a question ours."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def examples() -> tuple[str, ...]:
    """Questions that are none of ours."""
    return tuple(str(one) for one in _raw()["ask"])


@cache
def ours() -> frozenset[str]:
    """Words with which a question may be ours, even where nobody can read it."""
    return frozenset(str(_raw()["ours"]).split())


def _raw() -> dict[str, list[str] | str]:
    return tomllib.loads(files("intents.classifier").joinpath("off_topic.toml").read_text("utf-8"))
