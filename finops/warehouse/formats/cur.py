"""AWS Cost and Usage Report 2.0 (Data Exports), lifted to FOCUS 1.2.

Column names are those of the CUR 2.0 table dictionary; the legacy report's (`lineItem/…`) are the
same to us. What a line is and what it costs follows AWS's user guide ("Line item details",
"Understanding your Savings Plans data", "Understanding your reservation data") and the amortised
cost of the CUR Query Library:

    line_item_line_item_type   becomes             billed      effective
    Usage                      Usage               unblended   unblended
    SavingsPlanCoveredUsage    Usage, Used         0           savings_plan_effective_cost
    SavingsPlanNegation        nothing             it takes back the covered usage's unblended
    DiscountedUsage            Usage, Used         unblended   reservation_effective_cost
    SavingsPlanUpfrontFee      Purchase            unblended   0
    SavingsPlanRecurringFee    Purchase            unblended   0
      … and                    Usage, Unused       0           total commitment − used commitment
    RIFee                      Purchase            unblended   0
      … and                    Usage, Unused       0           unused upfront + unused recurring fee
    Fee of a reservation       Purchase            unblended   0
    Fee, Tax, Credit, Refund … Purchase, Tax, …    unblended   unblended

So billed adds up to the report's unblended cost, and effective to its amortised cost. Negotiated
discounts are lines of their own in unblended cost, so the net columns are not needed and not read.
What the report does not tell stays null: service category, names and kinds of resources.
"""

from finops.warehouse.focus import TAGS
from finops.warehouse.formats.cells import Cells, literal
from finops.warehouse.formats.format import Branch, Format

_CATEGORIES = {
    "Usage": ("Usage", "SavingsPlanCoveredUsage", "DiscountedUsage"),
    "Purchase": ("Fee", "RIFee", "SavingsPlanRecurringFee", "SavingsPlanUpfrontFee"),
    "Tax": ("Tax",),
    "Credit": ("Credit",),
}
_FREQUENCIES = {
    "Usage-Based": _CATEGORIES["Usage"],
    "Recurring": ("RIFee", "SavingsPlanRecurringFee"),
    "One-Time": ("Fee", "SavingsPlanUpfrontFee", "Credit", "Refund"),
}
_UNUSED = {
    "SavingsPlanRecurringFee": (
        "savings_plan_total_commitment_to_date",
        "-",
        "savings_plan_used_commitment",
    ),
    "RIFee": (
        "reservation_unused_amortized_upfront_fee_for_billing_period",
        "+",
        "reservation_unused_recurring_fee",
    ),
}


def _recognises(cells: Cells) -> bool:
    return cells.has(
        "line_item_line_item_type", "line_item_unblended_cost", "line_item_usage_start_date"
    )


def _branches(cells: Cells) -> tuple[Branch, ...]:
    kind, found = cells.text("line_item_line_item_type"), _lines(cells)
    unused = _unused(cells, kind)
    return (
        Branch(found, f"{kind} IS DISTINCT FROM 'SavingsPlanNegation'"),
        Branch(
            {
                **found,
                "charge_category": "'Usage'",
                "charge_frequency": "'Usage-Based'",
                "pricing_category": "'Committed'",
                "commitment_discount_status": "'Unused'",
                "billed_cost": "0",
                "effective_cost": unused,
                # The fee's own prices and quantities are in its Purchase.
                **dict.fromkeys(
                    ("list_cost", "contracted_cost", "list_unit_price", "pricing_quantity"), "NULL"
                ),
            },
            f"{unused} <> 0",
        ),
    )


def _lines(cells: Cells) -> dict[str, str]:
    """Each line as one row of FOCUS."""
    kind = cells.text("line_item_line_item_type")
    amount, quantity = (
        cells.number("line_item_unblended_cost"),
        cells.number("line_item_usage_amount"),
    )
    is_usage = f"{kind} IN ({_listed(_CATEGORIES['Usage'])})"
    return {
        "availability_zone": cells.text("line_item_availability_zone"),
        "billed_cost": f"CASE WHEN {kind} = 'SavingsPlanCoveredUsage' THEN 0 ELSE {amount} END",
        "effective_cost": _effective(cells, kind, amount),
        "list_cost": _listed_cost(cells, is_usage, amount),
        # The covered usage's unblended cost is what it would have cost on demand.
        "contracted_cost": f"CASE WHEN {kind} <> 'DiscountedUsage' THEN {amount} END",
        "list_unit_price": cells.number("pricing_public_on_demand_rate"),
        "billing_account_id": cells.text("bill_payer_account_id"),
        "billing_account_name": cells.text("bill_payer_account_name"),
        "billing_currency": cells.text("line_item_currency_code"),
        "pricing_currency": cells.text("pricing_currency"),
        "billing_period_start": cells.moment("bill_billing_period_start_date"),
        "billing_period_end": cells.moment("bill_billing_period_end_date"),
        "charge_period_start": cells.moment("line_item_usage_start_date"),
        "charge_period_end": cells.moment("line_item_usage_end_date"),
        "charge_category": _chosen(kind, _CATEGORIES, "'Adjustment'"),
        "charge_class": f"CASE WHEN {kind} = 'Refund' THEN 'Correction' END",
        "charge_description": cells.text("line_item_line_item_description"),
        "charge_frequency": _chosen(kind, _FREQUENCIES, "NULL"),
        "consumed_quantity": f"CASE WHEN {is_usage} THEN {quantity} END",
        "consumed_unit": f"CASE WHEN {is_usage} THEN {cells.text('pricing_unit')} END",
        "pricing_quantity": quantity,
        "pricing_unit": cells.text("pricing_unit"),
        "pricing_category": _pricing(cells, kind),
        "invoice_id": cells.text("bill_invoice_id"),
        "invoice_issuer_name": cells.text("bill_invoicing_entity", "line_item_legal_entity"),
        "provider_name": "'AWS'",
        "publisher_name": cells.text("line_item_legal_entity"),
        "region_id": cells.text("product_region_code", "product_region"),
        "region_name": cells.text("product_location"),
        "resource_id": cells.text("line_item_resource_id"),
        "service_name": _service(cells),
        "sku_id": cells.text("product_sku"),
        "sku_price_id": cells.text("pricing_rate_code"),
        "sku_meter": cells.text("line_item_usage_type"),
        "sub_account_id": cells.text("line_item_usage_account_id"),
        "sub_account_name": cells.text("line_item_usage_account_name"),
        "sub_account_type": "'AWS Account'",
        "tags": _tags(cells),
        **_commitment(cells, kind),
    }


