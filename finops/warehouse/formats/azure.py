"""Azure Cost Management's actual and amortised cost exports, lifted to FOCUS 1.2.

Names are those of EA and MCA ("Understand the terms in your Azure usage and charges file"); the
mapping is Microsoft's own (finops-toolkit, docs-mslearn/focus/convert.md): all rows of the
amortised export, and of the actual one purchases and refunds of reservations and savings plans.

    ChargeType, PricingModel               billed                       effective
    Usage, Reservation or SavingsPlan      0                            cost (amortised)
    UnusedReservation, UnusedSavingsPlan   0                            cost (amortised)
    Purchase or Refund of a commitment     cost (actual)                0
    all else                               cost                         cost

The two exports have the same columns. Which one a file is, is told by what is in it
(`is_amortised`, `is_actual`), else by its path. Both describe the same charges and are never added
up: where both cover a subscription and month, the actual one gives the commitments' purchases
alone. Where only the actual export is there, effective cost of what a commitment covers is unknown,
not 0.

Microsoft maps services, units and regions through tables; here the meter's category is the service
and the unit is read from its own text ("100 Hours": blocks of 100, Hours).
"""

from dataclasses import replace

from finops.warehouse.formats.cells import Cells, literal
from finops.warehouse.formats.format import Branch, Format

COST = ("CostInBillingCurrency", "Cost", "PreTaxCost")
CURRENCY = ("BillingCurrencyCode", "BillingCurrency", "Currency")
DAY = ("Date", "UsageDateTime", "UsageDate")
_CATEGORIES = {
    "Usage": "Usage", "UnusedReservation": "Usage", "UnusedSavingsPlan": "Usage",
    "Purchase": "Purchase", "Refund": "Purchase", "Tax": "Tax", "Credit": "Credit",
}  # fmt: skip
_FREQUENCIES = {"OneTime": "One-Time", "Recurring": "Recurring", "UsageBased": "Usage-Based"}
_PRICING = {
    "OnDemand": "Standard", "Spot": "Dynamic",
    "Reservation": "Committed", "SavingsPlan": "Committed", "Savings Plan": "Committed",
}  # fmt: skip


def _recognises(cells: Cells) -> bool:
    return (
        cells.has("ChargeType")
        and cells.has_any("MeterCategory", "MeterId")
        and cells.has_any(*COST)
        and cells.has_any(*DAY)
    )


def is_amortised(cells: Cells) -> str:
    """SQL that holds for a row that only the amortised export has."""
    kind, cost = cells.text("ChargeType"), cells.number(*COST)
    used = f"{kind} = 'Usage' AND {_committed(cells)} AND {cost} <> 0"
    return f"({kind} IN ('UnusedReservation', 'UnusedSavingsPlan') OR ({used}))"


def is_actual(cells: Cells) -> str:
    """SQL that holds for a row that only the actual export has."""
    return f"({cells.text('ChargeType')} IN ('Purchase', 'Refund') AND {_committed(cells)})"


def _committed(cells: Cells) -> str:
    """A row of a reservation or savings plan; older exports have no PricingModel."""
    model = f"coalesce({cells.text('PricingModel')}, '')"
    return (
        f"({model} IN ('Reservation', 'SavingsPlan', 'Savings Plan') "
        f"OR ({model} = '' AND {cells.text('ReservationId', 'BenefitId')} IS NOT NULL))"
    )


def _branches_of(*, amortised: bool, cells: Cells) -> tuple[Branch, ...]:
    return (Branch({**_plain(cells), **_amounts(cells, amortised=amortised)}),)


def _amounts(cells: Cells, *, amortised: bool) -> dict[str, str]:
    kind, cost, committed = cells.text("ChargeType"), cells.number(*COST), _committed(cells)
    bought = f"{kind} IN ('Purchase', 'Refund') AND {committed}"
    covered = f"({kind} = 'Usage' AND {committed}) OR {kind} LIKE 'Unused%'"
    of_covered = cost if amortised else "NULL"
    quantity = _quantity(cells)
    # A unit price of 0 for what a commitment covers means "not given", as in Azure's FOCUS.
    given = cells.number("UnitPrice")
    price = f"CASE WHEN {covered} THEN nullif({given}, 0) ELSE {given} END"
    return {
        "billed_cost": f"CASE WHEN {covered} THEN 0 ELSE {cost} END",
        "effective_cost": (
            f"CASE WHEN {bought} THEN 0 WHEN {covered} THEN {of_covered} ELSE {cost} END"
        ),
        "contracted_cost": f"{price} * {quantity}",
        "contracted_unit_price": price,
        "list_cost": cells.number("PaygCostInBillingCurrency"),
        "list_unit_price": cells.number("PayGPrice"),
        "pricing_quantity": quantity,
        "consumed_quantity": f"CASE WHEN {kind} = 'Usage' THEN {cells.number('Quantity')} END",
        "consumed_unit": f"CASE WHEN {kind} = 'Usage' THEN {_unit(cells)} END",
        "pricing_unit": _unit(cells),
    }


