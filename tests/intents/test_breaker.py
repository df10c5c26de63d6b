"""The breaker opens after failures in a row, lets one try after a while, and closes by success."""

from intents.breaker import FAILURES, REST_S, Breaker


class Ticks:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def opened() -> tuple[Breaker, Ticks]:
    ticks = Ticks()
    breaker = Breaker(ticks)
    for _ in range(FAILURES):
        assert breaker.lets_pass()
        breaker.ended(well=False)
    return breaker, ticks


def test_it_opens_after_failures_in_a_row() -> None:
    breaker, _ = opened()
    assert not breaker.lets_pass()
    assert breaker.rests_s() == REST_S


def test_a_success_between_failures_keeps_it_closed() -> None:
    breaker = Breaker(Ticks())
    for _ in range(3):
        for well in (False, False, False, False, True):
            assert breaker.lets_pass()
            breaker.ended(well=well)


def test_one_caller_tries_after_the_rest_and_success_closes_it() -> None:
    breaker, ticks = opened()
    ticks.now = REST_S
    assert breaker.lets_pass()
    assert not breaker.lets_pass()
    breaker.ended(well=True)
    assert breaker.lets_pass()
    assert breaker.rests_s() == 0


def test_a_failed_try_opens_it_for_as_long_again() -> None:
    breaker, ticks = opened()
    ticks.now = REST_S
    assert breaker.lets_pass()
    breaker.ended(well=False)
    ticks.now = 2 * REST_S - 1
    assert not breaker.lets_pass()


def test_a_try_that_never_came_back_does_not_keep_it_open_for_ever() -> None:
    breaker, ticks = opened()
    ticks.now = REST_S
    assert breaker.lets_pass()
    ticks.now = 2 * REST_S
    assert breaker.lets_pass()
