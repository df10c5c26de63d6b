"""A planted disk that no VM holds: the same case on both clouds."""

from collections.abc import Callable, Mapping
from datetime import timedelta

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
) -> tuple[Make, ...]:
    """A maker a cloud; `age` in days since it was made, `free` since it was let go.

    `suffix` goes after the name, for what is told by how a name ends: the case has it, too.
    """

    def make(account: Account) -> Make:
        def made(estate: Estate) -> Disk:
            where = place(account.name, REGIONS[account.cloud])
            aws, name = account.cloud == "aws", f"{case}-{account.cloud}{suffix}"
            written = Ids(estate.seed).of("vol", "Microsoft.Compute/disks", where, name)
            today = estate.now.replace(hour=0)
            labels = {**(tags or {}), **({"Name": name} if aws else {})}
            return Disk(
                id=written.lower(), written_id=written, name=name, place=where,
                zone=f"{where.region}a" if aws else None, kind=kinds[account.cloud], size_gib=gib,
                vm_id=None, root=False, created_at=today - timedelta(days=age),
                detached_at=today - timedelta(days=free), encrypted=True, tags=labels,
            )  # fmt: skip

        return made

    return tuple(make(account) for account in LAB if account.cloud in clouds)
