"""Whether a question is about cost, said or unsaid: "S3 last month, how much", "RDS vs DynamoDB".

Of clouds, accounts and services cost is what is compared and what comes to a total over days that
are past; a note then tells that it was not said. "How much S3 do we have" asks for another amount.
"""

import re

from intents import compose_change, compose_difference
from intents.compose import Parts
from intents.compose_measures import Measurement
from intents.compose_rank import is_of_services
from intents.query import Condition

COMPARED = "what is compared is the cost"
UNSAID = "it is the cost that is asked for"
# Conditions on one of these tell that charges are asked about, and so their cost.
_OF_CHARGES = frozenset({
    "charge_category", "charge_class", "publisher_name", "billed_cost", "charge_frequency",
    "commitment_discount_status", "capacity_reservation_status",
})  # fmt: skip
_COMPARABLE = ("service_name", "service_category", "charge_category")
_AMOUNTS = frozenset({"much", "total", "totals", "altogether", "everything"})
_OTHER_AMOUNTS = frozenset({"have", "has", "had", "there"})
# Several of them are compared with one another.
_UNITS = re.compile(r"last_\d+_(week|month|quarter|year)s")
_LISTED = frozenset({"and", ",", "or", "plus"})


def is_about_cost(parts: Parts) -> bool:
    """Whether cost is named, or nothing else can be meant."""
    if parts.of("subject", "basis", "measure", "figures", "spread") or is_of_services(parts):
        return True
    if any(test.field in _OF_CHARGES for test in parts.tests):
        return True
    if any(claim.basis for claim in parts.of("group")):
        return True
    bounded = any(test.field == "cost" for test in parts.tests)
    if bounded and parts.of("head", "group"):
        return True
    if parts.of("head") and parts.of("limit", "order"):
        return True
    if compose_change.is_about_cost(parts):
        return True
    return is_unsaid(parts) or isinstance(compose_difference.between(parts), Measurement)


def is_unsaid(parts: Parts) -> bool:
    """Whether it is about cost without a word for it."""
    if parts.of("subject", "basis", "name"):
        return False
    if versus := parts.of("versus"):
        periods = parts.of("period")
        beside = len(periods) == 2 or any(claim.compare_to for claim in versus)
        beside = beside or any(_UNITS.match(claim.period or "") for claim in periods)
        return beside or (bool(compared(parts)) and not parts.of("head"))
    return bool(parts.of("period")) and (bool(parts.of("group")) or _asks_amount(parts))


def _asks_amount(parts: Parts) -> bool:
    """`how much`, `total`: of what is there now, "have" would ask."""
    said = {word.text for word in parts.asked.words}
    return bool(said & _AMOUNTS) and not said & _OTHER_AMOUNTS


def compared(parts: Parts) -> tuple[str, ...]:
    """The dimension of which two values or more are named: clouds, accounts, services, a tag's."""
    clouds = {cloud for claim in parts.of("scope", "subject") for cloud in claim.clouds}
    if len(clouds) > 1 and not any(test.field == "service_name" for test in parts.tests):
        return ("cloud",)
    if len(parts.accounts) > 1:
        return ("sub_account_name",)
    if tag := _tag(parts):
        return tag
    if len(parts.regions) > 1:
        return ("region_id",)
    for field in _COMPARABLE:
        if sum(1 for claim in parts.of("test") if claim.where[0].field == field) > 1:
            return (field,)
        if any(t.field == field and t.op == "in" and _several(parts, t) for t in parts.tests):
            return (field,)
    return ()


def _tag(parts: Parts) -> tuple[str, ...]:
    fields = [claim.where[0].field for claim in parts.of("tag") if claim.where[0].op == "eq"]
    return (fields[0],) if len(fields) > 1 and len(set(fields)) == 1 else ()


def _several(parts: Parts, test: Condition) -> bool:
    """Whether a list of values was said as a list, not one service under several names."""
    claim = next(claim for claim in parts.of("test") if test in claim.where)
    return bool(_LISTED & set(parts.cover.text(claim).split()))
