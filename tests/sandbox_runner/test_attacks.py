"""Every hostile script is held, in every tier that this machine gives, judged from outside too."""

import os
from collections.abc import Iterator

import pytest

from sandbox_runner import Pool
from sandbox_runner.tiers import doctor

from .hostile import LIMITS, PRELOAD, TIMED_OUT_AFTER, Attack, Host, armed, attacks, host, verdict
from .left import children, processes_below

HELD_HERE = [name for name, why in doctor().items() if why is None]


@pytest.fixture(scope="module")
def target() -> Iterator[Host]:
    with host() as target:
        yield target


@pytest.fixture(scope="module")
def others() -> frozenset[int]:
    """What other tests have started, and still use."""
    return frozenset(children(os.getpid()))


@pytest.fixture(scope="module", params=["A", "B", "C"])
def pool(request: pytest.FixtureRequest, others: frozenset[int]) -> Iterator[Pool]:
    if request.param not in HELD_HERE:
        pytest.skip(f"this machine does not give tier {request.param}")
    with Pool(size=2, tier=request.param, preload=PRELOAD, limits=LIMITS) as pool:
        yield pool


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: f"{attack.kind}-{attack.name}")
def test_an_attack_is_held(
    attack: Attack, pool: Pool, target: Host, others: frozenset[int]
) -> None:
    before = target.state()
    timeout = TIMED_OUT_AFTER if attack.ending == "timed_out" else 5
    outcome = pool.run(armed(attack, target), timeout=timeout)
    assert verdict(attack, outcome) is None
    assert target.state() == before
    assert outcome.tier == pool.tier
    mine = (2 if pool.tier == "A" else 1) + 2
    left = processes_below(os.getpid(), at_most=mine, others=others)
    assert left <= mine, "something is left of it"


def test_there_are_enough_attacks() -> None:
    names = [attack.name for attack in attacks()]
    assert len(names) == len(set(names))
    assert len(names) >= 220
