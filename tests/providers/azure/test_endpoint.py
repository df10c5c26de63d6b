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
