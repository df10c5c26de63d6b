"""Prices of tokens are data; a model that is not among them has none."""

from decimal import Decimal

import pytest

from intents.tokens import Usage, default_model, prices, takes_effort


@pytest.mark.parametrize(
    "name",
    ["claude-haiku-4-5", "claude-haiku-4-5-20251001",
     "global.anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic.claude-haiku-4-5-v1"],
)  # fmt: skip
def test_a_model_is_known_by_each_of_its_names(name: str) -> None:
    found = prices(name)
    assert found is not None
    assert (found.input, found.output) == (Decimal(1), Decimal(5))
    assert not takes_effort(name)


def test_one_geography_of_bedrock_costs_a_tenth_more() -> None:
    found = prices("eu.anthropic.claude-sonnet-5-5")
    assert found is not None
    assert found.input == Decimal("2.2")


def test_the_price_of_a_model_that_we_do_not_know_is_unknown() -> None:
    assert prices("claude-next") is None
    assert not takes_effort("claude-next")


@pytest.mark.parametrize("provider", ["anthropic", "bedrock"])
def test_the_default_models_have_prices(provider: str) -> None:
    assert prices(default_model(provider)) is not None  # type: ignore[arg-type]


def test_each_kind_of_token_has_its_price() -> None:
    known = prices("claude-sonnet-5-5")
    assert known is not None
    used = Usage(1, 1_000_000, 1_000_000, 1_000_000, 1_000_000).priced(known)
    assert used.price == Decimal("2") + Decimal("10") + Decimal("2.5") + Decimal("0.1")
    assert (used + used).price == 2 * used.price
    assert used.tokens == 4_000_000


def test_no_call_costs_more_than_its_most() -> None:
    known = prices("claude-sonnet-5-5")
    assert known is not None
    text = "what did we spend on EC2 last month " * 200
    # Four characters to a token is usual; half of that is the worst.
    tokens = len(text) // 2
    for usage in (Usage(1, tokens, 4096), Usage(1, 0, 4096, tokens)):
        assert usage.priced(known).price <= known.most(len(text), 4096)
