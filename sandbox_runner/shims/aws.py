"""boto3 without a network: calls leave as messages, before anything of them is serialised.

`botocore.client.BaseClient._make_api_call` is the one function that clients, paginators, waiters
and resources all call, and that test suites have replaced for years. What comes back, or is raised,
is what botocore itself would give. A session has stand-in credentials that carry its account.
"""

from typing import Any

from sandbox_runner.shims.line import Refused, asked, place
from sandbox_runner.shims.tagged import Malformed, pack

# Worthless: what a script signs with them, nobody accepts.
STAND_IN = "SANDBOX"
# Their models are read before jobs are forked: reading EC2's takes a third of a second.
_READY = ("ec2", "cloudwatch", "ce", "rds", "s3", "sts")


def change() -> bool:
    """Change boto3, if it is installed."""
    try:
        import boto3  # noqa: F401 - scripts find it imported
        from botocore.client import BaseClient
        from botocore.session import Session
    except ImportError:
        return False
    BaseClient._make_api_call = _call  # type: ignore[attr-defined] # noqa: SLF001
    Session.get_credentials = _credentials  # type: ignore[method-assign]
    Session.get_scoped_config = _config  # type: ignore[method-assign, assignment]
    Session.available_profiles = property(_profiles)  # type: ignore[method-assign, assignment]
    usual = Session.get_config_variable

    def variable(self: Any, name: str, *rest: Any, **named: Any) -> Any:
        told = usual(self, name, *rest, **named)
        if name == "region" and told is None:
            return next(iter(place()["regions"]), None)
        return told

    Session.get_config_variable = variable  # type: ignore[method-assign, assignment]
    _share_models()
    return True


def _share_models() -> None:
    """One loader for all sessions, with the models in it that scripts ask for most."""
    from botocore import session
    from botocore.loaders import create_loader

    loader = create_loader()
    session.create_loader = lambda *_: loader
    import boto3

    ready = boto3.Session(region_name="us-east-1")
    open_client: Any = ready.client
    for service in _READY:
        open_client(service)


def _call(self: Any, operation: str, params: dict[str, Any]) -> Any:
    from botocore.exceptions import ParamValidationError

    try:
        packed = pack(params)
    except Malformed as error:
        raise ParamValidationError(report=str(error)) from error
    signer = self._request_signer._credentials  # noqa: SLF001
    request = {
        "kind": "aws",
        "service": self.meta.service_model.service_name,
        "operation": operation,
        "region": self.meta.region_name,
        "account": getattr(signer, "account_id", None),
        "params": packed,
    }
    try:
        return asked(request)
    except Refused as refused:
        if refused.kind == "ParamValidationError":
            raise ParamValidationError(report=refused.message) from None
        raise _error(self, operation, refused) from None


def _error(client: Any, operation: str, refused: Refused) -> Exception:
    response = {
        "Error": {"Code": refused.code, "Message": refused.message},
        "ResponseMetadata": {
            "RequestId": refused.request,
            "HTTPStatusCode": refused.status,
            "HTTPHeaders": {},
            "RetryAttempts": 0,
        },
    }
    made: Exception = client.exceptions.from_code(refused.code)(response, operation)
    return made


def _credentials(self: Any, *_: Any, **__: Any) -> Any:
    """Those of the account that the profile names, or of the usual one."""
    from botocore.credentials import Credentials

    named = self.get_config_variable("profile")
    return Credentials(STAND_IN, STAND_IN, account_id=named or None)


def _config(_: Any) -> dict[str, Any]:
    """No files are read: a profile is an account."""
    return {}


def _profiles(_: Any) -> list[str]:
    return list(place()["accounts"])
