"""Budgets of our own: the words of the settings, read by the rules into which cost each is for.

They are read when a question needs them, for what accounts there are may come from the charges. A
budget must say a plain cost: a total, of any scope and condition. Anything else is no amount that
can be compared with one; it is kept, and each answer says why its figures are unknown.
"""

from collections.abc import Iterable, Iterator

from intents.context import ReadContext
from intents.query import Query, Unread
from intents.rules import read
from providers.own_budget import OwnBudget
from providers.settings import BudgetSettings


def own_budgets(settings: Iterable[BudgetSettings], context: ReadContext) -> Iterator[OwnBudget]:
    """Each budget, with the Query that its words mean."""
    for one in settings:
        cost, why = _read(one.of, context)
        yield OwnBudget(one.name, one.amount, one.currency, one.period, one.of, cost, why)


def _read(words: str, context: ReadContext) -> tuple[Query | None, str]:
    found = read(words, context).reading
    if isinstance(found, Unread):
        return None, f"“{words}” is not understood: {', '.join(found.words)}"
    if not isinstance(found, Query) or not _is_plain(found):
        return None, f"“{words}” is no cost in one amount"
    return found, ""


def _is_plain(query: Query) -> bool:
    """Whether it is one amount of cost, over whatever period."""
    more = (query.measures, query.group_by, query.having, query.limit, query.spread)
    one = query.subject == "cost" and query.analysis == "aggregate"
    return one and not any(more) and query.compare_to is None and query.period is None
