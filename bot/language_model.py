"""The language model as it is set up: from `[llm]`, and a key from the environment.

Anthropic's is there when ANTHROPIC_API_KEY is (ANTHROPIC_BASE_URL names another place, as a
gateway); Bedrock's when `provider = "bedrock"`, with AWS's standard credentials. Where there is
none, everything that rules can read is answered all the same.
"""

import os
from collections.abc import Mapping

from bot.clock import utc_now
from bot.settings import Llm, Settings
from bot.spending import Spending
from intents.model import NAMES, Choice, Model
from intents.query import Hindrance
from intents.tokens import Prices, default_model, prices

KEY, URL = "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"
BEDROCK_URL = "ANTHROPIC_BEDROCK_BASE_URL"
NONE = Hindrance(
    "none is set up; with one, questions in other words than the rules know can be read too",
    f"set {KEY}, or use Bedrock: docs/llm.md",
)
SECRET = Hindrance("the question seems to hold a secret, so it was not sent", "ask without it")


def open_model(settings: Settings, env: Mapping[str, str] = os.environ) -> Model | None:
    """The model that the settings name, or None. Budgets go by the real day, whatever `now` is."""
    choice = chosen(settings.llm, env)
    return Model(choice, Spending(settings.home), utc_now) if choice else None


def chosen(llm: Llm, env: Mapping[str, str]) -> Choice | None:
    """Which model is asked and how; None where none is set up."""
    key = env.get(KEY) or None
    if llm.provider == "anthropic" and key is None:
        return None
    model = llm.model or default_model(llm.provider)
    is_bedrock = llm.provider == "bedrock"
    return Choice(
        provider=llm.provider,
        model=model,
        prices=_prices(llm, model),
        timeout_s=llm.timeout_s,
        max_tokens=llm.max_tokens,
        daily_budget_usd=llm.daily_budget_usd,
        key=key,
        base_url=env.get(BEDROCK_URL if is_bedrock else URL) or None,
        region=llm.region,
        unsigned=_unsigned if is_bedrock else tuple,
    )


def told(settings: Settings, env: Mapping[str, str] = os.environ) -> tuple[str, bool]:
    """A line of `finops doctor`; nothing is asked, since each call is billed."""
    model = open_model(settings, env)
    if model is None:
        return f"model      none: {KEY} is not set, so rules alone read questions", True
    choice, spent = model.choice, model.spent_today()
    where = f" at {choice.base_url}" if choice.base_url else ""
    budget = f"${spent:.2f} of ${choice.daily_budget_usd} are spent today"
    return f"model      {choice.model} ({NAMES[choice.provider]}{where}); {budget}", True


def _prices(llm: Llm, model: str) -> Prices:
    if llm.prices is not None:
        own = llm.prices
        return Prices(own.input, own.output, own.cache_write, own.cache_read)
    known = prices(model)
    if known is None:
        # The settings refuse such a model; the default one is in the list.
        raise LookupError(f"what {model} costs is not known")
    return known


def _unsigned() -> tuple[type[Exception], ...]:
    """What signing a request to Bedrock can fail with: no region, no credentials, a bad profile."""
    from providers.aws.errors import EXPECTED

    return (*EXPECTED, RuntimeError, ValueError)
