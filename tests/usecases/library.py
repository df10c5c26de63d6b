"""The FOCUS 1.2 use cases: their official SQL, run as it is written or with named corrections.

A correction is a substitution in the SQL's text, with the reason for it; it must apply. The rows
that the SQL reads are the files' own, cast to the specification's types: nothing of the product
lies between them and the SQL.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb
import yaml  # type: ignore[import-untyped]

USE_CASES = Path(__file__).parents[3] / "shared/data/focus_usecases/1.2"
COLUMNS = Path(__file__).parents[3] / "shared/data/focus_columns.tsv"
_TYPES = {"Decimal": "DECIMAL(38, 15)", "Date/Time": "TIMESTAMP", "JSON": "JSON"}


@dataclass(frozen=True, slots=True)
class Correction:
    """Each first text in the SQL becomes the second; docs/decisions/ has the whole reason."""

    why: str
    changes: tuple[tuple[str, str], ...]


_FROM = "\nFROM focus_data_table"
CORRECTIONS = {
    "charges that begin in it": Correction(
        "`ChargePeriodEnd < end` drops what ends with the period, its last hour or day, and what "
        "begins in the period and ends after it",
        (("ChargePeriodEnd < ?", "ChargePeriodStart < ?"),),
    ),
    "billing periods that begin in it": Correction(
        "`BillingPeriodEnd < end` drops the last month",
        (("BillingPeriodEnd < ?", "BillingPeriodStart < ?"),),
    ),
    "currencies apart": Correction(
        "amounts of two currencies are added up",
        ((_FROM, f",\n BillingCurrency{_FROM}"), ("GROUP BY ", "GROUP BY BillingCurrency, ")),
    ),
    "currencies apart (one total)": Correction(
        "as above, where nothing else is grouped by",
        (
            (_FROM, f",\n BillingCurrency{_FROM}"),
            ("AND ProviderName = ?", "AND ProviderName = ?\nGROUP BY BillingCurrency"),
        ),
    ),
    "pricing units apart": Correction(
        "hours and requests are added up",
        ((_FROM, f",\n PricingUnit{_FROM}"), ("GROUP BY ", "GROUP BY PricingUnit, ")),
    ),
    "years apart (billing)": Correction(
        "`MONTH()` makes one month of September 2023 and September 2024",
        (("MONTH(BillingPeriodStart)", "date_trunc('month', BillingPeriodStart)"),),
    ),
    "years apart (charge)": Correction(
        "as for billing periods",
        (("MONTH(ChargePeriodStart)", "date_trunc('month', ChargePeriodStart)"),),
    ),
    "no class is no correction": Correction(
        "`!=` is unknown for every charge that is no correction, whose class is null",
        (("ChargeClass != 'Correction'", "ChargeClass IS DISTINCT FROM 'Correction'"),),
    ),
    "a cost by a cost": Correction(
        "a cost is divided by a unit price",
        (("/ ContractedUnitPrice", "/ NULLIF(ContractedCost, 0)"),),
    ),
    "nothing by nothing": Correction(
        "a rate of nothing is unknown, not infinite",
        (("/ ListCost", "/ NULLIF(ListCost, 0)"),),
    ),
    "nothing by nothing (contracted)": Correction(
        "as for one charge", (("/ SUM(ContractedCost)", "/ NULLIF(SUM(ContractedCost), 0)"),)
    ),
    "nothing by nothing (billed)": Correction(
        "as for one charge", (("/ SUM(BilledCost)", "/ NULLIF(SUM(BilledCost), 0)"),)
    ),
    "exact quantities": Correction(
        "quantities are rounded to hundredths before they are added",
        (("CAST(ConsumedQuantity AS DECIMAL(10, 2))", "ConsumedQuantity"),),
    ),
    "text without case": Correction(
        "“Data Transfer” is found as “transfer” is", (("LIKE", "ILIKE"),)
    ),
    "tag keys without case": Correction(
        "the same key in another case is the same key, and an empty value is none",
        (("Tags->>'Application'", "tag(Tags, 'Application')"),),
    ),
    "tag keys without case (id)": Correction(
        "as for Application", (("Tags->>'ApplicationId'", "tag(Tags, 'ApplicationId')"),)
    ),
    "tag keys without case (coverage)": Correction(
        "as for Application", (("json_extract_string(Tags, '$.' || ?)", "tag(Tags, ?)"),)
    ),
    "every row": Correction(
        "of rows that begin at the same moment, the order chooses any hundred", (("LIMIT 100", ""),)
    ),
}
# The tag under any spelling of its key; an empty value is none.
_TAG = """
CREATE MACRO tag(tags, key) AS (
  SELECT min(value ->> '$') FROM json_each(tags) WHERE lower(json_each.key) = lower(key)
    AND value ->> '$' <> ''
)
"""


def sql(file: str, corrections: Sequence[str]) -> str:
    """The library's SQL, corrected."""
    text: str = yaml.safe_load((USE_CASES / f"{file}.yaml").read_text("utf-8"))["sql"]
    for name in corrections:
        for old, new in CORRECTIONS[name].changes:
            assert old in text, f"{file}: “{name}” does not apply"
            text = text.replace(old, new)
    return text


@contextmanager
def table(*files: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """`focus_data_table` of FOCUS 1.2 with the rows of CSV files; columns they lack are null."""
    columns = dict(_columns())
    listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE focus_data_table ({listed})")
        for file in files:
            connection.execute(
                "CREATE OR REPLACE TEMP VIEW raw AS FROM "
                f"read_csv('{file}', all_varchar = true, nullstr = ['', 'NULL'])"
            )
            has = {row[0] for row in connection.execute("DESCRIBE raw").fetchall()} & set(columns)
            names = ", ".join(f'"{name}"' for name in sorted(has))
            connection.execute(f"INSERT INTO focus_data_table ({names}) SELECT {names} FROM raw")
        connection.execute(_TAG)
        yield connection


def _columns() -> Iterator[tuple[str, str]]:
    """The columns of FOCUS 1.2 and their types."""
    lines = [line.split("\t") for line in COLUMNS.read_text("utf-8").splitlines()]
    for line in lines[1:]:
        told = dict(zip(lines[0], line, strict=True))
        if float(told["introduced"].partition("-")[0]) <= 1.2:
            yield told["column"], _TYPES.get(told["data_type"], "VARCHAR")


def run(
    connection: duckdb.DuckDBPyConnection, text: str, params: Sequence[object]
) -> list[dict[str, Any]]:
    """The rows of a use case, by the SQL's own column names."""
    moments = [
        datetime.combine(value, time()) if isinstance(value, date) else value for value in params
    ]
    found = connection.execute(text, moments)
    names = [told[0] for told in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
