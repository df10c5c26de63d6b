"""The only calls to AWS: each page is timed, counted, recorded for the audit, and may be refused.

What is asked is named as AWS's own documentation names it, "EC2 DescribeVolumes": that is at once
the source in the answer, the operation, and (as "ec2:DescribeVolumes") the permission.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from providers.aws import iam, lean
from providers.aws.place import CLOUD, Place
from providers.aws.session import Session
from providers.aws.turn import TURN
from providers.context import Context
from providers.errors import ILLEGIBLE, CloudError, TimedOut, gap, illegible
from providers.model import Call, Fetched, Gap, Source, merged

FREE = Decimal(0)


@dataclass(slots=True)
class Asker:
    """Asks one place on behalf of one question, and keeps count. Not for several threads.

    `gaps` is for a reader that could read a part: the rest of its rows stand.
    """

    session: Session
    place: Place
    context: Context
    gaps: list[Gap] = field(default_factory=list)
    _sources: list[Source] = field(default_factory=list)

    @property
    def sources(self) -> tuple[Source, ...]:
        """What was asked so far, with calls and price."""
        return merged(self._sources)

    def pages(
        self,
        source: str,
        price: Decimal = FREE,
        page_size: int | None = None,
        reads: lean.Reads = (),
        points: int = 0,
        **given: object,
    ) -> Iterator[Any]:
        """Each page of the answer, as botocore gives it. Raises CloudError.

        `price` is what AWS bills for one page, in USD. `reads` are the members that are looked at,
        for answers of EC2 that are big: see `lean.only`. `points` is how many points of metrics a
        page will hold.
        """
        pages = self._raw(source, page_size, given)
        while True:
            if self.context.cancel.is_set():
                why = f"Cancelled: {source}"
                raise TimedOut(self.place.where, why, "ask again")
            self._in_turn(source, points)
            with self.session.in_flight, TURN.taken(), lean.only(source.split()[1], reads):
                page = self._timed(source, pages, price)
            if page is None:
                return
            yield page
            if reads:
                # botocore holds on to a page until it has the next: too long for a big one.
                for part in page.values():
                    if isinstance(part, list | dict):
                        part.clear()

    def missing(self, error: CloudError) -> None:
        """Note that a part could not be read; what was read stands."""
        self.gaps.append(gap(error))

    def add(self, found: Fetched[Any]) -> None:
        """Count what was read beside it, by askers of their own."""
        self.gaps.extend(found.gaps)
        self._sources.extend(found.sources)

    def _in_turn(self, source: str, points: int) -> None:
        """Wait until AWS will not refuse to answer once more, or nobody waits for us any more."""
        if seconds := self.session.pace.wait(self.place, source, points):
            self.context.cancel.wait(seconds)

    def _timed(self, source: str, pages: Iterator[Any], price: Decimal) -> Any:
        from providers.aws import errors

        service, operation = source.split()
        began = time.perf_counter()
        try:
            page = next(pages, None)
        except errors.EXPECTED as error:
            action = iam.action(service.lower(), operation)
            who = self.session.principal(self.place.account.id)
            told = errors.translated(error, self.place, action, who)
            self._record(source, told.why.partition(":")[0], began, FREE)
            raise told from error
        except ILLEGIBLE as error:
            # The SDK's parsers trip over what is of another form than they expect.
            self._record(source, type(error).__name__, began, FREE)
            raise illegible(error, self.place.where, source) from error
        if page is not None:
            self._record(source, "ok", began, price)
        return page

    def _record(self, source: str, ended: str, began: float, price: Decimal) -> None:
        service, operation = source.split()
        ms = (time.perf_counter() - began) * 1000
        account, region = self.place.account.id, self.place.region
        call = Call(CLOUD, account, region, service.lower(), operation, ended, ms, price)
        self.context.record(call)
        self._sources.append(Source(source, datetime.now(UTC), calls=1, price=price))

    def _raw(
        self, source: str, page_size: int | None, given: Mapping[str, object]
    ) -> Iterator[Any]:
        from botocore import xform_name

        service, operation = source.split()
        client = self.session.client(service.lower(), self.place)
        method = xform_name(operation)
        if client.can_paginate(method):
            sized = {"PaginationConfig": {"PageSize": page_size}} if page_size else {}
            yield from client.get_paginator(method).paginate(**given, **sized)
        else:
            yield getattr(client, method)(**given)
