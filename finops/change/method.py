"""The SQL of each step by which a change is split: what is compared, and what each effect is.

Read beside docs/decisions/0011-what-a-change-is-made-of.md: these are its tables. Every text is our
own (none is from a question) and uses only what DuckDB, PostgreSQL and Spark share.
"""

from finops.columns import BEFORE, CHANGE, COST, PERCENT
from intents.query import EFFECTS

# Wide enough for any bill, and narrow enough that no engine cuts digits of a difference.
MONEY = "DECIMAL(33, 15)"
# Beyond it an old price at a new quantity is no amount that anyone pays, and no decimal holds it.
MOST_COST = 10**15

# What a committed row would have cost on demand; where no price is known, neither is that.
COMMITTED = "commitment_discount_id IS NOT NULL OR pricing_category = 'Committed'"
_PLACE = " || '\t' || ".join(
    f"COALESCE({part}, '')"
    for part in (
        "sub_account_id", "service_name", "region_id",
        "COALESCE(sku_id, sku_meter, charge_description)",
    )
)  # fmt: skip
USED = {
    # A correction, a tax or a credit has no quantity that could explain it.
    "kind": """CASE
        WHEN charge_class = 'Correction' THEN 'other'
        WHEN commitment_discount_status = 'Unused' THEN 'commitment'
        WHEN charge_category = 'Usage' THEN 'usage'
        WHEN charge_category = 'Purchase' AND commitment_discount_id IS NOT NULL THEN 'commitment'
        WHEN charge_category = 'Purchase' AND charge_frequency = 'One-Time' THEN 'other'
        WHEN charge_category = 'Purchase' AND charge_frequency = 'Recurring' THEN 'fee'
        WHEN charge_category = 'Purchase' THEN 'usage'
        ELSE 'other' END""",
    # What has no resource is known by where its meter ran; no id has a tab in it.
    "place": f"CASE WHEN resource_key IS NULL THEN {_PLACE} END",
    "meter": "COALESCE(sku_id, sku_meter, charge_description)",
    "has_sku": "CASE WHEN sku_id IS NOT NULL OR sku_meter IS NOT NULL THEN 1 ELSE 0 END",
    "unit": """CASE WHEN pricing_quantity IS NOT NULL THEN pricing_unit
        WHEN consumed_quantity IS NOT NULL THEN consumed_unit END""",
    "quantity": "COALESCE(pricing_quantity, consumed_quantity)",
    "steady": """CASE WHEN COALESCE(charge_frequency, 'Usage-Based') = 'Usage-Based'
        THEN 1 ELSE 0 END""",
    "title": "COALESCE(sku_meter, charge_description, sku_id)",
}
PLAIN = (
    "resource_key", "resource_id", "service_name", "region_id", "charge_category", "cloud", "cost",
    "day",
)  # fmt: skip
# What two charges must share to be of one line.
LINE = ("kind", "resource_key", "place", "meter", "unit")
# A charge may lie in both periods. Of what one charge lacks, the sum is unknown.
LINES = {
    f"{name}_{period}": sql.replace("{of}", f"FILTER (WHERE {test})").replace("{test}", test)
    for period, test in (("1", "is_now"), ("0", "is_before"))
    for name, sql in {
        "rows": "COUNT(1) {of}",
        "cost": f"CAST(COALESCE(SUM(cost) {{of}}, 0) AS {MONEY})",
        "quantity": "CASE WHEN COUNT(quantity) {of} = COUNT(1) {of} THEN SUM(quantity) {of} END",
        "demand": f"""CASE
            WHEN COUNT(1) FILTER (WHERE {{test}} AND on_demand IS NULL AND NOT cost IS NULL) = 0
            THEN CAST(COALESCE(SUM(on_demand) {{of}}, 0) AS {MONEY}) END""",
    }.items()
} | {"has_sku": "MIN(has_sku)", "steady": "MIN(steady)", "blind": "MAX(blind)"}
# How many charges there are of the line's thing, and of its meter: one order serves both.
_OVER = "OVER (PARTITION BY kind, resource_key, place ORDER BY meter RANGE BETWEEN {} AND {})"
SEEN = {
    f"{name}_{period}": f"SUM(rows_{period}) {_OVER.format(first, last)}"
    for period in ("0", "1")
    for name, first, last in (
        ("thing", "UNBOUNDED PRECEDING", "UNBOUNDED FOLLOWING"),
        ("meter", "CURRENT ROW", "CURRENT ROW"),
    )
}
FATE = f"""CASE
    WHEN kind NOT IN ('usage', 'fee') THEN kind
    -- Charged on one day of a month, it begins or ends with no period that lacks that day.
    WHEN kind = 'fee' AND (thing_0 = 0 OR thing_1 = 0) THEN 'other'
    WHEN thing_0 = 0 THEN 'new'
    WHEN thing_1 = 0 THEN 'gone'
    WHEN meter_0 = 0 OR meter_1 = 0 THEN CASE WHEN has_sku = 1 THEN 'quantity' ELSE 'other' END
    WHEN rows_0 = 0 OR rows_1 = 0 THEN 'other'
    WHEN ABS(CAST(cost_0 AS DOUBLE)) * times < {MOST_COST}
        AND COALESCE(ABS(CAST(demand_0 AS DOUBLE)), 0) * times < {MOST_COST} THEN 'split'
    WHEN (quantity_0 = 0 AND cost_0 = 0) OR (quantity_1 = 0 AND cost_1 = 0) THEN 'quantity'
    ELSE 'other' END"""
