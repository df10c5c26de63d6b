"""A planted public address: the same case on both clouds, held by nothing, or by a planted VM."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from demo.accounts import LAB, Ids, place
from demo.lab.vm import REGIONS
from demo.shape import Account, Address, Estate

Make = Callable[[Estate, int], Address]


def address(
    case: str,
    *,
    vm: str | None = None,
    age: int = 300,
    clouds: tuple[str, ...] = ("aws", "azure"),
    tags: Mapping[str, str] | None = None,
    prefix: str | None = None,
) -> tuple[Make, ...]:
    """A maker a cloud; `vm` is the case whose VM holds it; `prefix` is Azure's alone."""

    def make(account: Account) -> Make:
        def made(estate: Estate, number: int) -> Address:
            where = place(account.name, REGIONS[account.cloud])
            aws, name = account.cloud == "aws", f"{case}-{account.cloud}"
            holder = _vm(estate, f"{vm}-{account.cloud}") if vm else None
            kind = "Microsoft.Network/publicIPAddresses"
            written = Ids(estate.seed).of("eipalloc", kind, where, name)
            return Address(
                id=written.lower(), written_id=written, name=name, place=where,
                # 198.51.100.0/24 is set aside for examples (RFC 5737).
                ip=f"198.51.100.{number}", holder=holder, holder_kind="vm" if holder else None,
                subnet_id=None, created_at=estate.now.replace(hour=0) - timedelta(days=age),
                tags={**(tags or {}), **({"Name": name} if aws else {})},
                prefix=None if aws else prefix,
            )  # fmt: skip

        return made

    return tuple(make(account) for account in LAB if account.cloud in clouds)


def _vm(estate: Estate, name: str) -> str:
    return next(vm.id for vm in estate.vms if vm.name == name)
