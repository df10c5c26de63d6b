"""One statement, spelt for another engine than DuckDB.

sqlglot prints most of a statement in any dialect. Here is what it cannot know: that weeks start on
Monday, how a key of `tags` is read where there is no map, and what an engine lacks. A percentile is
approximate where the engine has no exact one (Trino, Athena, BigQuery).
"""

from collections.abc import Callable, Mapping
from functools import reduce

from sqlglot import exp

Rule = Callable[[exp.Expr], exp.Expr]
# BigQuery takes no dot in the name of a column.
DOT = "__dot__"


def spelt(statement: exp.Expr, dialect: str, table: str = "charges") -> exp.Expr:
    """The same statement for `dialect`, over `table` where ours says `charges`."""
    # One pass a rule: what a rule has replaced is not looked into again in the same pass.
    rules = (*_EVERYWHERE, *_RULES.get(dialect, ()))
    made = reduce(lambda tree, rule: tree.transform(rule), rules, statement)
    named = exp.to_table(table, dialect=dialect)
    return made.transform(lambda node: _over(node, named))


def printed(
    statement: exp.Expr, dialect: str, table: str = "charges", *, pretty: bool = False
) -> str:
    """Its text."""
    return spelt(statement, dialect, table).sql(dialect, pretty=pretty)


def column_name(name: str) -> str:
    """A column of a result, as the statement called it."""
    return name.replace(DOT, ".")


def _over(node: exp.Expr, named: exp.Table) -> exp.Expr:
    if not isinstance(node, exp.Table) or node.name != "charges":
        return node
    made = named.copy()
    if node.args.get("alias"):
        made.set("alias", node.args["alias"].copy())
    return made


def _moments(node: exp.Expr) -> exp.Expr:
    """Charges are dated by timestamps; some engines truncate dates only by another function."""
    if isinstance(node, exp.DateTrunc):
        return exp.TimestampTrunc(this=node.this, unit=exp.var(node.text("unit").upper()))
    return node


def _percentile(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Anonymous) and node.name.lower() == "quantile_cont":
        value, share = node.expressions
        order = exp.Order(expressions=[exp.Ordered(this=value, nulls_first=False)])
        return exp.WithinGroup(this=exp.PercentileCont(this=share), expression=order)
    return node


def _approximate(node: exp.Expr) -> exp.Expr:
    """BigQuery's percentile is no aggregate; its quantiles are."""
    if isinstance(node, exp.WithinGroup) and isinstance(node.this, exp.PercentileCont):
        value = node.expression.expressions[0].this
        quantiles = exp.func("APPROX_QUANTILES", value, exp.convert(100))
        place = exp.convert(round(float(node.this.this.name) * 100))
        return exp.Bracket(this=quantiles, expressions=[exp.func("OFFSET", place)])
    return node


def _exact(node: exp.Expr) -> exp.Expr:
    """Spark has an exact percentile under another name."""
    if isinstance(node, exp.WithinGroup) and isinstance(node.this, exp.PercentileCont):
        return exp.Anonymous(
            this="PERCENTILE", expressions=[node.expression.expressions[0].this, node.this.this]
        )
    return node


def _key(node: exp.Expr) -> tuple[exp.Expr, exp.Expr] | None:
    """The map and the key, where the node reads a key of a map."""
    if not isinstance(node, exp.Bracket) or not isinstance(node.this, exp.Column):
        return None
    (key,) = node.expressions
    return (node.this, key) if isinstance(key, exp.Literal) and key.is_string else None


def _missing_is_null(node: exp.Expr) -> exp.Expr:
    """Elsewhere than in DuckDB a key that a map lacks may be an error."""
    if found := _key(node):
        return exp.Bracket(this=found[0], expressions=[found[1]], safe=True)
    return node


def _jsonb(node: exp.Expr) -> exp.Expr:
    if found := _key(node):
        return exp.func("jsonb_extract_path_text", *found)
    return node


def _variant(node: exp.Expr) -> exp.Expr:
    if found := _key(node):
        return exp.cast(exp.func("GET", *found), "varchar")
    return node


def _json_value(node: exp.Expr) -> exp.Expr:
    if found := _key(node):
        values, key = found
        name = key.this.replace("\\", "\\\\").replace('"', '\\"')
        return exp.func("JSON_VALUE", values, exp.convert(f'$."{name}"'))
    return node


def _in_doubles(node: exp.Expr) -> exp.Expr:
    """DuckDB divides decimals as doubles; others would keep six digits of the quotient."""
    if isinstance(node, exp.Div) and not isinstance(node.this, exp.Cast):
        return exp.Div(this=exp.cast(node.this, "double"), expression=node.expression)
    return node


def _size(count: Callable[[exp.Expr], exp.Expr]) -> Rule:
    """How many keys a map has."""

    def spell(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Anonymous) and node.name.lower() == "cardinality":
            return count(node.expressions[0])
        return node

    return spell


def _keys_of_jsonb(tags: exp.Expr) -> exp.Expr:
    keys = exp.select(exp.Count(this=exp.Star())).from_(exp.func("jsonb_object_keys", tags))
    return keys.subquery()


def _from_monday(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.TimestampTrunc):
        unit = node.text("unit").upper()
        week = exp.var("ISOWEEK" if unit == "WEEK" else unit)
        return exp.DatetimeTrunc(this=node.this, unit=week)
    return node


def _no_escape(node: exp.Expr) -> exp.Expr:
    """BigQuery's LIKE takes the backslash without being told."""
    return node.this if isinstance(node, exp.Escape) else node


def _no_dots(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Identifier) and "." in node.name:
        return exp.to_identifier(node.name.replace(".", DOT), quoted=True)
    return node


def _no_peers(node: exp.Expr) -> exp.Expr:
    """Snowflake sums no peers of an order; the rows that share its keys are the same."""
    spec = node.args.get("spec") if isinstance(node, exp.Window) else None
    if spec is None or {spec.args.get("start"), spec.args.get("end")} != {"CURRENT ROW"}:
        return node
    peers = [one.this for one in node.args["order"].expressions]
    return exp.Window(this=node.this, partition_by=[*node.args["partition_by"], *peers])


_EVERYWHERE: tuple[Rule, ...] = (_moments, _percentile)
_RULES: Mapping[str, tuple[Rule, ...]] = {
    "postgres": (_jsonb, _size(_keys_of_jsonb)),
    "spark": (_missing_is_null, _exact, _in_doubles),
    "databricks": (_missing_is_null, _exact, _in_doubles),
    "trino": (_missing_is_null,),
    "athena": (_missing_is_null,),
    "snowflake": (
        _variant,
        _no_peers,
        _in_doubles,
        _size(lambda tags: exp.func("ARRAY_SIZE", exp.func("OBJECT_KEYS", tags))),
    ),
    "bigquery": (
        _from_monday,
        _approximate,
        _json_value,
        _size(lambda tags: exp.func("ARRAY_LENGTH", exp.func("JSON_KEYS", tags))),
        _no_escape,
        _no_dots,
    ),
}
DIALECTS = tuple(_RULES)
