"""CloudWatch in moto, made quick: a query looks only at the series that it names.

moto goes through every point of the region for every step of every query: minutes for a question
about 80 VMs. Here each MetricStat query is answered by moto's own code over its one series, so the
meaning is moto's and the work is small. Anything else (expressions) goes to moto as it is.

Points are sets of 72 samples (one every five minutes of six hours), so averages weigh equally.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from moto.cloudwatch.models import (
    CloudWatchBackend,
    MetricAggregatedDatum,
    MetricDatumBase,
)

from demo.shape import Vm
from demo.stock.thing import Line

# Namespace, metric, dimensions.
Key = tuple[str, str, tuple[tuple[str, str], ...]]
NAMESPACE, METRIC = "AWS/EC2", "CPUUtilization"
SAMPLES = 72


class _OneSeries(CloudWatchBackend):
    """A backend that holds the points of one series and nothing else."""

    def get_all_metrics(self) -> list[MetricDatumBase]:
        return self.metric_data


class IndexedCloudWatch(CloudWatchBackend):
    """moto's backend of one account and region, with the CPU of its VMs and the stock's metrics."""

    def load(self, vms: Iterable[Vm], lines: Callable[[], Iterable[Line]] = tuple) -> None:
        """Take the VMs' histories; `lines` are taken when something is first asked."""
        self._lines = [
            *(Line(METRIC, vm.cpu, NAMESPACE, (("InstanceId", vm.id),)) for vm in vms),
        ]
        self._more = lines

    @cached_property
    def _series(self) -> Mapping[Key, "_OneSeries"]:
        found: dict[Key, _OneSeries] = {}
        for line in (*self._lines, *self._more()):
            series = _OneSeries(self.region_name, self.account_id)
            series.metric_data = [_datum(line, *point) for point in line.points]
            found[line.namespace, line.metric, tuple(sorted(line.dimensions))] = series
        self.metric_data: list[MetricDatumBase] = [
            datum for series in found.values() for datum in series.metric_data
        ]
        return found

    def list_metrics(
        self,
        next_token: str | None,
        namespace: str,
        metric_name: str,
        dimensions: list[dict[str, str]],
    ) -> Any:
        """As moto's, of whose points a series needs but one to be listed."""
        listed = _OneSeries(self.region_name, self.account_id)
        listed.metric_data = [
            one.metric_data[0] for one in self._series.values() if one.metric_data
        ]
        return listed.list_metrics(next_token, namespace, metric_name, dimensions)

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
        if not metric:
            return None
        named = tuple(sorted((one["Name"], one["Value"]) for one in metric.get("Dimensions", [])))
        known = self._series.get((metric["Namespace"], metric["MetricName"], named))
        return known or _OneSeries(self.region_name, self.account_id)


def _datum(line: Line, time: datetime, average: float, maximum: float) -> MetricAggregatedDatum:
    samples = 1 if line.counted else SAMPLES
    return MetricAggregatedDatum(
        line.namespace,
        line.metric,
        min_stat=average,
        max_stat=maximum,
        sample_count=samples,
        sum_stat=average * samples,
        dimensions=[{"Name": name, "Value": value} for name, value in line.dimensions],
        timestamp=time.replace(tzinfo=None),
        unit="Percent" if line.metric.endswith("Utilization") else "None",
    )
