"""Disks: the whole listing with its facts, the unattached, sizes and costs."""

from collections.abc import Callable, Sequence

from tests.scored.case import Case, columns, counted, counted_by, filtered, most
from tests.scored.judge import AWS, AZURE, BOTH, Table
from tests.scored.truth import LAST_30_DAYS, LAST_MONTH, Test, Truth, above, has, keep, tagged

SHOWN = ("name", "cloud", "account", "region", "size_gib", "disk_type", "attached_to")


def listed(
    *tests: Test, denied: tuple[str, ...] = BOTH, names: Sequence[str] = SHOWN
) -> Callable[[Truth], Table]:
    """The disks that pass every test."""
    return lambda truth: Table(columns(keep(truth.disks, *tests), *names), denied=denied)


def loose(disk: dict[str, object]) -> bool:
    """Whether nothing holds it."""
    return not disk["attached"]


CASES = (
    Case("list all disks", listed()),
    Case("show all disks with id, zone, state, attached, iops and encrypted", listed(
        names=("id", "zone", "state", "attached", "iops", "encrypted"))),
    Case("list all disks with id, creation date, age and tags", listed(
        names=("id", "created_at", "age_days", "tags"))),
    Case("which disks are unattached", listed(loose), listed=True),
    Case("unattached disks", listed(loose)),
    Case("EBS volumes not attached to anything", listed(
        has(cloud="aws"), loose, denied=(AWS,))),
    Case("unattached managed disks", listed(has(cloud="azure"), loose, denied=(AZURE,))),
    Case("which disks are attached in retail-dev", listed(
        has(account="retail-dev"), lambda disk: not loose(disk), denied=())),
    Case("how many disks are unattached", lambda truth: Table(
        counted(keep(truth.disks, loose)), denied=BOTH)),
    Case("disks larger than 500 GB", lambda truth: filtered(
        truth.disks, {"size_gib": above("size_gib", 500)}, SHOWN, BOTH)),
    Case("unencrypted EBS volumes", listed(
        has(cloud="aws"), lambda disk: not disk["encrypted"], denied=(AWS,))),
    Case("gp2 volumes", listed(has(disk_type="gp2"), denied=BOTH)),
    Case("total size of unattached disks", lambda truth: Table(
        [{"size_gib": sum(disk["size_gib"] for disk in keep(truth.disks, loose))}], denied=BOTH)),
    Case("cost of unattached disks last month", lambda truth: Table(
        [{"cost": sum(disk["cost"] for disk in truth.priced(
            keep(truth.disks, loose), LAST_MONTH))}], denied=BOTH, says=("1–31 Oct 2026",))),
    Case("how many unattached disks per account", lambda truth: Table(
        counted_by(keep(truth.disks, loose), "account", lambda disk: disk["account"]),
        denied=BOTH)),
    Case("unattached disks over 100 GB in AWS", lambda truth: filtered(
        keep(truth.disks, has(cloud="aws"), loose), {"size_gib": above("size_gib", 100)},
        SHOWN, (AWS,))),
    Case("disks not unattached", listed(lambda disk: not loose(disk))),
    Case("unattached disks tagged env=prod", listed(loose, tagged("env", "prod"))),
    Case("unattached disks older than 90 days", lambda truth: filtered(
        keep(truth.disks, loose), {"age_days": above("age_days", 90)}, SHOWN, BOTH)),
    Case("gp2 or gp3 volumes", listed(lambda disk: disk["disk_type"] in ("gp2", "gp3"))),
    Case("disks without tags", listed(lambda disk: not disk["tags"])),
    Case("unattached disks by cost last month", lambda truth: Table(
        columns(sorted(truth.priced(keep(truth.disks, loose), LAST_MONTH),
                       key=lambda disk: -disk["cost"]), "name", "cost"),
        order="cost", denied=BOTH)),
    Case("top 5 disks by cost", lambda truth: most(
        truth.priced(truth.disks, LAST_30_DAYS), "cost", 5, ("account", "region"), BOTH)),
)  # fmt: skip
