"""How long a cloud still changes the charges of a day.

Days that have settled are asked for once and never again: each request to a cost API costs money
(AWS) or patience (Azure).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from intents.period import shifted


@dataclass(frozen=True, slots=True)
class Settling:
    """How a cloud's charges come to rest.

    `months` before the current one are told at all, `at_once` of them in one request. A day still
    changes for `restless_days` after it; a month is final `closes_after_days` after its end, when
    the invoice is made: tax, credits and corrections of the whole month come with it.
    """

    months: int
    at_once: int
    restless_days: int
    closes_after_days: int

    def first_day(self, today: date) -> date:
        """The first day that the API still tells."""
        return shifted(today.replace(day=1), -self.months)

    def final_until(self, today: date) -> date:
        """The day before which nothing changes any more: the start of a month."""
        return (today - timedelta(days=self.closes_after_days)).replace(day=1)
