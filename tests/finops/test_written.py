"""An answer that was written down is read as the very same."""

import json
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from finops.answer import Answer, Column, Gap, Source
from finops.written import dumped, read, written

# Amounts are beside text that looks like one, and tags that look like a layout.
cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.floats(allow_nan=False),
    st.decimals(allow_nan=False),
    st.lists(st.text()),
    st.dictionaries(st.text(), st.text()),
)
rows = st.lists(st.dictionaries(st.text(), cells))


def again(answer: Answer) -> Answer:
    return read(json.loads(dumped(written(answer))))


@given(rows=rows, totals=st.dictionaries(st.text(), cells))
def test_every_cell_is_as_it_was(rows: list[dict[str, object]], totals: dict[str, object]) -> None:
    answer = Answer.model_validate(
        {"id": "", "outcome": "answered", "headline": "", "rows": rows, "totals": totals}
    )
    found = again(answer)
    assert found == answer
    assert repr(found) == repr(answer)


def test_the_rest_is_as_it_was() -> None:
    answer = Answer(
        id="a",
        outcome="partial",
        headline="3 VMs",
        query={"subject": "vm", "where": [{"field": "cost", "op": "gt", "value": 100}]},
        columns=(Column(name="cost", type="money", unit="USD"),),
        gaps=(Gap(where="aws", why="Denied", fix="grant it"),),
        sources=(Source(name="S", as_of=datetime(2026, 11, 18, 1, 2, 3, 456, UTC), calls=2,
                        price=Decimal("0.0000000000000000001")),),
        suggestions=("how many",),
    )  # fmt: skip
    assert again(answer) == answer
    assert again(answer).to_json() == answer.to_json()
