"""Several values of one dimension, named to be compared: "EC2 vs S3", "AWS and Azure"."""

from intents.compose import Parts
from intents.query import Condition

_COMPARABLE = ("service_name", "service_category", "charge_category", "pricing_category",
               "usage_kind", "disk_type", "operating_system", "day_type")  # fmt: skip
_LISTED = frozenset({"and", ",", "or", "plus"})


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
