"""One thread computes at a time; who waits for the network lets the next one have it."""

from threading import Thread

from providers.aws.turn import Turn


def test_a_turn_may_be_taken_twice_and_is_left_at_once() -> None:
    turn = Turn()
    turn.take()
    turn.take()
    turn.leave()
    assert _taken_elsewhere(turn)


def test_nobody_else_has_it_meanwhile_but_during_a_call() -> None:
    turn, seen = Turn(), list[bool]()

    def take() -> None:
        with turn.taken():
            seen.append(True)

    other = Thread(target=take)
    with turn.taken():
        other.start()
        other.join(0.05)
        assert not seen
        turn.leave()  # as a call is sent
        other.join(5)
        assert seen
        turn.take()  # as its answer comes
    assert _taken_elsewhere(turn)


def test_leaving_what_is_anothers_changes_nothing() -> None:
    turn = Turn()
    turn.take()
    thread = Thread(target=turn.leave)
    thread.start()
    thread.join()
    assert not _taken_elsewhere(turn, 0.05)


def _taken_elsewhere(turn: Turn, seconds: float = 5) -> bool:
    done: list[bool] = []

    def take() -> None:
        turn.take()
        done.append(True)
        turn.leave()

    thread = Thread(target=take, daemon=True)
    thread.start()
    thread.join(seconds)
    turn.leave()
    return bool(done)
