"""What chats say of gaps: a fault where something is missing, else a remark."""

import pytest

from bot.drawing.gaps import sentence, title
from finops.answer import Answer, Gap, Outcome


@pytest.mark.parametrize(
    ("outcome", "said"),
    [("partial", "Missing from this answer"), ("answered", "Good to know")],
)
def test_a_remark_does_not_look_like_a_fault(outcome: Outcome, said: str) -> None:
    assert title(Answer(id="a", outcome=outcome, headline="x")) == said


def test_a_gap_is_where_why_and_what_to_do() -> None:
    gap = Gap(where="aws 2", why="AccessDenied: ec2:X", fix="grant it: `finops permissions`")
    assert sentence(gap) == "aws 2: AccessDenied: ec2:X – grant it: “finops permissions”"
    assert sentence(Gap(where="cpu", why="unknown", fix="")) == "cpu: unknown"
