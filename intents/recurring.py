"""A question that recurs: the same words, but for the values that may differ each time.

    "which VMs ran in October in eu-west-1 over $20"
    template  which vms ran {period} in {region} over {money}
    values    START=2026-10-01 END=2026-11-01 REGION=eu-west-1 NUMBER=20

Only a period, one region, one account and numbers may differ; every other word must be there again,
in its place: a "not" or an "excluding" is never a value. Reading is linear in the question.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from intents.catalog import subject
from intents.context import ReadContext
from intents.period import span
from intents.slots import number, period, region, scope
from intents.slots.claim import Asked
from intents.words import Word, split

Values = Mapping[str, str | int | float]
# "Cost a day": no number that differs.
_EACH = ("a", "an")
# What each kind of value is called in a script.
NAMES = ("START", "END", "REGION", "ACCOUNT", "NUMBER", "TODAY")


@dataclass(frozen=True, slots=True)
class Recurring:
    """A question apart into what must recur and what may differ; names end with _2 from the second.

    `TODAY` is always among the values.
    """

    template: str
    values: Values


@dataclass(frozen=True, slots=True)
class _Part:
    """Words up to `end` as the template has them, and the values in them."""

    end: int
    told: str
    values: Values


def recurring(question: str, context: ReadContext) -> Recurring:
    """The question apart. A month without a year is the latest that has begun, as ever."""
    asked = Asked(split(question), subject("cost"), context)
    told: list[str] = []
    values: dict[str, str | int | float] = {"TODAY": context.today.isoformat()}
    at = 0
    while at < len(asked.words):
        part = max(_parts(asked, at), key=lambda one: one.end, default=None)
        part = part or _Part(at + 1, _plain(asked.words[at]), {})
        told.append(part.told)
        for name, value in part.values.items():
            values[_free(name, values)] = value
        at = part.end
    return Recurring(" ".join(told), values)


def _parts(asked: Asked, at: int) -> Iterator[_Part]:
    if asked.words[at].quoted:
        return
    if (when := period.read(asked, at)) and when.period:
        days = span(when.period, asked.context.today, asked.context.calendar)
        yield _Part(
            when.end, "{period}", {"START": days.start.isoformat(), "END": days.end.isoformat()}
        )
    if (where := region.read(asked, at)) and len(where.regions) == 1:
        yield _Part(where.end, "{region}", {"REGION": where.regions[0]})
    if (whose := scope.account(asked, at)) and len(whose.accounts) == 1:
        ids = [one.id for one in asked.context.accounts if one.name == whose.accounts[0]]
        if len(ids) == 1:
            yield _Part(whose.end, "{account}", {"ACCOUNT": ids[0]})
    if asked.text(at) not in _EACH and (amount := number.amount(asked, at)):
        value = int(amount.value) if isinstance(amount.plain, int) else float(amount.value)
        yield _Part(amount.end, f"{{{amount.unit or 'number'}}}", {"NUMBER": value})


def _plain(word: Word) -> str:
    return f'"{word.text}"' if word.quoted else word.text


def _free(name: str, taken: Values) -> str:
    """The name, or with the next number where it is taken."""
    count = 1
    while (found := name if count == 1 else f"{name}_{count}") in taken:
        count += 1
    return found
