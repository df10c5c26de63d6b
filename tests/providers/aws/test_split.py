"""A metric that CloudWatch keeps in parts, as a bucket's size by class of storage."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from intents.period import Span
from providers.aws.provider import AwsProvider
from providers.base import MetricNeed
from providers.context import Context

from .conftest import OWN, Rim

GIB = 2**30
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
SPAN = Span(date(2026, 11, 16), date(2026, 11, 18))


def listed(*classes: tuple[str, str]) -> bytes:
    named = [
        {"Namespace": "AWS/S3", "MetricName": "BucketSizeBytes", "Dimensions": [
            {"Name": "BucketName", "Value": bucket}, {"Name": "StorageType", "Value": kind}]}
        for bucket, kind in classes
    ]  # fmt: skip
    return json.dumps({"Metrics": named}).encode()


def sizes(provider: Callable[..., AwsProvider], *buckets: str) -> dict[str, float | None]:
    ids = [(OWN, "us-east-1", one) for one in buckets]
    need = MetricNeed("bucket", "size_gib", SPAN, ids, aggs=frozenset({"avg"}))
    got = provider().metrics(need, Context(NOW))
    return {row["id"]: row["avg"] for table in got.items for row in table.to_pylist()}


def test_all_classes_of_storage_are_added_up_and_a_class_that_tells_nothing_is_none(
    aws: Rim, provider: Callable[..., AwsProvider]
) -> None:
    kind = "application/x-amz-json-1.0"
    known = listed(("one", "StandardStorage"), ("one", "GlacierStorage"), ("other", "X"))
    aws.answer("ListMetrics", "us-east-1", known, kind)
    start = datetime(2026, 11, 16, tzinfo=UTC).timestamp()
    days = [start, (datetime.fromtimestamp(start, UTC) + timedelta(days=1)).timestamp()]
    results = {
        "MetricDataResults": [
            {"Id": "avg0", "Timestamps": days, "Values": [2.0 * GIB, 2.0 * GIB],
             "StatusCode": "Complete"},
            {"Id": "avg0plus", "Timestamps": days[1:], "Values": [4.0 * GIB],
             "StatusCode": "Complete"},
        ]
    }  # fmt: skip
    aws.answer("GetMetricData", "us-east-1", json.dumps(results).encode(), kind)
    # Two days: 2 GiB, and 2 + 4 GiB.
    assert sizes(provider, "one") == {"one": 4.0}


def test_a_bucket_of_which_nothing_is_kept_is_unknown(
    aws: Rim, provider: Callable[..., AwsProvider]
) -> None:
    kind = "application/x-amz-json-1.0"
    aws.answer("ListMetrics", "us-east-1", listed(), kind)
    assert sizes(provider, "empty").get("empty") is None
    assert not aws.asked("GetMetricData")
