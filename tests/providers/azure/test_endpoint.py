import pytest

from providers.azure.endpoint import checked
from providers.errors import Unreachable


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://management.azure.com",
        "https://management.azure.com/",
        "https://management.usgovcloudapi.net",
        "https://management.chinacloudapi.cn:443",
        "http://127.0.0.1:8080",
        "http://localhost:8080",
        "http://[::1]:8080",
    ],
)
def test_azures_own_hosts_and_loopback_are_talked_to(endpoint: str) -> None:
    assert checked(endpoint).base == endpoint.rstrip("/").removesuffix(":443")


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://management.azure.com",
        "http://10.0.0.5:8080",
        "https://management.azure.com.evil.example",
        "https://evil.example",
        "https://management.azure.com@evil.example",
        "https://management.azure.com:8443",
        "https://management.azure.com/proxy",
        "http://127.0.0.1.evil.example",
        "http://0x7f.1.evil.example",
        "http://127.0.0.1:notaport",
        "ftp://127.0.0.1",
        "management.azure.com",
        "",
    ],
)
def test_any_other_endpoint_is_refused(endpoint: str) -> None:
    with pytest.raises(Unreachable, match="EndpointRefused"):
        checked(endpoint)


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://management.azure.com/subscriptions?$skiptoken=1", True),
        ("https://MANAGEMENT.azure.com:443/x", True),
        ("http://management.azure.com/x", False),
        ("https://management.azure.com:444/x", False),
        ("https://management.azure.com.evil.example/x", False),
        ("//evil.example/x", False),
    ],
)
def test_a_link_is_ours_by_scheme_host_and_port(url: str, ours: bool) -> None:
    assert checked("https://management.azure.com").owns(url) is ours


@pytest.mark.parametrize(
    ("endpoint", "base", "scope"),
    [
        (
            "https://management.azure.com",
            "https://eastus2.metrics.monitor.azure.com",
            "https://metrics.monitor.azure.com/.default",
        ),
        (
            "https://management.usgovcloudapi.net",
            "https://eastus2.metrics.monitor.azure.us",
            "https://metrics.monitor.azure.us/.default",
        ),
        (
            "https://management.chinacloudapi.cn",
            "https://eastus2.metrics.monitor.azure.cn",
            "https://metrics.monitor.azure.cn/.default",
        ),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080", "http://127.0.0.1:8080/.default"),
    ],
)
def test_each_cloud_has_its_own_hosts_of_metrics(endpoint: str, base: str, scope: str) -> None:
    found = checked(endpoint)
    assert (found.metrics_base("eastus2"), found.metrics_scope) == (base, scope)
    assert found.measures(f"{base}/subscriptions/s/metrics:getBatch")


@pytest.mark.parametrize("region", ["", "evil.example/", "a.b", "east us", "EastUS", "-", "x@y"])
def test_what_is_no_regions_name_is_no_host(region: str) -> None:
    with pytest.raises(Unreachable, match="NoRegion"):
        checked("https://management.azure.com").metrics_base(region)


@pytest.mark.parametrize(
    "url",
    [
        "http://eastus.metrics.monitor.azure.com/x",
        "https://eastus.metrics.monitor.azure.com:444/x",
        "https://metrics.monitor.azure.com/x",
        "https://a.b.metrics.monitor.azure.com/x",
        "https://eastus.metrics.monitor.azure.us/x",
        "https://eastus.metrics.monitor.azure.com.evil.example/x",
        "https://eastus.metrics.monitor.azure.com@evil.example/x",
        "https://evilmetrics.monitor.azure.com/x",
        "https://management.azure.com/x",
    ],
)
def test_no_other_host_is_one_of_metrics(url: str) -> None:
    assert not checked("https://management.azure.com").measures(url)
