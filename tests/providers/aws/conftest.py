"""AWS on loopback: moto's server over real HTTP, which can be told to refuse.

A test speaks to it through the real SDK. `aws.refuse(…)` answers one action in one region with an
error of AWS; `aws.seen` is what was asked since the test began.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import boto3
import botocore.session
import pytest
import requests
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from providers.aws.provider import AwsProvider
from providers.aws.session import models
from providers.cache import Cache
from providers.settings import Aws

OWN = "123456789012"
REGIONS = ("us-east-1", "eu-west-1")
_SCOPE = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/")


@dataclass(frozen=True)
class Seen:
    key_id: str
    region: str
    service: str
    action: str
    given: dict[str, list[str]]
    body: bytes


@dataclass
class Rim:
    """The WSGI edge in front of moto."""

    inner: Any
    refusals: dict[tuple[str, str], tuple[str, bytes, str]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    endpoint: str = ""

    def refuse(self, action: str, region: str, code: str, status: int = 403) -> None:
        body = (
            f"<Response><Errors><Error><Code>{code}</Code><Message>no</Message></Error></Errors>"
            "<RequestID>1</RequestID></Response>"
        )
        if action in ("AssumeRole", "GetCallerIdentity"):
            body = (
                f"<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error>"
                "<RequestId>1</RequestId></ErrorResponse>"
            )
        self.answer(action, region, body.encode(), status=status)

    def answer(
        self, action: str, region: str, body: bytes, kind: str = "text/xml", status: int = 200
    ) -> None:
        """Answer with this; region `*` is all of them."""
        self.refusals[action, region] = (f"{status} X", body, kind)

    def asked(self, action: str) -> list[Seen]:
        return [each for each in self.seen if each.action == action]

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        if found := _SCOPE.search(environ.get("HTTP_AUTHORIZATION", "")):
            form = parse_qs(body.decode("utf-8", "replace"))
            target = environ.get("HTTP_X_AMZ_TARGET", "")
            action = target.partition(".")[2] or form.get("Action", [""])[0]
            key_id, region, service = found.groups()
            self.seen.append(Seen(key_id, region, service, action, form, body))
            for place in (region, "*"):
                if refusal := self.refusals.get((action, place)):
                    status, answer, kind = refusal
                    start(status, [("Content-Type", kind), ("Content-Length", str(len(answer)))])
                    return [answer]
        return self.inner(environ, start)


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *told: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="session")
def _server() -> Iterator[Rim]:
    rim = Rim(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, rim, threaded=True, request_handler=_Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    rim.endpoint = f"http://127.0.0.1:{server.server_port}"
    yield rim
    server.shutdown()
    server.server_close()


@pytest.fixture
def aws(_server: Rim, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Rim:
    """An empty AWS with credentials for account `OWN` in the environment."""
    requests.post(f"{_server.endpoint}/moto-api/reset", timeout=30).raise_for_status()
    _server.refusals.clear()
    _server.seen.clear()
    for name, value in {
        "AWS_ENDPOINT_URL": _server.endpoint,
        "AWS_ACCESS_KEY_ID": "own",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }.items():
        monkeypatch.setenv(name, value)
    return _server


@pytest.fixture
def client(aws: Rim) -> Callable[..., Any]:
    """The real SDK, to fill the estate with."""
    core = botocore.session.Session()
    core.register_component("data_loader", models())  # half a second a test
    session = boto3.Session(botocore_session=core)

    def make(service: str, region: str = REGIONS[0], account: str = OWN) -> Any:
        keys: dict[str, Any] = {}
        if account != OWN:
            role = f"arn:aws:iam::{account}:role/filler"
            sts = session.client("sts", "us-east-1")
            given = sts.assume_role(RoleArn=role, RoleSessionName="fill")["Credentials"]
            keys = {
                "aws_access_key_id": given["AccessKeyId"],
                "aws_secret_access_key": given["SecretAccessKey"],
                "aws_session_token": given["SessionToken"],
            }
        whole: Any = session
        return whole.client(service, region, **keys)

    return make


@pytest.fixture
def provider(aws: Rim, tmp_path: Path) -> Callable[..., AwsProvider]:
    """A provider over an empty cache; two regions unless the settings say otherwise."""

    def make(**settings: Any) -> AwsProvider:
        return AwsProvider(Aws(**{"regions": REGIONS, **settings}), Cache(tmp_path / "cache"))

    return make
