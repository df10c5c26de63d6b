"""What a pattern with wildcards means among the paths of a store, where `glob` cannot look.

>>> bool(meaning("b/*/part.csv").fullmatch("b/x/part.csv"))
True
>>> bool(meaning("b/*.csv").fullmatch("b/x/part.csv"))
False
>>> bool(meaning("b/**/*.csv").fullmatch("b/x/y/part.csv"))
True
"""

import re

# `*` stays within a folder, `**/` is any number of folders.
_SIGNS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
_PART = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^\]/]+\]|.", re.DOTALL)
_WILD = re.compile(r"[*?\[]")


def fixed(pattern: str) -> str:
    """The folder that all matches lie in; the pattern itself where it has no wildcard."""
    first = _WILD.search(pattern)
    return pattern[: first.start()].rpartition("/")[0] if first else pattern.rstrip("/")


def meaning(pattern: str) -> re.Pattern[str]:
    """Matches the paths that the pattern means; without wildcards, the path and all below it."""
    if not _WILD.search(pattern):
        return re.compile(re.escape(pattern.rstrip("/")) + "(?:/.*)?", re.DOTALL)
    return re.compile("".join(_part(one) for one in _PART.findall(pattern)), re.DOTALL)


def _part(sign: str) -> str:
    if sign in _SIGNS:
        return _SIGNS[sign]
    if len(sign) > 1:
        # A set of characters: `!` at its start means any others.
        inside = sign[1:-1].replace("\\", "\\\\").replace("^", "\\^")
        return f"[^{inside[1:]}]" if inside.startswith("!") else f"[{inside}]"
    return re.escape(sign)
