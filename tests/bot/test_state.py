"""State that survives a restart, and several processes at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.state import Asked, State
from intents.query import parse

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def asked(id_: str = "a1") -> Asked:
    query = parse({"subject": "vm", "where": [{"field": "cpu", "op": "lt", "value": 20}]})
    return Asked(id_, NOW, "slack:U1", "slack", "C1/1.2", "VMs below 20%", "answered", query)


def test_a_question_is_there_after_a_restart_as_it_was_read(tmp_path: Path) -> None:
    State(tmp_path).remember(asked())
    assert State(tmp_path).asked("a1") == asked()
    assert State(tmp_path).asked("a2") is None


def test_a_later_word_on_an_answer_replaces_the_earlier_one(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.remember(asked())
    state.rate("a1", "slack:U2", "up", "", NOW)
    state.rate("a1", "slack:U2", "down", "wrong region", NOW)
    (only,) = state.feedback()
    assert (only.thumb, only.reason, only.asked) == ("down", "wrong region", asked())


def test_many_threads_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    states = [State(tmp_path), State(tmp_path)]
    with ThreadPoolExecutor(8) as pool:
        for n in range(60):
            pool.submit(states[n % 2].remember, asked(f"a{n}"))
    assert all(states[0].asked(f"a{n}") for n in range(60))


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    State(tmp_path)
    assert (tmp_path / "state.sqlite").stat().st_mode & 0o777 == 0o600


def test_a_secret_is_not_kept_nor_a_query_that_held_one(tmp_path: Path) -> None:
    where = [{"field": "tags.password", "op": "eq", "value": "hunter2"}]
    query = parse({"subject": "vm", "where": where})
    question = "VMs with the password hunter2"
    State(tmp_path).remember(replace(asked(), question=question, query=query))
    kept = State(tmp_path).asked("a1")
    assert kept is not None
    assert (kept.question, kept.query) == ("VMs with the password [secret]", None)
    assert all(b"hunter2" not in file.read_bytes() for file in tmp_path.iterdir())
