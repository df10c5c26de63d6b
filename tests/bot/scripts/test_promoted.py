"""A script that people confirmed and somebody read is run again without a model."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.access import Access, Rights
from bot.ask import Bot, Person
from bot.clock import clock
from bot.learning import Decider, Undecidable
from bot.settings import load
from demo.messages_api import Api, Asked, Reply, serving, tool
from sandbox_runner.tiers import doctor
from sandbox_runner.walls import UNASKED

pytestmark = pytest.mark.skipif(
    all(why is not None for why in doctor(UNASKED).values()), reason="no tier holds here"
)
QUESTION = "moolah that zigzags in October 2026"
AGAIN = "Moolah that zigzags in September 2026?"
CODE = """
START = "2026-10-01"
END = "2026-11-01"
told = query(subject="cost", analysis="aggregate", period=f"{START}/{END}",
             measures=[{"name": "cost", "agg": "sum", "field": "cost"}])
result = {"columns": [{"name": "cost", "type": "money", "unit": "USD"},
                      {"name": "since", "type": "datetime"}],
          "rows": [{"cost": told["rows"][0]["cost"], "since": START}]}
"""


def reply(asked: Asked) -> Reply:
    names = {one["name"] for one in asked.body["tools"]}
    if "script" in names:
        return tool("script", {"code": CODE})
    return tool("decline", {"why": "not_expressible"})


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    with serving(reply) as served:
        monkeypatch.setenv("ANTHROPIC_API_KEY", "a-key")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", served.url)
        yield served


@pytest.fixture
def wanting(home: Path, monkeypatch: pytest.MonkeyPatch, api: Api) -> Iterator[Bot]:
    monkeypatch.setenv("FINOPS_SCRIPTS_ENABLED", "true")
    settings = load()
    with closing(Bot(settings, clock(settings.now))) as bot:
        yield bot


def rights(*held: str) -> Rights:
    grants = [{"to": ["slack:U1"], "rights": list(held)}]
    return Access.model_validate({"grants": grants}).of(["slack:U1"])


def confirmed(bot: Bot) -> str:
    answer = bot.ask(QUESTION, Person("ana"))
    assert answer.rows[0]["cost"] == 20
    assert bot.rate(answer.id, Person("ben"), "up")
    return answer.id


def audited(home: Path) -> list[dict[str, Any]]:
    (file,) = home.glob("audit/*")
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_a_promoted_script_answers_when_its_question_recurs_until_it_is_revoked(
    wanting: Bot, api: Api, home: Path
) -> None:
    answer = confirmed(wanting)
    one = wanting.promote(answer, Decider("carol"))
    asked = len(api.asked)
    again = wanting.ask(AGAIN, Person("dan"))
    assert (again.route, again.rows[0]["since"]) == ("script", "2026-09-01")
    assert again.rows[0]["cost"] != 20
    assert "a script that carol read and promoted on 18 Nov 2026" in again.understood
    assert again.script is not None
    assert again.script.promoted == answer
    assert len(api.asked) == asked
    assert wanting.ask(f"{AGAIN} excluding spot", Person("dan")).id
    assert len(api.asked) > asked

    wanting.revoke(answer, Decider("eve"))
    asked = len(api.asked)
    wanting.ask(AGAIN, Person("dan"))
    assert len(api.asked) > asked
    decisions = [line for line in audited(home) if line["kind"] == "promotion"]
    assert [(line["asker"], line["outcome"]) for line in decisions] == [
        ("carol", "promoted"),
        ("eve", "revoked"),
    ]
    assert {line["sha256"] for line in decisions} == {one.sha256}
    with pytest.raises(Undecidable):
        wanting.revoke(answer)


def test_it_runs_under_the_rights_of_whoever_asks(wanting: Bot, api: Api) -> None:
    wanting.promote(confirmed(wanting))
    asked = len(api.asked)
    without = wanting.ask(QUESTION, Person("dan", rights=rights("cost", "inventory")))
    assert without.rows == ()
    assert "You may not have a script run" in without.gaps[-1].why
    assert wanting.ask(QUESTION, Person("eve", rights=rights("cost", "script"))).rows
    assert len(api.asked) == asked


def test_only_what_was_confirmed_by_people_and_by_who_has_the_right_is_promoted(
    wanting: Bot,
) -> None:
    answer = wanting.ask(QUESTION, Person("ana")).id
    with pytest.raises(Undecidable, match="nobody has confirmed"):
        wanting.promote(answer)
    wanting.rate(answer, Person("ben"), "up")
    with pytest.raises(Undecidable, match="right admin"):
        wanting.promote(answer, Decider("dan", rights("cost", "script")))
    with pytest.raises(Undecidable, match="no script gave"):
        wanting.promote("000000000000")
    stale = CODE.replace('"since": START', '"since": "2026-10-01"')
    with pytest.raises(Undecidable, match="--code FILE"):
        wanting.promote(answer, reviewed=stale)
    promoted, waiting = wanting.scripts()
    assert (promoted, [one.id for one in waiting]) == ((), [answer])


def test_the_command_lists_shows_promotes_and_revokes(
    wanting: Bot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = confirmed(wanting)
    reviewed = tmp_path / "reviewed.py"
    reviewed.write_text(f"{CODE}# read\n", "utf-8")
    assert main(["scripts"]) == 0
    assert f"{answer}  confirmed by a 👍" in capsys.readouterr().out
    assert main(["scripts", "--promote", answer, "--code", str(reviewed)]) == 0
    assert "moolah that zigzags in {period}" in capsys.readouterr().out
    assert main(["scripts", "--show", answer]) == 0
    assert capsys.readouterr().out.endswith("# read\n")
    assert main(["scripts", "--revoke", answer]) == 0
    assert main(["scripts"]) == 0
    assert "revoked by local" in capsys.readouterr().out
