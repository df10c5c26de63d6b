"""What the disks of each VM were charged: a VM that is stopped still pays for them.

AWS names the VM that holds a disk by its id, Azure by its name, which is its own in its resource
group: there a VM is told by the id that the disk's group and the name make.
"""

from collections.abc import Mapping
from decimal import Decimal

import pyarrow as pa
from sqlglot import exp

from finops.ground import Ground
from finops.relation import column, select
from finops.waste.charged import AMOUNT, CHARGED, IN, KEY
from finops.waste.saving import Attached, Cost

# By the VM's id, in lower case.
Disks = Mapping[str, Attached]
_KIND = "/providers/microsoft.compute/virtualmachines/"


def disks(table: pa.Table, ground: Ground) -> Disks:
    """The attached disks of each VM; their cost is unknown where it is in several currencies."""
    ground.local.register("disk", table)
    cells = [column(name, "disk") for name in ("id", "cloud", "attached_to")]
    cells += [column(name, CHARGED) for name in (AMOUNT, IN)]
    same = exp.EQ(this=column(KEY, CHARGED), expression=exp.Lower(this=column("id", "disk")))
    body = select(cells, "disk").join(exp.to_table(CHARGED), on=same, join_type="left", copy=False)
    held = exp.not_(column("attached_to", "disk").is_(exp.null()), copy=False)
    _, lines = ground.local.run(body.where(held, copy=False))
    found: dict[str, list[tuple[str, Decimal | None, str | None]]] = {}
    for identity, cloud, holder, amount, currency in lines:
        found.setdefault(_vm(identity, cloud, holder), []).append((identity, amount, currency))
    return {vm: _together(parts) for vm, parts in found.items()}


def _vm(disk: str, cloud: str, holder: str) -> str:
    if cloud != "azure" or holder.startswith("/"):
        return holder.lower()
    home = disk.lower().partition("/providers/")[0]
    return f"{home}{_KIND}{holder.lower()}"


def _together(parts: list[tuple[str, Decimal | None, str | None]]) -> Attached:
    ids = tuple(identity for identity, _, _ in parts)
    known = [(amount, currency) for _, amount, currency in parts if amount is not None and currency]
    currencies = {currency for _, currency in known}
    if len(currencies) != 1:
        return Attached(None, ids)
    return Attached(Cost(sum((one for one, _ in known), Decimal(0)), currencies.pop()), ids)
