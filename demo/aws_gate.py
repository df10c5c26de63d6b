"""A WSGI layer before moto: refuses to read some places, and answers what moto has not.

It refuses as AWS does where a policy denies it, in the protocol of the request: EC2 answers 403
with `UnauthorizedOperation` in its own XML, others `AccessDenied` in XML or JSON. Reservations and
savings plans are `demo.aws_bought`'s to answer, other things the stock's. Everything else passes.
"""

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from moto.iam.models import get_account_id_from

from demo import aws_bought
from demo.stock import Shelves
from demo.stock.thing import Request

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
# What a signature calls otherwise than IAM.
_SERVICES = {"monitoring": "cloudwatch"}
# What answers for all regions, and is denied in none.
_EVERYWHERE = frozenset(
    {"sts", "iam", "ce", "budgets", "s3", "route53", "cloudfront", "savingsplans"}
)


class Gate:
    """Refuses to read the `(account id, region)` of `denied`."""

    def __init__(
        self,
        app: "WSGIApplication",
        denied: frozenset[tuple[str, str]],
        bought: Sequence[aws_bought.Fact] = (),
        shelves: Shelves | None = None,
    ) -> None:
        """Stand before `app`. `bought` are the commitments that there are, `shelves` the stock."""
        self.app = app
        self.denied = denied
        self.bought = bought
        self.shelves = shelves

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        signed = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
        if not signed:
            return self.app(environ, start)
        account, region = get_account_id_from(signed["key"]), signed["region"]
        service = signed["service"]
        if (account, region) in self.denied and service not in _EVERYWHERE:
            return _refuse(environ, start, account, service)
        if service in aws_bought.SERVICES:
            asked = (service, _action(environ), account, region)
            if found := aws_bought.answer(*asked, self.bought):
                return _answer(start, *found)
        if self.shelves:
            self.shelves.arrive(service, account, region)
            if told := self.shelves.answer(_request(environ, service, account, region)):
                return _answer(start, told[1], told[2], told[0])
        return self.app(environ, start)


def _request(environ: "WSGIEnvironment", service: str, account: str, region: str) -> Request:
    target = str(environ.get("HTTP_X_AMZ_TARGET", "")).rpartition(".")[2]
    action = _action(environ)
    if action.startswith("/"):
        action = target or f"{environ['REQUEST_METHOD']} {action}"
    body = environ["wsgi.input"].getvalue()
    return Request(service, action, account, region, body, str(environ.get("QUERY_STRING", "")))


def _action(environ: "WSGIEnvironment") -> str:
    """What is asked for: the form's action, or the path. The body can be read again."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    form = parse_qs(body.decode("utf-8", "replace"))
    path = str(environ.get("PATH_INFO", ""))
    return str(form.get("Action", [path])[0])


def _answer(start: "StartResponse", kind: str, text: str, status: int = 200) -> Iterator[bytes]:
    answer = text.encode()
    start(f"{status} Answer", [("Content-Type", kind), ("Content-Length", str(len(answer)))])
    yield answer


def _refuse(
    environ: "WSGIEnvironment", start: "StartResponse", account: str, service: str
) -> Iterator[bytes]:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    form = parse_qs(body.decode("utf-8", "replace")).get("Action")
    operation = target.rpartition(".")[2] or (form or [environ["REQUEST_METHOD"]])[0]
    iam = _SERVICES.get(service, service)
    message = (
        f"User: arn:aws:sts::{account}:assumed-role/finops-read/finops is not authorized to "
        f"perform: {iam}:{operation} because no identity-based policy allows "
        f"the {iam}:{operation} action"
    )
    if form and service == "ec2":
        message = f"You are not authorized to perform this operation. {message}"
        kind, text = "text/xml;charset=UTF-8", _EC2.format(message=message, request=_REQUEST_ID)
    elif form:
        kind, text = "text/xml;charset=UTF-8", _QUERY.format(message=message, request=_REQUEST_ID)
    else:
        code = "AccessDenied" if service == "monitoring" else "AccessDeniedException"
        kind = f"application/x-amz-json-{'1.0' if target else '1.1'}"
        text = json.dumps({"__type": f"com.amazonaws#{code}", "message": message})
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
