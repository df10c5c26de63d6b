"""What is set up, what can be read and what cannot, said plainly; none of its calls is billed."""

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from importlib.metadata import version

from bot.audit import Audit
from bot.clock import Clock
from bot.drawing.clean import clean
from bot.language_model import chosen
from bot.language_model import told as model_told
from bot.owners import owners
from bot.settings import Settings
from finops.warehouse import Manifest
from finops.warehouse.asked import AskedCharges
from finops.warehouse.opening import open_warehouse
from finops.warehouse.snapshots import Taken
from finops.waste.life import Kept
from intents.catalog import subject as catalog_subject
from providers.base import Lack, Provider, Scope
from providers.cache import Cache
from providers.clouds import open_providers
from providers.context import Context
from providers.model import Fetched, Gap, Source

PARTS = ("finops-bot", "boto3", "azure-identity", "azure-mgmt-compute", "duckdb", "pyarrow")
# The smallest of what is read everywhere: its being readable says that the place is.
PROBE = "network"


def examine(settings: Settings, now: Clock) -> Iterator[tuple[str, bool]]:
    """Lines for people, each with whether it is well."""
    yield f"versions   {_versions()}", True
    yield f"home       {settings.home}", True
    yield f"time       {now():%Y-%m-%d %H:%M} UTC{' (frozen)' if settings.now else ''}", True
    yield from _clouds(settings, now)
    paths = [export.path for export in settings.charges]
    place = settings.home / "warehouse"
    providers = open_providers(settings.aws, settings.azure, _cache(settings))
    kept = AskedCharges(settings.home / "charges", providers, paths)
    warehouse = open_warehouse(settings.warehouse, place, paths, now, kept)
    yield from charges(warehouse.manifest(), warehouse.gaps())
    yield model_told(settings)
    yield scripts(settings)
    yield owned(settings)
    if settings.api_token is None:
        yield "HTTP API   closed: FINOPS_API_TOKEN is not set", True
    else:
        yield "HTTP API   open to who holds FINOPS_API_TOKEN", True


def scripts(settings: Settings) -> tuple[str, bool]:
    """Whether scripts of a language model are run, and in which tier of the sandbox."""
    from sandbox_runner.tiers import doctor
    from sandbox_runner.walls import TIERS, UNASKED

    found = doctor(UNASKED)
    tier = next((name for name, why in found.items() if why is None), None)
    on = settings.scripts.enabled
    if tier is None:
        why = "; ".join(f"tier {name}: {why}" for name, why in found.items())
        return clean(f"scripts    cannot run on this machine: {why}"), not on
    can = f"tier {tier}, {TIERS[tier].told}"
    if not on:
        return f"scripts    off; they could run in {can} (docs/scripts.md)", True
    lacks = "" if chosen(settings.llm, os.environ) else "; there is no model to write any"
    return f"scripts    run in {can}{lacks}", True


def _cache(settings: Settings) -> Cache:
    """Whoever asks what may be read wants to know it now: no refusal of before is believed."""
    return Cache(settings.home / "cache", refused_for=timedelta(0))


def _versions() -> str:
    python = f"Python {sys.version.split()[0]}"
    return ", ".join([python, *(f"{part} {version(part)}" for part in PARTS)])


def _clouds(settings: Settings, now: Clock) -> Iterator[tuple[str, bool]]:
    audit = Audit(settings.home)
    context = Context(now=now(), question="doctor", record=audit.recorder("doctor"))
    for provider in open_providers(settings.aws, settings.azure, _cache(settings)):
        yield from _cloud(provider, context)
    for name, table in (("aws", settings.aws), ("azure", settings.azure)):
        if not table.enabled:
            yield f"{name:<10} switched off in the settings", True
    audit.close()


