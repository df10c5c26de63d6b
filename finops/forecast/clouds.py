"""The clouds' own forecasts beside ours: asked of each account where the question wants them.

A cloud forecasts whole accounts from today on. So ours is compared over the same days, and where
a question has conditions that a cloud's forecast cannot have, none is asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from finops.figures import money
from finops.forecast.ahead import Ahead
from finops.gathering import is_asked
from finops.ground import Ground
from finops.plan import Plan
from intents.catalog import CLOUD_TITLES
from intents.period import Span
from intents.query import CLOUD_FORECAST
from providers.forecast import Basis, Foreseen, Foresees
from providers.model import Account, Gap, merged


@dataclass(slots=True)
class _Told:
    """What one cloud foresees, and how many of its accounts it was asked of."""

    cloud: str
    asked: int = 0
    found: list[Foreseen] = field(default_factory=list)


def beside(plan: Plan, ground: Ground, ours: Ahead) -> Iterator[str]:
    """A sentence for each cloud, and one for ours over the same days."""
    if CLOUD_FORECAST not in plan.query.select:
        return
    span = _days(plan)
    gap = _OVER if span is None else _cannot(plan)
    if span is None or gap is not None:
        ground.facts.gaps.append(gap or _OVER)
        return
    told = [_ask(plan, ground, cloud, span) for cloud in _clouds(plan, ground)]
    if not told:
        ground.facts.gaps.append(_NO_CLOUD)
    for one in told:
        yield from _sentences(one, span)
    if any(one.found for one in told):
        own = ours.over(span)
        yield f"ours for {span}: {money(own.cost, _currency(told))}"


_FIX = "ask for whole accounts, by effective or billed cost"
_OVER = Gap("clouds' own forecasts", "the period is over", "ask for days to come", matters=False)
_NO_CLOUD = Gap(
    "clouds' own forecasts",
    "no cloud is set up whose cost API may be asked",
    "set cost_api = true under [aws] or [azure]",
)


def _cannot(plan: Plan) -> Gap | None:
    query = plan.query
    why = None
    if query.where or query.regions:
        why = "a cloud forecasts whole accounts: none was asked with these conditions"
    if query.cost_basis not in ("effective", "billed"):
        why = f"no cloud forecasts {query.cost_basis} cost"
    if plan.limits is not None and any(part.tags for way in plan.limits for part in way):
        why = "a cloud forecasts whole accounts, and you may see a part of them"
    return Gap("clouds' own forecasts", why, _FIX) if why else None


def _days(plan: Plan) -> Span | None:
    start = max(plan.period.start, plan.today)
    return Span(start, plan.period.end) if start < plan.period.end else None


def _clouds(plan: Plan, ground: Ground) -> Iterator[Foresees]:
    for provider in ground.providers:
        wanted = not plan.query.clouds or provider.cloud in plan.query.clouds
        if wanted and isinstance(provider, Foresees) and provider.settling is not None:
            yield provider


def _ask(plan: Plan, ground: Ground, provider: Foresees, span: Span) -> _Told:
    told = _Told(provider.cloud)
    basis: Basis = "billed" if plan.query.cost_basis == "billed" else "effective"
    for account in _accounts(plan, ground, provider.cloud):
        got = provider.forecast(account, span, basis, ground.context)
        told.asked += 1
        told.found += got.items
        ground.facts.gaps += [gap for gap in got.gaps if gap not in ground.facts.gaps]
        ground.facts.sources[:] = merged([*ground.facts.sources, *got.sources])
    return told


def _accounts(plan: Plan, ground: Ground, cloud: str) -> Iterator[Account]:
    for provider in ground.providers:
        if provider.cloud == cloud:
            accounts = provider.accounts(ground.context).items
            yield from (account for account in accounts if is_asked(account, plan))


def _sentences(told: _Told, span: Span) -> Iterator[str]:
    title = CLOUD_TITLES.get(told.cloud, told.cloud)
    for currency in dict.fromkeys(one.currency for one in told.found):
        own = [one for one in told.found if one.currency == currency]
        cost = money(sum((one.cost for one in own), Decimal(0)), currency)
        text = f"{title}'s own forecast for {span}: {cost}"
        if len(own) == 1 and own[0].low is not None and own[0].high is not None:
            text += f" (80%: {money(own[0].low, currency)} to {money(own[0].high, currency)})"
        if len(own) < told.asked:
            text += f", of {len(own)} of {told.asked} accounts"
        yield text


def _currency(told: list[_Told]) -> str | None:
    found = {one.currency for each in told for one in each.found}
    return found.pop() if len(found) == 1 else None
