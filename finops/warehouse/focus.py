"""The warehouse's one schema: FOCUS 1.2, every column in snake case, whatever export it came from.

Text is text, moments are UTC timestamps, amounts exact decimals, tags maps. Columns that an older
export lacks are null. Some columns are ours or are made alike for all clouds:

    cloud           aws or azure, from ProviderName; another provider by its name in lower case
    resource_key    what joins a charge to the inventory: an EC2 ARN's last part, else the id, lower
    sub_account_id  without Azure's /subscriptions/ prefix, lower
    region_id       lower, without blanks
    cost columns    stay four: effective, billed, list and contracted; a question chooses one

The table `charges` has one more column, `export`: the number of the file that a row came from.
"""

from intents import catalog

# Amounts and quantities: FOCUS samples carry up to 15 decimals; 23 digits remain before the point.
DECIMAL = "DECIMAL(38, 15)"
TAGS = "MAP(VARCHAR, VARCHAR)"
COST_COLUMNS = ("effective_cost", "billed_cost", "list_cost", "contracted_cost")
# The column that says from which file a row came.
EXPORT = ("export", "INTEGER")


def columns() -> tuple[tuple[str, str], ...]:
    """The charges table: `(name, SQL type)`, FOCUS columns first, then ours."""
    return (*focus_columns(), ("cloud", "VARCHAR"), ("resource_key", "VARCHAR"))


def focus_columns() -> tuple[tuple[str, str], ...]:
    """The columns of FOCUS 1.2: `(name, SQL type)`."""
    fields = catalog.subject("cost").fields.values()
    return tuple((f.name, _sql_type(f)) for f in fields if f.kind == "fact" and f.name != "cloud")


def _sql_type(field: catalog.Field) -> str:
    match field.type:
        case "money" | "number":
            return DECIMAL
        case "datetime":
            return "TIMESTAMP"
        case "tags":
            return TAGS
        case _:
            return "VARCHAR"
