"""Makes the classifier's weights anew from the examples: what `finops train` runs.

The same examples give the same bytes: they are sorted, nothing is drawn by chance, and what is
learned is rounded to a byte. Needs scikit-learn (the extra `train`), which nothing else here does.

Examples are the phrases (`intents/phrases`), those that people confirmed, the questions that are
none of ours (`classifier/off_topic.toml`), and each phrase once more in the lexicon's other words,
as the classifier will meet it. Examples held out for evaluation are never read.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from itertools import count
from math import log
from pathlib import Path

from intents.classifier import off_topic, seen
from intents.classifier.features import weighed
from intents.classifier.lexicon import concepts
from intents.classifier.weights import HEADS, OFF_TOPIC, classes
from intents.context import ReadContext
from intents.phrases import Phrase, phrases
from intents.query import Query, parse
from intents.rules import best
from intents.words import split

# The day on which the phrases are read.
TODAY = date(2026, 11, 18)
# Weights for features seen in fewer examples would be learned by heart.
LEAST_SEEN = 3
MOST_FEATURES = 3000
# Inverse strength of regularisation: of 1, 4, 16 and 64 the best on the open gold questions.
FREEDOM = 16.0
LARGEST_BYTE = 127


class NotInstalled(Exception):
    """Scikit-learn is missing; the message says how to get it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question's features, and its class of each head."""

    counts: Counter[str]
    classes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Trained:
    """The two files as they are to be written, and how many examples and features made them."""

    told: str
    table: bytes
    examples: int
    features: int


def train(confirmed: Iterable[Phrase] = ()) -> Trained:
    """The weights made from the repository's examples and those that people confirmed."""
    found = examples(confirmed)
    rarity = _rarity(found)
    rows = [_row(one, rarity) for one in found]
    heads, table = [], b""
    for head in HEADS:
        told, cells = _head(head, rows, [one.classes[head] for one in found], len(rarity))
        heads.append(told)
        table += cells
    text = json.dumps({"rarity": rarity, "heads": heads}, indent=1, ensure_ascii=False) + "\n"
    return Trained(text, table, len(found), len(rarity))


def write(trained: Trained, folder: Path) -> None:
    """Put the weights where the classifier finds them."""
    folder.joinpath("weights.json").write_text(trained.told, "utf-8")
    folder.joinpath("weights.bin").write_bytes(trained.table)


def folder() -> Path:
    """Where the repository's own weights are."""
    return Path(str(files("intents.classifier")))


def examples(confirmed: Iterable[Phrase] = ()) -> tuple[Example, ...]:
    """Every example, sorted by its question."""
    meant = {one.ask: classes(parse(one.query)) for one in (*phrases(), *confirmed) if one.query}
    asked = {**_wordings(), **_reworded(meant), **meant}
    nothing = dict.fromkeys(HEADS, OFF_TOPIC)
    asked |= dict.fromkeys(off_topic.examples(), nothing)
    context = ReadContext(TODAY)
    return tuple(
        Example(seen(best(split(question), context).asked), asked[question])
        for question in sorted(asked)
    )


def _wordings() -> dict[str, Mapping[str, str]]:
    """The lexicon's wordings that are questions in themselves: "where does our money go"."""
    context = ReadContext(TODAY)
    found: dict[str, Mapping[str, str]] = {}
    for concept, wordings in concepts():
        reading = best(split(concept.say[0]), context).reading if " " in concept.say[0] else None
        if isinstance(reading, Query) and concept.of:
            found |= dict.fromkeys(wordings, classes(reading))
    return found


def _reworded(meant: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    """Each question with one of its words in another wording of the lexicon, in turn."""
    turn, found = count(), {}
    for question in sorted(meant):
        texts = f" {' '.join(question.split())} "
        ways = tuple(_ways(texts, meant[question]["subject"]))
        if ways:
            said, wordings = ways[next(turn) % len(ways)]
            wording = wordings[next(turn) % len(wordings)]
            found[texts.replace(f" {said} ", f" {wording} ", 1).strip()] = meant[question]
    return found


def _ways(texts: str, subject: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What of a question could be put otherwise, and how."""
    for concept, wordings in concepts():
        said = next((say for say in concept.say if f" {say} " in texts), None)
        if said and wordings and (not concept.of or subject in concept.of):
            yield said, wordings


def _rarity(found: Sequence[Example]) -> dict[str, float]:
    """The features that are learned, by name, with how rare they are."""
    counts = Counter(name for one in found for name in one.counts)
    known = sorted((-n, name) for name, n in counts.items() if n >= LEAST_SEEN)
    names = sorted(name for _, name in known[:MOST_FEATURES])
    return {name: round(1 + log((1 + len(found)) / (1 + counts[name])), 4) for name in names}


def _row(example: Example, rarity: Mapping[str, float]) -> dict[int, float]:
    numbers = {name: at for at, name in enumerate(rarity)}
    return {numbers[name]: weight for name, weight in weighed(example.counts, rarity).items()}


def _head(
    name: str, rows: Sequence[Mapping[int, float]], labels: Sequence[str], width: int
) -> tuple[dict[str, object], bytes]:
    """One head: what `weights.json` says of it, and its bytes, feature by feature."""
    try:
        import numpy as np
        from scipy.sparse import csr_array
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise NotInstalled("finops train needs scikit-learn: install finops-bot[train]") from error
    ends = np.cumsum([0, *(len(row) for row in rows)])
    places = np.array([at for row in rows for at in sorted(row)])
    values = np.array([row[at] for row in rows for at in sorted(row)])
    matrix = csr_array((values, places, ends), shape=(len(rows), width))
    model = LogisticRegression(C=FREEDOM, max_iter=1000).fit(matrix, list(labels))
    scale = float(np.abs(model.coef_).max()) / LARGEST_BYTE
    cells = np.rint(model.coef_.T / scale).astype(np.int8)
    told = {
        "name": name,
        "classes": [str(one) for one in model.classes_],
        "bias": [round(float(one), 3) for one in model.intercept_],
        "scale": round(scale, 8),
    }
    return told, cells.tobytes()