# By how much more was used. A double: engines cut the digits of a quotient of decimals as they
# like; it is made exact again by the casts, and what they round off is quantity effect.
TIMES = """CASE WHEN quantity_0 > 0 AND quantity_1 > 0
    THEN CAST(quantity_1 AS DOUBLE) / CAST(quantity_0 AS DOUBLE) END"""
_EXACT = f"CAST(CAST({{}} AS DECIMAL(24, 6)) AS {MONEY})"
_AT_OLD_USE = _EXACT.format("CAST({now} AS DOUBLE) - CAST({before} AS DOUBLE) * times")
_PRICED = "fate = 'split' AND NOT demand_0 IS NULL AND NOT demand_1 IS NULL"
_NOTHING = f"CAST(0 AS {MONEY})"
PARTS = {
    "change": "cost_1 - cost_0",
    "price_effect": f"""CASE WHEN {_PRICED}
        THEN {_AT_OLD_USE.format(now="demand_1", before="demand_0")} ELSE {_NOTHING} END""",
    "commitment_effect": f"""CASE WHEN fate = 'commitment' THEN cost_1 - cost_0
        WHEN {_PRICED}
        THEN {_AT_OLD_USE.format(now="(cost_1 - demand_1)", before="(cost_0 - demand_0)")}
        ELSE {_NOTHING} END""",
    "new": f"CASE WHEN fate = 'new' THEN cost_1 - cost_0 ELSE {_NOTHING} END",
    "gone": f"CASE WHEN fate = 'gone' THEN cost_1 - cost_0 ELSE {_NOTHING} END",
    # A committed line whose price on demand is unknown: price or commitment, nobody can tell.
    "other_effect": f"""CASE WHEN fate = 'other' THEN cost_1 - cost_0
        WHEN fate = 'split' AND (demand_0 IS NULL OR demand_1 IS NULL)
        THEN {_AT_OLD_USE.format(now="cost_1", before="cost_0")} ELSE {_NOTHING} END""",
    # What the same use a day costs over more days, at the old price; part of the quantity effect.
    "days_effect": f"""CASE WHEN fate = 'split' AND steady = 1
        THEN {_EXACT.format("CAST(cost_0 AS DOUBLE) * {longer}")} ELSE {_NOTHING} END""",
}
REST = f"""CASE WHEN fate IN ('split', 'quantity')
    THEN change - price_effect - commitment_effect - other_effect ELSE {_NOTHING} END"""
# Nothing of what is not wholly known.
_KNOWN = "CASE WHEN MAX(blind) = 1 THEN NULL ELSE {} END"
_OF_PERIOD = "CASE WHEN MAX(blind) = 1 AND SUM(rows_{0}) = 0 THEN NULL ELSE SUM(cost_{0}) END"
# What a group of lines adds up to.
CELLS = {
    COST: _OF_PERIOD.format("1"),
    BEFORE: _OF_PERIOD.format("0"),
    CHANGE: _KNOWN.format("SUM(change)"),
    PERCENT: _KNOWN.format("SUM(change) * 100 / NULLIF(SUM(cost_0), 0)"),
} | {name: _KNOWN.format(f"SUM({name})") for name in EFFECTS}
