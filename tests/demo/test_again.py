"""The same question again: given from memory while its facts are as they were, and not after."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.access import Grant, Rights
from bot.ask import Bot, Person
from bot.settings import Settings, read
from demo.run import Running
from finops.answer import Answer
from providers.cache import Cache

# All of it can be read: nothing is denied in this region.
QUESTION = "running VMs in us-east-1 with CPU < 20%"


@pytest.fixture(scope="module")
def settings(served: Running, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home of their own for these tests, which age and replace what is in the cache."""
    told = {**served.settings, "home": str(tmp_path_factory.mktemp("again"))}
    return read(told, Path("the embedded estate"))


@pytest.fixture
def bot(served: Running, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bot]:
    for name, value in served.env.items():
        monkeypatch.setenv(name, value)
    with closing(Bot(settings, lambda: served.estate.now)) as made:
        yield made


def calls(answer: Answer) -> int:
    return sum(source.calls for source in answer.sources)


def is_given_again(answer: Answer, before: Answer) -> bool:
    """Whether its rows are those that were computed before: the very same in memory."""
    return answer.rows is before.rows


def replace(settings: Settings, what: str) -> int:
    """What another process does to the cache that reads something anew: what we knew is gone."""
    changed = 0
    with closing(sqlite3.connect(settings.home / "cache" / "cache.db")) as connection, connection:
        for (key,) in connection.execute("SELECT key FROM Cache").fetchall():
            if any(what in part for part in json.loads(key)):
                connection.execute("DELETE FROM Cache WHERE key = ?", (key,))
                changed += 1
    return changed


def person(account: str) -> Person:
    grant = Grant(to=("slack:U1",), rights=frozenset({"inventory"}), accounts=(account,))
    return Person("slack:U1", "slack", rights=Rights((grant,), "the cloud team"))


def test_the_second_answer_is_the_first_with_nothing_called(bot: Bot) -> None:
    first = bot.ask(QUESTION)
    again = bot.ask(QUESTION)
    assert is_given_again(again, first)
    assert first.rows
    assert calls(again) == 0
    assert all(source.cached for source in again.sources)
    assert [one.as_of for one in again.sources] == [one.as_of for one in first.sources]
    said = {"id", "sources", "elapsed_ms"}
    assert again.model_dump(exclude=said) == first.model_dump(exclude=said)


def test_an_answer_given_again_has_its_own_id_and_is_audited(bot: Bot, settings: Settings) -> None:
    ids = [bot.ask(QUESTION).id for _ in range(2)]
    files = settings.home.glob("audit/*")
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    told = [json.loads(line) for line in lines]
    assert [one["id"] for one in told if one["kind"] == "question"][-2:] == ids
    assert bot.explain(ids[1], Person()) is not None


def test_what_another_process_read_anew_is_not_answered_from_memory(
    bot: Bot, settings: Settings
) -> None:
    first = bot.ask(QUESTION)
    assert replace(settings, "vm")
    again = bot.ask(QUESTION)
    assert not is_given_again(again, first)
    assert calls(again) > 0
    assert again.rows == first.rows


def test_metrics_that_were_read_anew_count_as_much(bot: Bot, settings: Settings) -> None:
    first = bot.ask(QUESTION)
    assert replace(settings, "cpu")
    again = bot.ask(QUESTION)
    assert not is_given_again(again, first)
    assert {source.name for source in again.sources if source.calls} == {"CloudWatch GetMetricData"}


def test_after_five_minutes_it_is_read_again(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    first = bot.ask(QUESTION)
    assert is_given_again(bot.ask(QUESTION), first)
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 5 * 60)
    again = bot.ask(QUESTION)
    assert not is_given_again(again, first)
    assert calls(again) > 0


def test_a_server_that_answers_with_what_is_old_keeps_no_such_answer(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read behind the answer is seen by the next question."""
    on_slack = Person(surface="slack")
    first = bot.ask(QUESTION, on_slack)
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 6 * 60)
    old = bot.ask(QUESTION, on_slack)
    assert not is_given_again(old, first)
    assert not is_given_again(bot.ask(QUESTION, on_slack), old)


def test_who_may_see_less_is_never_given_what_another_was(bot: Bot) -> None:
    everything = bot.ask("running VMs in us-east-1")
    names = {str(row["account"]) for row in everything.rows}
    assert len(names) > 1
    for name in sorted(names):
        for _ in range(2):
            own = bot.ask("running VMs in us-east-1", person(name))
            assert {row["account"] for row in own.rows} == {name}
    assert bot.ask("running VMs in us-east-1").rows == everything.rows
    assert bot.ask("running VMs in us-east-1", person("no such account")).rows == ()


def test_who_may_see_the_same_shares_it(bot: Bot) -> None:
    name = str(bot.ask(QUESTION).rows[0]["account"])
    assert is_given_again(bot.ask(QUESTION, person(name)), bot.ask(QUESTION, person(name)))


def test_a_refusal_is_kept_as_long_as_inventory_and_says_so(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = bot.ask("running VMs")
    assert first.outcome == "partial"
    again = bot.ask("running VMs")
    assert is_given_again(again, first)
    assert calls(again) == 0
    assert again.gaps == first.gaps
    refused = [gap for gap in again.gaps if "UnauthorizedOperation" in gap.why]
    assert ["asked again after" in gap.fix for gap in refused] == [True]
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 5 * 60)
    later = bot.ask("running VMs")
    assert "EC2 DescribeInstances" in {source.name for source in later.sources if source.calls}
    assert [gap.why for gap in later.gaps] == [gap.why for gap in first.gaps]


def test_the_next_process_gives_the_same_answer(
    bot: Bot, served: Running, settings: Settings
) -> None:
    """The command line is a process for each question."""
    first = bot.ask(QUESTION)
    with closing(Bot(settings, lambda: served.estate.now)) as other:
        again = other.ask(QUESTION)
    assert calls(again) == 0
    assert all(source.cached for source in again.sources)
    said = {"id", "sources", "elapsed_ms"}
    assert again.model_dump(exclude=said) == first.model_dump(exclude=said)
    assert [one.as_of for one in again.sources] == [one.as_of for one in first.sources]


def test_the_next_process_loads_nothing_that_computes(
    bot: Bot, served: Running, settings: Settings
) -> None:
    bot.ask(QUESTION)
    told = {**served.settings, "home": str(settings.home)}
    script = f"""
import json, sys
from datetime import datetime
from pathlib import Path
from bot.ask import Bot
from bot.settings import read
told = json.loads({json.dumps(told, default=str)!r})
bot = Bot(read(told, Path("x")), lambda: datetime.fromisoformat({str(served.estate.now)!r}))
answer = bot.ask({QUESTION!r})
assert answer.rows and not sum(source.calls for source in answer.sources), answer
heavy = {{"pyarrow", "duckdb", "sqlglot", "numpy", "boto3", "azure.core"}} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_who_is_set_to_read_other_regions_is_not_given_what_another_was(
    bot: Bot, served: Running, settings: Settings
) -> None:
    whole = bot.ask("how many VMs")
    aws = settings.aws.model_copy(update={"regions": ("us-east-1",)})
    narrow = settings.model_copy(update={"aws": aws})
    with closing(Bot(narrow, lambda: served.estate.now)) as other:
        assert other.ask("how many VMs").rows[0] != whole.rows[0]


def test_a_cache_that_keeps_nothing_makes_no_answer_last(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Cache, "_disk", None)
    first = bot.ask(QUESTION)
    again = bot.ask(QUESTION)
    assert not is_given_again(again, first)
    assert calls(again) > 0
