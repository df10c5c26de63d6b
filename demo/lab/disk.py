"""A planted disk, held by a planted VM or by none: the same case on both clouds."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from demo.accounts import LAB, Ids, place
from demo.lab.vm import REGIONS
from demo.shape import Account, Disk, Estate

Make = Callable[[Estate], Disk]
KINDS = {"aws": "gp3", "azure": "Premium_LRS"}


def disk(  # noqa: PLR0913 - what tells one planted disk from another
    case: str,
    *,
    gib: int = 100,
    age: int = 200,
    free: int = 100,
    kinds: Mapping[str, str] = KINDS,
    clouds: tuple[str, ...] = ("aws", "azure"),
    tags: Mapping[str, str] | None = None,
    suffix: str = "",
    holder: str | None = None,
    **more: Any,
) -> tuple[Make, ...]:
    """A maker a cloud; `age` in days since it was made, `free` since it was let go.

    `holder` is the case of the planted VM that holds it; `more` are other fields of `Disk`.
    `suffix` goes after the name, for what is told by how a name ends: the case has it, too.
    """

    def make(account: Account) -> Make:
        def made(estate: Estate) -> Disk:
            where = place(account.name, REGIONS[account.cloud])
            aws, name = account.cloud == "aws", f"{case}-{account.cloud}{suffix}"
            written = Ids(estate.seed).of("vol", "Microsoft.Compute/disks", where, name)
            today = estate.now.replace(hour=0)
            vm_id = _held_by(estate, f"{holder}-{account.cloud}") if holder else None
            labels = {**(tags or {}), **({"Name": name} if aws else {})}
            return Disk(
                id=written.lower(), written_id=written, name=name, place=where,
                zone=f"{where.region}a" if aws else None, kind=kinds[account.cloud], size_gib=gib,
                vm_id=vm_id, root=False, created_at=today - timedelta(days=age),
                detached_at=None if holder else today - timedelta(days=free), encrypted=True,
                tags=labels, **more,
            )  # fmt: skip

        return made

    return tuple(make(account) for account in LAB if account.cloud in clouds)


def _held_by(estate: Estate, name: str) -> str:
    return next(vm.id for vm in estate.vms if vm.name == name)
