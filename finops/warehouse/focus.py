"""FOCUS rows of any export, made into the warehouse's one schema.

The canonical schema is FOCUS 1.2: every column, in snake case, text as text, moments as UTC
timestamps, amounts as exact decimals, tags as maps. Columns that an older export lacks are null.
Four columns are ours:

    cloud           aws or azure, from ProviderName; another provider by its name in lower case
    resource_key    what joins a charge to the inventory: an EC2 ARN's last part, else the id, lower
    sub_account_id  without Azure's /subscriptions/ prefix
    cost columns    stay four: effective, billed, list and contracted; a question chooses one

A row that cannot be dated or whose amount is not a number goes to the quarantine with the reason;
it is never counted as zero.
"""

from collections.abc import Iterator, Sequence

from intents import catalog

# Amounts and quantities: FOCUS samples carry up to 15 decimals; 23 digits remain before the point.
DECIMAL = "DECIMAL(38, 15)"
COST_COLUMNS = ("effective_cost", "billed_cost", "list_cost", "contracted_cost")
# Without these a row is no charge at all.
REQUIRED = ("charge_period_start", "effective_cost", "billed_cost")
# How DuckDB's versions spell a moment with a zone.
_ZONED = ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ", "TIMESTAMPTZ_NS")
_PROVIDERS = {
    "aws": ("aws", "amazon", "amazon web services", "amazon web services, inc."),
    "azure": ("azure", "microsoft", "microsoft azure", "microsoft corporation"),
}


def columns() -> tuple[tuple[str, str], ...]:
    """The charges table: `(name, SQL type)`, FOCUS columns first, then ours."""
    fields = catalog.subject("cost").fields.values()
    focus = [(f.name, _sql_type(f)) for f in fields if f.kind == "fact" and f.name != "cloud"]
    return (*focus, ("cloud", "VARCHAR"), ("resource_key", "VARCHAR"))


def _sql_type(field: catalog.Field) -> str:
    match field.type:
        case "money" | "number":
            return DECIMAL
        case "datetime":
            return "TIMESTAMP"
        case "tags":
            return "MAP(VARCHAR, VARCHAR)"
        case _:
            return "VARCHAR"


def staging(present: Sequence[tuple[str, str]]) -> str:
    """SQL that reads `raw`, whose columns and DuckDB types are `present`, into the schema.

    Its last two columns are `problem`, null for a sound row, and `raw_row`, the row as JSON where
    there is a problem.
    """
    known = {_plain(name): (name, kind) for name, kind in present}
    cells = dict(_cells(known))
    cells["sub_account_id"] = (
        f"regexp_replace(lower({cells['sub_account_id']}), '^/subscriptions/', '')"
    )
    cells["region_id"] = f"replace(lower({cells['region_id']}), ' ', '')"
    cells["cloud"] = _cloud(cells["provider_name"])
    cells["resource_key"] = _resource_key(cells["resource_id"])
    listed = ", ".join(f'{cells[name]} AS "{name}"' for name, _ in columns())
    problem = _problem(known, cells)
    return (
        f"SELECT {listed}, {problem} AS problem, "  # noqa: S608 - columns' names, quoted
        f"CASE WHEN {problem} IS NOT NULL THEN CAST(to_json(raw) AS VARCHAR) END AS raw_row "
        "FROM raw"
    )


def _plain(column: str) -> str:
    """`BilledCost`, `billed_cost` and `billedcost` are one column."""
    return column.replace("_", "").lower()


def _cells(known: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, kind in columns():
        found = known.get(_plain(name))
        yield name, _cast(*found, kind) if found else f"CAST(NULL AS {kind})"


def _cast(column: str, has: str, wants: str) -> str:
    quoted = '"' + column.replace('"', '""') + '"'
    if wants == "VARCHAR":
        return f"nullif(trim(CAST({quoted} AS VARCHAR)), '')"
    if wants.startswith("MAP"):
        return _map(quoted, has)
    if wants == "TIMESTAMP" and has.upper() in _ZONED:
        return f"timezone('UTC', {quoted})"
    return f"TRY_CAST({quoted} AS {wants})"


def _map(quoted: str, has: str) -> str:
    if has.upper().startswith("MAP"):
        return f"CAST({quoted} AS MAP(VARCHAR, VARCHAR))"
    # Azure's older exports leave the braces out.
    text = f"CAST({quoted} AS VARCHAR)"
    braced = f"CASE WHEN {text} LIKE '{{%' THEN {text} ELSE '{{' || {text} || '}}' END"
    return f"TRY_CAST(TRY_CAST({braced} AS JSON) AS MAP(VARCHAR, VARCHAR))"


def _cloud(provider: str) -> str:
    cases = " ".join(
        f"WHEN lower({provider}) IN ({', '.join(repr(name) for name in names)}) THEN '{cloud}'"
        for cloud, names in _PROVIDERS.items()
    )
    return f"CASE {cases} ELSE lower({provider}) END"


def _resource_key(resource: str) -> str:
    return (
        f"CASE WHEN {resource} LIKE 'arn:%:ec2:%' "
        f"THEN lower(regexp_extract({resource}, '[^/]+$')) ELSE lower({resource}) END"
    )


def _problem(known: dict[str, tuple[str, str]], cells: dict[str, str]) -> str:
    cases = []
    for name in REQUIRED:
        found = known.get(_plain(name))
        raw = f'CAST("{found[0]}" AS VARCHAR)' if found else "NULL"
        told = f"'{name}: ' || coalesce({raw}, 'missing')"
        if name == "charge_period_start":
            cases.append(f"WHEN {cells[name]} IS NULL THEN {told}")
        else:
            cases.append(f"WHEN {cells[name]} IS NULL AND {raw} IS NOT NULL THEN {told}")
    both = " AND ".join(f"{cells[name]} IS NULL" for name in REQUIRED[1:])
    cases.append(f"WHEN {both} THEN 'effective_cost and billed_cost: missing'")
    return f"CASE {' '.join(cases)} END"
