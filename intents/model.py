"""The language model, and the only module that imports `anthropic` (when it is first asked).

One call is a prompt and tools; what comes back is the tool's input, or text, with what it cost:
`Model.ask(Prompt(…)) -> Said | Trouble`. The reader of questions, summaries and the script route
share one Model, and so one daily budget and one circuit breaker.

- The budget is kept by a Ledger (`bot` has it in a file), so it holds over restarts and between
  processes. Before a call the most that it can cost is taken from it; afterwards the rest is given
  back. What a call cost that died on the way is not known, so nothing of that is given back.
- `timeout_s` is for all of a call: its tries, and the waits between them. The SDK's own retries are
  off, since they wait for as long as `retry-after` says, be it an hour.
- Tools are offered, never forced, and nothing is said about thinking or temperature: models differ
  in what of that they refuse.
- The start of a prompt (tools and `system`) is the same for every question, and marked for the
  API's cache.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from random import uniform
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Literal, Protocol

from intents.breaker import Breaker
from intents.tokens import Prices, Provider, Usage, takes_effort
from intents.trouble import Trouble, cut_off, turned_away, unless_sent

if TYPE_CHECKING:
    from anthropic import Anthropic, AnthropicBedrock
    from anthropic.types import Message

MOST_TRIES = 3
# The SDK's own: half a second, doubled each time, at most eight.
FIRST_WAIT_S, MOST_WAIT_S = 0.5, 8.0
CONNECT_S = 5.0
NAMES: Mapping[Provider, str] = {
    "anthropic": "Anthropic Messages API",
    "bedrock": "Amazon Bedrock InvokeModel",
}


class Ledger(Protocol):
    """What is spent on language models, by UTC day, in USD, kept beyond this process."""

    def take(self, day: date, amount: Decimal, budget: Decimal) -> bool:
        """Take an amount if the day's spending stays within the budget; False if it would not."""

    def give(self, day: date, amount: Decimal) -> None:
        """Give back what was taken and not used; a negative amount takes more."""

    def spent(self, day: date) -> Decimal:
        """What is taken of that day."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which model is asked, where, and how far it may go.

    `key` and `base_url` are Anthropic's; Bedrock takes AWS's standard credentials, and `region`.
    `unsigned` gives the errors that AWS's SDK raises where it finds no credentials; it is called
    where something was raised, for it imports that SDK.
    """

    provider: Provider
    model: str
    prices: Prices
    timeout_s: float = 30.0
    max_tokens: int = 4096
    daily_budget_usd: Decimal = Decimal(5)
    key: str | None = field(default=None, repr=False)
    base_url: str | None = None
    region: str | None = None
    unsigned: Callable[[], tuple[type[Exception], ...]] = tuple


