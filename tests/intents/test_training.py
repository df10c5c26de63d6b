"""The weights in the repository are those that the repository's examples make."""

import pytest

from intents import training
from intents.phrases import Phrase

pytest.importorskip("sklearn", reason="needs the extra train")


def test_the_same_examples_make_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    few = training.examples()[::25]
    monkeypatch.setattr(training, "examples", lambda _=(): few)
    one, other = training.train(), training.train()
    assert (one.told, one.table) == (other.told, other.table)


def test_weights_are_small() -> None:
    assert (training.folder() / "weights.bin").stat().st_size < 500_000


def test_a_confirmed_example_is_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "phrases", lambda: ())
    said = Phrase("what did the zebra cost", {"subject": "cost", "analysis": "aggregate"})
    assert len(training.examples([said])) > len(training.examples())


def test_weights_are_written_where_they_are_read(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from intents.classifier.weights import weights

    own = training.folder()
    for name in ("weights.json", "weights.bin"):
        (tmp_path / name).write_bytes((own / name).read_bytes())
    assert weights(tmp_path).rarity == weights().rarity
