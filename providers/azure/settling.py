"""How Cost Management's charges come to rest."""

from providers.settling import Settling

# Cost Management keeps 13 months. Charges of a day come within two or three, and a month's may
# change until the fifth after it (https://learn.microsoft.com/azure/cost-management-billing/costs/
# understand-cost-mgmt-data). A request may span a year; of a quarter, little is lost to a 429.
SETTLING = Settling(months=12, at_once=3, restless_days=5, closes_after_days=5)
