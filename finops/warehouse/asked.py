"""Charges asked for through a cloud's cost API where no export has them; no closed day twice.

For the warehouse they are one more folder of FOCUS files (`kept`). Exports win: where they have any
charge of a cloud, nothing of that cloud is taken from here, since the two would count the same
money twice. Which clouds that is stands in `home/charges/decided.json`.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from finops.figures import day_of
from finops.warehouse.disk import alone, write
from finops.warehouse.known import CloudState, Known, load, save
from intents.catalog import CLOUD_TITLES
from intents.period import Span, shifted
from providers.base import Provider
from providers.context import Context
from providers.model import Account, Fetched, Gap, Source, merged
from providers.settling import Settling

if TYPE_CHECKING:
    from providers.charges import Charges

DECIDED = "decided.json"
# Clouds make their costs known a few times a day: asking more often costs and tells nothing new.
FRESH = timedelta(hours=6)


class AskedCharges:
    """The charges of clouds that have no export. Safe to use from several threads and processes."""

    def __init__(self, folder: Path, providers: Sequence[Provider], exports: Sequence[str]) -> None:
        """Read nothing yet. `exports` are the patterns of the settings."""
        self._folder = folder
        self._providers = {one.cloud: one for one in providers if one.settling}
        self._exports = tuple(exports)

    @property
    def clouds(self) -> frozenset[str]:
        """The clouds that may be asked."""
        return frozenset(self._providers)

    def decided(self) -> frozenset[str] | None:
        """The clouds whose charges come from here; None before that was found out."""
        try:
            raw = json.loads((self._folder / DECIDED).read_text("utf-8"))
        except FileNotFoundError:
            return None
        if raw["exports"] != list(self._exports):
            return None
        return frozenset(raw["asked"]) & self.clouds

    def decide(self, asked: Iterable[str]) -> None:
        """Keep which clouds' charges come from here, as long as the exports are these."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        told = {"exports": list(self._exports), "asked": sorted(asked)}
        write(self._folder / DECIDED, json.dumps(told).encode())

    def patterns(self) -> tuple[str, ...]:
        """The folders that the warehouse is to read beside the exports."""
        places = (self._folder / cloud for cloud in sorted(self.decided() or ()))
        return tuple(str(place) for place in places if any(place.glob("*/*.parquet")))

    def rows(self, cloud: str) -> int:
        """How many charges are kept of a cloud."""
        from pyarrow import parquet

        files = (self._folder / cloud).glob("*/*.parquet")
        return sum(parquet.read_metadata(file).num_rows for file in files)

    def state(self, cloud: str) -> CloudState:
        """What is known of a cloud."""
        return load(self._folder / cloud)

    def stamp(self) -> object:
        """Differs where anything that is known of these charges does."""
        return tuple((cloud, self.state(cloud)) for cloud in sorted(self.decided() or ()))

    def gaps(self) -> Iterator[Gap]:
        """What could not be asked for; of the clouds whose charges come from here."""
        for cloud in sorted(self.decided() or ()):
            state = self.state(cloud)
            yield from state.gaps
            for known in state.accounts.values():
                yield from known.gaps

    def without_resources(self, span: Span, clouds: Sequence[str]) -> Iterator[Gap]:
        """Accounts whose cost is not told apart by resource on some day of the span."""
        for cloud in sorted(self.decided() or ()):
            states = self.state(cloud).accounts.values() if not clouds or cloud in clouds else ()
            for known in states:
                since = known.resources_from
                if known.until and (since is None or since > span.start):
                    yield _no_resources(known, since)

    def reach(self) -> Iterator[tuple[str, date, date]]:
        """Clouds with the first and last day that is known of all their accounts.

        A day without a row had no charges there: rows do not tell how far it was asked.
        """
        for cloud in sorted(self.decided() or ()):
            known = [one for one in self.state(cloud).accounts.values() if not one.is_gone]
            spans = [(one.since, one.until) for one in known if one.since and one.until]
            if spans:
                last = min(until for _, until in spans) - timedelta(days=1)
                yield cloud, max(since for since, _ in spans), last

    def sources(self) -> Iterator[Source]:
        """Where the kept charges come from, as of when; nothing was called for this answer."""
        for cloud in sorted(self.decided() or ()):
            known = [one for one in self.state(cloud).accounts.values() if not one.is_gone]
            asked = [one.asked_at for one in known if one.asked_at]
            if asked:
                name = f"{CLOUD_TITLES[cloud]} cost API (no export of {CLOUD_TITLES[cloud]})"
                yield Source(name, min(asked), cached=True)

    def refresh(self, cloud: str, context: Context) -> tuple[Source, ...]:
        """Ask for the days that are not known, or not at rest yet; what it took is in the sources.

        Raises nothing for what the cloud refuses: that is kept as a gap, and known days stay.
        """
        provider = self._providers[cloud]
        place = self._folder / cloud
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        sources: list[Source] = []
        with alone(self._folder):
            seen = provider.accounts(context)
            sources += seen.sources
            state = _seen_now(self.state(cloud), seen)
            save(place, state)
            for account in seen.items:
                known = state.accounts.get(account.id) or Known(account)
                known = replace(known, account=account, is_gone=False)
                for told in self._asked(provider, known, context):
                    known, made = told
                    sources += made
                    state = CloudState({**state.accounts, account.id: known}, seen.gaps)
                    save(place, state)
        return merged(sources)

    def _asked(
        self, provider: Provider, known: Known, context: Context
    ) -> Iterator[tuple[Known, Sequence[Source]]]:
        """Ask for what is due of an account, a few months at a time; each step is kept at once."""
        from finops.warehouse.kept import put

        settling = provider.settling
        if settling is None or _is_fresh(known, context):
            return
        for span in due(known, settling, context.today):
            context.tell(f"{CLOUD_TITLES[provider.cloud]} charges of {known.account.name}: {span}")
            got = provider.charges(known.account, span, context)
            if not got.items:
                yield replace(known, gaps=got.gaps), got.sources
                return
            put(self._folder / provider.cloud, known.account, span, got.items[0])
            known = _advanced(known, span, got.items[0], got.gaps, settling, context.now)
            yield known, got.sources


