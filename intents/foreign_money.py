"""Amounts in a currency that nothing is billed in: "more than €500", where charges are in USD.

Nothing is converted here, for a rate would be a guess. Such a question is given back as the same
question in each currency that there is; what was meant, the person says.
"""

from collections.abc import Callable

from intents.compose import quoted, spaced
from intents.query import Clarify
from intents.slots import number
from intents.slots.claim import Asked

MOST_CHOICES = 4


def asked_back(asked: Asked, is_answered: Callable[[str], bool]) -> Clarify | None:
    """The question in a currency that is known; None where no amount is in another."""
    found = tuple(_foreign(asked))
    if not found:
        return None
    codes = asked.context.currencies or ("USD",)
    choices = tuple(text for code in codes if is_answered(text := _put(asked, found, code)))
    if not choices:
        return None
    said = " ".join(word.raw for word in asked.words[found[0].begin : found[0].end])
    known = " and ".join(codes)
    return Clarify(
        f"Charges are in {known}, and {said} is not converted. Is {' or '.join(codes)} meant?",
        choices[:MOST_CHOICES],
    )


def _foreign(asked: Asked) -> list[number.Amount]:
    found: list[number.Amount] = []
    at = 0
    while at < len(asked.words):
        one = None if asked.words[at].quoted else number.amount(asked, at)
        if one and one.foreign:
            found.append(one)
        at = one.end if one else at + 1
    return found


def _put(asked: Asked, amounts: tuple[number.Amount, ...], code: str) -> str:
    begins = {one.begin: one for one in amounts}
    made: list[str] = []
    at = 0
    while at < len(asked.words):
        if one := begins.get(at):
            made += [str(one.plain), code]
            at = one.end
        else:
            made.append(quoted(asked.words[at]))
            at += 1
    return spaced(made)
