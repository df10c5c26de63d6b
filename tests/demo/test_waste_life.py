"""The life of a finding, and rules of a company's own, over the embedded estate."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.access import Access, Grant
from bot.ask import Bot, Person
from bot.settings import read
from demo.run import Running
from finops.answer import Answer
from intents.query import parse

SELECT = ["id", "status", "monthly_saving", "why"]
IDLE = {"field": "rule", "op": "eq", "value": "idle_vm"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    return tmp_path


@pytest.fixture
def bot(served: Running, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bot]:
    own = {"home": str(home / "home"), "waste": {"rules": str(home / "rules")}}
    for name, value in served.env.items():
        monkeypatch.setenv(name, value)
    asking = Bot(read({**served.settings, **own}, home / "finops.toml"), lambda: served.estate.now)
    yield asking
    asking.close()


def idle(bot: Bot, *tests: dict[str, object]) -> Answer:
    return bot.query(parse({"subject": "finding", "select": SELECT, "where": [IDLE, *tests]}))


def person(*rights: str) -> Person:
    grant = Grant.model_validate({"to": ["slack:U1"], "rights": rights})
    return Person("slack:U1", "slack", rights=Access(grants=(grant,)).of(["slack:U1"]))


def test_what_is_no_waste_is_left_out_and_said_so_until_it_is_asked_for(
    bot: Bot, home: Path
) -> None:
    before = idle(bot)
    one = str(before.rows[0]["id"])
    assert {row["status"] for row in before.rows} == {"open"}
    told = bot.ask(
        f"{one} is not waste: it waits for a failover", person("admin", "cost", "inventory")
    )
    assert "is not waste: it waits" in told.headline
    after = idle(bot)
    assert {row["id"] for row in after.rows} == {row["id"] for row in before.rows[1:]}
    assert "left out: 1 not waste" in after.understood
    hidden = idle(bot, {"field": "status", "op": "eq", "value": "not waste"})
    assert [row["id"] for row in hidden.rows] == [one]
    bot.ask(f"reopen {one}")
    assert {row["id"] for row in idle(bot).rows} == {row["id"] for row in before.rows}
    lines = "".join(path.read_text("utf-8") for path in (home / "home/audit").glob("*.jsonl"))
    audited = [one for one in map(json.loads, lines.splitlines()) if one["kind"] == "finding"]
    assert [(one["asker"], one["outcome"]) for one in audited] == [
        ("slack:U1", "not waste"), ("local", "open"),
    ]  # fmt: skip


def test_who_may_not_decide_changes_nothing(bot: Bot) -> None:
    one = str(idle(bot).rows[0]["id"])
    for rights in (("cost", "inventory"), ("admin",)):
        bot.ask(f"accept {one}", person(*rights))
    assert {row["status"] for row in idle(bot).rows} == {"open"}


def test_a_companys_file_changes_a_rule_and_a_broken_one_is_told(bot: Bot, home: Path) -> None:
    before = idle(bot)
    only = '- {field: account, op: eq, value: "shop-lab"}'
    (home / "rules/idle_vm.yaml").write_text(f"only:\n  {only}\n", "utf-8")
    narrowed = idle(bot)
    assert 0 < narrowed.row_count < before.row_count
    assert not narrowed.gaps or "rule file" not in narrowed.gaps[0].where
    (home / "rules/idle_vm.yaml").write_text("enabled: false\n", "utf-8")
    off = idle(bot)
    assert (off.row_count, [gap for gap in off.gaps if "rule file" in gap.where]) == (0, [])
    (home / "rules/idle_vm.yaml").unlink()
    (home / "rules/theirs.toml").write_text("where = 3", "utf-8")
    broken = idle(bot)
    assert broken.row_count == before.row_count
    assert any(gap.where == "rule file theirs.toml" for gap in broken.gaps)


def test_before_anything_was_kept_what_was_saved_is_not_known(bot: Bot) -> None:
    for question in ("what did we save this quarter", "which findings are gone"):
        answer = bot.ask(question)
        assert answer.outcome == "partial", question
        assert any("none were kept" in gap.why for gap in answer.gaps)
        assert all(value is None for row in answer.rows for value in row.values())
