"""A question without the words that nobody could place, where that is still a question.

It is offered, never answered in the other's place, and what it leaves out is told with it. Left out
is one whole phrase ("for the serverless team"), not its one unknown word; and only where the rest
says what it said before: "more than 2 grand" is not offered as "more than 2", nor "Azure OpenAI
spend" as "Azure spend".
"""

from intents.coverage import Cover
from intents.slots.claim import SEPARATORS, Kind
from intents.slots.noise import JOINTS, NOISE

RESTRICTORS = frozenset(
    "not no without except excluding only but never neither nor unless other outside minus ex "
    "excl excl. exc less sans barring".split()
)
# Without one of these a question asks for something else, often for the opposite.
_TURNS = RESTRICTORS | frozenset(
    "nobody none nothing nowhere hardly barely rarely instead rather before until if when why "
    "where who how average mean median half double twice net gross more most least fewer first "
    "last than per or over under above below within between nearly almost nearest up".split()
)
# What an unknown word may stand right beside: it told these apart, and their whole is offered.
_WHOLE: frozenset[Kind] = frozenset({"subject", "cost", "head", "count"})
_LEADS = frozenset({"by", "that", "which", "with", "and", "or", ","}) | frozenset(JOINTS)
_SMALL = _LEADS | frozenset("the a an our my your their its is are was were we us".split())
_ASKS = frozenset({"what", "which", "whose", "how"})
_HANGING = frozenset("still do does did have has can could will would any much many".split())


def gap(covered: Cover, left: tuple[int, ...]) -> tuple[int, int] | None:
    """The words `[start, end)` to leave out; None where the rest would ask for something else."""
    asked = covered.asked
    if not left or any(_turns(asked.text(at)) for at in left):
        return None
    start, end = left[0], left[-1] + 1
    if any(at not in left and asked.text(at) not in NOISE for at in range(start, end)):
        return None
    if all(asked.text(at) in _SMALL or not asked.text(at).isalnum() for at in left):
        return None
    taken = _taken(covered)
    while start - 1 not in taken and asked.text(start - 1) in _SMALL and asked.text(start) != ",":
        start -= 1
    holds = _is_apart(covered, start, end) and _is_whole(covered, start, end)
    return (start, end) if holds else None


def _taken(covered: Cover) -> set[int]:
    """The words that say something."""
    said = (one for one in covered.claims if one.kind != "joint")
    return {at for one in said for at in range(one.start, one.end)}


def _turns(text: str) -> bool:
    """Whether a word restricts or turns round what is asked, or is a number, which does both."""
    return text in _TURNS or any(letter.isdigit() for letter in text)


def _is_apart(covered: Cover, start: int, end: int) -> bool:
    """Whether nothing that stays is said more exactly by what is left out."""
    asked = covered.asked
    if _turns(asked.text(start)):
        return False
    before = next((one for one in covered.claims if one.end == start), None)
    after = next((one for one in covered.claims if one.start == end), None)
    closes = end == len(asked.words) or asked.text(end) == ","
    if asked.text(start) in _LEADS:
        return closes or (after is not None and after.kind in (*_WHOLE, "joint", "period"))
    follows = before is None or before.kind in _WHOLE
    return follows and (closes or (after is not None and after.kind in _WHOLE))


def _fields(covered: Cover, start: int, end: int) -> set[str]:
    """What the claims on these words restrict."""
    claims = (one for one in covered.claims if start <= one.start and one.end <= end)
    return {test.field for one in claims for test in one.where}


def _is_whole(covered: Cover, start: int, end: int) -> bool:
    """Whether what is kept is a question, and no small word hangs where the gap was."""
    asked = covered.asked
    if start == 0:
        return asked.text(end) not in SEPARATORS and asked.text(end) not in JOINTS
    kept = {one.kind for one in covered.claims if one.end <= start or one.start >= end}
    if _fields(covered, start, end) & _fields(covered, 0, start):
        # Of "env=prod and env=dev" neither is what was asked for.
        return False
    if (asked.text(0) in _ASKS and kept <= {"subject"}) or asked.text(0) in JOINTS:
        # "Which subnets" asks nothing, nor does "for the instance i-0abc".
        return False
    hangs = asked.text(start - 1) in _SMALL | _ASKS | _HANGING
    return start - 1 in _taken(covered) or not hangs
