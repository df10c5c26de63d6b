"""The wall that bears the load: an allowlist of system calls, as a program that the kernel runs.

`policy/syscalls.toml` says what is allowed; this module turns it into classic BPF. What is not
listed fails with EPERM, so that a script gets a PermissionError and libraries can fall back. A call
of another architecture (int 0x80, x32) ends the process.

A program ends at the first RET. An entry with conditions is a block that always returns, so that
no block depends on another; conditions jump over the rest of their alternative.
"""

import ctypes
import re
import struct
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from errno import ENOSYS, EPERM
from importlib.resources import files
from typing import Any

from sandbox_runner import kernel

AUDIT_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# Calls of x32, the other calling convention of x86_64, have this bit.
X32_BIT = 0x40000000
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2

# Instructions of classic BPF: load a word, AND with a constant, jump, return.
_LOAD, _AND, _JEQ, _JGE, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_KILL, _ALLOW, _ERRNO = 0x80000000, 0x7FFF0000, 0x00050000
# Where `struct seccomp_data` keeps them; both architectures are little-endian.
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16

_CONDITION = re.compile(r"arg(\d)(?: & (0x[0-9a-f]+))? == (own_pid|0x[0-9a-f]+|\d+)")
_SIZE = 8
Instruction = tuple[int, int, int, int | str]


@dataclass(frozen=True, slots=True)
class Filter:
    """A program, and where it names the process that it will be for."""

    code: bytes
    own_pid_at: tuple[int, ...]

    def of(self, pid: int) -> bytes:
        """The program for one process."""
        code = bytearray(self.code)
        for offset in self.own_pid_at:
            struct.pack_into("<I", code, offset, pid)
        return bytes(code)


def policy() -> Mapping[str, Any]:
    """The tables `allow` and `absent` of the policy."""
    return tomllib.loads((files("sandbox_runner") / "policy/syscalls.toml").read_text("utf-8"))


def compile_policy(architecture: str, *, reads_files: bool) -> Filter:
    """The policy as a program. `reads_files`: false leaves out every call that names a file."""
    told = policy()
    program: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JEQ, 1, 0, AUDIT_ARCHITECTURES[architecture]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_JGE, 0, 1, X32_BIT),
        (_RETURN, 0, 0, _KILL),
    ]
    for entry in told["allow"].values():
        if architecture in entry and (reads_files or not entry.get("files")):
            program += _entry(entry[architecture], entry.get("where", ()))
    for entry in told["absent"].values():
        program += [(_JEQ, 0, 1, entry[architecture]), (_RETURN, 0, 0, _ERRNO | ENOSYS)]
    program.append((_RETURN, 0, 0, _ERRNO | EPERM))
    return _assembled(program)


def install(code: bytes) -> None:
    """Put this thread under the program, for good. Needs no_new_privs. Raises OSError."""

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]

    program = Program(len(code) // _SIZE, code)
    kernel.call("prctl", _PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0)


def _entry(number: int, where: tuple[str, ...]) -> list[Instruction]:
    block = [part for alternative in where for part in _alternative(alternative)]
    block.append((_RETURN, 0, 0, _ERRNO | EPERM if where else _ALLOW))
    return [(_JEQ, 0, len(block), number), *block]


def _alternative(text: str) -> list[Instruction]:
    """Conditions that must all hold, and then a return; else on to what follows."""
    steps = [step for condition in text.split(" and ") for step in _condition(condition)]
    steps.append((_RETURN, 0, 0, _ALLOW))
    return [
        (code, yes, len(steps) - 1 - place if code == _JEQ else no, value)
        for place, (code, yes, no, value) in enumerate(steps)
    ]


def _condition(text: str) -> Iterator[Instruction]:
    matched = _CONDITION.fullmatch(text)
    if not matched:
        raise ValueError(f"not a condition: {text!r}")
    argument, mask, value = matched.groups()
    low = _ARGUMENTS + 8 * int(argument)
    if mask is None:
        yield (_LOAD, 0, 0, low + 4)
        yield (_JEQ, 0, 0, 0)
    yield (_LOAD, 0, 0, low)
    if mask is not None:
        yield (_AND, 0, 0, int(mask, 16))
    yield (_JEQ, 0, 0, value if value == "own_pid" else int(value, 0))


def _assembled(program: list[Instruction]) -> Filter:
    code = b"".join(
        struct.pack("<HBBI", what, yes, no, 0 if isinstance(value, str) else value)
        for what, yes, no, value in program
    )
    places = (n * _SIZE + 4 for n, (*_, value) in enumerate(program) if isinstance(value, str))
    return Filter(code, tuple(places))
