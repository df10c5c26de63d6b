"""The parent's side of a script's calls: checks, makes them with its own clients, redacts, audits.

A script has no network and no credentials. What it asks of a cloud comes as a message and is
answered here, or refused:

    aws = Aws({"111111111111": boto3.Session(…)})       # long-lived, shared
    azure = Azure(DefaultAzureCredential())
    broker = Broker(grant, Limits(), aws=aws, azure=azure, query=answer_a_query)    # one job's
    pool.run(code, answer=broker.answer)
    broker.close()                                      # nothing of the job is left in the air
    broker.calls                                        # what it asked, and what was decided

Requests, from `shims`: `{"kind": "aws", "service", "operation", "region", "account", "params"}`,
`{"kind": "azure", "method", "url", "body"}`, `{"kind": "query", "query"}`, `{"kind": "about"}`.
Replies: `{"ok": …}` or `{"error": {"kind", "code", "message", "status", "request"}}`; values that
JSON has not are tagged, see `shims.tagged`.

Nothing that a script sends makes `answer` raise, and no exception of an SDK leaves it.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock
from typing import TypeVar

from sandbox_runner import policy
from sandbox_runner.broker import owners
from sandbox_runner.broker.audit import Call, Decision, fingerprint
from sandbox_runner.broker.aws import Aws, Failed
from sandbox_runner.broker.azure import Azure, right
from sandbox_runner.broker.budget import Budget
from sandbox_runner.broker.grant import CutOff, Denied, Grant, Limits, TooLarge, Unreachable
from sandbox_runner.broker.price import price
from sandbox_runner.broker.wire import Flight
from sandbox_runner.shims.tagged import Malformed, pack, unpack

__all__ = ["Aws", "Azure", "Broker", "Call", "Denied", "Grant", "Limits"]

_log = logging.getLogger(__name__)
# What a request may hold; answers may hold more.
_MOST_VALUES = 50_000
# Where what spans all regions is asked, by the beginning of a partition's regions.
_HOMES = {"cn-": "cn-northwest-1", "us-gov-": "us-gov-west-1"}
_HOME = "us-east-1"
Request = Mapping[str, object]
Reply = dict[str, object]
_Cloud = TypeVar("_Cloud", Aws, Azure)


@dataclass(slots=True)
class _Told:
    """What the audit will say of a call; filled in as it becomes known."""

    service: str = ""
    operation: str = ""
    account: str = ""
    region: str = ""
    params: str = ""
    decision: Decision = "allowed"
    reason: str = ""
    bytes: int = 0
    usd: Decimal = Decimal(0)


class Broker:
    """One job's. Safe to call from several threads."""

    def __init__(
        self,
        grant: Grant,
        limits: Limits | None = None,
        *,
        aws: Aws | None = None,
        azure: Azure | None = None,
        query: Callable[[Mapping[str, object]], object] | None = None,
    ) -> None:
        """A cloud that is left out is denied. `query` answers a Query under the asker's rights.

        What `query` raises as PermissionError or ValueError is told to the script.
        """
        self.grant = grant
        self.budget = Budget(limits or Limits())
        self.calls: list[Call] = []
        self._aws, self._azure, self._query = aws, azure, query
        self._lock = Lock()
        self._flights: set[Flight] = set()
        self._closed = False

    def answer(self, request: Request) -> Reply:
        """The reply to one message of a script."""
        if request.get("kind") == "about":
            return {"ok": self._about()}
        start, told = time.perf_counter(), _Told()
        try:
            reply = self._answer(request, told)
        except (Denied, Malformed) as refusal:
            told.decision, told.reason = "denied", str(refusal)
            reply = _error("ClientError", "AccessDenied", str(refusal), 403)
        except Failed as failure:
            told.reason = f"{failure.code}: {failure.message}"[:500]
            reply = _error(
                failure.kind, failure.code, failure.message, failure.status, failure.request
            )
        except (CutOff, TooLarge, Unreachable) as failure:
            told.reason = str(failure)
            reply = _error("ClientError", _CODES[type(failure)], str(failure), 503)
        except Exception as error:  # noqa: BLE001 - what SDKs raise over a hostile answer is anything
            _log.warning("a call of a script failed", exc_info=error)
            told.reason = f"{type(error).__name__} while asking"
            reply = _error("ClientError", "InternalFailure", told.reason, 500)
        self._keep(told, (time.perf_counter() - start) * 1000)
        return reply

    def close(self) -> None:
        """The job has ended: cut what is in the air, and let nothing more begin."""
        with self._lock:
            self._closed = True
            flights = tuple(self._flights)
        for flight in flights:
            flight.cut()

    def _about(self) -> object:
        """What a script may know of its place: where it asks if it names nothing."""
        return {
            "accounts": list(self.grant.accounts),
            "regions": list(self.grant.regions),
            "subscriptions": list(self.grant.subscriptions),
        }

    def _answer(self, request: Request, told: _Told) -> Reply:
        kind = request.get("kind")
        told.service = kind if isinstance(kind, str) and kind in _KINDS else "unknown"
        self.budget.take_call()
        if kind == "aws":
            return self._ask_aws(request, told)
        if kind == "azure":
            return self._ask_azure(request, told)
        if kind == "query":
            return self._ask_query(request, told)
        raise Denied("no such request")

    def _ask_aws(self, request: Request, told: _Told) -> Reply:
        told.service, told.operation = _text(request, "service"), _text(request, "operation")
        told.params = fingerprint(request.get("params"))
        service = self._profiled(told.service, told.operation)
        aws = _there(self._aws, "AWS")
        told.account = _text(request, "account") or next(iter(self.grant.accounts), "")
        if told.account not in self.grant.accounts or told.account not in aws.accounts:
            raise Denied(f"account {told.account} is not granted")
        told.region = self._region(_text(request, "region"), everywhere=service.everywhere)
        params = unpack(request.get("params"), _MOST_VALUES)
        if not isinstance(params, dict):
            raise Denied("parameters are an object")
        with self._flight() as flight:
            self._check_owners(aws, told, params)
            told.usd = price(told.service, told.operation, params)
            self.budget.take_money(told.usd)
            try:
                where = (told.account, told.region, told.service)
                answer = aws.call(where, told.operation, params)
            finally:
                told.bytes = flight.bytes
        self.budget.take_bytes(told.bytes)
        return {"ok": pack(answer)}

    def _profiled(self, service: str, operation: str) -> policy.Service:
        found = policy.aws().get(service)
        if found is None or operation not in found.operations:
            raise Denied(f"{service[:60]}:{operation[:80]} is not a read that scripts may make")
        if found.right not in self.grant.rights:
            raise Denied(f"{service} needs the right to read {found.right}")
        return found

    def _region(self, asked: str, *, everywhere: bool) -> str:
        regions = self.grant.regions
        if everywhere:
            first = next(iter(regions), _HOME)
            return next((home for start, home in _HOMES.items() if first.startswith(start)), _HOME)
        if not asked and regions:
            return regions[0]
        if asked not in regions:
            raise Denied(f"region {asked[:40]} is not granted")
        return asked

    def _check_owners(self, aws: Aws, told: _Told, params: dict[str, object]) -> None:
        def own_buckets() -> frozenset[str]:
            region = self._region("", everywhere=True)
            try:
                return aws.own_buckets(told.account, region)
            except Failed as failure:
                raise Denied(f"whose a bucket is could not be seen: {failure.code}") from failure

        queues = told.service == "sqs" and "QueueUrl" in params
        host = aws.host(told.account, told.region, "sqs") if queues else ""
        granted = frozenset(self.grant.accounts)
        owners.check(params, granted, own_buckets, host)

    def _ask_azure(self, request: Request, told: _Told) -> Reply:
        method, url = _text(request, "method"), _text(request, "url")
        told.service, told.operation = "azure", method[:10]
        told.params = fingerprint([url, request.get("body")])
        azure = _there(self._azure, "Azure")
        body = unpack(request.get("body"), _MOST_VALUES)
        asked = azure.asked(method, url, body, self.grant)
        told.service, told.operation = _named(asked.address.kind, method)
        told.account = asked.address.subscription
        if (needed := right(asked)) not in self.grant.rights:
            raise Denied(f"{told.service} needs the right to read {needed}")
        with self._flight() as flight:
            try:
                answer = azure.send(asked, self.grant)
            finally:
                told.bytes = flight.bytes
        self.budget.take_bytes(told.bytes)
        if answer.status >= 400:
            told.reason = f"HTTP {answer.status}"
        whole = {"status": answer.status, "headers": dict(answer.headers), "body": answer.body}
        return {"ok": pack(whole)}

    def _ask_query(self, request: Request, told: _Told) -> Reply:
        told.operation, told.params = "query", fingerprint(request.get("query"))
        if self._query is None or "query" not in self.grant.rights:
            raise Denied("query() is not granted")
        query = unpack(request.get("query"), _MOST_VALUES)
        if not isinstance(query, dict):
            raise Denied("a query is an object")
        try:
            return {"ok": pack(self._query(query))}
        except PermissionError as error:
            raise Denied(str(error)) from error
        except ValueError as error:
            raise Failed("QueryError", "InvalidQuery", str(error), 400) from error

    def _flight(self) -> "_Airborne":
        limits = self.budget.limits
        return _Airborne(self, Flight(limits.call_seconds, limits.answer_bytes))

    def _keep(self, told: _Told, ms: float) -> None:
        call = Call(
            _short(told.service), _short(told.operation), _short(told.account),
            _short(told.region), told.params, told.decision, told.reason[:500], round(ms, 2),
            told.bytes, str(told.usd),
        )  # fmt: skip
        with self._lock:
            self.calls.append(call)


