"""The numbers of system calls, against the kernel's own headers where they are installed."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sandbox_runner.seccomp import policy

# Debian's linux-libc-dev; aarch64 has the generic table.
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
ATTACKS = Path(__file__).parents[1] / "attacks" / "syscalls.toml"
_DEFINED = re.compile(r"^#define __NR(3264)?_(\w+)\s+(?:(\d+)|__NR3264_(\w+))", re.MULTILINE)


def table(header: Path) -> Mapping[str, int]:
    """Name → number, as a program of 64 bits has them."""
    if not header.exists():
        pytest.skip(f"{header} is not installed")
    wide: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for is_wide, name, number, alias in _DEFINED.findall(header.read_text("ascii")):
        if alias:
            # Each has two names, of which programs of 64 bits have the first.
            numbers |= {name: wide.pop(alias)} if alias in wide else {}
        elif is_wide:
            wide[name] = int(number)
        else:
            numbers[name] = int(number)
    return numbers


def entries() -> Iterator[tuple[str, Mapping[str, object]]]:
    for group in ("allow", "absent"):
        yield from policy()[group].items()


@pytest.mark.parametrize("architecture", HEADERS)
def test_each_call_of_the_policy_has_the_kernels_own_number(architecture: str) -> None:
    kernel = table(HEADERS[architecture])
    listed = dict(entries())
    ours = {name: entry.get(architecture) for name, entry in listed.items()}
    assert ours == {name: kernel.get(name) for name in listed}


@pytest.mark.parametrize("place", range(2))
def test_so_has_each_call_that_is_attacked(place: int) -> None:
    kernel = table(tuple(HEADERS.values())[place])
    known = 0
    for name, call in tomllib.loads(ATTACKS.read_text("utf-8"))["calls"].items():
        if name in kernel:
            known += 1
            assert call["numbers"][place] == kernel[name], name
    assert known >= 40
