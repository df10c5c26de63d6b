"""What chats say of an answer's gaps: a title, and a sentence for each.

A place that could not be read makes the answer partial; a remark (two currencies, a tag that
nothing bears) does not, and must not look like a fault.
"""

import re

from finops.answer import Answer, Gap


def title(answer: Answer) -> str:
    """What stands above the gaps."""
    return "Missing from this answer" if answer.outcome == "partial" else "Good to know"


def sentence(gap: Gap) -> str:
    """Where, why, and what to do about it."""
    return f"{gap.where}: {gap.why}" + (f" – {fix(gap)}" if gap.fix else "")


def fix(gap: Gap) -> str:
    """What to do about it; commands are in quotes, since chats show backticks as they are.

    >>> fix(Gap(where="aws", why="AccessDenied", fix="run `finops permissions`"))
    'run “finops permissions”'
    """
    return re.sub("`([^`]*)`", r"“\1”", gap.fix)
