"""What the matching charges are, before they are grouped: read by one statement.

Which currencies they are in decides whether the answer is split by currency; what each charge
category makes of the total is said with it; and where one of two periods has no charges at all, a
change is unknown.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from finops.columns import COST
from finops.relation import CURRENCY
from finops.result import run
from finops.rows import amount
from finops.statement import CATEGORY, Statement
from finops.warehouse.engine import Engine


@dataclass(frozen=True, slots=True)
class Profile:
    """The matching charges: `currencies` with most charges first, `categories` with most cost.

    `charges` and `before` count the rows of the period and of the one compared with.
    """

    currencies: tuple[str, ...]
    categories: Mapping[str, Decimal]
    charges: int
    before: int

    @property
    def both(self) -> bool:
        """Whether there are charges in either period."""
        return bool(self.charges and self.before)


def profile(statement: Statement, engine: Engine) -> Profile:
    """Look at the matching charges of a Query."""
    by_currency: Counter[str] = Counter()
    by_category: dict[str, Decimal] = defaultdict(Decimal)
    charges = before = 0
    for row in run(engine, statement.profile())[1]:
        now, then = int(str(row["charges"])), int(str(row.get("charges_before") or 0))
        charges, before = charges + now, before + then
        if row[CURRENCY]:
            by_currency[str(row[CURRENCY])] += now + then
        if (cost := amount(row, COST)) is not None:
            by_category[str(row[CATEGORY])] += cost
    most_first = sorted(by_currency, key=lambda name: (-by_currency[name], name))
    dearest = sorted(by_category.items(), key=lambda pair: pair[1], reverse=True)
    return Profile(tuple(most_first), dict(dearest), charges, before)
