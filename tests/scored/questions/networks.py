"""Networks, subnets and accounts."""

from collections.abc import Callable, Sequence

from tests.scored.case import Case, columns, counted, counted_by, filtered
from tests.scored.judge import AWS, AZURE, BOTH, Table
from tests.scored.truth import Test, Truth, above, has, keep

ASKED = ("name", "cidr", "subnet_count")


def networks(
    *tests: Test, denied: tuple[str, ...] = BOTH, names: Sequence[str] = ASKED
) -> Callable[[Truth], Table]:
    """The networks that pass every test."""
    return lambda truth: Table(columns(keep(truth.networks, *tests), *names), denied=denied)


def subnets(
    *tests: Test,
    denied: tuple[str, ...] = BOTH,
    names: Sequence[str] = ("name", "id", "cloud", "account", "region", "network", "cidr"),
) -> Callable[[Truth], Table]:
    """The subnets that pass every test."""
    return lambda truth: Table(columns(keep(truth.subnets, *tests), *names), denied=denied)


IN_AWS, IN_AZURE = has(cloud="aws"), has(cloud="azure")

CASES = (
    Case("list all VPCs with their CIDR and number of subnets", networks(
        IN_AWS, denied=(AWS,)), listed=True),
    Case("list all VNets with their CIDR and number of subnets", networks(
        IN_AZURE, denied=(AZURE,)), listed=True),
    Case("list all VPCs and VNets with their CIDR and number of subnets", networks()),
    Case("list all VPCs (Azure: VNets) with their CIDR and number of subnets", networks()),
    Case("list all networks", networks(
        names=("name", "id", "cloud", "account", "region", "cidr", "subnet_count"))),
    Case("list all networks with id and tags", networks(names=("id", "tags"))),
    Case("how many VPCs do we have", lambda truth: Table(
        counted(keep(truth.networks, IN_AWS)), denied=(AWS,))),
    Case("VPCs in shop-prod with their address range", networks(
        has(account="shop-prod"), denied=(), names=("name", "cidr"))),
    Case("networks with more than 3 subnets", lambda truth: filtered(
        truth.networks, {"subnet_count": above("subnet_count", 3)}, ASKED, BOTH)),
    Case("list all subnets", subnets()),
    Case("list subnets with id, zone and tags in AWS", subnets(
        IN_AWS, denied=(AWS,), names=("id", "zone", "tags"))),
    Case("subnets in eu-west-1", subnets(has(region="eu-west-1"), denied=())),
    Case("how many subnets by region", lambda truth: Table(
        counted_by(truth.subnets, "region", lambda subnet: subnet["region"]), denied=BOTH)),
    Case("subnets with their free addresses", subnets(
        names=("name", "free_addresses"))),
    Case("how many subnets does each VPC have", networks(
        IN_AWS, denied=(AWS,), names=("name", "subnet_count"))),
    Case("AWS accounts", lambda truth: Table(
        columns(keep(truth.accounts, IN_AWS), "account", "account_id", "cloud"))),
    Case("list all accounts", lambda truth: Table(
        columns(truth.accounts, "account", "account_id", "cloud"))),
)  # fmt: skip
