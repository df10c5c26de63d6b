import pytest
from azure.core import exceptions as azure

from providers.azure.errors import refused, said, translated
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
)

READ = "Microsoft.Compute/disks/read"


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "ExpiredAuthenticationToken", Expired),
        (403, "AuthorizationFailed", Denied),
        (404, "SubscriptionNotFound", Unavailable),
        (409, "MissingSubscriptionRegistration", Unavailable),
        (429, "TooManyRequests", Throttled),
        (529, "Throttled", Throttled),
        (500, "InternalServerError", Odd),
        (503, "ServiceUnavailable", Odd),
        (400, "BadRequest", Odd),
        (302, "", Odd),
    ],
)
def test_each_refusal_is_of_its_kind(status: int, code: str, kind: type[CloudError]) -> None:
    body = b'{"error": {"code": "%s", "message": "m"}}' % code.encode()
    error = refused(status, body, "azure prod", READ)
    assert type(error) is kind
    assert error.why
    assert error.fix


def test_a_denial_says_where_what_and_which_role() -> None:
    error = refused(403, b'{"error": {"code": "AuthorizationFailed"}}', "azure prod", READ)
    assert error.where == "azure prod"
    assert error.why == "AuthorizationFailed: Microsoft.Compute/disks/read"
    assert "Reader" in error.fix


def test_a_bad_token_is_about_azure_not_about_a_subscription() -> None:
    assert refused(401, b"{}", "azure prod", READ).where == "azure"


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"null", b'{"error": "no"}', b'{"error": {"code": 7}}']
)
def test_a_refusal_without_a_code_keeps_its_status(body: bytes) -> None:
    assert said(body, 502) == ("HTTP 502", "")


def test_a_code_is_found_without_the_error_around_it() -> None:
    assert said(b'{"code": "BadRequest", "message": "no"}', 400) == ("BadRequest", "no")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (azure.ClientAuthenticationError("AADSTS700082: expired"), Expired),
        (azure.ClientAuthenticationError("Authentication failed: no route"), Expired),
        (azure.ClientAuthenticationError("failed to retrieve a token"), NoCredentials),
        (azure.ServiceRequestTimeoutError("slow"), TimedOut),
        (azure.ServiceResponseTimeoutError("slow"), TimedOut),
        (azure.ServiceRequestError("refused"), Unreachable),
        (azure.ServiceResponseError("aborted"), Unreachable),
        (azure.IncompleteReadError("cut"), Odd),
    ],
)
def test_each_exception_is_of_its_kind(error: Exception, kind: type[CloudError]) -> None:
    with pytest.raises(kind) as raised, translated("azure prod", READ):
        raise error
    assert raised.value.__cause__ is error


def test_a_bug_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), translated("azure prod", READ):
        raise ZeroDivisionError
