"""No subject of AWS is dishonest: whatever AWS answers amiss is a gap, and never "none there".

Every service answers in the same way, over real HTTP to the real SDK. A subject that is added to
the tables is tried by itself.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from providers.aws import subjects
from providers.aws.provider import AwsProvider
from providers.base import Scope
from providers.cache import Cache
from providers.context import Context
from providers.settings import Aws

SUBJECTS = sorted({*subjects.REGIONAL, *subjects.OF_ACCOUNTS})
SECRET = "wJalrXUtnFEMI"
# Status, kind, body. A status of 0 closes the connection without an answer.
Answer = tuple[int, str, bytes]


def refusal(code: str, status: int) -> Callable[[bool], Answer]:
    """An error of AWS, as services of either kind write it; to EC2's ear as well."""

    def answer(json: bool) -> Answer:
        if json:
            return status, "application/x-amz-json-1.1", b'{"__type":"%s"}' % code.encode()
        error = f"<Error><Code>{code}</Code><Message>no</Message></Error>"
        whole = f"<ErrorResponse><Errors>{error}</Errors>{error}</ErrorResponse>"
        return status, "text/xml", whole.encode()

    return answer


def always(status: int, kind: str, body: bytes) -> Callable[[bool], Answer]:
    return lambda _: (status, kind, body)


def either(json_body: bytes, xml_body: bytes) -> Callable[[bool], Answer]:
    """A success, whose body is amiss."""
    return lambda json: (
        (200, "application/json", json_body) if json else (200, "text/xml", xml_body)
    )


# Where services that answer in JSON keep their resources.
LISTS = (
    "Functions", "clusters", "clusterArns", "QueueUrls", "Budgets", "item", "items", "Items",
    "Keys", "Aliases", "logGroups", "SecretList", "FileSystems", "repositories", "Quotas",
    "savingsPlans", "recommendationSummaries", "instanceRecommendations",
    "volumeRecommendations", "lambdaFunctionRecommendations", "autoScalingGroupRecommendations",
    "ReservedInstances", "ResourceTagMappingList",
)  # fmt: skip


AMISS: dict[str, Callable[[bool], Answer]] = {
    "denied": refusal("AccessDenied", 403),
    "expired": refusal("ExpiredToken", 403),
    "throttled": refusal("Throttling", 400),
    "not switched on": refusal("OptInRequired", 401),
    "failing": refusal("InternalError", 500),
    "cut": always(0, "", b""),
    "a page of a proxy": always(200, "text/html", b"<html><body>Sign in<br></body></html>"),
    "well-formed and of somebody else": always(200, "text/html", b"<html><p>Sign in</p></html>"),
    "truncated": either(b'{"items": [{"id": ', b"<Response><Set><item><id>i-1"),
    "a list": either(b"[1, 2]", b"<Response>text</Response>"),
    "a text": either(b'"no"', b"no"),
    "null": either(b"null", b""),
    "members of other types": either(
        b'{"nextToken": 1, %s}' % b", ".join(b'"%s": [3]' % name.encode() for name in LISTS),
        b"<Response/>",
    ),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            scope = self.headers.get("Authorization", "").partition("Credential=")[2]
            service = scope.split("/")[3] if scope.count("/") > 3 else ""
            status, kind, body = made.answer(service not in XML)
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the base class's name

        def log_message(self, *_: object) -> None:
            pass

    made: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    thread = Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


# Services that answer in XML, as requests are signed for them.
XML = frozenset({
    "ec2", "s3", "sns", "rds", "elasticache", "elasticbeanstalk", "cloudfront", "route53",
    "autoscaling", "elasticloadbalancing", "redshift", "sts",
})  # fmt: skip


@pytest.fixture(scope="module")
def provider(server: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AwsProvider]:
    """One account by a role that needs no assuming: its credentials are the environment's."""
    folder: Path = tmp_path_factory.mktemp("honesty")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_address[1]}",
            "AWS_ACCESS_KEY_ID": "own",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_CONFIG_FILE": str(folder / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
        }.items():
            patch.setenv(name, value)
        caller = (
            b"<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>"
            b"<Arn>arn:aws:iam::123456789012:user/u</Arn><UserId>u</UserId>"
            b"</GetCallerIdentityResult></GetCallerIdentityResponse>"
        )
        server.answer = always(200, "text/xml", caller)
        made = AwsProvider(Aws(regions=("us-east-1",)), Cache(folder / "cache"))
        assert not made.accounts(Context(datetime(2026, 11, 18, tzinfo=UTC))).gaps
        yield made


@pytest.mark.parametrize("amiss", AMISS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_is_amiss_is_a_gap_and_never_none(
    subject: str, amiss: str, server: Any, provider: AwsProvider
) -> None:
    server.answer = AMISS[amiss]
    found = provider.inventory(subject, Scope(), Context(datetime(2026, 11, 18, tzinfo=UTC)))
    told = [gap for gap in found.gaps if gap.matters]
    assert told, "nothing is said"
    assert all(gap.where.startswith("aws") and gap.why and gap.fix for gap in told)
    assert not any(SECRET in f"{gap.why}{gap.fix}" for gap in told)
    assert not found.items, "an empty table would say that there are none"