def _effective(cells: Cells, kind: str, amount: str) -> str:
    plan = cells.number("savings_plan_savings_plan_effective_cost")
    reserved = cells.number("reservation_effective_cost")
    arn = cells.text("reservation_reservation_a_r_n")
    return (
        f"CASE WHEN {kind} = 'SavingsPlanCoveredUsage' THEN {plan} "
        f"WHEN {kind} = 'DiscountedUsage' THEN {reserved} "
        f"WHEN {kind} IN ('SavingsPlanUpfrontFee', 'SavingsPlanRecurringFee', 'RIFee') THEN 0 "
        f"WHEN {kind} = 'Fee' AND {arn} IS NOT NULL THEN 0 ELSE {amount} END"
    )


def _unused(cells: Cells, kind: str) -> str:
    """What a commitment's fee paid for and nothing used."""
    cases = (
        f"WHEN {kind} = {literal(name)} THEN {cells.number(one)} {sign} {cells.number(other)}"
        for name, (one, sign, other) in _UNUSED.items()
    )
    return f"(CASE {' '.join(cases)} END)"


def _listed_cost(cells: Cells, is_usage: str, amount: str) -> str:
    """The public price's cost; for what has no public price, a 0 there means "not given"."""
    public = cells.number("pricing_public_on_demand_cost")
    return (
        f"CASE WHEN NOT {is_usage} THEN {amount} "
        f"WHEN {amount} <> 0 THEN nullif({public}, 0) ELSE {public} END"
    )


def _pricing(cells: Cells, kind: str) -> str:
    return (
        f"CASE WHEN {kind} IN ('SavingsPlanCoveredUsage', 'DiscountedUsage') THEN 'Committed' "
        f"WHEN {kind} = 'Usage' AND {cells.text('line_item_usage_type')} LIKE '%SpotUsage%' "
        f"THEN 'Dynamic' WHEN {kind} IN ('Usage', 'Fee', 'RIFee', 'SavingsPlanRecurringFee', "
        "'SavingsPlanUpfrontFee') THEN 'Standard' END"
    )


def _commitment(cells: Cells, kind: str) -> dict[str, str]:
    plan = cells.text("savings_plan_savings_plan_a_r_n")
    reservation = cells.text("reservation_reservation_a_r_n")

    def by_kind(of_plan: str, of_reservation: str) -> str:
        return (
            f"CASE WHEN {plan} IS NOT NULL THEN '{of_plan}' "
            f"WHEN {reservation} IS NOT NULL THEN '{of_reservation}' END"
        )

    return {
        "commitment_discount_id": f"coalesce({plan}, {reservation})",
        "commitment_discount_category": by_kind("Spend", "Usage"),
        "commitment_discount_type": by_kind("Savings Plan", "Reserved Instance"),
        "commitment_discount_status": (
            f"CASE WHEN {kind} IN ('SavingsPlanCoveredUsage', 'DiscountedUsage') THEN 'Used' END"
        ),
    }


def _service(cells: Cells) -> str:
    """The product's name, which CUR 2.0 keeps in a map and the legacy report in a column."""
    named = [cells.text("product_product_name"), cells.text("line_item_product_code")]
    if cells.has("product"):
        named.insert(0, f"nullif({cells.tags('product')}['product_name'], '')")
    return f"coalesce({', '.join(named)})"


def _tags(cells: Cells) -> str:
    """Tags by people's own keys: the report puts `user_` or `user:` before them."""
    if cells.has("resource_tags"):
        entries = f"map_entries({cells.tags('resource_tags')})"
        key = "regexp_replace(one.key, '^user[_:]', '')"
        return f"map_from_entries([{{'k': {key}, 'v': one.value}} FOR one IN {entries}])"
    columns = [(key, name) for key, name in cells.starting("resourceTags/user:")]
    columns += [(key, name) for key, name in cells.starting("resource_tags_user_")]
    if not columns:
        return f"CAST(NULL AS {TAGS})"
    keys = ", ".join(literal(key) for key, _ in columns)
    values = ", ".join(f"nullif({name}, '')" for _, name in columns)
    return (
        f"map_from_entries([one FOR one IN map_entries(MAP([{keys}], [{values}])) "
        "IF one.value IS NOT NULL])"
    )


def _chosen(kind: str, meaning: dict[str, tuple[str, ...]], other: str) -> str:
    cases = (f"WHEN {kind} IN ({_listed(kinds)}) THEN '{to}'" for to, kinds in meaning.items())
    return f"CASE {' '.join(cases)} ELSE {other} END"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(literal(name) for name in names)


FORMAT = Format(
    "AWS CUR 2.0",
    rank=3,
    recognises=_recognises,
    branches=_branches,
    day=("line_item_usage_start_date",),
    billed=("line_item_unblended_cost",),
    currency=("line_item_currency_code",),
    # Tags in columns of their own are text, and always legible.
    tags=("resource_tags",),
)
