"""Any Unicode has a reading, and no pattern of the readers can backtrack into itself."""

import importlib
import pkgutil
import re
import re._parser as parser  # type: ignore[import-not-found]
import sys
from collections.abc import Callable
from time import process_time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import intents
from intents.query import Clarify, HowTo, Query, Refuse, Unread
from intents.router import read
from tests.intents.reading import CONTEXT

MOST_SECONDS = 3.0


def patterns() -> set[re.Pattern[str]]:
    """Every compiled pattern of every module, in a table of a module too."""
    for one in pkgutil.walk_packages(intents.__path__, "intents."):
        importlib.import_module(one.name)
    found: set[re.Pattern[str]] = set()
    for name in [name for name in sys.modules if name.startswith("intents.")]:
        for value in vars(sys.modules[name]).values():
            held = value.values() if isinstance(value, dict) else value
            several = held if isinstance(value, dict | list | tuple | set | frozenset) else [value]
            found |= {one for one in several if isinstance(one, re.Pattern)}
    return found


def nested(tree: Any, *, inside: bool = False) -> bool:
    """Whether a repetition without bound stands in another one."""
    for op, value in tree:
        repeats = op in (parser.MAX_REPEAT, parser.MIN_REPEAT)
        unbounded = repeats and value[1] == parser.MAXREPEAT
        if unbounded and inside:
            return True
        parts: dict[Any, Callable[[Any], list[Any]]] = {
                 parser.SUBPATTERN: lambda v: [v[3]], parser.BRANCH: lambda v: v[1],
                 parser.ASSERT: lambda v: [v[1]], parser.ASSERT_NOT: lambda v: [v[1]],
                 parser.ATOMIC_GROUP: lambda v: [v]}  # fmt: skip
        part_of = parts.get(op)
        inner = [value[2]] if repeats else part_of(value) if part_of else []
        if any(nested(part, inside=inside or unbounded) for part in inner):
            return True
    return False


def test_no_pattern_repeats_a_repetition() -> None:
    found = patterns()
    assert len(found) > 20
    assert not [one.pattern for one in found if nested(parser.parse(one.pattern, one.flags))]


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_reading_soon(text: str) -> None:
    started = process_time()
    assert isinstance(read(text, CONTEXT).reading, Query | Clarify | Refuse | HowTo | Unread)
    assert process_time() - started < MOST_SECONDS