def _cloud(provider: Provider, context: Context) -> Iterator[tuple[str, bool]]:
    accounts = provider.accounts(context)
    names = [f"{one.name} ({one.id})" if one.name else one.id for one in accounts.items]
    known = f"{len(names)} account{'s' if len(names) != 1 else ''}: {', '.join(names)}"
    yield f"{provider.cloud:<10} {clean(known) if names else 'no account can be read'}", bool(names)
    found = provider.inventory(PROBE, Scope(), context)
    count = len(found.items)
    yield f"           {count} place{'s' if count != 1 else ''} read (their {PROBE}s)", True
    lacks = provider.lacking(context)
    yield from _rights(provider, lacks)
    yield from missing((*accounts.gaps, *found.gaps, *lacks.gaps))


def _rights(provider: Provider, lacks: Fetched[Lack]) -> Iterator[tuple[str, bool]]:
    """Which permissions are missing, and which questions that costs."""
    if not lacks.items:
        looked = " where that could be looked at" if any(gap.matters for gap in lacks.gaps) else ""
        subjects = len(provider.subjects)
        yield f"           no permission is missing{looked} ({subjects} subjects tried)", True
    for lack in lacks.items:
        told = [catalog_subject(name).plural for name in lack.subjects] or [lack.about]
        lost = f"no answers about {', '.join(told)}"
        fix = f"finops permissions {provider.cloud}"
        yield clean(f"         ! {lack.where}: {lack.action} is missing: {lost} – {fix}"), False


def asked(sources: Iterable[Source]) -> Iterator[tuple[str, bool]]:
    """What was asked of cost APIs, and what the clouds bill for it."""
    for source in (one for one in sources if one.calls):
        price = f", ${source.price}" if source.price else ""
        calls = f"{source.calls} call{'s' if source.calls != 1 else ''}"
        yield f"asked      {clean(source.name)}: {calls}{price}", True


def snapshots(taken: Taken) -> Iterator[tuple[str, bool]]:
    """What was kept of today; what could not be read is a remark, for it is kept as such."""
    for subject, count in taken.counts.items():
        noun = catalog_subject(subject).title if count == 1 else catalog_subject(subject).plural
        yield f"today      {count:,} {noun} kept", True
    if not taken.counts:
        yield "today      was kept before", True
    yield from asked(taken.sources)
    for line, _ in missing(taken.gaps):
        yield line, True


def findings(kept: Kept) -> Iterator[tuple[str, bool]]:
    """What was kept of findings of waste; what could not be read is a remark here, too."""
    noun = "finding" if kept.open == 1 else "findings"
    yield f"findings   {kept.open:,} {noun} kept, {kept.new:,} new, {kept.gone:,} gone", True
    for line, _ in missing(gap for gap in kept.gaps if gap.matters):
        yield line, True


def owned(settings: Settings) -> tuple[str, bool]:
    """Whether the mapping file of owners can be read, and how many entries it has."""
    known = owners(settings.waste)
    tags = ", ".join(known.tags) or "no tag"
    if known.unread:
        return clean(f"owners     ! {known.unread}: owners are those of tags ({tags})"), False
    if settings.waste.owners is None:
        return clean(f"owners     by tags ({tags}); [waste] owners names a mapping file"), True
    count = len(known.entries)
    return clean(f"owners     {count} entr{'ies' if count != 1 else 'y'}, then tags ({tags})"), True


def charges(manifest: Manifest, gaps: tuple[Gap, ...]) -> Iterator[tuple[str, bool]]:
    """What the warehouse holds, and what it could not take in."""
    for reach in manifest.reach:
        days = f"{reach.first_day} to {reach.last_day}"
        yield f"charges    {clean(reach.cloud)}: {reach.rows:,} rows, {days}", True
    if not manifest.reach:
        yield "charges    none found", False
    yield from missing(gaps)


def missing(gaps: Iterable[Gap]) -> Iterator[tuple[str, bool]]:
    """What could not be read, each said once."""
    for gap in dict.fromkeys(gaps):
        yield clean(f"         ! {gap.where}: {gap.why} – {gap.fix}"), not gap.matters
