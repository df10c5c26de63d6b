"""What botocore raises, as a CloudError: the one place that knows the SDK's exceptions.

`where` leaves the region out where the trouble is the account's or the credential's, so that the
same trouble in 17 regions is said once. An exception that is not here is a bug and rises.

Imported only when something is read: it imports botocore.
"""

from botocore import exceptions as sdk
from botocore.parsers import ResponseParserError

from providers.aws.place import CLOUD, Place
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

EXPECTED = (sdk.ClientError, sdk.BotoCoreError, ResponseParserError)

HOW_TO_SIGN_IN = (
    "give AWS credentials: a profile (AWS_PROFILE), keys in the environment, `aws sso login`, "
    "or a role of the machine"
)
_AGAIN = "ask again in a minute"

DENIED = {
    "AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedAccess",
    "UnauthorizedOperation",
}  # fmt: skip
OPT_IN = "OptInRequiredException"
_EXPIRED = {
    "AuthFailure", "ExpiredToken", "ExpiredTokenException", "IncompleteSignature",
    "InvalidAccessKeyId", "InvalidClientTokenId", "InvalidToken", "RequestExpired",
    "RequestTimeTooSkewed", "SignatureDoesNotMatch", "UnrecognizedClientException",
}  # fmt: skip
_THROTTLED = {
    "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceeded", "LimitExceededException",
    "PriorRequestNotComplete", "RequestLimitExceeded", "RequestThrottled",
    "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling",
    "ThrottlingException", "TooManyRequestsException",
}  # fmt: skip
_UNAVAILABLE = {
    "InvalidAction", "OptInRequired", "RegionDisabledException", "SubscriptionRequiredException",
    "UnsupportedOperation",
}  # fmt: skip
_TIMED_OUT = {"RequestTimeout", "RequestTimeoutException", "GatewayTimeout"}

_SIGN_IN = (
    sdk.NoCredentialsError, sdk.PartialCredentialsError, sdk.CredentialRetrievalError,
    sdk.ProfileNotFound, sdk.ConfigNotFound, sdk.ConfigParseError, sdk.InvalidConfigError,
    sdk.MetadataRetrievalError, sdk.InfiniteLoopConfigError, sdk.RefreshWithMFAUnsupportedError,
    sdk.MissingDependencyException,
)  # fmt: skip
_SIGN_IN_AGAIN = (sdk.SSOError, sdk.TokenRetrievalError, sdk.LoginError)
_NO_SUCH_REGION = (
    sdk.NoRegionError, sdk.InvalidRegionError, sdk.EndpointProviderError,
    sdk.UnknownEndpointError,
)  # fmt: skip
_SLOW = (sdk.ConnectTimeoutError, sdk.ReadTimeoutError)
_NO_CONNECTION = (sdk.HTTPClientError, sdk.ConnectionError, sdk.EndpointConnectionError)


def translated(error: Exception, place: Place, action: str, principal: str) -> CloudError:
    """The same trouble as a CloudError, or the error itself raised again where it is a bug.

    `action` is as IAM names it ("ec2:DescribeInstances"); `principal` is who asked, for the fix.
    """
    if isinstance(error, sdk.ClientError):
        return _answered(error, place, action, principal)
    why = f"{type(error).__name__}: {action}"
    match error:
        case _ if isinstance(error, _SIGN_IN):
            return NoCredentials(CLOUD, f"{type(error).__name__}: {_line(error)}", HOW_TO_SIGN_IN)
        case _ if isinstance(error, _SIGN_IN_AGAIN):
            return Expired(CLOUD, f"{type(error).__name__}: {_line(error)}", "run `aws sso login`")
        case _ if isinstance(error, _NO_SUCH_REGION):
            return Unavailable(place.where, why, "name a region that AWS has, in [aws] regions")
        case _ if isinstance(error, _SLOW):
            return TimedOut(place.where, why, _AGAIN)
        case _ if isinstance(error, _NO_CONNECTION):
            return Unreachable(
                place.where, why, "check the network, the proxy and AWS_ENDPOINT_URL; or ask again"
            )
        case sdk.ParamValidationError():
            # What it asks by, a name or the token of a page, came from an answer that is amiss.
            return Odd(place.where, why, "ask again; if it stays, tell us")
        case ResponseParserError():
            return Odd(place.where, why, "something between here and AWS answers in its place")
    raise error


def _answered(error: sdk.ClientError, place: Place, action: str, principal: str) -> CloudError:
    """What AWS itself answered, by its code."""
    told = error.response.get("Error", {})
    code, message = str(told.get("Code", "Unknown")), str(told.get("Message", ""))
    # EC2's codes come with a prefix from some endpoints.
    code = code.removeprefix("Client.").removeprefix("Server.")
    if error.operation_name == "AssumeRole":
        return _not_assumed(code, place, principal)
    why = f"{code}: {action}"
    if code == OPT_IN:
        # Of the account as a whole, said in each of its regions.
        where = f"{CLOUD} {place.account.id}"
        return Unavailable(where, why, f"opt the account in to {action.partition(':')[0]}")
    if code in DENIED:
        return Denied(place.where, why, _grant(action, principal, message))
    if code in _EXPIRED:
        return _not_good(code, why, place)
    if code in _THROTTLED:
        return Throttled(place.where, why, _AGAIN)
    if code in _UNAVAILABLE:
        return Unavailable(place.where, why, "enable it, or leave it out of [aws] regions")
    if code in _TIMED_OUT:
        return TimedOut(place.where, why, _AGAIN)
    return Odd(place.where, why, message or _AGAIN)


def _grant(action: str, principal: str, message: str) -> str:
    if "service control policy" in message:
        return f"the organization's policy forbids {action} here: leave it out of [aws] regions"
    return f"grant {action} to {principal}: `finops permissions` prints the policy"


def _not_good(code: str, why: str, place: Place) -> CloudError:
    if code == "AuthFailure":
        # EC2 says this of bad keys, and of good ones in a region that is not enabled.
        fix = "enable the region for this account (or leave it out of [aws] regions), or sign in"
        return Expired(place.where, why, fix)
    if code == "RequestTimeTooSkewed":
        return Expired(CLOUD, why, "set this machine's clock")
    # A role's own credential is renewed by itself: what is not good is the one that it comes from.
    return Expired(CLOUD, why.partition(":")[0], f"sign in again; {HOW_TO_SIGN_IN}")


def _not_assumed(code: str, place: Place, principal: str) -> CloudError:
    where, why = f"{CLOUD} {place.account.id}".strip(), f"{code}: sts:AssumeRole"
    if code in DENIED:
        fix = f"let the caller assume {principal}: see its trust policy and external_id"
        return Denied(where, why, fix)
    if code in _EXPIRED:
        return Expired(CLOUD, code, f"sign in again; {HOW_TO_SIGN_IN}")
    if code in _THROTTLED:
        return Throttled(where, why, _AGAIN)
    return Odd(where, why, f"see the role {principal}")


def _line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else "no more is said"
