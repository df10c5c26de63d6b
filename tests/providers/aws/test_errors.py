"""Every way in which the SDK says no."""

from typing import Any

import pytest
from botocore import exceptions as sdk
from botocore.parsers import ResponseParserError

from providers.aws.errors import EXPECTED, translated
from providers.aws.place import Place
from providers.errors import (
    CloudError,
    Denied,
    Expired,
    NoCredentials,
    Odd,
    Throttled,
    TimedOut,
    Unavailable,
    Unreachable,
    gap,
)
from providers.model import Account

PLACE = Place(Account("aws", "222222222222", "prod"), "eu-west-1")
HERE, ACCOUNT, CLOUD = "aws 222222222222 eu-west-1", "aws 222222222222", "aws"
URL = "https://ec2.eu-west-1.amazonaws.com"


def client_error(code: str, message: str = "", operation: str = "DescribeInstances") -> Any:
    return sdk.ClientError({"Error": {"Code": code, "Message": message}}, operation)


def told(error: Exception) -> CloudError:
    assert isinstance(error, EXPECTED)
    return translated(error, PLACE, "ec2:DescribeInstances", "arn:aws:iam::2:role/finops-read")


@pytest.mark.parametrize(
    ("error", "kind", "where"),
    [
        (client_error("UnauthorizedOperation"), Denied, HERE),
        (client_error("AccessDenied"), Denied, HERE),
        (client_error("Client.UnauthorizedOperation"), Denied, HERE),
        (client_error("AccessDenied", operation="AssumeRole"), Denied, ACCOUNT),
        (client_error("ExpiredToken", operation="AssumeRole"), Expired, CLOUD),
        (client_error("Throttling", operation="AssumeRole"), Throttled, ACCOUNT),
        (client_error("MalformedPolicyDocument", operation="AssumeRole"), Odd, ACCOUNT),
        (client_error("ExpiredToken"), Expired, CLOUD),
        (client_error("InvalidClientTokenId"), Expired, CLOUD),
        (client_error("RequestTimeTooSkewed"), Expired, CLOUD),
        (client_error("AuthFailure"), Expired, HERE),
        (client_error("OptInRequired"), Unavailable, HERE),
        (client_error("RequestLimitExceeded"), Throttled, HERE),
        (client_error("ThrottlingException"), Throttled, HERE),
        (client_error("RequestTimeout"), TimedOut, HERE),
        (client_error("InternalError"), Odd, HERE),
        (client_error("SomethingNew"), Odd, HERE),
        (sdk.NoCredentialsError(), NoCredentials, CLOUD),
        (sdk.PartialCredentialsError(provider="env", cred_var="x"), NoCredentials, CLOUD),
        (sdk.ProfileNotFound(profile="p"), NoCredentials, CLOUD),
        (sdk.UnauthorizedSSOTokenError(), Expired, CLOUD),
        (sdk.TokenRetrievalError(provider="sso", error_msg="old"), Expired, CLOUD),
        (sdk.EndpointConnectionError(endpoint_url=URL), Unreachable, HERE),
        (sdk.SSLError(endpoint_url=URL, error=OSError("bad")), Unreachable, HERE),
        (sdk.ProxyConnectionError(proxy_url=URL), Unreachable, HERE),
        (sdk.ConnectionClosedError(endpoint_url=URL), Unreachable, HERE),
        (sdk.ConnectTimeoutError(endpoint_url=URL), TimedOut, HERE),
        (sdk.ReadTimeoutError(endpoint_url=URL), TimedOut, HERE),
        (sdk.InvalidRegionError(region_name="x y"), Unavailable, HERE),
        (ResponseParserError("not XML"), Odd, HERE),
    ],
    ids=lambda value: str(value)[:60],
)
def test_each_has_its_kind_and_its_place(
    error: Exception, kind: type[CloudError], where: str
) -> None:
    found = told(error)
    assert type(found) is kind
    assert found.where == where
    assert gap(found).why == found.why
    assert found.fix


def test_a_denial_names_the_permission_and_who_needs_it() -> None:
    found = told(client_error("UnauthorizedOperation", "You are not authorized"))
    assert found.why == "UnauthorizedOperation: ec2:DescribeInstances"
    assert "grant ec2:DescribeInstances to arn:aws:iam::2:role/finops-read" in found.fix
    assert "finops permissions" in found.fix


def test_a_denial_by_the_organization_is_not_for_the_role_to_mend() -> None:
    message = "with an explicit deny in a service control policy"
    assert "regions" in told(client_error("UnauthorizedOperation", message)).fix


def test_a_mistake_of_ours_rises() -> None:
    with pytest.raises(sdk.OperationNotPageableError):
        told(sdk.OperationNotPageableError(operation_name="GetCallerIdentity"))
