"""AWS is asked as fast as it documents, and no faster."""

from hypothesis import given
from hypothesis import strategies as st

from providers.aws.pace import LIMITS, SHARE, Bucket, Pace
from providers.aws.place import Place
from providers.model import Account

PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")
ELSEWHERE = Place(PLACE.account, "eu-west-1")


@given(
    st.floats(1, 100), st.floats(0.1, 100), st.lists(st.tuples(st.floats(0, 3), st.floats(1, 5)))
)
def test_in_no_time_more_is_taken_than_there_was_and_came_back(
    most: float, rate: float, takes: list[tuple[float, float]]
) -> None:
    bucket, now, taken, done = Bucket(most, rate, 0.0), 0.0, 0.0, 0.0
    for later, tokens in takes:
        now += later
        taken += tokens
        done = max(done, now + bucket.take(tokens, now))
        assert taken <= most + rate * done + 1e-6


def test_a_burst_waits_for_nothing_and_what_follows_for_its_turn() -> None:
    pace = Pace()
    most, rate = (figure * SHARE for figure in LIMITS["EC2"])
    waits = [pace.wait(PLACE, "EC2 DescribeInstances") for _ in range(int(most) + 2)]
    assert set(waits[: int(most)]) == {0.0}
    assert 0 < waits[-1] < 3 / rate


def test_regions_and_operations_have_buckets_of_their_own() -> None:
    pace = Pace()
    while not pace.wait(PLACE, "EC2 DescribeInstances"):
        pass
    assert pace.wait(ELSEWHERE, "EC2 DescribeInstances") == 0
    assert pace.wait(PLACE, "EC2 DescribeVolumes") == 0


def test_hourly_points_are_counted_too() -> None:
    pace = Pace()
    waits = [pace.wait(PLACE, "CloudWatch GetMetricData", points=100_800) for _ in range(5)]
    assert waits[0] == 0
    assert waits[-1] > 0


def test_what_has_no_documented_limit_does_not_wait() -> None:
    pace = Pace()
    assert not any(pace.wait(PLACE, "STS GetCallerIdentity") for _ in range(1000))
