"""What people decided on findings, as their fields."""

from collections.abc import Mapping
from datetime import UTC, datetime, time

from finops.waste.owner import Row
from providers.context import Context
from providers.own_waste import Standing


def decisions(context: Context) -> Mapping[str, Row]:
    """By id: who decided on a finding, when, why, and until when that holds."""
    return {one.finding: _told(one) for one in context.standings}


def _told(one: Standing) -> Row:
    until = datetime.combine(one.until, time(), UTC) if one.until else None
    return {
        "decided_by": one.by or None,
        "decided_on": one.at,
        "reason": one.reason or None,
        "snoozed_until": until,
    }
