"""FOCUS exports: 1.2 as it is, 1.0 and 1.1 lifted, 1.3's and 1.4's names taken for 1.2's.

A column that an older version lacks is null, save where the vendor's own column says the same
(Azure 1.0: `x_InvoiceId`, `x_PricingCurrency`, `x_SkuMeterName`, `x_SkuDetails`).

Azure's export has gaps that Microsoft documents (finops-toolkit, docs-mslearn/focus/
conformance-summary.md); each is mended here so that unknown is not zero:

- ContractedCost and ContractedUnitPrice are 0 for EA marketplace charges and for reservation usage,
  ListCost and ListUnitPrice are 0 for marketplace charges and for reservation usage, although the
  charge itself is not: these zeros mean "not given" and become null.
- ServiceName is empty for purchases of marketplace, reservations and savings plans, and for
  rounding and Azure credits: x_SkuMeterSubcategory stands in, or a marketplace PublisherName.
- PublisherName is null for reservations: it is Microsoft.
- CommitmentDiscountId keeps its case while ResourceId is lower-cased: it is lower-cased as well.
- "-2" and "Unassigned" mean that there is no value.

AWS's known gaps (prices, SKU and issuer may be null) are nulls already and stay so.
"""

from collections.abc import Callable, Iterator
from functools import partial

from finops.warehouse.focus import DECIMAL, TAGS, focus_columns
from finops.warehouse.formats.cells import Cells, literal
from finops.warehouse.formats.format import Branch, Format

# Other names of 1.2's columns: 1.3's and 1.4's, and Azure's own in 1.0.
ALIASES = {
    "provider_name": ("service_provider_name",),
    "publisher_name": ("host_provider_name",),
    "invoice_id": ("x_InvoiceId",),
    "pricing_currency": ("x_PricingCurrency",),
    "sku_meter": ("x_SkuMeterName",),
    "sku_price_details": ("x_SkuDetails",),
}
# Columns that only Azure's export has; any of them tells it.
AZURES_OWN = ("x_SkuMeterSubcategory", "x_PublisherCategory", "x_BillingProfileId")
# And those that only AWS's has.
AWSS_OWN = ("x_Operation", "x_ServiceCode", "x_UsageType", "x_Discounts")
# What tells a version from the one before.
_SINCE_1_2 = ("InvoiceId", "PricingCurrency", "BillingAccountType", "ServiceProviderName")
_SINCE_1_1 = ("SkuMeter", "SkuPriceDetails", "ServiceSubcategory", "CapacityReservationId")


def _is_focus(cells: Cells) -> bool:
    return cells.has("ChargePeriodStart") and cells.has_any("BilledCost", "EffectiveCost")


def _is_1_2(cells: Cells) -> bool:
    # Azure 1.0 has account types already.
    told = [name for name in _SINCE_1_2 if cells.has(name) and name != "BillingAccountType"]
    return _is_focus(cells) and bool(told)


def _is_1_1(cells: Cells) -> bool:
    return _is_focus(cells) and cells.has_any(*_SINCE_1_1)


def _branches(cells: Cells) -> tuple[Branch, ...]:
    found = dict(_as_named(cells))
    found["provider_name"] = f"coalesce({found['provider_name']}, {_provider(cells, found)})"
    if cells.has_any(*AZURES_OWN):
        found |= _azure(cells, found)
    return (Branch(found),)


def _provider(cells: Cells, found: dict[str, str]) -> str:
    """Whose charge names no provider: the file's columns tell, or the row's other names."""
    if cells.has_any(*AZURES_OWN):
        return "'Microsoft'"
    if cells.has_any(*AWSS_OWN):
        return "'AWS'"
    issuer, publisher = found["invoice_issuer_name"], found["publisher_name"]
    resource, account = found["resource_id"], found["sub_account_id"]
    # A seller comes last: Microsoft sells on AWS's marketplace too.
    told = (
        (f"{issuer} ILIKE 'amazon%' OR {resource} LIKE 'arn:aws%'", "AWS"),
        (f"{issuer} ILIKE 'microsoft%' OR {resource} ILIKE '/subscriptions/%'", "Microsoft"),
        (f"{account} ILIKE '/subscriptions/%'", "Microsoft"),
        (f"{publisher} ILIKE 'amazon%'", "AWS"),
        (f"{publisher} ILIKE 'microsoft%'", "Microsoft"),
    )
    return f"CASE {' '.join(f'WHEN {test} THEN {literal(name)}' for test, name in told)} END"


def _as_named(cells: Cells) -> Iterator[tuple[str, str]]:
    spell: dict[str, Callable[..., str]] = {
        DECIMAL: cells.number,
        "TIMESTAMP": cells.moment,
        TAGS: cells.tags,
    }
    for name, kind in focus_columns():
        yield name, spell.get(kind, cells.text)(name, *ALIASES.get(name, ()))


def _azure(cells: Cells, found: dict[str, str]) -> dict[str, str]:
    """What Azure leaves out or writes otherwise."""
    commitment, publisher = found["commitment_discount_id"], found["publisher_name"]
    # `Vendor` is what the export calls marketplace charges.
    market = f"coalesce({cells.text('x_PublisherCategory')}, '') = 'Vendor'"
    used = f"{commitment} IS NOT NULL AND {found['charge_category']} = 'Usage'"
    charged = f"({found['effective_cost']} <> 0 OR {found['billed_cost']} <> 0)"
    hidden = f"({market} OR ({used})) AND {charged}"
    return {
        **{
            name: f"CASE WHEN {hidden} THEN nullif({found[name]}, 0) ELSE {found[name]} END"
            for name in ("contracted_cost", "contracted_unit_price", "list_cost", "list_unit_price")
        },
        **{
            name: f"nullif(nullif({found[name]}, '-2'), 'Unassigned')"
            for name in ("sku_price_id", "sub_account_name")
        },
        "service_name": (
            f"coalesce({found['service_name']}, {cells.text('x_SkuMeterSubcategory')}, "
            f"CASE WHEN {market} THEN {publisher} END)"
        ),
        "publisher_name": (
            f"coalesce({publisher}, CASE WHEN {commitment} IS NOT NULL THEN 'Microsoft' END)"
        ),
        "commitment_discount_id": f"lower({commitment})",
    }


_made = partial(
    Format,
    branches=_branches,
    day=("ChargePeriodStart",),
    billed=("BilledCost",),
    effective=("EffectiveCost",),
    currency=("BillingCurrency",),
)
FORMATS = (
    _made("FOCUS 1.2", 0, _is_1_2),
    _made("FOCUS 1.1", 1, _is_1_1),
    _made("FOCUS 1.0", 2, _is_focus),
)
