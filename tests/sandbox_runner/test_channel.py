"""Messages: what is JSON passes unchanged, what is not is refused, whatever the bytes are."""

import struct
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox_runner.channel import MOST_BYTES, Incoming, NotPlain, TooLong, decode, encode

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)


@given(PLAIN)
def test_what_is_plain_passes_unchanged(value: object) -> None:
    assert list(Incoming().feed(encode(value))) == [value]


@settings(max_examples=25)
@given(st.lists(PLAIN, max_size=3), st.data())
def test_messages_arrive_whole_however_they_are_cut(
    values: list[object], data: st.DataObject
) -> None:
    stream = b"".join(map(encode, values))
    arrived: list[object] = []
    incoming, at = Incoming(), 0
    while at < len(stream):
        size = data.draw(st.integers(1, len(stream) - at))
        arrived += incoming.feed(stream[at : at + size])
        at += size
    assert arrived == values


@given(st.binary())
def test_any_bytes_are_json_or_refused(body: bytes) -> None:
    try:
        value = decode(body)
    except NotPlain:
        return
    encode(value)


@pytest.mark.parametrize(
    "make",
    [
        lambda: float("nan"),
        lambda: [float("inf")],
        lambda: {"a": "\ud800"},
        lambda: {"\udfff": 1},
        lambda: 10**5000,
        object,
        lambda: {1, 2},
        lambda: b"x",
        lambda: {(1, 2): 3},
    ],
)
def test_what_is_not_plain_is_not_encoded(make: Callable[[], object]) -> None:
    with pytest.raises(NotPlain):
        encode(make())


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"NaN", b"-Infinity", b"1e999", b'"\\uD800"', b'"\xff"', b"[" * 65 + b"]" * 65,
     b"[" * 200_000, b"18446744073709551616", b"-9223372036854775809", b"1" * 5000, b"{} {}"],
)  # fmt: skip
def test_what_is_not_plain_is_not_decoded(body: bytes) -> None:
    with pytest.raises(NotPlain):
        decode(body)


def test_a_length_beyond_the_limit_is_refused_before_a_byte_of_it_is_read() -> None:
    with pytest.raises(TooLong):
        list(Incoming().feed(struct.pack(">I", MOST_BYTES + 1)))
    with pytest.raises(TooLong):
        encode("x" * MOST_BYTES)
