"""VMs by what they are and where: whole listings, counts, places, states."""

from collections.abc import Callable, Sequence

from tests.scored.case import Case, columns, counted, counted_by
from tests.scored.judge import AWS, AZURE, BOTH, Table
from tests.scored.truth import Test, Truth, has, keep, not_, stopped

SHOWN = ("name", "cloud", "account", "region", "state", "size")


def listed(
    *tests: Test, denied: tuple[str, ...] = BOTH, names: Sequence[str] = SHOWN
) -> Callable[[Truth], Table]:
    """The VMs that pass every test."""
    return lambda truth: Table(columns(keep(truth.vms, *tests), *names), denied=denied)


def how_many(*tests: Test, denied: tuple[str, ...] = BOTH) -> Callable[[Truth], Table]:
    """How many do."""
    return lambda truth: Table(counted(keep(truth.vms, *tests)), denied=denied)


def by(name: str, *tests: Test, denied: tuple[str, ...] = BOTH) -> Callable[[Truth], Table]:
    """How many do of each."""
    return lambda truth: Table(
        counted_by(keep(truth.vms, *tests), name, lambda vm: vm[name]), denied=denied
    )


IN_AWS, IN_AZURE = has(cloud="aws"), has(cloud="azure")
DOTTED = ("name", "id", "cloud", "account", "region")

CASES = (
    Case("list all VMs", listed(), listed=True),
    Case("show me every virtual machine", listed()),
    Case("what servers do we have?", listed()),
    Case("LIST ALL VMS", listed()),
    Case("show all VMs with name, id, region, zone, state, size, os and lifecycle", listed(
        names=("name", "id", "region", "zone", "state", "size", "os", "lifecycle"))),
    Case("show all VMs with id, network, subnet, private IP and public IP", listed(
        names=("id", "network", "subnet", "private_ip", "public_ip"))),
    Case("list all VMs with id, account id, creation date and tags", listed(
        names=("id", "account_id", "created_at", "tags"))),
    Case("list Azure VMs with id, resource group and age", lambda truth: Table(
        [{"id": vm["id"], "resource_group": vm["resource_group"].lower(),
          "age_days": vm["age_days"]} for vm in keep(truth.vms, IN_AZURE)], denied=(AZURE,))),
    Case("how many VMs do we have in AWS, how many in Azure", by("cloud"), listed=True),
    Case("how many VMs do we have?", how_many()),
    Case("number of Azure VMs", how_many(IN_AZURE, denied=(AZURE,))),
    Case("how many EC2 instances are running", how_many(
        IN_AWS, has(state="running"), denied=(AWS,))),
    Case("how many VMs by region", by("region")),
    Case("count VMs by account", by("account")),
    Case("how many VMs per state", by("state")),
    Case("how many AWS VMs by size", by("size", IN_AWS, denied=(AWS,))),
    Case("show EC2 instances with name, subnet and private IP", listed(
        IN_AWS, denied=(AWS,), names=("name", "subnet", "private_ip")), listed=True),
    Case("show Azure VMs with name, subnet and private IP", listed(
        IN_AZURE, denied=(AZURE,), names=("name", "subnet", "private_ip"))),
    Case("list Azure VMs in westeurope that are stopped", listed(
        IN_AZURE, has(region="westeurope"), stopped, denied=(AZURE,)), listed=True),
    Case("list Azure VMs in eastus that are stopped", listed(
        IN_AZURE, has(region="eastus"), stopped, denied=(AZURE,))),
    Case("which VMs are stopped", listed(stopped)),
    Case("deallocated VMs", listed(has(state="deallocated"))),
    Case("Azure VMs in westeurope that are not running", listed(
        IN_AZURE, has(region="westeurope"), not_(has(state="running")), denied=(AZURE,))),
    Case("list stopped EC2 instances in us-east-1", listed(
        IN_AWS, has(region="us-east-1"), stopped, denied=())),
    Case("VMs not in us-east-1", listed(not_(has(region="us-east-1"))), listed=True),
    Case("AWS VMs not in us-east-1", listed(
        IN_AWS, not_(has(region="us-east-1")), denied=(AWS,))),
    Case("VMs in eu-west-1", listed(has(region="eu-west-1"), denied=())),
    Case("VMs in ap-southeast-1", listed(has(region="ap-southeast-1"), denied=(AWS,))),
    Case("VMs in West Europe", listed(has(region="westeurope"), denied=(AZURE,))),
    Case("VMs in account shop-prod", listed(has(account="shop-prod"), denied=())),
    Case("how many VMs in subscription retail-dev", how_many(
        has(account="retail-dev"), denied=())),
    Case("list VMs in account legacy-erp", listed(has(account="legacy-erp"), denied=(AZURE,))),
    Case("VMs in account 222222222222", listed(has(account="shop-staging"), denied=())),
    Case("windows VMs", listed(has(os="windows"))),
    Case("Windows VMs in AWS", listed(IN_AWS, has(os="windows"), denied=(AWS,))),
    Case("spot VMs", listed(has(lifecycle="spot"))),
    Case("list VMs excluding spot", listed(not_(has(lifecycle="spot")))),
    Case("VMs of size m5.2xlarge", listed(has(size="m5.2xlarge"))),
    Case("VMs of type standard_d8s_v5", listed(has(size="Standard_D8s_v5"))),
    Case("show vm bridge-1", listed(has(name="bridge-1"))),
    Case("show VM BRIDGE-1 in Azure", listed(
        IN_AZURE, has(name="bridge-1"), denied=(AZURE,))),
    Case('show the VM named "<!channel> *web*"', listed(has(name="<!channel> *web*"))),
    Case("VMs without a name", listed(lambda vm: not vm["name"])),
    Case("VMs without a public IP in shop-prod", listed(
        has(account="shop-prod"), lambda vm: not vm["public_ip"], denied=())),
    Case("VMs whose name starts with web", listed(
        lambda vm: (vm["name"] or "").lower().startswith("web"))),
    Case("VMs in eu-west-1 and us-east-1", listed(
        lambda vm: vm["region"] in ("eu-west-1", "us-east-1"), denied=())),
    Case("VMs not in us-east-1 or eu-west-1", listed(
        lambda vm: vm["region"] not in ("eu-west-1", "us-east-1"))),
    Case("VMs outside us-east-1", listed(not_(has(region="us-east-1")))),
    Case("stopped but not deallocated VMs", listed(has(state="stopped"))),
    Case("VMs that are not stopped", listed(not_(stopped))),
    Case("VMs not of size t3.micro", listed(not_(has(size="t3.micro")))),
    Case("VMs of size t3.*", listed(lambda vm: vm["size"].startswith("t3."))),
    Case("Azure VMs in us-east-1", listed(has(cloud="none"), denied=())),
    Case("how many VMs per cloud and region", lambda truth: Table(
        [{"cloud": cloud, "region": row["region"], "count": row["count"]}
         for cloud in ("aws", "azure")
         for row in counted_by(
             keep(truth.vms, has(cloud=cloud)), "region", lambda vm: vm["region"])],
        denied=BOTH)),
    Case("how many VMs are running and how many stopped", by("state")),
    Case("how many VMs do we have in us-east-1 and how many in eu-west-1", by(
        "region", lambda vm: vm["region"] in ("us-east-1", "eu-west-1"), denied=())),
    Case("VMs created this month", listed(lambda vm: vm["created_at"] >= "2026-11-01")),
    Case("lst all vms", listed()),
    Case("list all machnes in Azrue", listed(IN_AZURE, denied=(AZURE,))),
)  # fmt: skip
