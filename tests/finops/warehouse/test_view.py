"""The view over a company's own table: what is ours is derived as for exports."""

import duckdb
from sqlglot import exp

from finops.warehouse.focus import focus_columns
from finops.warehouse.view import Table
from intents import catalog

_ROWS = (
    ("Microsoft", "/Subscriptions/ABC", "/Subscriptions/ABC/vm/Web-1"),
    ("AWS", "111111111111", "arn:aws:ec2:us-east-1:111111111111:instance/i-0A"),
    ("", "", ""),
)


def _seen() -> list[tuple[str | None, ...]]:
    fields = catalog.subject("cost").fields
    names = [fields[ours].sources.get("aws") or fields[ours].sources["azure"]
             for ours, _ in focus_columns()]  # fmt: skip
    every = frozenset(names)
    has = {"ProviderName", "SubAccountId", "ResourceId"}
    view = Table("duckdb", "lake", every - has).view()
    with duckdb.connect() as connection:
        connection.execute('CREATE TABLE lake ("ProviderName" TEXT, "SubAccountId" TEXT, '
                           '"ResourceId" TEXT)')  # fmt: skip
        connection.executemany("INSERT INTO lake VALUES (?, ?, ?)", _ROWS)
        connection.execute(view)
        wanted = ("cloud", "sub_account_id", "resource_key", "region_id")
        select = exp.select(*wanted).from_("charges").order_by("cloud NULLS LAST")
        return connection.execute(select.sql("duckdb")).fetchall()


def test_what_is_ours_is_made_of_the_tables_own_columns() -> None:
    aws, azure, _ = _seen()
    assert aws[:3] == ("aws", "111111111111", "i-0a")
    assert azure[:3] == ("azure", "abc", "/subscriptions/abc/vm/web-1")


def test_an_empty_text_is_no_value_and_a_column_that_is_lacking_is_null() -> None:
    assert _seen()[-1] == (None, None, None, None)
