"""A summary with who wrote it: what a model says must never look like what was computed."""

from finops.answer import Answer

BY = "(written by a language model from the table below)"


def written(answer: Answer) -> str:
    """The summary and its mark; empty where there is none."""
    return f"{answer.summary} {BY}" if answer.summary else ""
