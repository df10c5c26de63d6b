"""A cloud that does as it is told, and brokers in front of it."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from sandbox_runner.broker import Aws, Azure, Broker, Grant, Limits

from .upstream import Credential, Upstream, serving

ACCOUNT, SECRET = "111111111111", "the-real-secret-key-of-aws"
SUBSCRIPTION = "a1111111-aaaa-4111-8111-000000000001"
GRANT = Grant(
    (ACCOUNT, "222222222222"), ("us-east-1", "eu-west-1"), (SUBSCRIPTION,),
    frozenset({"cost", "inventory", "query"}),
)  # fmt: skip
Make = Callable[..., Broker]


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    with serving() as told:
        monkeypatch.setenv("AWS_ENDPOINT_URL", told.base)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        yield told


@pytest.fixture(scope="session")
def session() -> boto3.Session:
    """The parent's; one for all tests, since it keeps the models of services that were loaded."""
    return boto3.Session("AKIDREAL", SECRET, region_name="us-east-1")


@pytest.fixture
def make(upstream: Upstream, session: boto3.Session) -> Make:
    """A broker whose clouds are the upstream."""
    aws = Aws({ACCOUNT: session, "222222222222": session})

    def made(grant: Grant = GRANT, limits: Limits | None = None, **more: Any) -> Broker:
        return Broker(grant, limits, aws=aws, azure=Azure(Credential(), upstream.base), **more)

    return made
