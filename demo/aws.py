"""AWS on loopback: moto's server, filled in process with the estate's AWS part.

What a reader must know:

- moto keeps its backends in the process, by account and region: one estate at a time, and it is
  taken away again when the server ends.
- Filling goes through moto's own models, not HTTP: then ids, launch times and metric times are the
  estate's and not moto's random ones. moto's default VPCs are removed: the estate has its own.
- The caller's keys belong to the first account; the others are reached by AssumeRole, which moto
  resolves from the role's ARN.
- Denied regions are refused by `demo.aws_gate`, before moto.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Thread

from moto.budgets.models import budgets_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.ec2.models import ec2_backends
from moto.ec2.models.amis import AmiBackend
from moto.iam.models import iam_backends
from moto.moto_api._internal import mock_random
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server

from demo import disk_metrics, vm_metrics
from demo.aws_gate import Gate
from demo.aws_inventory import fill, replaced
from demo.bought import commitments
from demo.cloudwatch import IndexedCloudWatch
from demo.shape import Account, Estate, Place, Vm
from demo.stock import Shelves, aws_lines
from demo.stock.thing import Line


@dataclass(frozen=True, slots=True)
class Keys:
    """The caller's credentials; they open nothing but this server."""

    access_key_id: str
    secret_access_key: str


class _Quiet(MotoRequestHandler):
    """Writes no request log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def aws_server(estate: Estate, port: int = 0) -> Iterator[tuple[str, Keys]]:
    """Serve the AWS part of the estate; gives the base URL and the caller's keys."""
    mock_random.seed(estate.seed)
    part = estate.of("aws")
    keys = _fill(part)
    bought = commitments(estate.now.date())
    app = DomainDispatcherApplication(create_backend_app)
    shelves = Shelves(estate)
    gate = Gate(app, denied_places(part.accounts), bought, shelves)
    server = make_server("127.0.0.1", port, gate, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True  # type: ignore[attr-defined] # a kept-alive client must not hold us
    thread = Thread(target=server.serve_forever, args=(0.05,), name="aws", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", keys
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        shelves.empty()
        _empty(part)


def denied_places(accounts: Iterable[Account]) -> frozenset[tuple[str, str]]:
    """`(account id, region)` of what refuses to be read."""
    return frozenset((account.id, region) for account in accounts for region in account.denied)


def _places(estate: Estate) -> list[tuple[str, str]]:
    """Every account with every region: an empty one must look empty, not like moto's default."""
    regions = {network.place.region for network in estate.networks}
    return [(account.id, region) for account in estate.accounts for region in sorted(regions)]


def _empty(estate: Estate) -> None:
    for account, region in _places(estate):
        ec2_backends[account].pop(region, None)
        cloudwatch_backends[account].pop(region, None)
    for found in estate.accounts:
        budgets_backends.pop(found.id, None)
    iam_backends.pop(estate.accounts[0].id, None)


def _lines(estate: Estate, vms: Iterable[Vm], place: Place) -> Iterator[Line]:
    yield from vm_metrics.aws_lines(vms)
    yield from disk_metrics.aws_lines(estate.at(place.account.id, place.region))
    yield from aws_lines(estate, place)


def _fill(estate: Estate) -> Keys:
    _empty(estate)
    for account, region in _places(estate):
        part = estate.at(account, region)
        # moto's 1,291 machine images would take half of the start.
        with replaced(AmiBackend, "_load_amis", lambda _: None):
            backend = ec2_backends[account][region]
        fill(backend, part)
        watch = IndexedCloudWatch(region, account)
        own = next(one for one in estate.accounts if one.id == account)
        watch.load(part.vms, partial(_lines, estate, part.vms, Place(own, region)))
        dict.__setitem__(cloudwatch_backends[account], region, watch)
    caller = iam_backends[estate.accounts[0].id]["aws"]
    caller.create_user("us-east-1", "finops")
    key = caller.create_access_key("finops")
    return Keys(key.access_key_id, key.secret_access_key)
