"""The columns that are ours or made alike for all clouds, as SQL: see `focus`."""

from collections.abc import Mapping

from sqlglot import exp

_PROVIDERS = {
    "aws": ("aws", "amazon", "amazon web services", "amazon web services, inc."),
    "azure": ("azure", "microsoft", "microsoft azure", "microsoft corporation"),
}
_SUBSCRIPTIONS = "/subscriptions/"


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
