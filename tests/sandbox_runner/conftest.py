"""The embedded estate behind a broker, and scripts that ask it."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import boto3
import pytest

from demo.run import Running, running
from sandbox_runner import Pool
from sandbox_runner.broker import Aws, Azure, Broker, Grant, Limits
from sandbox_runner.job import Limits as JobLimits

from .broker.upstream import Credential
from .unjailed import Unjailed


@pytest.fixture(scope="session")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("home")) as up:
        yield up


@pytest.fixture(scope="session")
def truth(estate: Running) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(estate.truth.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="session")
def billed(truth: dict[str, Any]) -> dict[str, str]:
    """What AWS billed for October, by service; Cost Explorer answers with it once."""
    from moto.ce.models import ce_backends

    totals: Counter[str] = Counter()
    days = [date(2026, 10, day).isoformat() for day in range(1, 32)]
    for charge in truth["charges"]:
        if charge["cloud"] != "aws":
            continue
        for first, length, _, amount, *_ in charge["runs"]:
            last = (date.fromisoformat(first) + timedelta(length)).isoformat()
            totals[charge["service"]] += Decimal(amount) * sum(first <= day < last for day in days)
    groups = [
        {"Keys": [name], "Metrics": {"UnblendedCost": {"Amount": str(amount), "Unit": "USD"}}}
        for name, amount in totals.items()
    ]
    period = {"Start": "2026-10-01", "End": "2026-11-01"}
    told = {"ResultsByTime": [{"TimePeriod": period, "Total": {}, "Groups": groups}]}
    ce_backends["111111111111"]["aws"].cost_usage_results_queue.append(told)
    return {name: f"{amount:.2f}" for name, amount in totals.items()}


@pytest.fixture(scope="session")
def sessions(estate: Running) -> Iterator[dict[str, boto3.Session]]:
    """The parent's sessions, one an account, as a host makes them."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in estate.env.items():
            patch.setenv(name, value)
        aws: Any = estate.settings["aws"]
        root = boto3.Session()
        yield {one["id"]: _session(root, one.get("role_arn")) for one in aws["accounts"]}


def _session(root: boto3.Session, role: str | None) -> boto3.Session:
    if role is None:
        return root
    told = root.client("sts").assume_role(RoleArn=role, RoleSessionName="finops")["Credentials"]
    keys = told["AccessKeyId"], told["SecretAccessKey"], told["SessionToken"]
    return boto3.Session(*keys, region_name="us-east-1")


@pytest.fixture(scope="session")
def clouds(estate: Running, sessions: dict[str, boto3.Session]) -> dict[str, Any]:
    azure: Any = estate.settings["azure"]
    return {"aws": Aws(sessions), "azure": Azure(Credential(), azure["endpoint"])}


@pytest.fixture
def broker(estate: Running, clouds: dict[str, Any]) -> Iterator[Broker]:
    """One job's, over the whole estate."""
    aws: Any = estate.settings["aws"]
    accounts = tuple(one["id"] for one in aws["accounts"])
    regions = ("us-east-1", "eu-west-1", "ap-southeast-1")
    subscriptions = tuple(one.id for one in estate.estate.of("azure").accounts)
    grant = Grant(accounts, regions, subscriptions, frozenset({"cost", "inventory", "query"}))
    made = Broker(grant, Limits(), query=_answer, **clouds)
    yield made
    made.close()


def _answer(query: Any) -> object:
    if "subject" not in query:
        raise ValueError("a query has a subject")
    return {"subject": query["subject"], "rows": [["shop-prod", "12.50", "USD"]]}


@pytest.fixture(scope="session")
def unjailed() -> Iterator[Unjailed]:
    child = Unjailed()
    yield child
    child.close()


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    """Warm jails with the SDKs in them."""
    limits = JobLimits(seconds=30)
    with Pool(size=2, preload=("sandbox_runner.shims", "pandas"), limits=limits) as made:
        if made.refusal:
            pytest.skip(made.refusal)
        yield made


Run = Callable[[str], Any]


@pytest.fixture
def jailed(pool: Pool, broker: Broker) -> Run:
    """The same, behind the walls."""

    def ran(code: str) -> Any:
        told = pool.run(code, answer=broker.answer)
        assert told.ending == "finished", (told.ending, told.reason, told.stderr)
        return told.result

    return ran


@pytest.fixture
def run(unjailed: Unjailed, broker: Broker) -> Run:
    """What a script leaves in `result`; its error is the test's."""

    def ran(code: str) -> Any:
        told = unjailed.run(code, broker.answer)
        assert told.error is None, told.error
        return told.result

    return ran
