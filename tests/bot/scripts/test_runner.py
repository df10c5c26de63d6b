"""The script route, with a real jail and a model that says what is written here."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.access import Access
from bot.ask import Bot, Person
from bot.clock import clock
from bot.settings import Settings, load
from demo.messages_api import BROKEN, Api, Asked, Reply, serving, tool
from finops.answer import Answer
from sandbox_runner.tiers import doctor
from sandbox_runner.walls import UNASKED
from tests.bot.conftest import CHARGES

pytestmark = pytest.mark.skipif(
    all(why is not None for why in doctor(UNASKED).values()), reason="no tier holds here"
)
QUESTION = "moolah that zigzags in October"
DECLINED = tool("decline", {"why": "not_expressible"})
SECONDS = 3.0
RESULT = 'result = {"columns": [{"name": "n", "type": "number"}], "rows": [{"n": 1}]}'
COST = """
told = query(subject="cost", analysis="aggregate", period="2026-10",
             measures=[{"name": "cost", "agg": "sum", "field": "cost"}])
result = {"columns": [{"name": "cost", "type": "money", "unit": told["currency"]}],
          "rows": [{"cost": told["rows"][0]["cost"]}], "notes": ["October 2026, effective cost"]}
"""


class Writer:
    """The model: it declines a Query, and writes what `code` says."""

    def __init__(self) -> None:
        self.code = RESULT
        self.first = DECLINED
        self.wrote = 0

    def __call__(self, asked: Asked) -> Reply:
        names = {one["name"] for one in asked.body["tools"]}
        if "script" not in names:
            return self.first
        self.wrote += 1
        return tool("script", {"code": self.code})


@pytest.fixture(scope="module")
def model() -> Writer:
    return Writer()


@pytest.fixture(scope="module")
def module_bot(
    tmp_path_factory: pytest.TempPathFactory, model: Writer
) -> Iterator[tuple[Bot, Settings, Api]]:
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "charges.csv").write_text(CHARGES, "utf-8")
    with serving(model) as api, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANTHROPIC_API_KEY", "a-key")
        patch.setenv("ANTHROPIC_BASE_URL", api.url)
        patch.setenv("FINOPS_HOME", str(folder / "home"))
        patch.setenv("FINOPS_CHARGES", str(folder / "charges.csv"))
        patch.setenv("FINOPS_AWS_ENABLED", "false")
        patch.setenv("FINOPS_AZURE_ENABLED", "false")
        patch.setenv("FINOPS_NOW", "2026-11-18T12:00:00Z")
        patch.setenv("FINOPS_SCRIPTS_ENABLED", "true")
        patch.setenv("FINOPS_SCRIPTS_SECONDS", str(SECONDS))
        patch.setenv("FINOPS_SCRIPTS_PER_PERSON_HOURLY", "3")
        patch.setenv("FINOPS_SCRIPTS_HOURLY", "100")
        settings = load()
        with closing(Bot(settings, clock(settings.now))) as bot:
            yield bot, settings, api


Ask = Callable[..., Answer]


@pytest.fixture
def ask(
    module_bot: tuple[Bot, Settings, Api], model: Writer, request: pytest.FixtureRequest
) -> Ask:
    """Ask as somebody whom no other test is."""

    def asked(code: str, **person: Any) -> Answer:
        model.code, model.first, model.wrote = code, DECLINED, 0
        who = Person(**{"asker": request.node.name, **person})
        return module_bot[0].ask(QUESTION, who)

    return asked


def rights(*grants: dict[str, Any]) -> Any:
    table = [{"to": ["slack:U1"], **grant} for grant in grants]
    return Access.model_validate({"grants": table}).of(["slack:U1"])


def why(answer: Answer) -> str:
    return " | ".join(f"{gap.where}: {gap.why}" for gap in answer.gaps)


def test_a_scripts_answer_says_so_with_its_code_calls_and_price(ask: Ask) -> None:
    answer = ask(COST)
    # What the query in it says of its charges, the answer says as well.
    assert (answer.outcome, answer.route) == ("partial", "script")
    assert answer.headline == "A script computed this: cost is $20.00"
    assert "the script says: October 2026, effective cost" in answer.understood
    assert "over 1–31 Oct 2026" in answer.understood
    assert answer.script is not None
    assert (answer.script.code, answer.script.ending) == (COST, "finished")
    assert [one.service for one in answer.script.calls] == ["query"]
    (paid,) = [one for one in answer.sources if one.tokens]
    assert paid.calls == 2


def test_a_failure_says_what_happened_and_offers_what_works(ask: Ask) -> None:
    answer = ask("result = 1 / 0")
    assert (answer.outcome, answer.route) == ("unread", "script")
    assert "it failed: ZeroDivisionError: division by zero" in why(answer)
    assert answer.suggestions
    assert answer.script is not None
    assert answer.rows == ()


def test_a_script_that_never_ends_is_ended_and_says_so(ask: Ask) -> None:
    began = time.monotonic()
    answer = ask("while True: pass\nresult = 1")
    assert "took longer than a script may" in why(answer)
    assert time.monotonic() - began < SECONDS + 10
    assert answer.elapsed_ms >= SECONDS * 1000


def test_what_is_no_table_is_not_shown(ask: Ask) -> None:
    answer = ask('result = {"columns": [], "rows": "<script>"}')
    assert answer.outcome == "unread"
    assert "what it left cannot be shown" in why(answer)


def test_a_secret_in_its_error_is_blotted_out(ask: Ask) -> None:
    answer = ask("result = None\nraise ValueError('password=hunter2')")
    assert "hunter2" not in why(answer)


def test_what_was_refused_is_a_gap_whatever_the_script_makes_of_it(ask: Ask) -> None:
    code = f"""
