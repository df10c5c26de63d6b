"""Reading through Resource Graph: pages, its quota, what it leaves out, and what is no answer."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from demo.graph import Allowance
from providers.azure import disk, graph, network, public_ip, readable, subnet, vm
from providers.base import Scope
from providers.errors import CloudError, Denied, Odd, Throttled
from providers.model import Account

Scripted = Callable[[Callable[[str, Mapping[str, str]], Any]], Any]
OPEN = {"x-ms-user-quota-remaining": "14", "x-ms-user-quota-resets-after": "00:00:05"}


def rows(found: Any) -> list[dict[str, Any]]:
    return [row for table in found.items for row in table.to_pylist()]


def page(*names: str, **more: object) -> Any:
    """An answer with disks of that name in the subscription `prod`."""
    kept = [
        {"id": f"/{one}", "name": one, "subscriptionId": f"{'a' * 8}-0000-4000-8000-000000000000"}
        for one in names
    ]
    return 200, OPEN, {"count": len(kept), "totalRecords": len(kept), "data": kept, **more}


def fetched(cloud: Any, prod: Account) -> Any:
    return graph.fetch(disk.DISKS, cloud.reader(), {prod.id: prod})


def test_a_query_names_the_type_the_further_step_and_the_columns() -> None:
    table = graph.Table("Microsoft.Web/sites", also="| where kind has 'functionapp'")
    assert table.query == (
        "resources\n| where type =~ 'microsoft.web/sites'\n| where kind has 'functionapp'\n"
        f"| project {graph.COLUMNS}\n| order by id asc"
    )


def test_every_page_is_read_and_counted(cloud: Any, prod: Account) -> None:
    found = graph.fetch(vm.VMS, cloud.reader(), {prod.id: prod})
    assert [item["name"] for item, _ in found.items] == [f"web-{n}" for n in range(5)]
    assert [(source.name, source.calls) for source in found.sources] == [
        ("Azure Resource Graph virtualMachines", 3)
    ]
    assert {(call.service, call.operation, call.ended) for call in cloud.calls} == {
        ("Microsoft.ResourceGraph", "resources/read", "ok")
    }


@pytest.mark.parametrize("subject", [disk, network, public_ip, subnet, vm])
def test_both_ways_give_the_same_rows(cloud: Any, prod: Account, subject: Any) -> None:
    def by_id(found: Any) -> list[Any]:
        return sorted(found.items, key=lambda row: str(row["id"]))

    asked = graph.rows(subject, cloud.reader(), {prod.id: prod})
    listed = graph.listed_rows(subject, cloud.reader(), prod)
    assert by_id(asked) == by_id(listed) != []
    assert asked.gaps == listed.gaps == ()


def test_one_query_a_table_reads_all_subscriptions(cloud_of: Callable[..., Any]) -> None:
    cloud = cloud_of(pages=100)
    found = cloud.provider().inventory("vm", Scope(), cloud.context)
    assert {row["account"] for row in rows(found)} == {"prod", "dev"}
    asked = [call for call in cloud.calls if call.service == "Microsoft.ResourceGraph"]
    # The subscriptions themselves, VMs, interfaces, addresses.
    assert len(asked) == 4
    # Beside: the list of subscriptions, of each what we may do, and the sizes of its two regions.
    assert len(cloud.calls) == 4 + 1 + 2 + 2


def test_a_state_that_the_graph_does_not_tell_is_asked_of_the_list_of_statuses(
    cloud_of: Callable[..., Any], prod: Account
) -> None:
    cloud = cloud_of(power={})
    graph.rows(vm, cloud.reader(), {prod.id: prod})
    assert "virtualMachines/read" in {call.operation for call in cloud.calls}


def test_a_quota_that_is_used_up_is_waited_for_and_never_overrun(
    cloud_of: Callable[..., Any], prod: Account
) -> None:
    cloud = cloud_of(pages=1, allowance=Allowance(queries=2, window=0.2))
    found = graph.fetch(vm.VMS, cloud.reader(), {prod.id: prod})
    assert len(found.items) == 5
    assert {call.ended for call in cloud.calls} == {"ok"}


def test_a_429_is_waited_out_as_the_quotas_header_says(scripted: Scripted, prod: Account) -> None:
    tries: list[str] = []

    def answer(path: str, _: object) -> Any:
        tries.append(path)
        if len(tries) == 1:
            busy = {"x-ms-user-quota-remaining": "0", "x-ms-user-quota-resets-after": "00:00:00.2"}
            return 429, busy, {"error": {"code": "RateLimiting"}}
        return page("a")

    cloud = scripted(answer)
    assert len(fetched(cloud, prod).items) == 1
    assert [call.ended for call in cloud.calls] == ["RateLimiting", "ok"]


def test_a_429_that_stays_is_told(scripted: Scripted, prod: Account) -> None:
    busy = (429, {"Retry-After": "0"}, {"error": {"code": "RateLimiting"}})
    with pytest.raises(Throttled, match="RateLimiting"):
        fetched(scripted(lambda *_: busy), prod)


@pytest.mark.parametrize("body", [b"<html>", {"count": 0}, {"data": None}, [], {"data": {"a": 1}}])
def test_an_answer_without_rows_is_not_an_empty_one(
    scripted: Scripted, prod: Account, body: object
) -> None:
    with pytest.raises(Odd, match=r"NotJson|NoValue"):
        fetched(scripted(lambda *_: (200, OPEN, body)), prod)


def test_a_token_that_comes_again_ends_with_a_gap_and_keeps_the_rows(
    scripted: Scripted, prod: Account
) -> None:
    again = page("a", **{"$skipToken": "same", "totalRecords": 9})
    found = fetched(scripted(lambda *_: again), prod)
    assert [item["name"] for item, _ in found.items] == ["a"]
    assert [gap.why.partition(":")[0] for gap in found.gaps] == ["EndlessPages"]


@pytest.mark.parametrize("said", ["true", True])
def test_an_answer_that_was_cut_off_is_a_gap(
    scripted: Scripted, prod: Account, said: object
) -> None:
    found = fetched(scripted(lambda *_: page("a", resultTruncated=said)), prod)
    assert len(found.items) == 1
    assert [gap.why.partition(":")[0] for gap in found.gaps] == ["Truncated"]


def test_fewer_rows_than_there_are_is_a_gap(scripted: Scripted, prod: Account) -> None:
    found = fetched(scripted(lambda *_: page("a", "b", totalRecords=3)), prod)
    assert [gap.why for gap in found.gaps] == [
        "Incomplete: 2 of 3 rows of Microsoft.Compute/disks came"
    ]


def test_rows_that_are_no_resources_of_ours_are_counted_in_a_gap(
    scripted: Scripted, prod: Account
) -> None:
    odd: list[object] = [None, 7, [], {}, {"id": "/x"}, {"id": "/y", "subscriptionId": "another"}]
    good = {"id": "/z", "subscriptionId": prod.id.upper()}
    found = fetched(scripted(lambda *_: (200, OPEN, {"data": [*odd, good]})), prod)
    assert [item["id"] for item, _ in found.items] == ["/z"]
    assert [gap.why for gap in found.gaps] == [
        "MalformedRows: 6 rows of Microsoft.Compute/disks are not to be read"
    ]


def test_a_page_that_fails_leaves_those_before_it_and_a_gap(
    scripted: Scripted, prod: Account
) -> None:
    answers = iter([page("a", **{"$skipToken": "next"}), (400, OPEN, {"error": {"code": "No"}})])
    found = fetched(scripted(lambda *_: next(answers)), prod)
    assert len(found.items) == 1
    assert [gap.why.partition(":")[0] for gap in found.gaps] == ["No"]


def test_a_first_page_that_fails_is_an_error(scripted: Scripted, prod: Account) -> None:
    with pytest.raises(Denied):
        fetched(scripted(lambda *_: (403, OPEN, {"error": {"code": "AuthorizationFailed"}})), prod)


def test_without_its_first_table_a_subject_is_refused_as_a_whole(
    scripted: Scripted, prod: Account
) -> None:
    refused = (403, OPEN, {"error": {"code": "AuthorizationFailed"}})
    with pytest.raises(CloudError):
        graph.rows(vm, scripted(lambda *_: refused).reader(), {prod.id: prod})


def test_a_credential_that_may_read_nothing_is_told_of_each_subscription(
    cloud_of: Callable[..., Any], estate: Any
) -> None:
    every = frozenset(str(one["subscriptionId"]) for one in estate.subscriptions)
    cloud = cloud_of(denied=every)
    found = cloud.provider().inventory("vm", Scope(), cloud.context)
    assert found.items == ()
    assert [gap.why for gap in found.gaps if gap.matters] == [
        "AuthorizationFailed: Microsoft.Compute/virtualMachines/read"
    ] * 2


def test_where_the_graph_is_refused_lists_are_read_and_that_is_remarked(
    cloud_of: Callable[..., Any], prod: Account
) -> None:
    refused = cloud_of(graph_refused=True)
    found = refused.provider(subscriptions=[{"id": prod.id}])
    got = found.inventory("disk", Scope(), refused.context)
    assert len(rows(got)) == 1
    (remark,) = got.gaps
    assert not remark.matters
    assert remark.why.startswith("AuthorizationFailed: Microsoft.ResourceGraph/resources/read")
    refused.calls.clear()
    again = found.inventory("disk", Scope(), refused.context)
    assert (refused.calls, rows(again), again.gaps) == ([], rows(got), got.gaps)


def test_a_cloud_without_resource_graph_is_read_by_lists(scripted: Scripted, prod: Account) -> None:
    def answer(path: str, _: object) -> Any:
        if "ResourceGraph" in path:
            return 404, {}, {"error": {"code": "InvalidResourceNamespace"}}
        return 200, {}, {"value": [{"id": "/a", "name": "a"}]}

    cloud = scripted(answer)
    provider = cloud.provider(subscriptions=[{"id": prod.id, "name": "prod"}])
    found = provider.inventory("disk", Scope(), cloud.context)
    assert [row["name"] for row in rows(found)] == ["a"]
    assert [gap.matters for gap in found.gaps] == [False]


def test_accounts_that_are_named_are_asked_alone_while_the_whole_is_not_at_hand(
    cloud: Any, prod: Account
) -> None:
    provider = cloud.provider()
    provider.inventory("vm", Scope(accounts=("prod",)), cloud.context)
    before = len(cloud.calls)
    provider.inventory("vm", Scope(), cloud.context)
    assert len(cloud.calls) > before
    cloud.calls.clear()
    found = provider.inventory("vm", Scope(accounts=("dev",)), cloud.context)
    assert {row["account"] for row in rows(found)} == {"dev"}
    assert cloud.calls == []


def test_a_subscription_that_only_lists_show_is_listed(scripted: Scripted, prod: Account) -> None:
    def answer(path: str, _: object) -> Any:
        if "ResourceGraph" in path:
            return page()
        return 200, {}, {"value": [{"actions": ["*/read"]}]}

    told = readable.records(scripted(answer).reader(), {prod.id: prod})
    assert [place.by for place in readable.places({prod.id: prod}, told.items).values()] == [
        "lists"
    ]


def test_a_kind_that_may_not_be_read_is_a_gap_and_not_an_absence(
    cloud_of: Callable[..., Any],
) -> None:
    cloud = cloud_of(forbidden=frozenset({"microsoft.compute/disks"}))
    provider = cloud.provider()
    found = provider.inventory("disk", Scope(), cloud.context)
    assert rows(found) == []
    assert [(gap.where, gap.why) for gap in found.gaps if gap.matters] == [
        ("azure prod", "AuthorizationFailed: Microsoft.Compute/disks/read"),
        ("azure dev", "AuthorizationFailed: Microsoft.Compute/disks/read"),
    ]
    assert not [gap for gap in provider.inventory("vm", Scope(), cloud.context).gaps if gap.matters]


def test_a_role_that_does_not_tell_what_it_allows_is_remarked(
    scripted: Scripted, prod: Account
) -> None:
    def answer(path: str, _: object) -> Any:
        if "ResourceGraph" in path:
            return page("a")
        return 403, {}, {"error": {"code": "AuthorizationFailed"}}

    cloud = scripted(answer)
    provider = cloud.provider(subscriptions=[{"id": prod.id, "name": "prod"}])
    found = provider.inventory("disk", Scope(), cloud.context)
    assert [row["name"] for row in rows(found)] == ["a"]
    assert [(gap.why, gap.matters) for gap in found.gaps] == [
        (
            "AuthorizationFailed: whether a kind of resource is kept from us is not known",
            False,
        )
    ]


@pytest.mark.parametrize(
    ("roles", "may"),
    [
        ([("*", "")], True),
        ([("*/read", "")], True),
        ([("microsoft.compute/DISKS/read", "")], True),
        ([("Microsoft.Compute/*", "")], True),
        ([("*/read", "Microsoft.Compute/*")], False),
        ([("*/read", "Microsoft.Compute/*"), ("Microsoft.Compute/disks/read", "")], True),
        ([("Microsoft.Compute/disks/write", "")], False),
        ([("Microsoft.Compute/disks", "")], False),
        ([], False),
    ],
)
def test_a_role_allows_what_its_actions_name_but_for_its_exceptions(
    roles: list[tuple[str, str]], may: bool
) -> None:
    told = [{"actions": [one], "notActions": [other]} for one, other in roles]
    assert readable.allows(told, "Microsoft.Compute/disks/read") is may


def test_a_recorded_answer_reads_as_the_recorded_list_does(
    recorded: Callable[..., Any],
) -> None:
    name = "ResourceGraphSource.test_resource_graph_and_arm_sources_vm_are_equivalent"
    (listed,) = recorded(name, 0)["value"]
    told = recorded(name, 1)["data"]
    columns = [column["name"] for column in told["columns"]]
    (asked,) = [dict(zip(columns, row, strict=True)) for row in told["rows"]]
    account = Account("azure", asked["subscriptionId"], "x")
    nothing = vm.Beside({}, {}, {})
    one, other = vm.vm(asked, account, nothing), vm.vm(listed, account, nothing)
    assert one == other
