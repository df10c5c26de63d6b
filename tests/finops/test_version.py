"""Versions are compared part by part, as the engine does it."""

import duckdb
import pytest
from sqlglot import exp

from finops.version import like


def is_like(value: str, text: str, op: str) -> bool:
    sql = like(exp.Literal.string(value), text, op).sql("duckdb")
    (found,) = duckdb.execute(f"select {sql}").fetchall()
    return bool(found[0])


@pytest.mark.parametrize(
    ("value", "text", "op", "holds"),
    [
        ("1.28", "1.2", "starts_with", False),
        ("1.2.5", "1.2", "starts_with", True),
        ("1.2", "1.2", "starts_with", True),
        ("5.7.mysql_aurora.2.11", "5.7", "starts_with", True),
        ("14.9", "1", "starts_with", False),
        ("python3.12", "3.1", "contains", False),
        ("python3.12", "3.12", "contains", True),
        ("python|3.11", "3.11", "contains", True),
        ("nodejs20.x", "20", "contains", True),
        ("nodejs20.x", "node", "contains", True),
        ("java11", "1", "contains", False),
        ("1.28", "1.2*", "matches", False),
        ("1.28", "1.2?", "matches", True),
    ],
)
def test_a_digit_beside_what_is_looked_for_is_another_version(
    value: str, text: str, op: str, holds: bool
) -> None:
    assert is_like(value, text, op) is holds
