"""The provider as the engine sees it."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from intents import catalog
from providers import schema
from providers.azure import graph
from providers.azure.subjects import IN_GRAPH, OF_SUBSCRIPTIONS, in_graph, of_subscription
from providers.base import MetricNeed, Scope

# Those of which the subscriptions of these tests have something; the others are tests/demo's.
HELD = {"disk", "network", "public_ip", "subnet", "vm", "budget"}
SUBJECTS = sorted(HELD & {*IN_GRAPH, *OF_SUBSCRIPTIONS})
TYPES: dict[str, Any] = {
    "text": str, "number": (int, float), "bool": bool, "datetime": datetime,
    "tags": dict, "list": list, "money": Decimal,
}  # fmt: skip


def rows(found: Any) -> list[dict[str, Any]]:
    return [row for table in found.items for row in table.to_pylist()]


def from_graph(subject: str, cloud: Any, prod: Any) -> Any:
    return graph.rows(in_graph(subject), cloud.reader(), {prod.id: prod}).items


def from_lists(subject: str, cloud: Any, prod: Any) -> Any:
    if subject in IN_GRAPH:
        return graph.listed_rows(in_graph(subject), cloud.reader(), prod).items
    return of_subscription(subject).rows(cloud.reader(), prod).items


WAYS = [(subject, from_lists) for subject in SUBJECTS]
WAYS += [(subject, from_graph) for subject in sorted(HELD & set(IN_GRAPH))]


@pytest.mark.parametrize(("subject", "read"), WAYS)
def test_a_subjects_rows_are_the_catalogs(
    cloud: Any, subject: str, read: Callable[..., Any], prod: Any
) -> None:
    fields = {
        name: field
        for name, field in catalog.subject(subject).fields.items()
        if field.kind == "fact"
    }
    found = read(subject, cloud, prod)
    assert found
    for row in found:
        assert set(row) <= set(fields)
        for name, value in row.items():
            if name in fields and value is not None:
                assert isinstance(value, TYPES[fields[name].type]), (name, value)


@pytest.mark.parametrize(("subject", "read"), WAYS)
def test_every_fact_that_azure_is_said_to_tell_is_told_somewhere(
    cloud: Any, subject: str, read: Callable[..., Any], prod: Any
) -> None:
    said = {
        name
        for name, field in catalog.subject(subject).fields.items()
        if field.kind == "fact" and "azure" in field.sources
    }
    assert said <= {name for row in read(subject, cloud, prod) for name in row}


@pytest.mark.parametrize("subject", [*SUBJECTS, "account"])
def test_tables_are_in_the_subjects_schema(cloud: Any, subject: str) -> None:
    found = cloud.provider().inventory(subject, Scope(), cloud.context)
    assert found.items
    assert all(table.schema == schema.schema(subject) for table in found.items)


def test_what_is_offered_is_in_the_catalog(cloud: Any) -> None:
    offered = {s.name for s in catalog.subjects() if "azure" in s.clouds} - {"cost", "finding"}
    assert cloud.provider().subjects == offered


def test_both_subscriptions_are_read_and_the_disabled_one_remarked_upon(cloud: Any) -> None:
    found = cloud.provider().inventory("vm", Scope(), cloud.context)
    assert {(row["account"], row["name"]) for row in rows(found)} == {
        (account, f"web-{n}") for account in ("prod", "dev") for n in range(5)
    }
    assert [(gap.where, gap.matters) for gap in found.gaps] == [("azure old", False)]


def test_accounts_are_listed_with_their_state(cloud: Any) -> None:
    found = cloud.provider().inventory("account", Scope(), cloud.context)
    assert [(row["account"], row["state"]) for row in rows(found)] == [
        ("prod", "enabled"),
        ("dev", "enabled"),
        ("old", "disabled"),
    ]


def test_a_denied_subscription_is_one_gap_and_the_rest_is_answered(
    cloud_of: Callable[..., Any], prod: Any
) -> None:
    cloud = cloud_of(denied=frozenset({prod.id}))
    found = cloud.provider().inventory("vm", Scope(), cloud.context)
    assert {row["account"] for row in rows(found)} == {"dev"}
    (gap,) = [gap for gap in found.gaps if gap.matters]
    assert gap.where == "azure prod"
    assert gap.why == "AuthorizationFailed: Microsoft.Compute/virtualMachines/read"
    assert "Reader" in gap.fix


def test_what_came_with_a_gap_is_asked_again(cloud_of: Callable[..., Any], prod: Any) -> None:
    cloud = cloud_of(denied=frozenset({prod.id}))
    provider = cloud.provider()
    provider.inventory("budget", Scope(), cloud.context)
    cloud.calls.clear()
    provider.inventory("budget", Scope(), cloud.context)
    assert [(call.account, call.ended) for call in cloud.calls] == [
        (prod.id, "AuthorizationFailed")
    ]


def test_that_a_subscription_is_refused_is_as_old_as_inventory_may_be(
    cloud_of: Callable[..., Any], prod: Any
) -> None:
    cloud = cloud_of(denied=frozenset({prod.id}))
    provider = cloud.provider()
    first = provider.inventory("disk", Scope(), cloud.context)
    cloud.calls.clear()
    again = provider.inventory("disk", Scope(), cloud.context)
    assert cloud.calls == []
    assert again.gaps == first.gaps
    assert rows(again) == rows(first)


@pytest.mark.parametrize("accounts", [("PROD",), ("prod", "no-such")])
def test_a_scope_names_accounts_by_name(cloud: Any, accounts: tuple[str, ...]) -> None:
    found = cloud.provider().inventory("vm", Scope(accounts=accounts), cloud.context)
    assert {row["account"] for row in rows(found)} == {"prod"}


def test_a_scope_names_accounts_by_id(cloud: Any, prod: Any) -> None:
    scope = Scope(accounts=(prod.id.upper(),))
    found = cloud.provider().inventory("vm", scope, cloud.context)
    assert {row["account"] for row in rows(found)} == {"prod"}


def test_regions_are_picked_from_what_was_read(cloud: Any) -> None:
    scope = Scope(regions=("eastus", "eu-west-1"))
    found = cloud.provider().inventory("vm", scope, cloud.context)
    assert {row["name"] for row in rows(found)} == {"web-0", "web-2", "web-4"}


def test_regions_of_another_cloud_are_not_looked_for(cloud: Any) -> None:
    found = cloud.provider().inventory("vm", Scope(regions=("eu-west-1",)), cloud.context)
    assert rows(found) == []
    assert {call.operation for call in cloud.calls} <= {"subscriptions/read"}


def test_warm_asks_nobody_and_says_so(cloud: Any) -> None:
    cold = cloud.provider().inventory("vm", Scope(), cloud.context)
    cloud.calls.clear()
    warm = cloud.provider().inventory("vm", Scope(), cloud.context)
    assert cloud.calls == []
    assert rows(warm) == rows(cold)
    assert all(source.cached and source.calls == 0 for source in warm.sources)


def test_warm_imports_no_sdk(cloud: Any) -> None:
    import subprocess

    cloud.provider().inventory("vm", Scope(), cloud.context)
    code = f"""
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from providers.azure.provider import AzureProvider
from providers.base import Scope
from providers.cache import Cache
from providers.context import Context
from providers.settings import Azure
provider = AzureProvider(Azure(endpoint={cloud.base!r}), Cache(Path({str(cloud.folder)!r})))
found = provider.inventory("vm", Scope(), Context(datetime.now(UTC)))
assert sum(table.num_rows for table in found.items) == 10
assert not [m for m in sys.modules if m.split(".")[0] in ("azure", "msal", "requests")]
"""
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)


def test_a_subject_or_metric_that_is_not_read_is_a_gap(cloud: Any) -> None:
    from datetime import date

    from intents.period import Span

    provider, span = cloud.provider(), Span(date(2026, 11, 4), date(2026, 11, 18))
    assert provider.inventory("bucket", Scope(), cloud.context).gaps
    assert provider.metrics(MetricNeed("disk", "reads", span, ()), cloud.context).gaps


def test_settings_that_name_every_subscription_need_no_listing(cloud: Any, prod: Any) -> None:
    provider = cloud.provider(subscriptions=[{"id": prod.id, "name": "mine"}])
    found = provider.inventory("disk", Scope(), cloud.context)
    assert {row["account"] for row in rows(found)} == {"mine"}
    assert "subscriptions/read" not in {call.operation for call in cloud.calls}


def test_a_subscription_that_is_not_there_is_a_gap(cloud: Any) -> None:
    provider = cloud.provider(subscriptions=[{"id": "ffff", "name": "gone"}])
    found = provider.inventory("vm", Scope(), cloud.context)
    assert [gap.why for gap in found.gaps] == [
        "SubscriptionNotFound: Microsoft.Compute/virtualMachines/read"
    ]


def test_a_token_that_azure_does_not_take_is_one_gap(scripted: Callable[..., Any]) -> None:
    no: Any = (401, {}, {"error": {"code": "ExpiredAuthenticationToken", "message": "expired"}})
    cloud = scripted(lambda *_: no)
    provider = cloud.provider(subscriptions=[{"id": str(n), "name": f"sub-{n}"} for n in range(20)])
    found = provider.inventory("vm", Scope(), cloud.context)
    assert [(gap.where, gap.why.partition(":")[0]) for gap in found.gaps] == [
        ("azure", "ExpiredAuthenticationToken")
    ]


def test_a_refused_listing_is_a_gap_even_where_the_settings_name_subscriptions(
    scripted: Callable[..., Any],
) -> None:
    cloud = scripted(lambda *_: (403, {}, {"error": {"code": "AuthorizationFailed"}}))
    found = cloud.provider(subscriptions=[{"id": "A"}]).accounts(cloud.context)
    assert [(one.id, one.name) for one in found.items] == [("a", "a")]
    assert [gap.where for gap in found.gaps] == ["azure"]


def test_tables_can_be_put_together(cloud: Any) -> None:
    found = cloud.provider().inventory("vm", Scope(), cloud.context)
    assert pa.concat_tables(found.items).num_rows == 10
    assert found.sources[0].as_of <= datetime.now(UTC)
