"""Findings from day to day: what is new, what is still so, and what is gone.

Once a day or oftener, `keep` judges all rules over all that the bot may read, and writes down what
they found. A finding is gone where its rule looked at its resource's place again, with the same
conditions, and either did not find the resource, or knows that it does not hold for it. Neither a
place that could not be read, nor a metric that nobody knows, nor a rule that is switched off or
has been changed makes a finding go: it stays as it was when it was last seen.

What comes back is open again, under its first day.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2b

from finops.ground import Ground
from finops.plan import make
from finops.warehouse import Warehouse
from finops.warehouse.engine import Engine, Local, Traced
from finops.warehouse.lives import TOLD, Ledger, Life
from finops.warehouse.snapshots import is_of
from finops.waste.finding import Found
from finops.waste.rule import Rule
from intents.query import Query
from providers.base import Provider, Scope, read_all
from providers.context import Context
from providers.model import Account, Gap, Source


@dataclass(slots=True)
class Watch:
    """What is learnt while rules are judged, besides what they flag.

    `uncleared` are the rules and resources (in lower case) that a rule does not clear for sure;
    `gaps` what could not be read of each subject.
    """

    uncleared: set[tuple[str, str]] = field(default_factory=set)
    gaps: dict[str, tuple[Gap, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping gave: how many findings are open, are new and went since the last time."""

    open: int
    new: int
    gone: int
    gaps: tuple[Gap, ...] = ()
    sources: tuple[Source, ...] = ()


def keep(warehouse: Warehouse, providers: Sequence[Provider], context: Context) -> Kept:
    """Judge all rules now and write down what they found; the same again changes nothing."""
    # Imported here: answers about findings read what is kept, too.
    from finops.waste.findings import find, known_rules

    watch = Watch()
    with warehouse.connection() as connection:
        local = Local(connection, context.trace)
        remote: Engine | None = warehouse.remote
        if remote and context.trace:
            remote = Traced(remote, context.trace)
        ground = Ground(remote or local, local, warehouse, providers, context)
        rules = known_rules(ground)
        found = find(rules, make(Query(subject="finding"), context), ground, watch=watch)
    accounts = read_all(providers, context)
    places = tuple(looked(rules, accounts.items, accounts.gaps, watch))
    kept = warehouse.lives
    with kept.alone():
        before = kept.read()
        _ask_for_regions(before, {one.id for one in found}, providers, context, watch)
        cleared = clearing(rules, places, watch)
        after = folded(before, {one.id: lived(one, context.today) for one in found}, places,
                       context.today, cleared)  # fmt: skip
        if after != before:
            kept.write(after)
    return _kept(before, after, ground)


def _ask_for_regions(
    before: Ledger,
    found: Collection[str],
    providers: Sequence[Provider],
    context: Context,
    watch: Watch,
) -> None:
    """Ask by name for the regions of what was not found again, and note what cannot be read.

    Who reads all that is set up is not told of a region that is set up no more. What was just read
    is in the cache, so this costs no call.
    """
    lost = {
        (str(one.told["resource_type"]), one.told["cloud"], one.place[1], str(one.told["region"]))
        for one in before.lives.values()
        if one.gone is None and one.id not in found and one.told["region"]
    }
    for subject, cloud, account, region in sorted(lost, key=str):
        for provider in providers:
            if provider.cloud == cloud and subject in watch.gaps:
                told = provider.inventory(subject, Scope((account,), (region,)), context)
                watch.gaps[subject] = (*watch.gaps[subject], *told.gaps)


def lived(one: Found, today: date) -> Life:
    """A finding as it is kept on the day on which it is found."""
    told = one.told(TOLD)
    saves_from = tuple(one.worth.of) or (str(one.row["id"]),)
    return Life({name: told.get(name) for name in TOLD}, today, today, None, terms(one.rule),
                tuple(name.lower() for name in saves_from))  # fmt: skip


def terms(rule: Rule) -> str:
    """Changes with whatever decides whom a rule flags, and with nothing else of it."""
    deciding = {"subject", "clouds", "where", "spare", "window_days", "min_age_days"}
    text = rule.model_dump_json(include=deciding)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def folded(
    before: Ledger,
    found: Mapping[str, Life],
    looked: Iterable[tuple[str, str]],
    today: date,
    is_cleared: Callable[[Life], bool],
) -> Ledger:
    """The ledger after today's findings; `looked` are rules and accounts that were looked at."""
    lives = dict(before.lives)
    for name, one in lives.items():
        if name not in found and one.gone is None and is_cleared(one):
            lives[name] = replace(one, gone=today)
    for name, one in found.items():
        known = before.lives.get(name)
        lives[name] = replace(one, first=known.first) if known else one
    return Ledger(lives, {**dict.fromkeys(looked, today), **before.looked})


def looked(
    rules: Sequence[Rule], accounts: Iterable[Account], gaps: Collection[Gap], watch: Watch
) -> Iterable[tuple[str, str]]:
    """Rules and accounts of which something was read: of the others nothing is known at all."""
    for account in accounts:
        for rule in rules:
            told = (*gaps, *watch.gaps.get(rule.subject, ()))
            blind = any(gap.matters and is_of(gap, account) and _is_whole(gap, account)
                        for gap in told)  # fmt: skip
            if account.cloud in rule.of_clouds and rule.subject in watch.gaps and not blind:
                yield rule.name, account.id


def _is_whole(gap: Gap, account: Account) -> bool:
    """Whether a gap of the account is about all of it, and no single region."""
    place = gap.where.partition(" ")[2]
    return place in ("", account.id, account.name)


def clearing(
    rules: Sequence[Rule], looked: Collection[tuple[str, str]], watch: Watch
) -> Callable[[Life], bool]:
    """Tells for sure that what a finding was about is no more."""
    now, places = {rule.name: terms(rule) for rule in rules}, set(looked)

    def is_cleared(one: Life) -> bool:
        rule, _ = one.place
        resource = str(one.told["resource_id"]).lower()
        same = now.get(rule) == one.terms and one.place in places
        return same and (rule, resource) not in watch.uncleared and not _is_hidden(one, watch)

    return is_cleared


def _is_hidden(one: Life, watch: Watch) -> bool:
    """Whether the region of the resource, or some unnamed part of its account, was not read."""
    told = one.told
    account = Account(str(told["cloud"]), str(told["account_id"]), str(told["account"] or ""))
    regions = {f"{name} {told['region']}" for name in (account.id, account.name)}
    for gap in watch.gaps.get(str(told["resource_type"]), ()):
        if gap.matters and is_of(gap, account):
            place = gap.where.partition(" ")[2]
            elsewhere = " " in place and not any(place.startswith(own) for own in regions)
            if not (elsewhere and told["region"]):
                return True
    return False


def _kept(before: Ledger, after: Ledger, ground: Ground) -> Kept:
    lives = after.lives.values()
    went = [one for one in lives if one.gone and not _was_gone(one, before)]
    new = [name for name in after.lives if name not in before.lives]
    unread = tuple(dict.fromkeys(ground.facts.gaps))
    is_open = sum(one.gone is None for one in lives)
    return Kept(is_open, len(new), len(went), unread, tuple(ground.facts.sources))


def _was_gone(one: Life, before: Ledger) -> bool:
    known = before.lives.get(one.id)
    return known is not None and known.gone is not None
