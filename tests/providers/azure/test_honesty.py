"""No subject of Azure is dishonest: whatever Azure answers amiss is a gap, and never "none there".

Every service answers in the same way, over real HTTP to the real SDKs; what we may do is told
before. A subject that is added to the tables is tried by itself.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from providers.azure import subjects
from providers.base import Scope

SUBJECTS = sorted({*subjects.IN_GRAPH, *subjects.OF_SUBSCRIPTIONS, *subjects.OF_TENANT})
PROD = "aaaaaaaa-0000-4000-8000-000000000000"
Reply = tuple[int, Mapping[str, str], object]
# Azure asks for more patience than anybody has: it is not tried again.
LATER = {"Retry-After": "600"}


def refusal(status: int, code: str) -> Reply:
    return status, LATER, {"error": {"code": code, "message": "no"}}


AMISS: dict[str, Reply] = {
    "denied": refusal(403, "AuthorizationFailed"),
    "expired": refusal(401, "ExpiredAuthenticationToken"),
    "throttled": refusal(429, "TooManyRequests"),
    "not registered": refusal(409, "MissingSubscriptionRegistration"),
    "failing": refusal(500, "InternalServerError"),
    "a page of a proxy": (200, {}, b"<html><body>Sign in</body></html>"),
    "truncated": (200, {}, b'{"value": [{"id": '),
    "an empty object": (200, {}, {}),
    "a list": (200, {}, [1, 2]),
    "a text": (200, {}, "no"),
    "null": (200, {}, None),
    "null for a list": (200, {}, {"value": None, "data": None}),
    "an object for a list": (200, {}, {"value": {}, "data": {}}),
    "things that are no resources": (200, {}, {"value": [1, None], "data": [1, None]}),
}


@pytest.mark.parametrize("amiss", AMISS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_is_amiss_is_a_gap_and_never_none(
    subject: str, amiss: str, scripted: Callable[..., Any]
) -> None:
    def script(path: str, _: Mapping[str, str]) -> Reply:
        if "microsoft.authorization/permissions" in path.lower():
            return 200, {}, {"value": [{"actions": ["*/read"], "notActions": []}]}
        return AMISS[amiss]

    cloud = scripted(script)
    reader = cloud.provider(subscriptions=[{"id": PROD, "name": "prod"}])
    found = reader.inventory(subject, Scope(), cloud.context)
    told = [gap for gap in found.gaps if gap.matters]
    assert told, "nothing is said"
    assert all(gap.where.startswith("azure") and gap.why and gap.fix for gap in told)
    assert not found.items, "an empty table would say that there are none"
