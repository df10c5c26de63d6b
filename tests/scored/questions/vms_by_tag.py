"""VMs by tag: values and keys without case, empty is missing, "not" keeps what is unknown."""

from collections.abc import Callable

from tests.scored.case import Case, columns, counted, counted_by
from tests.scored.judge import AWS, AZURE, BOTH, Table
from tests.scored.truth import Test, Truth, has, keep, not_, tag, tagged, untagged

SHOWN = ("name", "cloud", "account", "region", "state")


def listed(*tests: Test, denied: tuple[str, ...] = BOTH) -> Callable[[Truth], Table]:
    """The VMs that pass every test."""
    return lambda truth: Table(columns(keep(truth.vms, *tests), *SHOWN), denied=denied)


CASES = (
    Case("VMs tagged env=prod with no owner tag", listed(
        tagged("env", "prod"), untagged("owner")), listed=True),
    Case("VMs tagged ENV=PROD without an OWNER tag", listed(
        tagged("env", "prod"), untagged("owner"))),
    Case("AWS VMs tagged env=prod with no owner tag", listed(
        has(cloud="aws"), tagged("env", "prod"), untagged("owner"), denied=(AWS,))),
    Case("VMs tagged env=dev", listed(tagged("env", "dev"))),
    Case("VMs not tagged env=prod", listed(not_(tagged("env", "prod")))),
    Case("VMs tagged team=payments", listed(tagged("team", "payments"))),
    Case("VMs without a team tag", listed(untagged("team"))),
    Case("VMs with no cost-center tag in Azure", listed(
        has(cloud="azure"), untagged("cost-center"), denied=(AZURE,))),
    Case("VMs with an owner tag and no team tag", listed(
        not_(untagged("owner")), untagged("team"))),
    Case("VMs where owner is ana", listed(tagged("owner", "ana"))),
    Case("VMs tagged team=платежи", listed(tagged("team", "платежи"))),
    Case("untagged VMs", listed(lambda vm: not vm["tags"])),
    Case('VMs tagged "env=prod"', listed(tagged("env", "prod"))),
    Case("VMs tagged env:prod", listed(tagged("env", "prod"))),
    Case("VMs whose env is prod and whose owner is missing", listed(
        tagged("env", "prod"), untagged("owner"))),
    Case("prod VMs with no owner", listed(tagged("env", "prod"), untagged("owner"))),
    Case("VMs with owner tag but not env=prod", listed(
        not_(untagged("owner")), not_(tagged("env", "prod")))),
    Case("VMs with env=prod without owner and without team", listed(
        tagged("env", "prod"), untagged("owner"), untagged("team"))),
    Case("VMs where team is payments or web", listed(
        lambda vm: (tag(vm, "team") or "").lower() in ("payments", "web"))),
    Case("count of VMs tagged env=prod by account", lambda truth: Table(
        counted_by(keep(truth.vms, tagged("env", "prod")), "account", lambda vm: vm["account"]),
        denied=BOTH)),
    Case("VMs tagged env=prod or env=dev", listed(
        lambda vm: (tag(vm, "env") or "").lower() in ("prod", "dev"))),
    Case("VMs tagged env=prod and team=web", listed(tagged("env", "prod"), tagged("team", "web"))),
    Case("VMs with tag team but no owner", listed(not_(untagged("team")), untagged("owner"))),
    Case('VMs whose owner tag is "Zoë Ñandú 🚀"', listed(tagged("owner", "Zoë Ñandú 🚀"))),
    Case("VMs tagged owner=<script>alert(1)</script>", listed(
        tagged("owner", "<script>alert(1)</script>"))),
    Case("VMs tagged owner='; drop table vm; --", listed(tagged("owner", "'; drop table vm; --"))),
    Case("how many VMs have no owner tag", lambda truth: Table(
        counted(keep(truth.vms, untagged("owner"))), denied=BOTH)),
    Case("how many VMs by env tag", lambda truth: Table(
        counted_by(truth.vms, "tags.env", lambda vm: tag(vm, "env")), denied=BOTH)),
)  # fmt: skip
