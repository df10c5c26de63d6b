"""Sets of ports, held against Python's own sets."""

from itertools import pairwise

import hypothesis.strategies as st
from hypothesis import given

from providers import openness, ports

numbers = st.integers(0, ports.HIGHEST)
spans = st.lists(st.tuples(numbers, st.integers(0, 300)), max_size=6)


def united(found: list[tuple[int, int]]) -> tuple[int, set[int]]:
    bits, plain = ports.NONE, set[int]()
    for first, more in found:
        last = min(first + more, ports.HIGHEST)
        bits |= ports.span(first, last)
        plain |= set(range(first, last + 1))
    return bits, plain


@given(spans, spans)
def test_ranges_name_each_port_once_and_no_other(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    (bits, plain), (less, gone) = united(one), united(other)
    said = ports.ranges(bits & ~less)
    bounds = [tuple(map(int, (*each.split("-"), *each.split("-"))[:2])) for each in said]
    named = [port for first, last in bounds for port in range(first, last + 1)]
    assert named == sorted(plain - gone)
    assert all(before[-1] + 1 < after[0] for before, after in pairwise(bounds))


def test_no_port_is_no_port() -> None:
    assert ports.span(-1, -1) == ports.span(5, 4) == ports.span(1, 70_000) == ports.NONE
    assert ports.ranges(ports.NONE) == []
    assert ports.ranges(ports.ALL) == ["0-65535"]


def test_all_is_said_only_where_both_protocols_are_open() -> None:
    tcp = openness.fields({openness.TCP: ports.ALL})
    assert tcp["open_ports"] == ["0-65535"]
    assert (tcp["open_ssh"], tcp["open_rdp"], tcp["open_database"]) == (True, True, True)
    both = openness.fields({openness.TCP: ports.ALL, openness.UDP: ports.ALL, openness.OTHER: 1})
    assert both["open_ports"] == ["all"]


def test_a_port_of_udp_is_not_ssh() -> None:
    udp = openness.fields({openness.UDP: ports.span(22, 22)})
    assert (udp["open_ssh"], udp["open_ports"], udp["open_to_world"]) == (False, ["22/udp"], True)
