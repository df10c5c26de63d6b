"""Charges one by one: "effective savings rate of each charge", "cost of each line item".

A Query that lists: what is measured is arithmetic within a charge, without any adding up.
"""

from intents.compose import Composed, Misplaced, Parts, query

# What tells one charge from another, for people.
_TOLD = ("charge_period_start", "cloud", "service_name", "resource_id", "charge_description")
_NO_PLACE = ("having", "group_by", "spread", "others", "limit_per")


def one_by_one(
    parts: Parts, shared: dict[str, object], notes: tuple[str, ...]
) -> Composed | Misplaced:
    """The Query that lists charges, the dearest first."""
    unlisted = parts.of("trend", "versus", "change", "figures", "share", "head", "group")
    if unlisted or any(shared.get(name) for name in _NO_PLACE):
        return Misplaced(unlisted or parts.of("each"))
    wanted = [claim.measure for claim in parts.of("measure")]
    if wanted not in ([], ["effective_savings"]):
        return Misplaced(parts.of("measure"))
    told = {
        "analysis": "list",
        "select": (*_TOLD, "cost"),
        "measures": (_rate("list"), _rate("contracted")) if wanted else (),
        "order_by": ("-cost",),
    }
    return query(shared | told, notes)


def _rate(basis: str) -> dict[str, object]:
    full = f"{basis}_cost"
    return {
        "name": f"savings_rate_over_{basis}",
        "field": full,
        "minus": "effective_cost",
        "per": full,
    }
