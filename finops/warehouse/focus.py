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

from collections.abc import Mapping

from sqlglot import exp

from intents import catalog

# Amounts and quantities: FOCUS samples carry up to 15 decimals; 23 digits remain before the point.
DECIMAL = "DECIMAL(38, 15)"
TAGS = "MAP(VARCHAR, VARCHAR)"
COST_COLUMNS = ("effective_cost", "billed_cost", "list_cost", "contracted_cost")
# The column that says from which file a row came.
EXPORT = ("export", "INTEGER")
_PROVIDERS = {
    "aws": ("aws", "amazon", "amazon web services", "amazon web services, inc."),
    "azure": ("azure", "microsoft", "microsoft azure", "microsoft corporation"),
}
_SUBSCRIPTIONS = "/subscriptions/"


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


def own_cells(cells: Mapping[str, exp.Expr]) -> dict[str, exp.Expr]:
    """The columns that are ours or made alike, from FOCUS's; for every engine and every export."""
    none = exp.cast(exp.null(), "varchar")
    provider, account, region, resource = (
        exp.Lower(this=cells.get(name, none).copy())
        for name in ("provider_name", "sub_account_id", "region_id", "resource_id")
    )
    return {
        "cloud": _cloud(provider),
        "resource_key": _resource_key(resource),
        "sub_account_id": _account(account),
        "region_id": exp.func("REPLACE", region, exp.convert(" "), exp.convert("")),
    }


def _cloud(provider: exp.Expr) -> exp.Expr:
    made = exp.Case(default=provider)
    for cloud, names in _PROVIDERS.items():
        made = made.when(provider.isin(*names), exp.convert(cloud))
    return made


def _account(account: exp.Expr) -> exp.Expr:
    rest = exp.Substring(this=account, start=exp.convert(len(_SUBSCRIPTIONS) + 1))
    return exp.Case(default=account).when(_like(account, f"{_SUBSCRIPTIONS}%"), rest)


def _resource_key(resource: exp.Expr) -> exp.Expr:
    last = exp.RegexpReplace(
        this=resource, expression=exp.convert("^.*/"), replacement=exp.convert("")
    )
    return exp.Case(default=resource).when(_like(resource, "arn:%:ec2:%"), last)


def _like(text: exp.Expr, pattern: str) -> exp.Expr:
    return exp.Like(this=text, expression=exp.convert(pattern))
