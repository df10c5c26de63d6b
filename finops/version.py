"""Versions are compared part by part: "1.2" begins 1.2.5, and neither 1.28 nor 11.2.

Fields of the catalog whose `form` is `version` hold one; a runtime holds a language's name before
it ("python3.12", "Python|3.12"). Where a text that is looked for begins or ends with a digit, no
further digit may stand beside it.
"""

import re

from sqlglot import exp

_BEFORE = "(^|[^0-9.])"
_AFTER = "([^0-9]|$)"


def like(column: exp.Expr, text: str, op: str) -> exp.Expr:
    """Whether a lower-case column contains, starts with, or matches (`*`, `?`) a text."""
    pattern = {"contains": f"*{text}*", "starts_with": f"{text}*"}.get(op, text)
    return exp.RegexpLike(this=column, expression=exp.Literal.string(_regex(pattern)))


def _regex(pattern: str) -> str:
    inner = pattern.strip("*")
    middle = "".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in inner)
    before = "^" if not pattern.startswith("*") else (_BEFORE if inner[:1].isdigit() else "")
    after = "$" if not pattern.endswith("*") else (_AFTER if inner[-1:].isdigit() else "")
    return f"{before}{middle}{after}"