class _Airborne:
    """A flight that its job can cut."""

    def __init__(self, broker: Broker, flight: Flight) -> None:
        self._broker, self._flight = broker, flight

    def __enter__(self) -> Flight:
        with self._broker._lock:  # noqa: SLF001 - one thing in two classes
            if self._broker._closed:  # noqa: SLF001
                raise CutOff("the job has ended")
            self._broker._flights.add(self._flight)  # noqa: SLF001
        return self._flight.__enter__()

    def __exit__(self, *raised: object) -> None:
        with self._broker._lock:  # noqa: SLF001
            self._broker._flights.discard(self._flight)  # noqa: SLF001
        self._flight.__exit__(None, None, None)


_KINDS = ("aws", "azure", "query")
_CODES = {
    CutOff: "RequestTimeout",
    TooLarge: "AnswerTooLarge",
    Unreachable: "ServiceUnavailable",
}


def _error(kind: str, code: str, message: str, status: int, request: str = "") -> Reply:
    told = {"kind": kind, "code": code, "message": message, "status": status, "request": request}
    return {"error": told}


def _text(request: Request, name: str) -> str:
    """A member that is text; empty where it is left out."""
    told = request.get(name)
    if told is None:
        return ""
    if not isinstance(told, str):
        raise Denied(f"{name} is text")
    unpack(told)
    return told


def _there(cloud: _Cloud | None, name: str) -> _Cloud:
    if cloud is None:
        raise Denied(f"{name} is not granted")
    return cloud


def _named(kind: str, method: str) -> tuple[str, str]:
    """Service and operation as RBAC names them: `microsoft.compute`, `disks/read`."""
    service, _, rest = kind.partition("/")
    verb = "read" if method == "GET" else "query"
    return (service, f"{rest}/{verb}") if rest else ("microsoft.resources", f"{service}/{verb}")


def _short(text: str) -> str:
    """For the audit: no more than a name has, and one line."""
    return "".join(one if one.isprintable() else "?" for one in text[:120])
