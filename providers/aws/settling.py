"""How Cost Explorer's charges come to rest."""

from providers.settling import Settling

# Cost Explorer keeps the current month and the 13 before; it updates a day's charges for up to
# three days, and a month's until its invoice is final, about a week into the next.
SETTLING = Settling(months=13, at_once=14, restless_days=3, closes_after_days=7)
