import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import responses

from providers.azure.provider import AzureProvider
from providers.azure.session import Session
from providers.base import Scope
from providers.cache import Cache
from providers.context import Context
from providers.settings import Azure, AzureSubscription


def test_a_refused_endpoint_is_one_gap_and_no_request(tmp_path: Path, ctx: Context) -> None:
    settings = Azure(
        endpoint="http://10.0.0.5",
        subscriptions=(AzureSubscription(id="a", name="a"), AzureSubscription(id="b", name="b")),
    )
    found = AzureProvider(settings, Cache(tmp_path)).inventory("vm", Scope(), ctx)
    assert found.items == ()
    assert [gap.why.partition(":")[0] for gap in found.gaps] == ["EndpointRefused"]


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


def test_a_client_is_made_once_and_by_whoever_is_first() -> None:
    clients = Session("http://127.0.0.1:1").clients("s")
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: clients.network, range(8)))
    assert len({id(one) for one in made}) == 1
    assert clients.session.clients("other").network is not made[0]


def test_what_a_read_imports_is_what_it_needs(cloud: Any) -> None:
    code = f"""
import sys
from providers.azure.session import Session
Session({cloud.base!r}).clients("s").monitor
assert "azure.mgmt.monitor" in sys.modules
assert not {{"azure.mgmt.compute", "azure.mgmt.network", "azure.identity"}} & set(sys.modules)
"""
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)


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


def test_after_preload_nothing_is_left_to_import(cloud: Any) -> None:
    code = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from providers.azure.provider import AzureProvider
from providers.base import Scope
from providers.cache import Cache
from providers.context import Context
from providers.settings import Azure
provider = AzureProvider(Azure(endpoint={cloud.base!r}), Cache(Path({str(cloud.folder)!r})))
provider.preload()
before = set(sys.modules)
assert provider.inventory("vm", Scope(), Context(datetime.now(UTC))).items
late = {{name for name in set(sys.modules) - before if name.startswith("azure.mgmt")}}
assert not late, late
"""
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
