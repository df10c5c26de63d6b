import os
import subprocess
import sys
from pathlib import Path

import pytest
import responses

from providers.azure.endpoint import checked
from providers.azure.provider import AzureProvider
from providers.azure.session import Session
from providers.base import Scope
from providers.cache import Cache
from providers.context import Context
from providers.errors import Unreachable
from providers.settings import Azure, AzureSubscription


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


def test_a_refused_endpoint_is_one_gap_and_no_request(tmp_path: Path, ctx: Context) -> None:
    settings = Azure(
        endpoint="http://10.0.0.5",
        subscriptions=(AzureSubscription(id="a", name="a"), AzureSubscription(id="b", name="b")),
    )
    found = AzureProvider(settings, Cache(tmp_path)).inventory("vm", Scope(), ctx)
    assert found.items == ()
    assert [gap.why.partition(":")[0] for gap in found.gaps] == ["EndpointRefused"]


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


def test_a_cache_is_not_shared_between_identities(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session("https://management.azure.com")
    before = session.identity()
    monkeypatch.setenv("AZURE_CLIENT_ID", "another")
    assert session.identity() != before
    assert Session("http://127.0.0.1:1").identity() != session.identity()


def test_making_the_provider_imports_no_sdk(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from providers.settings import Azure;"
        "from providers.cache import Cache; from providers.azure.provider import AzureProvider;"
        f"AzureProvider(Azure(), Cache(Path({str(tmp_path)!r})));"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('azure', 'msal', 'requests')]"
    )
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, env=dict(os.environ))


@pytest.fixture
def ctx() -> Context:
    from datetime import UTC, datetime

    return Context(datetime(2026, 11, 18, tzinfo=UTC))


LOGIN = "https://login.microsoftonline.com"
TENANT = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def secret_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential")
    monkeypatch.setenv("AZURE_TENANT_ID", TENANT)
    monkeypatch.setenv("AZURE_CLIENT_ID", "22222222-2222-4222-8222-222222222222")
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "not-a-secret")


def login_answers(fake: responses.RequestsMock, status: int, answer: object) -> None:
    fake.get(f"{LOGIN}/common/discovery/instance", json={"metadata": []})
    fake.get(
        f"{LOGIN}/{TENANT}/v2.0/.well-known/openid-configuration",
        json={
            "authorization_endpoint": f"{LOGIN}/{TENANT}/oauth2/v2.0/authorize",
            "token_endpoint": f"{LOGIN}/{TENANT}/oauth2/v2.0/token",
            "issuer": f"{LOGIN}/{TENANT}/v2.0",
        },
    )
    fake.post(f"{LOGIN}/{TENANT}/oauth2/v2.0/token", status=status, json=answer)


FORTY = tuple(AzureSubscription(id=f"{n:08}", name=f"sub-{n}") for n in range(40))


@pytest.mark.usefixtures("secret_in_the_environment")
def test_an_expired_credential_is_one_gap_for_forty_subscriptions(
    tmp_path: Path, ctx: Context
) -> None:
    expired = {"error": "invalid_client", "error_description": "AADSTS7000222: expired keys"}
    with responses.RequestsMock(assert_all_requests_are_fired=False) as fake:
        login_answers(fake, 401, expired)
        provider = AzureProvider(Azure(subscriptions=FORTY), Cache(tmp_path))
        found = provider.inventory("disk", Scope(), ctx)
        asked = [call.request.url for call in fake.calls if call.request.method == "POST"]
    assert [(gap.where, gap.why.partition(":")[0]) for gap in found.gaps] == [
        ("azure", "AADSTS7000222")
    ]
    assert found.items == ()
    assert len(asked) == 1


def test_no_credential_is_one_gap_that_says_how_to_sign_in(
    tmp_path: Path, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential")
    found = AzureProvider(Azure(), Cache(tmp_path)).inventory("vm", Scope(), ctx)
    assert [gap.why.partition(":")[0] for gap in found.gaps] == ["CredentialUnavailable"]
    assert "az login" in found.gaps[0].fix


@pytest.mark.usefixtures("secret_in_the_environment")
def test_the_real_credential_signs_in_and_its_token_goes_to_azure(
    tmp_path: Path, ctx: Context
) -> None:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as fake:
        token = {"token_type": "Bearer", "expires_in": 3600, "access_token": "real"}
        login_answers(fake, 200, token)
        fake.get(
            "https://management.azure.com/subscriptions",
            json={"value": [{"subscriptionId": "A", "displayName": "prod", "state": "Enabled"}]},
        )
        found = AzureProvider(Azure(), Cache(tmp_path)).accounts(ctx)
        sent = fake.calls[-1].request.headers["Authorization"]
    assert [(one.id, one.name, one.state) for one in found.items] == [("a", "prod", "enabled")]
    assert sent == "Bearer real"
