"""Prices: which lists are asked, by what, and what is said where none is."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from providers.base import Scope
from providers.context import Context
from providers.model import Fetched

from .estate import Cloud, ask, charge, warehouse

SIZE = {"field": "size", "op": "eq", "value": "D4s_v5"}
PRICE: dict[str, Any] = {"subject": "price", "analysis": "list", "where": [SIZE]}


@dataclass
class Lists(Cloud):
    """A cloud with a price list that is empty."""

    subjects: frozenset[str] = frozenset({"price"})
    scopes: list[Scope] = field(default_factory=list)

    def inventory(self, subject: str, scope: Scope, context: Context) -> Fetched[pa.Table]:
        self.scopes.append(scope)
        return super().inventory(subject, scope, context)


def test_a_list_is_asked_by_the_size_as_its_cloud_writes_it(tmp_path: Path) -> None:
    azure, store = Lists("azure"), warehouse(tmp_path, charge("2026-11-17", "1"))
    ask({**PRICE, "regions": ["westeurope"]}, store, azure)
    assert azure.scopes == [Scope((), ("westeurope",), (("size", ("Standard_D4s_v5",)),))]


def test_a_cloud_that_is_switched_off_is_a_gap_not_a_list_without_that_price(
    tmp_path: Path,
) -> None:
    store = warehouse(tmp_path, charge("2026-11-17", "1"))
    answer = ask({**PRICE, "clouds": ["azure"]}, store, Lists("aws"))
    assert answer.outcome == "partial"
    assert [(gap.where, gap.why) for gap in answer.gaps] == [("azure", "Azure is switched off")]


def test_what_neither_size_nor_region_bounds_is_not_asked(tmp_path: Path) -> None:
    aws, store = Lists("aws"), warehouse(tmp_path, charge("2026-11-17", "1"))
    answer = ask({**PRICE, "where": []}, store, aws)
    assert (aws.scopes, answer.outcome) == ([], "partial")
    assert answer.gaps[0].why.startswith("TooMany: ")
