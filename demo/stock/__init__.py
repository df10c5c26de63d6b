"""What else there is in the estate beside VMs, disks, addresses and networks: one file a subject.

A subject's file offers `things(estate)`, and whatever of these its clouds need:

    SERVICES = ("rds",)                 AWS's names for it, as in the signature of a request
    GLOBAL = True                       asked once for an account, not for each of its regions
    fill(things, place)                 puts those of one place into moto's backends, when the first
                                        request of one of the SERVICES comes to it
    answer(request, things)             a WSGI answer for what moto has not; None where it has
    azure(things)                       the items of Resource Manager: ARM type → items

To add one, write its file, under the catalog's name for it. It is imported when its cloud is made,
or its service is first asked, so that the estate starts as fast as it did without.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from demo import price_list, sizes
from demo.shape import Account, Estate, Place
from demo.stock import tagging
from demo.stock.thing import Answer, Item, Line, Request, Thing
from intents.catalog import by_name

# The catalog's subjects that have a file here.
SUBJECTS = tuple(
    name for name in sorted(by_name()) if (Path(__file__).parent / f"{name}.py").is_file()
)
# What is asked once for an account is filled here.
NO_REGION = ""
# What AWS's global services have for a region, and where their metrics and tags are kept.
EVERYWHERE, GLOBAL_HOME = "global", "us-east-1"


# What was made, by seed, clock and subject.
_made: dict[tuple[int, datetime, str], tuple[Thing, ...]] = {}


def things(estate: Estate) -> tuple[Thing, ...]:
    """All of them, in order of subject; of the whole estate, not of a part of it."""
    return tuple(thing for name in SUBJECTS for thing in _things_of(estate, name))


def truths(estate: Estate) -> Mapping[str, list[dict[str, object]]]:
    """Subject → what is true of each, in the catalog's words."""
    found: dict[str, list[dict[str, object]]] = {}
    for thing in things(estate):
        found.setdefault(thing.subject, []).append(thing.truth)
    return found


def azure_items(estate: Estate, account: Account) -> Mapping[str, tuple[Item, ...]]:
    """ARM type → items of one subscription."""
    found: dict[str, tuple[Item, ...]] = {}
    for name in SUBJECTS:
        own = [one for one in _own(estate, name, "azure") if one.place.account.id == account.id]
        file = _file(name)
        for kind, items in (file.azure(own) if own and hasattr(file, "azure") else {}).items():
            found[kind] = found.get(kind, ()) + tuple(items)
    return found


def azure_lines(estate: Estate) -> Mapping[tuple[str, str], Line]:
    """Lines of points by resource id and metric, both in lower case."""
    return {
        (thing.id.lower(), line.metric.lower()): line
        for thing in things(estate)
        if thing.place.account.cloud == "azure"
        for line in thing.lines
    }


def aws_lines(estate: Estate, place: Place) -> Iterator[Line]:
    """Lines of points of one account and region."""
    for thing in things(estate):
        if _is_in(thing, place.account.id, place.region):
            yield from thing.lines


@dataclass(slots=True)
class Shelves:
    """moto's backends of the stock: filled when first asked for, and emptied at the end."""

    estate: Estate
    _lock: Lock = field(default_factory=Lock)
    _filled: set[tuple[str, str, str]] = field(default_factory=set)
    _touched: set[tuple[str, str, str]] = field(default_factory=set)

    def arrive(self, service: str, account: str, region: str) -> None:
        """Have ready what `service` is about to be asked for there."""
        for name in SUBJECTS:
            file = _file(name) if _may_serve(name, service) else None
            if file is None or not hasattr(file, "fill"):
                continue
            where = NO_REGION if getattr(file, "GLOBAL", False) else region
            with self._lock:
                if (name, account, where) in self._filled:
                    continue
                self._filled.add((name, account, where))
                here = [
                    one
                    for one in _own(self.estate, name, "aws")
                    if _is_in(one, account, where or None)
                ]
                if here:
                    file.fill(here, Backends(account, region, self._touched))

    def answer(self, request: Request) -> Answer | None:
        """What a subject's file answers in place of moto."""
        if of_sizes := sizes.answer(request) or price_list.answer(request):
            return of_sizes
        if request.service == tagging.SERVICE:
            every = things(self.estate)
            at_hand = [one for one in every if _is_in(one, request.account, request.region)]
            return tagging.answer(request, at_hand)
        for name in SUBJECTS:
            file = _file(name) if _may_serve(name, request.service) else None
            if file is None or not hasattr(file, "answer"):
                continue
            own = _own(self.estate, name, "aws")
            region = None if getattr(file, "GLOBAL", False) else request.region
            here = [one for one in own if _is_in(one, request.account, region)]
            found: Answer | None = file.answer(request, here)
            if found is not None:
                return found
        return None

    def empty(self) -> None:
        """Take away what was put there."""
        from moto.backends import get_backend

        for service, account, region in self._touched:
            get_backend(service)[account].pop(region, None)  # type: ignore[call-overload]
        self._touched.clear()
        self._filled.clear()


@dataclass(frozen=True, slots=True)
class Backends:
    """moto's backends of one account and region."""

    account: str
    region: str
    touched: set[tuple[str, str, str]]

    def of(self, service: str, region: str | None = None) -> Any:
        """The backend, by moto's name of the service; `region` is "aws" for the global ones."""
        from moto.backends import get_backend

        where = region or self.region
        self.touched.add((service, self.account, where))
        return get_backend(service)[self.account][where]  # type: ignore[call-overload]


def _own(estate: Estate, name: str, cloud: str) -> Sequence[Thing]:
    return [one for one in _things_of(estate, name) if one.place.account.cloud == cloud]


def _things_of(estate: Estate, name: str) -> Sequence[Thing]:
    key = (estate.seed, estate.now, name)
    if key not in _made:
        from demo import lab

        _made[key] = (*_file(name).things(estate), *lab.things(estate, name))
    return _made[key]


def _is_in(thing: Thing, account: str, region: str | None) -> bool:
    place = thing.place
    here = region in (None, place.region) or (place.region, region) == (EVERYWHERE, GLOBAL_HOME)
    return place.account.id == account and here


def _may_serve(name: str, service: str) -> bool:
    return service in getattr(_file(name), "SERVICES", ())


def _file(name: str) -> Any:
    return import_module(f"demo.stock.{name}")
