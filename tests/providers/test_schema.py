"""Rows and batches become one table in the catalog's columns."""

from providers.schema import AT_ONCE, batch, schema, table


def test_batches_stand_among_rows_where_they_were_told() -> None:
    two = batch("disk", {"id": ["b", "c"], "cloud": "aws", "tags": [{"k": "v"}, {}]}, 2)
    found = table("disk", [{"id": "a"}, two, {"id": "d"}])
    assert found["id"].to_pylist() == ["a", "b", "c", "d"]
    assert found.schema == schema("disk")
    found.validate(full=True)


def test_in_a_batch_what_is_no_list_is_the_same_of_all_and_what_is_left_out_is_null() -> None:
    found = batch("disk", {"id": ["b", "c"], "cloud": "aws"}, 2)
    assert found["cloud"].to_pylist() == ["aws", "aws"]
    assert found["name"].null_count == 2


def test_an_empty_place_is_a_table_without_rows() -> None:
    assert table("disk", []).num_rows == 0
    assert batch("disk", {"id": []}, 0).num_rows == 0


def test_more_rows_than_are_taken_at_once_are_all_there() -> None:
    found = table("disk", ({"id": str(n)} for n in range(2 * AT_ONCE + 1)))
    assert found["id"].to_pylist() == [str(n) for n in range(2 * AT_ONCE + 1)]
