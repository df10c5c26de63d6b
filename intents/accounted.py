"""Whether a Query says all that a question says, and nothing else: the check of a model's reading.

A language model gives, with its Query, the place in it of each word. That is its own word for it;
this module holds it to the question. Each content word must be given an existing place. What the
slots know for certain must be there: periods, numbers, names, clouds, regions, tags; whatever is
excluded must be excluded, and each "not" or "except" must exclude something. No name, tag or number
may be there that the question does not have. What does not hold is told in sentences that quote
only the question and the Query, for they go back to the model.

To accept too little costs a question back to the person; to accept too much is a wrong answer.
"""

from collections.abc import Iterator

from intents import catalog, rules
from intents.agreed import conditions, names, numbers, periods, scopes
from intents.checked import Checked, texts, unknown_words
from intents.context import ReadContext
from intents.coverage import cover
from intents.excluded import exclusions, restrictors
from intents.invented import invented
from intents.placed import FILLERS, Part, unplaced, unsaid
from intents.query import Query
from intents.slots.claim import Asked
from intents.words import split


def problems(
    question: str, query: Query, parts: tuple[Part, ...], context: ReadContext
) -> tuple[str, ...]:
    """Why the Query is not what was asked, one sentence each; none where it is."""
    asked = Asked(split(question), catalog.subject(query.subject), context)
    one = Checked(asked, query, cover(asked))
    checks = (
        periods,
        numbers,
        names,
        scopes,
        conditions,
        exclusions,
        restrictors,
        invented,
    )
    found = [
        *unplaced(one, parts),
        *unsaid(one, parts),
        *needless(one),
        *(problem for check in checks for problem in check(one)),
    ]
    return tuple(dict.fromkeys(found))


def needless(one: Checked) -> Iterator[str]:
    """Unknown words without which the rules read the same Query: it cannot say them, too."""
    unknown = unknown_words(one.cover) - FILLERS
    kept = tuple(word for word in one.asked.words if word.text not in unknown)
    found = rules.answered(kept, one.asked.context) if unknown and kept else None
    if found and found.reading == one.query:
        extra = ", ".join(sorted(unknown))
        yield f"{extra!r} would change nothing: the same is asked without"


def in_accounts(question: str, query: Query, context: ReadContext) -> Query:
    """The Query in the accounts that the question names, which no model was told of."""
    asked = Asked(split(question), catalog.subject(query.subject), context)
    claims = [claim for claim in cover(asked).claims if claim.kind == "scope" and claim.accounts]
    said = "\n".join(texts(query.as_said())).casefold()
    missing = [
        name
        for claim in claims
        for name in claim.accounts
        if not any(word.text in said for word in asked.words[claim.start : claim.end])
    ]
    accounts = tuple(dict.fromkeys((*query.accounts, *missing)))
    return query.model_copy(update={"accounts": accounts}) if missing else query
