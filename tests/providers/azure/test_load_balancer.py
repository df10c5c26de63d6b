from collections.abc import Callable
from typing import Any

from providers.azure import load_balancer
from providers.model import Account
from providers.schema import table

HOME = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"


def test_recorded_load_balancers_become_rows(recorded: Callable[..., Any], prod: Account) -> None:
    raw = recorded("LoadBalancerTest.test_find_by_name")["value"]
    rows = [load_balancer.load_balancer(item, prod) for item in raw]
    table("load_balancer", rows).validate(full=True)
    first = rows[0]
    assert (first["kind"], first["scheme"], first["sku"]) == ("network", "internal", "Basic")
    assert first["network"] == "k8s-vnet-C02B7042"
    assert first["target_count"] == 1
    assert {row["scheme"] for row in rows} <= {"internal", "internet-facing"}


def test_a_target_of_a_pool_and_of_a_nat_rule_is_one(prod: Account) -> None:
    nic = f"{HOME}/networkInterfaces/n/ipConfigurations/ip"
    address = {"properties": {"networkInterfaceIPConfiguration": {"id": nic.upper()}}}
    pool = {"backendIPConfigurations": [{"id": nic}], "loadBalancerBackendAddresses": [address]}
    item = {
        "id": f"{HOME}/loadBalancers/l",
        "properties": {
            "backendAddressPools": [{"properties": pool}],
            "inboundNatRules": [{"properties": {"backendIPConfiguration": {"id": nic}}}],
        },
    }
    assert load_balancer.load_balancer(item, prod)["target_count"] == 1


def test_a_gateway_counts_addresses_and_names(prod: Account) -> None:
    addresses = [{"ipAddress": "10.0.0.4"}, {"fqdn": "shop.example"}]
    pools = [{"properties": {"backendAddresses": addresses}}, {"properties": {}}]
    item = {
        "id": f"{HOME}/applicationGateways/g",
        "properties": {"operationalState": "Stopped", "backendAddressPools": pools},
    }
    row = load_balancer.application_gateway(item, prod)
    assert (row["target_count"], row["state"], row["kind"]) == (2, "stopped", "application")
    assert (row["scheme"], row["network"], row["sku"]) == (None, None, None)
