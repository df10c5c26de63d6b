"""A home of its own for each test, with charges but without clouds, so that none is reached."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.ask import Bot
from bot.clock import clock
from bot.settings import Settings, load

CHARGES = """\
BillingAccountId,SubAccountId,SubAccountName,ServiceName,ServiceCategory,RegionId,ResourceId,\
ChargeCategory,ChargePeriodStart,ChargePeriodEnd,BillingPeriodStart,BillingPeriodEnd,\
BillingCurrency,BilledCost,EffectiveCost,ListCost,ContractedCost,ProviderName
1,111111111111,prod,Amazon EC2,Compute,us-east-1,i-1,Usage,\
2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,\
USD,12.50,12.50,12.50,12.50,AWS
1,111111111111,prod,Amazon S3,Storage,us-east-1,b-1,Usage,\
2026-10-06T00:00:00Z,2026-10-07T00:00:00Z,2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,\
USD,7.50,7.50,7.50,7.50,AWS
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment of a company with one cost export and no clouds."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "charges.csv").write_text(CHARGES, "utf-8")
    monkeypatch.setenv("FINOPS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FINOPS_CHARGES", str(tmp_path / "charges.csv"))
    monkeypatch.setenv("FINOPS_AWS_ENABLED", "false")
    monkeypatch.setenv("FINOPS_AZURE_ENABLED", "false")
    monkeypatch.setenv("FINOPS_NOW", "2026-11-18T12:00:00Z")
    return tmp_path / "home"


@pytest.fixture
def settings(home: Path) -> Settings:
    """Those settings, read."""
    return load()


@pytest.fixture
def bot(settings: Settings) -> Iterator[Bot]:
    """The whole bot, under those settings."""
    with closing(Bot(settings, clock(settings.now))) as bot:
        yield bot
