"""The watch over our calls sees what it is there to see."""

from typing import Any

import pytest
from azure.core.rest import HttpRequest

from .calls import _not_declared_by_aws, _not_declared_by_azure

ARM = "https://management.azure.com"


@pytest.mark.parametrize(
    ("service", "operation", "seen"),
    [
        ("ec2", "DescribeInstances", 0),
        ("sts", "AssumeRole", 0),
        ("ec2", "TerminateInstances", 2),
        ("secretsmanager", "GetSecretValue", 1),
    ],
)
def test_a_call_to_aws(service: str, operation: str, seen: int) -> None:
    assert len(list(_not_declared_by_aws(service, operation))) == seen


@pytest.mark.parametrize(
    ("method", "path", "seen"),
    [
        ("GET", "/subscriptions", 0),
        ("GET", "/subscriptions/s/providers/Microsoft.Compute/virtualMachines", 0),
        ("POST", "/subscriptions/s/providers/Microsoft.CostManagement/query", 0),
        ("GET", "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/a/config", 1),
        ("DELETE", "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d", 1),
    ],
)
def test_a_call_to_azure(method: str, path: str, seen: int) -> None:
    request: Any = HttpRequest(method, f"{ARM}{path}?api-version=1")
    assert len(list(_not_declared_by_azure(request))) == seen


def test_a_table_of_resource_graph_needs_the_permission_of_its_type() -> None:
    query = "resources | where type =~ 'microsoft.made/up'"
    path = "/providers/Microsoft.ResourceGraph/resources?api-version=1"
    request: Any = HttpRequest("POST", ARM + path, json={"query": query})
    assert list(_not_declared_by_azure(request)) == [
        "microsoft.made/up/read is not declared in any NEEDS"
    ]