try:
    query(subject="nonsense")
except Exception:
    pass
{RESULT}
"""
    answer = ask(code)
    assert answer.outcome == "partial"
    assert answer.gaps
    assert answer.rows == ({"n": 1},)


def test_a_query_in_it_is_answered_under_the_askers_rights(ask: Ask) -> None:
    part = rights({"rights": ["script", "cost"], "accounts": ["dev"]})
    answer = ask(COST, rights=part, asker="part")
    assert answer.rows[0]["cost"] != 20
    none = rights({"rights": ["script", "inventory"]})
    refused = ask(COST, rights=none, asker="none")
    assert refused.rows == ()
    assert "You may not ask about cost" in why(refused)


def test_without_the_right_nothing_is_written(ask: Ask, model: Writer) -> None:
    answer = ask(RESULT, rights=rights({"rights": ["cost", "inventory"]}))
    assert answer.outcome == "unread"
    assert "You may not have a script run" in why(answer)
    assert model.wrote == 0


def test_limits_by_the_hour_hold_before_anything_is_paid(ask: Ask, model: Writer) -> None:
    answers = [ask(RESULT) for _ in range(4)]
    assert [one.outcome for one in answers] == ["answered"] * 3 + ["unread"]
    assert "3 scripts an hour are run for one person" in why(answers[3])
    assert model.wrote == 0
    assert ask(RESULT, asker="somebody else").outcome == "answered"


def test_several_people_are_answered_at_once(module_bot: Any, model: Writer) -> None:
    model.code, model.first = "import time\ntime.sleep(0.5)\n" + RESULT, DECLINED
    bot, _, _ = module_bot
    began = time.monotonic()
    with ThreadPoolExecutor(4) as threads:
        people = [Person(asker=f"person {n}") for n in range(4)]
        answers = list(threads.map(lambda one: bot.ask(QUESTION, one), people))
    assert [one.outcome for one in answers] == ["answered"] * 4
    assert time.monotonic() - began < 4 * 0.5 + 2


def test_a_script_runs_again_under_the_rights_of_who_wants_it(ask: Ask, module_bot: Any) -> None:
    bot, _, api = module_bot
    answer = ask(COST)
    requests = len(api.asked)
    anew = bot.again(answer.id, Person(asker="another"))
    assert anew.rows == answer.rows
    lesser = Person(asker="lesser", rights=rights({"rights": ["cost"]}))
    assert bot.again(answer.id, lesser).rows == ()
    assert len(api.asked) == requests


def test_the_last_answer_of_a_conversation_may_be_a_scripts(ask: Ask, module_bot: Any) -> None:
    bot, _, _ = module_bot
    me: dict[str, Any] = {"asker": "talker", "thread": "talk"}
    bot.ask("cost by service in October 2026", Person(**me))
    answer = ask(COST, **me)
    assert bot.ask("export that", Person(**me)).rows == answer.rows
    assert bot.ask("show the code", Person(**me)).script.code == COST
    onward = bot.ask("only dev", Person(**me))
    assert (onward.outcome, onward.rows) == ("clarify", ())


def test_its_code_is_shown_to_be_read(ask: Ask, module_bot: Any) -> None:
    bot, _, _ = module_bot
    answer = ask(COST)
    shown = bot.ask(f"explain {answer.id}")
    assert shown.script.code == COST
    assert "query: allowed" in shown.insights
    assert bot.code("000000000000") is None


def test_a_model_in_trouble_writes_no_script(module_bot: Any, model: Writer) -> None:
    model.first, model.wrote = BROKEN, 0
    answer = module_bot[0].ask(QUESTION, Person(asker="trouble"))
    assert (answer.outcome, model.wrote) == ("unread", 0)


def test_a_question_that_is_refused_gets_no_script(module_bot: Any, model: Writer) -> None:
    model.first, model.wrote = tool("decline", {"why": "off_topic"}), 0
    answer = module_bot[0].ask(QUESTION, Person(asker="off topic"))
    assert (answer.outcome, model.wrote) == ("refused", 0)


def test_a_job_is_in_the_audit_and_what_it_printed_is_not(ask: Ask, module_bot: Any) -> None:
    answer = ask("print('a canary')\n" + COST)
    told = "".join(
        file.read_text("utf-8") for file in Path(module_bot[1].home).glob("audit/*.jsonl")
    )
    mine = [one for one in map(json.loads, told.splitlines()) if one["id"] == answer.id]
    assert [one["kind"] for one in mine] == ["script_call", "script", "question"]
    assert answer.script is not None
    assert mine[1]["sha256"] == answer.script.sha256
    assert (mine[1]["ending"], mine[2]["route"]) == ("finished", "script")
    assert "a canary" not in told
    assert all("a canary" not in one.text for one in module_bot[2].asked)


def test_a_command_of_its_own_runs_scripts_with_pandas_which_it_does_not_load(
    ask: Ask, model: Writer
) -> None:
    ask(RESULT)
    model.code = "import pandas as pd\nn = pd.Series([1, 2]).sum().item()\n" + RESULT
    told = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--json", QUESTION],
        capture_output=True, check=True, text=True, timeout=60,
    )  # fmt: skip
    assert json.loads(told.stdout)["rows"] == [{"n": 1}]


def test_scripts_are_off_unless_wanted(
    home: Path, model: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FINOPS_SCRIPTS_ENABLED", raising=False)
    settings = load()
    assert not settings.scripts.enabled
    model.first, model.wrote = DECLINED, 0
    with serving(model) as api:
        monkeypatch.setenv("ANTHROPIC_API_KEY", "a-key")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", api.url)
        with closing(Bot(settings, clock(settings.now))) as bot:
            answer = bot.ask(QUESTION)
    assert (answer.outcome, answer.route, answer.script) == ("unread", "llm", None)
    assert model.wrote == 0
