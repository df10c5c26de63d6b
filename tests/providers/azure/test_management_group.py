"""Where subscriptions stand, as Resource Graph tells it."""

from typing import Any

import pytest

from providers.azure.management_group import record
from providers.base import Scope
from providers.model import Account

CHAIN = [
    {"name": "prod", "displayName": "Prod"},
    {"name": "retail"},
    {"name": "t", "displayName": "Tenant Root Group"},
]


def test_a_path_goes_from_the_root_to_the_nearest_group(prod: Account) -> None:
    policies = {"quotaId": "EnterpriseAgreement_2014-09-01"}
    told: Any = {"properties": {"managementGroupAncestorsChain": CHAIN,
                                "subscriptionPolicies": policies}}  # fmt: skip
    assert record(told, prod) == {
        "id": prod.id,
        "unit": "Tenant Root Group/retail/Prod",
        "offer": "EnterpriseAgreement_2014-09-01",
    }


@pytest.mark.parametrize("told", [{}, {"properties": None}, {"properties": {"state": "Enabled"}}])
def test_what_is_not_told_is_unknown(told: Any, prod: Account) -> None:
    assert record(told, prod) == {"id": prod.id, "unit": None, "offer": None}


def test_a_refusal_is_a_remark_and_the_subscriptions_stand(scripted: Any) -> None:
    def script(path: str, _: object) -> Any:
        if "ResourceGraph" in path:
            return 403, {}, {"error": {"code": "AuthorizationFailed", "message": "no"}}
        one = {"subscriptionId": "aaa", "displayName": "prod", "state": "Enabled"}
        return 200, {}, {"value": [one]}

    cloud = scripted(script)
    found = cloud.provider().inventory("account", Scope(), cloud.context)
    (row,) = [row for table in found.items for row in table.to_pylist()]
    assert (row["account"], row["organizational_unit"]) == ("prod", None)
    assert [gap.matters for gap in found.gaps] == [False]
