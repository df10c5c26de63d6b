"""Names, ids, sizes and other text of things."""

from hypothesis import given
from hypothesis import strategies as st

from .tables import conditions, differing

SAID = (
    ("VMs named web-1", "name eq web-1"),
    ("VMs called web-1", "name eq web-1"),
    ("VMs with name web-1", "name eq web-1"),
    ("VMs with the name web-1", "name eq web-1"),
    ('VM named "web"', "name eq web"),
    ("VMs named web-1 and web-2", "name in web-1,web-2"),
    ("VMs named web-1 or web-2", "name in web-1,web-2"),
    ("VMs named web-*", "name starts_with web-"),
    ("VMs named *web*", "name contains web"),
    ("VMs whose name contains web", "name contains web"),
    ("VMs whose name starts with web", "name starts_with web"),
    ("VMs whose name begins with web", "name starts_with web"),
    ('VMs with "test" in their name', "name contains test"),
    ("VMs with test in the name", "name contains test"),
    ("VM i-0abc1234def567890", "id eq i-0abc1234def567890"),
    ("disk vol-0123456789abcdef0", "id eq vol-0123456789abcdef0"),
    ("VMs with id i-0abc1234def567890", "id eq i-0abc1234def567890"),
    ("VMs of type t3.large", "size eq t3.large"),
    ("t3.large VMs", "size eq t3.large"),
    ("VMs of size m5.large or m5.xlarge", "size in m5.large,m5.xlarge"),
    ("Standard_D2s_v3 VMs", "size eq Standard_D2s_v3"),
    ("t3 VMs", "size starts_with t3."),
    ("m5 family VMs", "size starts_with m5."),
    ("B-series VMs", "size starts_with Standard_B"),
    ("gp2 disks", "disk_type eq gp2"),
    ("gp3 volumes", "disk_type eq gp3"),
    ("disks of type gp3", "disk_type eq gp3"),
    ("VMs in resource group rg-1", "resource_group eq rg-1"),
    ("VMs in network vpc-12345678", "network eq vpc-12345678"),
    ("VMs in subnet app-a", "subnet eq app-a"),
    ("VMs in zone us-east-1a", "zone eq us-east-1a"),
    ("VMs with names like web", "Unread"),
    ("VMs named web*1", "Unread"),
    ("VMs name is web-1", "name eq web-1"),
)
NAMES = ("web-1", "api-prod-02", "db_main", "worker7", "node-a.internal", "web-frontend")
EQUAL = ("VMs named {}", "VMs called {}", "VMs with name {}", "VM {}", 'VM "{}"',
         "VMs whose name is {}",
         "VMs with the name {}", "VMs where name = {}",
         "the VM called {}", 'VMs named "{}"')  # fmt: skip
SIZES = ("t3.large", "m5.xlarge", "r6g.2xlarge", "c5.metal", "t2.micro", "Standard_D2s_v3",
         "Standard_B1ms")  # fmt: skip
SIZED = ("{} VMs", "VMs of type {}", "VMs of size {}", "VMs with size {}", "VMs where size is {}",
         "VMs where size = {}")  # fmt: skip


def test_a_name_is_read_as_it_is_meant() -> None:
    assert not differing(SAID, conditions)


def test_a_name_is_found_however_it_is_introduced() -> None:
    table = [(shape.format(name), f"name eq {name}") for shape in EQUAL for name in NAMES]
    assert not differing(table, conditions)


def test_a_size_is_told_by_its_shape() -> None:
    table = [(shape.format(size), f"size eq {size}") for shape in SIZED for size in SIZES]
    assert not differing(table, conditions)


@given(st.from_regex(r"[a-z]{3,8}-[a-z]{2,6}-[0-9]{1,3}", fullmatch=True))
def test_a_quoted_name_is_taken_as_it_is(name: str) -> None:
    assert conditions(f'VMs named "{name}"') == f"name eq {name}"
