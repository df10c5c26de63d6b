"""Both clouds behind HTTP: what a token of an account, a cloud or a tag sees of inventory and cost.

The estate runs in a process of its own, since one process holds one estate.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socket import create_server
from typing import Any

import httpx
import pytest

from tests.bot.http.serving import TOKEN, hashed

GRANTS = {
    "account": 'accounts = ["shop-prod"]',
    "cloud": 'clouds = ["azure"]',
    "tag": 'tags = { team = "payments" }',
    "poor": 'accounts = ["no-such-account"]',
}
SERVE = """
import os, sys
from pathlib import Path
from bot.__main__ import main
from demo.run import running
home = Path(sys.argv[1])
with running(home) as estate:
    os.environ.update(estate.env)
    estate.write_settings(home / "finops.toml")
    with (home / "finops.toml").open("a") as file:
        file.write(sys.argv[3])
    os.environ["FINOPS_CONFIG"] = str(home / "finops.toml")
    sys.exit(main(["serve", "--port", sys.argv[2]]))
"""


def access() -> str:
    parts = []
    for name, over in GRANTS.items():
        parts.append(f'[[access.tokens]]\nname = "{name}"\nsha256 = "{hashed(name)}"')
        to = f'to = ["http:{name}"]\nrights = ["cost", "inventory"]'
        parts.append(f"[[access.grants]]\n{to}\n{over}")
    return "\n".join(parts)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("estate")
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SERVE, str(home), str(port), access()]
    environment = os.environ | {"FINOPS_API_TOKEN": TOKEN}
    with (home / "stderr").open("w") as errors:
        server = subprocess.Popen(command, stderr=errors, env=environment)
    try:
        yield _ready(f"http://127.0.0.1:{port}", home / "stderr")
    finally:
        server.terminate()
        server.wait(60)


def _ready(url: str, errors: Path) -> str:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/healthz", timeout=60).status_code == 200:
                return url
        except httpx.ConnectError:
            pass
        time.sleep(0.1)
    raise AssertionError(errors.read_text("utf-8"))


def get(url: str, path: str, token: str = TOKEN, **parameters: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    response = httpx.get(f"{url}{path}", params=parameters, headers=headers, timeout=120)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


VMS = {"select": "id,account,cloud,tags,cost", "period": "last_month", "order_by": "id"}
SEES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "account": lambda row: row["account"] == "shop-prod",
    "cloud": lambda row: row["cloud"] == "azure",
    "tag": lambda row: "payments" in {str(v).lower() for k, v in (row["tags"] or {}).items()
                                      if k.lower() == "team"},
    "poor": lambda row: False,
}  # fmt: skip


@pytest.mark.parametrize("token", GRANTS)
def test_a_token_sees_its_part_of_the_vms_and_their_cost(url: str, token: str) -> None:
    whole = get(url, "/v1/all/vm", **VMS)
    mine = [row for row in whole["rows"] if SEES[token](row)]
    assert token == "poor" or 0 < len(mine) < len(whole["rows"])
    seen = get(url, "/v1/all/vm", token, **VMS)
    assert seen["rows"] == mine
    known = [row["cost"] for row in mine if row["cost"] is not None]
    assert (seen["totals"].get("cost") or 0) == pytest.approx(sum(known))
    counted = get(url, "/v1/all/vm", token, analysis="aggregate")
    assert counted["totals"]["count"] == len(mine)


@pytest.mark.parametrize("subject", ["disk", "public_ip", "network", "subnet", "account"])
def test_no_other_account_shows_in_any_subject(url: str, subject: str) -> None:
    whole = get(url, f"/v1/all/{subject}", select="id,account")["rows"]
    seen = get(url, f"/v1/all/{subject}", "account", select="id,account")["rows"]
    assert {row["account"] for row in seen} == {"shop-prod"} < {row["account"] for row in whole}
    assert [row for row in whole if row["account"] == "shop-prod"] == seen


def test_costs_of_groups_and_totals_are_of_the_account_alone(url: str) -> None:
    asked = {"period": "last_month", "group_by": "sub_account_name"}
    whole = get(url, "/v1/all/cost", **asked)["rows"]
    [mine] = [row for row in whole if row["sub_account_name"] == "shop-prod"]
    seen = get(url, "/v1/all/cost", "account", **asked)
    assert seen["rows"] == [mine]
    assert seen["totals"]["cost"] == pytest.approx(mine["cost"])
    assert not get(url, "/v1/all/cost", "poor", **asked)["rows"]


def test_nothing_in_an_answer_names_an_account_that_may_not_be_seen(url: str) -> None:
    accounts = get(url, "/v1/all/account", select="id,account")["rows"]
    others = [row for row in accounts if row["account"] != "shop-prod"]
    assert others
    seen = str(get(url, "/v1/all/vm", "account"))
    assert "shop-prod" in seen
    for row in others:
        assert row["account"] not in seen
        assert row["id"] not in seen


def test_a_route_is_the_question_in_words(url: str) -> None:
    by_route = get(url, "/v1/all/vm", cpu_lt="20", cost_gt="100")
    headers = {"Authorization": f"Bearer {TOKEN}"}
    body = {"question": "list vms with cpu < 20% and cost > $100"}
    by_words = httpx.post(f"{url}/v1/ask", json=body, headers=headers, timeout=120).json()
    assert by_route["rows"] == by_words["rows"] != []
    assert by_route["totals"] == by_words["totals"]
    assert by_route["understood"] == by_words["understood"]


def test_fifty_at_once_of_all_tokens_never_see_each_others(url: str) -> None:
    tokens = [TOKEN, *GRANTS] * 10
    alone = {token: get(url, "/v1/all/vm", token, **VMS)["rows"] for token in (TOKEN, *GRANTS)}
    with ThreadPoolExecutor(50) as pool:
        found = pool.map(lambda token: get(url, "/v1/all/vm", token, **VMS)["rows"], tokens)
    assert all(rows == alone[token] for token, rows in zip(tokens, found, strict=True))
