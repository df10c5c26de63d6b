"""Public IPs: the whole listing, and those that nothing uses."""

from collections.abc import Callable, Sequence

from tests.scored.case import Case, columns, counted
from tests.scored.judge import AWS, AZURE, BOTH, Table
from tests.scored.truth import Test, Truth, has, keep

SHOWN = ("name", "cloud", "account", "region", "address", "attached")


def listed(
    *tests: Test, denied: tuple[str, ...] = BOTH, names: Sequence[str] = SHOWN
) -> Callable[[Truth], Table]:
    """The addresses that pass every test."""
    return lambda truth: Table(columns(keep(truth.addresses, *tests), *names), denied=denied)


def spare(address: dict[str, object]) -> bool:
    """Whether nothing uses it."""
    return not address["attached"]


CASES = (
    Case("list all public IPs", listed()),
    Case("list all public IPs with id and tags", listed(names=("id", "tags"))),
    Case("unassociated public IPs", listed(spare), listed=True),
    Case("public IPs that are not in use", listed(spare)),
    Case("unassociated elastic IPs", listed(has(cloud="aws"), spare, denied=(AWS,))),
    Case("Azure public IPs not associated with anything", listed(
        has(cloud="azure"), spare, denied=(AZURE,))),
    Case("how many elastic IPs do we have", lambda truth: Table(
        counted(keep(truth.addresses, has(cloud="aws"))), denied=(AWS,))),
    Case("unassociated public IPs in shop-prod", listed(
        has(account="shop-prod"), spare, denied=())),
    Case("public IPs in use in northeurope", listed(
        has(region="northeurope"), lambda address: not spare(address), denied=(AZURE,))),
)  # fmt: skip
