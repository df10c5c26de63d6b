from providers.azure import nat_gateway
from providers.model import Account

NET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"


def test_a_gateway_that_serves_several_subnets_stands_in_none_of_them(prod: Account) -> None:
    subnets = [{"id": f"{NET}/virtualNetworks/core/subnets/{one}"} for one in ("a", "b")]
    public = [{"id": f"{NET}/publicIPAddresses/Out"}]
    item = {"id": f"{NET}/natGateways/n", "properties": {"subnets": subnets}}
    row = nat_gateway.nat_gateway(item, prod, {})
    assert (row["subnet_count"], row["subnet"], row["network"]) == (2, None, "core")
    assert row["public_ip"] is None
    properties = {"subnets": subnets[:1], "publicIpAddresses": public}
    held = {f"{NET}/publicIPAddresses/out".lower(): "20.0.0.1"}
    row = nat_gateway.nat_gateway({**item, "properties": properties}, prod, held)
    assert (row["subnet"], row["public_ip"]) == ("a", "20.0.0.1")


def test_one_that_serves_nothing_is_known_to(prod: Account) -> None:
    row = nat_gateway.nat_gateway({"id": f"{NET}/natGateways/n", "properties": {}}, prod, {})
    assert (row["subnet_count"], row["network"], row["state"]) == (0, None, None)
