"""What Azure refuses or fails at, as CloudErrors: the one place that knows azure-core's exceptions.

Two kinds come in: answers with an error status, and exceptions of the pipeline or the credential.
What goes wrong with the credential is said about "azure" as a whole, in the same words each time,
so that forty subscriptions give one gap. Anything that is not listed here is a bug and rises.

Azure SDKs are imported inside: a warm answer needs none.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson

from providers.azure.payload import text
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

CLOUD = "azure"
# What Resource Graph says of a query over subscriptions of which the credential may read none.
NONE_ELIGIBLE = "NoValidSubscriptionsInQueryRequest"
# The backend of metrics says 529 where the rest of Azure says 429.
THROTTLED = (429, 529)
# Azure may ask for a whole paragraph; a gap is one line.
_LONGEST = 160
_SIGN_IN = (
    "sign in with `az login`, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, "
    "or give the bot a managed identity"
)
_LOGIN_CODE = re.compile(r"AADSTS\d+")


@contextmanager
def translated(where: str, action: str, let_go: frozenset[int] = frozenset()) -> Iterator[None]:
    """Turn what the SDK raises inside into CloudErrors; a refusal whose status is `let_go` ends it.

    `action` is the permission that the read needs, as "Microsoft.Compute/disks/read".
    """
    from azure.core import exceptions as azure

    try:
        yield
    except azure.ClientAuthenticationError as error:
        raise _no_token(str(error)) from error
    except (azure.ServiceRequestTimeoutError, azure.ServiceResponseTimeoutError) as error:
        raise TimedOut(where, f"{_name(error)}: {action}", "ask again in a minute") from error
    except (azure.ServiceRequestError, azure.ServiceResponseError) as error:
        why = f"{_name(error)}: {_short(str(error))}"
        fix = "check the network, the proxy and the endpoint in [azure]"
        raise Unreachable(where, why, fix) from error
    except (azure.DecodeError, azure.DeserializationError) as error:
        why, fix = f"{_name(error)}: {action}", "check who answers at the endpoint in [azure]"
        raise Odd(where, why, fix) from error
    except azure.HttpResponseError as error:
        answer: Any = error.response
        if answer.status_code not in let_go:
            raise refused(answer.status_code, answer.content, where, action) from error
    except azure.AzureError as error:
        why = f"{_name(error)}: {action}"
        raise Odd(where, why, "ask again; if it stays, tell us") from error


def said(content: bytes, status: int) -> tuple[str, str]:
    """Azure's own code and message in a refusal's body, with or without "error" around them."""
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        body = None
    code = text(body, "error.code") or text(body, "code") or f"HTTP {status}"
    if code == "BadRequest":
        # Resource Graph says what was wrong in the details alone.
        code = text(body, "error.details.0.code") or code
    return code, text(body, "error.message") or text(body, "message") or ""


def refused(status: int, content: bytes, where: str, action: str) -> CloudError:
    """The error of an answer whose status is not a success."""
    code, message = said(content, status)
    why = f"{code}: {action}"
    if status == 401:
        return Expired(CLOUD, f"{code}: the token is not accepted", _SIGN_IN)
    if status == 403 or code == NONE_ELIGIBLE:
        return Denied(where, why, _grant(action))
    if status in THROTTLED:
        return Throttled(where, why, "ask again in a minute")
    if code == "SubscriptionNotFound":
        return Unavailable(where, why, "check the subscription's id and that we look in its tenant")
    if code == "MissingSubscriptionRegistration":
        return Unavailable(where, why, "nothing of this kind was ever made there; nothing to do")
    if status == 404 and action.startswith("Microsoft.ResourceGraph/"):
        return Unavailable(where, why, "nothing to do: this cloud has no Resource Graph")
    if status >= 500:
        return Odd(where, f"{why} ({status})", "Azure failed; ask again in a minute")
    return Odd(where, f"{why} ({status}: {_short(message)})", "ask again; if it stays, tell us")


def _grant(action: str) -> str:
    role = "Monitoring Reader" if action.startswith("Microsoft.Insights/") else "Reader"
    return f"grant the {role} role on the subscription to the bot's identity: `finops permissions`"


def _no_token(message: str) -> CloudError:
    if found := _LOGIN_CODE.search(message):
        return Expired(CLOUD, f"{found[0]}: the credential is not accepted", _SIGN_IN)
    if "authentication failed" in message.lower():
        # There is one, and the way to the sign-in page is shut, or it answers oddly.
        why = "AuthenticationFailed: the sign-in did not succeed"
        return Expired(CLOUD, why, f"check the network to Azure's sign-in; or {_SIGN_IN}")
    return NoCredentials(CLOUD, "CredentialUnavailable: no credential was found", _SIGN_IN)


def _name(error: Exception) -> str:
    return type(error).__name__.removesuffix("Error")


def _short(message: str) -> str:
    line = " ".join(message.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
