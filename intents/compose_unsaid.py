"""Whether a question is about cost, said or unsaid: "S3 last month, how much", "RDS vs DynamoDB".

Of clouds, accounts and services cost is what is compared and what comes to a total over days that
are past; a note then tells that it was not said. "How much S3 do we have" asks for another amount.
"""

import re

from intents import compose_change, compose_difference
from intents.compose import Parts
from intents.compose_compared import compared
from intents.compose_measures import Measurement
from intents.compose_rank import is_of_services

COMPARED = "what is compared is the cost"
UNSAID = "it is the cost that is asked for"
# Conditions on one of these tell that charges are asked about, and so their cost.
_OF_CHARGES = frozenset({
    "charge_category", "charge_class", "publisher_name", "billed_cost", "charge_frequency",
    "commitment_discount_status", "capacity_reservation_status",
})  # fmt: skip
# Who spends most is asked about cost, whatever it is told apart by.
_SPENDING = frozenset({"spender", "spenders", "spend", "spends", "spent", "spending"})
_AMOUNTS = frozenset("much total totals altogether everything together combined".split())
_OTHER_AMOUNTS = frozenset({"have", "has", "had", "there"})
# Several of them are compared with one another.
_UNITS = re.compile(r"last_\d+_(week|month|quarter|year)s")


def is_about_cost(parts: Parts) -> bool:
    """Whether cost is named, or nothing else can be meant."""
    return is_said(parts) or is_unsaid(parts)


def is_said(parts: Parts) -> bool:
    """Whether some word tells that it is about cost."""
    if parts.of("subject", "basis", "measure", "figures", "spread") or is_of_services(parts):
        return True
    if any(test.field in _OF_CHARGES for test in parts.tests):
        return True
    if any(claim.basis for claim in parts.of("group", "head", "period")):
        return True
    bounded = any(test.field == "cost" for test in parts.tests)
    if bounded and parts.of("head", "group"):
        return True
    if parts.of("head") and parts.of("limit", "order"):
        return True
    if parts.of("head") and (parts.of("versus") or any(c.where for c in parts.of("change"))):
        return True
    if any(_SPENDING & set(parts.cover.text(claim).split()) for claim in parts.of("order")):
        return True
    if compose_change.is_about_cost(parts):
        return True
    return isinstance(compose_difference.between(parts), Measurement)


def is_unsaid(parts: Parts) -> bool:
    """Whether it is about cost without a word for it."""
    if parts.of("name") or is_said(parts):
        return False
    if compose_change.of_what(parts):
        return True
    if versus := parts.of("versus"):
        periods = parts.of("period")
        beside = len(periods) == 2 or any(claim.compare_to for claim in versus)
        beside = beside or any(_UNITS.match(claim.period or "") for claim in periods)
        return beside or (bool(compared(parts)) and not parts.of("head"))
    if parts.of("share") and parts.of("test", "tag", "scope"):
        return True
    apart = bool(parts.of("group", "breakdown", "trend"))
    apart = apart or bool(parts.of("scope") and any(c.excludes for c in parts.of("test")))
    if parts.of("tag") and _asks_amount(parts):
        return True
    return bool(parts.of("period")) and (apart or _asks_amount(parts))


def _asks_amount(parts: Parts) -> bool:
    """`how much`, `total`: of what is there now, "have" would ask."""
    said = {word.text for word in parts.asked.words}
    return bool(said & _AMOUNTS) and not said & _OTHER_AMOUNTS
