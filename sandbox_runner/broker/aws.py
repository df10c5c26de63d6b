"""AWS as the parent sees it: the sessions that were handed in, their clients, and one call.

Long-lived and shared by jobs and threads; a job's own is in `Broker`. A client is made once for an
account, region and service. Its requests leave through `wire`, never through botocore's own
connections: by `before-send`, the event that may answer for the network.
"""

import os
import time
from collections.abc import Mapping
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sandbox_runner.broker import redact, wire

if TYPE_CHECKING:
    from boto3.session import Session
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse
    from botocore.client import BaseClient

# Tried twice in all, at most a second apart: a job has no more time to wait out a throttled cloud.
_TRIES = 2
# Seconds that a list of the account's own buckets holds good. A new one is refused for as long.
_BUCKETS_KEPT = 300.0


class Failed(Exception):
    """What AWS or its SDK said instead of an answer. `kind` is the exception's name."""

    def __init__(
        self, kind: str, code: str, message: str, status: int = 0, request: str = ""
    ) -> None:
        """`code` is AWS's own; `request` its id, for AWS's support."""
        super().__init__(f"{code}: {message}")
        self.kind, self.code, self.message = kind, code, message
        self.status, self.request = status, request


class Aws:
    """`sessions` are by account id; credentials, endpoint and partition are theirs."""

    def __init__(self, sessions: "Mapping[str, Session]") -> None:
        """Nothing is imported or connected yet."""
        self._sessions = dict(sessions)
        self._lock = Lock()
        self._clients: dict[tuple[str, str, str], BaseClient] = {}
        self._buckets: dict[str, tuple[float, frozenset[str]]] = {}

    @property
    def accounts(self) -> frozenset[str]:
        """Ids of the accounts that there are sessions for."""
        return frozenset(self._sessions)

    def call(
        self, where: tuple[str, str, str], operation: str, params: Mapping[str, Any]
    ) -> dict[str, object]:
        """Ask, inside a flight; the answer is redacted. Raises Failed and what `wire` raises.

        `where` is (account, region, service). What is raised beside these is a bug of an SDK that a
        cloud's answer brought up; the caller tells the script so.
        """
        from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

        client = self.client(*where)
        try:
            answer: dict[str, object] = getattr(client, _method(operation))(**params)
        except ClientError as error:
            raise _failed(error) from error
        except ParamValidationError as error:
            raise Failed("ParamValidationError", "ParamValidationError", str(error)) from error
        except BotoCoreError as error:
            raise Failed("ClientError", type(error).__name__, str(error)) from error
        told = answer.pop("ResponseMetadata", {})
        model = client.meta.service_model.operation_model(operation)
        return {**redact.redact_aws(answer, model), "ResponseMetadata": _metadata(told)}

    def own_buckets(self, account: str, region: str) -> frozenset[str]:
        """Names of the account's buckets, asked at most every few minutes. Raises as `call`."""
        known = self._buckets.get(account)
        if known and time.monotonic() - known[0] < _BUCKETS_KEPT:
            return known[1]
        answer: Any = self.call((account, region, "s3"), "ListBuckets", {})
        names = frozenset(one["Name"] for one in answer["Buckets"])
        self._buckets[account] = (time.monotonic(), names)
        return names

    def host(self, account: str, region: str, service: str) -> str:
        """The host that a service is asked at."""
        return urlsplit(self.client(account, region, service).meta.endpoint_url).netloc

    def client(self, account: str, region: str, service: str) -> "BaseClient":
        """The client, which sends only inside a flight."""
        key = (account, region, service)
        with self._lock:
            if (made := self._clients.get(key)) is None:
                made = _client(self._sessions[account], region, service)
                self._clients[key] = made
            return made


def _client(session: "Session", region: str, service: str) -> "BaseClient":
    from botocore.config import Config

    config = Config(
        retries={"total_max_attempts": _TRIES, "mode": "standard"},
        user_agent_extra="sandbox-runner",
    )
    verify = os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE")

    def send(request: "AWSPreparedRequest", **_: object) -> "AWSResponse":
        return _send(request, verify)

    open_client: Any = (
        session.client
    )  # the service is a name, which the typed overloads do not admit
    made: BaseClient = open_client(service, region_name=region, config=config)
    made.meta.events.register("before-send", send)  # type: ignore[arg-type] # its stub is wrong
    return made


def _send(request: "AWSPreparedRequest", verify: str | None) -> "AWSResponse":
    from botocore.awsrequest import AWSResponse
    from urllib3 import HTTPResponse

    headers = {
        name: told.decode() if isinstance(told, bytes) else str(told)
        for name, told in request.headers.items()
    }
    body: Any = request.body
    if body is not None and not isinstance(body, str | bytes | bytearray):
        body = body.read()  # what botocore makes of a form is a stream
    landed = wire.exchange(request.method, request.url, headers, body, verify)
    raw = HTTPResponse(
        BytesIO(landed.body), landed.headers, status=landed.status, preload_content=False
    )
    found: Any = raw.headers
    return AWSResponse(request.url, landed.status, found, raw)


def _method(operation: str) -> str:
    from botocore import xform_name

    return str(xform_name(operation))


def _failed(error: Any) -> Failed:
    """The code and the words only: what else is in an error may tell how it was signed."""
    told, metadata = error.response.get("Error", {}), error.response.get("ResponseMetadata", {})
    return Failed(
        "ClientError",
        str(told.get("Code", "Unknown")),
        str(told.get("Message", "")),
        int(metadata.get("HTTPStatusCode", 0)),
        str(metadata.get("RequestId", "")),
    )


def _metadata(told: object) -> dict[str, object]:
    """Without headers: they tell of the network between us and the cloud, and weigh."""
    known: Any = told
    return {
        "RequestId": known.get("RequestId", ""),
        "HTTPStatusCode": known.get("HTTPStatusCode", 200),
        "HTTPHeaders": {},
        "RetryAttempts": known.get("RetryAttempts", 0),
    }
