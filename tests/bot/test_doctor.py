"""What the doctor says of permissions."""

from typing import Any, cast

import pytest

from bot.doctor import _rights, scripts
from bot.settings import Scripts, Settings
from providers.base import Lack, Provider
from providers.model import Fetched, Gap
from sandbox_runner.tiers import doctor


class Cloud:
    cloud = "aws"
    subjects = frozenset({"disk", "vm"})


def said(found: Fetched[Lack]) -> list[tuple[str, bool]]:
    cloud: Any = Cloud()
    return list(_rights(cast("Provider", cloud), found))


def test_a_missing_permission_says_which_questions_it_costs() -> None:
    ((line, well),) = said(Fetched((Lack("aws 1", "ec2:DescribeVolumes", ("disk",)),)))
    assert "aws 1: ec2:DescribeVolumes is missing: no answers about disks" in line
    assert "finops permissions aws" in line
    assert not well


def test_a_permission_for_something_else_than_a_subject_is_named() -> None:
    ((line, _),) = said(Fetched((Lack("azure a", "Microsoft.X/read", (), "metrics"),)))
    assert "no answers about metrics" in line


def test_nothing_missing_is_said_so_and_not_of_what_could_not_be_looked_at() -> None:
    assert said(Fetched()) == [("           no permission is missing (2 subjects tried)", True)]
    ((line, _),) = said(Fetched(gaps=(Gap("azure a", "denied", "grant it"),)))
    assert "where that could be looked at" in line


def test_scripts_are_off_or_run_in_a_tier(settings: Settings) -> None:
    if next(iter(doctor().values())) is not None:
        pytest.skip("tier A does not hold here")
    line, well = scripts(settings)
    assert line.startswith("scripts    off; they could run in tier A, namespaces")
    assert well
    on = settings.model_copy(update={"scripts": Scripts(enabled=True)})
    line, well = scripts(on)
    assert line.startswith("scripts    run in tier A")
    assert "there is no model to write any" in line
    assert well
