"""A WSGI layer before moto: refuses to read some places, and answers what moto has not.

It refuses as AWS does where a policy denies it: EC2 answers 403 with `UnauthorizedOperation` in its
own XML; CloudWatch answers `AccessDenied`, in JSON or XML as it was asked. Reservations and savings
plans are `demo.aws_bought`'s to answer. Everything else passes.
"""

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from moto.iam.models import get_account_id_from

from demo import aws_bought

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/")
_REQUEST_ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
_EC2 = """<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>{message}</Message></Error>\
</Errors><RequestID>{request}</RequestID></Response>"""
_QUERY = """<ErrorResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><Error>\
<Type>Sender</Type><Code>AccessDenied</Code><Message>{message}</Message></Error>\
<RequestId>{request}</RequestId></ErrorResponse>"""
_SERVICES = {"ec2": "ec2", "monitoring": "cloudwatch"}


class Gate:
    """Refuses EC2 and CloudWatch in the `(account id, region)` of `denied`."""

    def __init__(
        self,
        app: "WSGIApplication",
        denied: frozenset[tuple[str, str]],
        bought: Sequence[aws_bought.Fact] = (),
    ) -> None:
        """Stand before `app`. `bought` are the commitments that there are."""
        self.app = app
        self.denied = denied
        self.bought = bought

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        signed = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
        if signed and signed["service"] in _SERVICES:
            account = get_account_id_from(signed["key"])
            if (account, signed["region"]) in self.denied:
                return _refuse(environ, start, account, signed["service"])
        if signed and signed["service"] in aws_bought.SERVICES:
            account = get_account_id_from(signed["key"])
            asked = (signed["service"], _action(environ), account, signed["region"])
            if found := aws_bought.answer(*asked, self.bought):
                return _answer(start, *found)
        return self.app(environ, start)


def _action(environ: "WSGIEnvironment") -> str:
    """What is asked for: the form's action, or the path. The body can be read again."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    form = parse_qs(body.decode("utf-8", "replace"))
    path = str(environ.get("PATH_INFO", ""))
    return str(form.get("Action", [path])[0])


def _answer(start: "StartResponse", kind: str, text: str) -> Iterator[bytes]:
    answer = text.encode()
    start("200 OK", [("Content-Type", kind), ("Content-Length", str(len(answer)))])
    yield answer


def _refuse(
    environ: "WSGIEnvironment", start: "StartResponse", account: str, service: str
) -> Iterator[bytes]:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    operation = target.rpartition(".")[2] or parse_qs(body.decode()).get("Action", ["Unknown"])[0]
    message = (
        f"User: arn:aws:sts::{account}:assumed-role/finops-read/finops is not authorized to "
        f"perform: {_SERVICES[service]}:{operation} because no identity-based policy allows "
        f"the {_SERVICES[service]}:{operation} action"
    )
    if target:
        kind, text = (
            "application/x-amz-json-1.0",
            json.dumps({"__type": "com.amazonaws.cloudwatch#AccessDenied", "message": message}),
        )
    else:
        form = _EC2 if service == "ec2" else _QUERY
        if service == "ec2":
            message = f"You are not authorized to perform this operation. {message}"
        kind, text = "text/xml;charset=UTF-8", form.format(message=message, request=_REQUEST_ID)
    answer = text.encode()
    start(
        "403 Forbidden",
        [
            ("Content-Type", kind),
            ("Content-Length", str(len(answer))),
            ("x-amzn-RequestId", _REQUEST_ID),
            ("x-amzn-query-error", "AccessDenied;Sender"),
        ],
    )
    yield answer
