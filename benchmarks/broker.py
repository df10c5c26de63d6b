"""What the broker adds to a small SDK call: at most 1 ms at the median.

A script in the jail asks STS who it is, and the parent asks the same with its own client, in turns,
so that whatever else the machine does hits both. The cloud is a server on loopback that answers at
once. What is added holds the message to the parent, the checks, the audit, and the message back.

    python benchmarks/broker.py [CALLS]
"""

import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sandbox_runner import Pool
from sandbox_runner.broker import Aws, Broker, Grant, Limits
from sandbox_runner.job import Limits as JobLimits

ACCOUNT = "111111111111"
MOST_ADDED_MS = 1.0
_ANSWER = b"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<GetCallerIdentityResult><Arn>arn:aws:iam::111111111111:user/finops</Arn><UserId>AIDA</UserId>
<Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""
_SCRIPT = """
import boto3, time
from sandbox_runner.shims.line import asked
sts = boto3.client("sts", region_name="us-east-1")
sts.get_caller_identity()
asked({"kind": "direct"})
result = []
for _ in range(CALLS):
    start = time.perf_counter()
    sts.get_caller_identity()
    brokered = time.perf_counter() - start
    result.append([brokered * 1000, asked({"kind": "direct"})])
"""


class _Cloud(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(_ANSWER)))
        self.end_headers()
        self.wfile.write(_ANSWER)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def cloud() -> Iterator[str]:
    """A cloud that answers at once; gives its URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Cloud)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def measured(calls: int) -> list[tuple[float, float]]:
    """Milliseconds of each call: through the broker, and made in the parent."""
    import boto3

    session = boto3.Session("AKIDBENCH", "secret", region_name="us-east-1")
    own: Any = session.client("sts")
    grant = Grant((ACCOUNT,), ("us-east-1",), rights=frozenset({"inventory"}))
    broker = Broker(grant, Limits(calls=calls + 10), aws=Aws({ACCOUNT: session}))

    def answer(request: Mapping[str, Any]) -> Mapping[str, Any]:
        if request["kind"] != "direct":
            return broker.answer(request)
        start = time.perf_counter()
        own.get_caller_identity()
        return {"ok": (time.perf_counter() - start) * 1000}

    preload = ("sandbox_runner.shims",)
    with Pool(size=1, preload=preload, limits=JobLimits(seconds=30), answer=answer) as pool:
        outcome = pool.run(_SCRIPT.replace("CALLS", str(calls)))
    broker.close()
    if outcome.ending != "finished":
        raise SystemExit(f"{outcome.ending}: {outcome.reason} {outcome.stderr}")
    return [(one, other) for one, other in outcome.result]


def main() -> None:
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with cloud() as url:
        os.environ["AWS_ENDPOINT_URL"] = url
        rounds = measured(calls)
    brokered, own = (statistics.median(column) for column in zip(*rounds, strict=True))
    added = statistics.median(one - other for one, other in rounds)
    figures = {
        "calls": calls,
        "through_the_broker_ms": round(brokered, 3),
        "in_the_parent_ms": round(own, 3),
        "added_ms": round(added, 3),
        "added_p99_ms": round(sorted(one - other for one, other in rounds)[int(calls * 0.99)], 3),
    }
    print(json.dumps(figures))
    if added > MOST_ADDED_MS:
        raise SystemExit(f"the broker adds {added:.2f} ms, more than {MOST_ADDED_MS}")


if __name__ == "__main__":
    main()
