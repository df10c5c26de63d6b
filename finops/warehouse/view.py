"""The view that gives a table of FOCUS charges, on any engine, the warehouse's own columns.

A company's table has FOCUS's names (`BilledCost`); statements are over ours (`billed_cost`), with
`cloud` and `resource_key` derived as `finops.warehouse.focus` derives them for exports. Columns
that the table lacks are null.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from finops.warehouse.focus import columns
from intents import catalog

# A SKU price's details and the tags, where the table keeps them as JSON text.
FROM_JSON: Mapping[str, Callable[[exp.Expr], exp.Expr]] = {
    "postgres": lambda text: exp.cast(text, "jsonb"),
    "spark": lambda text: exp.func("FROM_JSON", text, exp.convert("MAP<STRING, STRING>")),
    "databricks": lambda text: exp.func("FROM_JSON", text, exp.convert("MAP<STRING, STRING>")),
    "trino": lambda text: exp.cast(exp.func("JSON_PARSE", text), "map<varchar, varchar>"),
    "athena": lambda text: exp.cast(exp.func("JSON_PARSE", text), "map<varchar, varchar>"),
    "snowflake": lambda text: exp.func("PARSE_JSON", text),
    "bigquery": lambda text: exp.func("PARSE_JSON", text),
}
_CLOUDS = {
    "aws": ("aws", "amazon", "amazon web services", "amazon web services, inc."),
    "azure": ("azure", "microsoft", "microsoft azure", "microsoft corporation"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A company's table of charges with FOCUS's column names, on an engine of this dialect.

    `lacking` are FOCUS columns that it does not have; `json_text` says that Tags and
    SkuPriceDetails are JSON text there, not maps.
    """

    dialect: str
    name: str
    lacking: frozenset[str] = frozenset()
    json_text: bool = False

    def view(self, name: str = "charges") -> str:
        """`CREATE VIEW name AS …`, over this table."""
        cells = [exp.alias_(self._cell(ours), ours, quoted=True) for ours, _ in columns()]
        made = exp.Create(
            this=exp.to_table(name, dialect=self.dialect),
            kind="VIEW",
            expression=exp.select(*cells).from_(exp.to_table(self.name, dialect=self.dialect)),
        )
        return made.sql(self.dialect, pretty=True)

    def _cell(self, name: str) -> exp.Expr:
        match name:
            case "cloud":
                return _cloud()
            case "resource_key":
                return _resource_key()
            case "sub_account_id":
                return _replaced(_lower("SubAccountId"), "^/subscriptions/")
            case "region_id":
                return exp.func("REPLACE", _lower("RegionId"), exp.convert(" "), exp.convert(""))
        return self._plain(catalog.subject("cost").fields[name])

    def _plain(self, field: catalog.Field) -> exp.Expr:
        focus = field.sources.get("aws") or field.sources["azure"]
        if focus in self.lacking:
            return exp.cast(exp.null(), _KINDS.get(field.type, "varchar"))
        column = _focus(focus)
        match field.type:
            case "tags":
                return FROM_JSON[self.dialect](column) if self.json_text else column
            case "datetime" | "money" | "number":
                return exp.cast(column, _KINDS[field.type])
            case _:
                return exp.func("NULLIF", column, exp.convert(""))


_KINDS = {
    "tags": "map<varchar, varchar>", "datetime": "timestamp", "money": "decimal(38, 15)",
    "number": "decimal(38, 15)",
}  # fmt: skip


def _focus(name: str) -> exp.Expr:
    return exp.column(name, quoted=True)


def _lower(name: str) -> exp.Expr:
    return exp.Lower(this=_focus(name))


def _replaced(text: exp.Expr, pattern: str) -> exp.Expr:
    return exp.RegexpReplace(
        this=text, expression=exp.convert(pattern), replacement=exp.convert("")
    )


def _cloud() -> exp.Expr:
    provider = _lower("ProviderName")
    made = exp.Case(default=provider)
    for cloud, names in _CLOUDS.items():
        made = made.when(provider.copy().isin(*names), exp.convert(cloud))
    return made


def _resource_key() -> exp.Expr:
    resource = _lower("ResourceId")
    arn = exp.Like(this=resource, expression=exp.convert("arn:%:ec2:%"))
    return exp.Case(default=resource.copy()).when(arn, _replaced(resource.copy(), "^.*/"))
