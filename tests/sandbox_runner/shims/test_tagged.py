"""Values that JSON has not: there and back, and what is refused on the way in."""

import json
import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_runner.shims.tagged import Malformed, pack, unpack

_TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
_ONE = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), _TEXT,
    st.datetimes(timezones=st.just(UTC)), st.dates(), st.decimals(allow_nan=False),
    st.binary(max_size=20),
)  # fmt: skip
_ANY = st.recursive(
    _ONE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(_TEXT | st.sampled_from(["$bytes", "$object", "$x"]), inner, max_size=4),
    ),
    max_leaves=12,
)


@given(_ANY)
def test_what_is_packed_comes_back_through_json(value: Any) -> None:
    assert unpack(json.loads(json.dumps(pack(value), allow_nan=False))) == value


def test_what_is_not_a_number_comes_back() -> None:
    assert math.isnan(unpack(pack(float("nan"))))  # type: ignore[arg-type]
    assert unpack(pack(float("-inf"))) == float("-inf")


def test_the_kinds_are_kept_apart() -> None:
    told = [datetime(2026, 11, 1, tzinfo=UTC), date(2026, 11, 1), Decimal("0.10"), b"\0"]
    assert [type(one) for one in unpack(pack(told))] == [datetime, date, Decimal, bytes]  # type: ignore[attr-defined]


def _deep(levels: int) -> Any:
    return [] if not levels else [_deep(levels - 1)]


@pytest.mark.parametrize(
    "hostile",
    [
        float("nan"), float("inf"), 2**63, -(2**63) - 1, 10**400, "\ud800", {"\udfff": 1},
        {"$datetime": "yesterday"}, {"$decimal": "many"}, {"$bytes": "*"}, {"$bytes": 1},
        {"$date": 1}, {"$pickle": "gASV"}, {"$object": [[1, 2]]}, {"$object": [["a"]]},
        {"$object": "x"}, {"a": 1, "$bytes": "AA=="}, object(), {1: 2}, _deep(60),
        {"$object": [["a", _deep(60)]]}, b"raw", {"$float": "x"}, {"$decimal": "1" * 3 + "\ud800"},
    ],
)  # fmt: skip
def test_what_may_not_be_sent_is_refused(hostile: Any) -> None:
    with pytest.raises(Malformed):
        unpack(hostile)


def test_too_many_values_are_refused() -> None:
    with pytest.raises(Malformed):
        unpack([0] * 50, most=20)


@pytest.mark.parametrize("thing", [object(), {1: "a"}, {"\ud800": 1}, {1, 2}, print])
def test_what_has_no_form_is_not_packed(thing: Any) -> None:
    with pytest.raises(Malformed):
        pack(thing)