def _seen_now(before: CloudState, seen: Fetched[Account]) -> CloudState:
    """What was known, with the accounts that are no longer there marked as such.

    An account is gone only where all could be listed.
    """
    accounts = dict(before.accounts)
    if not any(gap.matters for gap in seen.gaps):
        there = {account.id for account in seen.items}
        accounts |= {
            each: replace(known, gaps=(), is_gone=True)
            for each, known in accounts.items()
            if each not in there
        }
    return CloudState(accounts, seen.gaps)


def due(known: Known, settling: Settling, today: date) -> list[Span]:
    """The days to ask for: those not known, the restless, and months that were closed since.

    They are one stretch until yesterday, cut to what is asked for at once.
    """
    first = settling.first_day(today)
    start = first
    if known.until is not None:
        start = known.until - timedelta(days=settling.restless_days)
        if known.final is not None and settling.final_until(today) > known.final:
            start = min(start, known.final)
    start, spans = max(start, first), []
    while start < today:
        end = min(shifted(start.replace(day=1), settling.at_once), today)
        spans.append(Span(start, end))
        start = end
    return spans


def _is_fresh(known: Known, context: Context) -> bool:
    if known.asked_at is None or any(gap.matters for gap in known.gaps):
        return False
    return known.until == context.today and context.now - known.asked_at < FRESH


def _advanced(
    known: Known,
    span: Span,
    charges: "Charges",
    gaps: tuple[Gap, ...],
    settling: Settling,
    now: datetime,
) -> Known:
    told, before = charges.resources_from, known.resources_from
    joins = before is not None and told is not None and known.until and known.until >= told
    return Known(
        account=known.account,
        since=min(span.start, known.since or span.start),
        until=max(span.end, known.until or span.end),
        final=min(span.end, settling.final_until(now.astimezone(UTC).date())),
        asked_at=now,
        resources_from=before if joins else told,
        gaps=gaps,
    )


def _no_resources(known: Known, since: date | None) -> Gap:
    told = f"only since {day_of(since)}" if since else "not at all"
    return Gap(
        f"{known.account.cloud} {known.account.name} charges",
        f"the cost API told cost by resource {told}: earlier cost of a resource is unknown",
        "set up a FOCUS export and name it under [[charges]]",
    )