def _plain(cells: Cells) -> dict[str, str]:
    kind, day = cells.text("ChargeType"), cells.moment(*DAY)
    location = cells.text("ResourceLocationNormalized", "ResourceLocation")
    path = cells.text("ResourceId", "InstanceId", "InstanceName")
    return {
        "availability_zone": cells.text("AvailabilityZone"),
        # An MCA bills by profile, an EA by its enrolment, which its files name as the profile too.
        "billing_account_id": cells.text("BillingProfileId", "BillingAccountId"),
        "billing_account_name": cells.text("BillingProfileName", "BillingAccountName"),
        "billing_currency": cells.text(*CURRENCY),
        "pricing_currency": cells.text("PricingCurrencyCode", "PricingCurrency"),
        "billing_period_start": cells.moment("BillingPeriodStartDate"),
        "billing_period_end": f"{cells.moment('BillingPeriodEndDate')} + INTERVAL 1 DAY",
        "charge_period_start": day,
        "charge_period_end": f"{day} + INTERVAL 1 DAY",
        "charge_category": _mapped(kind, _CATEGORIES, "'Adjustment'"),
        "charge_class": f"CASE WHEN {kind} = 'Refund' THEN 'Correction' END",
        "charge_description": cells.text("ProductName", "Product"),
        "charge_frequency": _mapped(cells.text("Frequency"), _FREQUENCIES, "'Other'"),
        "invoice_id": cells.text("InvoiceId"),
        "invoice_issuer_name": f"coalesce({cells.text('PartnerName')}, 'Microsoft')",
        "pricing_category": _mapped(cells.text("PricingModel"), _PRICING, "NULL"),
        "provider_name": "'Microsoft'",
        "publisher_name": cells.text("PublisherName"),
        "region_id": location,
        "region_name": location,
        "resource_id": f"lower({path})",
        "resource_name": f"coalesce({cells.text('ResourceName')}, split_part({path}, '/', -1))",
        "resource_type": cells.text("ResourceType"),
        "service_name": cells.text("MeterCategory", "MeterSubCategory", "PublisherName"),
        "sku_id": cells.text("ProductId"),
        "sku_meter": cells.text("MeterName"),
        "sub_account_id": cells.text("SubscriptionId", "SubscriptionGuid"),
        "sub_account_name": f"nullif({cells.text('SubscriptionName')}, 'Unassigned')",
        "sub_account_type": "'Subscription'",
        "tags": cells.tags("Tags"),
        **_commitment(cells, kind),
    }


def _commitment(cells: Cells, kind: str) -> dict[str, str]:
    found = f"lower({cells.text('BenefitId', 'ReservationId')})"
    model = cells.text("PricingModel")

    def by_kind(of_reservation: str, of_plan: str) -> str:
        # Without a path, as in older files, only reservations were known.
        return (
            f"CASE WHEN {found} LIKE '%/microsoft.billingbenefits/%' THEN '{of_plan}' "
            f"WHEN {found} LIKE '%/microsoft.capacity/%' OR {model} = 'Reservation' "
            f"THEN '{of_reservation}' END"
        )

    return {
        "commitment_discount_id": found,
        "commitment_discount_name": cells.text("BenefitName", "ReservationName"),
        "commitment_discount_category": by_kind("Usage", "Spend"),
        "commitment_discount_type": by_kind("Reservation", "Savings Plan"),
        "commitment_discount_status": (
            f"CASE WHEN {kind} LIKE 'Unused%' THEN 'Unused' "
            f"WHEN {kind} = 'Usage' AND {_committed(cells)} THEN 'Used' END"
        ),
    }


# A block's size and its unit: "100 Hours", "10K", "1M", "1 GB/Month".
_BLOCK = r"^([0-9.,]+) ?([KMB]?)(?:\b|$) ?"


def _quantity(cells: Cells) -> str:
    """How many priced units: the quantity divided by the size of the unit's block."""
    unit, quantity = cells.text("UnitOfMeasure"), cells.number("Quantity")
    size = f"TRY_CAST(replace(regexp_extract({unit}, '{_BLOCK}', 1), ',', '') AS DECIMAL(18, 3))"
    scale = f"regexp_extract({unit}, '{_BLOCK}', 2)"
    times = (
        f"CASE {scale} WHEN 'K' THEN 1000 WHEN 'M' THEN 1000000 WHEN 'B' THEN 1000000000 ELSE 1 END"
    )
    return f"{quantity} / coalesce(nullif({size} * ({times}), 0), 1)"


def _unit(cells: Cells) -> str:
    unit = cells.text("UnitOfMeasure")
    return f"coalesce(nullif(trim(regexp_replace({unit}, '{_BLOCK}', '')), ''), {unit})"


def _mapped(value: str, meaning: dict[str, str], other: str) -> str:
    cases = (f"WHEN {literal(one)} THEN {literal(to)}" for one, to in meaning.items())
    return f"CASE {value} {' '.join(cases)} ELSE {other} END"


AMORTISED = Format(
    "Azure amortised cost",
    rank=3,
    recognises=lambda _: False,
    branches=lambda cells: _branches_of(amortised=True, cells=cells),
    day=DAY,
    billed=(),
    effective=COST,
    currency=CURRENCY,
)
ACTUAL = replace(
    AMORTISED,
    name="Azure actual cost",
    rank=4,
    recognises=_recognises,
    branches=lambda cells: _branches_of(amortised=False, cells=cells),
    billed=COST,
    effective=(),
)
