"""The trained classifier: plain arrays, loaded when a question first needs them.

`weights.json` names the features with their rarity, and for each head its classes, biases and
scale; `weights.bin` holds one signed byte for each feature and class of each head, feature by
feature. Both are written by `finops train` (see `intents.training`), never by hand. Two heads: what
a question is about (a subject, or `off_topic`) and what kind it is (an analysis and its shape).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp
from pathlib import Path

from intents.classifier.features import weighed
from intents.query import Query

OFF_TOPIC = "off_topic"
HEADS = ("subject", "kind")


@dataclass(frozen=True, slots=True)
class Head:
    """One decision among `classes`: a byte for each feature and class, times `scale`."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float
    table: memoryview

    def chances(self, features: Mapping[int, float]) -> dict[str, float]:
        """How likely each class is, by the numbers of the features; they add up to 1."""
        width = len(self.classes)
        scores = list(self.bias)
        for number, weight in features.items():
            row = self.table[number * width : (number + 1) * width]
            factor = weight * self.scale
            scores = [score + factor * cell for score, cell in zip(scores, row, strict=True)]
        highest = max(scores)
        powers = [exp(score - highest) for score in scores]
        total = sum(powers)
        return {name: power / total for name, power in zip(self.classes, powers, strict=True)}


@dataclass(frozen=True, slots=True)
class Weights:
    """The heads, and the features that they know by number."""

    rarity: Mapping[str, float]
    numbers: Mapping[str, int]
    heads: Mapping[str, Head]

    def chances(self, counts: Mapping[str, int]) -> dict[str, dict[str, float]]:
        """For each head how likely each of its classes is."""
        features = {self.numbers[k]: v for k, v in weighed(counts, self.rarity).items()}
        return {name: head.chances(features) for name, head in self.heads.items()}


def weights(trained: Path | None = None) -> Weights:
    """Those in a folder of the company's own, if it has any; else those in the repository."""
    if trained is not None and (told := trained / "weights.json").exists():
        return _read(trained, told.stat().st_mtime_ns)
    return _read(Path(str(files("intents.classifier"))), 0)


@lru_cache(maxsize=2)
def _read(folder: Path, _changed: int) -> Weights:
    told = json.loads(folder.joinpath("weights.json").read_text("utf-8"))
    return parsed(told, folder.joinpath("weights.bin").read_bytes())


def parsed(told: dict[str, list[dict[str, list[str]]]], table: bytes) -> Weights:
    """The weights as the two files hold them."""
    rarity: Mapping[str, float] = told["rarity"]  # type: ignore[assignment]
    heads, start = {}, 0
    bytes_ = memoryview(table).cast("b")
    for one in told["heads"]:
        width = len(one["classes"])
        end = start + width * len(rarity)
        scale: float = one["scale"]  # type: ignore[assignment]
        bias = tuple(float(value) for value in one["bias"])
        heads[str(one["name"])] = Head(tuple(one["classes"]), bias, scale, bytes_[start:end])
        start = end
    return Weights(rarity, {name: at for at, name in enumerate(rarity)}, heads)


def classes(query: Query) -> dict[str, str]:
    """The class of each head that a Query belongs to: `vm`, `list top`."""
    shape = (
        ("grouped", bool(query.group_by)),
        ("measured", bool(query.measures)),
        ("compared", query.compare_to is not None and query.analysis != "change"),
    )
    kind = " ".join((query.analysis, *(name for name, has in shape if has)))
    return {"subject": query.subject, "kind": kind}
