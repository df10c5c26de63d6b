from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.azure import payload

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["a", "b", "tags"]), inner),
)
PATHS = st.sampled_from(["a", "a.b", "a.0", "a.0.b", "tags", "b.1.a"])


@given(JSON, PATHS)
def test_no_payload_is_an_error_and_each_kind_is_of_its_type(item: object, path: str) -> None:
    assert isinstance(payload.text(item, path), str | None)
    assert isinstance(payload.number(item, path), int | float | None)
    assert isinstance(payload.moment(item, path), datetime | None)
    assert all(isinstance(one, str) for one in payload.texts(item, path))
    assert all(isinstance(one, dict) for one in payload.items(item, path))
    assert all(isinstance(key, str) for key in payload.tags(item))


def test_empty_text_is_unknown() -> None:
    assert payload.text({"a": ""}, "a") is None


def test_true_is_not_a_number() -> None:
    assert payload.number({"a": True}, "a") is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-03-01T10:00:00.1234567+00:00", datetime(2026, 3, 1, 10, 0, 0, 123456, UTC)),
        ("2026-03-01T10:00:00Z", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01T10:00:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("yesterday", None),
    ],
)
def test_times_are_aware(said: str, meant: datetime | None) -> None:
    assert payload.moment({"at": said}, "at") == meant


def test_a_region_is_its_code() -> None:
    assert payload.region({"location": "South Central US"}) == "southcentralus"


def test_an_untagged_resource_has_no_tags_and_that_is_known() -> None:
    assert payload.tags({}) == {}
    assert payload.tags({"tags": {"owner": ""}}) == {"owner": ""}
