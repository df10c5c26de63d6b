"""CloudWatch in moto, made quick: a query looks only at the series that it names.

moto goes through every point of the region for every step of every query: minutes for a question
about 80 VMs. Here each MetricStat query is answered by moto's own code over its one series, so the
meaning is moto's and the work is small. Anything else (expressions) goes to moto as it is.

Points are sets of 72 samples (one every five minutes of six hours), so averages weigh equally.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from moto.cloudwatch.models import (
    CloudWatchBackend,
    MetricAggregatedDatum,
    MetricDatumBase,
)

from demo.shape import Vm

NAMESPACE, METRIC = "AWS/EC2", "CPUUtilization"
SAMPLES = 72


class _OneSeries(CloudWatchBackend):
    """A backend that holds the points of one series and nothing else."""

    def get_all_metrics(self) -> list[MetricDatumBase]:
        return self.metric_data


class IndexedCloudWatch(CloudWatchBackend):
    """moto's backend of one account and region, with the CPU series of its VMs."""

    def load(self, vms: Iterable[Vm]) -> None:
        """Take the VMs' histories; replaces what was loaded before."""
        self._series: dict[str, _OneSeries] = {}
        self.metric_data: list[MetricDatumBase] = []
        for vm in vms:
            series = _OneSeries(self.region_name, self.account_id)
            series.metric_data = [_datum(vm.id, *point) for point in vm.cpu]
            self._series[vm.id] = series
            self.metric_data += series.metric_data

    def get_metric_data(
        self,
        queries: list[dict[str, Any]],
        start_time: datetime,
        end_time: datetime,
        scan_by: str = "TimestampAscending",
    ) -> list[dict[str, Any]]:
        """As moto's, each query over its own series."""
        named = [self._series_of(query) for query in queries]
        if any(series is None for series in named):
            answer: list[dict[str, Any]] = super().get_metric_data(
                queries, start_time, end_time, scan_by
            )
            return answer
        return [
            result
            for query, series in zip(queries, named, strict=True)
            if series is not None
            for result in series.get_metric_data([query], start_time, end_time, scan_by)
        ]

    def _series_of(self, query: dict[str, Any]) -> CloudWatchBackend | None:
        """The one series that the query names (maybe an empty one); None: ask all of moto."""
        metric = query.get("MetricStat", {}).get("Metric", {})
        dimensions = metric.get("Dimensions", [])
        if len(dimensions) != 1 or dimensions[0]["Name"] != "InstanceId":
            return None
        if (metric["Namespace"], metric["MetricName"]) == (NAMESPACE, METRIC):
            known = self._series.get(dimensions[0]["Value"])
            if known is not None:
                return known
        return _OneSeries(self.region_name, self.account_id)


def _datum(vm_id: str, time: datetime, average: float, maximum: float) -> MetricAggregatedDatum:
    return MetricAggregatedDatum(
        NAMESPACE,
        METRIC,
        min_stat=average,
        max_stat=maximum,
        sample_count=SAMPLES,
        sum_stat=average * SAMPLES,
        dimensions=[{"Name": "InstanceId", "Value": vm_id}],
        timestamp=time.replace(tzinfo=None),
        unit="Percent",
    )
