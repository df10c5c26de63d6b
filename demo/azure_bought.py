"""Azure's JSON for budgets, reservations and savings plans."""

from collections.abc import Iterable, Mapping

Fact = Mapping[str, object]
Item = Mapping[str, object]
_GRAINS = {"monthly": "Monthly", "quarterly": "Quarterly", "yearly": "Annually"}
# Of the one reservation of the charges, two of three are in use.
_TWO_THIRDS = 2 / 3
_STATES = {"active": "Succeeded", "expired": "Expired", "cancelled": "Cancelled"}


def budgets(facts: Iterable[Fact]) -> Mapping[str, tuple[Item, ...]]:
    """Subscription id → its budgets."""
    found: dict[str, tuple[Item, ...]] = {}
    for one in facts:
        if one["cloud"] == "azure":
            key = str(one["account_id"])
            found[key] = (*found.get(key, ()), _budget(one))
    return found


def _budget(one: Fact) -> Item:
    until = str(one["end"]) if one["ended"] else "2036-01-01"
    ahead = one["forecast"]
    return {
        "id": f"/subscriptions/{one['account_id']}/providers/Microsoft.Consumption/budgets/"
        f"{one['name']}",
        "name": one["name"],
        "type": "Microsoft.Consumption/budgets",
        "eTag": '"1d34d016a593709"',
        "properties": {
            "category": "Cost",
            "amount": float(str(one["amount"])),
            "timeGrain": _GRAINS[str(one["period"])],
            "timePeriod": {
                "startDate": f"{one['start']}T00:00:00Z",
                "endDate": f"{until}T00:00:00Z",
            },
            "currentSpend": {"amount": float(str(one["spent"])), "unit": "USD"},
            **({"forecastSpend": {"amount": float(str(ahead)), "unit": "USD"}} if ahead else {}),
        },
    }


def reservations(facts: Iterable[Fact]) -> tuple[Item, ...]:
    """The tenant's reservations."""
    return tuple(
        _held(
            one,
            location=one["region"],
            sku={"name": one["sku"]},
            properties={
                "reservedResourceType": one["service"],
                "quantity": one["quantity"],
                "expiryDate": one["end"],
                "purchaseDate": one["start"],
                "billingPlan": "Monthly" if one["payment"] == "monthly" else "Upfront",
            },
        )
        for one in facts
        if (one["cloud"], one["kind"]) == ("azure", "reservation")
    )


def savings_plans(facts: Iterable[Fact]) -> tuple[Item, ...]:
    """The tenant's savings plans."""
    return tuple(
        _held(
            one,
            sku={"name": f"{one['service']}_Savings_Plan"},
            properties={
                "billingPlan": "P1M",
                "purchaseDateTime": f"{one['start']}T00:00:00Z",
                "commitment": {
                    "currencyCode": "USD",
                    "amount": float(str(one["hourly"])),
                    "grain": "Hourly",
                },
            },
        )
        for one in facts
        if (one["cloud"], one["kind"]) == ("azure", "savings plan")
    )


def _held(one: Fact, *, properties: Mapping[str, object], **more: object) -> Item:
    state = _STATES[str(one["state"])]
    return {
        "id": one["id"],
        "name": "/".join(str(one["id"]).split("/")[4::2]),
        **more,
        "properties": {
            "displayName": one["name"],
            "displayProvisioningState": state,
            "provisioningState": state,
            "appliedScopeType": "Shared",
            "billingScopeId": f"/subscriptions/{one['account_id']}",
            "term": "P1Y",
            "effectiveDateTime": f"{one['start']}T00:00:00Z",
            "expiryDateTime": f"{one['end']}T00:00:00Z",
            "renew": bool(one.get("renews")),
            **({"utilization": _used(one)} if state == "Succeeded" else {}),
            **properties,
        },
    }


def _used(one: Fact) -> Item:
    share = float(str(one.get("used", _TWO_THIRDS))) * 100
    return {
        "trend": "SAME",
        "aggregates": [
            {"grain": days, "grainUnit": "days", "value": round(share, 1),
             "valueUnit": "percentage"}
            for days in (1, 7, 30)
        ],
    }  # fmt: skip