@dataclass(frozen=True, slots=True)
class Tool:
    """What the model may answer by: `schema` is the JSON schema of its input, an object."""

    name: str
    about: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Prompt:
    """One call. `system` and `tools` should be the same each time: they are cached.

    `effort` is how much the model should think, where it can be told; `max_tokens` and `timeout_s`,
    if any, stand in for the settings' own.
    """

    system: str
    message: str
    tools: tuple[Tool, ...] = ()
    effort: Literal["low", "medium", "high"] = "low"
    max_tokens: int | None = None
    timeout_s: float | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What the model said: by a tool (`tool` and its `input`), or in words."""

    usage: Usage
    text: str = ""
    tool: str | None = None
    input: Mapping[str, Any] = field(default_factory=dict)


class Model:
    """A language model under a budget. Making one imports and asks nothing; it can be shared."""

    def __init__(
        self,
        choice: Choice,
        ledger: Ledger,
        now: Callable[[], datetime],
        *,
        tick: Callable[[], float] = monotonic,
        breaker: Breaker | None = None,
    ) -> None:
        """`now` is the real time, in UTC: budgets are by its day. `tick` counts seconds."""
        self.choice = choice
        self._ledger = ledger
        self._now, self._tick = now, tick
        self._breaker = breaker or Breaker(tick)
        self._client: Anthropic | AnthropicBedrock | None = None

    @property
    def name(self) -> str:
        """Whom we ask, as a source names it."""
        return NAMES[self.choice.provider]

    def spent_today(self) -> Decimal:
        """What of today's budget is taken, in USD."""
        return self._ledger.spent(self._now().date())

    def preload(self) -> None:
        """Import the SDK before anybody asks; it takes a second."""
        import anthropic  # noqa: F401 — the import is the point

    def ask(self, prompt: Prompt) -> Said | Trouble:
        """What the model says to a prompt, or why it says nothing."""
        import anthropic  # noqa: F401 — what takes a second once is not the model's time

        deadline = self._tick() + (prompt.timeout_s or self.choice.timeout_s)
        usage = Usage()
        for tried in range(1, MOST_TRIES + 1):
            found = self._tried(prompt, deadline)
            usage += found.usage
            if isinstance(found, Said) or found.retry_s is None or tried == MOST_TRIES:
                break
            wait = found.retry_s or min(FIRST_WAIT_S * 2 ** (tried - 1), MOST_WAIT_S)
            # A little more than is asked for: those who were sent away must not return as one.
            wait *= uniform(1.0, 1.25)  # noqa: S311 — no secret
            if self._tick() + wait >= deadline:
                break
            sleep(wait)
        return replace(found, usage=usage)

    def _tried(self, prompt: Prompt, deadline: float) -> Said | Trouble:
        """One try, if budget and breaker allow it."""
        day, request = self._now().date(), self._request(prompt)
        most = self.choice.prices.most(len(json.dumps(request)), request["max_tokens"])
        if not self._ledger.take(day, most, self.choice.daily_budget_usd):
            return self._no_budget(day)
        if not self._breaker.lets_pass():
            self._ledger.give(day, most)
            return self._resting()
        found, used = self._sent(request, deadline)
        self._ledger.give(day, most - used if used is not None else Decimal(0))
        self._breaker.ended(well=isinstance(found, Said) or found.why == "refused")
        return found

    def _sent(
        self, request: dict[str, Any], deadline: float
    ) -> tuple[Said | Trouble, Decimal | None]:
        """What came back, and what it cost: None where that cannot be known."""
        import anthropic

        left = max(deadline - self._tick(), 1.0)
        try:
            client = self._opened().with_options(timeout=_timeout(left))
            message = client.messages.create(**request)
        except anthropic.APITimeoutError as error:
            why = "the language model did not answer in time"
            fix = "ask again, or raise timeout_s in [llm]"
            return Trouble("timed_out", why, fix), unless_sent(error)
        except anthropic.APIStatusError as error:
            return turned_away(error), Decimal(0)
        except anthropic.APIConnectionError as error:
            return cut_off(error), unless_sent(error)
        except (anthropic.AnthropicError, json.JSONDecodeError) as error:
            why = f"the language model's answer could not be read: {type(error).__name__}"
            return Trouble("garbled", why, "ask again"), None
        except self.choice.unsigned() as error:
            why = f"the language model was not asked: {error}"
            return Trouble("rejected", why, "give this process AWS credentials"), Decimal(0)
        return self._heard(message)

    def _heard(self, message: "Message") -> tuple[Said | Trouble, Decimal | None]:
        counted = getattr(message, "usage", None)
        if counted is None or not isinstance(counted.input_tokens, int):
            # The SDK does not check what a proxy says in the API's place.
            why = "the language model's answer could not be read: it is no message of the API"
            return Trouble("garbled", why, "see that ANTHROPIC_BASE_URL is the API's"), None
        usage = Usage(
            1,
            counted.input_tokens,
            counted.output_tokens,
            counted.cache_creation_input_tokens or 0,
            counted.cache_read_input_tokens or 0,
        ).priced(self.choice.prices)
        match message.stop_reason:
            case "refusal":
                why = "the language model declined to look at this question"
                return Trouble("refused", why, "say it otherwise", usage), usage.price
            case "max_tokens" | "model_context_window_exceeded":
                why = "the language model's answer was longer than it may be"
                fix = "ask for less, or raise max_tokens in [llm]"
                return Trouble("garbled", why, fix, usage), usage.price
        return _said(message, usage), usage.price

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        """The call as the SDK takes it."""
        cached = {"type": "ephemeral"}
        request: dict[str, Any] = {
            "model": self.choice.model,
            "max_tokens": prompt.max_tokens or self.choice.max_tokens,
            "system": [{"type": "text", "text": prompt.system, "cache_control": cached}],
            "messages": [{"role": "user", "content": prompt.message}],
        }
        if prompt.tools:
            request["tools"] = [
                {"name": tool.name, "description": tool.about, "input_schema": tool.schema}
                for tool in prompt.tools
            ]
        if takes_effort(self.choice.model):
            request["output_config"] = {"effort": prompt.effort}
        return request

    def _opened(self) -> "Anthropic | AnthropicBedrock":
        if self._client is None:
            from anthropic import Anthropic, AnthropicBedrock

            self._client = (
                Anthropic(api_key=self.choice.key, base_url=self.choice.base_url, max_retries=0)
                if self.choice.provider == "anthropic"
                else AnthropicBedrock(
                    aws_region=self.choice.region, base_url=self.choice.base_url, max_retries=0
                )
            )
        return self._client

    def _no_budget(self, day: date) -> Trouble:
        spent, budget = self._ledger.spent(day), self.choice.daily_budget_usd
        why = f"the language model was not asked: of today's ${budget}, ${spent:.2f} are spent"
        fix = "say it in other words, ask tomorrow, or raise daily_budget_usd in [llm]"
        return Trouble("budget", why, fix)

    def _resting(self) -> Trouble:
        wait = max(round(self._breaker.rests_s()), 1)
        why = f"the language model failed several times in a row and is left alone for {wait} s"
        return Trouble("resting", why, "ask again then")


def _timeout(left_s: float) -> Any:
    from anthropic import Timeout

    return Timeout(left_s, connect=min(CONNECT_S, left_s))


def _said(message: "Message", usage: Usage) -> Said:
    text = "".join(block.text for block in message.content if block.type == "text")
    for block in message.content:
        if block.type == "tool_use" and isinstance(block.input, dict):
            return Said(usage, text, block.name, block.input)
    return Said(usage, text)
