"""Sources in few words, what the money rests on first."""

from datetime import UTC, datetime
from decimal import Decimal

from bot.drawing.sources import sources
from finops.answer import Answer, Source

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


def test_an_age_is_said_once_and_charges_come_first() -> None:
    answer = Answer(
        id="a",
        outcome="answered",
        headline="3 VMs",
        sources=(
            Source(name="STS GetCallerIdentity", as_of=NOON, calls=1),
            Source(name="CloudWatch GetMetricData", as_of=NOON, calls=2, price=Decimal("0.01")),
            Source(name="FOCUS charges until 17 Nov 2026", as_of=NOON, cached=True),
        ),
    )
    charges, calls = sources(answer)
    assert charges.startswith("FOCUS charges until 17 Nov 2026 – as of 2026-11-18 12:00 UTC, kept")
    assert calls.startswith("CloudWatch GetMetricData (2 calls for $0.01), STS GetCallerIdentity")
    assert calls.endswith(" – as of 2026-11-18 12:00 UTC")
